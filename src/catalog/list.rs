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
        // A page asks hundreds of lists, few of which hold the code even as a part of others.
        let mut codes = self.0.as_bytes().split(|byte| *byte == b' ');
        !code.is_empty() && self.0.contains(code) && codes.any(|held| held == code.as_bytes())
    }
}

/// Which codes stand beside which: pairs in order, in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePairs(String);

/// Two codes of five characters.
const PAIR: usize = 10;

impl CodePairs {
    /// The codes that stand beside one.
    pub fn of(&self, code: &str) -> impl Iterator<Item = &str> {
        let (pairs, _) = self.0.as_bytes().as_chunks::<PAIR>();
        let first = pairs.partition_point(|pair| pair[..PAIR / 2] < *code.as_bytes());
        let found = pairs[first..].iter().take_while(move |pair| pair[..PAIR / 2] == *code.as_bytes());
        found.filter_map(|pair| std::str::from_utf8(&pair[PAIR / 2..]).ok())
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for CodePairs {
    /// In order; what has not five characters is no code and left out.
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> CodePairs {
        let five = |code: &str| code.len() == PAIR / 2 && code.is_ascii();
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(code, beside)| five(code) && five(beside)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        CodePairs(pairs.into_iter().flat_map(|(code, beside)| [code, beside]).collect())
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
    use super::{CodeList, CodePairs};

    #[test]
    fn codes_come_back_in_their_order() {
        let list: CodeList = ["J9271", "J9299"].into_iter().collect();
        assert_eq!(list.iter().collect::<Vec<_>>(), ["J9271", "J9299"]);
        assert!(list.contains("J9299") && !list.contains("J929") && !list.contains("9271 J"));
        assert_eq!((list.len(), list.is_empty()), (2, false));
        assert_eq!((CodeList::default().len(), CodeList::default().is_empty()), (0, true));
    }

    #[test]
    fn pairs_are_found_by_their_first_code() {
        let pairs: CodePairs =
            [("J9271", "C9027"), ("J0202", "J9010"), ("J9271", "C9492"), ("short", "J1"), ("J0202", "J9010")].into_iter().collect();
        assert_eq!(pairs.of("J9271").collect::<Vec<_>>(), ["C9027", "C9492"]);
        assert_eq!(pairs.of("J0202").collect::<Vec<_>>(), ["J9010"]);
        assert_eq!(["J9999", "A0000", "short", "", "J927"].map(|code| pairs.of(code).count()), [0; 5]);
    }
}
