//! Files of the user that are broken, huge or not files: what is wrong is said with its place, and the rest goes on.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use jdex::catalog::{Catalog, Problem};
use jdex::storage::user_catalog;
use tempfile::TempDir;

/// A data folder with one file in it.
fn folder(path: &str, content: impl AsRef<[u8]>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    folder
}

/// Laid over the shipped catalog: nothing of a folder with a problem is taken, own notes aside, which are left out one by one.
fn problems(folder: &Path) -> Vec<Problem> {
    let mut catalog = user_catalog::shipped().unwrap();
    let problems = user_catalog::apply_overlay(&mut catalog, folder);
    let refused = !problems.is_empty() || user_catalog::texts(folder).0.is_empty();
    assert!(catalog.is_unmodified() == refused || folder.join("notes").exists());
    problems
}

/// The only problem of a folder with one file.
fn told(path: &str, content: impl AsRef<[u8]>) -> String {
    let folder = folder(path, content);
    let problems = problems(folder.path());
    assert_eq!(problems.len(), 1, "{problems:?}");
    let told = problems[0].to_string();
    let shown = folder.path().display().to_string();
    assert!(told.starts_with(&shown), "{told}");
    told[shown.len() + 1..].to_owned()
}

const CODE: &str = "edition = \"2026-07\"\n[[code]]\ncode = \"J9999\"\ndescriptor = \"Not otherwise classified\"\nshort = \"x\"\nname = \"\"\nkind = \"drug\"\nunclassified = true\n";

/// The code with a unit.
fn unit(text: &str) -> String {
    CODE.replace("unclassified = true", &format!("unit = \"{text}\""))
}

#[test]
fn what_is_wrong_in_a_catalog_is_said_with_its_line() {
    let with = |line: &str| format!("{CODE}{line}\n");
    for (path, content, wanted) in [
        ("codes/J9.toml", with("added = \"2026-02-30\""), "codes/J9.toml:9: "),
        ("codes/J9.toml", with("added = \"2026-13-01\""), "codes/J9.toml:9: "),
        ("codes/J9.toml", with("added = 2026-01-01"), "codes/J9.toml:9: "),
        ("codes/J9.toml", with("name = \"twice\""), "codes/J9.toml:9: duplicate key"),
        ("codes/J9.toml", with("[[code]]\ncode = \"J9999\""), "codes/J9.toml:9: "),
        ("codes/J9.toml", with("color = \"red\""), "codes/J9.toml:9: unknown field `color`"),
        ("codes/J9.toml", CODE.replace("\"x\"", "\"\u{1b}[2J\""), "codes/J9.toml:5: "),
        ("codes/J9.toml", CODE.replace("\"x\"", "\"\\u001b[2J\""), "codes/J9.toml:5: a control character"),
        ("codes/J9.toml", CODE.replace("\"x\"", "\"\u{202e}x\""), "codes/J9.toml:5: a control character"),
        ("codes/J9.toml", CODE.replace("\"x\"", "\"\\u202Ex\""), "codes/J9.toml:5: a control character"),
        ("codes/J9.toml", unit("NaN mg"), "codes/J9.toml:8: "),
        ("codes/J9.toml", unit("-1 mg"), "codes/J9.toml:8: "),
        ("codes/J9.toml", unit("0 mg"), "codes/J9.toml:2: code J9999: a unit of nothing"),
        ("codes/J9.toml", unit("1e3 mg"), "codes/J9.toml:8: "),
        ("codes/J9.toml", unit("1 parsec"), "codes/J9.toml:8: "),
        ("codes/J9.toml", CODE.replace("J9999", "J99999"), "codes/J9.toml:2: "),
        ("codes/J9.toml", CODE.replace("J9999", "../../x"), "codes/J9.toml:2: "),
        ("codes/J9.toml", CODE.replace("J9999", "Ｊ９９９９"), "codes/J9.toml:2: "),
        ("codes/\u{1b}[2J.toml", "broken".to_owned(), "codes/\u{fffd}[2J.toml:1: "),
        ("what.toml", "x = 1\n".to_owned(), "what.toml: "),
    ] {
        let told = told(path, &content);
        assert!(told.starts_with(wanted), "{told}\ninstead of {wanted} for\n{content}");
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let told = told("notes/J9039.toml", b"code = \"J9039\"\n\xff\xfe");
    assert!(told.starts_with("notes/J9039.toml: cannot be read: ") && told.contains("UTF-8"), "{told}");
}

/// Deep nesting ends in a refusal, not in a stack that overflows; long lines and many errors end soon.
#[test]
fn huge_and_deep_files_are_answered_soon() {
    let start = Instant::now();
    for deep in ["x = ".to_owned() + &"[".repeat(1_000_000), "x = ".to_owned() + &"{a = ".repeat(500_000), "a.".repeat(500_000) + "a = 1"] {
        let told = told("denials.toml", deep);
        assert!(told.starts_with("denials.toml:") && told.contains("recursion") && told.len() < 1_000, "{}", &told[..told.len().min(300)]);
    }
    let ten_megabytes = "J".repeat(10 << 20);
    assert!(told("codes/J9.toml", CODE.replace("J9999", &ten_megabytes)).len() < 1_000, "the whole line is repeated");
    assert!(told("codes/J9.toml", unit(&ten_megabytes)).len() < 1_000, "the whole line is repeated");
    assert!(told("codes/J9.toml", &ten_megabytes).len() < 1_000, "the whole line is repeated");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[cfg(unix)]
#[test]
fn links_and_folders_in_place_of_files() {
    use std::os::unix::fs::symlink;
    let folder = folder("codes/J9.toml", CODE);
    let codes = folder.path().join("codes");
    fs::create_dir(codes.join("J8.toml")).unwrap();
    symlink("/nowhere/at/all", codes.join("J7.txt")).unwrap();
    assert_eq!(problems(folder.path()), []);
    symlink("J6.toml", codes.join("J6.toml")).unwrap();
    let found = problems(folder.path());
    assert!(found.len() == 1 && found[0].to_string().contains("J6.toml: cannot be read: "), "{found:?}");
    fs::remove_file(codes.join("J6.toml")).unwrap();
    symlink("..", codes.join("J5.toml")).unwrap();
    assert_eq!(problems(folder.path()), []);
    symlink(&codes, folder.path().join("notes")).unwrap();
    assert!(!problems(folder.path()).is_empty(), "code files are no notes");
}

/// The mark of a replacement that was cut off leads nowhere but into its own folder.
#[test]
fn a_damaged_commit_mark_deletes_nothing() {
    for mark in ["", "\n", "codes\n\n", "..", "../other", "/etc", ".", "./", "codes/../.."] {
        let outer = tempfile::tempdir().unwrap();
        let data = outer.path().join("data");
        for file in ["data/codes/J9.toml", "data/.staged/commit", "other/kept"] {
            let path = outer.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, if file.ends_with("commit") { mark } else { CODE }).unwrap();
        }
        jdex::storage::Writer::open(&data).unwrap().replace(&[("lists/places.toml".to_owned(), "new".to_owned())], &["lists"]).unwrap();
        for file in ["data/codes/J9.toml", "other/kept"] {
            assert_eq!(fs::read_to_string(outer.path().join(file)).ok().as_deref(), Some(CODE), "{file} after the mark {mark:?}");
        }
    }
}

/// A disk that takes no more: the import says so, and what was there is there.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_data() {
    let folder = folder("codes/J9.toml", CODE);
    let file = folder.path().join("Oct 2025 ASP.csv");
    let rows: String = (0..400).map(|n| format!("J{:04},x,1 MG,1.{n:03}\n", 9_000 + n)).collect();
    fs::write(&file, format!("Effective October 1, 2025\nHCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit\n{rows}")).unwrap();
    let script = "ulimit -f 1; exec \"$0\" import --all --into \"$1\" \"$2\"";
    let jdex = env!("CARGO_BIN_EXE_jdex");
    let output = Command::new("sh").args(["-c", script, jdex]).arg(folder.path()).arg(&file).env("HOME", folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("nothing was changed") && !told.contains("panicked"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join("codes/J9.toml")).unwrap(), CODE);
    assert!(!folder.path().join("payments").exists());
    let mut catalog = Catalog::default();
    assert_eq!(user_catalog::apply_overlay(&mut catalog, folder.path()), []);
}
