//! What stands while the search box is empty: recent codes and searches, the four jobs, what is new.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::state::{Browse, Focus, Scope};
use crate::text;
use crate::tui::widgets::{RowWriter, padded, select};
use crate::tui::{Action, Context, Effect, Env, FrameLayout, Meaning, Target};

/// From this width on, there are two columns.
const TWO_COLUMNS: u16 = 70;

/// From this width on, there are three.
const THREE_COLUMNS: u16 = 140;

/// The widest column; longer lines are hard to read.
const WIDEST: u16 = 64;

/// The most recent codes and searches.
const RECENT: usize = 6;

/// What to type first.
const EXAMPLES: [(&str, &str); 5] = [
    ("keytruda", "a brand"),
    ("ketorolac 60 mg", "a dose, as units"),
    ("J9271", "a code"),
    ("psoriasis", "an indication"),
    ("96413", "how it is given"),
];

/// A denial to look up first.
const DENIAL: &str = "CO-16 M119";

/// What an item does.
#[derive(Clone, Debug)]
enum Choice {
    Act(Action),
    Open(String),
    Search(String),
    Denial(String),
    Codes(Vec<String>),
    ListAll,
}

/// A line that can be chosen.
struct Item {
    key: String,
    name: String,
    words: String,
    choice: Choice,
}

/// A heading with its items.
struct Section {
    title: String,
    items: Vec<Item>,
}

impl Browse {
    /// The left column and the right one; on a wide screen what is new stands in a third one.
    fn sections(&self, env: &Env) -> [Vec<Section>; 3] {
        let key = |action| env.keymap.key(Context::List, action).unwrap_or_default();
        let item = |key: String, name: &str, words: &str, choice| Item { key, name: name.to_owned(), words: words.to_owned(), choice };
        let section = |title: &str, items: Vec<Item>| Section { title: title.to_owned(), items };
        let enter = key(Action::Open);
        let read_last = self.code(env).map(|code| code.code.as_str());
        let code = |code: &String| {
            let held = env.catalog.code(code)?;
            let key = if read_last == Some(code) { enter.clone() } else { String::new() };
            Some(item(key, code, &format!("{}  {}", held.title(), held.unit.text()), Choice::Open(code.clone())))
        };
        let first = |codes: &[String]| codes.iter().filter_map(code).take(RECENT).collect::<Vec<_>>();
        let search = |query: &str, words: &str| item(String::new(), query, words, Choice::Search(query.to_owned()));
        let (recent, marked) = (first(&self.memory.recent), first(&self.memory.bookmarks));
        let mut left = if recent.is_empty() {
            let denial = item(String::new(), DENIAL, "a denial", Choice::Denial(DENIAL.to_owned()));
            vec![section("Try", EXAMPLES.iter().map(|(query, words)| search(query, words)).chain([denial]).collect())]
        } else {
            vec![section("Recent codes", recent)]
        };
        if !marked.is_empty() {
            left.push(section("Bookmarks", marked));
        }
        let searches: Vec<Item> = self.memory.queries.iter().take(RECENT).map(|query| search(query, "")).collect();
        if !searches.is_empty() {
            left.push(section("Recent searches", searches));
        }
        let job = |action, name: &str, words: &str| item(key(action), name, words, Choice::Act(action));
        let jobs = vec![section(
            "Jobs",
            vec![
                job(Action::Units, "Units", "a dose to lines"),
                job(Action::Claims, "Claim check", "paste, CSV, 837"),
                job(Action::Denial, "Denial", "cause and fix"),
                job(Action::Train, "Training", "cases, drills"),
            ],
        )];
        let mut right: Vec<Section> = self.news(env).into_iter().collect();
        let all = item(if read_last.is_none() { enter } else { String::new() }, "All codes", "in order", Choice::ListAll);
        let ended = job(Action::Ended, "Ended codes", "no longer billable");
        let commands = job(Action::Palette, "Commands", "by their words");
        right.push(section("Browse", vec![all, ended, commands]));
        [left, jobs, right]
    }

    fn news(&self, env: &Env) -> Option<Section> {
        let news = self.home.news.as_ref()?;
        let told = |name: &str, codes: &[String]| Item {
            key: String::new(),
            name: format!("{} {name}", codes.len()),
            words: codes.join(" "),
            choice: Choice::Codes(codes.to_vec()),
        };
        let held = [("new", &news.began), ("ended", &news.ended)].into_iter().filter(|(_, codes)| !codes.is_empty());
        let held = held.map(|(name, codes)| told(name, codes));
        let key = env.keymap.key(Context::List, Action::News).unwrap_or_default();
        let prices = Item { key, name: "All news".to_owned(), words: "with prices".to_owned(), choice: Choice::Act(Action::News) };
        let title = format!("Drug codes since {}", env.date(news.since));
        Some(Section { title, items: held.chain([prices]).collect() })
    }

    /// The box is empty and has the keys, and nothing else was asked to be listed.
    pub(crate) fn is_home(&self) -> bool {
        self.is_unasked() && !self.home.lists_all
    }

    /// Nothing is searched and no part of the codes is listed.
    fn is_unasked(&self) -> bool {
        self.focus == Focus::List && self.list.scope == Scope::All && self.list.query.value().is_empty()
    }

    /// The code was read before.
    pub(super) fn is_known(&self, code: &str) -> bool {
        self.memory.recent.iter().any(|held| held == code) || self.memory.place.as_ref().is_some_and(|(held, _)| held == code)
    }

    /// Moves among the items of the home screen, or leaves them upward for the box.
    pub(super) fn move_home(&mut self, env: &Env, action: Action) {
        let sections = self.sections(env);
        let counts: Vec<usize> = sections.iter().flatten().map(|section| section.items.len()).collect();
        let firsts: Vec<usize> = counts.iter().scan(0, |first, count| Some(std::mem::replace(first, *first + count))).collect();
        let end = counts.iter().sum::<usize>().saturating_sub(1);
        let starts = sections.iter().scan(0, |first, column| {
            *first += column.iter().map(|section| section.items.len()).sum::<usize>();
            Some(*first)
        });
        let here = self.home.chosen;
        let later = firsts.iter().find(|first| here.is_none_or(|here| **first > here)).copied();
        let earlier = firsts.iter().rfind(|first| here.is_some_and(|here| **first < here)).copied();
        self.home.chosen = match (action, here) {
            (Action::Down, None) | (Action::First, _) => Some(0),
            (Action::Down, Some(here)) => Some((here + 1).min(end)),
            (Action::Up, here) => here.and_then(|here| here.checked_sub(1)),
            (Action::Last, _) => Some(end),
            (Action::NextPane | Action::PageDown, _) => Some(later.unwrap_or(0)),
            (Action::PreviousPane | Action::PageUp, _) => earlier.or(here.is_none().then(|| firsts.last().copied()).flatten()),
            (Action::Later, _) => starts.into_iter().find(|start| *start > here.unwrap_or(0) && *start <= end).or(here),
            (Action::Earlier, _) => Some(0),
            _ => here,
        };
    }

    /// Does what an item stands for; without one, what `Enter` does on the box.
    pub(super) fn choose_home(&mut self, env: &Env, item: Option<usize>) -> Vec<Effect> {
        let items: Vec<Item> = self.sections(env).into_iter().flatten().flat_map(|section| section.items).collect();
        let known = self.code(env).map(|code| Choice::Open(code.code.clone()));
        let choice = item.and_then(|item| items.into_iter().nth(item)).map(|item| item.choice).or(known).unwrap_or(Choice::ListAll);
        self.home.chosen = item;
        match choice {
            Choice::Act(action) => return vec![Effect::Act(action)],
            Choice::Denial(codes) => return vec![Effect::Denial(codes)],
            Choice::Codes(codes) => return vec![Effect::Codes(codes)],
            Choice::Open(code) => self.open_listed(env, &code),
            Choice::Search(query) => self.search(env, &query),
            Choice::ListAll => {
                self.home.lists_all = true;
                self.select(0);
            }
        }
        Vec::new()
    }
}

/// Draws the home screen within the box of the list.
pub(super) fn draw(browse: &Browse, env: &Env, inner: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let style = |meaning| env.theme.style(meaning);
    let mut body = padded(inner);
    if browse.memory.recent.is_empty() && body.height >= 12 {
        let key = |action| env.keymap.key(Context::List, action).unwrap_or_default();
        let hint = format!(
            "Type what is in hand; Enter opens a page and Esc steps back. The arrows choose a line below. {} or Space lists the \
             commands, {} the keys, {} leaves.",
            key(Action::Leader),
            key(Action::Help),
            key(Action::Quit)
        );
        let rows = text::wrap(&hint, usize::from(body.width.min(2 * WIDEST)));
        for (y, row) in (body.y..body.bottom()).zip(rows.iter().take(3)) {
            buf.set_stringn(body.x, y, row, usize::from(body.width), style(Meaning::Muted));
        }
        let used = u16::try_from(rows.len().min(3)).unwrap_or(3) + 1;
        body = Rect { y: body.y + used, height: body.height.saturating_sub(used), ..body };
    }
    let [left, jobs, right] = browse.sections(env);
    let columns: Vec<Vec<Section>> = match body.width {
        ..TWO_COLUMNS => vec![left.into_iter().chain(jobs).chain(right).collect()],
        TWO_COLUMNS..THREE_COLUMNS => vec![left, jobs.into_iter().chain(right).collect()],
        _ => vec![left, jobs, right],
    };
    let count = u16::try_from(columns.len()).unwrap_or(1);
    let width = if count == 1 { body.width } else { ((body.width + 2) / count).saturating_sub(2).min(WIDEST) };
    let mut item = 0;
    for (sections, x) in columns.iter().zip((body.x..).step_by(usize::from(width) + 2)) {
        draw_column(browse, env, sections, &mut item, Rect { x, width, ..body }, layout, buf);
    }
}

/// Draws sections under each other so that the chosen item, if it is one of them, is visible.
fn draw_column(browse: &Browse, env: &Env, sections: &[Section], item: &mut usize, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    enum Row<'s> {
        Blank,
        Title(&'s str),
        Item(usize, &'s Item, usize, usize),
    }
    let style = |meaning| env.theme.style(meaning);
    let mut rows = Vec::new();
    for section in sections {
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Title(&section.title));
        let widest = |of: fn(&Item) -> &str| section.items.iter().map(|item| text::width(of(item))).max().unwrap_or(0);
        let (keys, names) = (widest(|item| &item.key), widest(|item| &item.name));
        for held in &section.items {
            rows.push(Row::Item(*item, held, keys, names));
            *item += 1;
        }
    }
    let chosen = rows.iter().position(|row| matches!(row, Row::Item(i, ..) if Some(*i) == browse.home.chosen));
    let offset = chosen.map_or(0, |row| (row + 1).saturating_sub(usize::from(area.height)));
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(offset)) {
        let place = Rect { y, height: 1, ..area };
        let mut writer = RowWriter { x: place.x, area: place };
        let mut put = |words: &str, columns: usize, style: Style| {
            let words = text::cut(words, writer.room());
            writer.put(&words, style, buf);
            writer.skip(u16::try_from(columns.saturating_sub(text::width(&words))).unwrap_or(0));
        };
        match row {
            Row::Blank => {}
            Row::Title(title) => put(title, 0, style(Meaning::Title)),
            Row::Item(i, held, keys, names) => {
                if *keys > 0 {
                    put(&held.key, keys + 2, style(Meaning::Key));
                }
                put(&held.name, names + 2, style(Meaning::Strong));
                put(&held.words, 0, style(Meaning::Muted));
                layout.targets.push((place, Target::Item(*i)));
                if browse.home.chosen == Some(*i) {
                    select(env, place, buf);
                }
            }
        }
    }
}
