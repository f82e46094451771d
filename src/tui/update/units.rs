//! The units panel within the browser: opened for the selected code, asked first while it has the keys, remembered when it is left.

use super::{Msg, raise};
use crate::page;
use crate::storage::browser_state::Change;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{Env, Focus, Model};
use crate::tui::overlay::Overlay;
use crate::tui::pane::menu;
use crate::tui::pane::reading::Reading;
use crate::tui::pointer;
use crate::tui::units::field::FIELDS;
use crate::tui::units::{At, Units, Wish};
use crate::tui::view::{LastFrame, Target};

/// Opens the panel of the selected code: as it was left, or with patient and payer of the panel before.
pub(super) fn open(model: &mut Model, env: &Env) {
    let Some(code) = model.code(env).map(|c| c.code.clone()) else {
        model.message = Some("no code is selected".to_owned());
        return;
    };
    let held = model.units.take();
    let is_same = |units: &Units| units.code().is_some_and(|c| c.code == code);
    let supply = model.memory.supplies.get(&code).cloned().unwrap_or_default();
    let mut units = match held {
        Some(units) if is_same(&units) => Some(units),
        Some(before) => Units::new(&env.catalog, &code, model.date, &supply).map(|units| units.after_another(&env.catalog, &before)),
        None => Units::new(&env.catalog, &code, model.date, &supply).map(|units| units.billed_to(&env.defaults)),
    };
    if let Some(units) = &mut units {
        if units.date() != model.date {
            units.set_date(model.date);
        }
        if model.focus != Focus::Units {
            units.from = model.focus;
        }
        model.focus = Focus::Units;
    }
    model.units = units;
}

/// Performs an action while the panel has the keys; `None` where it is one of the browser, which may leave the panel.
pub(super) fn act(model: &mut Model, env: &Env, last: &LastFrame, action: Action) -> Option<Vec<Effect>> {
    let units = model.units.as_mut().filter(|_| model.focus == Focus::Units)?;
    match action {
        Action::Copy => match menu::units(units) {
            Some(menu) => raise(model, Overlay::Menu(menu)),
            None => model.message = Some("there is nothing to copy before the order is finished".to_owned()),
        },
        Action::Units => return Some(leave(model)),
        Action::Search | Action::Ended | Action::Bookmarks | Action::Recent | Action::Quit => {
            leave(model);
            return None;
        }
        Action::NextCode | Action::PreviousCode => {
            model.message = Some("the panel stays with its code; Esc goes back to the page".to_owned())
        }
        action => match units.act(action, last.panel_rows, last.panel_limit)? {
            Wish::Nothing => {}
            Wish::Leave => return Some(leave(model)),
            Wish::Rule(id) => match env.catalog.rulebook().rule(id) {
                Some(rule) => raise(model, Overlay::Reading(Reading::new(format!("Rule {id}"), page::rule_lines(&env.catalog, rule)))),
                None => model.message = Some(format!("rule {id} is missing from the catalog")),
            },
        },
    }
    Some(Vec::new())
}

/// Text for the field at hand.
pub(super) fn edit(model: &mut Model, last: &LastFrame, msg: &Msg) {
    let Some(units) = &mut model.units else { return };
    match msg {
        Msg::Edit(request) => units.edit(*request),
        Msg::Paste(words) => units.paste(words),
        Msg::Wheel(at, rows) if last.page_area.contains(*at) => pointer::wheel(model, last, *at, *rows),
        Msg::Wheel(_, rows) => {
            let by = isize::try_from(*rows).unwrap_or(0);
            units.scroll = units.scroll.saturating_add_signed(by).min(last.panel_limit);
        }
        _ => {}
    }
}

/// Back to where the panel was opened from; what was opened and what is in stock are remembered where there was an answer.
pub(in crate::tui) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(units) = &model.units else { return Vec::new() };
    let (from, supply, answered) = (units.from, units.supply(), !units.answers().is_empty());
    let code = units.code().map(|c| c.code.clone()).unwrap_or_default();
    model.focus = from;
    let known = model.memory.supplies.get(&code).cloned().unwrap_or_default();
    if !answered || supply == known {
        return Vec::new();
    }
    model.remember(Change::Supplied(code, supply));
    vec![Effect::Save]
}

/// A click on a field or on a finding.
pub(in crate::tui) fn point(model: &mut Model, env: &Env, last: &LastFrame, hit: Option<Target>) -> Vec<Effect> {
    let Some(units) = &mut model.units else { return Vec::new() };
    let at = match hit {
        Some(Target::Field(i)) if i < FIELDS.len() => At::Field(i),
        Some(Target::Field(_)) => At::More,
        Some(Target::Finding(i)) => At::Finding(i),
        _ => return Vec::new(),
    };
    let again = units.at == at || at == At::More;
    units.at = at;
    if again && !matches!(at, At::Field(_)) { super::act(model, env, last, Action::Open) } else { Vec::new() }
}
