//! Text as a terminal shows it: width, cutting, wrapping, and cleaning of what could drive the terminal.

pub mod date;

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns a string takes.
pub fn width(text: &str) -> usize {
    // Printable ASCII, which nearly all text is, is told by its bytes.
    if is_plain(text) { text.len() } else { text.width() }
}

/// Control characters, escape sequences' lead-ins and directional overrides replaced by a visible stand-in.
///
/// Line feeds and tabs become one space. Everything that comes from a catalog, an import, a paste or a file name passes here,
/// so that neither the screen nor the command line can be driven by data.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !has_hostile(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                '\n' | '\t' | '\r' => ' ',
                c if is_hostile(c) => '\u{fffd}',
                c => c,
            })
            .collect(),
    )
}

/// Could a character drive or deceive a terminal? Unicode's categories Cc, Cf, Zl and Zp (version 16: control characters,
/// directional overrides, invisible ones, tags), and the fillers that are drawn as nothing.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{34f}')
}

/// Does a text hold such a character?
pub fn has_hostile(text: &str) -> bool {
    !is_plain(text) && text.contains(is_hostile)
}

/// Printable ASCII alone.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// A message about somebody's text: cleaned, and where it repeats that text at length, without its middle.
pub fn message(text: &str) -> Cow<'_, str> {
    without_middle(text, 300)
}

/// Cleaned text of which at most so many characters are left at each end.
pub fn without_middle(text: &str, end: usize) -> Cow<'_, str> {
    let text = clean(text);
    let edge = |(at, _)| at;
    match (text.char_indices().nth(end).map(edge), text.char_indices().nth_back(end).map(edge)) {
        (Some(head), Some(tail)) if head < tail => Cow::Owned(format!("{} … {}", &text[..head], &text[tail..])),
        _ => text,
    }
}

/// The longest start of `text` that fits `columns`, with an ellipsis where something was cut.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut end = 0;
    for (i, c) in text.char_indices() {
        let w = c.width().unwrap_or(0);
        if used + w > columns - 1 {
            break;
        }
        used += w;
        end = i + c.len_utf8();
    }
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

/// `1 unit`, `3 units`, `2 packages of earlier crosswalks`: the noun alone takes the plural.
pub fn counted(number: impl std::fmt::Display, what: &str) -> String {
    let number = number.to_string();
    let (noun, rest) = what.find(" of ").map_or((what, ""), |at| what.split_at(at));
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}{rest}")
}

/// `text` on lines of at most `columns`, broken at spaces; a longer word is broken where it must be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let columns = columns.max(1);
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let w = width(word);
        if used > 0 && used + 1 + w > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        if w <= columns {
            line.push_str(word);
            used += w;
        } else {
            for c in word.chars() {
                let cw = c.width().unwrap_or(0);
                if used + cw > columns && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += cw;
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A cell that a spreadsheet shows and does not compute: names and reasons are typed by anybody.
pub fn harmless(cell: &str) -> String {
    let cell = clean(cell);
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@']);
    if formula { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_could_drive_a_terminal() {
        assert_eq!(clean("plain"), "plain");
        assert_eq!(clean("a\x1b[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb c\u{fffd}d");
    }

    #[test]
    fn a_message_that_repeats_much_keeps_its_ends() {
        assert_eq!(message("short\u{1b}"), "short\u{fffd}");
        let long = format!("`{}` is not a number; write it like 1,200", "µ".repeat(100_000));
        let told = message(&long);
        assert!(told.starts_with("`µµµ") && told.ends_with("is not a number; write it like 1,200") && told.chars().count() < 700);
    }

    #[test]
    fn cuts_and_wraps_by_columns() {
        assert_eq!(cut("blinatumomab", 6), "blina…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert!(wrap("", 5).is_empty());
    }
}
