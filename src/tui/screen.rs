//! The screen: each frame is compared with what is shown, and what changed is written.

use ratatui::backend::{Backend, ClearType};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

/// Asks for the character before it as an emoji.
const EMOJI: char = '\u{fe0f}';

/// A terminal with what it shows.
#[derive(Debug)]
pub struct Screen<B> {
    backend: B,
    shown: Buffer,
    /// Empty between frames.
    next: Buffer,
}

impl<B: Backend> Screen<B> {
    /// An area of a terminal, which is taken to be empty.
    pub fn new(backend: B, area: Rect) -> Screen<B> {
        Screen { backend, shown: Buffer::empty(area), next: Buffer::empty(area) }
    }

    /// What is drawn on.
    pub fn area(&self) -> Rect {
        self.shown.area
    }

    /// What is written to.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// What is written to, for what is no frame.
    pub fn backend_mut(&mut self) -> &mut B {
        &mut self.backend
    }

    /// Clears the terminal; the next frame is drawn whole.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn resize(&mut self, area: Rect) -> Result<(), B::Error> {
        (self.shown, self.next) = (Buffer::empty(area), Buffer::empty(area));
        self.backend.clear_region(ClearType::All)
    }

    /// Draws a frame; `paint` says where the cursor is, if anywhere.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> Result<(), B::Error> {
        let cursor = paint(&mut self.next);
        self.backend.draw(Changes { shown: &self.shown, next: &self.next, at: 0, forced: 0 })?;
        match cursor {
            None => self.backend.hide_cursor()?,
            Some(at) => {
                self.backend.show_cursor()?;
                self.backend.set_cursor_position(at)?;
            }
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        self.next.reset();
        self.backend.flush()
    }
}

/// The cells that differ from what is shown, as [`Buffer::diff_iter`] yields them. It measures and compares every cell at length,
/// and of a frame most are as they were. No frame holds cells that are to be written always or never.
struct Changes<'b> {
    shown: &'b Buffer,
    next: &'b Buffer,
    at: usize,
    /// Cells before this one are written whether they differ or not.
    forced: usize,
}

impl<'b> Iterator for Changes<'b> {
    type Item = (u16, u16, &'b Cell);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let at = self.at;
            let (old, new) = (self.shown.content.get(at)?, self.next.content.get(at)?);
            if at >= self.forced && is_same_and_narrow(old, new) {
                self.at += 1;
                continue;
            }
            let width = usize::from(new.cell_width()).max(1);
            self.at += width;
            if at >= self.forced && old == new {
                continue;
            }
            // Some terminals leave what stood beside such an emoji.
            if width > 1 && new.symbol().contains(EMOJI) {
                self.at = at + 1;
            }
            // Under a wide character that gives way its style may still be seen.
            if at >= self.forced && usize::from(old.cell_width()) > width && is_seen_on_blank(old) {
                self.forced = at + usize::from(old.cell_width());
            }
            let (x, y) = self.next.pos_of(at);
            return Some((x, y, new));
        }
    }
}

/// What nearly all cells are: the same character of one column, a byte or the line of a box, in the same style.
fn is_same_and_narrow(old: &Cell, new: &Cell) -> bool {
    let is_same = match (old.symbol().as_bytes(), new.symbol().as_bytes()) {
        ([old], [new]) => old == new,
        ([0xe2, old @ (0x94 | 0x95), old_last], [0xe2, new, new_last]) => (old, old_last) == (new, new_last),
        _ => false,
    };
    is_same && old.fg == new.fg && old.bg == new.bg && old.modifier == new.modifier && old.diff_option == new.diff_option
}

fn is_seen_on_blank(cell: &Cell) -> bool {
    const SEEN: Modifier = Modifier::REVERSED
        .union(Modifier::UNDERLINED)
        .union(Modifier::SLOW_BLINK)
        .union(Modifier::RAPID_BLINK)
        .union(Modifier::CROSSED_OUT);
    cell.bg != Color::Reset || cell.modifier.intersects(SEEN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Modifier, Style};

    use super::*;

    /// Words of narrow, wide and missing characters in some styles.
    fn buffer() -> impl Strategy<Value = Buffer> {
        let style = (0_u8..3, any::<bool>()).prop_map(|(bg, is_reversed)| {
            let style = if bg == 0 { Style::new() } else { Style::new().bg(Color::Indexed(bg)) };
            if is_reversed { style.add_modifier(Modifier::REVERSED) } else { style }
        });
        let piece = (0_u16..12, 0_u16..4, "[a │日本]{0,5}", style);
        prop::collection::vec(piece, 0..8).prop_map(|pieces| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 4));
            for (x, y, words, style) in pieces {
                buffer.set_stringn(x, y, words, usize::from(12 - x), style);
            }
            buffer
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_ratatui_writes(shown in buffer(), next in buffer()) {
            let changes: Vec<_> = Changes { shown: &shown, next: &next, at: 0, forced: 0 }.collect();
            prop_assert_eq!(changes, shown.diff_iter(&next).collect::<Vec<_>>());
        }
    }
}
