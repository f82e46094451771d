//! National drug codes: eleven digits from what labels, files and people write.

/// Eleven digits, 5-4-2 padded.
///
/// # Errors
/// Why the text is not one NDC.
pub fn eleven(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let digits = parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    match parts.as_slice() {
        [a, b, c] if digits && a.len() <= 5 && b.len() <= 4 && c.len() <= 2 => Ok(format!("{a:0>5}{b:0>4}{c:0>2}")),
        [all] if digits && all.len() == 11 => Ok((*all).to_owned()),
        _ => Err(format!("`{text}` is not an NDC")),
    }
}
