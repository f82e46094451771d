//! Asking the Coverage pane a diagnosis: codes of a claim line or words of a descriptor, then the state where none is set.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use tui_input::Input;

use crate::catalog::{Catalog, Date};
use crate::coverage::{Diagnosis, Jurisdiction, listed_anywhere, matching};
use crate::page::{Line, Role};
use crate::text;
use crate::tui::widgets::{Prompt, choose, draw_items, draw_prompt, panel, text_input, viewer};
use crate::tui::{Component, Context, CoverageAsked, Effect, Env, FrameLayout, Meaning, Msg};

/// The most diagnoses offered.
const OFFERED: usize = 200;

/// The most characters of what is typed.
const LONGEST: usize = 80;

/// The most columns of the panel, and its rows.
const SIZE: (u16, u16) = (90, 18);

/// The box.
#[derive(Debug)]
pub(crate) struct DiagnosisPicker {
    code: String,
    asked: CoverageAsked,
    /// Whose documents come first: `FL, First Coast`; empty where that is not known.
    place: String,
    input: Input,
    /// What documents list for the code.
    listed: BTreeSet<String>,
    offered: Vec<Offer>,
    selected: usize,
    /// Why nothing is offered.
    refusal: String,
    /// The diagnoses were chosen; the state is asked.
    asks_state: bool,
}

/// What can be chosen: it completes what is asked.
#[derive(Debug)]
struct Offer {
    asked: CoverageAsked,
    name: String,
    words: String,
    /// Some document lists it for the code.
    is_listed: bool,
}

impl DiagnosisPicker {
    /// For a code on a date of service; before anything is typed, the listed diagnoses are offered.
    pub fn new(env: &Env, code: &str, date: Date, asked: &CoverageAsked) -> DiagnosisPicker {
        let place = match env.jurisdiction(asked) {
            Jurisdiction::State(state, contractor) => format!("{state}, {}", contractor.name),
            Jurisdiction::Contractor(contractor) => contractor.name.clone(),
            Jurisdiction::Anywhere if asked.state.is_some() => "no state".to_owned(),
            Jurisdiction::Anywhere => String::new(),
        };
        let mut picker = DiagnosisPicker {
            code: code.to_owned(),
            asked: asked.clone(),
            place,
            input: Input::default(),
            listed: listed_anywhere(&env.catalog, code, date).into_iter().map(str::to_owned).collect(),
            offered: Vec::new(),
            selected: 0,
            refusal: String::new(),
            asks_state: false,
        };
        picker.offer(&env.catalog);
        picker
    }

    fn offer(&mut self, catalog: &Catalog) {
        self.selected = 0;
        self.refusal.clear();
        self.offered = if self.asks_state { self.states(catalog) } else { self.diagnoses(catalog) };
    }

    /// The diagnoses that what was typed may mean, those that are listed for the code first.
    fn diagnoses(&mut self, catalog: &Catalog) -> Vec<Offer> {
        let (words, state) = split_state(catalog, self.input.value());
        let state = state.or_else(|| self.asked.state.clone());
        let added = words.strip_prefix('+');
        let words = added.unwrap_or(words).trim();
        let before = if added.is_some() { self.asked.diagnoses.as_slice() } else { &[] };
        let offer = |found: Vec<Diagnosis>, words: &str| {
            let name = found.iter().map(Diagnosis::as_str).collect::<Vec<_>>().join(" + ");
            let is_listed = found.iter().all(|diagnosis| self.listed.contains(diagnosis.as_str()));
            let asked = CoverageAsked { diagnoses: [before, &found].concat(), state: state.clone() };
            Offer { asked, name, words: words.to_owned(), is_listed }
        };
        let one = |code: &str, words: &str| Diagnosis::shaped(code).map(|diagnosis| offer(vec![diagnosis], words));
        let descriptor = |code: &str| catalog.icd10().descriptor(code).unwrap_or("no descriptor held").to_owned();
        if words.is_empty() {
            return self.listed.iter().take(OFFERED).filter_map(|code| one(code, &descriptor(code))).collect();
        }
        let mut found = matching(catalog, words, usize::MAX);
        // What begins as typed is meant by it, and short codes are the general ones: M81.0 before M80.011A.
        let begins = |text: &str| text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
        found.sort_by_cached_key(|(code, text)| (!self.listed.contains(*code), !begins(text), code.len()));
        let mut offers: Vec<Offer> = found.into_iter().take(OFFERED).filter_map(|(code, words)| one(code, words)).collect();
        let typed: Vec<&str> = words.split([' ', ',', ';', '+']).filter(|word| !word.is_empty()).collect();
        let is_code = |word: &&str| Diagnosis::shaped(word).is_some();
        if typed.is_empty() || !typed.iter().all(is_code) {
            return offers;
        }
        match typed.iter().map(|word| Diagnosis::parse(catalog, word)).collect::<Result<Vec<_>, _>>() {
            Ok(codes) => {
                let words = if let [code] = codes.as_slice() { descriptor(code.as_str()) } else { "together on one line".to_owned() };
                let exact = offer(codes, &words);
                offers.retain(|other| other.name != exact.name);
                offers.insert(0, exact);
            }
            Err(error) if offers.is_empty() => self.refusal = error.to_string(),
            Err(_) => {}
        }
        offers
    }

    /// The states whose letters or contractor begin as typed, after the choice of none.
    fn states(&self, catalog: &Catalog) -> Vec<Offer> {
        let typed = self.input.value().trim().to_lowercase();
        let offer = |state: &str, name: &str, words: String| Offer {
            asked: CoverageAsked { state: Some(state.to_owned()), ..self.asked.clone() },
            name: name.to_owned(),
            words,
            is_listed: true,
        };
        let all = catalog.coverage().contractors().iter().filter(|c| !c.dme);
        let mut states: Vec<(&str, &str)> = all.flat_map(|c| c.states.iter().map(|state| (state.as_str(), c.name.as_str()))).collect();
        states.sort_unstable_by_key(|(state, _)| (!state.to_lowercase().starts_with(&typed), *state));
        let fits = |(state, name): &(&str, &str)| [state, name].iter().any(|held| held.to_lowercase().starts_with(&typed));
        let none = typed.is_empty().then(|| offer("", "none", "every contractor alike".to_owned()));
        let states = states.into_iter().filter(fits).map(|(state, name)| offer(state, state, name.to_owned()));
        none.into_iter().chain(states).collect()
    }

    /// Takes an offer: the state is asked after the diagnosis, once, where a list is held for the code.
    fn take(&mut self, env: &Env, asked: CoverageAsked) -> Vec<Effect> {
        self.asks_state = asked.state.is_none() && env.jurisdiction(&asked) == Jurisdiction::Anywhere && !self.listed.is_empty();
        if self.asks_state {
            self.asked = asked;
            self.input.reset();
            self.offer(&env.catalog);
            return Vec::new();
        }
        vec![Effect::Close, Effect::AskCoverage(asked)]
    }

    /// What stands between what is typed and what is offered.
    fn hint(&self) -> String {
        if self.asks_state {
            return "The state of the practice; asked once. state in config.toml keeps it.".to_owned();
        }
        let place = if self.place.is_empty() { String::new() } else { format!("For {}. ", self.place) };
        let added = self.asked.diagnoses.iter().map(Diagnosis::as_str).collect::<Vec<_>>().join(" ");
        let added = if added.is_empty() { String::new() } else { format!("+ in front adds to {added}. ") };
        format!("{place}{added}Several codes of a line: M81.0 K20.90. A state behind: K50.00 NY.")
    }
}

impl Component for DiagnosisPicker {
    fn context(&self) -> Context {
        Context::Input
    }

    fn verb(&self) -> &'static str {
        "ask"
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        if text_input::type_in(&mut self.input, msg, LONGEST) {
            self.offer(&env.catalog);
        }
        let is_chosen = choose(&mut self.selected, (self.offered.len(), 10), layout, msg);
        let asked = self.offered.get(self.selected).filter(|_| is_chosen).map(|offer| offer.asked.clone());
        asked.map_or_else(Vec::new, |asked| self.take(env, asked))
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let style = |meaning| env.theme.style(meaning);
        let title = if self.asks_state { "Which state".to_owned() } else { format!("Ask a diagnosis, for {}", self.code) };
        let inner = panel(env, area, SIZE, &title, layout, buf);
        let (sign, empty) = if self.asks_state { (">", "NY, or Enter") } else { (">", "K50.00, crohn") };
        let below = draw_prompt(env, &Prompt { sign, input: &self.input, empty }, inner, layout, buf);
        let words = [Line::of(Role::Muted, self.hint())];
        let rows = viewer::wrapped(env, &words, usize::from(below.width.saturating_sub(2)));
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(below.height / 2);
        let [hint, body] = below.layout(&Layout::vertical([Constraint::Length(height), Constraint::Min(0)]));
        viewer::draw_scrolled(env, &rows, 0, hint, layout, buf);
        if self.offered.is_empty() {
            let words = match (self.refusal.as_str(), self.input.value().trim().is_empty()) {
                ("", true) => format!("No list held names {}: type a code or words of a diagnosis.", self.code),
                ("", false) => "No match.".to_owned(),
                (refusal, _) => refusal.to_owned(),
            };
            let rows = viewer::wrapped(env, &[Line::of(Role::Text, words)], usize::from(body.width.saturating_sub(2)));
            viewer::draw_scrolled(env, &rows, 0, body, layout, buf);
        }
        let names = self.offered.iter().map(|offer| text::width(&offer.name)).max().unwrap_or(0).min(usize::from(body.width) / 2);
        draw_items(env, (self.selected, self.offered.len()), body, layout, buf, |i, place, buf| {
            let offer = &self.offered[i];
            // Where no list is held, none is missed.
            let is_plain = offer.is_listed || self.listed.is_empty();
            let words = if is_plain { offer.words.clone() } else { format!("in no list: {}", offer.words) };
            let meaning = if is_plain { Meaning::Text } else { Meaning::Muted };
            let room = |x: u16| usize::from(place.right().saturating_sub(x));
            let (x, y) = buf.set_stringn(place.x, place.y, format!(" {:<names$}  ", offer.name), room(place.x), style(Meaning::Code));
            buf.set_stringn(x, y, text::cut(&words, room(x)), room(x), style(meaning));
        });
    }
}

/// A state's two letters behind something else; small letters behind codes only.
fn split_state<'a>(catalog: &Catalog, typed: &'a str) -> (&'a str, Option<String>) {
    let typed = typed.trim();
    let is_state = |word: &str| catalog.coverage().contractors().iter().any(|c| c.states.iter().any(|state| state == word));
    match typed.rsplit_once(' ') {
        Some((words, last)) if is_state(last) => (words.trim_end(), Some(last.to_owned())),
        Some((words, last)) if Diagnosis::shaped(words).is_some() && is_state(&last.to_uppercase()) => {
            (words.trim_end(), Some(last.to_uppercase()))
        }
        _ => (typed, None),
    }
}
