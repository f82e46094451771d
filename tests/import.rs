//! The importer on files in CMS's shapes, and on the genuine ones where they lie beside the project.

use std::path::{Path, PathBuf};

use jdex::import::{self, Options};

/// The folder of genuine CMS files, where there is one.
fn genuine(path: &str) -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    [root.join("../shared/data"), PathBuf::from("/work/shared/data")].iter().find_map(|data| std::fs::read(data.join(path)).ok())
}

/// Writes the shipped catalog anew from the genuine files: `cargo test --test import regenerate_catalog -- --ignored`.
#[test]
#[ignore = "writes catalog/"]
fn regenerate_catalog() {
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    let bytes = genuine("hcpcs/HCPC2026_JUL_ANWEB.xlsx").expect("the genuine code file");
    let imported = import::read("HCPC2026_JUL_ANWEB.xlsx", &bytes, &Options::default()).unwrap();
    for (path, text) in imported.files() {
        let path = catalog.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
