//! What opening a line of the list leads to.

use super::content;
use super::find::Find;
use super::results::Entry;
use super::state::{Browse, Focus, Scope};
use super::{cards, list_row};
use crate::catalog::Date;
use crate::claim::written;
use crate::page::{DoseInUnits, Line, NoMatch, Pane, sections};
use crate::search::CardKind;
use crate::tui::{Action, Effect, Env, FrameLayout};

impl Browse {
    /// Opens what the selected line names; on the page, the menu of the codes that it names.
    pub(super) fn open(&mut self, env: &Env) -> Vec<Effect> {
        if self.is_claim() {
            return vec![Effect::Check(self.list.query.value().to_owned())];
        }
        if let Some(effects) = self.open_entry(env) {
            return effects;
        }
        let Some(code) = self.code(env) else {
            let advice = self.no_match(env).and_then(|nothing| nothing.advice());
            return advice.map(|words| Effect::Codes(vec![words])).into_iter().collect();
        };
        if self.focus != Focus::List {
            return vec![Effect::Codes(content::lines(self, env, code, self.page.pane).iter().map(Line::text).collect())];
        }
        let dose = DoseInUnits::new(&env.catalog, self.list.results.found(), self.date);
        let is_dosed = dose.is_some_and(|dose| dose.fits(&env.catalog, code));
        let noted = self.mention_place(env);
        let asked = cards::asked(self, env, &self.list.results);
        self.focus = Focus::Page;
        if let Some((pane, find)) = noted {
            self.show_pane(pane);
            self.page.is_unfolded = true;
            self.page.find = Some(find);
        } else if !asked.diagnoses.is_empty() {
            self.show_pane(Pane::Coverage);
            self.ask_coverage(asked);
        }
        self.visited(env);
        // A dose that was typed with the drug is what is asked: the panel opens over the page.
        if is_dosed { vec![Effect::Act(Action::Units)] } else { Vec::new() }
    }

    /// Shows the pane of the fact that the query asks for, and again the one before once it asks for none.
    pub(super) fn show_fact(&mut self) {
        let asked = self.list.results.found().pane();
        match (asked.and_then(|id| Pane::ALL.into_iter().find(|pane| pane.as_str() == id)), self.page.kept) {
            (Some(pane), kept) => {
                self.page.kept = kept.or(Some(self.page.pane));
                self.show_pane(pane);
            }
            (None, Some(kept)) => {
                self.page.kept = None;
                self.show_pane(kept);
            }
            (None, None) => {}
        }
    }

    /// Steps back to a screen. Letters that were commands stay commands on a list; an empty box is for typing.
    pub(crate) fn return_to(&mut self, focus: Focus) {
        self.focus = focus;
        self.list.is_read = !self.list.query.value().is_empty();
    }

    /// Letters are text.
    pub fn edit_query(&mut self) {
        self.focus = Focus::List;
        self.list.is_read = false;
    }

    /// Why a query found nothing.
    pub(super) fn no_match<'a>(&self, env: &'a Env) -> Option<NoMatch<'a>> {
        let query = self.list.query.value().trim();
        let is_asked = self.list.results.is_empty() && !query.is_empty() && self.list.scope == Scope::All;
        is_asked.then(|| NoMatch::of(&env.catalog, query, self.date))
    }

    /// A claim line stands in the search box.
    pub(super) fn is_claim(&self) -> bool {
        self.focus == Focus::List && written::is_claim(self.list.query.value())
    }

    /// What is searched: what was typed, and of a claim line the code.
    pub(super) fn searched(&self) -> &str {
        let query = self.list.query.value().trim();
        if written::is_claim(query) { query.split([' ', '-', ',']).next().unwrap_or(query) } else { query }
    }

    /// The dose in the search box, and what was typed of the patient.
    pub(crate) fn dose(&self) -> Option<(&str, &[(&'static str, String)])> {
        let found = self.list.results.found();
        Some((found.dose()?, found.patient()))
    }

    /// What `Enter` does on the selected line.
    pub(super) fn opening_verb(&self, layout: &FrameLayout) -> &'static str {
        if self.is_claim() {
            return "check";
        }
        let results = &self.list.results;
        let fact = results.position(self.list.selected).and_then(|position| layout.hit_facts.held(position));
        match results.entry(self.list.selected) {
            Some(Entry::Suggestion(_)) => "search that",
            Some(Entry::Mentions(_)) => "list or fold",
            Some(Entry::Hit(_)) if fact.is_some_and(|fact| fact.is_dosed) => "units",
            Some(Entry::Hit(_)) if results.cards().iter().any(|card| card.kind == CardKind::Diagnosis) => "coverage",
            _ => "open",
        }
    }

    /// Where the selected code was found by a note: the pane of the note, and what to find there.
    fn mention_place(&self, env: &Env) -> Option<(Pane, Find)> {
        let row = self.list.results.hit(self.list.selected)?;
        let mention = env.index.mention(&env.catalog, self.list.results.found(), row, self.date)?;
        let pane = Pane::ALL.into_iter().find(|pane| sections(*pane).contains(&mention.section))?;
        let matched = env.index.hit(self.list.results.found(), row)?.matched;
        let words = list_row::held_words(&mention.text, &matched)?;
        Some((pane, Find::opening(&mention.text[words], &mention.text)))
    }

    /// From now on answers for the date of service of a case, until it is returned to.
    pub(crate) fn look_up_for(&mut self, env: &Env, visit: Option<Date>) {
        self.looks_up.get_or_insert(self.date);
        visit.into_iter().for_each(|date| self.set_date(env, date));
    }

    /// Training is returned to: the date of service is that of before.
    pub(crate) fn end_look_up(&mut self, env: &Env) {
        self.looks_up.take().into_iter().for_each(|date| self.set_date(env, date));
    }

    /// Opens the search box on the whole catalog; stepping back returns to training.
    pub(crate) fn search_all(&mut self, env: &Env) {
        self.list.scope = Scope::All;
        self.new_search(env);
    }

    /// Opens the page of a code, from the list where it is there.
    pub(super) fn open_listed(&mut self, env: &Env, code: &str) {
        match self.line_of(env, code) {
            Some(line) => self.select(line),
            None => self.search(env, code),
        }
        self.focus = Focus::Page;
        self.page.scroll = 0;
        self.visited(env);
    }
}
