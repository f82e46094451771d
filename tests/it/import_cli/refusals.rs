//! What is refused says why and leaves the folder as it was, byte for byte.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::render::{row, workbook, zip};
use super::{User, as_text, contents};

/// A user who holds a code file of July 2026 and a note.
fn practice() -> User {
    let user = User::new();
    let rows = [row("J0001", "Injection, held, 10 mg", "20200101", ""), row("J9299", "Injection, nivolumab, 1 mg", "20160101", "")];
    user.import(&user.file("held/HCPC2026_JUL_ANWEB.txt", as_text(&rows)));
    user.file("data/notes/J9299.toml", "[[clinical]]\ntext = \"Ours.\"\nsources = []\nconfidence = \"unsourced\"\n");
    user
}

/// Imports the files: the kind and message of the refusal, after looking that nothing changed.
fn refused<'a>(user: &User, files: impl IntoIterator<Item = &'a Path>) -> (String, String) {
    let before = contents(&user.data());
    assert!(!before.is_empty());
    let (answer, code) = user.json([Path::new("import")].into_iter().chain(files));
    assert_eq!(code, 2, "{answer}");
    assert_eq!(contents(&user.data()), before, "{answer}");
    let word = |key: &str| answer["error"][key].as_str().unwrap().to_owned();
    (word("kind"), word("message"))
}

fn newer() -> Vec<u8> {
    as_text(&[row("J0001", "Injection, held and rewritten, 10 mg", "20200101", "")])
}

#[test]
fn a_file_that_is_refused_changes_nothing() {
    let user = practice();
    let text = newer();
    let rows: Vec<_> = (1000..1400).map(|n| row(&format!("J{n}"), "Injection, drug, 1 mg", "20261001", "")).collect();
    let book = workbook(&rows, 7);
    let utf16: Vec<u8> = String::from_utf8(text.clone()).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, &str); 13] = [
        ("letter.txt", b"Dear all,\nthe file follows.\n".to_vec(), "not-cms"),
        ("page.csv", b"<!DOCTYPE html><html>not found</html>".to_vec(), "not-cms"),
        ("HCPC2026_OCT_ANWEB.xlsx", book[..book.len() * 2 / 3].to_vec(), "truncated"),
        ("HCPC2026_OCT_ANWEB.txt", text[..text.len() - 40].to_vec(), "truncated"),
        ("half.zip", zip(&[("HCPC2026_OCT_ANWEB.txt", &text)])[..60].to_vec(), "truncated"),
        ("empty.csv", Vec::new(), "no-rows"),
        ("limits.csv", b"\"Effective October 1, 2026\",,\r\nHCPCS Code,Short Description,Payment Limit\r\n".to_vec(), "no-rows"),
        ("utf16.txt", [b"\xff\xfe".to_vec(), utf16].concat(), "wrong-encoding"),
        ("binary.csv", b"HCPCS Code,Payment Limit\n\0\0\0".to_vec(), "wrong-encoding"),
        ("up.zip", zip(&[("../HCPC2026_OCT_ANWEB.txt", &text)]), "unsafe-archive"),
        ("root.zip", zip(&[("/etc/HCPC2026_OCT_ANWEB.txt", &text)]), "unsafe-archive"),
        ("nested.zip", zip(&[("HCPC2026_OCT_ANWEB.zip", &zip(&[("HCPC2026_OCT_ANWEB.txt", &text)]))]), "unsafe-archive"),
        ("bomb.zip", zip(&[("HCPC2026_OCT_ANWEB.txt", &vec![b' '; 401 << 20])]), "unsafe-archive"),
    ];
    for (name, content, kind) in cases {
        let path = user.file(name, content);
        let (found, message) = refused(&user, [path.as_path()]);
        assert_eq!(found, kind, "{message}");
        assert!(message.contains(name) && message.ends_with("nothing was changed"), "{message}");
    }
}

#[test]
fn an_older_edition_needs_force() {
    let user = practice();
    let older = user.file("HCPC2026_APR_ANWEB.txt", newer());
    let (kind, message) = refused(&user, [older.as_path()]);
    assert_eq!(kind, "older-edition");
    assert!(message.contains("of 2026-04, older than the 2026-07 held") && message.contains("--force"), "{message}");
    let output = user.run([Path::new("import"), &older, Path::new("--force")]);
    assert!(output.status.success());
    assert!(String::from_utf8(fs::read(user.data().join("codes/J0.toml")).unwrap()).unwrap().contains("edition = \"2026-04\""));
    // The same edition again, as CMS posts corrections, is taken without it.
    user.import(&older);
}

#[test]
fn one_bad_file_among_good_ones_and_nothing_is_taken() {
    let user = practice();
    let good = user.file("HCPC2026_OCT_ANWEB.txt", newer());
    let bad =
        user.file("Oct 2026 ASP Pricing File.csv", "\"Effective October 1, 2026\",,\r\nHCPCS Code,X,Payment Limit\r\nJ0001,x,1O.5\r\n");
    let (kind, message) = refused(&user, [good.as_path(), &bad]);
    assert_eq!(kind, "bad-row");
    assert!(message.contains("row 3") && message.contains("`1O.5` is not a number"), "{message}");
    let again = user.file("copy/HCPC2026_OCT_ANWEB.txt", newer());
    assert_eq!(refused(&user, [good.as_path(), &again]).0, "twice");
    // Without the bad one the good one is taken; a dry run before that takes nothing.
    let before = contents(&user.data());
    assert!(user.run([Path::new("import"), &good, Path::new("--dry-run")]).status.success());
    assert_eq!(contents(&user.data()), before);
    user.import(&good);
    assert_ne!(contents(&user.data()), before);
}

#[test]
fn what_is_no_readable_file() {
    let user = practice();
    assert_eq!(refused(&user, [user.data().as_path()]).0, "nothing-to-import");
    assert_eq!(refused(&user, [Path::new("/nowhere/HCPC2026_OCT_ANWEB.txt")]).0, "unreadable");
    // A file of a terabyte, of which nothing is stored.
    let huge = user.file("HCPC2026_OCT_ANWEB.txt", "");
    File::options().write(true).open(&huge).unwrap().set_len(1 << 40).unwrap();
    let (kind, message) = refused(&user, [huge.as_path()]);
    assert!(kind == "unreadable" && message.contains("larger than any CMS file"), "{message}");
}

#[test]
fn a_broken_folder_is_not_written_over() {
    let user = practice();
    let newer = user.file("HCPC2026_OCT_ANWEB.txt", newer());
    // A note that does not load is the note's affair.
    user.file("data/notes/J0001.toml", "[[clinical]]\nwords = 1\n");
    user.import(&newer);
    user.file("data/mue/outpatient.toml", "edition = \"2026-07\"\n[mue]\nJ0001 = \"ten\"\n");
    let (kind, message) = refused(&user, [newer.as_path()]);
    assert_eq!(kind, "broken-catalog");
    assert!(message.contains("outpatient.toml:3: `ten` is not an MUE"), "{message}");
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let user = practice();
    let newer = user.file("HCPC2026_OCT_ANWEB.txt", newer());
    let into = |folder: &Path| {
        let (answer, code) = user.json([Path::new("import"), &newer, Path::new("--into"), folder]);
        assert_eq!((code, answer["error"]["kind"].as_str()), (2, Some("not-written")), "{answer}");
        let message = answer["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with(folder.to_str().unwrap()) && message.ends_with("nothing was changed"), "{message}");
    };
    into(&user.file("a file in the way", "x"));
    #[cfg(target_os = "linux")]
    into(Path::new("/proc/jdex"));
    #[cfg(unix)]
    if let Some(folder) = read_only(&user) {
        into(&folder);
        assert_eq!(contents(&folder).len(), 1);
    }
}

/// A folder without leave to write; none for one who may write everywhere.
#[cfg(unix)]
fn read_only(user: &User) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let folder = user.file("sealed/places", "x").parent()?.to_owned();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    File::create(folder.join("probe")).is_err().then_some(folder)
}

/// Writing past a limit of the file size fails as on a full disk.
#[test]
#[cfg(unix)]
fn a_full_disk_leaves_the_old_data() {
    let user = practice();
    let newer = user.file("HCPC2026_OCT_ANWEB.txt", as_text(&super::real_size("newer")));
    let before = contents(&user.data());
    let output = std::process::Command::new("bash")
        .args(["-c", "ulimit -f 64; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_jdex"), "import", "--force"])
        .arg(&newer)
        .env("JDEX_DATA_DIR", user.data())
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("nothing was changed"), "{message}");
    assert_eq!(contents(&user.data()), before);
    assert!(user.run([Path::new("import"), &newer, Path::new("--force")]).status.success());
    assert_ne!(contents(&user.data()), before);
}
