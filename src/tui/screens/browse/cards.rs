//! Cards of what was searched and is no code: how they are shown in place of a page, and what opening one does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::content::rows;
use super::results::{Entry, Results};
use super::state::{Browse, Focus};
use crate::catalog::Code;
use crate::coverage::Diagnosis;
use crate::page::{self, Role};
use crate::search::{Card, CardKind};
use crate::tui::widgets::{draw_footer, draw_frame, draw_lines, padded};
use crate::tui::{CoverageAsked, Effect, Env, FrameLayout, Meaning, MenuItem, Target};

/// Longer lines are hard to read.
const READABLE: u16 = 110;

/// Draws what the selected line says where it is no code; false where it is one, or nothing is listed.
pub(super) fn draw(browse: &Browse, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) -> bool {
    let Some((title, key)) = title(browse, env) else { return false };
    layout.targets.push((area, Target::Page));
    let title = Line::styled(format!(" {title} "), env.theme.style(Meaning::Title));
    let inner = draw_frame(env, area, [title, Line::default()], false, buf);
    let body = Rect { width: padded(inner).width.min(READABLE), ..padded(inner) };
    let query = browse.list.query.value().to_owned();
    let shown = layout.card.get((key, query, browse.date, body.width), || rows(&lines(browse, env), body.width));
    draw_lines(env, shown, 0, body, buf);
    if shown.len() > usize::from(body.height) && area.bottom() > inner.bottom() {
        draw_footer(env, area, &format!(" 1-{} of {} ", body.height, shown.len()), buf);
    }
    true
}

/// The title over what the selected line says, and what tells it from that of other lines of the query.
fn title(browse: &Browse, env: &Env) -> Option<(String, String)> {
    let results = &browse.list.results;
    let title = match results.entry(browse.list.selected)? {
        Entry::Card(_) => match results.card(browse.list.selected)? {
            // Explained together.
            Card { kind: CardKind::Carc | CardKind::Rarc, .. } => format!("Denial {}", denial_words(browse, env)),
            card => page::card_title(card),
        },
        Entry::Suggestion(number) => format!("Did you mean {}?", results.suggestion(number)?),
        Entry::Mentions(_) => "Mentioned in notes".to_owned(),
        _ => return None,
    };
    let key = results.card(browse.list.selected).map_or_else(|| title.clone(), |card| format!("{:?} {}", card.kind, card.id));
    Some((title, key))
}

/// What the selected line says.
fn lines(browse: &Browse, env: &Env) -> Vec<page::Line> {
    let results = &browse.list.results;
    let query = browse.list.query.value();
    let text = |words: String| page::Line::of(Role::Text, words);
    match results.entry(browse.list.selected) {
        Some(Entry::Card(_)) => results.card(browse.list.selected).map(|card| card_lines(browse, env, card)).unwrap_or_default(),
        Some(Entry::Suggestion(number)) => {
            let meant = results.suggestion(number).unwrap_or_default();
            vec![text(format!("No code, name or brand holds \"{}\" as typed. Enter searches \"{meant}\".", query.trim()))]
        }
        Some(Entry::Mentions(codes)) => {
            let codes = if codes == 1 { "1 code is".to_owned() } else { format!("{codes} codes are") };
            vec![text(format!(
                "{codes} not found by name, brand, class or indication: only a note mentions the words. Enter lists them with the sentence, or folds them again."
            ))]
        }
        _ => Vec::new(),
    }
}

fn denial_words(browse: &Browse, env: &Env) -> String {
    page::denial_words(&env.catalog, browse.list.query.value(), browse.date)
}

fn card_lines(browse: &Browse, env: &Env, card: &Card) -> Vec<page::Line> {
    page::card_lines(&env.catalog, &env.index, card, browse.list.query.value(), browse.date)
}

/// Opens what a card names: the denial look-up, the codes that list a diagnosis, or what is known of it.
pub(super) fn open(browse: &Browse, env: &Env, card: &Card) -> Vec<Effect> {
    match card.kind {
        CardKind::Carc | CardKind::Rarc => {
            vec![Effect::Denial(denial_words(browse, env))]
        }
        CardKind::Diagnosis => vec![diagnosis_menu(browse, env, card)],
        _ => vec![Effect::Text(page::card_title(card), card_lines(browse, env, card))],
    }
}

/// The codes that contractors list a diagnosis for; each opens its Coverage pane with the diagnosis asked.
fn diagnosis_menu(browse: &Browse, env: &Env, card: &Card) -> Effect {
    let asked = asked(browse, env, &browse.list.results);
    let listing = if asked.diagnoses.is_empty() { Vec::new() } else { page::codes_listing(&env.catalog, &card.id) };
    if listing.is_empty() {
        return Effect::Text(page::card_title(card), card_lines(browse, env, card));
    }
    let item = |(i, (code, _)): (usize, (&Code, Vec<String>))| MenuItem {
        key: char::from_digit(u32::try_from(i + 1).unwrap_or(99), 10),
        name: code.code.clone(),
        description: code.title().to_owned(),
        effects: vec![Effect::Go(code.code.clone()), Effect::Pane(page::Pane::Coverage), Effect::AskCoverage(asked.clone())],
    };
    Effect::Menu(format!("Coverage of {} for", card.id), listing.into_iter().enumerate().map(item).collect())
}

/// The diagnoses of the query, asked in the state that was asked before; those that cannot be billed are left out.
pub(super) fn asked(browse: &Browse, env: &Env, results: &Results) -> CoverageAsked {
    let named = results.cards().iter().filter(|card| card.kind == CardKind::Diagnosis);
    let diagnoses = named.filter_map(|card| Diagnosis::parse(&env.catalog, &card.id).ok()).collect();
    CoverageAsked { diagnoses, ..browse.asked.clone() }
}

impl Browse {
    /// Opens what the selected line names where that is no code; `None` where it is one.
    pub(super) fn open_entry(&mut self, env: &Env) -> Option<Vec<Effect>> {
        match self.list.results.entry(self.list.selected).filter(|_| self.focus == Focus::List)? {
            Entry::Card(_) => {
                let effects = open(self, env, self.list.results.card(self.list.selected)?);
                self.remember_query(env);
                Some(effects)
            }
            Entry::Suggestion(number) => {
                let meant = self.list.results.suggestion(number)?.to_owned();
                self.search(env, &meant);
                Some(Vec::new())
            }
            Entry::Mentions(_) => {
                self.list.results.toggle_mentions(&env.index);
                Some(Vec::new())
            }
            _ => None,
        }
    }
}
