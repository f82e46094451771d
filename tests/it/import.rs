//! The importer on files in CMS's shapes, and on the genuine ones where they lie beside the project.

mod codes;
mod diff;
mod facts;
mod names;
mod refusals;
use crate::support::render;

use std::path::{Path, PathBuf};

use jdex::import::{self, Content, Imported, Options};

/// The folder of genuine CMS files, where there is one.
pub fn genuine(path: &str) -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    [root.join("../shared/data"), PathBuf::from("/work/shared/data")].iter().find_map(|data| std::fs::read(data.join(path)).ok())
}

/// The genuine files the shipped catalog is made from, the code file first.
const SHIPPED: [&str; 8] = [
    "hcpcs/HCPC2026_JUL_ANWEB.xlsx",
    "asp/October 2025 ASP NDC-HCPCS Crosswalk 090525.csv",
    "opps/addendum_b_history.csv",
    "asp/Oct 2025 ASP Pricing File updated 120925.csv",
    "mue/MCR_MUE_PractitionerServices_Eff_07-01-2026.csv",
    "mue/MCR_MUE_OutpatientHospitalServices_Eff_07-01-2026.csv",
    "lists/jw_jz_single_dose_2025-06-20.csv",
    "lists/place_of_service_2023-09.csv",
];

/// Every genuine file of the shipped catalog, read as an import would.
pub fn shipped() -> Option<Vec<Imported>> {
    let mut known = None;
    SHIPPED
        .iter()
        .map(|path| {
            let imported = import::read(path.rsplit('/').next()?, &genuine(path)?, &Options { all: false, known: known.clone() });
            let imported = imported.unwrap_or_else(|e| panic!("{e}"));
            if let Content::Codes(file) = &imported.content {
                known = Some(file.codes.iter().map(|c| c.code.clone()).collect());
            }
            Some(imported)
        })
        .collect()
}

/// Writes the shipped catalog anew from the genuine files: `cargo test --test import regenerate_catalog -- --ignored --nocapture`.
#[test]
#[ignore = "writes catalog/"]
fn regenerate_catalog() {
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    let shipped = shipped().expect("the genuine files");
    for folder in ["codes", "products", "payments", "limits", "lists"] {
        let _ = std::fs::remove_dir_all(catalog.join(folder));
    }
    for imported in shipped {
        println!(
            "{}, {} ({}): {} rows, {} taken",
            imported.what(),
            imported.edition,
            imported.edition_from,
            imported.rows,
            imported.taken()
        );
        imported.left_out.iter().for_each(|(why, n)| println!("    {n} left out: {why}"));
        for (path, text) in imported.files() {
            let to = catalog.join(&path);
            let merged = match std::fs::read_to_string(&to) {
                Ok(held) => import::merge_payments(&path, &held, &text).unwrap(),
                Err(_) => text,
            };
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, merged).unwrap();
        }
    }
}
