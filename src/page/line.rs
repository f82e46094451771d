//! Lines of words with a meaning, and how they fit a width.

use crate::text;

/// What a piece of text means; a face decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The title of a part of the page.
    Heading,
    /// The name of what follows: `payment`.
    Label,
    /// Plain words.
    Text,
    /// What the eye should find first: the drug's name, the unit.
    Strong,
    /// A code of any kind: HCPCS, modifier, denial, NDC.
    Code,
    /// Less important.
    Muted,
    /// In order: active, within the limit.
    Good,
    /// Mind this.
    Warning,
    /// Over: an ended code, a claim that is wrong.
    Ended,
    /// Which layer the notes below belong to.
    Layer,
    /// Where something is known from.
    Source,
    /// A chart; the words beside it say the same.
    Chart,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words; no line breaks.
    pub text: String,
    /// What they mean.
    pub role: Role,
}

/// One logical line: longer than a screen may be wide until it is wrapped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The pieces, drawn one after the other.
    pub spans: Vec<Span>,
    /// Columns before the first row.
    pub indent: usize,
    /// Columns before every further row when wrapped.
    pub hang: usize,
}

impl Line {
    /// An empty line between parts.
    pub fn blank() -> Line {
        Line::default()
    }

    /// A line of one piece.
    pub fn of(role: Role, text: impl Into<String>) -> Line {
        Line::default().with(role, text)
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Line {
        Line::of(Role::Heading, text)
    }

    /// `label` padded to a column, so that what follows in several such lines is aligned.
    pub fn labeled(label: &str) -> Line {
        const COLUMN: usize = 15;
        let pad = COLUMN.saturating_sub(text::width(label)).max(1);
        Line { hang: COLUMN, ..Line::of(Role::Label, format!("{label}{:pad$}", "")) }
    }

    /// With one more piece.
    pub fn with(mut self, role: Role, text: impl Into<String>) -> Line {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push(Span { text, role });
        }
        self
    }

    /// Indented: the first row by `indent`, the others by `hang`.
    pub fn indented(mut self, indent: usize, hang: usize) -> Line {
        (self.indent, self.hang) = (indent, hang);
        self
    }

    /// The words without their meaning, the indent included.
    pub fn text(&self) -> String {
        let mut out = " ".repeat(self.indent);
        self.spans.iter().for_each(|s| out.push_str(&s.text));
        out
    }

    /// Without its charts.
    pub fn spoken(&self) -> Line {
        Line { spans: self.spans.iter().filter(|span| span.role != Role::Chart).cloned().collect(), ..self.clone() }
    }

    /// The rows of this line on a screen of `columns`, the indents turned into spaces. Rows break at spaces; a word that
    /// is longer than a row breaks where it must. A line that fits keeps its inner spaces, so tables stay aligned.
    pub fn wrap(&self, columns: usize) -> Vec<Line> {
        let columns = columns.max(1);
        // Room for one wide character stays in the narrowest row.
        let most = columns.saturating_sub(2).min(columns / 2);
        let (indent, hang) = (self.indent.min(most), self.hang.min(most));
        let mut rows = Rows { done: Vec::new(), row: Line::default().with(Role::Text, " ".repeat(indent)), used: indent, columns, hang };
        let mut gap: &[Piece<'_>] = &[];
        let pieces = self.pieces();
        for word in pieces.chunk_by(|_, next| !next.begins) {
            if word.iter().all(|p| p.text.trim().is_empty()) {
                gap = word;
                continue;
            }
            let wide: usize = word.iter().map(|p| p.wide).sum();
            let space: usize = gap.iter().map(|p| p.wide).sum();
            if rows.used + space + wide > columns && rows.used > rows.start() {
                rows.feed();
                gap = &[];
            }
            // A row of characters without width is not fed, and blanks alone may be wider than it.
            if rows.used + space <= columns {
                gap.iter().for_each(|piece| rows.push(piece));
            }
            gap = &[];
            word.iter().for_each(|piece| rows.push_broken(piece));
        }
        rows.done.push(rows.row);
        rows.done
    }

    /// The line cut to a width, with an ellipsis where something was cut off.
    pub fn cut(&self, columns: usize) -> Line {
        let mut left = columns.saturating_sub(self.indent);
        let mut line = Line { spans: Vec::new(), ..self.clone() };
        for span in &self.spans {
            let wide = text::width(&span.text);
            if wide > left {
                return line.with(span.role, text::cut(&span.text, left));
            }
            left -= wide;
            line.spans.push(span.clone());
        }
        line
    }

    /// The line cut into words and the runs of spaces between them; a word may span several pieces.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut blank = None;
        for span in &self.spans {
            let mut rest = span.text.as_str();
            while let Some(first) = rest.bytes().next() {
                let is_blank = first == b' ';
                let end = rest.bytes().position(|b| (b == b' ') != is_blank).unwrap_or(rest.len());
                let (text, after) = rest.split_at(end);
                rest = after;
                pieces.push(Piece { text, role: span.role, wide: text::width(text), begins: blank != Some(is_blank) });
                blank = Some(is_blank);
            }
        }
        pieces
    }
}

/// A word, a run of spaces, or a part of one that means something else than what stands before it.
struct Piece<'a> {
    text: &'a str,
    role: Role,
    /// Columns.
    wide: usize,
    /// It is the first of its word.
    begins: bool,
}

/// Rows being filled.
struct Rows {
    done: Vec<Line>,
    row: Line,
    used: usize,
    columns: usize,
    hang: usize,
}

impl Rows {
    /// Where the text of the current row begins.
    fn start(&self) -> usize {
        if self.done.is_empty() {
            self.row.spans.first().filter(|s| s.text.trim().is_empty()).map_or(0, |s| s.text.len())
        } else {
            self.hang
        }
    }

    fn feed(&mut self) {
        let next = Line::default().with(Role::Text, " ".repeat(self.hang));
        self.done.push(std::mem::replace(&mut self.row, next));
        self.used = self.hang;
    }

    fn push(&mut self, piece: &Piece<'_>) {
        self.used += piece.wide;
        match self.row.spans.last_mut().filter(|s| s.role == piece.role) {
            Some(last) => last.text.push_str(piece.text),
            None => self.row.spans.push(Span { text: piece.text.to_owned(), role: piece.role }),
        }
    }

    /// Pushes a piece of a word, broken where it is longer than what is left of the row.
    fn push_broken(&mut self, piece: &Piece<'_>) {
        if self.used + piece.wide <= self.columns {
            self.push(piece);
            return;
        }
        for (at, c) in piece.text.char_indices() {
            let text = &piece.text[at..at + c.len_utf8()];
            let letter = Piece { text, wide: text::width(text), ..*piece };
            if self.used + letter.wide > self.columns && self.used > self.start() {
                self.feed();
            }
            self.push(&letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(line: &Line, columns: usize) -> Vec<String> {
        line.wrap(columns).iter().map(Line::text).collect()
    }

    #[test]
    fn wraps_with_a_hanging_indent_and_keeps_roles() {
        let line = Line::labeled("unit").with(Role::Strong, "1 unit = 10 mg").with(Role::Muted, " and more words");
        assert_eq!(rows(&line, 80), ["unit           1 unit = 10 mg and more words"]);
        assert_eq!(rows(&line, 30), ["unit           1 unit = 10 mg", "               and more words"]);
        assert_eq!(line.wrap(30)[1].spans[1].role, Role::Muted);
    }

    #[test]
    fn a_word_may_span_pieces_and_is_not_torn_apart() {
        let line = Line::of(Role::Text, "see (").with(Role::Code, "J9039").with(Role::Text, ") now");
        assert_eq!(rows(&line, 9), ["see", "(J9039)", "now"]);
    }

    #[test]
    fn every_width_is_kept() {
        let line = Line::of(Role::Text, "日本語 abcdefghijklmnop  x").indented(4, 6);
        for columns in 2..40 {
            for row in rows(&line, columns) {
                assert!(text::width(&row) <= columns, "{columns}: {row:?}");
            }
        }
        assert_eq!(rows(&Line::blank(), 10), [""]);
    }
}
