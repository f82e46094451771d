//! Words that differ from what was typed by a letter or two.

use super::flat::Flat;

/// Longer words are not corrected.
const LONGEST: usize = 48;

/// A word that stands alone is not corrected to a shorter one.
const SHORTEST: usize = 4;

/// From this length on, what was typed may also be the start of a word.
const PREFIX_FROM: usize = 6;

/// How many letters may be wrong: one in a word of four to seven (and in three where one was left out), two from eight on.
/// Beside other words that hold the meaning fast, one already in a word of two.
fn tolerance(word: &str, alone: bool) -> usize {
    match word.len() {
        0 | 1 => 0,
        2 => usize::from(!alone),
        3..=7 => 1,
        _ => 2,
    }
}

/// The words of the vocabulary near what was typed, as (word number, distance): twice the number of wrong letters, and one
/// more for a word that only begins near it. Only words of codes, names, brands and topics; where the word stands
/// `alone`, only words of four letters and more.
pub fn near(flat: &Flat<'_>, typed: &str, alone: bool) -> Vec<(usize, u8)> {
    let most = tolerance(typed, alone);
    let mut found = Vec::new();
    if most == 0 || typed.len() > LONGEST {
        return found;
    }
    let letters = super::flat::letters(typed);
    let prefix = typed.len() >= PREFIX_FROM;
    let shortest = if alone { SHORTEST } else { 0 }.max(typed.len() - most);
    for number in 0..flat.vocabulary() {
        let (set, length) = flat.shape(number);
        // Each wrong letter takes at most one letter of what was typed out of the word.
        if (letters & !set).count_ones() as usize > most || length < shortest || (!prefix && length > typed.len() + most) {
            continue;
        }
        if !flat.strong(number) {
            continue;
        }
        let (whole, start) = bounded(typed.as_bytes(), flat.word(number).as_bytes(), most);
        if whole <= most {
            found.push((number, 2 * whole as u8));
        } else if prefix && start <= most {
            found.push((number, 2 * start as u8 + 1));
        }
    }
    found
}

/// As [`distances`] where it is at most `most`, else anything larger; only cells within `most` of the diagonal are filled.
fn bounded(typed: &[u8], word: &[u8], most: usize) -> (usize, usize) {
    const FAR: u8 = u8::MAX / 2;
    let width = word.len().min(typed.len() + most);
    let mut rows = [[FAR; LONGEST + 4]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate().take(most.min(width) + 1) {
        *cell = j as u8;
    }
    for i in 1..=typed.len() {
        let (now, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        let (from, to) = (i.saturating_sub(most), width.min(i + most));
        let mut least = FAR;
        rows[now] = [FAR; LONGEST + 4];
        for j in from..=to {
            let mut best = rows[last][j] + 1;
            if j > 0 {
                best = best.min(rows[last][j - 1] + u8::from(typed[i - 1] != word[j - 1])).min(rows[now][j - 1] + 1);
            }
            if i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1] {
                best = best.min(rows[before][j - 2] + 1);
            }
            rows[now][j] = best.min(FAR);
            least = least.min(best);
        }
        if usize::from(least) > most + 1 {
            return (usize::from(FAR), usize::from(FAR));
        }
    }
    let end = &rows[typed.len() % 3];
    let whole = if width == word.len() { end[width] } else { FAR };
    (usize::from(whole), usize::from(end.iter().copied().min().unwrap_or(FAR)))
}

/// The optimal string alignment distance (dropped, added, changed and swapped letters count one each) between what was
/// typed and the word, and between what was typed and the nearest start of the word.
pub fn distances(typed: &[u8], word: &[u8]) -> (usize, usize) {
    let width = word.len().min(LONGEST);
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=typed.len() {
        let (now, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = i;
        for j in 1..=width {
            let changed = rows[last][j - 1] + usize::from(typed[i - 1] != word[j - 1]);
            let mut best = changed.min(rows[last][j] + 1).min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1] {
                best = best.min(rows[before][j - 2] + 1);
            }
            rows[now][j] = best;
        }
    }
    let end = &rows[typed.len() % 3][..=width];
    (end[width], end.iter().copied().min().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONGEST, bounded, distances};

    #[test]
    fn a_swap_counts_one_and_a_start_may_be_near() {
        let of = |a: &str, b: &str| distances(a.as_bytes(), b.as_bytes());
        assert_eq!(of("pembrolizumb", "pembrolizumab").0, 1);
        assert_eq!(of("kyetruda", "keytruda").0, 1);
        assert_eq!(of("keytrxda", "keytruda").0, 1);
        assert_eq!(of("keytruuda", "keytruda").0, 1);
        assert_eq!(of("pembrolzu", "pembrolizumab").1, 1);
        assert_eq!(of("", "abc"), (3, 0));
        for (a, b) in [("kitten", "sitting"), ("abcd", "badc"), ("gamma", "gama"), ("x", "y")] {
            assert_eq!(of(a, b).0, strsim::osa_distance(a, b));
        }
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_library_and_the_bound_changes_none(a in "[a-e]{1,14}", b in "[a-e]{0,20}", most in 1_usize..3) {
            let (whole, start) = distances(a.as_bytes(), b.as_bytes());
            prop_assert_eq!(whole, strsim::osa_distance(&a, &b));
            prop_assert_eq!(start, (0..=b.len()).map(|end| strsim::osa_distance(&a, &b[..end])).min().unwrap());
            let within = |d: usize| d.min(most + 1);
            let (near, begun) = bounded(a.as_bytes(), b.as_bytes(), most);
            prop_assert_eq!((within(near), within(begun)), (within(whole), within(start)));
            prop_assert!(a.len() <= LONGEST);
        }
    }
}
