//! Crosswalks: what is read of one, how quarters add up, which rows contradict each other.

use jdex::catalog::{Catalog, Product};
use jdex::import::{self, File, Imported, Options};
use jdex::storage::user_catalog;

use super::facts::{joined, text};
use super::render::zip;
use super::{facts as book, read, refusal};

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
    let imported = read("crosswalk.csv", &bytes);
    assert_eq!((imported.edition(), imported.file.rows, imported.taken), ("2026-10", 6, 4));
    assert_eq!(imported.left_out, [("CPT or dental code".to_owned(), 1), ("the same row twice".to_owned(), 1)]);
    assert!(text(&imported.files, "products/J9.toml").ends_with(
        "edition = \"2026-10\"\n\n[products]\nJ9035 = [\n  \
         { ndc = \"50242-0060-01\", brand = \"Avastin\", labeler = \"Genentech, Inc.\", units = \"10\", size = \"4\", items = \"1\", first = \"2026-10\" },\n  \
         { ndc = \"50242-0061-01\", brand = \"Avastin\", labeler = \"Genentech, Inc.\", units = \"40\", size = \"16\", items = \"1\", first = \"2026-10\" },\n]\n"
    ));
    assert!(text(&imported.files, "products/Q4.toml").contains(
        "{ ndc = \"GG100\", brand = \"Carepatch\u{2122}\", labeler = \"Extremity\", units = \"2.25\", size = \"2.0106\", items = \"1\", "
    ));
    assert_eq!(read("x.csv", crosswalk("_2025_CODE", "NDC2")).files, imported.files);
    // CMS marked one number of April 2024 with a question mark.
    let doubtful = String::from_utf8_lossy(&bytes).replace(",20,60", ",21.3125?,60");
    assert!(read("x.csv", &doubtful).left_out.contains(&("billing units that CMS marks with `?`".to_owned(), 1)));
    // Rows for codes the catalog does not hold are left out unless everything is wanted.
    let catalog = user_catalog::shipped().unwrap();
    let unknown = String::from_utf8_lossy(&bytes).replace("J7331", "J0000");
    let read = |all| import::read("x.csv", unknown.as_bytes(), &Options { catalog: &catalog, all }).unwrap().remove(0);
    assert_eq!((read(false).taken, read(false).left_out[1].clone()), (3, ("no code of the catalog".to_owned(), 1)));
    assert_eq!(read(true).taken, 4);
}

/// A crosswalk of one code: (NDC, billing units, size, items) by package.
fn packages(quarter: &str, rows: &[(&str, &str, &str, &str)]) -> Imported {
    let head = format!("{quarter} ASP NDC - HCPCS Crosswalk\r\n_2026_CODE,LABELER NAME,NDC,Drug Name,PKG SIZE,PKG QTY,BILLUNITS\r\n");
    let rows = rows.iter().map(|(ndc, units, size, items)| format!("J9045,Maker,{ndc},Carboplatin,{size},{items},{units}\r\n"));
    read("x.csv", head + &rows.collect::<String>())
}

fn products_of(files: &[File]) -> Vec<Product> {
    book(files).products.unwrap().remove("J9045").unwrap()
}

#[test]
fn crosswalks_add_up_in_any_order() {
    let old = packages("January 2024", &[("00001-0001-01", "1", "5", "1"), ("00001-0001-02", "3", "15", "1")]);
    let middle = packages("April 2024", &[("00001-0001-02", "4", "15", "1"), ("00001-0001-03", "9", "45", "1")]);
    let new = packages("July 2024", &[("00001-0001-02", "3", "15", "10"), ("00001-0001-03", "9", "45", "1")]);
    let (files, notes) = joined(&[&old, &middle, &new]);
    assert_eq!(notes, ["0 packages were not held; 1 stand only in quarters before 2024-07"]);
    let seen = |p: &Product| (p.ndc.clone(), p.first_quarter.clone(), p.last_quarter.clone(), p.earlier.len());
    let row = |ndc: &str, first: &str, last: &str, earlier| (ndc.to_owned(), first.to_owned(), last.to_owned(), earlier);
    assert_eq!(
        products_of(&files).iter().map(seen).collect::<Vec<_>>(),
        [
            row("00001-0001-01", "2024-01", "2024-01", 0),
            row("00001-0001-02", "2024-01", "2024-07", 2),
            row("00001-0001-03", "2024-04", "2024-07", 0),
        ]
    );
    for order in [[&new, &old, &middle], [&middle, &new, &old], [&old, &new, &middle]] {
        let (other, notes) = joined(&order);
        assert_eq!(text(&other, "products/J9.toml"), text(&files, "products/J9.toml"));
        assert_eq!(notes.len() == 2, order[2].edition() != "2024-07", "{notes:?}");
    }
    // Today's packages are those of the newest quarter; the others are kept apart.
    let mut catalog = Catalog::default();
    let mut both = files;
    both.push(("codes/J9.toml".to_owned(), CARBOPLATIN.to_owned()));
    catalog.apply_overlay(book(&both));
    let ndcs = |products: &[Product]| products.iter().map(|p| p.ndc.clone()).collect::<Vec<_>>();
    let facts = catalog.facts("J9045");
    assert_eq!(
        (ndcs(&facts.products), ndcs(&facts.former_products)),
        (vec!["00001-0001-02".to_owned(), "00001-0001-03".to_owned()], vec!["00001-0001-01".to_owned()])
    );
    // A newer quarter laid over it moves what it does not list; a part of a crosswalk moves nothing.
    let mut newer = catalog.clone();
    newer.apply_overlay(book(&packages("October 2024", &[("00001-0001-03", "9", "45", "1")]).files));
    assert_eq!(ndcs(&newer.facts("J9045").former_products), ["00001-0001-01", "00001-0001-02"]);
    assert_eq!(newer.facts("J9045").products[0].first_quarter, "2024-04");
    let five: Vec<String> = (1..6).map(|n| format!("00001-0002-0{n}")).collect();
    let five: Vec<(&str, &str, &str, &str)> = five.iter().map(|ndc| (ndc.as_str(), "1", "5", "1")).collect();
    catalog.apply_overlay(book(&packages("January 2025", &five).files));
    catalog.apply_overlay(book(&packages("April 2025", &five[..2]).files));
    assert_eq!((catalog.facts("J9045").products.len(), catalog.edition("products")), (5, Some("2025-01")));
}

pub const CARBOPLATIN: &str = "edition = \"2024-01\"\n[[code]]\ncode = \"J9045\"\ndescriptor = \"Injection, carboplatin, 50 mg\"\nkind = \"drug\"\nunit = \"50 mg\"\n";

#[test]
fn packages_of_one_product_that_disagree_are_marked() {
    let conflicts = |rows: &[(&str, &str, &str, &str)]| {
        let mut files = packages("July 2026", rows).files;
        files.push(("codes/J9.toml".to_owned(), CARBOPLATIN.to_owned()));
        let catalog = Catalog::from_book(book(&files));
        let products = &catalog.facts("J9045").products;
        products.iter().filter(|p| p.conflict.is_some()).map(|p| p.ndc.clone()).collect::<Vec<_>>()
    };
    // One against the others, which agree: CMS states 45 mL for a vial of 60.
    let carboplatin = [
        ("61703-0339-18", "1", "5", "1"),
        ("61703-0339-22", "3", "15", "1"),
        ("61703-0339-50", "9", "45", "1"),
        ("61703-0339-56", "12", "45", "1"),
    ];
    assert_eq!(conflicts(&carboplatin), ["61703-0339-56"]);
    // Two, and nothing tells which is wrong.
    assert_eq!(conflicts(&[("51662-1401-01", "300", "30", "1"), ("51662-1401-03", "600", "30", "25")]).len(), 2);
    // 16.7 is 16.67 rounded; a bottle of 100 tablets is counted either way; another product is another strength.
    let fine: [&[(&str, &str, &str, &str)]; 3] = [
        &[("61703-0342-09", "30", "5", "1"), ("61703-0342-22", "100", "16.7", "1"), ("61703-0342-50", "300", "50", "1")],
        &[("00093-7334-01", "100", "1", "100"), ("00093-7334-05", "500", "1", "500")],
        &[("00001-0001-01", "1", "5", "1"), ("00001-0002-01", "4", "5", "1")],
    ];
    for rows in fine {
        assert!(conflicts(rows).is_empty(), "{rows:?}");
    }
}

#[test]
fn a_row_whose_numbers_do_not_make_its_package_is_marked() {
    let of = |in_package: &str| {
        let text =
            String::from_utf8_lossy(&crosswalk("_2026_CODE", "NDC")).replace(",10 MG,4,1,10,10", &format!(",10 MG,4,1,10,{in_package}"));
        let mut files = read("x.csv", text.as_bytes()).files;
        files.push(("codes/J9.toml".to_owned(), CARBOPLATIN.replace("J9045", "J9035")));
        let catalog = Catalog::from_book(book(&files));
        let product = catalog.facts("J9035").products.iter().find(|p| p.ndc == "50242-0060-01").cloned().unwrap();
        (product.stated_per_package.map(|n| n.to_string()), product.conflict)
    };
    // CMS writes whole units.
    assert_eq!([of("10"), of("10.4")], [(None, None), (None, None)]);
    let told = "10 units for size 4, 1 item; the same row counts 25 in the package".to_owned();
    assert_eq!(of("25"), (Some("25".to_owned()), Some(told)));
}

#[test]
fn other_crosswalks_of_the_same_layout_are_not_kept() {
    let noc = String::from_utf8_lossy(&crosswalk("_2026_CODE", "NDC")).replace("ASP NDC", "NOC NDC");
    let error = refusal("noc.csv", &noc);
    assert_eq!(error.to_string(), "noc.csv: not kept here: the NOC NDC-HCPCS crosswalk; jdex keeps the ASP NDC-HCPCS crosswalk");
    let both = zip(&[("a NOC.csv", noc.as_bytes()), ("b ASP.csv", &crosswalk("_2026_CODE", "NDC"))]);
    assert_eq!(read("crosswalks.zip", &both).member.as_deref(), Some("b ASP.csv"));
}
