//! A descriptor cut into clauses of words and numbers, asides in parentheses kept apart.

use crate::quantity::{Amount, Dimension, Measure};

/// A word, a number or a mark that means something between amounts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A plain decimal number that stands alone: `1,000`, `0.1`.
    Number(Amount),
    /// Anything else without white space, lower case: `mg`, `j2272`, `10%`, `tc-99m`.
    Word(String),
    /// `/`
    Slash,
    /// `=`
    Equals,
    /// A comma or semicolon; only inside asides, outside it ends a clause.
    Comma,
}

/// A descriptor as the unit parser and the name finder see it.
#[derive(Debug)]
pub(super) struct Descriptor {
    /// The whole text in lower case with single spaces.
    pub(super) lower: String,
    /// What stands between commas and semicolons, outside parentheses.
    pub(super) clauses: Vec<Vec<Token>>,
    /// What stands in parentheses.
    pub(super) asides: Vec<Vec<Token>>,
}

impl Descriptor {
    pub(super) fn new(text: &str) -> Descriptor {
        let lower = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut clauses = vec![Vec::new()];
        let mut asides = Vec::new();
        let mut aside = Vec::new();
        let mut depth = 0usize;
        let mut rest = lower.as_str();
        while let Some(c) = rest.chars().next() {
            let mut width = c.len_utf8();
            let mut found = Vec::new();
            match c {
                ' ' => {}
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && !aside.is_empty() {
                        asides.push(std::mem::take(&mut aside));
                    }
                }
                ',' | ';' if depth == 0 => clauses.push(Vec::new()),
                ',' | ';' => found.push(Token::Comma),
                '/' => found.push(Token::Slash),
                '=' => found.push(Token::Equals),
                _ => (found, width) = lexeme(rest),
            }
            match clauses.last_mut() {
                Some(clause) if depth == 0 => clause.append(&mut found),
                _ => aside.append(&mut found),
            }
            rest = &rest[width..];
        }
        clauses.retain(|c| !c.is_empty());
        Descriptor { lower, clauses, asides }
    }

    /// The brand or maker in parentheses: `pedmark`, `fresenius kabi`.
    pub(super) fn product(&self) -> Option<String> {
        self.asides
            .iter()
            .map(|aside| (aside, text_of(aside)))
            .find(|(aside, text)| aside.len() <= 6 && names_a_product(text))
            .map(|(_, text)| text)
    }

    /// Does the text hold one of these phrases?
    pub(super) fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|p| self.lower.contains(p))
    }
}

/// Asides that qualify the substance, its source or its form; every other short aside names a brand or a maker.
const QUALIFIERS: [&str; 24] = [
    "human",
    "recombinant",
    "ovine",
    "equine",
    "contraceptive",
    "intravesical",
    "for depot suspension",
    "pfu",
    "pet",
    "nos",
    "cap",
    "mal",
    "ddi",
    "g-csf",
    "gm-csf",
    "bcma",
    "ecmo",
    "vitamin k",
    "nitrogen mustard",
    "human leukocyte derived",
    "antihemophilic factor porcine",
    "preservative-free sterile solution",
    "heparin lock flush",
    "loading dose for infusion pump",
];

/// An aside of a few plain words that is no qualifier.
fn names_a_product(text: &str) -> bool {
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.' | '/');
    let usage = ["e.g.", "for ", "only for ", "list "].iter().any(|start| text.starts_with(start)) || text.ends_with(" use");
    !usage && text.replace(", or ", " or ").chars().all(plain) && !QUALIFIERS.contains(&text)
}

const DELIMITERS: [char; 7] = [' ', ',', ';', '(', ')', '/', '='];

/// The word or number that `text` begins with, and its width in bytes.
fn lexeme(text: &str) -> (Vec<Token>, usize) {
    let mut whole = text.find(DELIMITERS).unwrap_or(text.len());
    // `f(ab')2`, `rho(d)`, `capsule(s)`: parentheses inside a word.
    if whole > 0 && text[whole..].starts_with('(') {
        let inside = &text[whole + 1..];
        if let Some(end) = inside.find(DELIMITERS).filter(|end| *end <= 3 && inside[*end..].starts_with(')')) {
            let after = whole + end + 2;
            whole = after + text[after..].find(DELIMITERS).unwrap_or(text.len() - after);
        }
    }
    let number = number_width(text);
    let word = &text[..whole.max(number)];
    let Some(amount) = (number > 0).then(|| Amount::parse(&text[..number]).ok()).flatten() else {
        return (vec![Token::Word(trimmed(word).to_owned())], word.len());
    };
    let tail = trimmed(&word[number..]);
    match tail {
        "" => (vec![Token::Number(amount)], word.len()),
        // `1mg`, `2.5g`: the unit of measure written onto the number.
        _ if measure_of(tail).is_some() => (vec![Token::Number(amount), Token::Word(tail.to_owned())], word.len()),
        _ => (vec![Token::Word(trimmed(word).to_owned())], word.len()),
    }
}

/// Digits with a decimal point, and commas that stand between digits.
fn number_width(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while digit(end) || (end > 0 && matches!(bytes.get(end), Some(b',' | b'.')) && digit(end - 1) && digit(end + 1)) {
        end += 1;
    }
    end
}

/// Without a full stop at the end, unless it belongs to an abbreviation (`i.u.`).
fn trimmed(word: &str) -> &str {
    match word.strip_suffix('.') {
        Some(stem) if !stem.contains('.') => stem,
        _ => word,
    }
}

/// The unit of measure that `words` name, where it can be the unit of a drug; not times, lengths or body weights.
fn measure_of(words: &str) -> Option<Measure> {
    const AMBIGUOUS: [&str; 8] = ["m", "d", "h", "u", "l", "mm", "mu", "ea"];
    // As published in Q4208 and Q4314.
    let words = words.replace("cenitmeter", "centimeter");
    let measure = Measure::parse(&words).ok().filter(|_| !AMBIGUOUS.contains(&words.as_str()))?;
    let allowed =
        !matches!(measure.dimension(), Dimension::Time | Dimension::Length) && !matches!(measure, Measure::Kilogram | Measure::Pound);
    allowed.then_some(measure)
}

/// The unit of measure named by the words at `start`, longest first, and how many words it took.
pub(super) fn measure_at(tokens: &[Token], start: usize) -> Option<(Measure, usize)> {
    (1..=4).rev().find_map(|n| {
        let words = tokens.get(start..start + n)?;
        let words: Option<Vec<&str>> = words.iter().map(|t| if let Token::Word(w) = t { Some(w.as_str()) } else { None }).collect();
        Some((measure_of(&words?.join(" "))?, n))
    })
}

/// Is the token at `index` this word?
pub(super) fn is_word(tokens: &[Token], index: usize, word: &str) -> bool {
    matches!(tokens.get(index), Some(Token::Word(w)) if w == word)
}

/// Tokens as text, for reasons and phrases.
pub(super) fn text_of(tokens: &[Token]) -> String {
    let words = tokens.iter().map(|t| match t {
        Token::Number(n) => n.to_string(),
        Token::Word(w) => w.clone(),
        Token::Slash => "/".to_owned(),
        Token::Equals => "=".to_owned(),
        Token::Comma => ",".to_owned(),
    });
    words.collect::<Vec<_>>().join(" ").replace(" / ", "/").replace(" ,", ",")
}
