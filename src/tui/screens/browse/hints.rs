//! What the key bar says of list and page.

use super::state::{Browse, Focus, Scope};
use crate::page::Pane;
use crate::tui::{Action, Hint};

/// The actions that matter now, the most useful first.
pub(super) fn hints(browse: &Browse) -> Vec<Hint> {
    use Action::{
        Back, Bookmark, Checklist, Compare, Copy, Date, Diagnosis, Find, Fold, Leader, NextCode, NextPane, Open, Palette, Reverse, Search,
        Sort,
    };
    let is_listed = !browse.list.rows.is_empty() && !browse.is_home();
    let is_back =
        !browse.list.query.value().is_empty() || browse.list.scope != Scope::All || browse.home.chosen.is_some() || !browse.is_home();
    if browse.is_finding() {
        return vec![(Open, "keep"), (Back, "end")];
    }
    let named: &[Action] = match (browse.focus, browse.page.pane) {
        (Focus::List, _) => &[Open, Leader, Palette, Date, Copy, NextPane, Bookmark, Back],
        (_, Pane::Products) => &[Leader, Sort, Reverse, Find, NextPane, Search, Copy, Date, Back],
        (_, Pane::Coverage) => &[Leader, Diagnosis, Find, NextPane, Search, Fold, Copy, Date, Compare, Back],
        (_, Pane::Documentation) => &[Leader, Checklist, Find, NextPane, Search, Copy, Date, Back],
        _ => &[Leader, Find, NextPane, Search, Copy, Date, Compare, Bookmark, NextCode, Open, Back],
    };
    let is_useful = |action: &&Action| match **action {
        _ if browse.focus != Focus::List => true,
        Back => is_back,
        Open => is_listed || browse.is_home(),
        Copy | Bookmark | NextPane => is_listed,
        _ => true,
    };
    let words = |action: Action| match action {
        Back if browse.focus == Focus::Page && browse.is_asked() => "clear",
        _ => "",
    };
    named.iter().filter(is_useful).map(|action| (*action, words(*action))).collect()
}
