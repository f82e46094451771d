//! Words that differ from what was typed by a letter or two.

use super::tables::IndexTables;

/// Longer words are not corrected.
const LONGEST: usize = 48;

/// A word that stands alone is not corrected to a shorter one.
const SHORTEST: usize = 4;

/// From this length on, what was typed may also be the start of a word.
const PREFIX_FROM: usize = 6;

/// How many letters may be wrong: one in a word of three to seven, two from eight on.
fn tolerance(word: &str) -> usize {
    match word.len() {
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    }
}

/// The words of the vocabulary near what was typed, as (word number, distance): twice the number of wrong letters, and one
/// more for a word that only begins near it. Only words of codes, names, brands, topics and indications; where the word stands
/// `alone`, only words of four letters and more.
///
/// The first letter is right, or else everything behind it is: hardly anybody misses the first letter and a further one. What
/// begins with a digit is a number, and no other number is meant.
pub fn near(flat: &IndexTables<'_>, typed: &str, alone: bool) -> Vec<(usize, u8)> {
    let most = tolerance(typed);
    let mut found = Vec::new();
    let Some(first) = typed.chars().next().filter(|c| most > 0 && typed.len() <= LONGEST && !c.is_ascii_digit()) else { return found };
    let letters = super::tables::letters(typed);
    let pattern = Pattern::new(typed.as_bytes());
    let prefix = typed.len() >= PREFIX_FROM;
    let shortest = if alone { SHORTEST } else { 0 }.max(typed.len() - most);
    let (first, rest) = typed.split_at(first.len_utf8());
    let same = flat.starting_with(first);
    for (number, shape) in same.clone().zip(flat.shapes(same)) {
        // Each wrong letter takes at most one letter of what was typed out of the word, and puts at most one in.
        if !shape.strong || shape.length < shortest || more_than(most, letters & !shape.letters) {
            continue;
        }
        if !prefix && (shape.length > typed.len() + most || more_than(most, shape.letters & !letters)) {
            continue;
        }
        let (whole, start) = pattern.distances(flat.word(number).as_bytes());
        if whole <= most {
            found.push((number, 2 * whole as u8));
        } else if prefix && start <= 1 {
            found.push((number, 2 * start as u8 + 1));
        }
    }
    for word in first_letter_wrong(first, rest) {
        let number = flat.starting_with(&word).start;
        if flat.strong(number) && word.len() >= shortest && flat.word(number) == word {
            found.push((number, 2));
        }
    }
    found
}

/// Words that differ in the first letter: it is too much, missing, another one, or stands behind the second.
fn first_letter_wrong(first: &str, rest: &str) -> impl Iterator<Item = String> {
    let second = rest.chars().next().map_or(0, char::len_utf8);
    let (second, behind) = rest.split_at(second);
    let swapped = format!("{second}{first}{behind}");
    let others = ('a'..='z').chain('0'..='9').filter(move |letter| !first.starts_with(*letter));
    let begun = others.flat_map(move |letter| [format!("{letter}{rest}"), format!("{letter}{first}{rest}")]);
    [rest.to_owned(), swapped].into_iter().filter(move |word| !word.starts_with(first)).chain(begun)
}

/// A set has more than so many members. Quicker than to count them where they are few.
fn more_than(most: usize, set: u32) -> bool {
    (0..most).fold(set, |set, _| set & set.wrapping_sub(1)) != 0
}

/// What was typed, ready to be compared with many words: for each byte, at which places it stands, a bit each.
pub struct Pattern {
    places: [u64; 256],
    length: usize,
}

impl Pattern {
    /// At most [`LONGEST`] bytes are compared.
    pub fn new(typed: &[u8]) -> Pattern {
        let mut places = [0; 256];
        for (place, byte) in typed.iter().take(LONGEST).enumerate() {
            places[usize::from(*byte)] |= 1 << place;
        }
        Pattern { places, length: typed.len().min(LONGEST) }
    }

    /// The optimal string alignment distance (dropped, added, changed and swapped letters count one each) between what was
    /// typed and the word, and between what was typed and the nearest start of the word.
    ///
    /// A column of the table at once, as differences in bits: Hyyrö, "A bit-vector algorithm for computing Levenshtein and
    /// Damerau edit distances", 2003.
    pub fn distances(&self, word: &[u8]) -> (usize, usize) {
        let Some(last) = self.length.checked_sub(1) else { return (word.len(), 0) };
        let (mut up, mut down): (u64, u64) = (u64::MAX, 0);
        let (mut same, mut before) = (0, 0);
        let (mut distance, mut least) = (self.length, self.length);
        for byte in word {
            let places = self.places[usize::from(*byte)];
            let swapped = ((!same & places) << 1) & before;
            same = ((places & up).wrapping_add(up) ^ up) | places | down | swapped;
            let (more, less) = (down | !(same | up), same & up);
            distance = distance + (more >> last & 1) as usize - (less >> last & 1) as usize;
            least = least.min(distance);
            let (more, less) = (more << 1 | 1, less << 1);
            (up, down) = (less | !(same | more), more & same);
            before = places;
        }
        (distance, least)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Pattern;

    fn distances(typed: &str, word: &str) -> (usize, usize) {
        Pattern::new(typed.as_bytes()).distances(word.as_bytes())
    }

    #[test]
    fn a_swap_counts_one_and_a_start_may_be_near() {
        assert_eq!(distances("pembrolizumb", "pembrolizumab").0, 1);
        assert_eq!(distances("kyetruda", "keytruda").0, 1);
        assert_eq!(distances("keytrxda", "keytruda").0, 1);
        assert_eq!(distances("keytruuda", "keytruda").0, 1);
        assert_eq!(distances("pembrolzu", "pembrolizumab").1, 1);
        assert_eq!(distances("", "abc"), (3, 0));
        assert_eq!(distances("abc", ""), (3, 3));
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_library(a in "[a-e]{0,48}", b in "[a-e]{0,60}") {
            let (whole, start) = distances(&a, &b);
            prop_assert_eq!(whole, strsim::osa_distance(&a, &b));
            prop_assert_eq!(start, (0..=b.len()).map(|end| strsim::osa_distance(&a, &b[..end])).min().unwrap());
        }
    }
}
