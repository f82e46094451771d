//! The capstone: a remittance worked as a queue. A claim is opened, its remedy typed, the payer answers.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, digit, say, typed, unbound};
use super::course::Course;
use crate::catalog::Date;
use crate::page::{self, Line, Role};
use crate::training::capstone::{self, Capstone, DeniedClaim, FORM, Work, WorkedClaim};
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Effect, Env, scroll_target};

/// The queue being worked.
#[derive(Debug)]
pub(crate) struct CapstoneSession {
    capstone: Capstone,
    worked: Vec<WorkedClaim>,
    /// The place of the open claim.
    open: Option<usize>,
    /// The selected claim, among those that are left.
    pub selected: usize,
    input: Input,
    /// What the payer answered to the open claim.
    reply: Option<Vec<Line>>,
    /// Why a remedy could not be read.
    refused: Option<String>,
    /// A new start was asked for once.
    asked: bool,
    /// It was begun anew, whatever was left open.
    anew: bool,
    /// What happens is recorded.
    counts: bool,
}

impl CapstoneSession {
    /// The queue with what was worked of it before.
    pub fn new(capstone: Capstone, worked: Vec<WorkedClaim>, counts: bool) -> CapstoneSession {
        let input = Input::default();
        CapstoneSession { capstone, worked, open: None, selected: 0, input, reply: None, refused: None, asked: false, anew: false, counts }
    }

    /// From now on nothing is recorded.
    pub fn becomes_practice(&mut self) {
        self.counts = false;
    }

    /// Is a claim open?
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Is a remedy typed now?
    pub fn is_typed(&self) -> bool {
        self.is_open() && self.reply.is_none()
    }

    /// The places of the claims that are left.
    fn left(&self, claims: &[DeniedClaim<'_>]) -> Vec<usize> {
        (0..claims.len()).filter(|place| !self.worked.iter().any(|done| done.place == *place)).collect()
    }

    /// The date of service of the open claim.
    pub fn visit_date(&self, env: &Env) -> Option<Date> {
        let claims = self.capstone.claims(&env.catalog);
        claims.get(self.open?).map(|claim| claim.scenario.visit.date)
    }

    /// Opens a claim, sends its remedy, goes on.
    pub fn act(&mut self, env: &Env, course: &mut Course, action: Action) -> Option<Vec<Effect>> {
        let asked = std::mem::take(&mut self.asked);
        let claims = self.capstone.claims(&env.catalog);
        let left = self.left(&claims);
        match action {
            Action::Open | Action::Back if self.reply.is_some() => self.close(),
            Action::Back if self.is_open() => self.close(),
            Action::Open if self.is_open() => return Some(self.work(env, course)),
            Action::Open | Action::Back if left.is_empty() => return Some(vec![Effect::Close]),
            Action::Open => self.open = left.get(self.selected).copied(),
            Action::Back => return Some(vec![Effect::Close]),
            Action::Clear if !self.is_open() && !asked && !left.is_empty() && !self.worked.is_empty() => {
                self.asked = true;
                return Some(say("the same key again starts the queue over"));
            }
            Action::Clear if !self.is_open() => {
                (self.worked, self.selected, self.anew) = (Vec::new(), 0, true);
                return Some(say("the queue starts over"));
            }
            Action::Up | Action::Down | Action::First | Action::Last | Action::PageUp | Action::PageDown if !self.is_open() => {
                self.selected = scroll_target(action, self.selected, left.len().saturating_sub(1), 10);
            }
            Action::LookUp => {
                let claim = claims.get(self.open.or_else(|| left.get(self.selected).copied()).unwrap_or_default());
                let words = claim.map(|claim| page::case_lines(claim.scenario, &env.catalog)).unwrap_or_default();
                return Some(vec![Effect::Codes(words.iter().map(Line::text).collect())]);
            }
            Action::Hint | Action::Solution | Action::StepBack => return Some(say("a claim of the queue is worked once, without help")),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Types a remedy, or selects a claim by its number.
    pub fn edit(&mut self, env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        self.asked = false;
        if self.is_typed() {
            if typed(&mut self.input, request) {
                self.refused = None;
            }
            return Vec::new();
        }
        let left = self.left(&self.capstone.claims(&env.catalog));
        match digit(request).and_then(|place| left.iter().position(|held| *held == place)) {
            Some(row) if !self.is_open() => self.selected = row,
            _ => return unbound(request),
        }
        Vec::new()
    }

    /// Back to the queue.
    fn close(&mut self) {
        (self.open, self.reply, self.refused, self.input) = (None, None, None, Input::default());
    }

    fn work(&mut self, env: &Env, course: &mut Course) -> Vec<Effect> {
        let claims = self.capstone.claims(&env.catalog);
        let Some((place, claim)) = self.open.and_then(|place| Some((place, claims.get(place)?))) else { return Vec::new() };
        let text = self.input.value().trim().to_owned();
        match Work::parse(&text).and_then(|work| claim.work(&env.catalog, &work)) {
            Err(why) => {
                self.refused = Some(why);
                Vec::new()
            }
            Ok(reply) => {
                self.reply = Some(page::work_lines(&reply));
                self.worked.push(WorkedClaim { place, typed: text, percent: reply.percent });
                let rest = claims.len() - self.worked.len();
                self.selected = self.selected.min(rest.saturating_sub(1));
                let Some(event) = capstone::event(&claims, &self.worked, self.anew).filter(|_| self.counts) else { return Vec::new() };
                course.record.add(event);
                vec![Effect::SaveProgress]
            }
        }
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let claims = self.capstone.claims(&env.catalog);
        let who = if self.counts { format!(" {} ", course.record.learner) } else { " practice, not recorded ".to_owned() };
        match self.open.and_then(|place| Some((place, claims.get(place)?))) {
            Some((place, claim)) => self.claim(env, (place, claim), who),
            None => self.queue(env, &claims, who),
        }
    }

    fn queue(&self, env: &Env, claims: &[DeniedClaim<'_>], who: String) -> ScreenContent<'_> {
        let left = self.left(claims);
        if left.is_empty() {
            let work = ContentLine::all(page::capstone_result_lines(claims, &self.worked)).collect();
            return ScreenContent { titles: [" Capstone: the result ".to_owned(), who], work, ..ScreenContent::default() };
        }
        let mut work = vec![ContentLine::plain(page::queue_heading())];
        let row = |(row, place): (usize, &usize)| Some(ContentLine::of(row, page::queue_line(*place, claims.get(*place)?)));
        work.extend(left.iter().enumerate().filter_map(row));
        let mut file = page::capstone_lines(&self.capstone);
        file.push(Line::blank());
        file.push(Line::of(Role::Muted, "Each claim is worked once: what is due first, and what is worth most."));
        let selected = self.selected.min(left.len().saturating_sub(1));
        if let Some(claim) = left.get(selected).and_then(|place| claims.get(*place)) {
            file.push(Line::blank());
            file.extend(page::case_lines(claim.scenario, &env.catalog).split_off(1));
        }
        let count = format!(" {} of {} left ", left.len(), claims.len());
        ScreenContent {
            titles: [format!(" Capstone, today {} ", env.date(self.capstone.today)), count],
            file_title: " The clinic, and the selected claim ".to_owned(),
            file,
            work,
            selected,
            list: true,
            ..ScreenContent::default()
        }
    }

    fn claim(&self, env: &Env, (place, claim): (usize, &DeniedClaim<'_>), who: String) -> ScreenContent<'_> {
        let mut work = vec![Line::of(Role::Strong, "What do you do with this claim?")];
        match &self.reply {
            None => work.push(Line::of(Role::Muted, FORM).indented(2, 2)),
            Some(reply) => {
                work.push(Line::of(Role::Text, self.input.value()).indented(2, 2));
                work.extend(reply.iter().cloned());
                work.push(Line::blank());
                let key = env.keymap.key(crate::tui::Context::Case, Action::Open).unwrap_or_default();
                work.push(Line::of(Role::Muted, format!("{key} goes back to the queue.")));
            }
        }
        if let Some(why) = &self.refused {
            work.push(Line::of(Role::Warning, "[nothing counted]").with(Role::Text, format!(" {why}")).indented(2, 2));
        }
        ScreenContent {
            titles: [" Your turn ".to_owned(), who],
            file_title: page::queue_title(place, claim),
            file: page::case_lines(claim.scenario, &env.catalog).split_off(1),
            work: ContentLine::all(work).collect(),
            tail: self.reply.is_some() || self.refused.is_some(),
            prompt: self.is_typed().then_some(Prompt { sign: ">", input: &self.input, empty: "resubmit J1234 x50; J1234-JW x10" }),
            ..ScreenContent::default()
        }
    }
}
