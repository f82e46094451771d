//! The terminal comes back where the program ends without a word, by its guard, and nothing is left of either.

use std::process::Command;
use std::sync::atomic::Ordering;

use portable_pty::CommandBuilder;

use super::harness::{JDEX, Pty};

const NAME: &str = "terminal-guard";

/// The children of a process that are guards; one that ended has no name any more.
fn guards(parent: &str) -> Vec<String> {
    let found = Command::new("pgrep").args(["-P", parent, "-f", NAME]).output().unwrap();
    String::from_utf8_lossy(&found.stdout).split_whitespace().map(str::to_owned).collect()
}

/// The guard of a browser, once it is in a session of its own.
fn guard_of(pty: &mut Pty, browser: &str) -> String {
    let group = |process: &str| {
        let found = Command::new("ps").args(["-o", "pgid=", "-p", process]).output().unwrap();
        String::from_utf8_lossy(&found.stdout).trim().to_owned()
    };
    pty.wait("the guard", |_| matches!(&guards(browser)[..], [guard] if group(guard) == *guard));
    guards(browser).remove(0)
}

fn send(signal: &str, process: &str) {
    assert!(Command::new("kill").args([&format!("-{signal}"), "--", process]).status().unwrap().success(), "{signal} {process}");
}

fn lives(process: &str) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", process]).output().unwrap();
    let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
    !(state.is_empty() || state.starts_with('Z'))
}

fn modes(pty: &Pty) -> String {
    format!("{:?}", pty.master.get_termios().unwrap())
}

/// The browser with its guard, and the modes of the terminal before it was taken.
struct Guarded {
    pty: Pty,
    before: String,
    guard: String,
}

impl Guarded {
    fn open() -> Guarded {
        // The modes that every terminal of this system begins with.
        let before = modes(&Pty::spawn(tempfile::tempdir().unwrap(), CommandBuilder::new("cat")));
        let mut pty = Pty::jdex().opened();
        let browser = pty.pid();
        let guard = guard_of(&mut pty, &browser);
        Guarded { pty, before, guard }
    }

    fn given_back(mut self) {
        self.pty.given_back();
        let (before, guard) = (self.before, self.guard);
        self.pty.wait("the modes before", |pty| modes(pty) == before);
        self.pty.wait("the end of the guard", |_| !lives(&guard));
    }
}

#[test]
fn an_end_without_a_word_gives_the_terminal_back() {
    for signal in ["KILL", "ABRT"] {
        let mut guarded = Guarded::open();
        guarded.pty.signal(signal);
        assert_ne!(guarded.pty.ended().exit_code(), 0, "{signal}");
        guarded.given_back();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_allocation_that_fails_gives_the_terminal_back() {
    let mut guarded = Guarded::open();
    let browser = guarded.pty.pid();
    let limited = Command::new("prlimit").args(["--pid", &browser, "--as=1000000"]).status().unwrap();
    assert!(limited.success());
    let paste = format!("\x1b[200~{}\x1b[201~", ".".repeat(900_000));
    for _ in 0..4 {
        guarded.pty.send(&paste);
    }
    // An abort; where a thread could not be started first, a panic.
    assert!(!guarded.pty.ended().success());
    guarded.given_back();
}

/// Kill the group and nobody of it is left to do anything.
#[test]
fn the_whole_group_may_be_killed() {
    let mut guarded = Guarded::open();
    let group = format!("-{}", guarded.pty.pid());
    send("STOP", &group);
    send("KILL", &group);
    guarded.pty.ended();
    guarded.given_back();
}

#[test]
fn leaving_in_order_writes_the_sequences_once_and_ends_the_guard() {
    let mut guarded = Guarded::open();
    guarded.pty.send("\x03");
    assert_eq!(guarded.pty.ended().exit_code(), 0);
    guarded.given_back();
}

#[test]
fn a_guard_outlives_what_is_sent_to_it() {
    let mut guarded = Guarded::open();
    for signal in ["INT", "HUP", "QUIT", "TERM", "TSTP", "TTIN", "TTOU"] {
        send(signal, &guarded.guard);
    }
    guarded.pty.signal("INT");
    assert_eq!(guarded.pty.ended().exit_code(), 0);
    guarded.given_back();
}

/// Without a guard everything else is as it was.
#[test]
fn a_guard_that_was_killed_is_not_missed() {
    let mut guarded = Guarded::open();
    send("KILL", &guarded.guard);
    guarded.pty.send("\x1a");
    guarded.pty.send("blinatu");
    guarded.pty.wait("the browser", |pty| pty.is_taken() && pty.screen().contains("C9449"));
    guarded.pty.send("\x03");
    assert_eq!(guarded.pty.ended().exit_code(), 0);
    guarded.given_back();
}

#[cfg(target_os = "linux")]
#[test]
fn a_guard_holds_a_pipe_and_a_terminal_and_nothing_else() {
    let guarded = Guarded::open();
    let held = std::fs::read_dir(format!("/proc/{}/fd", guarded.guard));
    let mut held: Vec<String> = held.unwrap().map(|fd| std::fs::read_link(fd.unwrap().path()).unwrap().display().to_string()).collect();
    held.sort();
    let [null, other, terminal, pipe] = &held[..] else { panic!("{held:?}") };
    assert!(null == "/dev/null" && other == null && terminal == "/dev/tty" && pipe.starts_with("pipe:"), "{held:?}");
}

/// Nobody reads what is written any more: neither is the guard left over.
#[test]
fn a_guard_ends_on_a_terminal_that_stopped() {
    let mut guarded = Guarded::open();
    guarded.pty.stopped.store(true, Ordering::SeqCst);
    for n in 0..60 {
        guarded.pty.resize(150 + n, 50);
        guarded.pty.send("\x1b[B");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    guarded.pty.signal("KILL");
    guarded.pty.ended();
    let guard = guarded.guard;
    guarded.pty.wait("the end of the guard", |_| !lives(&guard));
}

/// In a shell with jobs: stopped, there is nothing to give back; continued, there is again.
#[test]
fn a_shell_gets_its_terminal_back_from_a_job_that_was_killed() {
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    command.env("PS1", "ready> ");
    let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command);
    pty.wait_for("ready>");
    for stops in [0, 1] {
        let before = modes(&pty);
        pty.send(&format!("set -m; {JDEX}\r"));
        pty = pty.opened();
        let shell = pty.pid();
        let jobs = Command::new("pgrep").args(["-P", &shell, "-x", "jdex"]).output().unwrap();
        let browser = String::from_utf8_lossy(&jobs.stdout).trim().to_owned();
        let guard = guard_of(&mut pty, &browser);
        for _ in 0..stops {
            pty.send("\x1a");
            pty.wait("the shell", |pty| pty.is_given_back() && pty.screen().contains("Stopped") && pty.is_cooked());
            assert_eq!(guards(&browser), [guard.as_str()], "one guard for all of it");
            pty.send("fg\r");
            pty.wait("the browser", |pty| pty.is_taken() && !pty.is_cooked());
        }
        send("KILL", &browser);
        pty.given_back();
        pty.wait("the modes before", |pty| modes(pty) == before);
        pty.wait("the end of the guard", |_| !lives(&guard));
        pty.send("echo good-$((40 + 2))\r");
        pty.wait_for("good-42");
        pty.send("clear\r");
    }
    // Stopped, it is the shell's: what kills it now writes nothing.
    pty.send(&format!("{JDEX}\r"));
    let mut pty = pty.opened();
    pty.send("\x1a");
    pty.wait("the shell", |pty| pty.is_given_back() && pty.screen().contains("Stopped") && pty.is_cooked());
    pty.send("kill -9 %1; wait; echo good-$((40 + 3))\r");
    pty.wait_for("good-43");
    pty.given_back();
}

/// Refused by the system it is no error: with as few descriptors as the browser itself opens there is none left for the pipe.
#[test]
fn a_guard_that_cannot_be_started_is_not_missed() {
    let spawn = |descriptors: usize| {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", &format!("ulimit -n {descriptors}; exec {JDEX}")]);
        let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command);
        while pty.child.try_wait().unwrap().is_none() {
            if pty.screen().contains("active of") {
                return Some(pty);
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        None
    };
    let mut pty = (5..32).find_map(spawn).unwrap();
    pty.send("J9039");
    pty.wait_for("/ J9039");
    assert!(guards(&pty.pid()).is_empty());
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
}
