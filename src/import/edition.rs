//! Editions: the quarter or day a file holds for, as `2026-07` or `2025-06-20`.

use jiff::civil::Date;

/// Is `found` newer than `held`? Both `2026-07` or `2025-06-20`; a quarter is as old as its first day.
pub fn is_newer(found: &str, held: &str) -> bool {
    let day = |edition: &str| if edition.len() == 7 { format!("{edition}-01") } else { edition.to_owned() };
    day(found) > day(held)
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A month's name or its first three letters: its number.
fn month(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    MONTHS.iter().position(|m| *m == word || m[..3] == word || (word == "sept" && *m == "september")).map(|i| i + 1)
}

/// Words and numbers of a name or title: `HCPC2026_JUL_ANWEB_v2.txt` gives `HCPC 2026 JUL ANWEB v 2 txt`.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars() {
        let continues = (c.is_ascii_digit() && last.is_ascii_digit()) || (c.is_alphabetic() && last.is_alphabetic());
        match pieces.last_mut() {
            Some(piece) if continues => piece.push(c),
            _ if c.is_alphanumeric() => pieces.push(c.to_string()),
            _ => {}
        }
        last = c;
    }
    pieces
}

fn year(piece: &str) -> bool {
    piece.len() == 4 && (piece.starts_with("20") || piece.starts_with("19")) && piece.bytes().all(|b| b.is_ascii_digit())
}

/// The quarter in a name or title: `HCPC2026_JUL`, `october-2026`, `anweb_2020_10`, `Effective October 1, 2025 through ...`.
/// The first month and the year nearest to it count.
pub(super) fn quarter_in(text: &str) -> Option<String> {
    let (year, month) = month_of(text)?;
    Some(format!("{year}-{:02}", (month - 1) / 3 * 3 + 1))
}

/// The month in a name or title, as `2023-09`.
pub(super) fn month_in(text: &str) -> Option<String> {
    month_of(text).map(|(year, month)| format!("{year}-{month:02}"))
}

fn month_of(text: &str) -> Option<(String, usize)> {
    let pieces = pieces(text);
    for (i, piece) in pieces.iter().enumerate() {
        let near = |j: usize| pieces.get(j).filter(|p| year(p));
        if let Some(month) = month(piece) {
            let found = near(i + 1).or_else(|| near(i + 2)).or_else(|| i.checked_sub(1).and_then(near));
            if let Some(year) = found {
                return Some((year.clone(), month));
            }
        }
        // `changes_2026Q4`
        let fourth = pieces.get(i + 1).filter(|p| p.eq_ignore_ascii_case("q")).and_then(|_| pieces.get(i + 2)?.parse::<usize>().ok());
        if let Some(fourth) = fourth.filter(|n| year(piece) && (1..=4).contains(n)) {
            return Some((piece.clone(), fourth * 3 - 2));
        }
        if year(piece) && i > 0 {
            let number = pieces.get(i + 1).filter(|p| p.len() == 2).and_then(|p| p.parse().ok());
            if let Some(number) = number.filter(|n| (1..=12).contains(n)) {
                return Some((piece.clone(), number));
            }
        }
    }
    None
}

/// The year alone: `HCPC2019_CONTR_ANWEB`, `2019-Alpha-Numeric-HCPCS-File`: the annual file, which holds from January.
pub(super) fn year_in(text: &str) -> Option<String> {
    pieces(text).into_iter().find(|p| year(p)).map(|year| format!("{year}-01"))
}

/// How many quarters `later` lies behind `earlier`, both `2026-07`; negative where it lies before.
pub(super) fn quarters_between(earlier: &str, later: &str) -> i64 {
    let months = |e: &str| e.split_once('-').and_then(|(y, m)| Some(y.parse::<i64>().ok()? * 12 + m.get(..2)?.parse::<i64>().ok()?));
    match (months(earlier), months(later)) {
        (Some(a), Some(b)) => (b - a).div_euclid(3),
        _ => 0,
    }
}

/// How new a posting of a file is by its name: the date (`_06172026`, `updated 120925`) as `20260617`, then the version (`_v2`).
pub fn posting(name: &str) -> (String, u32) {
    let pieces = pieces(name);
    let digits = |p: &&String, n| p.len() == n && p.bytes().all(|b| b.is_ascii_digit());
    let date = pieces.iter().find(|p| digits(p, 8)).or_else(|| pieces.iter().find(|p| digits(p, 6)));
    let date = date.map(|d| match d.len() {
        6 => format!("20{}{}", &d[4..], &d[..4]),
        _ if d.starts_with("20") => d.clone(),
        _ => format!("{}{}", &d[4..], &d[..4]),
    });
    let version = pieces.windows(2).find(|w| w[0].eq_ignore_ascii_case("v")).and_then(|w| w[1].parse().ok());
    (date.unwrap_or_default(), version.unwrap_or(1))
}

/// Years that a file of ours can mean; HCPCS codes began in 1980.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1980..=2100;

/// A day in a name, as `Eff_07-01-2026` or `2025-06-20` or `06172026`.
pub(super) fn day_in(text: &str) -> Option<Date> {
    let pieces = pieces(text);
    let number = |i: usize| pieces.get(i).and_then(|p| p.parse::<i16>().ok());
    (0..pieces.len()).find_map(|i| {
        let (a, b, c) = (number(i)?, number(i + 1), number(i + 2));
        let small = |n: i16| i8::try_from(n).ok();
        let dated = |year: i16, month, day| Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()));
        match (pieces[i].len(), b, c) {
            (1 | 2, Some(b), Some(c)) if pieces[i + 2].len() == 4 => dated(c, small(a)?, small(b)?),
            (4, Some(b), Some(c)) if pieces[i + 2].len() <= 2 => dated(a, small(b)?, small(c)?),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_in_names_and_titles() {
        for (text, quarter) in [
            ("HCPC2026_JUL_ANWEB_06172026.txt", "2026-07"),
            ("HCPC2026_OCT_ANWEB.xlsx", "2026-10"),
            ("HCPC2025_OCT_ANWEB_v2.txt", "2025-10"),
            ("july-2026-alpha-numeric-hcpcs-file.zip", "2026-07"),
            ("anweb_2020_10.xlsx", "2020-10"),
            ("Effective October 1, 2025 through December 31, 2025", "2025-10"),
            ("October 2025 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs", "2025-10"),
            ("October 2026 Addendum B", "2026-10"),
            ("2026_April_Addendum_B.csv", "2026-04"),
            ("Sept 2023", "2023-07"),
            ("changes_2026Q4.csv", "2026-10"),
        ] {
            assert_eq!(quarter_in(text).as_deref(), Some(quarter), "{text}");
        }
        for text in ["HCPC2019_CONTR_ANWEB.txt", "codes.xlsx", "2019-Alpha-Numeric-HCPCS-File.zip", "may be used", "march"] {
            assert_eq!(quarter_in(text), None, "{text}");
        }
        assert_eq!(year_in("HCPC2019_CONTR_ANWEB.txt").as_deref(), Some("2019-01"));
        assert_eq!(day_in("MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"), Some(jiff::civil::date(2026, 7, 1)));
        assert_eq!(day_in("list (updated 2025-06-20)"), Some(jiff::civil::date(2025, 6, 20)));
        for text in ["13-45-2026", "Eff_07-01-6023", "6023-07-01", "0026-07-01"] {
            assert_eq!(day_in(text), None, "{text}");
        }
    }

    #[test]
    fn newer_editions() {
        assert!(is_newer("2026-10", "2026-07") && is_newer("2025-06-20", "2025-06") && !is_newer("2026-07", "2026-07-01"));
    }
}
