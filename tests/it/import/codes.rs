//! The code file in each of its forms.

use jdex::catalog::{Code, Kind, ModifierFact};
use jdex::import::{Imported, Reason};

use super::render::{Padding, Row, chunks, fixed_width, row, workbook, zip};
use super::{facts, genuine, read, refusal};

const LONG: &str = "Injection, fictitious monoclonal antibody with a descriptor that is far too long for the eighty columns of one record, \
                    and that therefore runs over three of them with one double space  here, 0.5 mg (code may be used for medicare)";

fn rows() -> Vec<Row> {
    let mut ended = row("J9010", "Injection, alemtuzumab, 10 mg", "20030101", "20151231");
    ended.xref1 = "J0202".to_owned();
    let mut outside = row("E0100", "Cane, includes canes of all materials", "19860101", "");
    (outside.price1, outside.betos) = ("32".to_owned(), "D1A".to_owned());
    vec![
        row("A1", "Dressing for one wound", "20020701", ""),
        row(
            "JG",
            &format!("Drug or biological acquired with 340b discount program {}", "and more words ".repeat(8).trim()),
            "20180101",
            "20241231",
        ),
        outside,
        row("J0202", "Injection, alemtuzumab, 1 mg", "20160101", ""),
        row("J9010", "Injection, alemtuzumab, 10 mg", "20030101", "20151231"),
        row("J9999", LONG, "20260701", ""),
        Row { long: "Café biological®, per square centimeter".to_owned(), ..row("Q4999", "x", "20260401", "") },
        ended,
    ]
    .into_iter()
    .enumerate()
    .filter(|(i, _)| *i != 4)
    .map(|(_, r)| r)
    .collect()
}

/// What a code file states.
struct CodeFile {
    codes: Vec<Code>,
    modifiers: Vec<ModifierFact>,
}

impl CodeFile {
    fn drugs(&self) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(|c| c.is_drug())
    }
}

fn codes(imported: &Imported) -> CodeFile {
    let book = facts(&imported.files);
    CodeFile { codes: book.codes.into_values().map(|(_, code)| code).collect(), modifiers: book.modifiers.unwrap_or_default() }
}

#[test]
fn every_form_of_the_same_content_gives_the_same_files() {
    let rows = rows();
    let expected = read("HCPC2026_JUL_ANWEB.xlsx", workbook(&rows, 0));
    let disclaimer = "***Disclaimers\t\t\t\r\n\t\t\r\n*Inclusion does not imply coverage.\u{a0}\t\r\n\r\n";
    let text = |preamble, padding| fixed_width(&rows, preamble, padding);
    let forms: [(&str, Vec<u8>); 8] = [
        ("HCPC2026_JUL_ANWEB.xlsx", workbook(&rows, 7)),
        ("anweb_2026_07.xlsx", workbook(&rows, 10)),
        ("HCPC2026_JUL_ANWEB_06172026.txt", text("", Padding::Short)),
        ("HCPC2026_JUL_ANWEB.txt", text(disclaimer, Padding::Full)),
        ("no edition in the name.dat", text(disclaimer, Padding::Short)),
        (
            "HCPC2026_JUL_ANWEB.txt",
            String::from_utf8(encoding_rs::WINDOWS_1252.decode(&text("", Padding::Short)).0.into_owned().into()).unwrap().into(),
        ),
        (
            "july-2026-alpha-numeric-hcpcs-file.zip",
            zip(&[("HCPC2026_JUL_ANWEB.txt", &text("", Padding::Short)), ("HCPC2026_recordlayout.txt", b"layout")]),
        ),
        (
            "x.zip",
            zip(&[("folder/HCPC2026_JUL_ANWEB.txt", &text("", Padding::Short)), ("folder/HCPC2026_JUL_ANWEB.xlsx", &workbook(&rows, 0))]),
        ),
    ];
    for (name, bytes) in forms {
        let imported = read(name, &bytes);
        assert_eq!(imported.edition(), "2026-07", "{name}");
        assert_eq!(imported.files, expected.files, "{name}");
    }
    let file = codes(&expected);
    assert_eq!(file.codes.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["E0100", "J0202", "J9010", "J9999", "Q4999"]);
    let long = &file.codes[3];
    assert_eq!(chunks(LONG).len(), 3);
    assert_eq!((long.descriptor.as_str(), long.unit.text().as_str(), long.kind), (LONG, "0.5 mg", Kind::Biological));
    assert_eq!(file.codes[2].dates.ended.unwrap().to_string(), "2015-12-31");
    assert_eq!(file.codes[2].cms.cross_references, ["J0202"]);
    assert_eq!(file.codes[4].descriptor, "Café biological®, per square centimeter");
    assert_eq!(file.modifiers.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["A1", "JG"]);
    assert_eq!(file.modifiers[1].dates.ended.unwrap().to_string(), "2024-12-31");
    assert_eq!((file.codes[0].kind, file.codes[0].unit.text().as_str()), (Kind::Other, "not a drug"));
    assert!(expected.left_out.is_empty());
}

#[test]
fn dental_and_cpt_codes_are_never_taken() {
    let mut rows = rows();
    for code in ["D0120", "99213", "0001U"] {
        rows.push(row(code, "not ours to carry", "20200101", ""));
    }
    let imported = read("HCPC2026_JUL_ANWEB.txt", fixed_width(&rows, "", Padding::Short));
    assert_eq!(codes(&imported).codes.len(), 5);
    assert_eq!(imported.left_out, [("CPT or dental code".to_owned(), 3)]);
    assert!(imported.files.iter().all(|(_, text)| !text.contains("not ours")));
}

/// CMS's zip of 2018 holds the discontinued codes in a workbook of the same layout beside the code file.
#[test]
fn a_list_of_discontinued_codes_beside_the_code_file_is_passed_over() {
    let whole: Vec<Row> = (1000..1100).map(|n| row(&format!("J{n}"), "Injection, drug, 1 mg", "20180101", "")).collect();
    let ended: Vec<Row> = (1000..1010).map(|n| row(&format!("J{n}"), "Injection, drug, 1 mg", "20180101", "20171231")).collect();
    let (text, book) = (fixed_width(&whole, "", Padding::Full), workbook(&whole, 0));
    let discontinued = workbook(&ended, 0);
    for (members, taken) in [
        (vec![("HCPC2018_CONTR_ANWEB.txt", &text), ("HCPC2018_CONTR_ANWEB_disc.xlsx", &discontinued)], "HCPC2018_CONTR_ANWEB.txt"),
        (vec![("HCPC2018_CONTR_ANWEB_disc.xlsx", &discontinued), ("HCPC2018_CONTR_ANWEB.xlsx", &book)], "HCPC2018_CONTR_ANWEB.xlsx"),
    ] {
        let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let imported = read("2018-Alpha-Numeric-HCPCS-File.zip", zip(&members));
        assert_eq!((imported.member.as_deref(), imported.edition(), imported.taken), (Some(taken), "2018-01", 100));
    }
}

#[test]
fn the_newest_posting_of_a_zip_is_taken() {
    let text = |descriptor: &str| fixed_width(&[row("J9999", descriptor, "20250701", "")], "", Padding::Short);
    let (old, new) = (text("Injection, old, 1 mg"), text("Injection, new, 2 mg"));
    for members in [
        [("HCPC2025_OCT_ANWEB.txt", &old), ("HCPC2025_OCT_ANWEB_v2.txt", &new), ("HCPC2025_OCT_Corrections_ANWEB.txt", &old)],
        [
            ("HCPC2025_OCT_ANWEB_09172025.txt", &old),
            ("HCPC2025_OCT_ANWEB_10022025.txt", &new),
            ("HCPC2025_OCT_ANWEB_Transaction.txt", &old),
        ],
        [("HCPC2025_OCT_ANWEB_v9.txt", &old), ("HCPC2025_OCT_ANWEB_v10.txt", &new), ("HCPC2025_JUL_ANWEB_v11.txt", &old)],
    ] {
        let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let imported = read("october-2025.zip", zip(&members));
        assert_eq!(imported.member.as_deref(), Some(members[1].0));
        assert_eq!(codes(&imported).codes[0].unit.text(), "2 mg");
    }
}

#[test]
fn rows_that_cannot_be_understood_refuse_the_file() {
    let bad = |change: fn(&mut Row)| {
        let mut rows = rows();
        rows.iter_mut().filter(|r| r.code == "J0202").for_each(change);
        refusal("HCPC2026_JUL_ANWEB.xlsx", workbook(&rows, 0)).to_string()
    };
    assert_eq!(
        bad(|r| r.added = "20261301".into()),
        "HCPC2026_JUL_ANWEB.xlsx: row 5: J0202: ADD DT `20261301` is not a date written YYYYMMDD"
    );
    assert_eq!(
        bad(|r| r.ended = "someday".into()),
        "HCPC2026_JUL_ANWEB.xlsx: row 5: J0202: TERM DT `someday` is not a date written YYYYMMDD"
    );
    assert_eq!(bad(|r| r.long = String::new()), "HCPC2026_JUL_ANWEB.xlsx: row 5: J0202 has no description");
    assert_eq!(bad(|r| r.code = "J02".into()), "HCPC2026_JUL_ANWEB.xlsx: row 5: the code `J02` is not a HCPCS code or modifier");
    assert_eq!(bad(|r| r.code = "J020R".into()), "HCPC2026_JUL_ANWEB.xlsx: row 5: the code `J020R` is not a letter and four digits");
    assert_eq!(bad(|r| r.code = "J9999".into()), "HCPC2026_JUL_ANWEB.xlsx: not a CMS file known here: J9999 stands in it twice");
    let misnamed = refusal("HCPC2019_CONTR_ANWEB.txt", fixed_width(&rows(), "", Padding::Short));
    assert!(misnamed.to_string().contains("says 2019-01, but rows took effect as late as 2026-07"), "{misnamed}");
}

#[test]
fn text_cut_off_in_the_middle_is_refused() {
    let rows = rows();
    let whole = fixed_width(&rows, "", Padding::Short);
    let lines = whole.split(|b| *b == b'\n').count();
    for cut in [whole.len() - 40, whole.len() - 200, whole.len() / 2, 30] {
        let error = refusal("HCPC2026_JUL_ANWEB.txt", &whole[..cut]);
        assert!(matches!(error.reason, Reason::Truncated(_) | Reason::NotCms(_)), "{cut}: {error}");
    }
    // Without the last line end the last record is whole all the same.
    assert_eq!(codes(&read("HCPC2026_JUL_ANWEB.txt", whole.strip_suffix(b"\r\n").unwrap())).codes.len(), 5);
    let mut broken = whole.clone();
    let second = broken.iter().position(|b| *b == b'\n').unwrap() + 1;
    broken[second + 10] = b'9';
    let error = refusal("x", &broken);
    assert!(error.to_string().starts_with("x: row 2: no record of the code file"), "{error} ({lines} lines)");
}

#[test]
fn continuation_rows_of_a_workbook_are_joined() {
    // G0503 was published in two workbook rows; the second carries only text.
    let table = "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,BETOS,ADD DT,ACT EFF DT,TERM DT\r\n\
                 J0503,3,\"Injection, longdrug and its\",Longdrug,51,O1E,20200101,20200101,\r\n\
                 J0503,4,\"partner, 1 mg\",,,,,,\r\n";
    let file = read("HCPC2020_OCT.csv", table.as_bytes());
    assert_eq!(codes(&file).codes[0].descriptor, "Injection, longdrug and its partner, 1 mg");
    let orphan = table.replace("J0503,4", "J0504,4");
    let error = refusal("x.csv", orphan.as_bytes());
    assert_eq!(error.to_string(), "x.csv: row 3: a continuation of J0504, which does not stand before it");
}

mod on_genuine_files {
    use super::*;

    /// Fixed-width text loses double spaces at the ends of its records.
    fn same_but_for_spaces(one: &Imported, other: &Imported) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(one.files.len(), other.files.len());
        for (one, other) in one.files.iter().zip(&other.files) {
            assert!(one.0 == other.0 && words(&one.1) == words(&other.1), "{} differs", other.0);
        }
    }

    fn july_2026() -> Option<Imported> {
        Some(read("HCPC2026_JUL_ANWEB.xlsx", &genuine("hcpcs/HCPC2026_JUL_ANWEB.xlsx")?))
    }

    /// The list of drug codes with descriptors and dates, made apart from the importer.
    #[test]
    fn the_drug_set_of_july_2026_is_exact() {
        let (Some(imported), Some(list)) = (july_2026(), genuine("hcpcs/drug_codes_2026Q3.csv")) else { return };
        let mut reader = csv::Reader::from_reader(list.as_slice());
        let headers = reader.headers().unwrap().clone();
        let get = |r: &csv::StringRecord, name: &str| r[headers.iter().position(|h| h == name).unwrap()].to_owned();
        let date = |d: Option<jdex::catalog::Date>| d.map(|d| d.to_string().replace('-', "")).unwrap_or_default();
        let expected: Vec<[String; 6]> = reader
            .records()
            .map(Result::unwrap)
            .map(|r| ["HCPC", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT"].map(|n| get(&r, n)))
            .collect();
        let file = codes(&imported);
        // Albumin, sipuleucel, contrast agents and diluents, which the list lacks.
        let found: Vec<[String; 6]> = file
            .drugs()
            .filter(|c| expected.iter().any(|e| e[0] == c.code))
            .map(|c| {
                [c.code.clone(), c.descriptor.clone(), c.short.clone(), date(c.dates.added), date(c.dates.effective), date(c.dates.ended)]
            })
            .collect();
        assert_eq!(found.len(), 2_124);
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected);
        }
        let beyond: Vec<&str> = file.drugs().map(|c| c.code.as_str()).filter(|code| expected.iter().all(|e| e[0] != *code)).collect();
        let listed = ["A4216", "A4217", "P9041", "P9045", "P9046", "P9047"];
        assert_eq!(beyond, [&listed[..], &["Q2043", "Q9950", "Q9955", "Q9956", "Q9957"]].concat());
        assert_eq!((file.codes.len(), file.modifiers.len()), (8_725, 384));
        assert!(imported.left_out.is_empty());
    }

    /// The genuine rows written as fixed-width text give the same drug catalog byte for byte.
    #[test]
    fn july_2026_as_text_gives_the_same_files() {
        let Some(imported) = july_2026() else { return };
        let date = |d: Option<jdex::catalog::Date>| d.map(|d| d.to_string().replace('-', "")).unwrap_or_default();
        let file = codes(&imported);
        let modifiers = file.modifiers.iter().map(|m| Row {
            code: m.code.clone(),
            long: m.descriptor.clone(),
            added: date(m.dates.added),
            effective: date(m.dates.effective),
            ended: date(m.dates.ended),
            action: "N".to_owned(),
            ..Row::default()
        });
        let drugs = file.codes.iter().map(|c| Row {
            code: c.code.clone(),
            long: c.descriptor.clone(),
            short: c.short.clone(),
            // Rows that PRICE1 makes a drug are not told from others by what the catalog keeps.
            price1: if c.is_drug() { "51" } else { "" }.to_owned(),
            xref1: c.cms.cross_references.concat(),
            coverage: c.cms.coverage.clone(),
            betos: c.cms.betos.clone(),
            added: date(c.dates.added),
            effective: date(c.dates.effective),
            ended: date(c.dates.ended),
            action: c.cms.action.clone(),
        });
        let rows: Vec<Row> = modifiers.chain(drugs).collect();
        for padding in [Padding::Short, Padding::Full] {
            let text = read("HCPC2026_JUL_ANWEB_06172026.txt", fixed_width(&rows, "", padding));
            same_but_for_spaces(&text, &imported);
        }
    }

    /// The zip of 2019 holds the file in both forms, which were made by CMS.
    #[test]
    fn january_2019_reads_the_same_from_text_and_workbook() {
        let Some(bytes) = genuine("hcpcs/2019-Alpha-Numeric-HCPCS-File.zip") else { return };
        let from_zip = read("2019-Alpha-Numeric-HCPCS-File.zip", &bytes);
        assert_eq!((from_zip.edition(), from_zip.member.as_deref()), ("2019-01", Some("HCPC2019_CONTR_ANWEB.xlsx")));
        assert_eq!(from_zip.file.rows, 6_800);
        let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name("HCPC2019_CONTR_ANWEB.txt").unwrap(), &mut text).unwrap();
        let from_text = read("HCPC2019_CONTR_ANWEB.txt", &text);
        assert_eq!(from_text.edition_from, "from the name HCPC2019_CONTR_ANWEB.txt");
        // Of codes that are no drugs the workbook leaves out some dates.
        let (text, book) = (codes(&from_text), codes(&from_zip));
        assert!(text.drugs().count() > 1_000 && text.drugs().eq(book.drugs()));
        assert!(codes(&from_zip).codes.iter().filter(|c| c.code.starts_with('J')).count() == 774);
    }

    #[test]
    fn october_2020_reads_past_its_preamble_and_blank_rows() {
        let Some(bytes) = genuine("hcpcs/anweb_2020_10.xlsx") else { return };
        let imported = read("anweb_2020_10.xlsx", &bytes);
        assert_eq!((imported.edition(), imported.file.rows), ("2020-10", 7_196));
        assert_eq!(read("renamed.bin", &bytes).edition(), "2020-10");
        assert_eq!(codes(&imported).codes.iter().filter(|c| c.code.starts_with('J')).count(), 835);
    }
}

/// A code file of one code, as text.
pub fn one_code() -> Vec<u8> {
    fixed_width(&[row("J9045", "Injection, carboplatin, 50 mg", "20040101", "")], "", Padding::Short)
}
