//! National drug codes: eleven digits from what labels, files and people write.

/// Eleven digits, 5-4-2 padded with zeros in the short segment: `50242-917-01` gives `50242091701`.
///
/// Takes 5-4-2, 4-4-2, 5-3-2 and 5-4-1 with hyphens, and eleven digits without. White space around it is passed over.
///
/// # Errors
/// Why the text is not one NDC: ten digits without hyphens, with the NDCs they may stand for; or anything else, such as
/// twelve digits, product codes of labelers, letters.
pub fn eleven(text: &str) -> Result<String, String> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('-').collect();
    let digits = parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let lengths: Vec<usize> = parts.iter().map(|p| p.len()).collect();
    match (digits, lengths.as_slice()) {
        (true, [5, 4, 2] | [4, 4, 2] | [5, 3, 2] | [5, 4, 1]) => Ok(format!("{:0>5}{:0>4}{:0>2}", parts[0], parts[1], parts[2])),
        (true, [11]) => Ok(text.to_owned()),
        (true, [10]) => {
            let readings = [
                format!("0{}-{}-{}", &text[..4], &text[4..8], &text[8..]),
                format!("{}-0{}-{}", &text[..5], &text[5..8], &text[8..]),
                format!("{}-{}-0{}", &text[..5], &text[5..9], &text[9..]),
            ];
            Err(format!("`{text}` has ten digits and may be {}; write it with its hyphens", readings.join(", ")))
        }
        _ => Err(format!("`{text}` is not an NDC: write 5-4-2, 4-4-2, 5-3-2 or 5-4-1 digits with hyphens, or eleven digits")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_pattern_becomes_eleven_digits() {
        for (text, digits) in [
            ("0003-3734-13", "00003373413"),
            ("50242-917-01", "50242091701"),
            ("50242-0917-01", "50242091701"),
            ("0006-3026-02", "00006302602"),
            ("12345-6789-1", "12345678901"),
            ("50242091701", "50242091701"),
            (" 55513-160-01\n", "55513016001"),
        ] {
            assert_eq!(eleven(text).as_deref(), Ok(digits), "{text}");
        }
    }

    #[test]
    fn ten_digits_without_hyphens_are_refused_with_their_readings() {
        assert_eq!(
            eleven("5024291701").unwrap_err(),
            "`5024291701` has ten digits and may be 05024-2917-01, 50242-0917-01, 50242-9170-01; write it with its hyphens"
        );
    }

    #[test]
    fn other_ids_are_no_ndcs() {
        for text in [
            "888867413689",
            "GG100",
            "123-456",
            "99999-9999",
            "",
            "-",
            "1234-567-89",
            "50242--01",
            "５０２４２０９１７０１",
            "50242-0917-01-1",
        ] {
            assert!(eleven(text).is_err_and(|e| e.contains("is not an NDC")), "{text}");
        }
    }
}
