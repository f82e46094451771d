//! One message in, the model changed, effects out. Nothing here touches a terminal, a file or a clock.

mod page;
pub(super) mod training;
pub(super) mod units;

use ratatui::layout::Position;
use tui_input::InputRequest;

use super::action::Action;
use super::effect::Effect;
use super::keymap::Context;
use super::model::{Env, Focus, Model, Place, Scope};
use super::overlay::{Outcome, Overlay, Step};
use super::pane::compare::Chooser;
use super::pane::date::DateLens;
use super::pane::denial::DenialBox;
use super::pane::help::Help;
use super::pane::menu;
use super::pane::palette::Palette;
use super::pane::problems::Problems;
use super::pointer;
use super::typing;
use super::view::LastFrame;
use crate::page::Pane;
use crate::storage::browser_state::Change;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// A key that stands for an action.
    Act(Action),
    /// A key that is text or moves about in text.
    Edit(InputRequest),
    /// Text pasted at once.
    Paste(String),
    /// The mouse pressed a cell.
    Click(Position),
    /// The wheel turned over a cell, by rows, down being positive.
    Wheel(Position, i32),
    /// The terminal has another size.
    Resize,
    /// An effect has something to say.
    Say(String),
}

/// The most characters of a search; a longer paste is cut.
const LONGEST: usize = 200;

/// Answers one message.
pub fn update(model: &mut Model, env: &Env, last: &LastFrame, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Resize => return Vec::new(),
        Msg::Say(words) => {
            model.message = Some(words);
            return Vec::new();
        }
        _ => model.message = None,
    }
    match msg {
        Msg::Act(action) if is_everywhere(action) => act(model, env, last, action),
        Msg::Click(at) => pointer::click(model, env, last, at),
        msg => match model.overlays.pop() {
            Some(front) => overlaid(model, env, last, front, &msg),
            None => bare(model, env, last, msg),
        },
    }
}

/// Actions that no overlay keeps for itself.
fn is_everywhere(action: Action) -> bool {
    matches!(action, Action::Quit | Action::Suspend | Action::Redraw | Action::Help | Action::Palette | Action::Mouse)
}

fn overlaid(model: &mut Model, env: &Env, last: &LastFrame, mut front: Overlay, msg: &Msg) -> Vec<Effect> {
    let step = match msg {
        Msg::Act(Action::Back) => Step::Close,
        msg => front.update(env, last, msg),
    };
    match step {
        Step::Stay => model.overlays.push(front),
        Step::Over(next) => model.overlays.extend([front, *next]),
        Step::Also(outcome) => {
            model.overlays.push(front);
            return settle(model, env, last, outcome);
        }
        Step::Close => {}
        Step::Then(outcome) => return settle(model, env, last, outcome),
    }
    Vec::new()
}

fn settle(model: &mut Model, env: &Env, last: &LastFrame, outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Act(action) => return act(model, env, last, action),
        Outcome::Pane(pane) => show_pane(model, pane),
        Outcome::Date(date) => {
            model.date = date;
            model.list_again(env);
            model.page.scroll = 0;
            model.units.iter_mut().for_each(|units| units.set_date(date));
        }
        Outcome::Copy(what, words) => {
            model.message = Some(format!("{what} sent to the terminal's clipboard"));
            return vec![Effect::Copy(words)];
        }
        Outcome::Go(code) => go(model, env, &code),
        Outcome::Train(words) => return training::open(model, env, &words),
        Outcome::Ticked(ticked) => model.ticked = ticked,
    }
    Vec::new()
}

fn bare(model: &mut Model, env: &Env, last: &LastFrame, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Act(action) => return act(model, env, last, action),
        msg if model.focus == Focus::Training => return training::edit(model, env, last, &msg),
        msg if model.focus == Focus::Units => units::edit(model, last, &msg),
        Msg::Edit(InputRequest::InsertChar(c)) if model.focus == Focus::Page => match pane_of(c) {
            Some(pane) => show_pane(model, pane),
            None => model.message = Some(unbound(env, c)),
        },
        Msg::Edit(request) if model.focus == Focus::List && typing::edit(&mut model.list.query, request, LONGEST) => {
            model.trail.clear();
            model.list_anew(env);
        }
        Msg::Paste(words) => {
            model.focus = Focus::List;
            model.trail.clear();
            model.search(env, typing::pasted(&words, LONGEST).value());
        }
        Msg::Wheel(at, rows) => pointer::wheel(model, last, at, rows),
        _ => {}
    }
    Vec::new()
}

/// What to do instead of pressing a letter that means nothing on a page.
fn unbound(env: &Env, letter: char) -> String {
    let key = |action| env.keymap.key(Context::Page, action).unwrap_or_default();
    format!("{letter} does nothing on a page: {} searches, {} shows the keys", key(Action::Search), key(Action::Help))
}

/// `1` is the first pane, `0` the tenth.
fn pane_of(c: char) -> Option<Pane> {
    let digit = c.to_digit(10)?;
    let index = usize::try_from(digit).ok()?.checked_sub(1).unwrap_or(9);
    Pane::ALL.get(index).copied()
}

pub(super) fn show_pane(model: &mut Model, pane: Pane) {
    model.page.pane = pane;
    model.page.scroll = 0;
}

/// Performs an action on what lies under the overlays.
fn act(model: &mut Model, env: &Env, last: &LastFrame, action: Action) -> Vec<Effect> {
    if let Some(effects) = units::act(model, env, last, action) {
        return effects;
    }
    if let Some(effects) = training::act(model, env, last, action) {
        return effects;
    }
    match action {
        Action::Search => search(model, env),
        Action::Open => open(model, env),
        Action::Back => back(model, env),
        Action::NextCode => step_code(model, 1),
        Action::PreviousCode => step_code(model, -1),
        Action::Ended => toggle(model, env, Scope::Ended),
        Action::Bookmarks => toggle(model, env, Scope::Bookmarks),
        Action::Recent => toggle(model, env, Scope::Recent),
        Action::NextPane => turn(model, last, 1),
        Action::PreviousPane => turn(model, last, -1),
        Action::Date => raise(model, Overlay::Date(DateLens::new(model.date))),
        Action::Copy => copy(model, env),
        Action::Sort | Action::Reverse | Action::Tick | Action::Giving => page::act(model, env, action),
        Action::Units => units::open(model, env),
        Action::More | Action::Anew => model.message = Some("that is for the units panel".to_owned()),
        Action::Train => {
            let words = training::named_here(model, env);
            return training::open(model, env, &words);
        }
        Action::Denial => {
            let code = model.code(env).map(|c| c.code.clone());
            raise(model, Overlay::Denial(DenialBox::new(env, code, model.date)));
        }
        Action::Compare => match model.code(env) {
            Some(code) => raise(model, Overlay::Chooser(Chooser::new(env, code, model.date))),
            None => model.message = Some("no code is selected".to_owned()),
        },
        Action::Bookmark => return bookmark(model, env),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => travel(model, last, action),
        Action::Hint
        | Action::Solution
        | Action::StepBack
        | Action::MoveUp
        | Action::MoveDown
        | Action::LookUp
        | Action::Progress
        | Action::Learner
        | Action::Instructor
        | Action::Overrule => model.message = Some(training::elsewhere(env)),
        Action::Help => raise(model, Overlay::Help(Help::of(training::group(model)))),
        Action::Palette => raise(model, Overlay::Palette(Palette::default())),
        Action::Problems => {
            model.problems_read = true;
            raise(model, Overlay::Problems(Problems::default()));
        }
        Action::Mouse => {
            model.mouse = !model.mouse;
            model.message =
                Some(if model.mouse { "the mouse is taken" } else { "the mouse is left to the terminal, to select text" }.into());
            return vec![Effect::Mouse(model.mouse)];
        }
        Action::Redraw => return vec![Effect::Redraw],
        Action::Suspend => return vec![Effect::Suspend],
        Action::Quit => return vec![Effect::Quit],
    }
    Vec::new()
}

/// Opens an overlay, or closes the front one where it is of the same kind.
fn raise(model: &mut Model, overlay: Overlay) {
    let same = |o: &Overlay| std::mem::discriminant(o) == std::mem::discriminant(&overlay);
    if model.overlays.last().is_some_and(same) {
        model.overlays.pop();
    } else {
        model.overlays.retain(|o| !same(o));
        model.overlays.push(overlay);
    }
}

fn search(model: &mut Model, env: &Env) {
    model.focus = Focus::List;
    model.trail.clear();
    model.list.query.reset();
    model.list_again(env);
}

pub(super) fn open(model: &mut Model, env: &Env) {
    let Some(code) = model.code(env).map(|c| c.code.clone()) else { return };
    if model.focus == Focus::List {
        model.focus = Focus::Page;
        model.remember(Change::Opened(code));
        return;
    }
    match menu::links(model, env) {
        Some(links) => raise(model, Overlay::Menu(links)),
        None => model.message = Some("this pane names no other code of the catalog".to_owned()),
    }
}

/// Follows a code named on a page: it is searched for, and `Back` comes back to where it was named.
fn go(model: &mut Model, env: &Env, code: &str) {
    model.trail.push(Place {
        query: model.list.query.value().to_owned(),
        scope: model.list.scope,
        code: model.code(env).map(|here| here.code.clone()).unwrap_or_default(),
        page: model.page,
        focus: model.focus,
    });
    model.focus = Focus::Page;
    model.list.scope = Scope::All;
    model.search(env, code);
    let row = model.row_of(env, code).unwrap_or(0);
    model.select(row);
    model.page.scroll = 0;
    model.remember(Change::Opened(code.to_owned()));
}

fn back(model: &mut Model, env: &Env) {
    match model.focus {
        Focus::Page => match model.trail.pop() {
            Some(place) => {
                model.list.scope = place.scope;
                model.search(env, &place.query);
                let row = model.row_of(env, &place.code).unwrap_or(0);
                model.focus = place.focus;
                model.select(row);
                model.page = place.page;
            }
            None => model.focus = Focus::List,
        },
        Focus::Units | Focus::Training => model.focus = Focus::Page,
        Focus::List if !model.list.query.value().is_empty() => search(model, env),
        Focus::List if model.list.scope != Scope::All => {
            model.list.scope = Scope::All;
            model.list_again(env);
        }
        Focus::List => {
            let quit = env.keymap.key(Context::List, Action::Quit).unwrap_or_default();
            model.message = Some(format!("{quit} leaves jdex"));
        }
    }
}

fn step_code(model: &mut Model, by: isize) {
    model.select(model.list.selected.saturating_add_signed(by));
    model.page.scroll = 0;
}

fn toggle(model: &mut Model, env: &Env, scope: Scope) {
    model.list.scope = if model.list.scope == scope { Scope::All } else { scope };
    model.focus = Focus::List;
    model.trail.clear();
    model.list.query.reset();
    model.list_anew(env);
}

/// The next pane; where no page is seen, the page as it is.
fn turn(model: &mut Model, last: &LastFrame, by: isize) {
    if model.list.rows.is_empty() {
        return;
    }
    if !last.page_seen && model.focus == Focus::List {
        model.focus = Focus::Page;
        return;
    }
    let panes = Pane::ALL.len();
    let here = Pane::ALL.iter().position(|p| *p == model.page.pane).unwrap_or(0);
    let next = here.checked_add_signed(by).unwrap_or(panes - 1) % panes;
    show_pane(model, Pane::ALL[next]);
}

fn copy(model: &mut Model, env: &Env) {
    match menu::copies(model, env) {
        Some(menu) => raise(model, Overlay::Menu(menu)),
        None => model.message = Some("no code is selected".to_owned()),
    }
}

fn bookmark(model: &mut Model, env: &Env) -> Vec<Effect> {
    let Some(code) = model.code(env).map(|c| c.code.clone()) else {
        model.message = Some("no code is selected".to_owned());
        return Vec::new();
    };
    let marked = model.memory.bookmarks.contains(&code);
    model.message = Some(if marked { format!("{code} is no longer bookmarked") } else { format!("{code} is bookmarked") });
    model.remember(if marked { Change::RemoveBookmark(code) } else { Change::AddBookmark(code) });
    if model.list.scope == Scope::Bookmarks {
        model.list_again(env);
    }
    vec![Effect::Save]
}

fn travel(model: &mut Model, last: &LastFrame, action: Action) {
    let (here, end, rows) = match model.focus {
        Focus::List => (model.list.selected, model.list.rows.len().saturating_sub(1), last.list_rows),
        Focus::Page | Focus::Units | Focus::Training => (model.page.scroll, last.page_limit, last.page_rows),
    };
    let there = moved(action, here, end, rows);
    match model.focus {
        Focus::List => model.select(there),
        Focus::Page | Focus::Units | Focus::Training => model.page.scroll = there,
    }
}

/// Where a move leads from `here`, between 0 and `end`, with `rows` on the screen.
pub fn moved(action: Action, here: usize, end: usize, rows: usize) -> usize {
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
