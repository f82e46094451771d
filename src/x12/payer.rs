//! The payer of the catalog behind a claim filing indicator (837 SBR09, 835 CLP06) and a payer's name.

use crate::catalog::{Payer, Rulebook};
use crate::claim::PayerCells;

/// Who pays. A filing indicator that means no payer of the catalog stands as it is, so that the claim check asks for one.
pub(crate) fn cells(filing: &str, name: Option<&str>, book: &Rulebook) -> PayerCells {
    let filed = book.payer_by_indicator(filing);
    let kind = filed.is_none_or(|p| p.kind_of_payer);
    let found: Option<&Payer> = name.filter(|_| kind).and_then(|name| book.payer_named(name)).or(filed);
    let unknown = || Some(filing).filter(|f| !f.is_empty()).map(|f| format!("filing indicator {f}").to_ascii_lowercase());
    PayerCells { payer: found.map(|p| p.id.clone()).or_else(unknown), ..PayerCells::default() }
}
