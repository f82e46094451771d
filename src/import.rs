//! CMS files to facts: recognized by content, understood exactly or refused with a reason. Pure: bytes in, text out.
//!
//! [`read`] takes the bytes of one file (txt, csv, xlsx, or a zip of them) and gives an [`Imported`], whose
//! [`Imported::files`] are the catalog files to write. Nothing is written here.

mod alpha_numeric;
mod archive;
mod columns;
mod descriptor;
mod detect;
pub mod diff;
mod drug_set;
mod edition;
mod error;
mod generic_name;
mod kind;
mod lists;
mod mue;
mod ndc_crosswalk;
mod payments;
mod source;
mod table;
pub mod unit_parser;
mod write;

use std::collections::BTreeSet;

pub use alpha_numeric::CodeFile;
pub use edition::is_newer;
pub use error::{ImportError, Reason};
pub use mue::UnitEdits;
pub use ndc_crosswalk::{Package, Products};
pub use payments::{Payments, merge_payments};
pub use source::read;
pub use write::File;

use crate::catalog::{Code, MueTable, PaymentSource, Place};

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Take every code that begins with a letter (dental codes excepted), not only drugs.
    pub all: bool,
    /// The codes of the catalog. Rows of other files for other codes are left out, unless `all`; of the code file its
    /// rows are taken as drugs though the edition no longer counts them among the drugs. Without it every code that
    /// begins with a letter is taken, of the code file every drug.
    pub known: Option<BTreeSet<String>>,
}

/// Was the code taken as a drug, rather than because everything was wanted?
pub fn is_drug(code: &Code) -> bool {
    code.unit != unit_parser::not_a_drug()
}

/// What was read from one file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its edition: a quarter by its first month (`2026-07`), a month, or a day.
    pub edition: String,
    /// How the edition is known: `from the name HCPC2026_JUL_ANWEB.xlsx`.
    pub edition_from: String,
    /// The member read, where the file was an archive.
    pub member: Option<String>,
    /// How many rows there were below the header (records of the fixed-width text joined).
    pub rows: usize,
    /// Rows left out: the reason and how many.
    pub left_out: Vec<(String, usize)>,
    /// The facts.
    pub content: Content,
}

/// The facts of one kind of CMS file.
#[derive(Clone, Debug)]
pub enum Content {
    /// Codes and modifiers, from the alpha-numeric file.
    Codes(CodeFile),
    /// Products by code, from the ASP NDC-HCPCS crosswalk.
    Products(Products),
    /// Payments of one or more quarters, from the payment limit file or Addendum B.
    Payments(Payments),
    /// Unit edits of one setting, from an MUE table.
    UnitEdits(UnitEdits),
    /// Single-dose codes, from the JW/JZ list.
    SingleDose(BTreeSet<String>),
    /// Places of service.
    Places(Vec<Place>),
}

impl Imported {
    /// What it is, for people: `HCPCS code file`.
    pub fn what(&self) -> &'static str {
        match &self.content {
            Content::Codes(_) => "HCPCS code file (alpha-numeric)",
            Content::Products(_) => "ASP NDC-HCPCS crosswalk",
            Content::Payments(p) if p.source == PaymentSource::Asp => "Medicare Part B payment limits (ASP)",
            Content::Payments(_) => "OPPS Addendum B",
            Content::UnitEdits(t) if t.setting == MueTable::Practitioner => "MUE table, practitioner services",
            Content::UnitEdits(_) => "MUE table, outpatient hospital services",
            Content::SingleDose(_) => "JW/JZ list of single-dose codes",
            Content::Places(_) => "place-of-service codes",
        }
    }

    /// The codes, where it is a code file.
    pub fn codes(&self) -> Option<&[Code]> {
        match &self.content {
            Content::Codes(file) => Some(&file.codes),
            _ => None,
        }
    }

    /// Rows taken: codes and modifiers, packages, payments, edits, list entries.
    pub fn taken(&self) -> usize {
        match &self.content {
            Content::Codes(file) => file.codes.len() + file.modifiers.len(),
            Content::Products(products) => products.values().map(Vec::len).sum(),
            Content::Payments(payments) => payments.cells.values().map(|cells| cells.len()).sum(),
            Content::UnitEdits(table) => table.edits.len(),
            Content::SingleDose(codes) => codes.len(),
            Content::Places(places) => places.len(),
        }
    }

    /// The name under which the catalog lists its edition (`Catalog::editions`).
    pub fn edition_key(&self) -> &'static str {
        match &self.content {
            Content::Codes(_) => "codes",
            Content::Products(_) => "products",
            Content::Payments(p) => write::source_key(p.source),
            Content::UnitEdits(t) if t.setting == MueTable::Practitioner => "practitioner",
            Content::UnitEdits(_) => "outpatient",
            Content::SingleDose(_) => "single-dose",
            Content::Places(_) => "places",
        }
    }

    /// The catalog files to write: paths below the catalog's folder and their text. Payments stand alone here.
    pub fn files(&self) -> Vec<File> {
        match &self.content {
            Content::Codes(file) => write::codes(file, &self.edition),
            Content::Products(products) => write::products(products, &self.edition),
            Content::Payments(payments) => payments.files(),
            Content::UnitEdits(table) => vec![write::mue(table, &self.edition)],
            Content::SingleDose(codes) => vec![write::single_dose(codes.iter(), &self.edition)],
            Content::Places(places) => vec![write::places(places, &self.edition)],
        }
    }
}
