//! What every command works with, and the small things that commands share.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use super::{json, style};
use crate::catalog::{Catalog, Code, Date};
use crate::exit::UserError;
use crate::storage::user_catalog::Paths;

/// What a command works with: everything from outside comes in here.
pub struct CommandContext<'a> {
    /// The catalog, overlays laid over.
    pub catalog: &'a Catalog,
    /// The date of service.
    pub date: Date,
    /// Answer with one JSON document.
    pub json: bool,
    /// Color is welcome on stdout.
    pub color: bool,
    /// How wide the answer may be.
    pub columns: usize,
    /// Answers go to a terminal.
    pub on_terminal: bool,
    /// Answers are read aloud: what is drawn with characters is left out.
    pub spoken: bool,
    /// The user's directories.
    pub paths: &'a Paths,
    /// Environment, home and what is wrong with the browser's files, for a bug report.
    pub environment: &'a dyn Fn() -> Environment,
    /// Seconds since the command began, for a time limit.
    pub clock: &'a dyn Fn() -> u64,
    /// What stands for the file name `-`.
    pub input: &'a mut dyn Read,
    /// Answers.
    pub out: &'a mut dyn Write,
    /// Reasons.
    pub err: &'a mut dyn Write,
}

impl CommandContext<'_> {
    /// Writes the lines of a page, wrapped to the width.
    ///
    /// # Errors
    /// Output cannot be written.
    pub fn lines(&mut self, lines: &[crate::page::Line]) -> anyhow::Result<()> {
        let (columns, spoken) = (self.columns, self.spoken);
        lines
            .iter()
            .map(|line| if spoken { line.spoken() } else { line.clone() })
            .try_for_each(|line| line.wrap(columns).iter().try_for_each(|row| self.row(row)))
    }

    /// Writes one row as it is.
    ///
    /// # Errors
    /// Output cannot be written.
    pub fn row(&mut self, row: &crate::page::Line) -> anyhow::Result<()> {
        writeln!(self.out, "{}", style::row(row, self.color))?;
        Ok(())
    }

    /// Writes one JSON document.
    ///
    /// # Errors
    /// Output cannot be written.
    pub fn json(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        json::write(self.out, value)?;
        writeln!(self.out)?;
        Ok(())
    }
}

/// A word to people beside the answer: it may repeat what stands in a file or was typed, so it is cleaned.
///
/// # Errors
/// It cannot be written.
pub fn note(err: &mut dyn Write, message: &str) -> io::Result<()> {
    writeln!(err, "jdex: {}", crate::text::message(message))
}

/// A code of the catalog.
///
/// # Errors
/// There is no such code.
pub fn code<'a>(desk: &CommandContext<'a>, code: &str) -> Result<&'a Code, UserError> {
    let message = || format!("{code} is no code of this catalog; `jdex search {code}` looks for near ones");
    desk.catalog.code(code).ok_or_else(|| UserError::new("unknown-code", message()))
}

pub fn parse_date(text: &str) -> Result<Date, String> {
    crate::text::date::parse(text)
}

/// What only the outermost part of the program knows.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Variables that decide how a terminal is used, with their values; those that only matter by being set hold `set`.
    pub environment: Vec<(&'static str, String)>,
    /// The home directory, which is shown as `~`.
    pub home: Option<PathBuf>,
    /// What the browser says of `config.toml`, `keys.toml` and the theme.
    pub problems: Vec<String>,
}
