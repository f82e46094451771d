//! National drug codes: eleven digits from what labels, files and people write.

/// Eleven digits, 5-4-2, the short segment padded with zero. Reads 4-4-2, 5-3-2, 5-4-1, 5-4-2 and eleven plain digits.
///
/// # Errors
/// Why the text is not one NDC: ten plain digits could be three different ones, twelve are FDA's form from 2033 on.
pub fn eleven(text: &str) -> Result<String, String> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('-').collect();
    if text.is_empty() || !parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) {
        return Err(format!("`{text}` is not an NDC; write it like 50242-0917-01"));
    }
    match parts.as_slice() {
        [a, b, c] if matches!((a.len(), b.len(), c.len()), (4, 4, 2) | (5, 3, 2) | (5, 4, 1) | (5, 4, 2)) => {
            Ok(format!("{a:0>5}{b:0>4}{c:0>2}"))
        }
        [all] if all.len() == 11 => Ok((*all).to_owned()),
        [all] if all.len() == 10 => Err(format!("`{text}` has ten digits without hyphens, which could be three NDCs; write the hyphens")),
        [a, b, c] if (a.len(), b.len(), c.len()) == (6, 4, 2) => {
            Err(format!("`{text}` is the 12-digit form that takes effect in 2033; claims carry the 11-digit NDC"))
        }
        [all] if all.len() == 12 => {
            Err(format!("`{text}` has twelve digits, the form that takes effect in 2033; claims carry the 11-digit NDC"))
        }
        _ => Err(format!("`{text}` is not an NDC; write it like 50242-0917-01")),
    }
}

#[cfg(test)]
mod tests {
    use super::eleven;

    #[test]
    fn the_short_segment_is_padded() {
        for (text, digits) in [
            ("0003-3734-13", "00003373413"),
            ("50242-917-01", "50242091701"),
            ("0006-3026-02", "00006302602"),
            ("12345-6789-1", "12345678901"),
            ("50242-0917-01", "50242091701"),
            ("00003373413", "00003373413"),
        ] {
            assert_eq!(eleven(text).as_deref(), Ok(digits), "{text}");
        }
        for text in ["", "-", "5024291701", "123456789012", "123456-7890-12", "1-2-3", "GG100", "50242-0917-01-1", "50242-09I7-01"] {
            assert!(eleven(text).is_err(), "{text}");
        }
    }
}
