//! Words of a text, folded for comparison, with their places in the text as it is drawn.

use std::ops::Range;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// In lower case and American spelling.
    pub folded: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// The words of a text, folded.
pub fn tokens(text: &str) -> Vec<Token> {
    places(text).into_iter().map(|range| Token { folded: spelled(fold(&text[range.clone()])), range }).collect()
}

/// Where the words of a text stand: runs of letters and digits, with a plus where one ends them (`Pro+` is not `Pro`).
pub fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                let plus = c == '+' && !text[i + 1..].starts_with(char::is_alphanumeric);
                found.push(from..i + usize::from(plus));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The words and, for words joined by a hyphen alone (`tc-99m`), also the whole without hyphens (`tc99m`).
pub fn words(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut words: Vec<String> = tokens.iter().map(|t| t.folded.clone()).collect();
    let mut joined: Option<String> = None;
    for pair in tokens.windows(2) {
        if text[pair[0].range.end..pair[1].range.start] == *"-" {
            joined.get_or_insert_with(|| pair[0].folded.clone()).push_str(&pair[1].folded);
        } else {
            words.extend(joined.take());
        }
    }
    words.extend(joined);
    words
}

/// The words with one space between: two spellings of one name are equal in this form.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.folded);
    }
    out
}

/// Lower case, letter by letter.
pub fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// Spellings of the field elsewhere and the American ones, which are one word to whoever searches; parts of words.
const SPELLINGS: [(&str, &str); 8] = [
    ("umour", "umor"),
    ("isation", "ization"),
    ("naemi", "nemi"),
    ("kaemi", "kemi"),
    ("haemo", "hemo"),
    ("haemat", "hemat"),
    ("paediatr", "pediatr"),
    ("oedem", "edem"),
];

/// The folded word in its American spelling.
fn spelled(word: String) -> String {
    match SPELLINGS.iter().find(|(british, _)| word.contains(british)) {
        Some((british, american)) => word.replace(british, american),
        None => word,
    }
}

/// The bytes of `word` (in `text`) that the folded `prefix` covers, `None` where the word does not begin with it.
///
/// Measured on the text itself: a letter whose lower case is longer is covered as a whole.
pub fn covered(text: &str, word: &Range<usize>, prefix: &str) -> Option<Range<usize>> {
    let rest = &text[word.clone()];
    let mut wanted = prefix.chars().peekable();
    for (i, c) in rest.char_indices() {
        if wanted.peek().is_none() {
            return Some(word.start..word.start + i);
        }
        for lower in c.to_lowercase() {
            if wanted.next_if_eq(&lower).is_none() && wanted.peek().is_some() {
                return None;
            }
        }
    }
    wanted.peek().is_none().then(|| word.clone())
}

/// The bytes of words joined by hyphens whose letters together begin with `word`: `tc99m` in `Tc-99m`.
pub fn compound(text: &str, tokens: &[Token], word: &str) -> Option<Range<usize>> {
    tokens.iter().enumerate().find_map(|(i, first)| {
        let mut joined = first.folded.clone();
        for pair in tokens[i..].windows(2).take_while(|pair| text[pair[0].range.end..pair[1].range.start] == *"-") {
            joined.push_str(&pair[1].folded);
            if joined.starts_with(word) {
                return Some(first.range.start..pair[1].range.end);
            }
            if !word.starts_with(&joined) {
                return None;
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_hyphens_may_be_left_out() {
        assert_eq!(words("Technetium Tc-99m sestamibi"), ["technetium", "tc", "99m", "sestamibi", "tc99m"]);
        assert_eq!(words("a-b-c d"), ["a", "b", "c", "d", "abc"]);
        assert_eq!(normal("  Gamunex-C/Gammaked "), "gamunex c gammaked");
        assert_eq!(words("Pro+, 4L+ a+b + c"), ["pro+", "4l+", "a", "b", "c"]);
        assert!(words("—").is_empty());
    }

    #[test]
    fn what_a_prefix_covers_lies_on_the_drawn_text() {
        let text = "İstanbul KEYTRUDA®";
        let found = tokens(text);
        let of = |i: usize, prefix: &str| covered(text, &found[i].range, prefix).map(|r| &text[r]);
        assert_eq!(of(1, "keyt"), Some("KEYT"));
        assert_eq!(of(1, "keytruda"), Some("KEYTRUDA"));
        assert_eq!(of(1, "keytrudas"), None);
        assert_eq!(of(1, "ley"), None);
        assert_eq!(of(0, "i"), Some("İ"));
        assert_eq!(of(0, "i\u{307}s"), Some("İs"));
        let text = "technetium Tc-99m";
        assert_eq!(compound(text, &tokens(text), "tc99").map(|r| &text[r]), Some("Tc-99m"));
        assert_eq!(compound(text, &tokens(text), "tc100"), None);
    }
}
