//! One message in, the model changed, effects out. Nothing here touches a terminal, a file or a clock.

mod open;

use crokey::KeyCombination;
use ratatui::crossterm::event::KeyCode;
use tui_input::InputRequest;

use super::model::{Focus, Model};
use super::overlays::comparison::Comparison;
use super::overlays::denial::DenialPicker;
use super::overlays::labels::Labels;
use super::overlays::menu::{self, Menu};
use super::overlays::text_viewer::TextViewer;
use super::{Action, Component, Context, Effect, Env, FrameLayout, Group, Msg, Target, is_move};
use crate::claim::written;

/// Answers one message; the effects that are returned need the world outside.
pub fn update(model: &mut Model, env: &Env, layout: &FrameLayout, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Resize => return Vec::new(),
        // Time is not a key: what is said stays.
        Msg::Tick(_) => {
            let effects = model.training.iter_mut().flat_map(|training| training.handle(env, layout, &msg)).collect();
            return apply_all(model, env, layout, effects);
        }
        _ => {}
    }
    model.message = None;
    let target = if let Msg::Click(at) = msg { layout.target(at) } else { None };
    let msg = if let Some(Target::Act(action)) = target { Msg::Act(action) } else { msg };
    if matches!(msg, Msg::File(..)) {
        let effects = model.claims.iter_mut().flat_map(|claims| claims.handle(env, layout, &msg)).collect();
        return apply_all(model, env, layout, effects);
    }
    if let Msg::Act(action) = &msg
        && target.is_none()
        && model.front().footer(layout).iter().any(|(hint, _)| hint == action)
    {
        model.browse.memory.count_use(action.name());
    }
    // Claim lines that are pasted where one searches are checked: no code is found by them.
    if let Msg::Paste(text) = &msg
        && model.overlays.is_empty()
        && matches!(model.browse.focus, Focus::List | Focus::Page)
        && written::is_claim(text)
    {
        open::claims(model);
    }
    let typed = match &msg {
        Msg::Edit(InputRequest::InsertChar(letter)) if model.stepped_back => typed_instead(model, env, *letter),
        _ => None,
    };
    model.stepped_back = msg == Msg::Act(Action::Back);
    let is_inside = matches!(target, Some(Target::Panel | Target::Item(_)));
    let effects = match (&msg, model.overlays.last_mut()) {
        (Msg::Act(action), _) if is_global(*action) => vec![Effect::Press(*action)],
        (Msg::Act(Action::Back), Some(overlay)) => overlay.dismiss(env),
        (Msg::Click(_), Some(overlay)) if !is_inside => overlay.dismiss(env),
        (_, Some(overlay)) => overlay.handle(env, layout, &msg),
        (_, None) if model.browse.focus == Focus::Units => under_units(model, env, layout, &msg, target),
        (_, None) => model.screen().handle(env, layout, &msg),
    };
    let effects = apply_all(model, env, layout, effects);
    model.message = model.message.take().or(typed);
    effects
}

/// After stepping back, a letter that is a command elsewhere may not have been meant for the search box: how to give the command.
fn typed_instead(model: &Model, env: &Env, letter: char) -> Option<String> {
    let command = |context| env.keymap.get(context, KeyCombination::from(KeyCode::Char(letter)));
    let action = command(Context::Page).filter(|_| model.context() == Context::List && command(Context::List).is_none())?;
    let key = env.keymap.key(Context::List, action).filter(|_| !is_move(action))?;
    Some(format!("{letter} is searched here; {key}: {}", action.short()))
}

/// Actions that no overlay keeps for itself.
fn is_global(action: Action) -> bool {
    matches!(
        action,
        Action::Quit | Action::Suspend | Action::Redraw | Action::Help | Action::Palette | Action::Leader | Action::Theme | Action::Mouse
    )
}

/// While the units panel has the keys, the mouse still reaches list and page.
fn under_units(model: &mut Model, env: &Env, layout: &FrameLayout, msg: &Msg, target: Option<Target>) -> Vec<Effect> {
    match (msg, target) {
        (Msg::Wheel(at, _), _) if layout.page_area.contains(*at) => model.browse.handle(env, layout, msg),
        (Msg::Click(_), Some(Target::Pane(_) | Target::Page)) => model.browse.handle(env, layout, msg),
        (Msg::Click(_), Some(Target::Row(_) | Target::List)) => {
            let effects = open::leave_units(model, env);
            model.browse.return_to(Focus::List);
            if let Some(Target::Row(row)) = target {
                model.browse.select(row);
            }
            effects
        }
        _ => model.screen().handle(env, layout, msg),
    }
}

fn apply_all(model: &mut Model, env: &Env, layout: &FrameLayout, effects: Vec<Effect>) -> Vec<Effect> {
    effects.into_iter().flat_map(|effect| apply(model, env, layout, effect)).collect()
}

/// Performs an effect that concerns the model; returns what is left for the event loop.
fn apply(model: &mut Model, env: &Env, layout: &FrameLayout, effect: Effect) -> Vec<Effect> {
    let effects = match effect {
        Effect::Act(action) => act(model, env, layout, action),
        Effect::Press(action) => model.screen().handle(env, layout, &Msg::Act(action)),
        Effect::Leave if model.browse.focus == Focus::Units => open::leave_units(model, env),
        Effect::Train(words) => open::training(model, env, &words),
        Effect::Check(lines) => {
            open::claims(model);
            model.screen().handle(env, layout, &Msg::Paste(lines))
        }
        outside @ (Effect::Copy(_)
        | Effect::Save
        | Effect::ReadProgress
        | Effect::SaveProgress
        | Effect::ReadFile(_)
        | Effect::WriteFile(..)
        | Effect::ShowTheme(_)
        | Effect::ChooseTheme(_)
        | Effect::Mouse(_)
        | Effect::Redraw
        | Effect::Suspend
        | Effect::Quit) => return vec![outside],
        effect => {
            apply_outcome(model, env, effect);
            return Vec::new();
        }
    };
    apply_all(model, env, layout, effects)
}

/// Performs an effect that asks for nothing more.
fn apply_outcome(model: &mut Model, env: &Env, effect: Effect) {
    match effect {
        Effect::Message(words) => model.message = Some(words),
        Effect::Close => _ = model.overlays.pop(),
        Effect::Leave if model.browse.focus == Focus::Claims => open::leave_claims(model),
        Effect::Leave => open::leave_training(model),
        Effect::Menu(title, items) => open::toggle_overlay(model, Menu::new(title, items)),
        Effect::Text(title, lines) => open::toggle_overlay(model, TextViewer::new(title, lines)),
        Effect::Codes(words) => {
            let here = model.code(env).filter(|_| model.browse.focus == Focus::Page);
            let looks_up = model.browse.focus == Focus::Training;
            match menu::codes(env, &words, here, model.browse.date, looks_up) {
                Some(menu) => open::toggle_overlay(model, menu),
                None => model.message = Some("no other code of the catalog is named here".to_owned()),
            }
        }
        Effect::LookUp => {
            look_up(model, env);
            model.browse.search_all(env);
            let back = env.keymap.key(Context::List, Action::Back).unwrap_or_default();
            model.message = Some(format!("type a code, a name or a dose; {back} from the empty box returns, nothing is lost"));
        }
        Effect::Labels(places) => open::toggle_overlay(model, Labels::new(places)),
        Effect::Denial(words) => open::toggle_overlay(model, DenialPicker::asking(env, &words, model.browse.date)),
        Effect::Compare(codes) => model.overlays.push(Box::new(Comparison::new(codes, model.browse.date))),
        Effect::Pane(pane) if model.code(env).is_some() => model.browse.open_pane(env, pane),
        Effect::Pane(_) => model.message = Some("no code is selected".to_owned()),
        Effect::AskCoverage(asked) => model.browse.ask_coverage(asked),
        Effect::Date(date) => {
            model.browse.set_date(env, date);
            model.units.iter_mut().for_each(|units| units.set_date(date));
            model.claims.iter_mut().for_each(|claims| claims.set_date(env, date));
        }
        Effect::Go(code) => {
            if model.browse.focus == Focus::Training {
                look_up(model, env);
            }
            model.browse.go(env, &code);
        }
        Effect::Learner(name) => model.training.iter_mut().for_each(|training| training.change_learner(&name)),
        Effect::Remember(change) => model.browse.remember(change),
        Effect::Checked(checked) => model.checked = checked,
        _ => {}
    }
}

/// The catalog is looked into from training: as of the date of service of the case that is open.
fn look_up(model: &mut Model, env: &Env) {
    let visit = model.training.as_ref().and_then(|training| training.visit_date(env));
    model.browse.look_up_for(env, visit);
}

/// Performs an action of the browser.
fn act(model: &mut Model, env: &Env, layout: &FrameLayout, action: Action) -> Vec<Effect> {
    match action {
        Action::Units => open::units(model, env),
        Action::Train => vec![Effect::Train(open::named_here(model, env))],
        Action::Claims => open::claims(model),
        Action::Apply | Action::Undo | Action::Write | Action::OpenFile => {
            let key = env.keymap.key(Context::List, Action::Claims).unwrap_or_default();
            vec![Effect::say(format!("only available in the claim check: {key} opens it"))]
        }
        Action::ToggleAllFields | Action::Clear | Action::Measure | Action::Container => {
            vec![Effect::say("only available in the units panel")]
        }
        action if action.group() == Group::Train => {
            let key = env.keymap.key(Context::List, Action::Train).unwrap_or_default();
            vec![Effect::say(format!("only available in training: {key} opens it"))]
        }
        Action::Mouse => {
            model.mouse = !model.mouse;
            let words = if model.mouse { "the mouse is captured" } else { "the mouse is released to the terminal, to select text" };
            vec![Effect::say(words), Effect::Mouse(model.mouse)]
        }
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Quit => vec![Effect::Quit],
        Action::Date
        | Action::Denial
        | Action::Diagnosis
        | Action::Compare
        | Action::AdministrationCodes
        | Action::Checklist
        | Action::Help
        | Action::Palette
        | Action::Leader
        | Action::Theme
        | Action::Problems
        | Action::News => open::overlay(model, env, action),
        action => model.browse.act(env, layout, action),
    }
}
