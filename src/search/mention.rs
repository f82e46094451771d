//! The sentence of a note that a hit was found in, looked up for the rows that are drawn.

use super::Group;
use super::found::Found;
use super::tables::IndexTables;
use crate::catalog::{Catalog, Date, Layer, Section};

/// A sentence that holds what was looked for, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Mention {
    /// The sentence.
    pub text: String,
    /// The section of the page; its id is the pane's.
    #[serde(rename = "pane")]
    pub section: Section,
}

/// The sentence in which a row of group `note` holds the words of the query, or most of them.
pub(super) fn of(flat: &IndexTables<'_>, catalog: &Catalog, found: &Found, row: usize, on: Date) -> Option<Mention> {
    if found.group(row)? != Group::Note {
        return None;
    }
    let code = catalog.codes().get(found.position(row)?)?;
    let notes = catalog.notes(&code.code, on);
    let mut best: Option<(usize, Mention)> = None;
    for note in notes.iter().filter(|note| note.layer != Layer::All) {
        for sentence in sentences(&note.note.text) {
            let held = found.holds(flat, sentence);
            if held > best.as_ref().map_or(0, |(most, _)| *most) {
                let mention = Mention { text: sentence.to_owned(), section: note.section };
                // No sentence holds more than every word.
                if held == found.words.len() {
                    return Some(mention);
                }
                best = Some((held, mention));
            }
        }
    }
    best.map(|(_, mention)| mention)
}

/// The sentences of a text: they end before a capital or a digit.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let starts = |after: &str| after.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let end = rest.match_indices(". ").map(|(at, _)| at + 1).find(|end| starts(&rest[end + 1..])).unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        let text = "Give 0.5 mg, e.g. by syringe. JZ where nothing is left. ";
        assert_eq!(sentences(text).collect::<Vec<_>>(), ["Give 0.5 mg, e.g. by syringe.", "JZ where nothing is left."]);
    }
}
