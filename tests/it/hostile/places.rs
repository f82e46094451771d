//! Where files lie: links, folders and devices in their place, permissions, no home, another locale. Nobody loses a file.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use jdex::storage::browser_state::{self, Change};
use jdex::storage::{self, Unusable, Writer};
use tempfile::TempDir;

fn jdex(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jdex"));
    command.args(words).current_dir(folder.path()).env("HOME", folder.path());
    command.env("JDEX_DATA_DIR", folder.path().join("data")).env("JDEX_CONFIG_DIR", folder.path());
    command
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn mark(data: &Path, code: &str) -> std::io::Result<()> {
    browser_state::save(data, &[Change::AddBookmark(code.into())])
}

/// A named pipe, which nobody writes: reading it would never end.
fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Whoever could lay a link into the folder would choose which file is replaced.
#[test]
fn a_link_in_place_of_a_file_is_refused_and_what_it_leads_to_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (kept, data) = (folder.path().join("kept.json"), folder.path().join("data"));
    fs::create_dir(&data).unwrap();
    for name in ["browser.json", "progress.json"] {
        symlink("../kept.json", data.join(name)).unwrap();
    }
    // The link leads nowhere: a drive that is not there, not an empty file.
    assert!(browser_state::load(&data).1.unwrap().contains("browser.json: bookmarks cannot be read: "));
    assert!(mark(&data, "J9039").is_err());
    assert!(!kept.exists());
    fs::write(&kept, "{}").unwrap();
    assert!(mark(&data, "J9039").unwrap_err().to_string().contains("it is a link; move the file"));
    let output = jdex(&folder, &["train", "overrule", "expired-code", "--pass", "--reason", "told"]).output().unwrap();
    assert!(output.status.code() == Some(2) && told(&output).contains("it is a link"), "{}", told(&output));
    assert_eq!(fs::read_to_string(&kept).unwrap(), "{}");
    assert!(data.join("browser.json").is_symlink() && data.join("progress.json").is_symlink());
    assert_eq!(fs::read_dir(&data).unwrap().count(), 2, "no lock and no temporary file is left");
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// Learners' names and scores stand in them.
#[test]
fn what_is_made_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    mark(&data, "J9039").unwrap();
    storage::update(&data.join("progress.json"), |_| Ok("{}".to_owned())).unwrap();
    Writer::open(&data).unwrap().replace(&[("codes/J9.toml".to_owned(), "new".to_owned())], &[]).unwrap();
    for made in ["", "codes"] {
        assert_eq!(mode(&data.join(made)), 0o700, "{made}");
    }
    for made in ["browser.json", "browser.lock", "progress.json", "progress.lock", ".lock", "codes/J9.toml"] {
        assert_eq!(mode(&data.join(made)), 0o600, "{made}");
    }
    // A catalog that its owner opened to others stays open: `--into` a folder of a whole practice.
    let open = folder.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
    Writer::open(&open).unwrap().replace(&[("codes/J9.toml".to_owned(), "new".to_owned())], &[]).unwrap();
    assert_eq!((mode(&open.join("codes")), mode(&open.join("codes/J9.toml"))), (0o755, 0o644));
}

/// Only root can lay down a file of somebody else's; elsewhere there is nothing to see.
#[test]
fn a_file_of_another_user_is_refused() {
    let data = tempfile::tempdir().unwrap();
    fs::create_dir(data.path().join("codes")).unwrap();
    fs::write(data.path().join("browser.json"), "{}").unwrap();
    let foreign = ["browser.json", "codes"].map(|name| std::os::unix::fs::chown(data.path().join(name), Some(4_321), None).is_ok());
    if foreign != [true; 2] {
        return;
    }
    assert!(mark(data.path(), "J9039").unwrap_err().to_string().contains("it belongs to another user"));
    assert_eq!(fs::read_to_string(data.path().join("browser.json")).unwrap(), "{}");
    let new = [("codes/J9.toml".to_owned(), "new".to_owned())];
    let error = Writer::open(data.path()).unwrap().replace(&new, &[]).unwrap_err().to_string();
    assert!(error.contains("codes: it belongs to another user"), "{error}");
    assert_eq!(fs::read_dir(data.path().join("codes")).unwrap().count(), 0);
}

#[test]
fn a_lock_that_another_program_holds_is_said() {
    let data = tempfile::tempdir().unwrap();
    for name in ["browser.lock", ".lock"] {
        let lock = fs::File::create(data.path().join(name)).unwrap();
        lock.lock().unwrap();
        let error = if name == ".lock" { Writer::open(data.path()).unwrap_err() } else { mark(data.path(), "J9039").unwrap_err() };
        assert!(error.to_string().contains("another jdex"), "{name}: {error}");
        drop(lock);
    }
    mark(data.path(), "J9039").unwrap();
}

#[test]
fn permissions_stay() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("browser.json");
    mark(data.path(), "J9039").unwrap();
    for kept in [0o600, 0o640, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
        mark(data.path(), &format!("J90{kept:o}")).unwrap();
        assert_eq!(mode(&path), kept);
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(mark(data.path(), "J9271").unwrap_err().to_string().contains("read-only"));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn two_browsers_at_once_lose_no_bookmark() {
    let data = tempfile::tempdir().unwrap();
    std::thread::scope(|threads| {
        for browser in 0..4 {
            let data = data.path();
            threads.spawn(move || (0..5).for_each(|n| mark(data, &format!("J9{browser}{n:02}")).unwrap()));
        }
    });
    assert_eq!(browser_state::load(data.path()).0.bookmarks.len(), 20);
}

/// Folders, pipes and devices in place of files: said, not read for ever, not written over.
#[test]
fn what_is_no_file_is_said() {
    for kind in ["folder", "pipe", "device"] {
        let make = |path: &Path| match kind {
            "folder" => fs::create_dir(path).unwrap(),
            "pipe" => pipe(path),
            _ => symlink("/dev/zero", path).unwrap(),
        };
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir_all(data.join("notes")).unwrap();
        let paths = ["config.toml", "keys.toml", "data/browser.json", "data/progress.json", "data/notes/J9039.toml"];
        paths.iter().for_each(|path| make(&folder.path().join(path)));
        let browser = jdex::tui::startup(jdex::tui::StartupOptions {
            catalog: jdex::storage::user_catalog::shipped().unwrap(),
            date: None,
            today: jiff::civil::date(2026, 11, 22),
            paths: jdex::storage::user_catalog::Paths { data: data.clone(), config: folder.path().to_owned() },
            problems: Vec::new(),
            no_color: false,
            train: false,
            query: String::new(),
        });
        let problems = browser.0.problems;
        assert_eq!(problems.len(), 3, "{kind}: {problems:?}");
        assert!(problems.iter().all(|p| p.contains("cannot be read: it is not a file")), "{kind}: {problems:?}");
        let refused = if kind == "device" { "it is a link" } else { "not a file" };
        assert!(mark(&data, "J9039").unwrap_err().to_string().contains(refused));
        assert!(storage::update(&data.join("progress.json"), |_| Err(Unusable::Damaged)).unwrap_err().to_string().contains(refused));
        let output = jdex(&folder, &["train", "list"]).output().unwrap();
        assert!(told(&output).contains("progress.json: cannot be read: "), "{kind}: {}", told(&output));
        if kind != "folder" {
            assert!(told(&output).contains("J9039.toml: cannot be read: it is not a file"), "{kind}: {}", told(&output));
        }
        assert_eq!(output.status.code(), Some(2));
    }
}

/// A device does not tell how much comes: no row and no segment is read without end.
#[test]
fn a_file_without_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for words in [&["claim", "/dev/zero"][..], &["denial", "--835", "/dev/zero"], &["claim", "-"]] {
        let output = jdex(&folder, words).stdin(fs::File::open("/dev/zero").unwrap()).arg("--json").output().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let message = answer["error"]["message"].as_str().unwrap();
        let named = if words.contains(&"-") { "standard input: " } else { "/dev/zero: " };
        assert!(message.starts_with(named) && message.len() < 300, "{message}");
    }
}

/// Data that is missing is not data that nobody has: the shipped prices must not be taken for the imported ones unnoticed.
#[test]
fn data_that_cannot_be_reached_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    symlink("not-mounted", folder.path().join("link")).unwrap();
    symlink("round", folder.path().join("round")).unwrap();
    for data in ["link", "round", "file", "file/data"] {
        let output = jdex(&folder, &["show", "J9039"]).env("JDEX_DATA_DIR", folder.path().join(data)).output().unwrap();
        assert!(told(&output).contains(&format!("/{data}: cannot be read: ")), "{data}: {}", told(&output));
        assert!(!output.stdout.is_empty());
    }
    // A part of it that is missing is said too.
    fs::create_dir(folder.path().join("data")).unwrap();
    symlink("not-mounted", folder.path().join("data/payments")).unwrap();
    let output = jdex(&folder, &["show", "J9039"]).output().unwrap();
    assert!(told(&output).contains("data/payments: cannot be read: "), "{}", told(&output));
    let absent = jdex(&folder, &["show", "J9039"]).env("JDEX_DATA_DIR", folder.path().join("absent")).output().unwrap();
    assert_eq!(told(&absent), "", "nobody has data at first");
}

/// Links, folders and files of the owner that stand where a part would go.
#[test]
fn a_replacement_takes_nothing_away_that_is_not_its_own() {
    let new = [("codes/J9.toml".to_owned(), "new".to_owned()), ("mue/practitioner.toml".to_owned(), "new".to_owned())];
    type Prepare = fn(&Path, &Path);
    let prepared: [(&str, Prepare); 5] = [
        ("data/codes", |data, office| symlink(office, data.join("codes")).unwrap()),
        ("data/codes", |data, _| fs::write(data.join("codes"), "mine").unwrap()),
        ("data/mue", |data, office| symlink(office, data.join("mue")).unwrap()),
        ("data/mue/practitioner.toml", |data, office| {
            fs::create_dir(data.join("mue")).unwrap();
            symlink(office.join("own.toml"), data.join("mue/practitioner.toml")).unwrap();
        }),
        ("data/mue/practitioner.toml", |data, _| {
            fs::create_dir_all(data.join("mue/practitioner.toml")).unwrap();
            fs::write(data.join("mue/practitioner.toml/own"), "mine").unwrap();
        }),
    ];
    for (named, prepare) in prepared {
        let folder = tempfile::tempdir().unwrap();
        let (data, office) = (folder.path().join("data"), folder.path().join("office"));
        fs::create_dir_all(&data).unwrap();
        fs::create_dir(&office).unwrap();
        fs::write(office.join("own.toml"), "mine").unwrap();
        prepare(&data, &office);
        let before = fs::symlink_metadata(folder.path().join(named)).unwrap().file_type();
        let error = Writer::open(&data).unwrap().replace(&new, &["mue"]).unwrap_err().to_string();
        assert!(error.contains(named) && error.contains("move it away"), "{error}");
        assert_eq!(fs::symlink_metadata(folder.path().join(named)).unwrap().file_type(), before);
        assert_eq!(fs::read_to_string(office.join("own.toml")).unwrap(), "mine");
        assert_eq!(fs::read_dir(&office).unwrap().count(), 1);
        assert!(!data.join(".staged").exists());
    }
}

/// A lock that cannot be had is not always somebody else's.
#[test]
fn a_folder_in_place_of_the_lock_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".lock")).unwrap();
    let error = Writer::open(folder.path()).unwrap_err().to_string();
    assert!(!error.contains("another jdex"), "{error}");
}

#[test]
fn a_result_that_does_not_fit_on_the_disk_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/progress.json");
    fs::create_dir(folder.path().join("data")).unwrap();
    let old = format!("{{\"version\":1,\"learners\":{{}},\"kept\":\"{}\"}}", "x".repeat(8_000));
    fs::write(&path, &old).unwrap();
    let script = "ulimit -f 1; exec \"$0\" train overrule expired-code --pass --reason told";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_jdex")]).env("HOME", folder.path()).env("JDEX_CONFIG_DIR", folder.path());
    let output = command.env("JDEX_DATA_DIR", folder.path().join("data")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("what stood there stands"), "{}", told(&output));
    assert_eq!(fs::read_to_string(&path).unwrap(), old);
    let left: Vec<_> = fs::read_dir(folder.path().join("data")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".jdex-")), "{left:?}");
}

#[test]
fn without_a_home_and_with_relative_ones() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().display().to_string();
    for (variable, value) in [("XDG_DATA_HOME", "relative"), ("XDG_DATA_HOME", ""), ("JDEX_DATA_DIR", "")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jdex"));
        let output = command.arg("paths").env_clear().env("HOME", folder.path()).env(variable, value).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains(&format!("data    {home}/.local/share/jdex")), "{variable}={value}: {shown}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_jdex")).arg("paths").env_clear().output().unwrap();
    let shown = String::from_utf8(output.stdout.clone()).unwrap();
    match output.status.code() {
        Some(0) => assert!(shown.starts_with("data    /"), "{shown}"),
        _ => assert!(told(&output).contains("set JDEX_DATA_DIR"), "{}", told(&output)),
    }
}

#[test]
fn the_locale_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = |locale: &str| {
        let mut command = jdex(&folder, &["search", "I insulin"]);
        command.env("LC_ALL", locale).env("LANG", locale).env("LANGUAGE", locale).env("TZ", "Asia/Kathmandu");
        let output = command.output().unwrap();
        (output.status.code(), output.stdout, output.stderr)
    };
    let plain = run("C");
    for locale in ["", "POSIX", "tr_TR.UTF-8", "ar_EG.UTF-8", "ja_JP.SJIS", "\u{1b}[2J"] {
        assert_eq!(run(locale), plain, "{locale}");
    }
}
