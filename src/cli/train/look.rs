//! `look` while a case is worked in plain lines: the whole catalog, as the browser's look-up opens it.

use crate::catalog::{Catalog, Date};
use crate::page::{self, Line, Pane, Role};
use crate::search;
use crate::storage::user_catalog;

/// The most hits of a search.
const MOST: usize = 8;

/// What the catalog holds for words: codes of a remittance, a billing code, or whatever a search finds.
pub fn look_up(catalog: &Catalog, words: &str, on: Date) -> Vec<Line> {
    let words = words.trim();
    if words.is_empty() {
        return vec![Line::of(Role::Text, "look WORDS: a denial code, a drug or its code, as in look CO-16 N822 or look nivolumab")];
    }
    if let Some(code) = catalog.code(&words.to_uppercase()) {
        let mut lines = vec![page::title(code)];
        for pane in [Pane::Overview, Pane::Modifiers, Pane::Products] {
            lines.extend(match pane {
                Pane::Products => page::products(catalog, code, on, page::Sorting::default(), false),
                pane => page::viewed(catalog, code, pane, on, page::View { all: false, sources: false }),
            });
        }
        return lines;
    }
    let asked: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let denial = catalog.denial(&asked, None, None, on);
    if !denial.is_empty() {
        return page::denial_lines(&denial, page::PLAY);
    }
    let index = user_catalog::index(catalog);
    let found = index.find(words, on, MOST);
    let mut lines: Vec<Line> = found.cards().iter().flat_map(|card| page::card_lines(catalog, &index, card, words, on)).collect();
    let codes = (0..found.len())
        .filter_map(|row| index.hit(&found, row))
        .filter_map(|hit| catalog.codes().get(hit.position))
        .map(|code| Line::of(Role::Code, format!("{}  ", code.code)).with(Role::Text, format!("{}, {}", code.title(), code.unit.text())));
    lines.extend(codes);
    if lines.is_empty() {
        let near: Vec<&str> = search::nearest_codes(catalog, words, on, 3).into_iter().map(|code| code.code.as_str()).collect();
        let near = if near.is_empty() { String::new() } else { format!("; near: {}", near.join(", ")) };
        lines.push(Line::of(Role::Text, format!("no match{near}")));
    }
    lines
}
