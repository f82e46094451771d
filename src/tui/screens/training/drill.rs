//! Drills: one problem after the other, each answer graded element by element and recorded at once.

use tui_input::{Input, InputRequest};

use super::content::{ContentLine, ScreenContent, digit, numbered, say, typed, undigit};
use super::course::Course;
use super::record::Record;
use crate::page::{self, Line, Role};
use crate::training::drill::{Drill, Key};
use crate::training::progress::Event;
use crate::tui::widgets::Prompt;
use crate::tui::{Action, Context, Effect, Env, scroll_target};

/// Problems in a row.
#[derive(Debug)]
pub(crate) struct DrillSession {
    drills: Vec<Drill>,
    at: usize,
    input: Input,
    /// The selected answer, where there are some to choose from.
    pub selected: usize,
    /// What the answer was worth, and why.
    feedback: Option<Vec<Line>>,
    /// Why an answer could not be read.
    refused: Option<String>,
    /// A hint was taken.
    helped: bool,
    /// The answer was asked for once.
    asked: bool,
    /// What was right of each, and with help or without.
    results: Vec<(u32, bool)>,
    /// What happens is recorded.
    counts: bool,
}

/// The answers to choose from; empty where something is typed.
fn choices(drill: &Drill) -> &[String] {
    match &drill.key {
        Key::Choice { among, .. } | Key::Word { among, .. } => among,
        _ => &[],
    }
}

impl DrillSession {
    /// The problems from the first.
    pub fn new(drills: Vec<Drill>, counts: bool) -> DrillSession {
        DrillSession {
            drills,
            at: 0,
            input: Input::default(),
            selected: 0,
            feedback: None,
            refused: None,
            helped: false,
            asked: false,
            results: Vec::new(),
            counts,
        }
    }

    /// From now on nothing is recorded.
    pub fn becomes_practice(&mut self) {
        self.counts = false;
    }

    /// Is an answer typed now?
    pub fn is_typed(&self) -> bool {
        self.feedback.is_none() && self.drills.get(self.at).is_some_and(|drill| choices(drill).is_empty())
    }

    /// The problem is answered, or there is none left.
    pub fn is_over(&self) -> bool {
        self.feedback.is_some() || self.is_done()
    }

    /// Every problem is answered.
    pub fn is_done(&self) -> bool {
        self.at >= self.drills.len()
    }

    /// Can a hint be taken?
    pub fn has_hint(&self) -> bool {
        !self.is_over() && !self.helped
    }

    /// Answers, goes on, takes a hint; `None` where the action is one of the browser.
    pub fn act(&mut self, _env: &Env, course: &mut Course, action: Action) -> Option<Vec<Effect>> {
        let asked = std::mem::take(&mut self.asked);
        let Some(drill) = self.drills.get(self.at) else {
            return (action == Action::Open).then_some(vec![Effect::Close]);
        };
        match action {
            Action::Open if self.feedback.is_some() => self.next(),
            Action::Open => return Some(self.answer(&mut course.record)),
            Action::Up | Action::Down => self.selected = scroll_target(action, self.selected, choices(drill).len().saturating_sub(1), 1),
            Action::Hint if self.feedback.is_none() => self.helped = true,
            Action::Solution if self.feedback.is_none() && asked => return Some(self.finish(&mut course.record, 0, Vec::new())),
            Action::Solution if self.feedback.is_none() => {
                self.asked = true;
                return Some(say("the same key again shows the answer; the problem then counts as wrong".to_owned()));
            }
            Action::Hint | Action::Solution => return Some(say("the problem is answered".to_owned())),
            Action::StepBack => return Some(say("a drill is answered once".to_owned())),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Types, or picks an answer by its number.
    pub fn edit(&mut self, _env: &Env, course: &mut Course, request: InputRequest) -> Vec<Effect> {
        self.asked = false;
        let Some(drill) = self.drills.get(self.at) else { return Vec::new() };
        if self.is_typed() {
            if typed(&mut self.input, request) {
                self.refused = None;
            }
            return Vec::new();
        }
        match digit(request).filter(|place| self.feedback.is_none() && *place < choices(drill).len()) {
            Some(place) => {
                self.selected = place;
                self.answer(&mut course.record)
            }
            None => undigit(request, if self.feedback.is_none() { choices(drill).len() } else { 0 }),
        }
    }

    fn answer(&mut self, record: &mut Record) -> Vec<Effect> {
        let Some(drill) = self.drills.get(self.at) else { return Vec::new() };
        let text = match &drill.key {
            Key::Choice { .. } => page::letter(self.selected).to_string(),
            Key::Word { among, .. } => among.get(self.selected).cloned().unwrap_or_default(),
            _ => self.input.value().to_owned(),
        };
        match drill.grade(&text) {
            Ok(marked) => {
                let mut lines = vec![Line::of(Role::Label, "you: ").with(Role::Code, self.answer_text(&text)).indented(2, 4)];
                lines.extend(page::drill_marked_lines(&marked));
                self.finish(record, marked.percent, lines)
            }
            Err(words) => {
                self.refused = Some(words);
                Vec::new()
            }
        }
    }

    fn answer_text(&self, text: &str) -> String {
        let chosen = self.drills.get(self.at).and_then(|drill| choices(drill).get(self.selected));
        chosen.cloned().unwrap_or_else(|| text.trim().to_owned())
    }

    fn finish(&mut self, record: &mut Record, percent: u32, mut lines: Vec<Line>) -> Vec<Effect> {
        let Some(drill) = self.drills.get(self.at) else { return Vec::new() };
        if percent == 100 && self.helped {
            lines.push(Line::of(Role::Muted, "With a hint it does not count as right.").indented(4, 6));
        }
        lines.extend(page::drill_answer_lines(drill));
        self.feedback = Some(lines);
        self.refused = None;
        self.results.push((percent, self.helped));
        if !self.counts {
            return Vec::new();
        }
        record.add(Event::Drilled { kind: drill.kind.as_str(), rule: drill.rule.to_owned(), percent, helped: self.helped });
        vec![Effect::SaveProgress]
    }

    fn next(&mut self) {
        self.at += 1;
        self.input = Input::default();
        (self.selected, self.helped, self.feedback) = (0, false, None);
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let record = &course.record;
        let practice = if self.counts { "" } else { "practice, " };
        let right = self.results.iter().filter(|(percent, helped)| *percent == 100 && !helped).count();
        let count = format!(" {practice}{right} of {} right ", self.results.len());
        let Some(drill) = self.drills.get(self.at) else {
            return ScreenContent {
                titles: [" Drills: how it went ".to_owned(), count],
                work: ContentLine::all(self.outcome(record)).collect(),
                ..ScreenContent::default()
            };
        };
        let mut work = vec![ContentLine::plain(Line::of(Role::Strong, drill.ask.clone()))];
        for (i, choice) in choices(drill).iter().enumerate() {
            work.push(ContentLine::of(i, numbered(i, choice, "")));
        }
        if choices(drill).is_empty() {
            work.push(ContentLine::plain(Line::of(Role::Muted, format!("({})", drill.form)).indented(2, 2)));
        }
        if self.helped || self.refused.is_some() || self.feedback.is_some() {
            work.push(ContentLine::plain(Line::blank()));
        }
        if course.instructor && self.feedback.is_none() {
            work.extend(ContentLine::all(page::drill_answer_lines(drill)));
        }
        if self.helped {
            let hint = Line::of(Role::Warning, "hint: ").with(Role::Text, drill.hint.clone()).indented(2, 4);
            work.push(ContentLine::plain(hint));
        }
        if let Some(words) = &self.refused {
            let warning = Line::of(Role::Warning, "[nothing counted]").with(Role::Text, format!(" {words}")).indented(2, 2);
            work.push(ContentLine::plain(warning));
        }
        work.extend(ContentLine::all(self.feedback.iter().flatten().cloned()));
        if self.feedback.is_some() {
            work.push(ContentLine::plain(Line::blank()));
            let key = env.keymap.key(Context::Case, Action::Open).unwrap_or_default();
            work.push(ContentLine::plain(Line::of(Role::Muted, format!("{key} goes on."))));
        }
        // The number is in the frame, the question and its answers in the work.
        let file = page::drill_lines(drill, self.at).into_iter().skip(1).take(drill.facts.len()).collect();
        ScreenContent {
            titles: [" Your turn ".to_owned(), count],
            file_title: format!(" Drill {} of {}: {} ", self.at + 1, self.drills.len(), drill.kind.as_str()),
            file,
            work,
            selected: self.selected,
            tail: self.feedback.is_some() || self.refused.is_some(),
            prompt: self.is_typed().then_some(Prompt { sign: ">", input: &self.input, empty: "the answer" }),
            list: false,
        }
    }

    /// Every problem with what was right of it, then the rules they were about.
    fn outcome(&self, record: &Record) -> Vec<Line> {
        let mut lines = Vec::new();
        for (i, (drill, (percent, helped))) in self.drills.iter().zip(&self.results).enumerate() {
            let (word, role) = match (percent, helped) {
                (100, false) => ("right".to_owned(), Role::Good),
                (100, true) => ("with a hint".to_owned(), Role::Warning),
                (percent, _) => (format!("{percent}%"), Role::Ended),
            };
            let head = Line::of(Role::Muted, format!("{:>3}  {:<10}", i + 1, drill.kind.as_str())).with(role, format!("{word:<12}"));
            lines.push(head.with(Role::Code, drill.rule).with(Role::Muted, format!("  problem {}", drill.seed)));
        }
        let mut rules: Vec<&str> = self.drills.iter().take(self.results.len()).map(|d| d.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        lines.push(Line::blank());
        for (i, rule) in rules.into_iter().enumerate() {
            let mastery = record.own().rules.get(rule).copied().unwrap_or_default();
            lines.push(page::mastery_line(if i == 0 { "rules" } else { "" }, rule, &mastery));
        }
        lines
    }
}
