//! One document of the coverage download.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::tables::Row;
use crate::catalog::DiagnosisList;
use crate::import::error::Reason;

/// One document, as its tables state it.
#[derive(Debug, Default)]
pub(in crate::import) struct Document {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) title: String,
    pub(super) effective: Option<Date>,
    pub(super) retires: Option<Date>,
    pub(super) contractors: Vec<String>,
    pub(super) states: Vec<String>,
    pub(super) regions: Vec<String>,
    pub(super) lcds: Vec<String>,
    /// Codes by group, in CMS's order.
    pub(super) hcpcs: BTreeMap<u32, Vec<String>>,
    pub(super) groups: BTreeMap<(DiagnosisList, u32), Group>,
}

/// One diagnosis group.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// In CMS's order, each followed by a space.
    pub(super) codes: String,
    pub(super) asterisked: Vec<String>,
    pub(super) every_other: bool,
    pub(super) has_text: bool,
}

/// Documents by their number.
pub(super) type Documents = BTreeMap<u32, Document>;

/// The document of a row, in the version that is kept.
pub(super) fn of<'d>(documents: &'d mut Documents, row: &Row<'_>) -> Result<Option<&'d mut Document>, Reason> {
    let (number, version) = (row.number(0, "the document")?, row.number(1, "the version")?);
    Ok(documents.get_mut(&number).filter(|d| d.version == version))
}
