//! Lists of codes.

use serde::{Deserialize, Serialize};

/// Codes in order, in one text: there are hundreds of such lists, and to look one up decodes them all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList(String);

impl CodeList {
    /// The codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(' ')
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Is a code among them?
    pub fn contains(&self, code: &str) -> bool {
        self.iter().any(|held| held == code)
    }
}

impl<S: AsRef<str>> FromIterator<S> for CodeList {
    /// No code holds a space; what does is more than one.
    fn from_iter<I: IntoIterator<Item = S>>(codes: I) -> CodeList {
        let mut text = String::new();
        for code in codes {
            text.push_str(code.as_ref());
            text.push(' ');
        }
        CodeList(text)
    }
}

#[cfg(test)]
mod tests {
    use super::CodeList;

    #[test]
    fn codes_come_back_in_their_order() {
        let list: CodeList = ["J9271", "J9299"].into_iter().collect();
        assert_eq!(list.iter().collect::<Vec<_>>(), ["J9271", "J9299"]);
        assert!(list.contains("J9299") && !list.contains("J929") && !list.contains("9271 J"));
        assert_eq!((list.len(), list.is_empty()), (2, false));
        assert_eq!((CodeList::default().len(), CodeList::default().is_empty()), (0, true));
    }
}
