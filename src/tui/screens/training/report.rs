//! What the learner has mastered: every rule as a bar with its numbers. Choosing a rule lists its cases.

use tui_input::InputRequest;

use super::content::{ContentLine, ScreenContent, unbound};
use super::course::Course;
use crate::page::{self, Line, Role};
use crate::text;
use crate::training::progress::STAGES;
use crate::tui::{Action, Effect, Env, scroll_target};

/// The report.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The selected rule.
    pub selected: usize,
}

/// Every rule that a case exercises or a drill asked for: what is due first, then the weakest.
fn rules(course: &Course) -> Vec<String> {
    let record = &course.record;
    let own = record.own();
    let mut rules: Vec<String> = course.cases.iter().flat_map(|case| case.rules.iter().cloned()).chain(own.rules.keys().cloned()).collect();
    let standing = |rule: &String| own.rules.get(rule).map_or((2, 0), |m| if m.is_due(record.today) { (0, m.stage) } else { (1, m.stage) });
    rules.sort();
    rules.dedup();
    rules.sort_by_key(standing);
    rules
}

impl Report {
    /// Moves; lists the cases of the selected rule.
    pub fn act(&mut self, _env: &Env, course: &Course, action: Action) -> Option<Vec<Effect>> {
        let rules = rules(course);
        match action {
            Action::Open => return Some(rules.into_iter().nth(self.selected).map(Effect::Train).into_iter().collect()),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
                self.selected = scroll_target(action, self.selected, rules.len().saturating_sub(1), 10);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// A letter does nothing.
    pub fn edit(&mut self, _env: &Env, _course: &mut Course, request: InputRequest) -> Vec<Effect> {
        unbound(request)
    }

    /// What it shows.
    pub fn content<'m>(&'m self, env: &Env, course: &'m Course) -> ScreenContent<'m> {
        let record = &course.record;
        let (own, rules) = (record.own(), rules(course));
        let wide = rules.iter().map(|rule| text::width(rule)).max().unwrap_or(0);
        let row = |(i, rule): (usize, &String)| {
            let Some(mastery) = own.rules.get(rule) else {
                let bar = env.theme.glyph("░", ".").repeat(usize::from(STAGES));
                return ContentLine::of(i, Line::of(Role::Muted, format!(" {bar} 0/{STAGES}  {rule:<wide$}  not met yet")));
            };
            let filled = usize::from(mastery.stage.min(STAGES));
            let bar = env.theme.glyph("█", "#").repeat(filled) + &env.theme.glyph("░", ".").repeat(usize::from(STAGES) - filled);
            let due = match mastery.due {
                Some(due) if due > record.today => format!("back {due}"),
                _ => "due".to_owned(),
            };
            let all = mastery.right.saturating_add(mastery.wrong);
            let counts = format!("  {:<8}  {} of {all} right, {due}", mastery.as_str(), mastery.right);
            let line = Line::of(Role::Strong, format!(" {bar} {}/{STAGES}  ", mastery.stage)).with(Role::Code, format!("{rule:<wide$}"));
            ContentLine::of(i, line.with(Role::Text, counts))
        };
        let selected = self.selected.min(rules.len().saturating_sub(1));
        let mut file = vec![page::learner_line(&record.learner, own, &course.cases, record.today), Line::blank()];
        if let Some(rule) = rules.get(selected) {
            file.push(Line::heading(rule.clone()));
            match env.catalog.rulebook().rule(rule) {
                Some(known) => file.push(Line::of(Role::Text, known.statement.clone())),
                None => file.push(Line::of(Role::Muted, "The catalog no longer holds this rule.")),
            }
            let cases = course.cases.iter().filter(|c| c.rules.contains(rule)).count();
            let words = match cases {
                0 => "No case exercises it; drills do.".to_owned(),
                1 => "One case exercises it; choosing the rule lists it.".to_owned(),
                n => format!("{n} cases exercise it; choosing the rule lists them."),
            };
            file.push(Line::of(Role::Muted, words));
        }
        file.push(Line::of(Role::Muted, "`jdex train report` prints all of it; --json and --csv export it."));
        ScreenContent {
            titles: [format!(" Mastered by {} ", record.learner), format!(" {} rules ", rules.len())],
            file_title: " The selected rule ".to_owned(),
            file,
            work: rules.iter().enumerate().map(row).collect(),
            selected,
            list: true,
            ..ScreenContent::default()
        }
    }
}
