//! Is the terminal light or dark? It is asked with OSC 11; the answer comes among the keys, and silence means dark.

use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};

/// Asks for the background color.
pub(crate) const QUERY: &str = "\x1b]11;?\x1b\\";

/// The most characters of an answer: `11;rgb:ffff/ffff/ffff`.
const LONGEST: usize = 32;

/// An answer as it comes, read by the terminal library as keys.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    text: String,
}

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// More is to come.
    Open,
    /// It says so.
    Light(bool),
    /// It is none: somebody typed.
    None,
}

impl Answer {
    /// Does an answer begin with this event? The terminal's ESC and bracket are read as Alt and a bracket.
    pub fn begins(event: &Event) -> bool {
        key(event) == Some((KeyCode::Char(']'), KeyModifiers::ALT))
    }

    /// Takes the next event.
    pub fn take(&mut self, event: &Event) -> Progress {
        match key(event) {
            // ESC and a backslash, or BEL, end it.
            Some((KeyCode::Char('\\'), KeyModifiers::ALT)) | Some((KeyCode::Char('g'), KeyModifiers::CONTROL)) => {
                is_light(&self.text).map_or(Progress::None, Progress::Light)
            }
            Some((KeyCode::Char(c), KeyModifiers::NONE | KeyModifiers::SHIFT)) if self.text.len() < LONGEST => {
                self.text.push(c);
                Progress::Open
            }
            _ => Progress::None,
        }
    }
}

fn key(event: &Event) -> Option<(KeyCode, KeyModifiers)> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some((key.code, key.modifiers)),
        _ => None,
    }
}

/// `11;rgb:fdfd/f6f6/e3e3`: is it nearer to white? One to four digits a color.
fn is_light(text: &str) -> Option<bool> {
    let colors = text.strip_prefix("11;rgb:").or_else(|| text.strip_prefix("11;rgba:"))?;
    let parts: Vec<u32> = colors
        .split('/')
        .take(3)
        .map(|part| {
            let most = 16_u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1).filter(|most| (1..=0xffff).contains(most))?;
            Some(u32::from_str_radix(part, 16).ok()? * 1_000 / most)
        })
        .collect::<Option<_>>()?;
    let [red, green, blue] = parts.as_slice() else { return None };
    // As bright as the eye sees it, in thousandths.
    Some((299 * red + 587 * green + 114 * blue) / 1_000 > 500)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::crossterm::event::KeyEvent;

    fn answer(text: &str) -> Progress {
        let mut answer = Answer::default();
        let mut progress = Progress::Open;
        for c in text.chars() {
            let (code, modifiers) = match c {
                '$' => (KeyCode::Char('\\'), KeyModifiers::ALT),
                c if c.is_uppercase() => (KeyCode::Char(c), KeyModifiers::SHIFT),
                c => (KeyCode::Char(c), KeyModifiers::NONE),
            };
            progress = answer.take(&Event::Key(KeyEvent::new(code, modifiers)));
        }
        progress
    }

    #[test]
    fn light_and_dark_backgrounds_are_told_apart() {
        for (text, light) in [
            ("11;rgb:fdfd/f6f6/e3e3$", true),
            ("11;rgb:FFFF/FFFF/FFFF$", true),
            ("11;rgb:0000/2b2b/3636$", false),
            ("11;rgb:00/00/00$", false),
            ("11;rgba:f/f/f/f$", true),
        ] {
            assert_eq!(answer(text), Progress::Light(light), "{text}");
        }
        assert_eq!(answer("11;rgb:ff"), Progress::Open);
        for none in ["hello$", "11;rgb:zz/zz/zz$", "11;rgb:fffff/0/0$", "11;rgb:$", &"1".repeat(60)] {
            assert_eq!(answer(none), Progress::None, "{none}");
        }
    }
}
