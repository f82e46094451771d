//! A directory of downloads in one run.

use std::path::Path;

use super::render::{row, zip};
use super::{User, as_text, contents};

fn limits(quarter: &str, limit: &str) -> String {
    format!("\"Effective {quarter}\",,\r\nHCPCS Code,Short Description,Payment Limit\r\nJ9271,x,{limit}\r\n")
}

/// Two quarters, a zip below, and what is nobody's data.
fn downloads() -> User {
    let user = User::new();
    user.file("downloads/b older.csv", limits("April 1, 2021", "50"));
    user.file("downloads/a newer.csv", limits("October 1, 2026", "61.5"));
    user.file("downloads/readme.txt", "Dear all,\nthe files follow.\n");
    user.file("downloads/.hidden.csv", limits("October 1, 2026", "1"));
    let codes = as_text(&[row("J9271", "Injection, pembrolizumab, 1 mg", "20160101", "")]);
    user.file("downloads/below/october-2026-alpha-numeric.zip", zip(&[("HCPC2026_OCT_ANWEB.txt", &codes)]));
    user.file("downloads/below/nested.zip", zip(&[("inner.zip", &zip(&[("x.txt", b"x")]))]));
    user.file("downloads/below/deeper/c.csv", limits("January 1, 2021", "40"));
    user
}

#[test]
fn a_directory_is_searched_one_level_deep() {
    let user = downloads();
    let (answer, code) = user.json([Path::new("import"), &user.home.path().join("downloads")]);
    assert_eq!(code, 0, "{answer}");
    let names = |key: &str| {
        let rows = answer[key].as_array().unwrap().iter();
        rows.map(|r| r["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // Codes first, then the quarters in their order.
    assert_eq!(names("files"), ["october-2026-alpha-numeric.zip", "b older.csv", "a newer.csv"]);
    assert_eq!(names("skipped"), ["nested.zip", "readme.txt"]);
    assert!(answer["skipped"][0]["reason"].as_str().unwrap().contains("an archive inside the archive"));
    let (page, _) = user.json(["show", "J9271", "--date", "2026-11-22"]);
    assert_eq!(page["payment_on_date"][0]["limit"], "61.5");
    // In one run quarters add up, and a second run changes nothing.
    let before = contents(&user.data());
    assert!(user.run([Path::new("import"), &user.home.path().join("downloads")]).status.success());
    assert_eq!(contents(&user.data()), before);
}

#[test]
fn a_broken_file_of_a_known_kind_refuses_the_directory() {
    let user = downloads();
    user.file("downloads/broken.csv", limits("July 1, 2026", "6O"));
    let (answer, code) = user.json([Path::new("import"), &user.home.path().join("downloads")]);
    assert_eq!((code, answer["error"]["kind"].as_str()), (2, Some("bad-row")), "{answer}");
    assert!(!user.data().exists());
}

/// Every file that lies beside the project, in one run, over the shipped catalog that was made of them.
#[test]
fn all_downloads_of_the_project_are_taken_in_one_run() {
    let Some(places) = super::genuine("places/place_of_service_2023-09.csv").or_else(|| super::genuine("lists/jw_jz.csv")) else { return };
    let user = User::new();
    let (answer, code) = user.json([Path::new("import"), Path::new("--all"), places.parent().unwrap().parent().unwrap()]);
    assert_eq!(code, 0, "{answer}");
    assert!(answer["files"].as_array().unwrap().len() > 30, "{answer}");
}
