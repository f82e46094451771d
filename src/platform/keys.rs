//! What a terminal sends, byte by byte, to keys, mouse and pastes. Every byte is understood or dropped, and Ctrl-C is heard
//! in the middle of anything.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

const ESCAPE: u8 = 0x1b;
const CONTROL_C: u8 = 0x03;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Longer than any sequence a terminal sends; what is longer is dropped at its end.
const LONGEST: usize = 4_096;

/// More than the box of any screen takes; the rest of a longer paste is dropped.
const LONGEST_PASTE: usize = 1 << 20;

/// A decoder with the bytes that are not an event yet.
#[derive(Debug, Default)]
pub(super) struct Keys {
    held: Vec<u8>,
    pasted: Option<Vec<u8>>,
    events: Vec<Event>,
}

impl Keys {
    /// The events that end in these bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Event> {
        bytes.iter().for_each(|byte| self.byte(*byte));
        std::mem::take(&mut self.events)
    }

    /// Does a sequence wait for its end? A paste may take as long as it wants.
    pub(super) fn is_unfinished(&self) -> bool {
        !self.held.is_empty()
    }

    /// Nothing more came: Escape alone is a key, Escape and a letter is Alt; a longer beginning is dropped.
    pub(super) fn silence(&mut self) -> Option<Event> {
        let event = match self.held[..] {
            [ESCAPE] => Some(key(KeyCode::Esc, KeyModifiers::NONE)),
            [ESCAPE, byte] => plain(byte, KeyModifiers::ALT),
            _ => None,
        };
        self.held.clear();
        event
    }

    fn byte(&mut self, byte: u8) {
        if byte == CONTROL_C {
            self.held.clear();
            let pasted = self.pasted.take().map(|text| paste(&text));
            self.events.extend(pasted.into_iter().chain(plain(byte, KeyModifiers::NONE)));
            return;
        }
        if let Some(pasted) = &mut self.pasted {
            if pasted.len() >= LONGEST_PASTE + PASTE_END.len() {
                pasted.remove(LONGEST_PASTE);
            }
            pasted.push(byte);
            if let Some(text) = pasted.strip_suffix(PASTE_END) {
                self.events.push(paste(text));
                self.pasted = None;
            }
            return;
        }
        match self.held[..] {
            [] if byte == ESCAPE || byte >= 0xc2 => self.held.push(byte),
            [] => self.events.extend(plain(byte, KeyModifiers::NONE)),
            [ESCAPE] => self.second(byte),
            [ESCAPE, b'O'] => {
                self.held.clear();
                self.events.extend(application(byte));
            }
            [ESCAPE, b'[', ..] => self.control_sequence(byte),
            // What the terminal answers in words (OSC, DCS) is swallowed; BEL or ESC \ ends it.
            [ESCAPE, ..] if byte == 0x07 || (byte == b'\\' && self.held.ends_with(&[ESCAPE])) => self.held.clear(),
            [ESCAPE, ..] => self.hold(byte),
            _ => self.character(byte),
        }
    }

    fn hold(&mut self, byte: u8) {
        if self.held.len() == LONGEST {
            self.held.pop();
        }
        self.held.push(byte);
    }

    /// The byte behind Escape.
    fn second(&mut self, byte: u8) {
        match byte {
            ESCAPE => self.events.push(key(KeyCode::Esc, KeyModifiers::NONE)),
            b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_' => self.held.push(byte),
            0x80.. => {
                self.held.clear();
                self.byte(byte);
            }
            _ => {
                self.held.clear();
                self.events.extend(plain(byte, KeyModifiers::ALT));
            }
        }
    }

    fn control_sequence(&mut self, byte: u8) {
        match (&self.held[2..], byte) {
            // Something else began; what was held has no end.
            (_, ..0x20 | 0x80..) => {
                self.held.clear();
                self.byte(byte);
            }
            ([b'M', a, b], _) => {
                let event =
                    mouse(u16::from(a.saturating_sub(32)), u16::from(b.saturating_sub(32)), u16::from(byte.saturating_sub(32)), false);
                self.held.clear();
                self.events.extend(event);
            }
            ([b'['], _) => {
                self.held.clear();
                self.events.extend(byte.checked_sub(b'A').filter(|n| *n < 5).map(|n| key(KeyCode::F(n + 1), KeyModifiers::NONE)));
            }
            ([b'M', ..], _) | ([], b'M' | b'[') | (_, 0x20..=0x3f) => self.hold(byte),
            (b"200", b'~') => {
                self.held.clear();
                self.pasted = Some(Vec::new());
            }
            (words, _) => {
                let event = sequence(words, byte);
                self.held.clear();
                self.events.extend(event);
            }
        }
    }

    /// The next byte of a character of several.
    fn character(&mut self, byte: u8) {
        if !(0x80..0xc0).contains(&byte) {
            self.held.clear();
            self.byte(byte);
            return;
        }
        self.held.push(byte);
        match std::str::from_utf8(&self.held) {
            Ok(text) => {
                self.events.extend(text.chars().next().map(|c| character(c, KeyModifiers::NONE)));
                self.held.clear();
            }
            Err(error) if error.error_len().is_some() => self.held.clear(),
            Err(_) => {}
        }
    }
}

fn paste(text: &[u8]) -> Event {
    Event::Paste(String::from_utf8_lossy(text.get(..LONGEST_PASTE).unwrap_or(text)).into_owned())
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn character(c: char, modifiers: KeyModifiers) -> Event {
    key(KeyCode::Char(c), if c.is_uppercase() { modifiers | KeyModifiers::SHIFT } else { modifiers })
}

/// A byte that is a key by itself.
fn plain(byte: u8, modifiers: KeyModifiers) -> Option<Event> {
    let control = |from: u8, to: u8| key(KeyCode::Char(char::from(byte - from + to)), modifiers | KeyModifiers::CONTROL);
    Some(match byte {
        b'\r' => key(KeyCode::Enter, modifiers),
        b'\t' => key(KeyCode::Tab, modifiers),
        0x7f => key(KeyCode::Backspace, modifiers),
        0x00 => key(KeyCode::Char(' '), modifiers | KeyModifiers::CONTROL),
        0x01..=0x1a => control(0x01, b'a'),
        0x1c..=0x1f => control(0x1c, b'4'),
        0x20..=0x7e => character(char::from(byte), modifiers),
        _ => return None,
    })
}

/// Arrows and the first function keys, as they stand behind `ESC O` and at the end of control sequences.
fn named(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        _ => return None,
    })
}

fn application(byte: u8) -> Option<Event> {
    named(byte).map(|code| key(code, KeyModifiers::NONE))
}

/// A control sequence by its parameters and the byte that ends it.
fn sequence(words: &[u8], end: u8) -> Option<Event> {
    let text = std::str::from_utf8(words).ok()?;
    let numbers = |text: &str| -> Option<Vec<u16>> {
        text.split(';')
            .map(|n| n.split(':').next().unwrap_or_default())
            .map(|n| if n.is_empty() { Some(0) } else { n.parse().ok() })
            .collect()
    };
    if let Some(report) = text.strip_prefix('<') {
        let [buttons, column, row] = numbers(report)?[..] else { return None };
        return if matches!(end, b'M' | b'm') { mouse(buttons, column, row, end == b'm') } else { None };
    }
    let numbers = numbers(text)?;
    let first = numbers.first().copied().unwrap_or_default();
    let held = modifiers(numbers.get(1).copied().unwrap_or_default());
    match (end, &numbers[..]) {
        (b'I', _) => Some(Event::FocusGained),
        (b'O', _) => Some(Event::FocusLost),
        (b'Z', _) => Some(key(KeyCode::BackTab, KeyModifiers::SHIFT)),
        (b'M', [buttons, column, row]) => mouse(buttons.saturating_sub(32), *column, *row, false),
        (b'~', [27, _, code]) => typed(*code, held),
        (b'~', _) => Some(key(numbered(first)?, held)),
        (b'u', _) => typed(first, held),
        // The answer to a question for the cursor's place ends as F3 does.
        (b'R', [row, _]) if *row > 1 => None,
        _ => Some(key(named(end)?, held)),
    }
}

/// A character with modifiers, as terminals report it that were asked to.
fn typed(code: u16, held: KeyModifiers) -> Option<Event> {
    match u8::try_from(code) {
        Ok(ESCAPE) => Some(key(KeyCode::Esc, held)),
        Ok(byte @ (b'\r' | b'\t' | 0x7f)) => plain(byte, held),
        _ => char::from_u32(u32::from(code)).filter(|c| !c.is_control()).map(|c| character(c, held)),
    }
}

/// The keys that terminals number.
fn numbered(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        // Gaps stand where the first terminal had gaps between its keys.
        11..=15 => KeyCode::F(u8::try_from(number - 10).ok()?),
        17..=21 => KeyCode::F(u8::try_from(number - 11).ok()?),
        23..=26 => KeyCode::F(u8::try_from(number - 12).ok()?),
        28 | 29 => KeyCode::F(u8::try_from(number - 13).ok()?),
        31..=34 => KeyCode::F(u8::try_from(number - 14).ok()?),
        _ => return None,
    })
}

/// Modifiers are sent as a sum of bits and one more.
fn modifiers(sum: u16) -> KeyModifiers {
    let bits = sum.saturating_sub(1);
    let held = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL), (8, KeyModifiers::SUPER)];
    held.into_iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, modifier)| all | modifier)
}

/// A mouse report: buttons with modifiers as bits, column and row from 1.
fn mouse(buttons: u16, column: u16, row: u16, released: bool) -> Option<Event> {
    let button = |number| match number {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match ((buttons & 3) | ((buttons & 0b1100_0000) >> 4), buttons & 32 != 0) {
        (number @ 0..=2, false) if released => MouseEventKind::Up(button(number)),
        (number @ 0..=2, false) => MouseEventKind::Down(button(number)),
        (number @ 0..=2, true) => MouseEventKind::Drag(button(number)),
        (3, false) => MouseEventKind::Up(MouseButton::Left),
        (3..=5, true) => MouseEventKind::Moved,
        (4, false) => MouseEventKind::ScrollUp,
        (5, false) => MouseEventKind::ScrollDown,
        (6, false) => MouseEventKind::ScrollLeft,
        (7, false) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let held = [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)];
    let modifiers = held.into_iter().filter(|(bit, _)| buttons & bit != 0).fold(KeyModifiers::NONE, |all, (_, modifier)| all | modifier);
    Some(Event::Mouse(MouseEvent { kind, column: column.saturating_sub(1), row: row.saturating_sub(1), modifiers }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `C-c`, `A-b`, `Up`, `paste:x`, a word an event.
    fn seen(bytes: &[u8], whole: bool) -> String {
        let mut keys = Keys::default();
        let mut events: Vec<Event> = if whole { keys.take(bytes) } else { bytes.chunks(1).flat_map(|byte| keys.take(byte)).collect() };
        events.extend(keys.silence());
        assert!(!keys.is_unfinished());
        let modified = |held: KeyModifiers| {
            let names = [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "A-"), (KeyModifiers::SHIFT, "S-")];
            names.into_iter().filter(|(m, _)| held.contains(*m)).map(|(_, name)| name).collect::<String>()
        };
        let word = |event: Event| match event {
            Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. }) => format!("{}{c}", modified(modifiers)),
            Event::Key(KeyEvent { code, modifiers, .. }) => format!("{}{code:?}", modified(modifiers)),
            Event::Paste(text) => format!("paste:{text}"),
            Event::Mouse(m) => format!("{}{:?}@{},{}", modified(m.modifiers), m.kind, m.column, m.row),
            other => format!("{other:?}"),
        };
        events.into_iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_terminals_send() {
        for (bytes, events) in [
            ("aG\u{e9}\u{4e2d}\u{1f600}", "a S-G \u{e9} \u{4e2d} \u{1f600}"),
            ("\r\t\u{7f}\u{1}\u{1a}\0\u{1c}\n", "Enter Tab Backspace C-a C-z C-  C-4 C-j"),
            ("\u{1b}", "Esc"),
            ("\u{1b}\u{1b}[A", "Esc Up"),
            ("\u{1b}b\u{1b}\r\u{1b}]", "A-b A-Enter A-]"),
            ("\u{1b}[A\u{1b}OB\u{1b}[1;5C\u{1b}[Z", "Up Down C-Right S-BackTab"),
            ("\u{1b}[5~\u{1b}[3;2~\u{1b}[24~\u{1b}OP\u{1b}[[B", "PageUp S-Delete F(12) F(1) F(2)"),
            ("\u{1b}[27;5;99~\u{1b}[97;5u", "C-c C-a"),
            ("\u{1b}[<0;3;4M\u{1b}[<0;3;4m\u{1b}[<65;1;1M\u{1b}[<16;2;2M", "Down(Left)@2,3 Up(Left)@2,3 ScrollDown@0,0 C-Down(Left)@1,1"),
            ("\u{1b}[M !!\u{1b}[32;5;6M", "Down(Left)@0,0 Down(Left)@4,5"),
            ("\u{1b}[200~a\u{1b}[A\r\u{1b}[201~b", "paste:a\u{1b}[A\r b"),
            ("\u{1b}]11;rgb:0/0/0\u{7}a\u{1b}P+r\u{1b}\\b", "a b"),
            ("\u{1b}[12;40Ra\u{1b}[?1;2cb\u{1b}[99999ud\u{1b}[I", "a b d FocusGained"),
        ] {
            assert_eq!(seen(bytes.as_bytes(), true), events, "{bytes:?}");
            assert_eq!(seen(bytes.as_bytes(), false), events, "{bytes:?}, a byte at a time");
        }
    }

    #[test]
    fn control_c_is_heard_in_the_middle_of_anything() {
        for begun in ["\u{1b}", "\u{1b}[", "\u{1b}[<", "\u{1b}[<0;1;", "\u{1b}O", "\u{1b}]11;", "\u{1b}P", "\u{1b}[M ", "\u{1b}[["] {
            assert_eq!(seen(format!("{begun}\u{3}").as_bytes(), true), "C-c", "{begun:?}");
        }
        assert_eq!(seen(b"\xe4\xb8\x03", true), "C-c");
        assert_eq!(seen(b"\x1b[200~ab\x03c", true), "paste:ab C-c c");
    }

    #[test]
    fn an_unfinished_sequence_is_dropped_and_noise_is_bounded() {
        for begun in ["\u{1b}[<", "\u{1b}[1;", "\u{1b}]0;title", "\u{1b}[M "] {
            assert_eq!(seen(begun.as_bytes(), true), "", "{begun:?}");
        }
        let mut keys = Keys::default();
        for begin in ["\u{1b}[", "\u{1b}]", "\u{1b}[200~"] {
            keys.take(begin.as_bytes());
            keys.take(&vec![b'1'; 3 << 20]);
            assert!(keys.held.len() <= LONGEST && keys.pasted.as_ref().is_none_or(|p| p.len() <= LONGEST_PASTE + PASTE_END.len()));
            keys.take(b"\x03");
        }
        assert_eq!(keys.take(b"\xff\xfe\xc0\x80a").len(), 1);
    }
}
