//! Opening and leaving: overlays, the units panel, training.

use std::any::{Any, TypeId};

use crate::import::diff::news;
use crate::page::{self, Pane, administration_lines};
use crate::quantity::Amount;
use crate::storage::browser_state::Change;
use crate::tui::model::{Focus, Model};
use crate::tui::overlays::checklist::Checklists;
use crate::tui::overlays::code_picker::CodePicker;
use crate::tui::overlays::date::DatePicker;
use crate::tui::overlays::denial::DenialPicker;
use crate::tui::overlays::diagnosis::DiagnosisPicker;
use crate::tui::overlays::help::Help;
use crate::tui::overlays::leader::Leader;
use crate::tui::overlays::palette::Palette;
use crate::tui::overlays::problems::Problems;
use crate::tui::overlays::theme_picker::ThemePicker;
use crate::tui::screens::claims::Claims;
use crate::tui::screens::training::Training;
use crate::tui::screens::units::Units;
use crate::tui::{Action, Component, Effect, Env};

/// Prices are news that moved by more than so many percent, as for `jdex news`.
const PRICE_MOVE: u64 = 10;

/// Opens an overlay, or closes the front one where it is of the same kind.
pub(super) fn toggle_overlay(model: &mut Model, overlay: impl Component) {
    // What opens from the list of commands takes its place.
    model
        .overlays
        .retain(|held| (held.as_ref() as &dyn Any).type_id() != TypeId::of::<Leader>() || Any::type_id(&overlay) == TypeId::of::<Leader>());
    let kind = Any::type_id(&overlay);
    let is_same = |held: &dyn Component| held.type_id() == kind;
    if model.overlays.last().is_some_and(|held| is_same(held.as_ref())) {
        model.overlays.pop();
    } else {
        model.overlays.retain(|held| !is_same(held.as_ref()));
        model.overlays.push(Box::new(overlay));
    }
}

/// Opens the overlay of an action.
pub(super) fn overlay(model: &mut Model, env: &Env, action: Action) -> Vec<Effect> {
    let date = model.browse.date;
    let code = model.code(env);
    match action {
        Action::Date => toggle_overlay(model, DatePicker::new(date)),
        Action::Denial => toggle_overlay(model, DenialPicker::new(env, code.map(|c| c.code.clone()), date)),
        Action::Compare => match code {
            Some(code) => toggle_overlay(model, CodePicker::new(env, code, date)),
            None => return vec![Effect::say("no code is selected")],
        },
        Action::Diagnosis if !matches!(model.browse.focus, Focus::List | Focus::Page) => {
            return vec![Effect::say("only available on a page")];
        }
        Action::Diagnosis => match code.map(|code| DiagnosisPicker::new(env, &code.code, date, &model.browse.asked)) {
            Some(picker) => {
                model.browse.open_pane(env, Pane::Coverage);
                toggle_overlay(model, picker);
            }
            None => return vec![Effect::say("no code is selected")],
        },
        Action::AdministrationCodes => {
            let lines = administration_lines(&env.catalog, &[]);
            return vec![Effect::Text("Administration codes".to_owned(), lines)];
        }
        Action::News => {
            let Some(since) = news::newest_quarter(&env.catalog) else { return vec![Effect::say("no quarter of codes or prices is held")] };
            let lines = page::news_lines(&news::news(&env.catalog, since, Amount::from(PRICE_MOVE), false), since);
            return vec![Effect::Text("News".to_owned(), lines)];
        }
        Action::Checklist => match code.and_then(|code| Checklists::new(env, code, date, &model.checked)) {
            Some(lists) => toggle_overlay(model, lists),
            None => return vec![Effect::say("no checklist applies here")],
        },
        Action::Help => {
            let first = model.screen().help();
            toggle_overlay(model, Help::new(first));
        }
        Action::Leader => {
            let place = model.screen().context();
            toggle_overlay(model, Leader::new(place));
        }
        Action::Palette => {
            let palette = Palette::new(model.screen().context());
            toggle_overlay(model, palette);
        }
        Action::Theme => toggle_overlay(model, ThemePicker::new(env)),
        Action::Problems => {
            model.problems_read = true;
            toggle_overlay(model, Problems::default());
        }
        _ => {}
    }
    Vec::new()
}

/// Opens the units panel of the selected code: as it was left, or with patient and payer of the panel before.
pub(super) fn units(model: &mut Model, env: &Env) -> Vec<Effect> {
    let Some(code) = model.code(env).map(|c| c.code.clone()) else {
        return vec![Effect::say("type a drug or a code first: its dose is turned into units")];
    };
    let date = model.browse.date;
    let supply = model.browse.memory.supplies.get(&code).cloned().unwrap_or_default();
    let new = || Units::new(&env.catalog, &code, (date, env.today), &supply);
    let mut units = match model.units.take() {
        Some(units) if units.code().is_some_and(|c| c.code == code) => Some(units),
        Some(before) => new().map(|units| units.after_another(&env.catalog, &before)),
        None => new().map(|units| units.billed_to(&env.defaults)),
    };
    if let Some(units) = &mut units {
        units.last_order = model.browse.memory.orders.get(&code).map(|order| crate::text::clean(order).into_owned()).unwrap_or_default();
        if units.date() != date {
            units.set_date(date);
        }
        if let Some((dose, patient)) = model.browse.dose() {
            units.carry(dose, patient);
        }
        if model.browse.focus != Focus::Units {
            units.from = model.browse.focus;
        }
        model.browse.focus = Focus::Units;
    }
    model.units = units;
    Vec::new()
}

/// Back to where the panel was opened from; containers opened and in stock are remembered where there was an answer.
pub(super) fn leave_units(model: &mut Model, env: &Env) -> Vec<Effect> {
    let Some(units) = &model.units else { return Vec::new() };
    let (supply, order, answered) = (units.supply(), units.text("order").to_owned(), !units.answers().is_empty());
    let code = units.code().map(|c| c.code.clone()).unwrap_or_default();
    let from = units.from;
    model.browse.return_to(from);
    forget(model, Focus::Units);
    let known = model.browse.memory.supplies.get(&code).cloned().unwrap_or_default();
    let is_new = env.remembers && model.browse.memory.orders.get(&code) != Some(&order);
    let ordered = is_new.then(|| Effect::Remember(Change::Ordered(code.clone(), order)));
    let supplied = (supply != known).then_some(Effect::Remember(Change::Supplied(code, supply)));
    let mut changes: Vec<Effect> = ordered.into_iter().chain(supplied).filter(|_| answered).collect();
    if !changes.is_empty() {
        changes.push(Effect::Save);
    }
    changes
}

/// Whatever was opened over a screen that is left leads to the page from now on: two screens never lead to each other.
fn forget(model: &mut Model, left: Focus) {
    let origins = [
        model.units.as_mut().map(|units| &mut units.from),
        model.training.as_mut().map(|training| &mut training.from),
        model.claims.as_mut().map(|claims| &mut claims.from),
    ];
    origins.into_iter().flatten().filter(|from| **from == left).for_each(|from| *from = Focus::Page);
}

/// Opens the claims workbench as it was left.
pub(super) fn claims(model: &mut Model) -> Vec<Effect> {
    let (from, date) = (model.browse.focus, model.browse.date);
    let claims = model.claims.get_or_insert_with(|| Claims::new(date, from));
    if from != Focus::Claims {
        claims.from = from;
    }
    model.browse.focus = Focus::Claims;
    Vec::new()
}

/// Back to where the workbench was opened from; it stays as it is.
pub(super) fn leave_claims(model: &mut Model) {
    let from = model.claims.as_ref().map_or(Focus::List, |claims| claims.from);
    model.browse.return_to(if !model.browse.has_code() { Focus::List } else { from });
    forget(model, Focus::Claims);
}

/// Opens training: as it was left, or with the cases that the words name.
pub(super) fn training(model: &mut Model, env: &Env, words: &str) -> Vec<Effect> {
    let from = model.browse.focus;
    let training = model.training.get_or_insert_with(|| Training::new(env, &model.browse.memory.learner, from));
    if from != Focus::Training {
        training.from = from;
    }
    model.browse.end_look_up(env);
    if !words.is_empty() {
        training.filter(words);
        let cases = training.rows();
        let name = if cases == 1 { "case names" } else { "cases name" };
        model.message = Some(format!("{cases} {name} {words}; stepping back shows all"));
    }
    model.browse.focus = Focus::Training;
    vec![Effect::ReadProgress]
}

/// Back to where training was opened from; it stays as it is.
pub(super) fn leave_training(model: &mut Model) {
    let from = model.training.as_ref().map_or(Focus::List, |training| training.from);
    let gone = !model.browse.has_code() || (from == Focus::Units && model.units.is_none());
    model.browse.return_to(if gone { Focus::List } else { from });
    forget(model, Focus::Training);
}

/// The filter of the cases when training is opened from here: a code whose denials are read, where a case bills it. None where
/// it was looked up for training, which stays as it was left.
pub(super) fn named_here(model: &Model, env: &Env) -> String {
    let browse = &model.browse;
    let is_read = browse.focus == Focus::Page && browse.page.pane == Pane::Denials && browse.looks_up.is_none();
    let code = model.code(env).filter(|_| is_read);
    let is_billed = |code: &str| env.catalog.scenarios().iter().any(|case| case.claim.iter().any(|line| line.code == code));
    code.map(|code| code.code.clone()).filter(|code| is_billed(code)).unwrap_or_default()
}
