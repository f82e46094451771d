//! National Drug Codes as people type and scan them, whole or begun.

use std::ops::Range;

/// A query that is an NDC or the start of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ndc {
    /// What may be meant, as ranges of eleven-digit numbers, the surest first.
    pub readings: Vec<Range<u64>>,
    /// The readings are whole NDCs rather than starts.
    pub whole: bool,
    /// What was done to the digits, where it was more than to leave out hyphens.
    pub hint: Option<&'static str>,
}

/// Hint for a reading that needed zeros.
const ZEROS: &str = "leading zeros were added";
/// Hint for the digits of a bar code.
const BAR_CODE: &str = "read from the bar code";

/// Reads `50242-0917-01`, 4-4-2, 5-3-2 and 5-4-1, ten and eleven digits, spaces for hyphens, `N4` or `NDC` in front, a bar code's
/// digits (GTIN-14, with `(01)` too, and UPC-A), segments that lost their leading zeros, and starts of these from five digits on.
///
/// `None` where it is no NDC.
pub fn read(typed: &str) -> Option<Ndc> {
    let typed = without_prefix(typed.trim());
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 5 || !typed.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')')) {
        return None;
    }
    let parts: Vec<&str> = typed.split(['-', ' ']).filter(|p| !p.is_empty()).collect();
    let open = typed.ends_with('-');
    Some(match parts.as_slice() {
        [first, second, third] if !open && fits(first, 5) && fits(second, 4) && fits(third, 2) => {
            let (labeler, product, package) = (first.len(), second.len(), third.len());
            let published = matches!((labeler, product, package), (5, 4, 2) | (4, 4, 2) | (5, 3, 2) | (5, 4, 1));
            Ndc { readings: begun(&parts), whole: published || labeler + product + package >= 6, hint: (!published).then_some(ZEROS) }
        }
        [first, second] if fits(first, 5) && fits(second, 4) => {
            let parts = if open { vec![*first, *second, ""] } else { parts };
            Ndc { readings: begun(&parts), ..Ndc::default() }
        }
        [first] if open && fits(first, 5) => Ndc { readings: begun(&[first, ""]), ..Ndc::default() },
        [_] => of_digits(&digits)?,
        _ => return None,
    })
}

/// Without `N4`, `NDC`, `NDC:` or `NDC #` in front.
fn without_prefix(typed: &str) -> &str {
    let starts_with = |word: &str| typed.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match ["N4", "NDC"].into_iter().find(|word| starts_with(word)) {
        Some(word) => typed[word.len()..].trim_start_matches([' ', ':', '#']),
        None => typed,
    }
}

fn fits(part: &str, width: usize) -> bool {
    part.len() <= width && part.bytes().all(|b| b.is_ascii_digit())
}

fn of_digits(digits: &str) -> Option<Ndc> {
    let ten = |digits: &str, hint| {
        let cut = |(labeler, product): (usize, usize)| {
            let (labeler, rest) = digits.split_at_checked(labeler)?;
            let (product, package) = rest.split_at_checked(product)?;
            Some(begun(&[labeler, product, package]))
        };
        Ndc { readings: [(4, 4), (5, 3), (5, 4)].into_iter().filter_map(cut).flatten().collect(), whole: true, hint }
    };
    match digits.len() {
        5..=9 => {
            let mut readings: Vec<Range<u64>> = range(digits).into_iter().collect();
            // A spreadsheet drops the zeros in front of eleven digits.
            readings.extend(range(&format!("{digits:0>11}")).filter(|_| digits.len() > 6));
            Some(Ndc { readings, ..Ndc::default() })
        }
        10 => Some(ten(digits, None)),
        11 => Some(Ndc { readings: range(digits).into_iter().collect(), whole: true, hint: None }),
        // UPC-A: the number system of drugs, ten digits, a check digit.
        12 if digits.starts_with('3') && checked(digits) => Some(ten(&digits[1..11], Some(BAR_CODE))),
        // GTIN-14: packaging level, 0, 3, ten digits, a check digit; with its application identifier 16 digits.
        14 if digits[1..].starts_with("03") && checked(digits) => Some(ten(&digits[3..13], Some(BAR_CODE))),
        16.. if digits.starts_with("01") && digits[3..].starts_with("03") && checked(&digits[2..16]) => {
            Some(ten(&digits[5..15], Some(BAR_CODE)))
        }
        _ => None,
    }
}

/// The check digit of a GS1 number: weights 3 and 1 from the right.
fn checked(digits: &str) -> bool {
    let weigh = |(place, digit): (usize, u8)| u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 3 };
    digits.bytes().rev().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
}

/// Segments padded to 5-4-2; the last one may be a start, and a short last one is also read as whole.
fn begun(parts: &[&str]) -> Vec<Range<u64>> {
    let widths = [5, 4, 2];
    let mut whole = String::new();
    for (part, width) in parts.iter().zip(widths).take(parts.len() - 1) {
        if part.len() > width {
            return Vec::new();
        }
        whole.push_str(&format!("{part:0>width$}"));
    }
    let (last, width) = (parts[parts.len() - 1], widths[parts.len() - 1]);
    if last.len() > width {
        return Vec::new();
    }
    let mut found: Vec<Range<u64>> = range(&format!("{whole}{last}")).into_iter().collect();
    if !last.is_empty() && last.len() + 1 == width {
        found.splice(0..0, range(&format!("{whole}{last:0>width$}")));
    }
    found
}

/// All eleven-digit numbers that begin with some digits.
fn range(digits: &str) -> Option<Range<u64>> {
    let scale = 10_u64.checked_pow(11_u32.checked_sub(u32::try_from(digits.len()).ok()?)?)?;
    let low = digits.parse::<u64>().ok()?.checked_mul(scale)?;
    Some(low..low + scale)
}

/// Eleven digits as 5-4-2 with hyphens.
pub fn shown(ndc: u64) -> String {
    let digits = format!("{ndc:0>11}");
    format!("{}-{}-{}", &digits[..5], &digits[5..9], &digits[9..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str) -> Option<String> {
        read(typed)?.readings.first().map(|range| shown(range.start))
    }

    #[test]
    fn every_way_to_write_one_ndc() {
        for typed in [
            "50242-0917-01",
            "50242-917-01",
            "50242091701",
            "50242 0917 01",
            "50242-0917-1",
            "N450242091701",
            "n4 50242-0917-01",
            "NDC: 50242-917-01",
            "ndc 50242091701",
        ] {
            assert_eq!(first(typed).as_deref(), Some("50242-0917-01"), "{typed}");
            assert!(read(typed).unwrap().whole, "{typed}");
        }
        let ten = read("5024291701").unwrap().readings;
        assert_eq!(ten.len(), 3 + 1, "ten digits have three readings, the last also with a padded package");
        assert!(ten.contains(&(50_242_091_701..50_242_091_702)));
        let readings = |typed: &str| read(typed).unwrap().readings.iter().map(|r| (r.start, r.end)).collect::<Vec<_>>();
        assert_eq!(readings("50242-0917"), [(50_242_091_700, 50_242_091_800)]);
        assert_eq!(readings("50242-"), [(50_242_000_000, 50_243_000_000)]);
        for typed in ["", "123", "J9271", "50242-0917-01-1", "123456-1", "123456789012", "-----", "00300063026025", "N4", "12-34-56-78"] {
            assert!(read(typed).is_none_or(|ndc| ndc.readings.is_empty()), "{typed}");
        }
    }

    #[test]
    fn a_bar_code_is_read() {
        for typed in ["00300063026024", "(01)00300063026024", "0100300063026024172801311012345", "300063026024"] {
            let ndc = read(typed).unwrap_or_else(|| panic!("{typed}"));
            assert!(ndc.readings.contains(&(6_302_602..6_302_603)) && ndc.hint == Some(BAR_CODE), "{typed}: {ndc:?}");
        }
    }

    #[test]
    fn lost_zeros_are_put_back_and_said() {
        assert_eq!(first("6-3026-2").as_deref(), Some("00006-3026-02"));
        assert_eq!(read("6-3026-2").unwrap().hint, Some(ZEROS));
        assert!(read("6302602").unwrap().readings.contains(&(6_302_602..6_302_603)), "as a spreadsheet leaves it");
    }
}
