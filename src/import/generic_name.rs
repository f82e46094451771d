//! The generic name in a descriptor, in lower case.

use crate::catalog::Kind;

/// The name, or nothing where the descriptor names no drug.
pub(super) fn find(_descriptor: &str, _kind: Kind) -> String {
    String::new()
}
