//! Words that differ from what was typed by a letter or two.

use super::flat::Flat;

/// Longer words are not corrected.
const LONGEST: usize = 48;

/// From this length on, what was typed may also be the start of a word.
const PREFIX_FROM: usize = 6;

/// How many letters may be wrong: one in a word of four to seven, two from eight on. Beside other words that hold the
/// meaning fast, one already in a shorter word.
pub fn tolerance(word: &str, alone: bool) -> usize {
    match word.len() {
        0 | 1 => 0,
        2 | 3 => usize::from(!alone),
        4..=7 => 1,
        _ => 2,
    }
}

/// The words of the vocabulary near what was typed, as (word number, distance); those that begin near it come after
/// whole words of the same distance. Only words of names, brands, topics and descriptors.
pub fn near(flat: &Flat<'_>, typed: &str, most: usize) -> Vec<(usize, u8)> {
    let mut found = Vec::new();
    if most == 0 || typed.len() > LONGEST {
        return found;
    }
    let letters = super::flat::letters(typed);
    for number in 0..flat.vocabulary() {
        let word = flat.word(number);
        let missing = (letters & !word.letters).count_ones() as usize;
        if missing > most || !word.strong || word.text.len() + most < typed.len() {
            continue;
        }
        let longer = word.text.len() > typed.len() + most;
        let prefix = typed.len() >= PREFIX_FROM;
        if (longer && !prefix) || word.text.len() > LONGEST {
            continue;
        }
        let (whole, start) = distances(typed.as_bytes(), word.text.as_bytes());
        if whole <= most {
            found.push((number, 2 * whole as u8));
        } else if prefix && start <= most {
            found.push((number, 2 * start as u8 + 1));
        }
    }
    found
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
    use super::distances;

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
}
