//! Find in page: the rows of the page that hold a text.

use std::ops::Range;

use tui_input::Input;

use crate::page::Line;
use crate::tui::Env;

/// A search in the page.
#[derive(Clone, Debug)]
pub(crate) struct Find {
    /// The text that is searched.
    pub query: Input,
    /// Letters are typed into the query.
    pub is_typed: bool,
    /// The row of the current match.
    pub row: Option<usize>,
    /// The page opens at the first match, until it is scrolled.
    pub is_opening: bool,
    /// The sentence from which on the page opens at a match.
    pub sentence: String,
}

impl Find {
    /// A search that is being typed.
    pub fn typing() -> Find {
        Find { query: Input::default(), is_typed: true, row: None, is_opening: false, sentence: String::new() }
    }

    /// A search for a text, at whose first match in a sentence the page opens.
    pub fn opening(text: &str, sentence: &str) -> Find {
        let query = Input::new(text.to_owned());
        Find { query, is_typed: false, row: None, is_opening: true, sentence: sentence.to_owned() }
    }

    /// Where a row's text holds the query, in bytes; letters of ASCII in either case.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let (text, query) = (text.to_ascii_lowercase(), self.query.value().trim().to_ascii_lowercase());
        if query.is_empty() {
            return Vec::new();
        }
        text.match_indices(&query).map(|(at, found)| at..at + found.len()).collect()
    }

    /// The rows that hold the query.
    fn matches(&self, env: &Env, rows: &[Line]) -> Vec<usize> {
        (0..rows.len()).filter(|i| !self.ranges(&row_text(env, &rows[*i])).is_empty()).collect()
    }

    /// The row at which the page opens, if it opens at a match.
    pub fn opening_row(&self, env: &Env, rows: &[Line]) -> Option<usize> {
        if !self.is_opening || self.row.is_some() {
            return None;
        }
        let from = sentence_row(env, rows, &self.sentence).unwrap_or(0);
        let matches = self.matches(env, rows);
        matches.iter().find(|row| **row >= from).or(matches.first()).copied()
    }

    /// Goes to the first match from a row on, around the end.
    pub fn start(&mut self, env: &Env, rows: &[Line], from: usize) {
        let matches = self.matches(env, rows);
        self.row = matches.iter().find(|row| **row >= from).or(matches.first()).copied();
    }

    /// Goes to the next match or the one before, around the ends; without a current one from a row on.
    pub fn step(&mut self, env: &Env, rows: &[Line], from: usize, forward: bool) {
        let matches = self.matches(env, rows);
        let here = self.row.unwrap_or(from);
        self.row = if forward {
            matches.iter().find(|row| **row > here).or(matches.first())
        } else {
            matches.iter().rfind(|row| **row < here).or(matches.last())
        }
        .copied();
    }

    /// `2 of 7 rows`, or that there is no match.
    pub fn count(&self, env: &Env, rows: &[Line]) -> String {
        let matches = self.matches(env, rows);
        match (self.query.value().trim().is_empty(), matches.len()) {
            (true, _) => String::new(),
            (false, 0) => "no match".to_owned(),
            (false, all) => {
                let here = self.row.or_else(|| self.opening_row(env, rows));
                let place = here.and_then(|row| matches.iter().position(|m| *m == row)).map_or(0, |i| i + 1);
                format!("{place} of {all}")
            }
        }
    }
}

/// The row in which a sentence begins.
fn sentence_row(env: &Env, rows: &[Line], sentence: &str) -> Option<usize> {
    let (mut page, mut starts) = (String::new(), Vec::new());
    for row in rows {
        starts.push(page.len());
        page.push_str(row_text(env, row).trim());
        page.push(' ');
    }
    let at = page.find(env.date_format.apply(sentence).trim())?;
    starts.partition_point(|start| *start <= at).checked_sub(1)
}

/// A row as it is drawn, its dates as the user writes them.
pub(super) fn row_text(env: &Env, row: &Line) -> String {
    row.spans.iter().map(|span| env.date_format.apply(&span.text).into_owned()).collect()
}
