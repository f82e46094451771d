//! The importer of the coverage download and of ICD-10-CM: what is taken, what is refused.

use jdex::catalog::{self, Catalog, DiagnosisList};
use jdex::import::{self, ImportError, Imported, Options};

use super::shipped;
use crate::support::coverage_export::{Size, Tables, download, tables, zip};

const CODES: [&str; 4] = ["J1745", "99213", "J9271", "A4550"];

fn read(name: &str, bytes: &[u8], all: bool) -> Result<Imported, ImportError> {
    import::read(name, bytes, &Options { catalog: shipped(), all }).map(|mut found| found.remove(0))
}

fn take(tables: &Tables) -> Result<Imported, ImportError> {
    read("current_article.zip", &download(tables), false)
}

fn loaded(imported: &Imported) -> Catalog {
    let views = imported.files.iter().map(|(path, text)| catalog::File { shown: path, path, text });
    let (book, problems) = catalog::read(views, &Catalog::default());
    assert!(problems.is_empty(), "{problems:?}");
    Catalog::from_book(book)
}

fn documents(imported: &Imported) -> usize {
    loaded(imported).coverage().documents().len()
}

/// An export with one of its tables changed.
fn with(table: &str, change: impl Fn(&str) -> String) -> Tables {
    let mut tables = tables(Size::SMALL, &CODES);
    let bytes = tables.get_mut(table).unwrap_or_else(|| panic!("{table}"));
    let text = encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned();
    *bytes = encoding_rs::WINDOWS_1252.encode(&change(&text)).0.into_owned();
    tables
}

#[test]
fn a_download_is_understood() {
    let imported = take(&tables(Size::SMALL, &CODES)).unwrap();
    assert_eq!((imported.edition(), documents(&imported)), ("2026-09-28", 12));
    let catalog = loaded(&imported);
    let first = catalog.coverage().document("A50001").unwrap();
    assert_eq!((first.version.as_str(), first.title.as_str()), ("7", "Billing and Coding: Drug® 0"));
    assert_eq!((first.states.as_slice(), first.regions.as_slice()), (&["CA".to_owned()][..], &["California - Northern".to_owned()][..]));
    assert_eq!(first.lcds, ["L33000"]);
    // Three contracts of a contractor are one name; the states are those of the contractors.
    let second = catalog.coverage().document("A50002").unwrap();
    assert_eq!((second.contractors.as_slice(), second.states.as_slice()), (&["Palmetto GBA".to_owned()][..], &["GA".to_owned()][..]));
    assert_eq!(second.retires, Some("2027-01-31".parse().unwrap()));
    let covered: usize = first.groups().iter().filter(|g| g.list == DiagnosisList::Covered).map(|g| g.codes.len()).sum();
    assert_eq!(covered, 40, "the row of the older version is not among them");
    assert!(first.groups().iter().any(|g| g.every_other && g.codes.is_empty()) && first.groups().iter().any(|g| !g.asterisked.is_empty()));
    assert!(first.groups().iter().filter(|g| g.list == DiagnosisList::Covered).all(|g| g.has_text));
    assert!(imported.left_out.iter().any(|(why, n)| why == "older version" && *n == 1), "{:?}", imported.left_out);
    // The zip of tables by itself, and UTF-8 text, give the same.
    let all = tables(Size::SMALL, &CODES);
    let inner = zip(all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    assert_eq!(read("current_article_csv.zip", &inner, false).unwrap().files, imported.files);
    let mut utf8 = all.clone();
    utf8.values_mut().for_each(|bytes| *bytes = encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned().into_bytes());
    assert_eq!(take(&utf8).unwrap().files, imported.files);
}

#[test]
fn documents_without_a_drug_are_left_out_unless_all_are_asked_for() {
    let mut tables = tables(Size::SMALL, &["99213", "A4550"]);
    let hcpcs = tables.get_mut("article_x_hcpc_code.csv").unwrap();
    *hcpcs = String::from_utf8(std::mem::take(hcpcs)).unwrap().replacen("99213", "J1745", 4).into_bytes();
    let all = download(&tables);
    let (drugs, whole) = (read("x.zip", &all, false).unwrap(), read("x.zip", &all, true).unwrap());
    assert_eq!((documents(&drugs), documents(&whole)), (4, 12), "{:?}", drugs.left_out);
    let retired = with("article.csv", |text| text.replace("\"A50003\",\"\"", "\"A50003\",\"2026-09-01 00:00:00\""));
    let retired = take(&retired).unwrap();
    assert!(loaded(&retired).coverage().document("A50003").is_none() && documents(&retired) == 11, "{:?}", retired.left_out);
}

#[test]
fn hostile_downloads_are_refused() {
    let whole = download(&tables(Size::SMALL, &CODES));
    for cut in (0..whole.len()).step_by(whole.len() / 60) {
        assert!(read("x.zip", &whole[..cut], false).is_err(), "cut at {cut}");
    }
    // A bit that is wrong within the tables is found by its checksum.
    for at in (whole.len() / 4..whole.len() * 3 / 4).step_by(whole.len() / 20) {
        let mut broken = whole.clone();
        broken[at] ^= 0x40;
        assert!(read("x.zip", &broken, false).is_err(), "bit at {at}");
    }
    let covered = "article_x_icd10_covered.csv";
    let refused: [(&str, Tables, &str); 14] = [
        ("no column", with(covered, |t| t.replacen("icd10_code_id", "icd9_code_id", 1)), "the column `icd10_code_id`"),
        ("no group", with("article_x_icd10_covered_group.csv", |t| t.replacen("\"paragraph\"", "\"words\"", 1)), "the column `paragraph`"),
        ("cut", with(covered, |t| t[..t.len() - 9].to_owned()), covered),
        ("cut in a field", with(covered, |t| t[..t.len() - 60].to_owned()), covered),
        ("width", with(covered, |t| t.replacen("\"A00.000\"", "\"A00.000\",\"x\"", 1)), "fields"),
        ("code", with(covered, |t| t.replacen("A00.000", "<script>", 1)), "the diagnosis `<script>`"),
        (
            "group number",
            with("article_x_hcpc_code.csv", |t| t.replacen("\"J1745\",\"1\",\"1\"", "\"J1745\",\"1\",\"one\"", 1)),
            "the group `one`",
        ),
        (
            "contractor",
            with("article_x_contractor.csv", |t| t.replacen("\"6\",\"1\",\"9\"", "\"6\",\"88\",\"9\"", 1)),
            "the contractor `88`",
        ),
        ("date", with("article.csv", |t| t.replacen("2025-01-01", "soon", 1)), "the date `soon`"),
        ("id", with("article.csv", |t| t.replacen("\"A50003\"", "\"A1\"", 1)), "the display id `A1`"),
        ("no edition", with("update_period.csv", |t| t.lines().next().unwrap().to_owned() + "\r\n"), "no edition"),
        ("no documents", with("article.csv", |t| t.split("\r\n\"").next().unwrap().to_owned() + "\r\n"), "none of its"),
        ("a paragraph of 100 MB", with("article_x_icd10_covered_group.csv", |t| t.replacen("<p>", &"x".repeat(100 << 20), 1)), "8 MB"),
        (
            "no table",
            {
                let mut t = tables(Size::SMALL, &CODES);
                t.remove("contractor.csv");
                t
            },
            "the table contractor.csv is missing",
        ),
    ];
    for (what, tables, words) in refused {
        let error = take(&tables).map(|i| i.files.len()).expect_err(what).to_string();
        assert!(error.contains(words) && error.len() < 400, "{what}: {error}");
    }
    // Nested once too often, leading out of the archive, and a nested zip that holds something else.
    let deeper = zip([("current_article_csv.zip", whole.as_slice())]);
    let climbing = zip([("../current_article_csv.zip", whole.as_slice())]);
    let other = zip([("current_article_csv.zip", zip([("notes.txt", &b"nothing"[..])]).as_slice())]);
    let no_zip = zip([("current_article_csv.zip", &b"PK\x03\x04 not a zip"[..])]);
    for (what, bytes) in [("deeper", deeper), ("climbing", climbing), ("other", other), ("no zip", no_zip)] {
        assert!(read("current_article.zip", &bytes, false).is_err(), "{what}");
    }
}

/// A refused file leaves the folder as it was, a taken one replaces its documents and keeps what is not its own.
#[test]
fn a_folder_changes_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let (data, file) = (home.path().join("data"), home.path().join("current_article.zip"));
    let run = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
        command.arg("import").arg(&file).env("JDEX_DATA_DIR", &data).env("JDEX_CONFIG_DIR", home.path());
        command.output().unwrap().status.code()
    };
    let seen = || {
        let mut seen: Vec<(String, String)> = std::fs::read_dir(data.join("coverage"))
            .unwrap()
            .map(|e| e.unwrap())
            .map(|e| (e.file_name().into_string().unwrap(), std::fs::read_to_string(e.path()).unwrap()))
            .collect();
        seen.sort();
        seen
    };
    assert_eq!(run(&download(&tables(Size::SMALL, &CODES))), Some(0));
    std::fs::write(data.join("coverage/ncd.toml"), "# my own\n").unwrap();
    let before = seen();
    // The documents A50, the list of files, and the own file.
    assert_eq!(before.len(), 3);
    let broken = with("article_x_icd10_covered.csv", |t| t.replacen("A00.000", "A00.0000000", 1));
    assert_eq!(run(&download(&broken)), Some(2));
    assert_eq!(seen(), before);
    let fewer = Size { articles: 6, ..Size::SMALL };
    assert_eq!(run(&download(&tables(fewer, &CODES))), Some(0));
    let after = seen();
    let documents = after.iter().find(|(name, _)| name == "A50.toml").map(|(_, text)| text.matches("[[document]]").count());
    assert!(after.len() == 3 && documents == Some(6) && after.iter().any(|(name, _)| name == "ncd.toml"), "{documents:?}");
}

#[test]
fn the_order_file_of_icd_10_cm_is_read() {
    let line = |n: usize, code: &str, billable: u8, text: &str| format!("{n:05} {code:<7} {billable} {text:<60} {text}\r\n");
    let file = [
        line(1, "K50", 0, "Crohn's disease"),
        line(2, "K5000", 1, "Crohn's disease of small intestine without complications"),
        line(3, "K50011", 1, "Crohn's disease of small intestine with rectal bleeding"),
        line(4, "B20", 1, "Human immunodeficiency virus [HIV] disease"),
        line(5, "Z9989", 1, "Dependence on other enabling machines and devices"),
    ]
    .concat();
    let imported = read("icd10cm_order_2026.txt", file.as_bytes(), false).unwrap();
    assert_eq!((imported.edition(), imported.taken, imported.file.rows), ("2025-10", 4, 5));
    let icd = loaded(&imported);
    let icd = icd.icd10();
    assert!(icd.is_billable("K50.00") && icd.is_billable("B20") && icd.is_billable("Z99.89") && !icd.is_billable("K50"));
    assert_eq!(icd.descriptor("K50.011"), Some("Crohn's disease of small intestine with rectal bleeding"));
    // Listed nowhere: the code counts, its words are left out unless all are asked for.
    assert_eq!(icd.descriptor("Z99.89"), None);
    assert!(loaded(&read("icd10cm_order_2026.txt", file.as_bytes(), true).unwrap()).icd10().descriptor("Z99.89").is_some());
    assert_eq!(read("april-1-2026-order.txt", file.as_bytes(), false).unwrap().edition(), "2026-04");
    for (what, text) in
        [("cut", file[..file.len() - 4].to_owned()), ("a broken line", file.replacen("00004 B20     1", "00004 B20     x", 1))]
    {
        assert!(read("icd10cm_order_2026.txt", text.as_bytes(), false).is_err(), "{what}");
    }
    assert!(read("order.txt", file.as_bytes(), false).unwrap_err().to_string().contains("no edition"));
    let csv = "code,billable,description\nK50,0,Crohn\nK50.00,1,\"Crohn's disease, small\"\nC00-C96,1,Neoplasms\n";
    let gzipped = {
        let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut e, csv.as_bytes()).unwrap();
        e.finish().unwrap()
    };
    let (plain, packed) =
        (read("icd10cm_2026-04.csv", csv.as_bytes(), false).unwrap(), read("icd10cm_2026-04.csv.gz", &gzipped, false).unwrap());
    assert_eq!((plain.files.clone(), plain.taken), (packed.files, 1));
}

/// Writes an export of CMS's size for measurements: `cargo test --test it write_full_export -- --ignored`, then
/// `jdex import <it> --into <folder>`.
#[test]
#[ignore = "writes a file of some megabytes"]
fn write_full_export() {
    let drugs: Vec<&str> = shipped().codes().iter().filter(|c| c.is_drug()).map(|c| c.code.as_str()).collect();
    let bytes = download(&tables(Size::WHOLE, &drugs));
    let path = std::env::temp_dir().join("jdex_full_article.zip");
    std::fs::write(&path, bytes).unwrap();
    println!("{}", path.display());
}

/// The LCDs of an export, in the tables and columns of CMS's layout: they name codes, and their articles the diagnoses.
#[test]
fn lcds_are_read_from_their_own_tables() {
    let renamed = |(name, bytes): (String, Vec<u8>)| {
        let text = encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned();
        let named =
            [("article_eff_date", "rev_eff_date"), ("article_end_date", "ent_det_end_date"), ("article_", "lcd_"), ("\"A5", "\"L5")];
        let text = named.into_iter().fold(text, |text, (old, new)| text.replace(old, new));
        (name.replace("article", "lcd"), encoding_rs::WINDOWS_1252.encode(&text).0.into_owned())
    };
    let articles = tables(Size::SMALL, &CODES);
    let lcds: Tables = articles.into_iter().filter(|(name, _)| !name.contains("icd10") && !name.contains("related")).map(renamed).collect();
    let inner = zip(lcds.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let whole = zip([("current_lcd_csv.zip", inner.as_slice())]);
    let imported = read("current_lcd.zip", &whole, false).unwrap();
    let catalog = loaded(&imported);
    assert_eq!(catalog.coverage().documents().len(), 12);
    let first = catalog.coverage().document("L50001").unwrap();
    assert_eq!((first.version.as_str(), first.states.as_slice()), ("7", &["CA".to_owned()][..]));
    assert!(first.hcpcs.iter().any(|group| group.codes.iter().any(|code| code == "J1745")));
    assert!(first.groups().iter().all(|group| group.codes.is_empty()), "an LCD lists no diagnoses");
}
