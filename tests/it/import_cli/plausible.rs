//! What does not look like the next edition of what is held is refused, and taken when its owner says so.

use std::path::{Path, PathBuf};

use super::render::{row, zip};
use super::{User, as_text, contents};

/// A hundred codes each of three families, in order.
fn codes() -> Vec<String> {
    ["A4", "J1", "J9"].iter().flat_map(|family| (100..200).map(move |n| format!("{family}{n}"))).collect()
}

fn mue(rows: &[(String, u32)]) -> String {
    let head = "\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n";
    let rows = rows.iter().map(|(code, units)| format!("{code},{units},3 Clinical,CMS Policy\r\n"));
    head.to_owned() + &rows.collect::<String>()
}

fn asp(quarter: &str, rows: &[(String, String)]) -> String {
    let head = format!("\"Effective {quarter}\",,,\r\nHCPCS Code,Short Description,Payment Limit,Coinsurance Percentage\r\n");
    head + &rows.iter().map(|(code, limit)| format!("{code},x,{limit},20.000\r\n")).collect::<String>()
}

const JULY: &str = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv";
const OCTOBER: &str = "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv";

fn whole() -> Vec<(String, u32)> {
    codes().into_iter().map(|code| (code, 230)).collect()
}

struct Practice {
    user: User,
    folder: PathBuf,
}

impl Practice {
    fn new() -> Practice {
        let user = User::new();
        let folder = user.home.path().join("held");
        Practice { user, folder }
    }

    /// Imports; `None` where it was taken, else the kind and the words of the refusal, after a look that nothing changed.
    fn import(&self, name: &str, content: impl AsRef<[u8]>, force: bool) -> Option<(String, String)> {
        let before = contents(&self.folder);
        let file = self.user.file(name, content);
        let mut words = vec![Path::new("import"), &file, Path::new("--all"), Path::new("--into"), &self.folder];
        words.extend(force.then_some(Path::new("--force")));
        let (answer, code) = self.user.json(words);
        if code == 0 {
            return None;
        }
        assert_eq!(contents(&self.folder), before, "{answer}");
        let word = |key: &str| answer["error"][key].as_str().unwrap().to_owned();
        Some((word("kind"), word("message")))
    }

    fn refused(&self, name: &str, content: impl AsRef<[u8]>, words: &str) {
        let (kind, message) = self.import(name, &content, false).unwrap_or_else(|| panic!("{name} was taken: {words}"));
        assert!(kind == "implausible" && message.contains(words) && message.contains("nothing was changed"), "{kind}: {message}");
        assert_eq!(self.import(name, &content, true), None, "--force takes it");
    }
}

#[test]
fn a_file_cut_at_a_line_end_is_not_the_whole_table() {
    let practice = Practice::new();
    assert_eq!(practice.import(JULY, mue(&whole()), false), None);
    for (kept, words) in [
        (150, "150 of 300 held practitioner MUE values are missing"),
        (294, "6 of 100 held practitioner MUE values of J9 are missing"),
        // At the end of a family, too.
        (200, "100 of 300 held"),
        (130, "170 of 300 held"),
    ] {
        practice.refused(OCTOBER, mue(&whole()[..kept]), words);
        assert_eq!(practice.import(OCTOBER, mue(&whole()), true), None);
    }
    // As many as a quarter takes away, and new ones.
    let mut next = whole();
    next.drain(297..);
    next.push(("J9999".to_owned(), 1));
    assert_eq!(practice.import(OCTOBER, mue(&next), false), None);
    // A table that lists a few codes of a family is a part of one.
    assert_eq!(practice.import(OCTOBER, mue(&whole()[200..203]), false), None);
}

/// CMS publishes tables of some families only; what a cut file lacks is what stands at its end.
#[test]
fn a_table_of_some_families_is_not_cut() {
    let practice = Practice::new();
    assert_eq!(practice.import(JULY, mue(&whole()), false), None);
    let but_j1: Vec<_> = whole().into_iter().filter(|(code, _)| !code.starts_with("J1")).collect();
    assert_eq!(practice.import(OCTOBER, mue(&but_j1), false), None);
}

/// A history repeats quarters whose own Addendum B, corrected by CMS, is held; its newest quarter is judged as any other.
#[test]
fn a_history_neither_contradicts_nor_replaces_a_quarters_own_file() {
    let practice = Practice::new();
    let head = "\"Addendum B.-Final OPPS Payment by HCPCS Code for CY 2025, January 2025\",,,,,,,,\r\n\
        HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,Minimum Unadjusted Copayment,Note\r\n";
    let own: String = codes().iter().map(|code| format!("{code},x,K,9311,,$802.34,,$160.47,\r\n")).collect();
    assert_eq!(practice.import("2025_January_Addendum_B.csv", head.to_owned() + &own, false), None);
    let history = |january: &str, april: &str| {
        let rows = codes().into_iter().skip(20).map(|code| format!("{code},2025-01-01,K,{january}\n{code},2025-04-01,K,{april}\n"));
        "hcpcs,quarter_start,status_indicator,payment_rate\n".to_owned() + &rows.collect::<String>()
    };
    practice.refused("addendum_b_history.csv", history("5388.993", "7.5"), "the payment limit of 280 codes moves");
    let practice = Practice::new();
    assert_eq!(practice.import("2025_January_Addendum_B.csv", head.to_owned() + &own, false), None);
    practice.refused("addendum_b_history.csv", history("5388.993", "802.34"), "20 of 300 held payment limits are missing");
    let written: String = contents(&practice.folder).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    assert!(written.contains("802.34") && written.contains("2025-04 = ") && !written.contains("5388.993"), "{written}");
}

#[test]
fn amounts_that_move_far_are_refused() {
    let practice = Practice::new();
    let limits = |of: &dyn Fn(usize) -> String| codes().into_iter().enumerate().map(|(i, code)| (code, of(i))).collect::<Vec<_>>();
    let july = limits(&|_| "10.5".to_owned());
    assert_eq!(practice.import("july.csv", asp("July 1, 2026 through September 30, 2026", &july), false), None);
    assert_eq!(practice.import(JULY, mue(&whole()), false), None);
    let october = "October 1, 2026 through December 31, 2026";
    let moved = |i: usize, limit: &str| limits(&|n| if n == i { limit.to_owned() } else { "10.6".to_owned() });
    practice.refused("up.csv", asp(october, &moved(7, "105")), "the payment limit of 1 code moves more than 5-fold (A4107)");
    practice.refused(
        "down.csv",
        asp("January 1, 2027", &moved(201, "0.105")),
        "the payment limit of 2 codes moves more than 5-fold (A4107, J9101)",
    );
    let mut far = whole();
    far[0].1 = 2_300;
    practice.refused(OCTOBER, mue(&far), "the MUE value of 1 code moves more than 5-fold (A4100)");
    assert_eq!(practice.import("fair.csv", asp("April 1, 2027", &moved(201, "0.5")), false), None);
}

#[test]
fn a_unit_that_changes_is_refused() {
    let practice = Practice::new();
    let file = |mg: &str| as_text(&[row("J9999", &format!("Injection, some drug, {mg} mg"), "20200101", "")]);
    assert_eq!(practice.import("HCPC2026_JUL_ANWEB.txt", file("10"), false), None);
    practice.refused("HCPC2026_OCT_ANWEB.txt", file("1"), "the unit of 1 code changes (J9999)");
}

#[test]
fn figures_and_years_that_cannot_be_are_refused() {
    let practice = Practice::new();
    let one = |units: u32| mue(&[("J9999".to_owned(), units)]);
    let (kind, message) = practice.import(OCTOBER, one(4_294_967_295), true).unwrap();
    assert!(kind == "bad-row" && message.contains("row 3") && message.contains("at most 100000"), "{message}");
    let (kind, _) = practice.import("MCR_MUE_PractitionerServices_Eff_10-01-6023.csv", one(1), true).unwrap();
    assert_eq!(kind, "no-edition");
    let (kind, message) = practice
        .import("HCPC2026_OCT_ANWEB.txt", as_text(&[row("J9999", "Injection, some drug, 1 mg", "20200101", "60230101")]), true)
        .unwrap();
    assert!(kind == "bad-row" && message.contains("TERM DT"), "{message}");
}

#[test]
fn rows_that_are_not_as_wide_as_the_header_are_refused() {
    let practice = Practice::new();
    let rows = codes().into_iter().map(|code| (code, "10.5".to_owned())).collect::<Vec<_>>();
    let good = asp("July 1, 2026 through September 30, 2026", &rows);
    for (broken, words) in [
        (good.replace("J1150,x,10.5,20.000", "J1150,10.5,20.000"), "row 153: it has 3 cells, the header 4"),
        (good.replace("J1150,x,10.5", "J1150,x,y,10.5"), "row 153: it has 5 cells, the header 4"),
    ] {
        let (kind, message) = practice.import("asp.csv", broken, true).unwrap();
        assert!(kind == "bad-row" && message.contains(words), "{message}");
    }
    assert_eq!(practice.import("asp.csv", good, false), None);
}

/// Each says in a few bytes that it holds more than memory.
#[test]
fn what_would_fill_the_memory_is_refused_before() {
    let practice = Practice::new();
    let book = |part: &str, content: &str| zip(&[("xl/workbook.xml", b"<workbook/>"), (part, content.as_bytes())]);
    let mut sparse = rust_xlsxwriter::Workbook::new();
    let sheet = sparse.add_worksheet();
    (0..6_000).for_each(|row| {
        sheet.write_number(row, 398, 1).unwrap();
    });
    for (name, content, words) in [
        ("strings.xlsx", book("xl/sharedStrings.xml", "<sst uniqueCount=\"4294967295\"/>"), "strings of the workbook"),
        ("formula.xlsx", book("xl/worksheets/sheet1.xml", "<c><f t=\"shared\" si=\"4294967295\"/></c>"), "shared formulas"),
        ("sparse.xlsx", sparse.save_to_buffer().unwrap(), "cells of the workbook"),
        ("commas.csv", vec![b','; 1 << 20], "columns in line 1"),
    ] {
        let (kind, message) = practice.import(name, content, false).unwrap();
        assert!(kind == "too-large" && message.contains(words) && message.contains("at most"), "{name}: {kind}: {message}");
    }
}

fn single_dose(codes: &[String]) -> String {
    "hcpcs,single_dose\r\n".to_owned() + &codes.iter().map(|code| format!("{code},true\r\n")).collect::<String>()
}

#[test]
fn a_cut_list_of_single_dose_codes_is_refused() {
    let practice = Practice::new();
    assert_eq!(practice.import("jw_jz_2026-07-01.csv", single_dose(&codes()), false), None);
    practice.refused("jw_jz_2026-10-01.csv", single_dose(&codes()[..180]), "120 of 300 held codes of the JW/JZ list are missing");
}

/// Readers differ in which of two members of one name they take.
#[test]
fn a_member_that_stands_twice_is_refused() {
    let practice = Practice::new();
    let one = (JULY.to_owned(), mue(&whole()).into_bytes());
    let other = (JULY.replace("MCR", "XYZ"), mue(&whole()[..1]).into_bytes());
    let bytes = zip(&[(&one.0, &one.1), (&other.0, &other.1)]);
    let mut twice = bytes.clone();
    while let Some(at) = twice.windows(3).position(|name| name == b"XYZ") {
        twice[at..at + 3].copy_from_slice(b"MCR");
    }
    let (kind, message) = practice.import("edits.zip", twice, true).unwrap();
    assert!(kind == "unsafe-archive" && message.contains("the same name stands twice"), "{kind}: {message}");
}
