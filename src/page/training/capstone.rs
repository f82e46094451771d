//! The capstone as lines: the clinic, the queue, what the payer answers, and how it went.

use super::super::line::{Line, Role};
use super::super::remittance::money;
use crate::training::capstone::{Capstone, DeniedClaim, Outcome, WorkReply, WorkedClaim, better};
use crate::training::score::PASS;

/// The clinic and what is known of it.
pub fn capstone_lines(capstone: &Capstone) -> Vec<Line> {
    let notes = capstone.notes.iter().map(|note| Line::of(Role::Text, format!("- {note}")).indented(2, 4));
    std::iter::once(Line::heading(capstone.title.clone())).chain(notes).collect()
}

/// The titles of the queue's columns.
pub fn queue_heading() -> Line {
    Line::of(Role::Muted, "  no  DOS         code   denied        answer")
}

/// A claim of the queue, its place from 0: the deadlines are the learner's to find.
pub fn queue_line(place: usize, claim: &DeniedClaim<'_>) -> Line {
    let scenario = claim.scenario;
    let denied = scenario.remittance.iter().find(|r| !r.is_paid());
    let code = denied.and_then(|r| scenario.claim.get(r.line.checked_sub(1)?)).map_or("", |l| l.code.as_str());
    let answer = denied.map(|r| r.description()).unwrap_or_default();
    let dollars = money(claim.denied);
    Line::of(Role::Code, format!("  {:>2}  ", place + 1))
        .with(Role::Text, format!("{}  {code}  {dollars:>11}  {answer}", scenario.visit.date))
}

/// A claim of the queue as a title. What the case is called would give its cause away.
pub fn queue_title(place: usize, claim: &DeniedClaim<'_>) -> String {
    format!(" Claim {}: {}, {} denied ", place + 1, claim.scenario.visit.date, money(claim.denied))
}

/// What the payer and the trainer say to a remedy.
pub fn work_lines(reply: &WorkReply) -> Vec<Line> {
    let (word, role) = if reply.percent == 100 { ("[right]", Role::Good) } else { ("[not right]", Role::Ended) };
    let said = reply.lines.iter().map(|line| Line::of(Role::Text, line.clone()).indented(4, 6));
    std::iter::once(Line::of(role, format!("{word} {}%", reply.percent)).indented(2, 2)).chain(said).collect()
}

/// How it went, and each claim worked with its deadline; one that was taken out of its turn names the claim that came first.
pub fn capstone_result_lines(claims: &[DeniedClaim<'_>], worked: &[WorkedClaim]) -> Vec<Line> {
    let outcome = Outcome::of(claims, worked);
    let (word, role) = if outcome.passed { ("passed", Role::Good) } else { ("not passed", Role::Warning) };
    let Outcome { percent, triage, .. } = outcome;
    let counts = format!(": remedies {percent}%, order of work {triage}%, {} of {} claims worked", worked.len(), claims.len());
    let mut lines = vec![Line::of(role, word).with(Role::Text, counts)];
    if !outcome.passed {
        lines.push(Line::of(Role::Muted, format!("A pass needs {PASS}% of both.")).indented(2, 2));
    }
    let order: Vec<usize> = worked.iter().map(|done| done.place).collect();
    let mut named = None;
    for (step, done) in worked.iter().enumerate() {
        let Some(claim) = claims.get(done.place) else { continue };
        let head = Line::of(Role::Strong, format!("{:>3}%  {:>2}  ", done.percent, done.place + 1));
        let facts = format!("  {}  {}", due(claim), claim.scenario.id);
        lines.push(head.with(Role::Text, done.typed.clone()).with(Role::Muted, facts).indented(2, 12));
        if let Some(first) = better(claims, &order, step).and_then(|place| Some((place, claims.get(place)?))) {
            let still = named.replace(first.0) == Some(first.0);
            let words = if still { "out of turn".to_owned() } else { format!("out of turn: claim {} was {}", first.0 + 1, due(first.1)) };
            lines.push(Line::of(Role::Warning, words).indented(12, 14));
        }
    }
    lines
}

/// `due 2026-11-22, $6,300.00`
fn due(claim: &DeniedClaim<'_>) -> String {
    let when = claim.deadline.map_or_else(|| "nothing to send".to_owned(), |day| format!("due {day}"));
    format!("{when}, {}", money(claim.denied))
}
