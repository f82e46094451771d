//! `jdex diff` against a comparison made here, cell by cell, without the importer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::Reader;
use serde_json::{Value, json};

use super::render::row;
use super::{User, as_text, genuine};

fn codes(answer: &Value, key: &str) -> Vec<String> {
    answer[key].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn code_files_differ_by_unit_first() {
    let user = User::new();
    let old = user.file(
        "HCPC2026_JUL_ANWEB.txt",
        as_text(&[
            row("JX", "Modifier that ends", "20200101", ""),
            row("JY", "Modifier that stays", "20200101", ""),
            row("J0001", "Injection, shrinking, 10 mg", "20200101", ""),
            row("J3370", "Injection, vancomycin hcl, 500 mg", "19860101", ""),
            row("J0003", "Injection, rewordd, 1 mg", "20200101", ""),
        ]),
    );
    let new = user.file(
        "HCPC2026_OCT_ANWEB.txt",
        as_text(&[
            row("JX", "Modifier that ends", "20200101", "20260930"),
            row("JY", "Modifier that stays", "20200101", ""),
            row("J0001", "Injection, shrinking, 1 mg", "20200101", ""),
            row("J3370", "Injection, vancomycin hcl, 500 mg", "19860101", "20260930"),
            row("J0003", "Injection, reworded, 1 mg", "20200101", ""),
            row("J3373", "Injection, vancomycin hydrochloride, 10 mg", "20261001", ""),
        ]),
    );
    let (answer, code) = user.json([Path::new("diff"), &old, &new]);
    assert_eq!(code, 0);
    let unit = |amount: &str| json!({ "amount": amount, "measure": "mg", "text": format!("{amount} mg") });
    assert_eq!(
        answer["unit_changed"],
        json!([{ "code": "J0001", "name": "shrinking", "old": unit("10"), "new": unit("1"), "note": "10 mg became 1 mg: one old unit is 10 new ones" }])
    );
    assert_eq!(codes(&answer, "ended"), ["J3370"]);
    let successor = &answer["ended"][0]["successors"][0];
    assert_eq!((successor["code"].as_str(), &successor["unit"]), (Some("J3373"), &unit("10")));
    assert_eq!(successor["note"], "500 mg became 10 mg: one old unit is 50 new ones");
    assert_eq!((codes(&answer, "added"), codes(&answer, "text_changed")), (vec!["J3373".to_owned()], vec!["J0003".to_owned()]));
    assert_eq!((codes(&answer, "modifiers_ended"), codes(&answer, "modifiers_added")), (vec!["JX".to_owned()], vec![]));
    assert_eq!(answer["compared"], json!(["codes", "modifiers"]));
    assert_eq!(answer["new"]["data"][0], json!({ "what": "codes", "edition": "2026-10" }));
    // In words, unit changes stand first.
    let output = user.run([Path::new("diff"), &old, &new]);
    let text = String::from_utf8(output.stdout).unwrap();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(at("UNIT CHANGED: 1") < at("ENDED: 1") && at("ENDED: 1") < at("ADDED: 1") && at("ADDED: 1") < at("TEXT CHANGED: 1"));
    assert!(at("now J3373 500 mg became 10 mg: one old unit is 50 new ones") > at("ENDED: 1"));
    assert_eq!(output.stderr, b"");
    // The other way round it is said; the same twice is exit 1.
    let backwards = user.run([Path::new("diff"), &new, &old]);
    assert!(String::from_utf8_lossy(&backwards.stderr).contains("OLD comes first"));
    let same = user.run([Path::new("diff"), &old, &old]);
    assert_eq!((same.status.code(), String::from_utf8_lossy(&same.stdout).ends_with("Nothing differs.\n")), (Some(1), true));
}

/// A payment file and an edit table; what the second edition changes.
#[test]
fn folders_and_tables_differ_by_limits_and_prices() {
    let user = User::new();
    let limits = |day: &str, rows: &str| format!("\"Effective {day}\",,\r\nHCPCS Code,Short Description,Payment Limit\r\n{rows}");
    let edits =
        |rows: &str| format!("\"notice\",,\r\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator\r\n{rows}");
    let old = [
        user.file("old/asp.csv", limits("July 1, 2026", "J9299,x,30\r\nJ9271,x,60\r\nJ9022,x,100\r\nJ9035,x,10\r\nJ9034,x,N/A\r\n")),
        user.file("old/MUE_Eff_07-01-2026.csv", edits("J9299,480,3 Clinical\r\nJ9271,400,3 Clinical\r\nJ9022,168,3 Clinical\r\n")),
    ];
    let new = [
        user.file("new/asp.csv", limits("October 1, 2026", "J9299,x,33\r\nJ9271,x,66.001\r\nJ9022,x,89.9\r\nJ9036,x,10\r\nJ9034,x,5\r\n")),
        user.file("new/MUE_Eff_10-01-2026.csv", edits("J9299,480,3 Clinical\r\nJ9271,400,2 Policy\r\nJ9035,180,3 Clinical\r\n")),
    ];
    let folders = [("old", &old), ("new", &new)].map(|(name, files)| {
        let folder = user.data().join(name);
        let output = user.run([Path::new("import"), &files[0], &files[1], Path::new("--into"), &folder]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    let (answer, code) = user.json([Path::new("diff"), &folders[0], &folders[1]]);
    assert_eq!(code, 0);
    assert_eq!(answer["compared"], json!(["practitioner limits", "payment limits"]));
    let edit = |value: u32, mai: u8, quarter: &str| json!({ "value": value, "mai": mai, "quarter": quarter });
    let changed = |code: &str, old: Value, new: Value| json!({ "code": code, "setting": "practitioner", "old": old, "new": new });
    assert_eq!(
        answer["limits_changed"],
        json!([
            changed("J9022", edit(168, 3, "2026-07"), Value::Null),
            changed("J9035", Value::Null, edit(180, 3, "2026-10")),
            changed("J9271", edit(400, 3, "2026-07"), edit(400, 2, "2026-10")),
        ])
    );
    // Exactly ten percent is not more than ten percent.
    let percents = |answer: &Value| -> Vec<(String, String)> {
        let rows = answer["price_changed"].as_array().unwrap().iter();
        rows.map(|r| (r["code"].as_str().unwrap().to_owned(), r["percent"].as_str().unwrap().to_owned())).collect()
    };
    let pair = |code: &str, percent: &str| (code.to_owned(), percent.to_owned());
    assert_eq!(percents(&answer), [pair("J9022", "-10.1"), pair("J9271", "+10")]);
    let price = &answer["price_changed"][0];
    assert_eq!(price["old"], json!({ "quarter": "2026-07", "limit": "100", "status_indicator": null }));
    // The files themselves, and another percentage.
    let (files, _) = user.json([Path::new("diff"), &old[0], &new[0], Path::new("--price-change"), Path::new("9.9")]);
    assert_eq!(percents(&files), [pair("J9022", "-10.1"), pair("J9271", "+10"), pair("J9299", "+10")]);
    assert_eq!(files["limits_changed"], json!([]));
    let (tables, _) = user.json([Path::new("diff"), &old[1], &new[1]]);
    assert_eq!(tables["limits_changed"], answer["limits_changed"]);
    // A folder against the shipped catalog: what the folder does not hold is not compared.
    let (shipped, _) = user.json([Path::new("diff"), Path::new("shipped"), &folders[1]]);
    assert_eq!((shipped["compared"].as_array().unwrap().len(), shipped["ended"].as_array().unwrap().len()), (2, 0));
    assert_eq!(user.json([Path::new("diff"), Path::new("shipped"), Path::new("shipped")]).1, 1);
    let (nothing, code) = user.json([Path::new("diff"), &old[0], &new[1]]);
    assert_eq!((code, nothing["error"]["kind"].as_str()), (2, Some("nothing-to-compare")));
    let (absent, code) = user.json(["diff", "nowhere.xlsx", "shipped"]);
    assert_eq!((code, absent["error"]["kind"].as_str()), (2, Some("unreadable")));
}

/// A row of a genuine code file, as its cells say.
#[derive(Clone, Default)]
struct Cells {
    descriptor: String,
    ended: String,
    drug: bool,
}

fn is_drug(code: &str, price: &str, betos: &str) -> bool {
    let columns = price == "51" || ["O1D", "O1E", "O1G"].contains(&betos);
    match &code[..1] {
        "J" => true,
        "A" => columns || (code.starts_with("A9") && ["I1E", "I1F"].contains(&betos)),
        "S" => columns || ("S0012"..="S0198").contains(&code),
        "C" | "Q" => columns,
        _ => false,
    }
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The workbook by calamine alone: columns found by name below the row that begins with `HCPC`.
fn workbook(path: &Path) -> BTreeMap<String, Cells> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|r| r.iter().map(|c| c.to_string().trim().to_owned()).collect()).collect();
    let header = rows.iter().position(|r| r[0] == "HCPC").unwrap();
    let column = |name: &str| rows[header].iter().position(|c| c == name).unwrap();
    let [long, price, betos, ended] = ["LONG DESCRIPTION", "PRICE1", "BETOS", "TERM DT"].map(column);
    let mut found: BTreeMap<String, Cells> = BTreeMap::new();
    for cells in rows[header + 1..].iter().filter(|r| r[0].len() == 5 && !r[0].starts_with('D')) {
        let row = found.entry(cells[0].clone()).or_default();
        row.descriptor = normal(&format!("{} {}", row.descriptor, cells[long]));
        row.drug |= is_drug(&cells[0], &cells[price], &cells[betos]);
        row.ended.push_str(&cells[ended]);
    }
    found
}

/// The fixed-width text of the zip, by the columns of CMS's record layout.
fn text(path: &Path) -> BTreeMap<String, Cells> {
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let names: Vec<String> = archive.file_names().map(|n| n.unwrap().into_owned()).collect();
    let name = names.iter().find(|n| n.contains("ANWEB") && n.ends_with(".txt")).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    let text: Vec<char> = bytes.iter().map(|b| char::from(*b)).collect();
    let mut found: BTreeMap<String, Cells> = BTreeMap::new();
    for line in text.split(|c| *c == '\n') {
        let cut = |from: usize, to: usize| -> String {
            line[from.min(line.len())..to.min(line.len())].iter().collect::<String>().trim().to_owned()
        };
        let (code, kind) = (cut(0, 5), cut(10, 11));
        if code.len() != 5 || code.starts_with('D') || !(kind == "3" || kind == "4") {
            continue;
        }
        let row = found.entry(code.clone()).or_default();
        row.descriptor = normal(&format!("{} {}", row.descriptor, cut(11, 91)));
        if kind == "3" {
            row.drug = is_drug(&code, &cut(119, 121), &cut(256, 259));
            row.ended = cut(284, 292);
        }
    }
    found
}

/// The drug codes of the shipped catalog.
fn shipped_codes() -> BTreeSet<String> {
    let catalog = jdex::storage::user_catalog::shipped().unwrap();
    catalog.codes().iter().filter(|c| c.is_drug()).map(|c| c.code.clone()).collect()
}

#[test]
fn the_genuine_editions_of_2019_2020_and_2026_pair_by_pair() {
    let paths = ["hcpcs/2019-Alpha-Numeric-HCPCS-File.zip", "hcpcs/anweb_2020_10.xlsx", "hcpcs/HCPC2026_JUL_ANWEB.xlsx"];
    let [Some(zip), Some(y2020), Some(y2026)] = paths.map(genuine) else { return };
    let editions = [(text(&zip), zip), (workbook(&y2020), y2020), (workbook(&y2026), y2026)];
    let shipped = shipped_codes();
    let user = User::new();
    let mut counts = Vec::new();
    for (old, new) in [(0, 1), (1, 2), (0, 2)] {
        let ((before, old), (after, new)) = (&editions[old], &editions[new]);
        let mut drugs: BTreeSet<&String> = before.iter().chain(after).filter(|(_, c)| c.drug).map(|(code, _)| code).collect();
        drugs.extend(&shipped);
        let pick = |keep: &dyn Fn(Option<&Cells>, Option<&Cells>) -> bool| -> Vec<String> {
            drugs.iter().filter(|c| keep(before.get(**c), after.get(**c))).map(|c| (*c).clone()).collect()
        };
        let both = |keep: &dyn Fn(&Cells, &Cells) -> bool| pick(&|a, b| a.is_some_and(|a| b.is_some_and(|b| keep(a, b))));
        let expected = [
            ("added", pick(&|a, b| a.is_none() && b.is_some())),
            ("gone", pick(&|a, b| a.is_some() && b.is_none())),
            ("ended", both(&|a, b| !b.ended.is_empty() && (a.ended.is_empty() || b.ended < a.ended))),
            ("reopened", both(&|a, b| !a.ended.is_empty() && (b.ended.is_empty() || b.ended > a.ended))),
        ];
        let rewritten = both(&|a, b| a.descriptor != b.descriptor);
        let (answer, code) = user.json([Path::new("diff"), old, new]);
        assert_eq!(code, 0);
        for (key, codes) in &expected {
            assert_eq!(self::codes(&answer, key), *codes, "{key}");
        }
        let units = codes(&answer, "unit_changed");
        let mut found = [units.clone(), codes(&answer, "text_changed")].concat();
        found.sort();
        assert_eq!(found, rewritten, "unit or text");
        counts.push([units.len(), expected[2].1.len(), expected[0].1.len(), rewritten.len() - units.len()]);
    }
    // Unit changed, ended, added, text changed; seen once and looked at.
    assert_eq!(counts, [[1, 9, 145, 14], [1, 120, 763, 128], [1, 117, 908, 104]]);
    let (answer, _) = user.json([Path::new("diff"), &editions[1].1, &editions[2].1]);
    let vancomycin = answer["ended"].as_array().unwrap().iter().find(|r| r["code"] == "J3370").unwrap();
    assert_eq!(vancomycin["successors"][0]["code"], "J3373");
    assert_eq!(vancomycin["successors"][0]["note"], "500 mg became 10 mg: one old unit is 50 new ones");
    assert!(vancomycin["note"].as_str().unwrap().contains("500 mg is 50 units"));
}
