//! A volume with its strength: `10 mL of 10%`, `0.5 cc of 200 mg/mL`, `40 mg/mL, 1 mL`.

use super::supply::Concentration;
use crate::quantity::{Dimension, Measure};

/// A part of a solution, and what follows it.
enum Part<'t> {
    Volume(&'t str),
    Strength(Concentration),
}

/// The volume as written, the strength, and what follows both; `None` where a text does not begin with the two.
pub(super) fn solution(text: &str) -> Option<(&str, Concentration, &str)> {
    let (first, rest) = part(text)?;
    let rest = rest.trim_start_matches([' ', '\t', ',', ';']);
    let joined = ["of ", "x ", "× ", "@ ", "at "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let (second, rest) = part(joined.trim_start())?;
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', ',', ';', '.']);
    match (first, second) {
        (Part::Volume(volume), Part::Strength(strength)) | (Part::Strength(strength), Part::Volume(volume)) if ends => {
            Some((volume, strength, rest))
        }
        _ => None,
    }
}

fn part(text: &str) -> Option<(Part<'_>, &str)> {
    let number = |text: &str| text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(text.len());
    let letters = |text: &str| text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let blanks = |text: &str| text.len() - text.trim_start().len();
    let is_volume = |name: &str| Measure::parse(name).is_ok_and(|measure| measure.dimension() == Dimension::Volume);
    let strength = |end: usize| Some((Part::Strength(Concentration::parse(text.get(..end)?).ok()?), text.get(end..)?));
    let amount = Some(number(text)).filter(|end| *end > 0)?;
    let measure = amount + blanks(&text[amount..]);
    match text[measure..].chars().next()? {
        '%' => return strength(measure + 1),
        ':' => return strength(measure + 1 + number(&text[measure + 1..])),
        _ => {}
    }
    let end = measure + letters(&text[measure..]);
    let slash = end + blanks(&text[end..]);
    if !text[slash..].starts_with('/') {
        return is_volume(&text[measure..end]).then(|| (Part::Volume(&text[..end]), &text[end..]));
    }
    let below = slash + 1 + blanks(&text[slash + 1..]);
    let below = below + number(&text[below..]);
    let below = below + blanks(&text[below..]);
    let end = below + letters(&text[below..]);
    if is_volume(&text[below..end]) { strength(end) } else { None }
}

#[cfg(test)]
mod tests {
    use super::solution;

    #[test]
    fn a_volume_and_its_strength_in_either_order() {
        let read = |text: &str| solution(text).map(|(volume, strength, rest)| format!("{volume}; {strength}; {rest}"));
        for (text, expected) in [
            ("10 mL of 10%", "10 mL; 10 g/100 mL; "),
            ("10mL 0.25% IV", "10mL; 0.25 g/100 mL;  IV"),
            ("0.5 cc of 200 mg/ml IM", "0.5 cc; 200 mg/mL;  IM"),
            ("40 mg/mL 1 mL", "1 mL; 40 mg/mL; "),
            ("80 mg/mL, 1 mL x 2", "1 mL; 80 mg/mL;  x 2"),
            ("500 mg / 20 mL x 4 mL", "4 mL; 500 mg/20 mL; "),
            ("0.3 mL of 1:1,000", "0.3 mL; 1 g/1000 mL; "),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "200 mg",
            "14 mL",
            "500 mg/20 mL",
            "100 mg/4 mL x 2",
            "480 mg/160 mg",
            "28 mcg/day",
            "15 mg/kg",
            "5 mL 3 mL",
            "10%",
            "10 mL of",
            "é",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
