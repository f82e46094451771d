//! Documentation checklists: those that apply to a code, as lines to tick and to copy.

use super::{Line, Role, notes};
use crate::catalog::{ALL, Catalog, Checklist, Code, Layer};

/// The checklists that apply to a code, the nearest layer first: its own, those of its classes, those of every drug.
pub fn checklists(catalog: &Catalog, code: &Code) -> Vec<Checklist> {
    let classes: Vec<String> = catalog.classes_of(&code.code).iter().map(|c| Layer::Class(c.id.clone()).as_str()).collect();
    let of_drugs = code.kind.is_administered();
    let distance = |list: &Checklist| match list.applies.as_str() {
        own if own == code.code => Some(0),
        class if classes.iter().any(|c| c == class) => Some(1),
        ALL if of_drugs => Some(2),
        _ => None,
    };
    let mut lists: Vec<(u8, Checklist)> =
        catalog.reference().checklists.iter().filter_map(|list| distance(list).map(|d| (d, list.clone()))).collect();
    lists.sort_by_key(|(distance, _)| *distance);
    lists.into_iter().map(|(_, list)| list).collect()
}

/// A list as lines: its title with its source, then `[ ]` or `[x]` before each item.
pub fn checklist_lines(list: &Checklist, is_ticked: impl Fn(usize) -> bool) -> Vec<Line> {
    let title = notes::sourced(Line::heading(list.title.clone()), list.confidence, &list.sources);
    let item = |(i, words): (usize, &String)| {
        let role = if is_ticked(i) { Role::Muted } else { Role::Text };
        Line::of(Role::Code, if is_ticked(i) { "[x] " } else { "[ ] " }).with(role, words.clone()).indented(0, 4)
    };
    std::iter::once(title).chain(list.items.iter().enumerate().map(item)).collect()
}

/// The titles for the pane of documentation, each with how much it asks.
pub(super) fn titles(catalog: &Catalog, code: &Code, all: bool) -> Vec<Line> {
    let (every, mut lists): (Vec<Checklist>, Vec<Checklist>) = checklists(catalog, code).into_iter().partition(|l| l.applies == ALL);
    if all {
        lists.extend(every.iter().cloned());
    }
    let mut lines = Vec::new();
    if !lists.is_empty() {
        lines.extend([Line::blank(), Line::heading("Checklists")]);
    }
    for list in lists {
        let whose = if list.applies == ALL { "" } else { ", for this kind of drug" };
        let count = format!("  {} items{whose}", list.items.len());
        lines.push(Line::of(Role::Muted, "- ").with(Role::Text, list.title).with(Role::Muted, count).indented(2, 4));
    }
    if !all && !every.is_empty() {
        let words = format!("Folded: {} checklists for every drug; `jdex checklist {}` prints them", every.len(), code.code);
        lines.push(Line::of(Role::Muted, words));
    }
    lines
}
