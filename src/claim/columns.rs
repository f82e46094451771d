//! The header of a claim file: columns by their names and by those that spreadsheets and billing systems use.

use super::COLUMNS;

/// The column that names the claim of a line.
pub const CLAIM: &str = "claim";

/// Other names of columns, without case, spaces, underscores and signs. Several of modifiers and diagnoses follow each other.
const SYNONYMS: [(&str, &[&str]); 20] = [
    (CLAIM, &["claimid", "claimno", "claimnumber", "encounter", "encounterid", "account", "accountnumber", "pcn", "invoice"]),
    ("line", &["lineno", "linenumber", "lineitem", "ln", "lx"]),
    ("code", &["hcpcs", "hcpcscode", "hcpcscpt", "cpt", "cptcode", "cpthcpcs", "jcode", "procedure", "procedurecode", "proc", "proccode"]),
    ("modifiers", &["modifier", "modifiercode", "mod", "mods"]),
    ("units", &["qty", "quantity", "hcpcsunits", "billedunits", "unitsbilled", "serviceunits", "daysorunits"]),
    ("date", &["dos", "dateofservice", "servicedate", "svcdate", "fromdate", "dosfrom", "fromdos", "servicefrom"]),
    ("pos", &["placeofservice", "place"]),
    ("ndc", &["ndc11", "ndccode", "ndcnumber", "ndcno"]),
    ("ndc_qualifier", &["ndcqual", "ndcunit", "ndcuom", "ndcunitofmeasure"]),
    ("ndc_quantity", &["ndcqty"]),
    ("dose", &["dosegiven", "doseadministered", "administereddose"]),
    ("opened", &["vials", "vialsopened", "containersopened"]),
    ("shared_with", &["shared", "otherpatients", "otherdoses"]),
    ("last", &["lastpatient"]),
    ("container", &["containertype", "vialtype"]),
    ("340b", &["is340b", "340bdrug", "340bstock"]),
    ("diagnosis", &["diagnoses", "diagnosiscode", "dx", "dxcode", "icd10", "icd10cm", "icd"]),
    ("payer", &["payor", "payername", "insurance", "plan"]),
    ("setting", &["siteofcare"]),
    ("provider", &["npi", "providernpi", "renderingnpi", "renderingprovider", "billingprovider", "billingnpi"]),
];

/// Columns of which a file may have several, numbered: `Mod 1`, `Mod 2`.
const SEVERAL: [&str; 2] = ["modifiers", "diagnosis"];

/// The column that a header names.
///
/// # Errors
/// No column has the name: which there are.
pub fn column(header: &str) -> Result<&'static str, String> {
    let plain: String = header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let named = |name: &str| {
        let own = COLUMNS.into_iter().chain([CLAIM]).find(|column| column.replace('_', "") == name);
        own.or_else(|| SYNONYMS.iter().find(|(_, others)| others.contains(&name)).map(|(column, _)| *column))
    };
    let numbered = || named(plain.trim_end_matches(|c: char| c.is_ascii_digit())).filter(|column| SEVERAL.contains(column));
    named(&plain).or_else(numbered).ok_or_else(|| {
        let (shown, columns) = (crate::text::cut(header, 40), COLUMNS.join(", "));
        format!("`{shown}` is no column of a claim file; rename or delete it. The columns are {CLAIM}, {columns}")
    })
}

/// The columns of a whole header, in its order.
///
/// # Errors
/// As [`column`]; a column that stands there twice.
pub fn columns<'h>(headers: impl Iterator<Item = &'h str>) -> Result<Vec<&'static str>, String> {
    let mut found: Vec<(&'static str, &'h str)> = Vec::new();
    for header in headers {
        let column = column(header)?;
        if found.iter().any(|(held, of)| *held == column && (!SEVERAL.contains(&column) || *of == header)) {
            return Err(format!("duplicate column `{column}`"));
        }
        found.push((column, header));
    }
    Ok(found.into_iter().map(|(column, _)| column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_spreadsheets_write_them() {
        let read = |header: &'static str| columns(header.split(','));
        assert_eq!(
            read("Claim #,HCPCS Code,Mod 1,Mod 2,Qty,Date of Service,NDC_Qty,ndc uom,DX1,dx2,POS").unwrap(),
            ["claim", "code", "modifiers", "modifiers", "units", "date", "ndc_quantity", "ndc_qualifier", "diagnosis", "diagnosis", "pos"]
        );
        assert_eq!(read("code,units,HCPCS").unwrap_err(), "duplicate column `code`");
        assert!(read("code,Units,modifiers,modifiers").unwrap_err().contains("duplicate"));
        assert!(read("code,unit").unwrap_err().starts_with("`unit` is no column of a claim file"));
        assert!(COLUMNS.into_iter().all(|c| column(c) == Ok(c)) && column(&"é".repeat(300)).unwrap_err().chars().count() < 300);
    }
}
