//! `config.toml`: what a user may set, and how a mistake in a user's file is named.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::text;

/// The settings of `config.toml`. Every key may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// `auto` for the terminal's background, a shipped theme (`dark`, `light`, `high-contrast`, `monochrome`) or one's own `theme-<name>.toml`.
    pub theme: String,
    /// How boxes are drawn.
    pub borders: Borders,
    /// Whether the browser takes the mouse; without it the terminal selects text.
    pub mouse: bool,
    /// Whether addresses on the screen are links of the terminal.
    pub hyperlinks: bool,
    /// Whether the browser remembers searches, orders and the page read last.
    pub session: bool,
    /// Whether plain lines take the place of the browser.
    pub plain: bool,
    /// The date of service to start with, in place of today.
    pub date: Option<Date>,
    /// How the browser writes dates.
    pub date_format: DateFormat,
    /// The pane a page opens with: `overview`, `modifiers` ...
    pub pane: String,
    /// The payer whose rules hold where none is named.
    pub payer: Option<String>,
    /// `office`, `outpatient`, `asc` or `dme` where none is named.
    pub setting: Option<String>,
    /// The state of the practice, two letters: whose coverage documents hold.
    pub state: Option<String>,
    /// The Medicare contractor, where no state is set.
    pub contractor: Option<String>,
}

/// How boxes are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Borders {
    /// Single lines.
    #[default]
    Plain,
    /// Single lines with round corners.
    Rounded,
    /// `+`, `-` and `|`, for terminals and fonts without line drawing.
    Ascii,
}

/// How the browser writes dates. Both are ten columns wide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateFormat {
    /// `2026-11-22`.
    Iso,
    /// `11/22/2026`.
    #[default]
    Us,
}

impl DateFormat {
    /// The text with its dates written so. What only looks like a date, or is a part of an identifier, stays.
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        if self == DateFormat::Iso || text.len() < DATE {
            return Cow::Borrowed(text);
        }
        let bytes = text.as_bytes();
        let part_of_more = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/'));
        let mut out = String::new();
        let mut done = 0;
        for at in 0..=bytes.len() - DATE {
            let alone = at >= done && !part_of_more(at.checked_sub(1).and_then(|i| bytes.get(i))) && !part_of_more(bytes.get(at + DATE));
            let date = text.get(at..at + DATE).filter(|_| alone && bytes[at].is_ascii_digit()).and_then(|d| d.parse::<Date>().ok());
            if let Some(date) = date {
                out.push_str(&text[done..at]);
                out.push_str(&format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year()));
                done = at + DATE;
            }
        }
        if done == 0 { Cow::Borrowed(text) } else { Cow::Owned(out + &text[done..]) }
    }
}

/// The columns of a date.
const DATE: usize = 10;

/// `config.toml` as read: its settings, what is wrong with others, and where each stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What holds: the settings that are right, and the defaults.
    pub config: Config,
    /// What is wrong; such a setting keeps its default.
    pub mistakes: Vec<Mistake>,
    file: String,
    lines: BTreeMap<String, usize>,
}

impl Settings {
    /// The defaults, where the file cannot be read.
    pub fn unread(mistake: Mistake) -> Settings {
        Settings { mistakes: vec![mistake], ..Settings::default() }
    }

    /// Reads the file setting by setting, so that a mistake in one leaves the others as they are written.
    pub fn read(file: &str, text: &str) -> Settings {
        let mut settings = Settings { file: file.to_owned(), ..Settings::default() };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |s| s.start);
                settings.mistakes.push(Mistake::at(file, text, at, error.message().trim().replace('\n', ", ")));
                return settings;
            }
        };
        let mut right = String::new();
        for (key, value) in table.get_ref() {
            let name = key.get_ref().as_ref();
            let at = key.span().start;
            settings.lines.insert(name.to_owned(), Mistake::at(file, text, at, "").line);
            let written = text.get(at..value.span().end).unwrap_or(name);
            match read::<Config>(file, written) {
                Ok(_) => right = right + written + "\n",
                Err(mistake) => settings.mistakes.push(settings.mistake(name, &mistake.message)),
            }
        }
        match read(file, &right) {
            Ok(config) => settings.config = config,
            Err(mistake) => settings.mistakes.push(mistake),
        }
        settings
    }

    /// A mistake in the value of a setting: `config.toml:3: payer: what is wrong, what to do`.
    pub fn mistake(&self, key: &str, message: &str) -> Mistake {
        let line = self.lines.get(key).copied().unwrap_or_default();
        Mistake { file: self.file.clone(), line, message: format!("{key}: {message}") }
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            theme: "auto".to_owned(),
            hyperlinks: true,
            session: true,
            plain: false,
            borders: Borders::default(),
            mouse: true,
            date: None,
            date_format: DateFormat::default(),
            pane: "overview".to_owned(),
            payer: None,
            setting: None,
            state: None,
            contractor: None,
        }
    }
}

/// Something wrong in a user's file: `config.toml:3: what is wrong, what to do`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// The file's path or name.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", text::clean(&self.file), text::message(&self.message)),
            line => write!(f, "{}:{line}: {}", text::clean(&self.file), text::message(&self.message)),
        }
    }
}

impl Mistake {
    /// A mistake at a byte of the file's text.
    pub fn at(file: &str, text: &str, byte: usize, message: impl Into<String>) -> Mistake {
        let line = text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1;
        Mistake { file: file.to_owned(), line, message: message.into() }
    }
}

/// Reads a whole TOML file into a value.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Mistake> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |s| s.start);
        Mistake::at(file, text, at, error.message().trim().replace('\n', ", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comments of the sample that begin with `# key =` are settings; other comments are words.
    fn uncommented(sample: &str) -> String {
        let is_setting = |l: &str| l.strip_prefix("# ").is_some_and(|l| l.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')));
        sample.lines().map(|l| if is_setting(l) { &l[2..] } else { l }).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_sample_loads_as_it_is_and_uncommented() {
        let sample = include_str!("../assets/config.toml");
        assert_eq!(read::<Config>("config.toml", sample), Ok(Config::default()));
        let all = uncommented(sample);
        for key in ["theme", "borders", "mouse", "date", "date-format", "pane", "payer", "setting", "state", "contractor"] {
            assert!(all.lines().any(|l| l.starts_with(&format!("{key} = "))), "{key} is not in the sample");
        }
        let config = read::<Config>("config.toml", &all).unwrap();
        let named = |c: &Config| [c.payer.clone(), c.setting.clone(), c.state.clone(), c.contractor.clone()];
        let [payer, setting, state, contractor] = named(&config);
        assert!(named(&config).iter().all(Option::is_some));
        assert_eq!(config, Config { date: config.date, payer, setting, state, contractor, ..Config::default() });
        assert!(config.date.is_some());
    }

    #[test]
    fn a_mistake_names_file_line_and_key() {
        let told = |text: &str| Settings::read("config.toml", text).mistakes[0].to_string();
        assert_eq!(told("mouse = true\nthem = \"dark\"").split(", expected").next(), Some("config.toml:2: them: unknown field `them`"));
        assert!(told("borders = \"round\"").starts_with("config.toml:1: borders: unknown variant `round`, expected one of"));
        assert!(told("mouse = ").starts_with("config.toml:1: "));
        assert!(told("\n\ndate = \"2026-02-30\"").starts_with("config.toml:3: date: "));
        assert!(told("[theme]\nname = \"dark\"").starts_with("config.toml:1: theme: "));
    }

    #[test]
    fn a_mistake_leaves_the_other_settings() {
        let read = Settings::read("config.toml", "theme = \"light\"\nmouse = 3\npane = \"price\"\n");
        assert_eq!((read.config.theme.as_str(), read.config.pane.as_str(), read.config.mouse), ("light", "price", true));
        assert_eq!(read.mistakes.len(), 1);
        assert!(read.mistakes[0].to_string().starts_with("config.toml:2: mouse: invalid type"), "{}", read.mistakes[0]);
    }

    #[test]
    fn dates_are_written_as_wished_and_nothing_else() {
        let us = |text: &str| DateFormat::Us.apply(text).into_owned();
        assert_eq!(us("active since 2016-01-01."), "active since 01/01/2016.");
        assert_eq!(us("2016-01-01 until 2026-12-31"), "01/01/2016 until 12/31/2026");
        for same in ["cms-list-2025-06-20", "50242-0917-01", "2026-13-01", "2026-02-30", "", "é2026-1", "list 2025-06", "12026-01-01"] {
            assert_eq!(us(same), same);
        }
        assert_eq!(DateFormat::Iso.apply("2016-01-01"), "2016-01-01");
    }
}
