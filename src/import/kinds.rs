//! The kinds of files that are imported. A new kind is a file of its own beside this one, and one line in [`KINDS`].

use super::cms_file::CmsFile;
use super::coverage::Download;
use super::{
    addendum_b, alpha_numeric, announced, asp, coverage_index, crosswalk, fda_directory, icd10, mue, opps_history, places, purple_book,
    single_dose,
};
use crate::catalog::MueTable;

/// The kinds, those first whose facts later ones refer to: codes, then products, then the rest.
pub(super) static KINDS: [&dyn CmsFile; 17] = [
    &alpha_numeric::CodeFiles,
    &announced::ChangeList,
    &crosswalk::Crosswalk,
    &Download::Articles,
    &Download::Lcds,
    &coverage_index::Index,
    &icd10::DiagnosisCodes,
    &fda_directory::Directory,
    &purple_book::PurpleBook,
    &asp::PaymentLimits,
    &opps_history::History,
    &addendum_b::AddendumB,
    &mue::Table(MueTable::Practitioner),
    &mue::Table(MueTable::Outpatient),
    &mue::Table(MueTable::Dme),
    &single_dose::List,
    &places::List,
];
