//! A selection among items.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel::select;
use crate::tui::{Action, Env, FrameLayout, Msg, Target, scroll_target, wheel_target};

/// Moves the selection among `count` items by keys, wheel or click, a page key by `page` rows; true where a message chooses
/// the selected item.
pub(crate) fn choose(selected: &mut usize, (count, page): (usize, usize), layout: &FrameLayout, msg: &Msg) -> bool {
    let end = count.saturating_sub(1);
    match msg {
        Msg::Act(Action::Open) => return true,
        Msg::Act(action) => *selected = scroll_target(*action, *selected, end, page),
        Msg::Wheel(_, rows) => *selected = wheel_target(*selected, *rows, end),
        Msg::Click(at) => {
            if let Some(Target::Item(item)) = layout.target(*at) {
                *selected = item.min(end);
                return true;
            }
        }
        _ => {}
    }
    false
}

/// Draws one item a row so that the selected one is visible; `draw` draws item `i` at its place.
pub(crate) fn draw_items(
    env: &Env,
    (selected, count): (usize, usize),
    area: Rect,
    layout: &mut FrameLayout,
    buf: &mut Buffer,
    mut draw: impl FnMut(usize, Rect, &mut Buffer),
) {
    let offset = (selected + 1).saturating_sub(usize::from(area.height));
    for (y, i) in (area.y..area.bottom()).zip(offset..count) {
        let place = Rect { y, height: 1, ..area };
        draw(i, place, buf);
        if i == selected {
            select(env, place, buf);
        }
        layout.targets.push((place, Target::Item(i)));
    }
}
