//! National drug codes as people type them: with hyphens or without, whole or begun.

/// What was typed, as ranges of eleven-digit numbers, the surest first; empty where it is no NDC or too short to say.
///
/// `50242-0917-01`, `50242-917-01`, `50242 0917 01`, `50242091701` and starts of these from five digits on. Ten digits
/// without hyphens have three readings.
pub fn readings(typed: &str) -> Vec<(u64, u64)> {
    if !typed.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ')) || typed.bytes().filter(u8::is_ascii_digit).count() < 5 {
        return Vec::new();
    }
    let parts: Vec<&str> = typed.split(['-', ' ']).filter(|p| !p.is_empty()).collect();
    match parts.as_slice() {
        [digits] if typed.ends_with('-') => begun(&[digits, ""]),
        [digits] if digits.len() == 10 => [(4, 4), (5, 3), (5, 4)]
            .into_iter()
            .filter_map(|(labeler, product)| {
                let (labeler, rest) = digits.split_at_checked(labeler)?;
                let (product, package) = rest.split_at_checked(product)?;
                Some(begun(&[labeler, product, package]))
            })
            .flatten()
            .collect(),
        [digits] if digits.len() <= 11 => range(digits).into_iter().collect(),
        [_, _] if typed.ends_with('-') => begun(&[parts[0], parts[1], ""]),
        [_, _] | [_, _, _] => begun(&parts),
        _ => Vec::new(),
    }
}

/// Segments padded to 5-4-2; the last one may be a start, and a short last one is also read as whole.
fn begun(parts: &[&str]) -> Vec<(u64, u64)> {
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
    let mut found: Vec<(u64, u64)> = range(&format!("{whole}{last}")).into_iter().collect();
    if !last.is_empty() && last.len() + 1 == width {
        found.splice(0..0, range(&format!("{whole}{last:0>width$}")));
    }
    found
}

/// All eleven-digit numbers that begin with some digits.
fn range(digits: &str) -> Option<(u64, u64)> {
    let scale = 10_u64.checked_pow(11_u32.checked_sub(u32::try_from(digits.len()).ok()?)?)?;
    let low = digits.parse::<u64>().ok()?.checked_mul(scale)?;
    Some((low, low + scale))
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
        readings(typed).first().map(|(low, _)| shown(*low))
    }

    #[test]
    fn every_way_to_write_one_ndc() {
        for typed in ["50242-0917-01", "50242-917-01", "50242091701", "50242 0917 01", "50242-0917-1"] {
            assert_eq!(first(typed).as_deref(), Some("50242-0917-01"), "{typed}");
        }
        assert_eq!(readings("5024291701").len(), 3 + 1, "ten digits have three readings, the last also with a padded package");
        assert!(readings("5024291701").contains(&(50_242_091_701, 50_242_091_702)));
        assert_eq!(readings("50242-0917"), [(50_242_091_700, 50_242_091_800)]);
        assert_eq!(readings("50242-"), [(50_242_000_000, 50_243_000_000)]);
        for typed in ["", "123", "J9271", "50242-0917-01-1", "123456-1", "123456789012", "-----"] {
            assert!(readings(typed).is_empty(), "{typed}");
        }
    }
}
