//! Which codes of the code file are drugs.

use super::alpha_numeric::Row;

/// CMS's pricing indicator for drugs.
const PRICED_AS_DRUG: &str = "51";

/// Is the row a code that bills a drug or what goes with one?
///
/// | letters | rule |
/// |---|---|
/// | J | every code |
/// | A, C, Q, S | priced as a drug (PRICE1 = 51), or BETOS O1D chemotherapy, O1E other drugs, O1G immunizations |
/// | A9 | also BETOS I1E, I1F: radiopharmaceuticals and contrast agents |
/// | S | also S0012 to S0198: drugs of private payers |
///
/// Active and ended alike.
pub(super) fn is_drug(row: &Row) -> bool {
    let drug_columns = row.price1 == PRICED_AS_DRUG || matches!(row.betos.as_str(), "O1D" | "O1E" | "O1G");
    match row.code.as_bytes() {
        [b'J', ..] => true,
        [b'A', b'9', ..] => drug_columns || matches!(row.betos.as_str(), "I1E" | "I1F"),
        [b'S', ..] => drug_columns || ("S0012"..="S0198").contains(&row.code.as_str()),
        [b'A' | b'C' | b'Q', ..] => drug_columns,
        _ => false,
    }
}
