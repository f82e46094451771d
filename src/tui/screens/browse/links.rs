//! What a page names and can be followed: codes, modifiers, denials, administration codes, sources, addresses.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::content::{RAISED, cited};
use super::find::row_text;
use super::state::{Browse, Focus};
use crate::catalog::DrugLine;
use crate::page::{self, Line, Pane, Role};
use crate::text;
use crate::tui::{Effect, Env, FrameLayout};

/// Something that is named.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Link {
    /// A code of the catalog.
    Code(String),
    /// A modifier of the table.
    Modifier(String),
    /// An administration code.
    Administration(String),
    /// A reason or a remark of a remittance.
    Denial(String),
    /// The number of a source.
    Source(usize),
    /// An address on the web.
    Address(String),
}

/// Everything named on the screen, with its place and what following it does.
fn visible(browse: &Browse, env: &Env, layout: &FrameLayout) -> Vec<(Position, Vec<Effect>)> {
    let mut found = Vec::new();
    for (body, rows, first, pane) in [
        (layout.page_body, layout.rows.rows(), layout.page_first, browse.page.pane),
        (layout.second.body, layout.second.rows.rows(), layout.second.first, browse.page.second()),
    ] {
        for (y, row) in (body.y..body.bottom()).zip(rows.iter().skip(first)) {
            for (columns, link) in in_row(browse, env, row) {
                let x = body.x.saturating_add(columns.start);
                if x < body.right() {
                    found.push((Position { x, y }, follow(browse, env, pane, link)));
                }
            }
        }
    }
    found
}

/// What following the thing under a cell does; nothing where nothing is named there.
pub(super) fn at(browse: &Browse, env: &Env, layout: &FrameLayout, at: Position) -> Option<Vec<Effect>> {
    let body: Rect = layout.page_body;
    let row = layout.rows.rows().get(layout.page_first + usize::from(at.y.checked_sub(body.y)?)).filter(|_| body.contains(at))?;
    let column = at.x - body.x;
    let (_, link) = in_row(browse, env, row).into_iter().find(|(columns, _)| columns.contains(&column))?;
    Some(follow(browse, env, browse.page.pane, link))
}

fn follow(browse: &Browse, env: &Env, pane: Pane, link: Link) -> Vec<Effect> {
    let catalog = &env.catalog;
    let code = browse.code(env).map(|code| code.code.as_str());
    match link {
        Link::Code(code) => vec![Effect::Go(code)],
        Link::Modifier(modifier) => {
            let lines = page::modifier_lines(catalog, &modifier).unwrap_or_default();
            vec![Effect::Text(format!("Modifier {modifier}"), lines)]
        }
        Link::Administration(number) => {
            let lines = page::administration_lines(catalog, std::slice::from_ref(&number));
            vec![Effect::Text(format!("Administration code {number}"), lines)]
        }
        Link::Denial(word) => {
            let denial = catalog.denial(std::slice::from_ref(&word), code, None, browse.date);
            let mut lines = page::denial_lines(&denial, page::IN_TRAINING);
            lines.extend(page::special_denial_lines(catalog, code, &denial, browse.date));
            vec![Effect::Text(format!("Denial code {word}"), lines)]
        }
        Link::Source(number) => {
            let ids = browse.code(env).map(|code| cited(browse, env, code, pane).1).unwrap_or_default();
            let lines = page::cited_lines(catalog, &ids);
            let one = number.checked_sub(1).and_then(|at| lines.get(at)).cloned();
            vec![Effect::Text(format!("Source {number}"), one.into_iter().collect())]
        }
        Link::Address(address) => Effect::copy(&address.clone(), address),
    }
}

/// What a row names, by its columns.
fn in_row(browse: &Browse, env: &Env, row: &Line) -> Vec<(Range<u16>, Link)> {
    let words = row_text(env, row);
    let here = browse.code(env).map_or("", |code| code.code.as_str());
    let column = |at: usize| u16::try_from(text::width(&words[..at])).unwrap_or(u16::MAX);
    let mut found = Vec::new();
    for (range, is_code) in tokens(env, row) {
        if let Some(link) = link(env, &words, range.clone(), is_code).filter(|link| *link != Link::Code(here.to_owned())) {
            found.push((column(range.start)..column(range.end), link));
        }
    }
    found
}

/// The words of a row, and whether each is written as a code.
fn tokens(env: &Env, row: &Line) -> Vec<(Range<usize>, bool)> {
    let mut tokens: Vec<(Range<usize>, bool)> = Vec::new();
    let mut start = 0;
    for span in &row.spans {
        let words = env.date_format.apply(&span.text);
        let mut at = 0;
        let is_part = |c: char| c.is_ascii_alphanumeric() || RAISED.contains(&c);
        for piece in words.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            if word.contains("://") || word.contains(".gov/") || word.contains(".com/") {
                tokens.push((start + at..start + at + word.trim_end_matches([',', '.']).len(), false));
            } else {
                let mut from = None;
                for (i, c) in word.char_indices().chain([(word.len(), ' ')]) {
                    match (is_part(c), from) {
                        (true, None) => from = Some(i),
                        (false, Some(begin)) => {
                            tokens.push((start + at + begin..start + at + i, span.role == Role::Code));
                            from = None;
                        }
                        _ => {}
                    }
                }
            }
            at += piece.len();
        }
        start += words.len();
    }
    tokens
}

fn link(env: &Env, words: &str, range: Range<usize>, is_code: bool) -> Option<Link> {
    let (word, before, after) = (&words[range.clone()], &words[..range.start], &words[range.end..]);
    let reference = env.catalog.reference();
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if word.contains('.') || word.contains("://") {
        return Some(Link::Address(word.to_owned()));
    }
    if word.chars().all(|c| RAISED.contains(&c)) {
        let number =
            word.chars().filter_map(|c| RAISED.iter().position(|r| *r == c)).fold(0usize, |n, d| n.saturating_mul(10).saturating_add(d));
        return Some(Link::Source(number));
    }
    if word.len() == 5 && digits >= 4 {
        if env.catalog.position(word).is_some() {
            return Some(Link::Code(word.to_owned()));
        }
        return reference.administration.iter().any(|a| a.code == word).then(|| Link::Administration(word.to_owned()));
    }
    let carc = before.ends_with("CARC ") || ["CO-", "PR-", "OA-", "PI-"].iter().any(|group| before.ends_with(group));
    if carc && reference.denials.carc.iter().any(|c| c.code == word) {
        return Some(Link::Denial(word.to_owned()));
    }
    if word.starts_with(['M', 'N']) && digits > 0 && reference.denials.rarc.iter().any(|r| r.code == word) {
        return Some(Link::Denial(word.to_owned()));
    }
    // `PD-1` is a protein, `50` a number: in prose a modifier has letters alone and stands alone.
    let alone = is_code || (digits == 0 && !after.starts_with('-') && !before.ends_with(['-', '/']));
    let is_modifier =
        word.len() == 2 && alone && reference.modifiers.iter().any(|m| m.code == word && (is_code || m.drug_line != DrugLine::No));
    is_modifier.then(|| Link::Modifier(word.to_owned()))
}

impl Browse {
    /// Labels for everything named on the screen.
    pub(super) fn labels(&self, env: &Env, layout: &FrameLayout) -> Effect {
        let found = if self.focus == Focus::Page { visible(self, env, layout) } else { Vec::new() };
        if found.is_empty() { Effect::say("nothing to follow is named here") } else { Effect::Labels(found) }
    }

    /// The list of the sources that the pane cites by number.
    pub(super) fn sources(&self, env: &Env) -> Effect {
        let ids = self.code(env).map(|code| cited(self, env, code, self.page.pane).1).unwrap_or_default();
        if ids.is_empty() {
            return Effect::say("this pane cites no document");
        }
        Effect::Text(format!("Sources of {}", self.page.pane.title()), page::cited_lines(&env.catalog, &ids))
    }
}
