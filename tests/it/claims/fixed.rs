//! `jdex claim FILE --write-fixed NEW`: certain fixes alone, all else byte for byte, a new file or none.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// Exit code, standard output and standard error of `jdex claim OLD --write-fixed NEW` in a folder.
fn write(folder: &Path, old: &str, new: &str, more: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
    command.args(["claim", old, "--write-fixed", new]).args(more).current_dir(folder);
    let output = command.env("JDEX_DATA_DIR", folder.join("data")).env("JDEX_CONFIG_DIR", folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The new file of some bytes, where one was written.
fn fixed(bytes: &[u8]) -> (TempDir, i32, Option<Vec<u8>>, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old"), bytes).unwrap();
    let (code, out, err) = write(folder.path(), "old", "new", &[]);
    assert_eq!(fs::read(folder.path().join("old")).unwrap(), bytes);
    let new = fs::read(folder.path().join("new")).ok();
    (folder, code, new, out + &err)
}

const HEADER: &str = "claim,code,modifiers,units,date,dose,opened,ndc,container\n";

#[test]
fn what_the_file_itself_decides_is_fixed() {
    for (line, expected) in [
        // Milligrams for units; all of two vials was given.
        ("A,J9271,JZ,2,2026-05-06,200 mg,2x100 mg,,", "A,J9271,JZ,200,2026-05-06,200 mg,2x100 mg,,"),
        ("A,J9355,,372,2026-05-06,372 mg,,,multi", "A,J9355,,38,2026-05-06,372 mg,,,multi"),
        ("A,J9271,,200,2026-05-06,200 mg,2x100 mg,,", "A,J9271,JZ,200,2026-05-06,200 mg,2x100 mg,,"),
        ("A,J9271,TB,200,2026-05-06,200 mg,2x100 mg,,", "A,J9271,JZ TB,200,2026-05-06,200 mg,2x100 mg,,"),
        ("A,J9271,JZ,200,2026-05-06,,,0006-3026-02,", "A,J9271,JZ,200,2026-05-06,,,00006302602,"),
        ("A,J0178,JZ RT RT,2,2026-05-06,,,,", "A,J0178,JZ RT,2,2026-05-06,,,,"),
        ("A,J3490,,140,2026-05-06,,,,", "A,J3490,,1,2026-05-06,,,,"),
        (
            "A,J9035,,102,2026-05-06,1012.5 mg,2x400 mg + 3x100 mg,,\nA,J9035,JW,9,2026-05-06,,,,",
            "A,J9035,,102,2026-05-06,1012.5 mg,2x400 mg + 3x100 mg,,\nA,J9035,JW,8,2026-05-06,,,,",
        ),
        ("A,Q4081,EA,100,2026-05-06,,,,multi", "A,Q4081,,100,2026-05-06,,,,multi"),
    ] {
        let (_folder, code, new, told) = fixed(format!("{HEADER}{line}\n").as_bytes());
        assert_eq!(new.map(|b| String::from_utf8(b).unwrap()), Some(format!("{HEADER}{expected}\n")), "{line}: {told}");
        assert!(code <= 1 && told.contains("claim A line ") && told.contains(" written to new"), "{line}: {told}");
    }
}

#[test]
fn what_a_person_must_decide_is_left_and_counted() {
    for line in [
        // Waste that no line bills, with JZ or without: was it charted?
        "A,J9271,JZ,93,2026-05-06,93 mg,1x100 mg,,",
        "A,J9355,,38,2026-05-06,372 mg,3x150 mg,,",
        // Neither JW nor JZ, and the chart does not say what was opened, or that a part was left.
        "A,J9271,,200,2026-05-06,,,,",
        "A,J9271,,200,2026-05-06,200 mg,,,",
        // Which of the two is true?
        "A,J9355,JZ,38,2026-05-06,,,,\nA,J9355,JW,7,2026-05-06,,,,",
        // The visit may need it.
        "A,J9271,JZ 25,200,2026-05-06,,,,",
        // Which eye got less?
        "A,J0178,JZ RT,3,2026-05-06,2 mg,,,\nA,J0178,JZ LT,2,2026-05-06,2 mg,,,",
        "A,J9020,JZ,2,2026-05-06,,,,",
    ] {
        let (_folder, code, new, told) = fixed(format!("{HEADER}{line}\n").as_bytes());
        assert_eq!((code, new), (1, None), "{line}: {told}");
        assert!(told.contains("no fix is certain, so new was not written") && told.contains("0 changes; left: "), "{told}");
    }
    // Nothing is wrong: nothing is written either.
    let (_folder, code, new, told) = fixed(format!("{HEADER}A,J9271,JZ,200,2026-05-06,,,,\n").as_bytes());
    assert!(code == 1 && new.is_none() && told.contains("left: 0 errors"), "{told}");
}

/// Byte order marks, separators, quotes, blank rows, line ends and other code pages stand as they were.
#[test]
fn everything_else_stays_byte_for_byte() {
    let text = "\u{feff}sep=;\r\nClaim #;HCPCS;Mod 1;Mod 2;Qty;DOS;Dose;Vials;Dx 1;Payer\r\n\
                A;\"J9271\";;;2;5/6/26;\"200 mg\";2x100 mg;C34.11;\"Médic;aid\"\r\n;;;;;;;;;\r\n\
                B; 96413 ;;;1;5/6/26;;;\"C34.11\";\r\nB;J9299;JZ;;240;5/6/26;;;;";
    let after = text.replace("A;\"J9271\";;;2;5/6/26;\"200 mg\";2x100 mg;C34.11;", "A;J9271;;;200;5/6/26;200 mg;2x100 mg;C34.11;");
    let cp1252 = |text: &str| text.trim_start_matches('\u{feff}').chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let old_mac = |text: &str| text.replace("sep=;\r\n", "").replace("\r\n", "\r").into_bytes();
    for (before, expected) in [
        (text.as_bytes().to_vec(), after.as_bytes().to_vec()),
        (cp1252(text), cp1252(&after)),
        (utf16(text, u16::to_le_bytes), utf16(&after, u16::to_le_bytes)),
        (utf16(text, u16::to_be_bytes), utf16(&after, u16::to_be_bytes)),
        (old_mac(text), old_mac(&after)),
    ] {
        let (_folder, _, new, told) = fixed(&before);
        let new = new.unwrap_or_else(|| panic!("{told}"));
        assert!(new == expected, "{}\n{}", String::from_utf8_lossy(&new), String::from_utf8_lossy(&expected));
    }
}

/// An 837: the segment of the fix alone.
#[test]
fn an_837_is_written_back() {
    let before = include_str!("../../fixtures/claims/professional.837")
        .replace("SV1*HC:J9999:::::ZZPERSON DRUG 140 MG IV*1000*UN*1*", "SV1*HC:J9999:::::ZZPERSON DRUG 140 MG IV*1000*UN*140*");
    let (folder, _, new, told) = fixed(before.as_bytes());
    assert_eq!(String::from_utf8(new.unwrap()).unwrap(), before.replace("*UN*140*", "*UN*1*"));
    assert!(told.contains("claim 2 line 1  J9999 × 140  bill 1 unit") && !told.contains("ZZPERSON"), "{told}");
    // The same from standard input is the same, and as JSON.
    let (code, out, _) = write(folder.path(), "old", "again", &["--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["written"], &answer["changes"][0]["edit"]), (1, &"again".into(), &"unclassified-units".into()));
    assert!(answer["left"]["errors"].as_u64() > Some(0) && !out.contains("ZZPERSON"), "{out}");
    assert_eq!(fs::read(folder.path().join("new")).unwrap(), fs::read(folder.path().join("again")).unwrap());
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let slips = format!("{HEADER}A,J9271,JZ,2,2026-05-06,200 mg,,,\n");
    fs::write(path("old"), &slips).unwrap();
    fs::write(path("taken"), "x").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", path("link")).unwrap();
    fs::create_dir(path("folder")).unwrap();
    let mut names = vec!["old", "taken", "folder"];
    names.extend(cfg!(unix).then_some("link"));
    for name in names {
        let (code, out, err) = write(folder.path(), "old", name, &[]);
        assert!(code == 2 && out.is_empty() && err.contains(&format!("{name} exists; choose another name")), "{name}: {out}{err}");
    }
    assert_eq!((fs::read_to_string(path("old")).unwrap(), fs::read_to_string(path("taken")).unwrap()), (slips, "x".to_owned()));
    let (code, _, err) = write(folder.path(), "old", "missing/new", &[]);
    assert!(code == 2 && err.contains("missing/new: cannot be written"), "{err}");
    for (name, text, told) in [
        ("json", r#"[{"code":"J9271","units":2,"dose":"200 mg","date":"2026-05-06"}]"#, "JSON is not written back"),
        ("narrow", "code,units,date\nJ9271,2,2026-05-06\nJ0178,2,2026-05-06\n", "no fix is certain"),
        ("broken", "code,units\nJ9271,many\n", "broken:2: units"),
        ("marked", "code,units,dose,opened,date\nJ9271,200,200 mg,2x100 mg,2026-05-06\n", "no column `modifiers`"),
    ] {
        fs::write(path(name), text).unwrap();
        let (code, _, err) = write(folder.path(), name, "new", &[]);
        assert!(code >= 1 && err.contains(told) && !path("new").exists(), "{name}: {code} {err}");
    }
    let (code, _, err) = write(folder.path(), "old", "new", &["narrow"]);
    assert!(code == 2 && err.contains("one file at a time"), "{err}");
    // No other file lies about.
    let mut left: Vec<String> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    left.retain(|name| name.starts_with('.'));
    assert_eq!(left, [""; 0]);
}
