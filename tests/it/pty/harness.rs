//! A terminal with a program in it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

pub const JDEX: &str = env!("CARGO_BIN_EXE_jdex");

/// Long enough for a machine that does something else as well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal with a program in it.
pub struct Pty {
    /// The data and configuration directory.
    pub folder: TempDir,
    pub master: Box<dyn MasterPty + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    /// What is typed: written by a thread of its own, since a program that left reads no more and would hold the writer.
    typed: Sender<Vec<u8>>,
    pub seen: Arc<Mutex<Seen>>,
    /// Nothing is read any more: a terminal that was stopped.
    pub stopped: Arc<AtomicBool>,
}

pub struct Seen {
    pub parser: vt100::Parser,
    raw: Vec<u8>,
}

pub fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

pub fn parser() -> vt100::Parser {
    vt100::Parser::new(cells(24), cells(80), 0)
}

impl Pty {
    /// The browser at 80x24.
    pub fn jdex() -> Pty {
        Pty::spawn(tempfile::tempdir().unwrap(), CommandBuilder::new(JDEX))
    }

    pub fn spawn(folder: TempDir, mut command: CommandBuilder) -> Pty {
        for (name, value) in [("JDEX_DATA_DIR", folder.path()), ("JDEX_CONFIG_DIR", folder.path()), ("HOME", folder.path())] {
            command.env(name, value);
        }
        if command.get_env("TERM").is_none_or(|term| term != "dumb") {
            command.env("TERM", "xterm-256color");
        }
        command.cwd(folder.path());
        let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut writer = pair.master.take_writer().unwrap();
        let (typed, keys) = mpsc::channel::<Vec<u8>>();
        std::thread::spawn(move || keys.iter().try_for_each(|bytes| writer.write_all(&bytes).and_then(|()| writer.flush())));
        let seen = Arc::new(Mutex::new(Seen { parser: parser(), raw: Vec::new() }));
        let told = Arc::clone(&seen);
        let stopped = Arc::new(AtomicBool::new(false));
        let waits = Arc::clone(&stopped);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                while waits.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                let mut seen = told.lock().unwrap();
                seen.parser.process(&bytes[..n]);
                seen.raw.extend_from_slice(&bytes[..n]);
            }
        });
        Pty { folder, master: pair.master, child, typed, seen, stopped }
    }

    pub fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        // The thread is gone once the terminal took no more: what became of the program is asked of its screen and its end.
        let _ = self.typed.send(bytes.to_vec());
    }

    pub fn screen(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    pub fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().raw.clone()
    }

    pub fn wait(&mut self, what: &str, done: impl Fn(&Pty) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; the screen is\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn wait_for(&mut self, words: &str) {
        self.wait(words, |pty| pty.screen().contains(words));
    }

    /// Types the keys after a moment, and again until the words are on the screen: on a busy machine they may still be read
    /// together with what was sent before.
    pub fn type_until(&mut self, keys: &str, words: &str) {
        let start = Instant::now();
        while !self.screen().contains(words) {
            assert!(start.elapsed() < PATIENCE, "typed in vain for {words}; the screen is\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(200));
            self.send(keys);
        }
    }

    /// Waits for the browser's first frame.
    pub fn opened(mut self) -> Pty {
        self.wait_for("active of");
        assert!(self.is_taken(), "the terminal was not taken");
        self
    }

    pub fn pid(&self) -> String {
        self.child.process_id().unwrap().to_string()
    }

    pub fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.pid()]).status().unwrap().success());
    }

    pub fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end; the screen is\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        self.seen.lock().unwrap().parser.screen_mut().set_size(cells(rows.max(1)), cells(cols.max(1)));
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Whether the terminal echoes and edits lines, as a shell needs it.
    pub fn is_cooked(&self) -> bool {
        let flags = format!("{:?}", self.master.get_termios().unwrap().local_flags);
        flags.contains("ICANON") && flags.split([' ', '|', '(', ')']).any(|f| f == "ECHO")
    }

    pub fn is_taken(&self) -> bool {
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        screen.alternate_screen() && screen.bracketed_paste() && screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    pub fn is_given_back(&self) -> bool {
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        !screen.alternate_screen()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && !screen.hide_cursor()
    }

    /// Every switch is back: screen, mouse, paste, cursor, raw mode.
    pub fn given_back(&mut self) {
        self.wait("the terminal to be given back", |pty| pty.is_given_back() && pty.is_cooked());
        let raw = self.raw();
        let leaves = raw.windows(8).filter(|w| w == b"\x1b[?1049l").count();
        let enters = raw.windows(8).filter(|w| w == b"\x1b[?1049h").count();
        assert_eq!(leaves, enters, "the alternate screen is left as often as it is entered");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.stopped.store(false, Ordering::SeqCst);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
