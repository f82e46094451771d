//! `config.toml`: what a user may set, and how a mistake in a user's file is named.

use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::text;

/// The settings of `config.toml`. Every key may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// A shipped theme (`dark`, `light`, `high-contrast`, `monochrome`) or one's own `theme-<name>.toml`.
    pub theme: String,
    /// How boxes are drawn.
    pub borders: Borders,
    /// Whether the browser takes the mouse; without it the terminal selects text.
    pub mouse: bool,
    /// The date of service to start with, in place of today.
    pub date: Option<Date>,
    /// The pane a page opens with: `overview`, `modifiers` ...
    pub pane: String,
    /// The payer whose rules hold where none is named.
    pub payer: Option<String>,
    /// `office`, `outpatient`, `asc` or `dme` where none is named.
    pub setting: Option<String>,
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

impl Default for Config {
    fn default() -> Config {
        Config {
            theme: "dark".to_owned(),
            borders: Borders::default(),
            mouse: true,
            date: None,
            pane: "overview".to_owned(),
            payer: None,
            setting: None,
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
        for key in ["theme", "borders", "mouse", "date", "pane", "payer", "setting"] {
            assert!(all.lines().any(|l| l.starts_with(&format!("{key} = "))), "{key} is not in the sample");
        }
        let config = read::<Config>("config.toml", &all).unwrap();
        assert_eq!(config, Config { date: config.date, payer: config.payer.clone(), setting: config.setting.clone(), ..Config::default() });
        assert!(config.date.is_some() && config.payer.is_some() && config.setting.is_some());
    }

    #[test]
    fn a_mistake_names_file_line_and_key() {
        let told = |text: &str| read::<Config>("config.toml", text).unwrap_err().to_string();
        assert_eq!(told("mouse = true\nthem = \"dark\"").split(", expected").next(), Some("config.toml:2: unknown field `them`"));
        assert!(told("borders = \"round\"").starts_with("config.toml:1: unknown variant `round`, expected one of"));
        assert!(told("mouse = ").starts_with("config.toml:1: "));
        assert!(told("\n\ndate = \"2026-02-30\"").starts_with("config.toml:3: "));
    }
}
