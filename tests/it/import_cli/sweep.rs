//! Every system call of an import and of a save fails in turn, by strace: the old state or the new, and a message that says which.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::User;

/// Calls that change or look at files. Those by which the program itself is loaded fail too, which ends it before it begins.
const CALLS: [&str; 15] = [
    "openat",
    "read",
    "write",
    "fsync",
    "rename",
    "renameat2",
    "mkdir",
    "unlink",
    "unlinkat",
    "rmdir",
    "flock",
    "getdents64",
    "fchmod",
    "statx",
    "linkat",
];

fn traced(user: &User, words: &[&str], options: &[&str]) -> Output {
    let plain = user.command(words);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]).args(options).arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

/// How often each call is made.
fn counted(user: &User, words: &[&str]) -> BTreeMap<&'static str, usize> {
    let log = user.home.path().join("calls.log");
    let trace = format!("trace={}", CALLS.join(","));
    assert!(traced(user, words, &["-o", log.to_str().unwrap(), "-e", &trace]).status.success());
    let text = fs::read_to_string(&log).unwrap();
    CALLS.into_iter().map(|call| (call, text.matches(&format!(" {call}(")).count())).collect()
}

fn has_strace() -> bool {
    let found = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success());
    if !found {
        println!("strace is not here or may not trace: nothing was swept");
    }
    found
}

/// Runs words on a fresh user with each call failing in turn, and asks what became of it.
fn sweep(prepare: impl Fn() -> (User, Vec<String>), look: impl Fn(&User, &Output, &str)) -> usize {
    let words = |owned: &[String]| owned.to_vec();
    let (user, owned) = prepare();
    let counts = counted(&user, &words(&owned).iter().map(String::as_str).collect::<Vec<_>>());
    let mut runs = 0;
    for (call, count) in counts {
        // Reading the program's own start has nothing to do with files of the user: the last calls do the work.
        for n in (1..=count).rev().take(40) {
            let (user, owned) = prepare();
            let fault = if call == "write" { "ENOSPC" } else { "EIO" };
            let inject = format!("inject={call}:error={fault}:when={n}");
            let output = traced(&user, &owned.iter().map(String::as_str).collect::<Vec<_>>(), &["-o", "/dev/null", "-e", &inject]);
            look(&user, &output, &format!("{call} {n} of {count}"));
            runs += 1;
        }
    }
    runs
}

fn mue(quarter: &str, units: u32) -> (String, String) {
    let head = "\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n";
    (format!("MCR_MUE_PractitionerServices_Eff_{quarter}-01-2026.csv"), format!("{head}J9271,{units},3 Clinical,CMS Policy\r\n"))
}

/// The edit that counts, wherever it lies.
fn held(folder: &Path) -> String {
    let files = jdex::storage::files(folder, "mue").unwrap();
    files.iter().map(|path| fs::read_to_string(path).unwrap()).find(|text| text.contains("J9271 = ")).unwrap_or_default()
}

#[test]
fn an_import_whose_calls_fail_is_whole_or_not_there() {
    if !has_strace() {
        return;
    }
    let words = |user: &User, quarter: &str, units| {
        let (name, text) = mue(quarter, units);
        let file = user.file(&name, text);
        ["import", file.to_str().unwrap(), "--force", "--all"].map(str::to_owned).to_vec()
    };
    let prepare = || {
        let user = User::new();
        let first = words(&user, "07", 11);
        assert!(user.run(&first).status.success());
        let second = words(&user, "10", 22);
        (user, second)
    };
    let runs = sweep(prepare, |user, output, call| {
        let (told, now) = (String::from_utf8_lossy(&output.stderr).into_owned(), held(&user.data()));
        let (old, new) = (now.contains("\"11 3"), now.contains("\"22 3"));
        assert!(old ^ new, "{call}: {now:?} {told}");
        assert!(!told.contains("panicked"), "{call}: {told}");
        if output.status.success() {
            assert!(new, "{call}: it said that it wrote");
        }
        assert!(!told.contains("nothing was changed") || old, "{call}: it said that nothing was changed: {told}");
        let again = user.run(words(user, "10", 22));
        assert!(again.status.success() && held(&user.data()).contains("\"22 3"), "{call}: {}", String::from_utf8_lossy(&again.stderr));
    });
    assert!(runs > 60, "{runs} runs");
}

#[test]
fn a_save_whose_calls_fail_loses_nothing() {
    if !has_strace() {
        return;
    }
    let prepare = || {
        let user = User::new();
        assert!(user.run(["bookmarks", "--add", "J9039"]).status.success());
        (user, ["bookmarks", "--add", "J9271"].map(str::to_owned).to_vec())
    };
    let runs = sweep(prepare, |user, output, call| {
        let kept = fs::read_to_string(user.data().join("browser.json")).unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(kept.contains("J9039") && serde_json::from_str::<serde_json::Value>(&kept).is_ok(), "{call}: {kept} {told}");
        assert!(!output.status.success() || kept.contains("J9271"), "{call}: it said that it is kept");
        assert!(!told.contains("panicked"), "{call}: {told}");
    });
    assert!(runs > 40, "{runs} runs");
}
