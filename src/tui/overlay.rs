//! Panels over everything else. Each is a file under `pane/` with its own state, update and drawing; this is where they meet.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::action::Action;
use super::keymap::Context;
use super::model::Env;
use super::pane::checklist::{Checklists, Tick};
use super::pane::compare::{Chooser, Comparison};
use super::pane::date::DateLens;
use super::pane::denial::DenialBox;
use super::pane::help::Help;
use super::pane::menu::Menu;
use super::pane::palette::Palette;
use super::pane::problems::Problems;
use super::pane::reading::Reading;
use super::update::Msg;
use super::view::LastFrame;
use crate::catalog::Date;
use crate::page::Pane;

/// A panel that has the keys until it is closed.
#[derive(Debug)]
pub enum Overlay {
    /// All keys.
    Help(Help),
    /// Find an action by its words.
    Palette(Palette),
    /// Set the date of service.
    Date(DateLens),
    /// Choose one of a few.
    Menu(Menu),
    /// What went wrong at the start.
    Problems(Problems),
    /// Something to read.
    Reading(Reading),
    /// Denial look-up.
    Denial(DenialBox),
    /// Choose the code that another is compared with.
    Chooser(Chooser),
    /// Two codes side by side.
    Comparison(Comparison),
    /// Checklists to tick off.
    Checklists(Checklists),
}

/// What becomes of an overlay after a message.
#[derive(Debug)]
pub enum Step {
    /// It stays.
    Stay,
    /// It stays, and another opens over it.
    Over(Box<Overlay>),
    /// It stays, and this is done.
    Also(Outcome),
    /// It closes.
    Close,
    /// It closes, and this is done.
    Then(Outcome),
}

/// What a closing overlay asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An action, as if its key were pressed under the overlay.
    Act(Action),
    /// Show a pane.
    Pane(Pane),
    /// Answer for another date of service.
    Date(Date),
    /// Copy text; the first says what it is.
    Copy(String, String),
    /// Go to a code.
    Go(String),
    /// Train, the cases filtered by these words.
    Train(String),
    /// What is ticked now.
    Ticked(BTreeSet<Tick>),
}

impl Overlay {
    /// Where keys are pressed while this is in front.
    pub fn context(&self) -> Context {
        match self {
            Overlay::Palette(_) | Overlay::Date(_) | Overlay::Denial(_) | Overlay::Chooser(_) => Context::Input,
            Overlay::Checklists(_) => Context::Checklist,
            Overlay::Help(_) | Overlay::Menu(_) | Overlay::Problems(_) | Overlay::Reading(_) | Overlay::Comparison(_) => Context::Overlay,
        }
    }

    /// What `Enter` does here, for the bottom bar.
    pub fn verb(&self) -> &'static str {
        match self {
            Overlay::Help(_) | Overlay::Problems(_) | Overlay::Reading(_) | Overlay::Comparison(_) => "close",
            Overlay::Denial(_) => "next line",
            Overlay::Palette(_) => "do it",
            Overlay::Date(_) => "set",
            Overlay::Menu(_) | Overlay::Chooser(_) => "choose",
            Overlay::Checklists(_) => "tick",
        }
    }

    /// Answers a message; what the overlay does not know leaves it as it is.
    pub fn update(&mut self, env: &Env, last: &LastFrame, msg: &Msg) -> Step {
        match self {
            Overlay::Help(help) => help.update(last, msg),
            Overlay::Palette(palette) => palette.update(env, msg),
            Overlay::Date(lens) => lens.update(env, msg),
            Overlay::Menu(menu) => menu.update(msg),
            Overlay::Problems(problems) => problems.update(last, msg),
            Overlay::Reading(reading) => reading.update(last, msg),
            Overlay::Denial(denial) => denial.update(env, last, msg),
            Overlay::Chooser(chooser) => chooser.update(env, msg),
            Overlay::Comparison(comparison) => comparison.update(env, last, msg),
            Overlay::Checklists(lists) => lists.update(msg),
        }
    }

    /// Selects the item a click pointed at.
    pub fn point(&mut self, item: usize) {
        match self {
            Overlay::Palette(palette) => palette.selected = item,
            Overlay::Menu(menu) => menu.selected = item,
            Overlay::Chooser(chooser) => chooser.selected = item,
            Overlay::Checklists(lists) => lists.selected = item,
            _ => {}
        }
    }

    /// Draws the panel over `area`.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        match self {
            Overlay::Help(help) => help.draw(env, area, last, buf),
            Overlay::Palette(palette) => palette.draw(env, area, last, buf),
            Overlay::Date(lens) => lens.draw(env, area, last, buf),
            Overlay::Menu(menu) => menu.draw(env, area, last, buf),
            Overlay::Problems(problems) => problems.draw(env, area, last, buf),
            Overlay::Reading(reading) => reading.draw(env, area, last, buf),
            Overlay::Denial(denial) => denial.draw(env, area, last, buf),
            Overlay::Chooser(chooser) => chooser.draw(env, area, last, buf),
            Overlay::Comparison(comparison) => comparison.draw(env, area, last, buf),
            Overlay::Checklists(lists) => lists.draw(env, area, last, buf),
        }
    }
}
