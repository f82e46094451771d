//! The training screen within the browser: opened for what is at hand, asked first while it has the keys, its results written.

use super::{Msg, go, raise};
use crate::page::Pane;
use crate::storage::browser_state::Change;
use crate::tui::action::{Action, Group};
use crate::tui::effect::Effect;
use crate::tui::keymap::Context;
use crate::tui::model::{Env, Focus, Model};
use crate::tui::overlay::Overlay;
use crate::tui::pane::menu;
use crate::tui::training::{Training, Wish};
use crate::tui::view::LastFrame;

/// Opens the screen: as it was left, or with the cases that the words name.
pub(in crate::tui) fn open(model: &mut Model, env: &Env, words: &str) -> Vec<Effect> {
    let from = model.focus;
    let training = model.training.get_or_insert_with(|| Training::new(env, &model.memory.learner, from));
    if from != Focus::Training {
        training.from = from;
    }
    if !words.is_empty() {
        training.filter(words);
        let cases = training.rows().len();
        model.message = Some(format!("{cases} cases name {words}; stepping back shows all"));
    }
    model.focus = Focus::Training;
    vec![Effect::ReadProgress]
}

/// What the cases are filtered by when the screen is opened from here: a code whose denials are read, where a case is about it.
pub(super) fn named_here(model: &Model, env: &Env) -> String {
    let code = model.code(env).filter(|_| model.focus == Focus::Page && model.page.pane == Pane::Denials);
    let is_billed = |code: &str| env.catalog.scenarios().iter().any(|case| case.claim.iter().any(|line| line.code == code));
    code.map(|code| code.code.clone()).filter(|code| is_billed(code)).unwrap_or_default()
}

/// What to say where a command of the training screen is given elsewhere.
pub(super) fn elsewhere(env: &Env) -> String {
    let key = env.keymap.key(Context::List, Action::Train).unwrap_or_default();
    format!("that is for the training screen: {key} opens it")
}

/// The group of keys that the help shows first.
pub(super) fn group(model: &Model) -> Option<Group> {
    (model.focus == Focus::Training).then_some(Group::Train)
}

/// Performs an action while the screen has the keys; `None` where it is one of the browser, which may leave the screen.
pub(super) fn act(model: &mut Model, env: &Env, last: &LastFrame, action: Action) -> Option<Vec<Effect>> {
    let training = model.training.as_mut().filter(|_| model.focus == Focus::Training)?;
    let wish = training.act(env, &last.training, action)?;
    Some(grant(model, env, wish))
}

/// Text, digits, the wheel.
pub(super) fn edit(model: &mut Model, env: &Env, last: &LastFrame, msg: &Msg) -> Vec<Effect> {
    let Some(training) = &mut model.training else { return Vec::new() };
    match msg {
        Msg::Edit(request) => {
            let wish = training.edit(env, &last.training, *request);
            return grant(model, env, wish);
        }
        Msg::Paste(words) => training.paste(env, &last.training, words),
        Msg::Wheel(at, rows) => training.wheel(last.training.file.contains(*at), *rows, &last.training),
        _ => {}
    }
    Vec::new()
}

/// A click on an item selects it; a click on the selected one chooses it.
pub(in crate::tui) fn point(model: &mut Model, env: &Env, last: &LastFrame, item: usize) -> Vec<Effect> {
    let again = model.training.as_mut().is_some_and(|training| training.point(item));
    if again { act(model, env, last, Action::Open).unwrap_or_default() } else { Vec::new() }
}

fn grant(model: &mut Model, env: &Env, wish: Wish) -> Vec<Effect> {
    match wish {
        Wish::Say(words) => model.message = Some(words),
        Wish::Save => return vec![Effect::SaveProgress],
        Wish::Leave => leave(model),
        Wish::Go(code) => go(model, env, &code),
        Wish::Codes(words) => match menu::codes(env, &words, model.date) {
            Some(menu) => raise(model, Overlay::Menu(menu)),
            None => model.message = Some("no code of the catalog is named here".to_owned()),
        },
        Wish::Copy(what, words) => {
            model.message = Some(format!("{what} sent to the terminal's clipboard"));
            return vec![Effect::Copy(words)];
        }
        Wish::Trains(name) => {
            if let Some(training) = &mut model.training {
                training.trains(&name);
            }
            model.message = Some(format!("{name} trains"));
            model.remember(Change::Trains(name));
            return vec![Effect::Save];
        }
        Wish::Nothing | Wish::SaveAndBack | Wish::Over(_) | Wish::Instead(_) | Wish::Back => {}
    }
    Vec::new()
}

/// Back to where the screen was opened from; it stays as it is.
fn leave(model: &mut Model) {
    let from = model.training.as_ref().map_or(Focus::List, |training| training.from);
    let gone = model.list.rows.is_empty() || (from == Focus::Units && model.units.is_none());
    model.focus = if gone { Focus::List } else { from };
}
