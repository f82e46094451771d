//! Claim lines as people write them, without a header: `J9271-JZ x 200  11/10/2026`.

use super::parse::COLUMNS;
use crate::quantity::{Dimension, Quantity};
use crate::text::date;

/// The columns that are understood without a header.
const UNDERSTOOD: [&str; 5] = ["code", "modifiers", "units", "date", "ndc"];

/// The same lines as a claim file with a header; `None` where a line holds anything else than a code, its modifiers, units, a date
/// and an NDC, or where a header stands already.
pub fn with_header(text: &str) -> Option<String> {
    debug_assert!(UNDERSTOOD.iter().all(|column| COLUMNS.contains(column)));
    let rows: Vec<String> = text.lines().filter(|line| !line.trim().is_empty()).map(row).collect::<Option<_>>()?;
    (!rows.is_empty()).then(|| format!("{}\n{}\n", UNDERSTOOD.join(","), rows.join("\n")))
}

/// Whether a text is claim lines, as written or under a header, or an X12 file, rather than something to search for.
pub fn is_claim(text: &str) -> bool {
    let text = text.trim();
    let has_units = |csv: String| csv.lines().skip(1).all(|row| row.split(',').nth(2).is_some_and(|units| !units.is_empty()));
    let header = text.lines().next().unwrap_or_default().to_lowercase();
    let is_headed = text.lines().nth(1).is_some() && header.contains("code") && header.contains(',');
    text.starts_with("ISA*") || is_headed || with_header(text).is_some_and(has_units)
}

/// A line as a row of that file.
fn row(line: &str) -> Option<String> {
    let mut words = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|')).filter(|word| !word.is_empty());
    let mut parts = words.next()?.split('-');
    let code = parts.next().filter(|code| is_procedure(code))?;
    let is_two = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut modifiers: Vec<&str> = parts.map(|part| Some(part).filter(is_two)).collect::<Option<_>>()?;
    let (mut units, mut day, mut ndc) = (None, None, None);
    let mut before = code;
    for word in words {
        // `J1885 60 mg` is an order: MG is no modifier there, nor are 60 its units.
        if is_modifier(word)
            && Quantity::parse(&format!("{before} {word}")).is_ok_and(|q| !matches!(q.measure.dimension(), Dimension::Count(_)))
        {
            return None;
        }
        before = word;
        let number = word.trim_start_matches(['x', 'X', '×', '*']);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        match () {
            () if number.is_empty() || matches!(word.to_lowercase().as_str(), "unit" | "units" | "un") => {}
            () if is_modifier(word) => modifiers.push(word),
            () if ndc.is_none() && digits == 11 && word.bytes().all(|b| b.is_ascii_digit() || b == b'-') => ndc = Some(word),
            () if day.is_none() && word.contains(['/', '-']) => day = Some(date::parse(word).ok()?.to_string()),
            () if units.is_none() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') => units = Some(number),
            () => return None,
        }
    }
    Some([code, &modifiers.join(" "), units.unwrap_or_default(), &day.unwrap_or_default(), ndc.unwrap_or_default()].join(","))
}

/// Five characters, the last four digits or a letter at the end: `J9271`, `96413`, `0071T`.
fn is_procedure(word: &str) -> bool {
    let (Some(first), Some(last)) = (word.chars().next(), word.chars().last()) else { return false };
    let inner = word.get(1..4).is_some_and(|inner| inner.bytes().all(|b| b.is_ascii_digit()));
    word.len() == 5 && word.is_ascii() && inner && first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric()
}

/// Two characters with a letter among them, as `JZ`: two digits that stand alone are units.
fn is_modifier(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|b| b.is_ascii_alphanumeric()) && word.bytes().any(|b| b.is_ascii_alphabetic()) && !is_times(word)
}

/// `x1`: one unit.
fn is_times(word: &str) -> bool {
    word.starts_with('x') && word.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_claim, with_header};

    #[test]
    fn lines_as_people_write_them() {
        let rows = |text: &str| with_header(text).map(|csv| csv.lines().skip(1).map(str::to_owned).collect::<Vec<_>>());
        for (written, row) in [
            ("J9271 200 2026-11-10", "J9271,,200,2026-11-10,"),
            ("J9271-JZ × 200", "J9271,JZ,200,,"),
            ("J9271-JW-TB x8 11/10/2026", "J9271,JW TB,8,2026-11-10,"),
            ("j9035,JZ,102,11/10/2026,50242-0060-01", "j9035,JZ,102,2026-11-10,50242-0060-01"),
            ("96413\t1 unit", "96413,,1,,"),
            ("J1885 4 00409-3795-01", "J1885,,4,,00409-3795-01"),
            ("J9271 x1", "J9271,,1,,"),
            ("J9271", "J9271,,,,"),
        ] {
            assert_eq!(rows(written), Some(vec![row.to_owned()]), "{written}");
        }
        assert_eq!(rows("J9271-JZ × 200\n\nJ9271-JW × 8\n").map(|rows| rows.len()), Some(2));
        for other in
            ["", "code,units\nJ9271,200", "ISA*00*", "[{\"code\"", "J9271 two hundred", "J9271 200 31.12.2026", "J9271 200 300", "hello"]
        {
            assert_eq!(rows(other), None, "{other}");
        }
    }

    #[test]
    fn a_claim_is_told_from_a_search() {
        for claim in [
            "J9271 200",
            "J9271 200 JZ",
            "J9271 1 unit JZ",
            "J9271 MG 200",
            "J9271-JZ × 200\nJ9271-JW × 8",
            "code,units\nJ9271,200",
            "ISA*00*",
        ] {
            assert!(is_claim(claim), "{claim}");
        }
        for search in [
            "J1885 60 mg",
            "J7040 500 mL",
            "J9271 200 MG JZ",
            "J0881 40 cc",
            "J9271",
            "J9271 J9035",
            "keytruda 200 mg",
            "50242-0917-01",
            "code",
            "J9271\nJ9035",
        ] {
            assert!(!is_claim(search), "{search}");
        }
    }
}
