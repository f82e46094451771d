//! Amounts in a descriptor, each with what stands before and behind it.

use crate::import::descriptor::{Token, is_word, measure_at, text_of};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// An amount found: `per 10 mg`, `up to 1 ml`, `per vial`, `1 i.u.`
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) quantity: Quantity,
    /// Written with `per`.
    pub(super) per: bool,
    /// Written with `up to`.
    pub(super) up_to: bool,
    /// Nothing else stands in its clause.
    pub(super) alone: bool,
    /// A slash, or an `and` since the amount before it, joins it to that amount.
    pub(super) joined: bool,
    pub(super) after: After,
}

/// What follows an amount in its clause.
#[derive(Debug, PartialEq)]
pub(super) enum After {
    /// Nothing, or a purpose: `for intrathecal trial`.
    Nothing,
    /// `of iron`, `vwf:rco`: the amount counts a part or an activity.
    Part,
    /// `vial`, `ampule`.
    ContainerType,
    /// `and hyaluronidase`: another drug without an amount.
    AndAnother,
    /// `/ml`, `per 0.25 cc`: a strength.
    Strength,
    /// Words that are not understood.
    Unknown(String),
}

/// What an amount may count other than the drug itself.
const PARTS: [&str; 6] = ["of iron", "ferric iron", "immuneglobulin", "phenytoin equivalent", "vwf:rco", "of factor ix activity"];

/// Every amount in the clauses, in order. Clauses such as `provided in 1.1 mg vial` describe a product and are passed over.
pub(super) fn all(clauses: &[Vec<Token>]) -> Vec<Expression> {
    let mut found: Vec<Expression> = Vec::new();
    let mut since_last: Vec<Token> = Vec::new();
    for clause in clauses.iter().filter(|c| !(is_word(c, 0, "provided") && is_word(c, 1, "in"))) {
        let mut i = 0;
        while i < clause.len() {
            match at(clause, i) {
                Some(Found::Rate { next }) => i = next,
                Some(Found::Amount(head)) => {
                    let (after, next) = behind(clause, head.next, head.part);
                    let joined = !found.is_empty() && since_last.iter().any(|t| *t == Token::Slash || *t == Token::Word("and".to_owned()));
                    let alone = i == 0 && next == clause.len() && after == After::Nothing;
                    since_last.clear();
                    // What stands behind an amount may join the next one: `3 mg and ...`.
                    since_last.extend_from_slice(&clause[head.next..next]);
                    found.push(Expression { quantity: head.quantity, per: head.per, up_to: head.up_to, alone, joined, after });
                    i = next;
                }
                None => {
                    since_last.push(clause[i].clone());
                    i += 1;
                }
            }
        }
    }
    settle(found)
}

/// Does the clause begin with an amount?
pub(super) fn begins(clause: &[Token]) -> bool {
    at(clause, 0).is_some()
}

enum Found {
    /// `0.12mg per 24 hours`: what an article releases, not what is billed.
    Rate {
        next: usize,
    },
    Amount(Head),
}

struct Head {
    quantity: Quantity,
    per: bool,
    up_to: bool,
    part: bool,
    next: usize,
}

fn at(clause: &[Token], start: usize) -> Option<Found> {
    let per = is_word(clause, start, "per");
    let mut i = start + usize::from(per);
    let up_to = is_word(clause, i, "up") && is_word(clause, i + 1, "to");
    i += if up_to { 2 } else { 0 };
    if let Some(Token::Number(amount)) = clause.get(i) {
        let (measure, taken) = measure_at(clause, i + 1).filter(|(m, _)| !m.is_count())?;
        let next = i + 1 + taken;
        if is_word(clause, next, "per") && matches!(clause.get(next + 1), Some(Token::Number(_))) && is_word(clause, next + 2, "hours") {
            return Some(Found::Rate { next: next + 3 });
        }
        return Some(Found::Amount(Head { quantity: Quantity::new(*amount, measure), per, up_to, part: false, next }));
    }
    if !per || up_to {
        return None;
    }
    let (measure, part, next) = per_one(clause, i)?;
    Some(Found::Amount(Head { quantity: Quantity::new(Amount::ONE, measure), per, up_to, part, next }))
}

/// `per mg`, `per single use vial`, `per factor viii i.u.`, `per patch`: the words behind `per` that name one of something.
fn per_one(clause: &[Token], start: usize) -> Option<(Measure, bool, usize)> {
    let single = is_word(clause, start, "single") && (is_word(clause, start + 1, "use") || is_word(clause, start + 1, "dose"));
    if single && is_word(clause, start + 2, "vial") {
        return Some((Measure::Vial, false, start + 3));
    }
    if is_word(clause, start, "patch") {
        return Some((Measure::Each, false, start + 1));
    }
    let part = is_word(clause, start, "factor");
    let i = start + if part { 2 } else { 0 };
    let (measure, taken) = measure_at(clause, i)?;
    Some((measure, part, i + taken))
}

/// What follows an amount that ends at `start`, and where the search goes on.
fn behind(clause: &[Token], start: usize, part: bool) -> (After, usize) {
    if part {
        return (if start == clause.len() { After::Part } else { After::Unknown(text_of(&clause[start..])) }, clause.len());
    }
    if let Some(next) = strength(clause, start) {
        return (After::Strength, next);
    }
    let next_amount = (start..clause.len()).find(|&i| at(clause, i).is_some()).unwrap_or(clause.len());
    let words = text_of(&clause[start..next_amount]);
    let after = match words.as_str() {
        "" => After::Nothing,
        "vial" | "ampule" => After::ContainerType,
        w if PARTS.contains(&w) => After::Part,
        w if w.starts_with("for ") => After::Nothing,
        w if w.starts_with("and ") => After::AndAnother,
        w => After::Unknown(w.to_owned()),
    };
    (after, next_amount)
}

/// `/ml`, `per ml`, `per 0.25 cc` behind an amount.
fn strength(clause: &[Token], start: usize) -> Option<usize> {
    let slash = clause.get(start) == Some(&Token::Slash);
    if !slash && !is_word(clause, start, "per") {
        return None;
    }
    let numbered = !slash && matches!(clause.get(start + 1), Some(Token::Number(_)));
    let i = start + 1 + usize::from(numbered);
    let (measure, taken) = measure_at(clause, i)?;
    (measure.dimension() == Dimension::Volume).then_some(i + taken)
}

/// Words between two joined amounts name the next drug (`50 mg and tazobactam`, `10 mg / 3 mg`); they do not qualify the first.
fn settle(mut found: Vec<Expression>) -> Vec<Expression> {
    let joins: Vec<bool> = found.iter().skip(1).map(|e| e.joined).chain([false]).collect();
    for (before, joins) in found.iter_mut().zip(joins) {
        if joins && before.after != After::Strength {
            before.after = After::Nothing;
        }
    }
    found
}
