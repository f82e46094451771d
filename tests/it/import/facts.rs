//! Products, payments, unit edits and lists in the shapes CMS gives them.

use jdex::catalog::{Catalog, MueTable};
use jdex::import::{File, Imported, is_newer};

use super::products::CARBOPLATIN;
use super::render::zip;
use super::{facts, read, refusal};

fn only_file(imported: &Imported) -> &str {
    assert_eq!(imported.files.len(), 1, "{:?}", imported.files.iter().map(|f| &f.0).collect::<Vec<_>>());
    &imported.files[0].1
}

/// A folder after these imports, in order, and what was said of the last.
pub fn joined(imports: &[&Imported]) -> (Vec<File>, Vec<String>) {
    let mut held = (Vec::new(), Vec::new());
    for one in imports {
        let joined = one.merge(&held.0).unwrap();
        held = (joined.files, joined.notes);
    }
    held
}

pub fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    &files.iter().find(|f| f.0 == path).unwrap_or_else(|| panic!("{path}")).1
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
    assert_eq!((imported.edition(), imported.file.rows, imported.taken), ("2026-10", 4, 3));
    assert_eq!(imported.left_out, [("CPT or dental code".to_owned(), 1)]);
    let files = imported.files;
    assert_eq!(files.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["payments/A9.toml", "payments/J1.toml", "payments/J9.toml"]);
    assert!(files[0].1.contains("\n[A9606.asp]\n2026-10 = { coinsurance = \"20\", note = \"microCurie 100% AWP"), "{}", files[0].1);
    assert!(files[1].1.ends_with("\n[J1745.asp]\n2026-10 = { limit = \"29.85\", coinsurance = \"20\" }\n"));
    assert!(files[2].1.ends_with("\n[J9999.asp]\n2026-10 = { limit = \"1234.5\", coinsurance = \"20\" }\n"));
    // Older files have no co-insurance column; a workbook holds numbers; the zip holds the same.
    let older = LIMITS.replace("Co-insurance Percentage,", "").replace(",20.000", "");
    assert!(read("x.csv", &older).files[1].1.ends_with("2026-10 = \"29.85\"\n"));
    assert_eq!(read("x.csv", older.replace("October 1, 2026", "April 1, 2021")).edition(), "2021-04");
    let book = workbook(&[
        &["Payment Allowance Limits for Medicare Part B Drugs"],
        &["Effective October 1, 2026 through December 31, 2026"],
        &["HCPCS Code", "Short Description", "HCPCS Code Dosage", "Payment Limit", "Co-insurance Percentage", "Notes"],
        &["J1745", "Infliximab", "10 MG", "29.85", "20", ""],
        &["A9606", "Radium", "1 microCurie", "N/A", "20", "microCurie 100% AWP = $212.84 microCurie 100% WAC = $177.37"],
        &["J9999", "Costly", "PER VIAL", "1234.5", "20", ""],
    ]);
    assert_eq!(read("x.xlsx", &book).files, files);
    let zipped =
        zip(&[("ASP/notes.txt", b"read me"), ("ASP/October 2026 ASP Pricing File.csv", LIMITS.as_bytes()), ("ASP/same.xlsx", &book)]);
    let zipped = read("asp.zip", &zipped);
    assert_eq!((zipped.files, zipped.member.as_deref()), (files, Some("October 2026 ASP Pricing File.csv")));
}

#[test]
fn a_limit_that_is_no_amount_names_its_line() {
    let error = refusal("x.csv", LIMITS.replace("29.850", "29.8S0"));
    assert_eq!(error.to_string(), "x.csv: row 13: the payment `29.8S0` is not a number; write it like 1,200 or 0.25");
    let twice = format!("{LIMITS}J1745,again,10 MG,30,,,,,,,,,\r\n");
    let error = refusal("x.csv", twice);
    assert_eq!(error.to_string(), "x.csv: row 15: J1745 is listed twice for 2026-10: 29.85 and 30");
    for (old, new, words) in [
        ("29.850", "429496729521.514", "more digits than can be held exactly"),
        ("29.850", "29.8504321", "the payment `29.8504321` is not a number of at most six decimals"),
        ("29.850", "$", "the payment `$` is not a number"),
        ("J1745", "JM745", "the code `JM745` is not a HCPCS or CPT code"),
        ("Co-insurance Percentage", "Co-insurancePercentage", "the column `co-insurancepercentage` is none of this file"),
    ] {
        let error = refusal("x.csv", LIMITS.replace(old, new)).to_string();
        assert!(error.contains(words), "{error}");
    }
    let error = refusal("x.csv", LIMITS.replace("Effective", "Valid"));
    assert!(error.to_string().starts_with("x.csv: no edition: no row above the header says"), "{error}");
}

#[test]
fn quarters_of_payments_add_up() {
    let quarter = |start: &str, limit: &str| read("x.csv", LIMITS.replace("October 1, 2026", start).replace("29.850", limit));
    let (july, october) = (quarter("July 1, 2026", "28.5"), quarter("October 1, 2026", "29.85"));
    let opps = read("h.csv", "hcpcs,quarter_start,status_indicator,payment_rate\nJ1745,2026-04-01,K,27.1\n");
    let (files, notes) = joined(&[&october, &july, &opps]);
    let body = "\n[J1745.asp]\n2026-07 = { limit = \"28.5\", coinsurance = \"20\" }\n2026-10 = { limit = \"29.85\", coinsurance = \"20\" }\n\n\
                [J1745.opps]\n2026-04 = \"K 27.1\"\n";
    let merged = text(&files, "payments/J1.toml");
    assert!(merged.ends_with(body) && merged.contains("quarters 2026-04 to 2026-10"), "{merged}");
    assert!(notes.is_empty());
    // An older quarter says that it is one.
    assert_eq!(joined(&[&october, &july]).1, ["older than the 2026-10 held: its quarters are added"]);
    // The same quarter again replaces it, and in any order the text is the same.
    let (corrected, notes) = joined(&[&october, &july, &opps, &quarter("July 1, 2026", "28.75")]);
    assert_eq!(text(&corrected, "payments/J1.toml"), merged.replace("28.5\"", "28.75\""));
    assert_eq!(notes[1], "payments that differ from those held for the same quarter and replace them: 1");
    assert_eq!(text(&joined(&[&opps, &july, &october]).0, "payments/J1.toml"), merged);
    // What a file was read from stands beside it.
    let editions = text(&files, "payments/editions.toml");
    assert_eq!(editions.matches("[[file]]").count(), 3);
    assert!(editions.contains(&format!("sha256 = \"{}\"\nbytes = {}\nrows = 4\n", july.file.sha256, july.file.bytes)), "{editions}");
    let nonsense = vec![("payments/J1.toml".to_owned(), "nonsense".to_owned())];
    let error = july.merge(&nonsense).err().unwrap().to_string();
    assert!(error.starts_with("x.csv: not a CMS file known here: payments/J1.toml:1:"), "{error}");
}

/// The raw file states copayments and rounds to cents; a history states the rate exactly and nothing else.
#[test]
fn two_files_of_one_quarter_are_joined() {
    let raw = "Addendum B October 2026,,,,,,,\r\nHCPCS Code,Short Descriptor,SI,APC,Payment Rate,Minimum Unadjusted Copayment,\
               IRA Coinsurance percentage ,Adjusted Beneficiary Copayment,Drug and Device Pass-Through Expiration during Calendar Year\r\n\
               J0121,x,G,9311,$4.15 ,$0.83 ,18.5%,$0.77 ,*\r\nJ0122,x,K,9312,$9.00 ,$1.80 ,,,\r\nA4341\u{ff},x,N,,,,,,\r\n";
    let raw = read("2026_October_Addendum_B.csv", raw);
    let history = read("h.csv", "hcpcs,quarter_start,status_indicator,payment_rate\nJ0121,2026-10-01,G,4.1537\nJ0122,2026-10-01,K,8.1\n");
    // The quarter's own Addendum B stands, whichever comes first.
    for (imports, changed) in [([&raw, &history], 0), ([&history, &raw], 1)] {
        let (files, notes) = joined(&imports);
        let merged = text(&files, "payments/J0.toml");
        let joint =
            "2026-10 = { status = \"G\", limit = \"4.1537\", coinsurance = \"18.5\", copayment = \"0.77\", pass_through_ends = true }";
        assert!(
            merged.contains(joint) && merged.ends_with("2026-10 = { status = \"K\", limit = \"9\", copayment = \"1.8\" }\n"),
            "{merged}"
        );
        assert_eq!(notes.iter().filter(|n| n.ends_with("replace them: 1")).count(), changed, "{notes:?}");
    }
    assert_eq!(text(&raw.files, "payments/A4.toml").lines().last(), Some("2026-10 = \"N\""));
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
    let imported = read(name, &latin1);
    assert_eq!((imported.edition(), imported.taken), ("2026-10", 3));
    let expected = "\n[mue]\nA4218 = \"0 1\"\nJ1885 = \"8 3\"\nJ9035 = \"1200 2\"\n";
    assert!(only_file(&imported).ends_with(expected));
    for (words, key) in [("Outpatient Hospital", "outpatient"), ("Practitioner", "practitioner"), ("DME Supplier", "dme")] {
        let imported = read("MCR_MUE_Eff_07-01-2026.csv", edits(&format!("{words} Services")));
        assert_eq!((imported.files[0].0.clone(), imported.key(), imported.edition()), (format!("mue/{key}.toml"), key, "2026-07"));
    }
    let refused = |name: &str, text: String| refusal(name, text).to_string();
    assert!(refused("mue.csv", edits("Practitioner Services")).contains("states its date only in its name"));
    let value = refused(name, edits("Practitioner Services").replace("1200", "12OO"));
    assert!(value.ends_with("row 9: J9035: the value `12OO` is not a number of units"), "{value}");
    let indicator = refused(name, edits("Practitioner Services").replace("1 Line Edit", "Line Edit"));
    assert!(indicator.ends_with("the indicator `Line Edit` is not one that begins with 1, 2 or 3"), "{indicator}");
    // In a zip the member's name carries the date.
    let zipped = zip(&[(name, edits("Outpatient Hospital Services").as_bytes())]);
    assert_eq!(read("mue.zip", &zipped).edition(), "2026-10");
}

fn table(quarter: &str, rows: &[(&str, u32)]) -> Imported {
    let head = "\"HCPCS/\nCPT Code\",DME Supplier Services MUE Values,MUE Adjudication Indicator\r\n".to_owned();
    let rows = rows.iter().map(|(code, value)| format!("{code},{value},3 Date of Service Edit\r\n"));
    read(&format!("MCR_MUE_DMESupplierServices_Eff_{quarter}.rebuilt.csv"), head + &rows.collect::<String>())
}

#[test]
fn an_mue_table_of_some_families_replaces_those() {
    let july = table("07-01-2026", &[("A0021", 1), ("J0001", 10), ("J0002", 20), ("J0003", 30), ("L1000", 2)]);
    let october = table("10-01-2026", &[("J0001", 11), ("J0003", 30), ("L1005", 9)]);
    assert_eq!(october.file.provenance, "rebuilt from a copy");
    let (files, notes) = joined(&[&july, &october]);
    assert_eq!(notes, ["it does not cover A0: those keep their edits of 2026-07"]);
    let merged = text(&files, "mue/dme.toml");
    assert!(merged.ends_with("A0021 = \"1 3 2026-07\"\nJ0001 = \"11 3\"\nJ0003 = \"30 3\"\nL1005 = \"9 3\"\n"), "{merged}");
    assert_eq!(facts(&files).mue[&MueTable::Dme]["A0021"].quarter, "2026-07");
    let editions = text(&files, "mue/editions.toml");
    assert_eq!((editions.matches("[[file]]").count(), editions.matches("provenance = \"rebuilt from a copy\"").count()), (2, 2));
    // The head of the table says so, once, however often it is merged.
    let said = "\n# Not the publisher's own file: dme 2026-07, 2026-10 rebuilt from a copy; editions.toml names it.\nedition = ";
    assert!(merged.contains(said) && merged.matches("rebuilt").count() == 1, "{merged}");
    // A few rows of a family are laid over what is held of it.
    let (files, _) = joined(&[&july, &table("10-01-2026", &[("J0002", 21)])]);
    assert!(text(&files, "mue/dme.toml").contains("J0001 = \"10 3 2026-07\"\nJ0002 = \"21 3\"\nJ0003 = \"30 3 2026-07\"\n"));
    // A table that covers every family replaces the whole, and nothing older is remembered.
    let (files, notes) = joined(&[&july, &table("10-01-2026", &[("A0021", 1), ("J0001", 11), ("J0002", 1), ("L1000", 2)])]);
    assert!(notes.is_empty() && !text(&files, "mue/dme.toml").contains("J0003"));
    assert_eq!(text(&files, "mue/editions.toml").matches("[[file]]").count(), 1);
}

#[test]
fn announced_changes() {
    let list = "code,action,short_description,meaning\r\nJ9001,A,\"Inj, new, 1 mg\",added\r\nJ9045,D,Carboplatin,discontinued\r\nQ9999,C,x,y\r\n99213,A,x,y\r\n";
    let imported = read("changes_2026Q4.csv", list);
    assert_eq!((imported.edition(), imported.taken, imported.key()), ("2026-10", 3, "announced"));
    assert_eq!(only_file(&imported).matches("inferred = true").count(), 1);
    assert!(refusal("changes.csv", list).to_string().contains("no edition"));
    assert!(
        refusal("changes_2026Q4.csv", list.replace(",D,", ",Z,")).to_string().contains("row 3: J9045: the action `Z` is not A, B, C or D")
    );
    // On the codes held: one ends, as inferred, one begins; a full code file of that quarter states both anew.
    let mut files = imported.files.clone();
    files.push(("codes/J9.toml".to_owned(), CARBOPLATIN.to_owned()));
    let mut catalog = Catalog::from_book(facts(&files));
    let ended = catalog.code("J9045").unwrap();
    assert_eq!(ended.dates.ended.unwrap().to_string(), "2026-09-30");
    assert_eq!(ended.announced.as_ref().unwrap().quarter, "2026-10");
    let new = catalog.code("J9001").unwrap();
    assert_eq!((new.descriptor.as_str(), new.dates.added.unwrap().to_string().as_str()), ("Inj, new, 1 mg", "2026-10-01"));
    assert!(new.unit.user_error().unwrap().contains("announced for 2026-10"));
    catalog.apply_overlay(facts(&[("codes/J9.toml".to_owned(), CARBOPLATIN.replace("2024-01", "2026-10"))]));
    assert!(catalog.code("J9001").is_none() && catalog.code("J9045").unwrap().announced.is_none());
    // In a folder the same: an older code file leaves the list, one of its quarter replaces it.
    let file = |name: &str| read(name, crate::import::codes::one_code());
    let (files, _) = joined(&[&imported, &file("HCPC2026_JUL_ANWEB.txt")]);
    assert!(files.iter().any(|(path, _)| path == "codes/announced.toml"));
    let (files, _) = joined(&[&imported, &file("HCPC2026_OCT_ANWEB.txt")]);
    assert!(files.iter().all(|(path, _)| path != "codes/announced.toml"));
}

#[test]
fn addendum_b_as_cms_publishes_it() {
    let csv = "\"Addendum B.-Final OPPS Payment by HCPCS Code for CY 2026, October 2026\",,,,,,,,\r\nCPT codes are copyright.,,,,,,,,\r\n,,,,,,,,\r\n\
        HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,Minimum Unadjusted Copayment,Note\r\n\
        0001A,Adm sarscov2,D,,,,,,\r\nJ0121,\"Inj., omadacycline, 1 mg\",K,9311,,$4.15 ,,$0.83 ,\r\nJ0133,Acyclovir injection,N,,,,,,\r\n\
        J0850,Cytomegalovirus imm iv /vial,K,0903,,\"$1,834.567 \",,$366.91 ,\r\n*Note: a footnote of the table,,,,,,,,\r\n";
    let imported = read("2026_October_Addendum_B.csv", csv);
    assert_eq!((imported.edition(), imported.taken), ("2026-10", 3));
    let expected = "\n[J0121.opps]\n2026-10 = { status = \"K\", limit = \"4.15\", copayment = \"0.83\" }\n\n[J0133.opps]\n2026-10 = \"N\"\n\n\
                    [J0850.opps]\n2026-10 = { status = \"K\", limit = \"1834.567\", copayment = \"366.91\" }\n";
    assert!(only_file(&imported).ends_with(expected), "{}", only_file(&imported));
    let tabs = csv.replace("\"$1,834.567 \"", "$1834.567").replace("\"Inj., omadacycline, 1 mg\"", "Inj omadacycline").replace(',', "\t");
    assert_eq!(read("October 2026 Addendum B.txt", &tabs).files, imported.files);
}

#[test]
fn addendum_b_history_with_the_doubles_of_a_spreadsheet() {
    let text = "hcpcs,quarter_start,status_indicator,payment_rate\nJ0121,2020-01-01,G,0.11500000000000002\nJ0121,2026-04-01,K,3983.141000000001\n\
                J0121,2020-04-01,E2,\n";
    let imported = read("addendum_b_history.csv", text);
    assert_eq!(imported.edition(), "2026-04");
    assert!(
        only_file(&imported).ends_with("2020-01 = \"G 0.115\"\n2020-04 = \"E2\"\n2026-04 = \"K 3983.141\"\n"),
        "{}",
        only_file(&imported)
    );
    // The last amount may be cut where a file without a final line end stops.
    let error = refusal("h.csv", &text.as_bytes()[..text.len() - 1 - "J0121,2020-04-01,E2,\n".len() - 3]);
    assert!(error.to_string().contains("cut off"), "{error}");
}

#[test]
fn lists_of_codes_and_places() {
    let list =
        "hcpcs,single_dose,effective_note,source\nJ9035,True,JZ required,CMS list (updated 2025-06-20)\nJ0121,True,,\nJ0135,False,,\n";
    let imported = read("jw_jz.csv", list);
    assert_eq!((imported.edition(), imported.taken), ("2025-06-20", 2));
    assert!(only_file(&imported).ends_with("edition = \"2025-06-20\"\ncodes = [\n  \"J0121\",\n  \"J9035\",\n]\n"));
    let places = "pos_code,pos_type,pos_name,pos_description\n11,Non-Facility,Office,Somewhere\n02,Facility,Patient\u{2019}s \"home\",x\n28,Unassigned,Unassigned,N/A\n";
    let imported = read("place_of_service_2023-09.csv", places);
    assert_eq!(imported.left_out, [("not assigned by CMS".to_owned(), 1)]);
    let table: toml::Table = toml::from_str(only_file(&imported)).unwrap();
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
    let imported = read("pos.xlsx", &book);
    assert!(only_file(&imported).ends_with("[[place]]\ncode = \"02\"\nname = \"Telehealth\"\nkind = \"\"\n"));
}

#[test]
fn editions_are_compared() {
    let imported = read("x.csv", LIMITS);
    assert!(
        is_newer(imported.edition(), "2026-07") && !is_newer(imported.edition(), "2026-10") && !is_newer(imported.edition(), "2027-01")
    );
    assert_eq!(imported.key(), "asp");
}
