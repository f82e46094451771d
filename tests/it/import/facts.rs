//! Products, payments, unit edits and lists in the shapes CMS gives them.

use std::collections::BTreeSet;

use jdex::catalog::{MueTable, PaymentSource};
use jdex::import::{self, Content, Imported, Options, is_newer, merge_payments};

use super::render::zip;
use super::{genuine, shipped};

fn read(name: &str, text: &str) -> Imported {
    import::read(name, text.as_bytes(), &Options::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn only_file(imported: &Imported) -> String {
    let files = imported.files();
    assert_eq!(files.len(), 1, "{:?}", files.iter().map(|f| &f.0).collect::<Vec<_>>());
    files[0].1.clone()
}

/// Cells of a workbook.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in (0u32..).zip(rows) {
        for (c, cell) in (0u16..).zip(*row) {
            match cell.parse::<f64>() {
                Ok(number) if !cell.starts_with('0') || cell.starts_with("0.") => sheet.write_number(r, c, number).unwrap(),
                _ => sheet.write_string(r, c, *cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// Eight rows of preamble, the quarter in the third; a note with a line end; two empty columns as in 2026.
const LIMITS: &str = "Payment Allowance Limits for Medicare Part B Drugs,,,,,,,,,,,,\r\n,,,,,,,,,,,,\r\n\
    \"Effective October 1, 2026 through December 31, 2026\",,,,,,,,,,,,\r\n,,,,,,,,,,,,\r\nNote 1: based on 2Q26 ASP data.,,,,,,,,,,,,\r\n,,,,,,,,,,,,\r\n\
    ,,,,,,,,,,,,\r\n,,,,,,,,,,,,\r\n\
    HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,Vaccine Limit,Blood AWP%,Blood limit,Clotting Factor,Notes,,\r\n\
    90371,Hep b ig im,1 ML,138.229,20.000,,,,,,,,\r\n\
    A9606,Radium ra223 dichloride ther,1 microCurie,N/A,20.000,,,,,,\"microCurie 100% AWP = $212.84\nmicroCurie 100% WAC = $177.37\",,\r\n\
    J1745,Infliximab not biosimil 10mg,10 MG,29.850,20.000,,,,,,,,\r\n\
    J9999,\"Costly, very\",PER VIAL,\"1,234.5\",20.000,,,,,,,,\r\n";

#[test]
fn payment_limits() {
    let imported = read("section 508 version.csv", LIMITS);
    assert_eq!((imported.edition.as_str(), imported.rows, imported.taken()), ("2026-10", 4, 3));
    assert_eq!(imported.left_out, [("CPT or dental code".to_owned(), 1)]);
    let files = imported.files();
    assert_eq!(files.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["payments/A9.toml", "payments/J1.toml", "payments/J9.toml"]);
    assert!(files[0].1.ends_with("\n[A9606.asp]\n2026-10 = \"-\"\n"), "{}", files[0].1);
    assert!(files[1].1.ends_with("\n[J1745.asp]\n2026-10 = \"29.85\"\n"));
    assert!(files[2].1.ends_with("\n[J9999.asp]\n2026-10 = \"1234.5\"\n"));
    // Older files have no co-insurance column; a workbook holds numbers; the zip holds the same.
    let older = LIMITS.replace("Co-insurance Percentage,", "").replace(",20.000", "").replace("October 1, 2026", "April 1, 2021");
    assert_eq!(read("x.csv", &older).edition, "2021-04");
    let book = workbook(&[
        &["Payment Allowance Limits for Medicare Part B Drugs"],
        &["Effective October 1, 2026 through December 31, 2026"],
        &["HCPCS Code", "Short Description", "HCPCS Code Dosage", "Payment Limit"],
        &["J1745", "Infliximab", "10 MG", "29.85"],
        &["A9606", "Radium", "1 microCurie", "N/A"],
        &["J9999", "Costly", "PER VIAL", "1234.5"],
    ]);
    assert_eq!(import::read("x.xlsx", &book, &Options::default()).unwrap().files(), files);
    let zipped =
        zip(&[("ASP/notes.txt", b"read me"), ("ASP/October 2026 ASP Pricing File.csv", LIMITS.as_bytes()), ("ASP/same.xlsx", &book)]);
    let zipped = import::read("asp.zip", &zipped, &Options::default()).unwrap();
    assert_eq!((zipped.files(), zipped.member.as_deref()), (files, Some("October 2026 ASP Pricing File.csv")));
}

#[test]
fn a_limit_that_is_no_amount_names_its_line() {
    let error = import::read("x.csv", LIMITS.replace("29.850", "29.8S0").as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "x.csv: row 13: the payment `29.8S0` is not a number; write it like 1,200 or 0.25");
    let twice = format!("{LIMITS}J1745,again,10 MG,30,,,,,,,,,\r\n");
    let error = import::read("x.csv", twice.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "x.csv: row 15: J1745 is listed twice for 2026-10: 29.85 and 30");
    let error = import::read("x.csv", LIMITS.replace("Effective", "Valid").as_bytes(), &Options::default()).unwrap_err();
    assert!(error.to_string().starts_with("x.csv: no edition: no row above the header says"), "{error}");
}

#[test]
fn payments_are_merged_by_quarter() {
    let quarter = |start: &str, limit: &str| {
        let text = LIMITS.replace("October 1, 2026", start).replace("29.850", limit);
        read("x.csv", &text).files().swap_remove(1).1
    };
    let (first, second) = (quarter("July 1, 2026", "28.5"), quarter("October 1, 2026", "29.85"));
    let opps = only_file(&read("h.csv", "hcpcs,quarter_start,status_indicator,payment_rate\nJ1745,2026-04-01,K,27.1\n"));
    let merged = merge_payments("J1.toml", &merge_payments("J1.toml", &second, &first).unwrap(), &opps).unwrap();
    let body = "\n[J1745.asp]\n2026-07 = \"28.5\"\n2026-10 = \"29.85\"\n\n[J1745.opps]\n2026-04 = \"K 27.1\"\n";
    assert!(merged.ends_with(body) && merged.contains("quarters 2026-04 to 2026-10"), "{merged}");
    // The same quarter again replaces it, and in any order the text is the same.
    let corrected = merge_payments("J1.toml", &merged, &quarter("July 1, 2026", "28.75")).unwrap();
    assert_eq!(corrected, merged.replace("28.5\"", "28.75\""));
    assert_eq!(merge_payments("J1.toml", &merge_payments("J1.toml", &opps, &first).unwrap(), &second).unwrap(), merged);
    let error = merge_payments("payments/J1.toml", "nonsense", &first).unwrap_err();
    assert!(error.to_string().starts_with("payments/J1.toml: not a CMS file known here: not a payments file"), "{error}");
}

/// Windows-1252 bytes, quoted line ends, ids that are no NDC, 240 empty columns.
fn crosswalk(code: &str, ndc: &str) -> Vec<u8> {
    let comma = ",".repeat(240);
    let title = "October 2026 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs";
    let head = format!("{code},Short Description,LABELER NAME,{ndc},Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG{comma}");
    let rows = [
        format!("{title},,,,,,,,,{comma}"),
        format!("\"     Effective October 1, 2026 through December 31, 2026\",,,,,,,,,{comma}"),
        String::new(),
        head,
        format!("90371,Hep b ig im,Grifols,13533-0636-01,HyperHepB ,1 ML,1,1,1,1{comma}"),
        format!("J9035,Bevacizumab,\"Genentech, Inc.\",50242-0061-01,\"Avastin\n\",10 MG,16,1,40,40{comma}"),
        format!("J9035,Bevacizumab,\"Genentech, Inc.\",50242-0060-01,Avastin,10 MG,4,1,10,10{comma}"),
        format!("Q4236,Carepatch,Extremity,GG100,Carepatch\u{2122}\u{a0},1 SQ CM,2.0106,1,2.25,3{comma}"),
        format!("J7331,Synojoynt,Arthrex,888867413689,SynoJoynt,1 MG,2,3,20,60{comma}"),
        format!("J9035,Bevacizumab,\"Genentech, Inc.\",50242-0060-01,Avastin,10 MG,4,1,10,10{comma}"),
    ];
    encoding_rs::WINDOWS_1252.encode(&(rows.join("\r\n") + "\r\n")).0.into_owned()
}

#[test]
fn products() {
    let bytes = crosswalk("_2026_CODE", "NDC");
    let imported = import::read("crosswalk.csv", &bytes, &Options::default()).unwrap();
    assert_eq!((imported.edition.as_str(), imported.rows, imported.taken()), ("2026-10", 6, 4));
    assert_eq!(imported.left_out, [("CPT or dental code".to_owned(), 1), ("the same row twice".to_owned(), 1)]);
    let files = imported.files();
    let j9 = files.iter().find(|f| f.0 == "products/J9.toml").unwrap();
    assert!(j9.1.ends_with(
        "edition = \"2026-10\"\n\n[products]\nJ9035 = [\n  \
         { ndc = \"50242-0060-01\", brand = \"Avastin\", labeler = \"Genentech, Inc.\", units = \"10\", size = \"4\", items = \"1\" },\n  \
         { ndc = \"50242-0061-01\", brand = \"Avastin\", labeler = \"Genentech, Inc.\", units = \"40\", size = \"16\", items = \"1\" },\n]\n"
    ));
    let q4 = files.iter().find(|f| f.0 == "products/Q4.toml").unwrap();
    assert!(q4.1.contains(
        "{ ndc = \"GG100\", brand = \"Carepatch™\", labeler = \"Extremity\", units = \"2.25\", size = \"2.0106\", items = \"1\" }"
    ));
    assert_eq!(import::read("x.csv", &crosswalk("_2025_CODE", "NDC2"), &Options::default()).unwrap().files(), files);
    // Rows for codes the catalog does not hold are left out unless everything is wanted.
    let known = Some(BTreeSet::from(["J9035".to_owned()]));
    let some = import::read("x.csv", &bytes, &Options { all: false, known: known.clone() }).unwrap();
    assert_eq!((some.taken(), some.left_out[1].clone()), (2, ("no code of the catalog".to_owned(), 2)));
    assert_eq!(import::read("x.csv", &bytes, &Options { all: true, known }).unwrap().taken(), 4);
}

#[test]
fn other_crosswalks_of_the_same_layout_are_not_kept() {
    let noc = String::from_utf8_lossy(&crosswalk("_2026_CODE", "NDC")).replace("ASP NDC", "NOC NDC");
    let error = import::read("noc.csv", noc.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "noc.csv: not kept here: the NOC NDC-HCPCS crosswalk; jdex keeps the ASP NDC-HCPCS crosswalk");
    let both = zip(&[("a NOC.csv", noc.as_bytes()), ("b ASP.csv", &crosswalk("_2026_CODE", "NDC"))]);
    assert_eq!(import::read("crosswalks.zip", &both, &Options::default()).unwrap().member.as_deref(), Some("b ASP.csv"));
}

fn edits(setting: &str) -> String {
    format!(
        "\"CPT codes are copyright of their owner.\n\nAll rights reserved \u{ae}.\",,,\r\n\"HCPCS/\nCPT Code\",{setting} MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n\
         0001U,1,2 Date of Service Edit: Policy,Code Descriptor\r\n99213,2,3 Date of Service Edit: Clinical,Clinical: Data\r\n\
         J1885,8,3 Date of Service Edit: Clinical,Prescribing Information\r\nJ9035,1200,2 Date of Service Edit: Policy,CMS Policy\r\nA4218,0,1 Line Edit,CMS Policy\r\n"
    )
}

#[test]
fn mue() {
    let name = "MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.csv";
    let latin1: Vec<u8> = edits("Outpatient Hospital Services").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let imported = import::read(name, &latin1, &Options::default()).unwrap();
    assert_eq!((imported.edition.as_str(), imported.taken()), ("2026-10", 3));
    let expected = "\n[mue]\nA4218 = \"0 1\"\nJ1885 = \"8 3\"\nJ9035 = \"1200 2\"\n";
    assert!(only_file(&imported).ends_with(expected));
    assert_eq!(imported.files()[0].0, "mue/outpatient.toml");
    let practitioner = read("MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", &edits("Practitioner Services"));
    assert!(matches!(&practitioner.content, Content::UnitEdits(t) if t.setting == MueTable::Practitioner));
    assert_eq!((practitioner.files()[0].0.as_str(), practitioner.edition.as_str()), ("mue/practitioner.toml", "2026-07"));
    let refused = |name: &str, text: String| import::read(name, text.as_bytes(), &Options::default()).unwrap_err().to_string();
    assert!(refused("mue.csv", edits("Practitioner Services")).contains("states its date only in its name"));
    assert!(refused(name, edits("DME Supplier Services")).contains("jdex keeps practitioner and outpatient hospital services"));
    assert!(
        refused(name, edits("Practitioner Services").replace("1200", "12OO")).ends_with("row 9: J9035: `12OO` is not a number of units")
    );
    assert!(refused(name, edits("Practitioner Services").replace("1 Line Edit", "Line Edit")).contains("does not begin with an indicator"));
    // In a zip the member's name carries the date.
    let zipped = zip(&[(name, edits("Outpatient Hospital Services").as_bytes())]);
    assert_eq!(import::read("mue.zip", &zipped, &Options::default()).unwrap().edition, "2026-10");
}

#[test]
fn addendum_b_as_cms_publishes_it() {
    let csv = "\"Addendum B.-Final OPPS Payment by HCPCS Code for CY 2026, October 2026\",,,,,,,,\r\nCPT codes are copyright.,,,,,,,,\r\n,,,,,,,,\r\n\
        HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,Minimum Unadjusted Copayment,Note\r\n\
        0001A,Adm sarscov2,D,,,,,,\r\nJ0121,\"Inj., omadacycline, 1 mg\",K,9311,,$4.15 ,,$0.83 ,\r\nJ0133,Acyclovir injection,N,,,,,,\r\n\
        J0850,Cytomegalovirus imm iv /vial,K,0903,,\"$1,834.567 \",,$366.91 ,\r\n*Note: a footnote of the table,,,,,,,,\r\n";
    let imported = read("2026_October_Addendum_B.csv", csv);
    assert_eq!((imported.edition.as_str(), imported.taken()), ("2026-10", 3));
    let expected = "\n[J0121.opps]\n2026-10 = \"K 4.15\"\n\n[J0133.opps]\n2026-10 = \"N\"\n\n[J0850.opps]\n2026-10 = \"K 1834.567\"\n";
    assert!(only_file(&imported).ends_with(expected), "{}", only_file(&imported));
    let tabs = csv.replace("\"$1,834.567 \"", "$1834.567").replace("\"Inj., omadacycline, 1 mg\"", "Inj omadacycline").replace(',', "\t");
    assert_eq!(read("October 2026 Addendum B.txt", &tabs).files(), imported.files());
}

#[test]
fn addendum_b_history_with_the_doubles_of_a_spreadsheet() {
    let text = "hcpcs,quarter_start,status_indicator,payment_rate\nJ0121,2020-01-01,G,0.11500000000000002\nJ0121,2026-04-01,K,3983.141000000001\n\
                J0121,2020-04-01,E2,\n";
    let imported = read("addendum_b_history.csv", text);
    assert_eq!(imported.edition, "2026-04");
    assert!(
        only_file(&imported).ends_with("2020-01 = \"G 0.115\"\n2020-04 = \"E2\"\n2026-04 = \"K 3983.141\"\n"),
        "{}",
        only_file(&imported)
    );
    // The last amount may be cut where a file without a final line end stops.
    let error =
        import::read("h.csv", &text.as_bytes()[..text.len() - 1 - "J0121,2020-04-01,E2,\n".len() - 3], &Options::default()).unwrap_err();
    assert!(error.to_string().contains("cut off"), "{error}");
}

#[test]
fn lists_of_codes_and_places() {
    let list =
        "hcpcs,single_dose,effective_note,source\nJ9035,True,JZ required,CMS list (updated 2025-06-20)\nJ0121,True,,\nJ0135,False,,\n";
    let imported = read("jw_jz.csv", list);
    assert_eq!((imported.edition.as_str(), imported.taken()), ("2025-06-20", 2));
    assert!(only_file(&imported).ends_with("edition = \"2025-06-20\"\ncodes = [\n  \"J0121\",\n  \"J9035\",\n]\n"));
    let places = "pos_code,pos_type,pos_name,pos_description\n11,Non-Facility,Office,Somewhere\n02,Facility,Patient\u{2019}s \"home\",x\n28,Unassigned,Unassigned,N/A\n";
    let imported = read("place_of_service_2023-09.csv", places);
    assert_eq!(imported.left_out, [("not assigned by CMS".to_owned(), 1)]);
    let table: toml::Table = toml::from_str(&only_file(&imported)).unwrap();
    assert_eq!(table["edition"].as_str(), Some("2023-09"));
    assert_eq!(table["place"][0]["name"].as_str(), Some("Patient\u{2019}s \"home\""));
    assert_eq!(table["place"][1]["code"].as_str(), Some("11"));
    // CMS's own headings; workbooks drop the leading zero.
    let book = workbook(&[
        &["Place of Service Codes for Professional Claims, September 2023"],
        &["Place of Service Code(s)", "Place of Service Name", "Place of Service Description"],
        &["2", "Telehealth", "x"],
        &["27-30", "Unassigned", "N/A"],
    ]);
    let imported = import::read("pos.xlsx", &book, &Options::default()).unwrap();
    assert!(only_file(&imported).ends_with("[[place]]\ncode = \"02\"\nname = \"Telehealth\"\nkind = \"\"\n"));
}

#[test]
fn editions_are_compared() {
    let imported = read("x.csv", LIMITS);
    assert!(is_newer(&imported.edition, "2026-07") && !is_newer(&imported.edition, "2026-10") && !is_newer(&imported.edition, "2027-01"));
    assert_eq!(imported.edition_key(), "asp");
}

mod on_genuine_files {
    use super::*;

    fn of<'a>(imported: &'a [Imported], what: &str) -> &'a Imported {
        imported.iter().find(|i| i.what().contains(what)).unwrap()
    }

    #[test]
    fn every_row_is_taken_or_left_out_for_a_reason() {
        let Some(imported) = shipped() else { return };
        for i in &imported {
            let left_out: usize = i.left_out.iter().map(|(_, n)| n).sum();
            assert_eq!(i.taken() + left_out, i.rows, "{}", i.what());
        }
        let expected = [("crosswalk", 8_245, 8_208), ("limits (ASP)", 1_012, 970), ("Addendum B", 28_849, 28_849), ("JW/JZ", 438, 438)];
        for (what, rows, taken) in expected {
            assert_eq!((of(&imported, what).rows, of(&imported, what).taken()), (rows, taken), "{what}");
        }
    }

    #[test]
    fn the_samples_hold() {
        let Some(imported) = shipped() else { return };
        let Content::Products(products) = &of(&imported, "crosswalk").content else { panic!() };
        for (code, ndc, units) in [
            ("J9203", "00008-4510-01", "45"),
            ("J9039", "55513-0160-01", "35"),
            ("J9022", "50242-0917-01", "120"),
            ("J9022", "50242-0918-01", "84"),
            ("J0202", "58468-0200-01", "12"),
        ] {
            let package = products[code].iter().find(|p| p.ndc == ndc).unwrap_or_else(|| panic!("{ndc}"));
            assert_eq!(package.units.to_string(), units, "{ndc}");
        }
        let mut units: Vec<String> = products["J9299"].iter().map(|p| p.units.to_string()).collect();
        units.sort();
        assert_eq!(units, ["100", "120", "240", "40"]);
        let payments = |source| {
            imported.iter().find_map(|i| match &i.content {
                Content::Payments(p) if p.source == source => Some(&p.cells),
                _ => None,
            })
        };
        let (asp, opps) = (payments(PaymentSource::Asp).unwrap(), payments(PaymentSource::Opps).unwrap());
        for (code, limit, rate) in [
            ("J9203", "236.616", "K 240.165"),
            ("J9039", "164.253", "K 163.96"),
            ("J9022", "91.34", "K 93.997"),
            ("J9299", "32.964", "K 33.624"),
            ("J0202", "2429.891", "K 2440.415"),
        ] {
            assert_eq!((asp[code]["2025-10"].as_str(), opps[code]["2026-04"].as_str()), (limit, rate), "{code}");
        }
        assert!(!asp.contains_key("J9302") && opps["J9302"]["2026-04"] == "K 62.234");
        for table in ["practitioner services", "outpatient hospital services"] {
            let Content::UnitEdits(table) = &of(&imported, table).content else { panic!() };
            for (code, value) in [("J9203", 180), ("J9039", 210), ("J9302", 200), ("J9022", 168), ("J9299", 480), ("J0202", 12)] {
                assert_eq!(table.edits[code], (value, 3), "{code}");
            }
            assert!(!table.edits.contains_key("J9020"));
        }
    }

    #[test]
    fn the_shipped_catalog_is_what_the_importer_writes() {
        let Some(imported) = shipped() else { return };
        for file in imported.iter().filter(|i| !matches!(i.content, Content::Payments(_))).flat_map(Imported::files) {
            let shipped = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog").join(&file.0)).unwrap();
            assert!(shipped == file.1, "catalog/{} differs: run `cargo test --test import regenerate_catalog -- --ignored`", file.0);
        }
    }

    #[test]
    fn october_2026_headers() {
        let folder = "asp/section 508 version of October 2026";
        let files = [
            (format!("{folder} ASP NDC-HCPCS Crosswalk 091126.excerpt.csv"), 5),
            (format!("{folder} Medicare Part B Payment Limit File 091626.excerpt.csv"), 6),
            ("mue/MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.excerpt.csv".to_owned(), 3),
        ];
        for (path, taken) in files {
            let Some(bytes) = genuine(&path) else { return };
            let imported = import::read(path.rsplit('/').next().unwrap(), &bytes, &Options::default()).unwrap();
            assert_eq!((imported.edition.as_str(), imported.taken()), ("2026-10", taken), "{path}");
            for (_, text) in imported.files() {
                assert!(text.lines().all(|l| !l.starts_with(|c: char| c.is_ascii_digit()) || l.starts_with("2026-10")), "{text}");
            }
        }
    }
}
