//! Where keys and the wheel lead within rows.

use super::action::Action;

/// Where an action leads from row `here`, between 0 and `end`, with `rows` on the screen.
pub(crate) fn scroll_target(action: Action, here: usize, end: usize, rows: usize) -> usize {
    let page = rows.saturating_sub(1).max(1);
    let there = match action {
        Action::Up => here.saturating_sub(1),
        Action::Down => here.saturating_add(1),
        Action::PageUp => here.saturating_sub(page),
        Action::PageDown => here.saturating_add(page),
        Action::First => 0,
        Action::Last => end,
        _ => here,
    };
    there.min(end)
}

/// Where the wheel leads from row `here`, by rows, between 0 and `end`.
pub(crate) fn wheel_target(here: usize, rows: i32, end: usize) -> usize {
    here.saturating_add_signed(isize::try_from(rows).unwrap_or(0)).min(end)
}

/// Whether an action moves within rows.
pub(crate) fn is_move(action: Action) -> bool {
    matches!(action, Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last)
}
