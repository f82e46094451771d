//! A few things to choose from: what to copy, which code to go to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::InputRequest;

use super::{panel, select};
use crate::catalog::{Code, Date};
use crate::page::{self, Pane};
use crate::text;
use crate::tui::action::Action;
use crate::tui::model::{Env, Model};
use crate::tui::overlay::{Outcome, Step};
use crate::tui::theme::Meaning;
use crate::tui::units::Units;
use crate::tui::update::{Msg, moved};
use crate::tui::view::{LastFrame, Target};

/// A menu.
#[derive(Debug)]
pub struct Menu {
    title: String,
    items: Vec<Item>,
    /// The selected item.
    pub selected: usize,
}

/// A line of a menu.
#[derive(Debug)]
struct Item {
    /// The letter that chooses it at once.
    key: Option<char>,
    name: String,
    words: String,
    outcome: Outcome,
}

/// What can be copied of the selected code.
pub fn copies(model: &Model, env: &Env) -> Option<Menu> {
    let code = model.code(env)?;
    let pane = |pane: Pane| {
        let lines = super::page::lines(model, env, code, pane);
        let words: Vec<String> = lines.iter().map(|l| l.text().trim_end().to_owned()).collect();
        words.join("\n").trim_end().to_owned()
    };
    let head = format!("{} (as of {})", page::title(code).text(), model.date);
    let here = model.page.pane;
    let whole: Vec<String> = Pane::ALL.iter().map(|p| format!("{}\n\n{}", p.title().to_uppercase(), pane(*p))).collect();
    let item = |key, name: &str, words: &str, copied: String| Item {
        key: Some(key),
        name: name.to_owned(),
        words: words.to_owned(),
        outcome: Outcome::Copy(format!("{} {name}", code.code), copied),
    };
    let items = vec![
        item('c', "code", &code.code, code.code.clone()),
        item('d', "descriptor", &code.descriptor, code.descriptor.clone()),
        item('p', "pane", here.title(), format!("{head}\n\n{}\n\n{}\n", here.title().to_uppercase(), pane(here))),
        item('w', "whole page", "every pane", format!("{head}\n\n{}\n", whole.join("\n\n"))),
    ];
    Some(Menu { title: format!("Copy {}", code.code), items, selected: 0 })
}

/// What can be copied of the units panel; nothing before there is an answer.
pub fn units(units: &Units) -> Option<Menu> {
    let code = units.code().map_or("the units", |c| c.code.as_str());
    let item = |key, name: &str, copied: String| Item {
        key: Some(key),
        name: name.to_owned(),
        words: copied.lines().collect::<Vec<_>>().join(", "),
        outcome: Outcome::Copy(format!("{code} {name}"), copied),
    };
    let mut items = vec![item('l', "claim lines", units.claim_lines()?)];
    items.extend(units.waste_note().map(|note| item('w', "waste note", note)));
    items.extend(units.whole().map(|whole| item('a', "all of it", whole)));
    Some(Menu { title: format!("Copy of {code}"), items, selected: 0 })
}

/// The other codes of the catalog that the pane names.
pub fn links(model: &Model, env: &Env) -> Option<Menu> {
    let here = model.code(env)?;
    let text: Vec<String> = super::page::lines(model, env, here, model.page.pane).iter().map(page::Line::text).collect();
    named(env, &text, Some(here), model.date)
}

/// The codes of the catalog that words name.
pub fn codes(env: &Env, text: &[String], on: Date) -> Option<Menu> {
    named(env, text, None, on)
}

fn named(env: &Env, text: &[String], here: Option<&Code>, on: Date) -> Option<Menu> {
    let mut items: Vec<Item> = Vec::new();
    for word in text.iter().flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric())) {
        let is_code = word.len() == 5 && word.starts_with(|c: char| c.is_ascii_uppercase());
        let Some(code) = env.catalog.code(word).filter(|c| is_code && here.is_none_or(|here| c.code != here.code)) else { continue };
        if items.iter().any(|i| i.name == code.code) {
            continue;
        }
        let words = format!("{}  {}", code.title(), code.state(on).as_str());
        let key = char::from_digit(u32::try_from(items.len() + 1).unwrap_or(99), 10);
        items.push(Item { key, name: code.code.clone(), words, outcome: Outcome::Go(code.code.clone()) });
    }
    (!items.is_empty()).then(|| Menu { title: "Go to a code named here".to_owned(), items, selected: 0 })
}

impl Menu {
    /// Moves, chooses.
    pub fn update(&mut self, msg: &Msg) -> Step {
        let chosen = match msg {
            Msg::Act(Action::Open) => self.items.get(self.selected),
            Msg::Act(action) => {
                self.selected = moved(*action, self.selected, self.items.len().saturating_sub(1), self.items.len());
                None
            }
            Msg::Edit(InputRequest::InsertChar(c)) => self.items.iter().find(|i| i.key == Some(*c)),
            _ => None,
        };
        chosen.map_or(Step::Stay, |item| Step::Then(item.outcome.clone()))
    }

    /// Draws it.
    pub fn draw(&self, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let names = self.items.iter().map(|i| text::width(&i.name)).max().unwrap_or(0);
        let height = u16::try_from(self.items.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = panel(env, area, (64, height), &self.title, last, buf);
        let offset = (self.selected + 1).saturating_sub(usize::from(inner.height));
        for ((y, i), item) in (inner.y..inner.bottom()).zip(offset..).zip(self.items.iter().skip(offset)) {
            let place = Rect { y, height: 1, ..inner };
            let room = usize::from(inner.width);
            let key = item.key.map_or_else(|| "   ".to_owned(), |c| format!(" {c} "));
            let (x, _) = buf.set_stringn(inner.x, y, key, room, style(Meaning::Key));
            let left = usize::from(inner.right().saturating_sub(x));
            let (x, _) = buf.set_stringn(x, y, format!("{:<names$}  ", item.name), left, style(Meaning::Strong));
            let left = usize::from(inner.right().saturating_sub(x));
            buf.set_stringn(x, y, text::cut(&item.words, left), left, style(Meaning::Label));
            if i == self.selected {
                select(env, place, buf);
            }
            last.targets.push((place, Target::Item(i)));
        }
    }
}
