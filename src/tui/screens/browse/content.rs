//! What the panes of the page say, as rows of a width.

use ratatui::layout::Rect;

use super::state::Browse;
use crate::catalog::Code;
use crate::config::Borders;
use crate::page::{self, CoverageQuestion, Pane, Role, View};
use crate::tui::widgets::NO_BREAK;
use crate::tui::{Action, Context, Env, PageKey};

/// The digits of a raised number.
pub(super) const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// `¹²`.
fn raised(number: usize) -> String {
    number.to_string().bytes().filter_map(|digit| RAISED.get(usize::from(digit - b'0'))).collect()
}

/// What decides the rows of a pane.
pub(super) fn key(browse: &Browse, code: &Code, pane: Pane, body: Rect) -> PageKey {
    (code.code.clone(), pane, browse.page.sorting, browse.page.is_unfolded, browse.asked.clone(), browse.date, body.width)
}

/// The rows of a pane, its sources as numbers.
pub(super) fn pane_rows(browse: &Browse, env: &Env, code: &Code, pane: Pane, width: u16) -> Vec<page::Line> {
    let (lines, _) = cited(browse, env, code, pane);
    rows(&lines, width)
}

/// What a pane says, its sources as numbers, and their ids in the order of these.
pub(super) fn cited(browse: &Browse, env: &Env, code: &Code, pane: Pane) -> (Vec<page::Line>, Vec<String>) {
    let mut lines = lines(browse, env, code, pane);
    let ascii = env.theme.borders == Borders::Ascii;
    let ids = page::mark_sources(&mut lines, |n| if ascii { format!("[{n}]") } else { raised(n) });
    lines
        .iter_mut()
        .flat_map(|line| &mut line.spans)
        .filter(|span| span.role == Role::Source)
        .for_each(|span| span.text = tied(&span.text));
    let unfold = env.keymap.key(Context::Page, Action::Fold).unwrap_or_default();
    let folded = lines.iter_mut().filter_map(|line| line.spans.first_mut()).filter(|span| span.role == Role::Muted);
    folded.for_each(|span| span.text = span.text.replacen("Folded: ", &format!("Folded, {unfold} unfolds: "), 1));
    (lines, ids)
}

/// Numbers of sources, and years, tied to what stands before them: no row begins with one.
fn tied(marks: &str) -> String {
    let mut out = String::new();
    for (at, c) in marks.char_indices() {
        let next = marks[at + c.len_utf8()..].trim_start_matches('[').chars().next();
        let is_tied = c == ' ' && next.is_some_and(|next| next.is_ascii_digit() || RAISED.contains(&next));
        out.push(if is_tied { NO_BREAK } else { c });
    }
    out
}

/// What a pane says of a code, the packages in the order chosen.
pub(super) fn lines(browse: &Browse, env: &Env, code: &Code, pane: Pane) -> Vec<page::Line> {
    match pane {
        Pane::Products => page::products(&env.catalog, code, browse.date, browse.page.sorting, browse.page.is_unfolded),
        Pane::Coverage => {
            let (jurisdiction, diagnoses) = (env.jurisdiction(&browse.asked), browse.asked.diagnoses.as_slice());
            let question = CoverageQuestion { jurisdiction, diagnoses, whole_lists: browse.page.is_unfolded, only: false };
            page::coverage_lines(&env.catalog, code, browse.date, &question)
        }
        _ => {
            let shown = browse.page.is_unfolded;
            page::viewed(&env.catalog, code, pane, browse.date, View { all: shown, sources: true })
        }
    }
}

impl Browse {
    /// Decodes what the pages of all codes need, behind the first frame: no key waits for it then.
    pub(crate) fn prepare(&self, env: &Env) {
        let listed = self.list.results.position(self.list.selected);
        let Some(code) = listed.and_then(|position| env.catalog.codes().get(position)) else { return };
        page::strip_cells(&env.catalog, code, self.date);
        for pane in [self.page.pane, self.page.second()] {
            lines(self, env, code, pane);
        }
    }
}

/// Lines wrapped to a width.
pub(super) fn rows(lines: &[page::Line], width: u16) -> Vec<page::Line> {
    lines.iter().flat_map(|line| line.wrap(usize::from(width))).collect()
}

#[cfg(test)]
mod tests {
    use super::{raised, tied};

    #[test]
    fn numbers_are_tied_to_their_sentence() {
        assert_eq!(tied(" [secondary] ² ³"), " [secondary]\u{a0}²\u{a0}³");
        assert_eq!(tied(" [12]"), "\u{a0}[12]");
    }

    #[test]
    fn numbers_are_raised() {
        assert_eq!((raised(1), raised(20), raised(307)), ("¹".to_owned(), "²⁰".to_owned(), "³⁰⁷".to_owned()));
    }
}
