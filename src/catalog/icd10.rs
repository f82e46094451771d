//! ICD-10-CM: which codes can be billed, and the descriptors of those that a coverage document lists.

use serde::{Deserialize, Serialize};

use super::Lazy;
use super::coverage::dotted;

/// The diagnosis codes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Icd10 {
    /// Every billable code.
    billable: Lazy<BillableCodes>,
    /// Codes with their dot and their descriptor, sorted. Headings may be among them.
    descriptors: Lazy<Vec<(String, String)>>,
}

impl Icd10 {
    /// From billable codes, and codes with their descriptors; dots may be there or not, in any order.
    pub fn new<'a>(billable: impl IntoIterator<Item = &'a str>, descriptors: impl IntoIterator<Item = (String, String)>) -> Icd10 {
        let mut descriptors: Vec<(String, String)> = descriptors.into_iter().map(|(code, text)| (dotted(&bare(&code)), text)).collect();
        descriptors.sort();
        descriptors.dedup_by(|a, b| a.0 == b.0);
        Icd10 { billable: Lazy::from(BillableCodes::new(billable)), descriptors: Lazy::from(descriptors) }
    }

    /// Every billable code without its dot, sorted.
    pub fn billable(&self) -> impl Iterator<Item = String> {
        self.billable.get().iter()
    }

    /// Can a code be billed? With or without its dot.
    pub fn is_billable(&self, code: &str) -> bool {
        let code = bare(code);
        self.billable().any(|held| held == code)
    }

    /// The descriptor of a code, where it is held.
    pub fn descriptor(&self, code: &str) -> Option<&str> {
        let descriptors = self.descriptors.get();
        let found = descriptors.binary_search_by(|(held, _)| held.as_str().cmp(code)).ok();
        found.and_then(|at| descriptors.get(at)).map(|(_, text)| text.as_str())
    }

    /// Codes with their dot and their descriptor, sorted.
    pub fn descriptors(&self) -> &[(String, String)] {
        self.descriptors.get()
    }
}

/// A code in capital letters, without its dot and without blanks around it.
pub fn bare(code: &str) -> String {
    code.trim().chars().filter(|c| *c != '.').flat_map(char::to_uppercase).collect()
}

/// Sorted codes, each as the number of characters it shares with the one before and the rest: 75,000 codes in 250 KB, and in
/// 17 KB when compressed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct BillableCodes(Vec<u8>);

impl BillableCodes {
    fn new<'a>(codes: impl IntoIterator<Item = &'a str>) -> BillableCodes {
        let mut codes: Vec<String> = codes.into_iter().map(bare).filter(|c| c.is_ascii() && c.len() < 32).collect();
        codes.sort();
        codes.dedup();
        let mut bytes = Vec::new();
        let mut before: &[u8] = &[];
        for code in &codes {
            let code = code.as_bytes();
            let shared = code.iter().zip(before).take_while(|(a, b)| a == b).count();
            // Lengths below the space never occur in a code: they end the code before.
            bytes.push(u8::try_from(shared).unwrap_or_default());
            bytes.extend_from_slice(code.get(shared..).unwrap_or_default());
            before = code;
        }
        BillableCodes(bytes)
    }

    fn iter(&self) -> impl Iterator<Item = String> {
        let mut rest = self.0.as_slice();
        let mut code = String::new();
        std::iter::from_fn(move || {
            let (shared, after) = rest.split_first()?;
            let end = after.iter().position(|b| *b < b' ').unwrap_or(after.len());
            let (own, next) = after.split_at_checked(end)?;
            rest = next;
            code.truncate(usize::from(*shared));
            code.push_str(std::str::from_utf8(own).ok()?);
            Some(code.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_sorted_and_are_found_with_and_without_dot() {
        let icd = Icd10::new(["K50.011", "A00.0", "K50.00", "I10", "K5000"], [("K50.00".to_owned(), "Crohn".to_owned())]);
        assert_eq!(icd.billable().collect::<Vec<_>>(), ["A000", "I10", "K5000", "K50011"]);
        assert!(icd.is_billable("k50.00") && icd.is_billable("K50011") && !icd.is_billable("K50") && !icd.is_billable(""));
        assert_eq!((icd.descriptor("K50.00"), icd.descriptor("K50.011")), (Some("Crohn"), None));
        assert_eq!(Icd10::default().billable().count(), 0);
    }
}
