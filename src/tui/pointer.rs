//! The mouse: what a click or a turn of the wheel means for what the last frame showed there.

use ratatui::layout::Position;

use super::action::Action;
use super::effect::Effect;
use super::model::{Env, Focus, Model};
use super::update::{Msg, open, show_pane, training, units, update};
use super::view::{LastFrame, Target};

/// Scrolls what lies under the mouse.
pub(super) fn wheel(model: &mut Model, last: &LastFrame, at: Position, rows: i32) {
    let by = isize::try_from(rows).unwrap_or(0);
    if last.page_area.contains(at) {
        model.page.scroll = model.page.scroll.saturating_add_signed(by).min(last.page_limit);
    } else {
        model.select(model.list.selected.saturating_add_signed(by));
    }
}

/// Does what stands under the mouse; a click beside a panel closes it.
pub(super) fn click(model: &mut Model, env: &Env, last: &LastFrame, at: Position) -> Vec<Effect> {
    let hit = last.targets.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, target)| *target);
    match (hit, model.overlays.last_mut()) {
        (Some(Target::Act(action)), _) => return update(model, env, last, Msg::Act(action)),
        (Some(Target::Item(item)), Some(front)) => {
            front.point(item);
            return update(model, env, last, Msg::Act(Action::Open));
        }
        (Some(Target::Panel), _) => {}
        (Some(Target::Field(_) | Target::Finding(_)), None) => return units::point(model, env, last, hit),
        (Some(Target::Choice(item)), None) => return training::point(model, env, last, item),
        (_, Some(_)) => {
            model.overlays.pop();
        }
        (Some(Target::Row(_) | Target::List), None) if model.focus == Focus::Units => {
            let effects = units::leave(model);
            model.focus = Focus::List;
            if let Some(Target::Row(row)) = hit {
                model.select(row);
            }
            return effects;
        }
        (Some(Target::Row(row)), None) => {
            let again = model.list.selected == row;
            model.select(row);
            model.focus = Focus::List;
            if again {
                open(model, env);
            }
        }
        (Some(Target::Pane(pane)), None) => show_pane(model, pane),
        (Some(Target::List), None) => model.focus = Focus::List,
        (Some(Target::Page), None) if model.focus == Focus::List => open(model, env),
        _ => {}
    }
    Vec::new()
}
