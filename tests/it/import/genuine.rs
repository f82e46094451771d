//! The genuine files, where they lie beside the project, against the shipped catalog.

use jdex::catalog::{ContainerType, MueTable, Payment, PaymentSource, Product};
use jdex::import;
use jdex::storage::user_catalog;

use super::{facts, genuine, genuine_folder, options, read};

fn cells(path: &str, code: &str) -> Option<Vec<Vec<String>>> {
    let bytes = genuine(path)?;
    let text = encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|r| r.unwrap().iter().map(|c| c.trim().to_owned()).collect::<Vec<_>>());
    Some(rows.skip_while(|row| row.first().is_none_or(|c| c != code)).filter(|row| row[0].starts_with(char::is_alphabetic)).collect())
}

/// Of the codes of the newest file the limit, the coinsurance and the note equal the file.
#[test]
fn the_limits_of_october_2026_are_exact() {
    let Some(rows) = cells("asp/October 2026 Medicare Part B Payment Limit File 091626.rebuilt.csv", "HCPCS Code") else { return };
    let catalog = user_catalog::shipped().unwrap();
    let of = |code: &str| catalog.facts(code).payments.iter().find(|p| p.source == PaymentSource::Asp && p.quarter == "2026-10").cloned();
    let mut compared = 0;
    for row in rows.iter().skip(1) {
        let payment: Payment = of(&row[0]).unwrap_or_else(|| panic!("{}", row[0]));
        let plain = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
        let amount = |amount: Option<jdex::quantity::Amount>| amount.map(|a| a.to_string()).unwrap_or_default();
        let stated = if row[3] == "N/A" { String::new() } else { plain(&row[3]) };
        let coinsurance = if row[4] == "0.000" { "0".to_owned() } else { plain(&row[4]) };
        let note = row[10].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            (amount(payment.limit), amount(payment.coinsurance), payment.note.unwrap_or_default()),
            (stated, coinsurance, note),
            "{}",
            row[0]
        );
        compared += 1;
    }
    assert_eq!(compared, 886);
}

/// Every quarter of every pricing file is in the payments, every package of every crosswalk in the products.
#[test]
fn nothing_of_the_files_is_missing() {
    let Some(folder) = genuine_folder() else { return };
    let catalog = user_catalog::shipped().unwrap();
    let (mut payments, mut packages) = (0, 0);
    for path in std::fs::read_dir(folder.join("asp")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (true, Ok(found)) = (!name.contains("excerpt"), import::read(&name, &std::fs::read(&path).unwrap(), &options())) else {
            continue;
        };
        let book = facts(&found[0].files);
        for (code, rows) in &book.payments {
            let held = |p: &Payment| catalog.facts(code).payments.iter().any(|h| (&h.quarter, h.source) == (&p.quarter, p.source));
            // J1246 was priced in January 2024 and stands in no code file.
            assert!(code == "J1246" || rows.iter().all(held), "{name}: {code}");
            payments += rows.len();
        }
        for (code, rows) in book.products.iter().flatten() {
            let facts = catalog.facts(code);
            let held = |p: &Product| {
                facts
                    .products
                    .iter()
                    .chain(&facts.former_products)
                    .any(|h| h.ndc == p.ndc && h.first_quarter <= p.first_quarter && h.last_quarter >= p.last_quarter)
            };
            assert!(rows.iter().all(held), "{name}: {code}");
            packages += rows.len();
        }
    }
    assert!(payments > 9_000 && packages > 70_000, "{payments} {packages}");
}

#[test]
fn the_samples_hold() {
    let catalog = user_catalog::shipped().unwrap();
    for (code, ndc, units) in [
        ("J9203", "00008-4510-01", "45"),
        ("J9039", "55513-0160-01", "35"),
        ("J9022", "50242-0917-01", "120"),
        ("J9022", "50242-0918-01", "84"),
        ("J0202", "58468-0200-01", "12"),
    ] {
        let package = catalog.facts(code).products.iter().find(|p| p.ndc == ndc).unwrap_or_else(|| panic!("{ndc}"));
        assert_eq!(package.units_per_item.to_string(), units, "{ndc}");
    }
    let paid = |code: &str, quarter: &str, source| {
        let found = catalog.facts(code).payments.iter().find(|p| p.quarter == quarter && p.source == source);
        found.and_then(|p| p.limit).map(|l| l.to_string()).unwrap_or_default()
    };
    for (code, limit, rate) in [
        ("J9203", "236.616", "240.165"),
        ("J9039", "164.253", "163.96"),
        ("J9022", "91.34", "93.997"),
        ("J9299", "32.964", "33.624"),
        ("J0202", "2429.891", "2440.415"),
    ] {
        assert_eq!(
            (paid(code, "2025-10", PaymentSource::Asp), paid(code, "2026-04", PaymentSource::Opps)),
            (limit.into(), rate.into()),
            "{code}"
        );
    }
    for (code, value) in [("J9203", 180), ("J9039", 210), ("J9302", 200), ("J9022", 168), ("J9299", 480), ("J0202", 12)] {
        for table in [MueTable::Practitioner, MueTable::Outpatient] {
            let edit = catalog.facts(code).mue.iter().find(|e| e.setting == table).unwrap();
            assert_eq!((edit.value, edit.mai, edit.quarter.as_str()), (value, 3, "2026-10"), "{code}");
        }
    }
    // The parts of a kit say what its vials are.
    let kit = catalog.facts("J9330").products.iter().find(|p| p.ndc == "16729-0223-61").unwrap();
    let evidence = kit.container_evidence().unwrap();
    assert_eq!((kit.container, evidence.source.as_str()), (ContainerType::Single, "FDA NDC directory"));
    let mue = |code: &str, table| catalog.facts(code).mue.iter().find(|e| e.setting == table).map(|e| (e.value, e.quarter.clone()));
    assert_eq!(mue("L1000", MueTable::Practitioner), Some((0, "2026-07".to_owned())));
    assert_eq!(mue("J9039", MueTable::Dme), Some((280, "2026-10".to_owned())));
    // The five errors of CMS's crosswalk that are known: three stand, two were mended by July 2026.
    let package = |code: &str, ndc: &str| catalog.facts(code).products.iter().find(|p| p.ndc == ndc).unwrap();
    for (code, ndc) in [("J9045", "61703-0339-56"), ("J1557", "64208-8234-08"), ("J0133", "63323-0325-10")] {
        assert!(package(code, ndc).conflict.is_some(), "{ndc}");
    }
    for (code, ndc) in [("J1596", "51662-1601-01"), ("J1555", "00944-2850-03")] {
        let package = package(code, ndc);
        assert_eq!((package.conflict.as_ref(), package.earlier[0].last_quarter.as_str()), (None, "2026-01"), "{ndc}");
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
        let imported = read(path.rsplit('/').next().unwrap(), &bytes);
        assert_eq!((imported.edition(), imported.taken), ("2026-10", taken), "{path}");
        for (_, text) in imported.files {
            assert!(text.lines().all(|l| !l.starts_with(|c: char| c.is_ascii_digit()) || l.starts_with("2026-10")), "{text}");
        }
    }
}
