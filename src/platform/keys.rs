//! Keys, mouse and pastes from the bytes of a terminal. A sequence without its end is dropped after a moment: crossterm's own
//! reader would wait for it for ever, deaf to every key.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Duration;

use filedescriptor::{POLLIN, poll, pollfd};
use ratatui::crossterm::event::Event;
use rustix::fs::OFlags;
use terminput_crossterm::to_crossterm;

const ESCAPE: u8 = 0x1b;
const PASTE: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// The rest of a sequence comes at once; Escape alone is the key.
const PATIENCE: Duration = Duration::from_millis(50);

/// A paste from far away may pause. What came of it is pasted then.
const PASTE_PATIENCE: Duration = Duration::from_secs(1);

/// Bytes of a sequence or a paste: more than any box takes. The rest of a longer one is dropped.
const LONGEST: usize = 1 << 20;

/// Reads the terminal of this process.
#[derive(Debug)]
pub struct EventReader {
    terminal: File,
    decoder: Decoder,
}

impl EventReader {
    /// Opens what `/dev/tty` names, apart from the standard input: reading it never blocks.
    ///
    /// # Errors
    /// There is no terminal.
    pub fn open() -> io::Result<EventReader> {
        let flags = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
        let terminal = OpenOptions::new().read(true).custom_flags(flags).open("/dev/tty")?;
        Ok(EventReader { terminal, decoder: Decoder::default() })
    }

    /// The next event; `None` where none comes in that time. Bytes are read only while what `taken` returns is alive.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn read<Guard>(&mut self, timeout: Option<Duration>, taken: impl Fn() -> Guard) -> io::Result<Option<Event>> {
        loop {
            if let Some(event) = self.decoder.events.pop_front() {
                return Ok(Some(event));
            }
            let patience = self.decoder.patience();
            let mut terminal = [pollfd { fd: self.terminal.as_raw_fd(), events: POLLIN, revents: 0 }];
            match poll(&mut terminal, patience.or(timeout)) {
                Ok(0) if patience.is_some() => self.decoder.end(),
                Ok(0) => return Ok(None),
                Ok(_) => self.take(&taken)?,
                Err(filedescriptor::Error::Poll(e)) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(io::Error::other(e)),
            }
        }
    }

    fn take<Guard>(&mut self, taken: impl Fn() -> Guard) -> io::Result<()> {
        let mut bytes = [0; 4096];
        let guard = taken();
        let read = self.terminal.read(&mut bytes);
        drop(guard);
        match read {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(n) => bytes.iter().take(n).for_each(|byte| self.decoder.take(*byte)),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(e) => return Err(e),
        }
        Ok(())
    }
}

/// Events, and the bytes that are none yet.
#[derive(Debug, Default)]
struct Decoder {
    held: Vec<u8>,
    events: VecDeque<Event>,
}

impl Decoder {
    fn take(&mut self, byte: u8) {
        // Within a sequence it begins the next one.
        if byte == ESCAPE && !self.is_pasting() {
            self.end();
        }
        self.held.push(byte);
        if self.held.len() > LONGEST {
            // The last bytes may be the end mark.
            self.held.remove(LONGEST - PASTE_END.len());
        }
        if self.held != [ESCAPE] {
            self.decode();
        }
    }

    /// Takes what is held for all there is.
    fn end(&mut self) {
        if self.is_pasting() {
            self.held.extend(PASTE_END);
        }
        self.decode();
        self.held.clear();
    }

    fn decode(&mut self) {
        let decoded = terminput::Event::parse_from(&self.held);
        if !matches!(decoded, Ok(None)) {
            self.held.clear();
        }
        self.events.extend(decoded.ok().flatten().and_then(|event| to_crossterm(event).ok()));
    }

    fn is_pasting(&self) -> bool {
        self.held.starts_with(PASTE)
    }

    /// How long to wait for more of what is held.
    fn patience(&self) -> Option<Duration> {
        let patience = if self.is_pasting() { PASTE_PATIENCE } else { PATIENCE };
        (!self.held.is_empty()).then_some(patience)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    /// `C-c`, `A-b`, `Up`, `paste:x`, a word an event.
    fn words(events: impl IntoIterator<Item = Event>) -> String {
        let modified = |held: KeyModifiers| {
            let names = [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "A-"), (KeyModifiers::SHIFT, "S-")];
            names.into_iter().filter(|(modifier, _)| held.contains(*modifier)).map(|(_, name)| name).collect::<String>()
        };
        let word = |event| match event {
            Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. }) => format!("{}{c}", modified(modifiers)),
            Event::Key(KeyEvent { code, modifiers, .. }) => format!("{}{code:?}", modified(modifiers)),
            Event::Paste(text) => format!("paste:{text}"),
            Event::Mouse(m) => format!("{}{:?}@{},{}", modified(m.modifiers), m.kind, m.column, m.row),
            other => format!("{other:?}"),
        };
        events.into_iter().map(word).collect::<Vec<_>>().join(" ")
    }

    /// What the bytes are, and what is left of them once nothing more comes.
    fn decoded(bytes: &[u8]) -> [String; 2] {
        let mut decoder = Decoder::default();
        bytes.iter().for_each(|byte| decoder.take(*byte));
        let at_once = words(decoder.events.drain(..));
        decoder.end();
        assert!(decoder.patience().is_none());
        [at_once, words(decoder.events)]
    }

    #[test]
    fn what_terminals_send() {
        for (bytes, events) in [
            ("aG\u{e9}\u{4e2d}\u{1f600}", "a S-G \u{e9} \u{4e2d} \u{1f600}"),
            ("\r\n\t\u{7f}\u{8}\u{1}\u{1a}\0\u{1c}", "Enter C-j Tab Backspace C-h C-a C-z C-  C-4"),
            ("\u{1b}b\u{1b}\r\u{1b}\u{7f}\u{1b}]\u{1b}\u{e9}", "A-b A-Enter A-Backspace A-] A-\u{e9}"),
            ("\u{1b}[A\u{1b}OB\u{1b}[1;5C\u{1b}[1;3D\u{1b}[Z", "Up Down C-Right A-Left S-BackTab"),
            // Home, End, Delete and Insert: xterm, rxvt, the console of Linux.
            ("\u{1b}[H\u{1b}OF\u{1b}[3~\u{1b}[2~", "Home End Delete Insert"),
            ("\u{1b}[7~\u{1b}[8~\u{1b}[1~\u{1b}[4~", "Home End Home End"),
            ("\u{1b}[5~\u{1b}[6;5~\u{1b}[3;2~", "PageUp C-PageDown S-Delete"),
            ("\u{1b}OP\u{1b}[[B\u{1b}[11~\u{1b}[15~\u{1b}[24~", "F(1) F(2) F(1) F(5) F(12)"),
            ("\u{1b}[97;5u\u{1b}[27u", "C-a Esc"),
            ("\u{1b}[<0;3;4M\u{1b}[<32;4;4M\u{1b}[<0;4;4m", "Down(Left)@2,3 Drag(Left)@3,3 Up(Left)@3,3"),
            ("\u{1b}[<64;1;1M\u{1b}[<65;1;1M\u{1b}[<16;2;2M", "ScrollUp@0,0 ScrollDown@0,0 C-Down(Left)@1,1"),
            ("\u{1b}[M !!\u{1b}[32;5;6M", "Down(Left)@0,0 Down(Left)@4,5"),
            ("\u{1b}[I\u{1b}[O", "FocusGained FocusLost"),
            ("\u{1b}[200~a\u{1b}[A\r\u{e9}\u{1b}[201~b", "paste:a\u{1b}[A\r\u{e9} b"),
            ("\u{1b}]11;r\u{1b}\\", "A-] 1 1 ; r A-\\"),
            ("\u{1b}[?1;2ca\u{1b}[99999999999ub", "a b"),
            // What lacks its end ends where the next sequence begins.
            ("\u{1b}[<0;1\u{1b}[A\u{1b}\u{1b}[B", "Up Esc Down"),
        ] {
            assert_eq!(decoded(bytes.as_bytes()), [events, ""], "{bytes:?}");
        }
    }

    #[test]
    fn what_has_no_end_is_dropped() {
        for begun in ["\u{1b}[", "\u{1b}[<", "\u{1b}[<0;1;", "\u{1b}[1;", "\u{1b}[?1", "\u{1b}O", "\u{1b}[[", "\u{1b}[M !"] {
            assert_eq!(decoded(begun.as_bytes()), ["", ""], "{begun:?}");
        }
        assert_eq!(decoded(b"\xe4\xb8"), ["", ""]);
        assert_eq!(decoded(b"\x1b"), ["", "Esc"]);
        assert_eq!(decoded(b"\x1b[200~ab"), ["", "paste:ab"]);
    }

    #[test]
    fn what_is_held_is_bounded() {
        let mut decoder = Decoder::default();
        for begun in ["\u{1b}[<", "\u{1b}[200~"] {
            begun.bytes().chain(std::iter::repeat_n(b'1', 3 << 20)).for_each(|byte| decoder.take(byte));
            assert_eq!(decoder.held.len(), LONGEST);
        }
        PASTE_END.iter().chain(b"a").for_each(|byte| decoder.take(*byte));
        let [Event::Paste(text), Event::Key(_)] = decoder.events.make_contiguous() else { panic!() };
        assert_eq!(text.len(), LONGEST - PASTE.len() - PASTE_END.len());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(
            proptest::prop_oneof![proptest::sample::select(b"\x1b[<;:0129MmuROP?~".to_vec()), proptest::num::u8::ANY], 0..64)
        ) {
            decoded(&bytes);
        }
    }
}
