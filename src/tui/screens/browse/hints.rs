//! What the key bar says of list and page.

use super::state::{Browse, Focus, Scope};
use crate::page::Pane;
use crate::tui::{Action, FrameLayout, Hint};

/// The actions that matter now, the most useful first.
pub(super) fn hints(browse: &Browse, layout: &FrameLayout) -> Vec<Hint> {
    use Action::{
        Back, Bookmark, Checklist, Compare, Copy, Date, Diagnosis, Find, Fold, Leader, NextCode, NextPane, Open, Palette, Reverse, Search,
        Sort,
    };
    let is_listed = browse.has_code() && !browse.is_home();
    let is_searched = !browse.list.query.value().is_empty() || browse.list.scope != Scope::All;
    let is_back = is_searched || browse.looks_up.is_some() || browse.home.chosen.is_some() || !browse.is_home();
    if browse.is_finding() {
        return vec![(Open, "keep"), (Back, "end")];
    }
    let named: &[Action] = match (browse.focus, browse.page.pane) {
        (Focus::List, _) if browse.list.is_read => &[Find, Open, Search, Leader, Date, Copy, NextPane, Bookmark, Back],
        (Focus::List, _) => &[Open, Leader, Palette, Date, Copy, NextPane, Bookmark, Back],
        (_, Pane::Products) => &[Leader, Sort, Reverse, Find, NextPane, Search, Copy, Date, Back],
        (_, Pane::Coverage) => &[Leader, Diagnosis, Find, NextPane, Search, Fold, Copy, Date, Compare, Back],
        (_, Pane::Documentation) => &[Leader, Checklist, Find, NextPane, Search, Copy, Date, Back],
        _ => &[Leader, Find, NextPane, Search, Copy, Date, Compare, Bookmark, NextCode, Open, Back],
    };
    let is_useful = |action: &&Action| match **action {
        _ if browse.focus != Focus::List => true,
        Back => is_back,
        Open => !browse.list.results.is_empty() || browse.is_home(),
        Copy | Bookmark | NextPane => is_listed,
        _ => true,
    };
    let words = |action: Action| match action {
        Back if browse.focus == Focus::Page && browse.is_asked() => "clear",
        Find if browse.focus == Focus::List => "edit search",
        Search if browse.focus == Focus::List => "new search",
        Back if browse.focus == Focus::List && browse.looks_up.is_some() && !is_searched => "to training",
        Open if browse.focus == Focus::List && !browse.is_home() => browse.opening_verb(layout),
        _ => "",
    };
    named.iter().filter(is_useful).map(|action| (*action, words(*action))).collect()
}
