//! Broken, huge and lying input: every reader says what is wrong or takes it, none panics, nothing is lost.

mod campaign;
mod command_line;
mod files;
mod memory;
mod mutations;
mod oracle;
mod orders;
mod places;
use crate::support::readers;

use std::fs;
use std::path::Path;

use readers::READERS;

/// What the fuzzer found, and what was thought of: `tests/fixtures/hostile/READER/CASE`.
#[test]
fn every_kept_case_is_read_or_refused() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile");
    let mut run = 0;
    for folder in fs::read_dir(&cases).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap();
        let (_, reader) = READERS.iter().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("{name} is no reader"));
        for case in fs::read_dir(&folder).unwrap() {
            let case = case.unwrap().path();
            println!("{}", case.display());
            reader(&fs::read(&case).unwrap());
            run += 1;
        }
    }
    assert!(run > 0, "no case lies in {}", cases.display());
}
