//! One reader under the fuzzer: the one that `READER` names.

#![no_main]

use std::sync::LazyLock;

#[path = "../it/support"]
mod support {
    pub mod readers;
}

use support::readers::{READERS, Reader};

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let names = READERS.map(|(name, _)| name).join(", ");
    let wanted = std::env::var("READER").unwrap_or_else(|_| panic!("READER names one of {names}"));
    READERS.iter().find(|(name, _)| *name == wanted).unwrap_or_else(|| panic!("READER names one of {names}")).1
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| READER(bytes));
