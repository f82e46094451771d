//! CMS files to facts: recognized by content, understood exactly or refused with a reason. Pure: bytes in, text out.
//!
//! [`read`] takes the bytes of one file (txt, csv, xlsx, or a zip of them) and gives an [`Imported`] for each kind of file in it;
//! [`Imported::merge`] joins one with what a catalog folder holds. Nothing is written here. The kinds stand in one list, `kinds::KINDS`.

mod addendum_b;
mod alpha_numeric;
mod announced;
mod archive;
mod asp;
mod cms_file;
mod columns;
mod coverage;
mod coverage_index;
mod crosswalk;
mod descriptor;
pub mod diff;
mod edition;
mod error;
mod fda;
mod fda_directory;
mod generic_name;
mod icd10;
mod imported;
mod kind;
mod kinds;
mod mue;
mod opps_history;
mod payments;
mod places;
pub mod plausibility;
mod purple_book;
mod read;
mod single_dose;
mod source;
mod table;
pub mod unit_parser;
mod workbook_guard;
mod write;

pub use cms_file::{File, Options};
pub use edition::{is_newer, posting};
pub use error::{ImportError, Reason};
pub use imported::{Imported, Joined};
pub use read::{Opened, open, read};
