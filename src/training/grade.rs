//! How typed lines compare with the lines wanted: code, modifiers, units and NDC each by itself.

mod typed;

use crate::catalog::words;
use crate::quantity::Amount;

pub use typed::{FORM, TypedLine, TypedNdc, bare_ndc, parse, repeated};

words! {
    /// What of a line is compared.
    pub enum Part {
        /// The code.
        Code = "code",
        /// The modifiers, as a set.
        Modifiers = "modifiers",
        /// The quantity.
        Units = "units",
        /// The eleven digits.
        Ndc = "NDC",
        /// Qualifier and quantity of the NDC.
        NdcQuantity = "NDC quantity",
        /// The diagnoses, as a set.
        Diagnoses = "diagnosis",
        /// A line that is not wanted.
        ExtraLine = "extra line",
    }
}

/// One element of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The line wanted, from 1; of an extra line the line typed.
    pub line: usize,
    /// What of it.
    pub part: Part,
    /// What was wanted; empty for an extra line.
    pub wanted: String,
    /// What was typed; empty where the line is missing.
    pub typed: String,
    /// The same?
    pub right: bool,
}

/// A comparison, element by element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graded {
    /// Every element, in the order of the lines wanted.
    pub elements: Vec<Element>,
}

impl Graded {
    /// Is everything right?
    pub fn is_right(&self) -> bool {
        !self.elements.is_empty() && self.elements.iter().all(|e| e.right)
    }

    /// The share that is right, in percent, rounded down; 100 only where everything is.
    pub fn percent(&self) -> u32 {
        let right = self.elements.iter().filter(|e| e.right).count();
        u32::try_from(right * 100 / self.elements.len().max(1)).unwrap_or(0)
    }

    /// What is right so far: `line 1: code, modifiers`; nothing where nothing is.
    pub fn rights(&self) -> Option<String> {
        let mut lines: Vec<(usize, Vec<&str>)> = Vec::new();
        for element in self.elements.iter().filter(|e| e.right && !e.typed.is_empty()) {
            match lines.last_mut() {
                Some((line, parts)) if *line == element.line => parts.push(element.part.as_str()),
                _ => lines.push((element.line, vec![element.part.as_str()])),
            }
        }
        let each: Vec<String> = lines.iter().map(|(line, parts)| format!("line {line}: {}", parts.join(", "))).collect();
        (!each.is_empty()).then(|| format!("right so far: {}", each.join("; ")))
    }

    /// What is wrong, without giving the answer away: `line 1: units 33`.
    pub fn faults(&self) -> Vec<String> {
        let is_missing =
            |line: usize| self.elements.iter().filter(|e| e.line == line && e.part != Part::ExtraLine).all(|e| e.typed.is_empty());
        let is_told = |e: &&Element| !e.right && (e.part == Part::ExtraLine || e.part == Part::Code || !is_missing(e.line));
        self.elements
            .iter()
            .filter(is_told)
            .map(|e| match (e.part, e.typed.as_str()) {
                (Part::ExtraLine, typed) => format!("one line too many: {typed}"),
                (Part::Code, "") => format!("line {} is missing", e.line),
                (Part::Modifiers, "") => format!("line {}: a modifier is missing", e.line),
                (Part::Diagnoses, "") => format!("line {}: its diagnoses are those of the denied claim; DX changes them", e.line),
                (Part::Modifiers | Part::Diagnoses, typed) => {
                    format!("line {}: {} {typed}, {}", e.line, e.part.as_str(), off(typed, &e.wanted))
                }
                (part, "") => format!("line {}: {} missing", e.line, part.as_str()),
                (part, typed) => format!("line {}: {} {typed} is not right", e.line, part.as_str()),
            })
            .collect()
    }
}

/// How a set of words differs from the one wanted, without naming what is missing.
fn off(typed: &str, wanted: &str) -> &'static str {
    let has = |set: &str, word: &str| set.split(' ').any(|held| held == word);
    let (lacks, surplus) = (wanted.split(' ').any(|word| !has(typed, word)), typed.split(' ').any(|word| !has(wanted, word)));
    match (lacks, surplus) {
        _ if wanted.is_empty() => "none belongs here",
        (true, false) => "another one is missing",
        (false, true) => "not all of them belong here",
        _ => "not right",
    }
}

/// Compares typed lines with those wanted. The order of lines and of modifiers is free.
pub fn compare(typed: &[TypedLine], wanted: &[TypedLine]) -> Graded {
    let pairs = pair(typed, wanted);
    let mut graded = Graded::default();
    for (i, line) in wanted.iter().enumerate() {
        let typed = pairs.iter().find(|(_, w)| *w == i).map(|(t, _)| &typed[*t]);
        graded.elements.extend(elements(i + 1, typed, line));
    }
    for (i, line) in typed.iter().enumerate().filter(|(i, _)| !pairs.iter().any(|(t, _)| t == i)) {
        let extra = Element { line: i + 1, part: Part::ExtraLine, wanted: String::new(), typed: line.text(), right: false };
        graded.elements.push(extra);
    }
    graded
}

/// Which typed line answers which wanted one: the best fitting pair first.
fn pair(typed: &[TypedLine], wanted: &[TypedLine]) -> Vec<(usize, usize)> {
    let migrate = |t: &TypedLine, w: &TypedLine| {
        u32::from(t.code == w.code) * 8
            + u32::from(t.is_discarded() == w.is_discarded()) * 4
            + u32::from(t.set() == w.set()) * 2
            + u32::from(t.units == w.units)
    };
    let mut all: Vec<(u32, usize, usize)> = Vec::new();
    for (i, t) in typed.iter().enumerate() {
        all.extend(wanted.iter().enumerate().map(|(j, w)| (migrate(t, w), i, j)));
    }
    all.sort_by_key(|(migrate, i, j)| (std::cmp::Reverse(*migrate), *i, *j));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in all {
        if !pairs.iter().any(|(t, w)| *t == i || *w == j) {
            pairs.push((i, j));
        }
    }
    pairs
}

fn elements(number: usize, typed: Option<&TypedLine>, wanted: &TypedLine) -> Vec<Element> {
    let element = |part, wanted: String, typed: Option<String>, right| Element {
        line: number,
        part,
        wanted,
        typed: typed.unwrap_or_default(),
        right,
    };
    let set = |l: &TypedLine| l.set().join(" ");
    let mut all = vec![
        element(Part::Code, wanted.code.clone(), typed.map(|t| t.code.clone()), typed.is_some_and(|t| t.code == wanted.code)),
        element(Part::Modifiers, set(wanted), typed.map(set), typed.is_some_and(|t| t.set() == wanted.set())),
        element(Part::Units, wanted.units.to_string(), typed.map(|t| t.units.to_string()), typed.is_some_and(|t| t.units == wanted.units)),
    ];
    if let Some(ndc) = &wanted.ndc {
        let given = typed.and_then(|t| t.ndc.as_ref());
        let amount = |n: &TypedNdc| (n.qualifier.clone(), n.quantity);
        let words = |n: &TypedNdc| n.quantity.map(|q| format!("{}{q}", n.qualifier.as_deref().unwrap_or_default())).unwrap_or_default();
        all.push(element(Part::Ndc, ndc.ndc.clone(), given.map(|n| n.ndc.clone()), given.is_some_and(|n| n.ndc == ndc.ndc)));
        all.push(element(Part::NdcQuantity, words(ndc), given.map(words), given.is_some_and(|n| amount(n) == amount(ndc))));
    }
    if !wanted.diagnoses.is_empty() {
        let set = |l: &TypedLine| sorted(&l.diagnoses).join(" ");
        all.push(element(Part::Diagnoses, set(wanted), typed.map(set), typed.is_some_and(|t| set(t) == set(wanted))));
    }
    all
}

/// What the lines of one code, modifier set, product and diagnoses add up to.
#[derive(PartialEq)]
struct Sum {
    key: String,
    units: Amount,
    ndc_quantity: Amount,
    /// Lines that do not say they are repeats.
    first_lines: usize,
}

/// Do two claims say the same, however their units are split over lines? The same sums by code, modifiers and product. `repeats` are the
/// modifiers that mark a repeated line: where the one claim marks repeats, the other must.
pub fn same_totals(typed: &[TypedLine], wanted: &[TypedLine], repeats: &[String]) -> bool {
    let marked = wanted.iter().any(|l| l.modifiers.iter().any(|m| repeats.contains(m)));
    let pointed = wanted.iter().any(|l| !l.diagnoses.is_empty());
    let (Some(mut typed), Some(mut wanted)) = (sums(typed, repeats, pointed), sums(wanted, repeats, pointed)) else { return false };
    if !marked {
        typed.iter_mut().chain(&mut wanted).for_each(|s| s.first_lines = 0);
    }
    typed == wanted
}

/// The words in their order, each once.
fn sorted(words: &[String]) -> Vec<&str> {
    let mut set: Vec<&str> = words.iter().map(String::as_str).collect();
    set.sort_unstable();
    set.dedup();
    set
}

fn sums(lines: &[TypedLine], repeats: &[String], pointed: bool) -> Option<Vec<Sum>> {
    let mut sums: Vec<Sum> = Vec::new();
    for line in lines {
        let set = line.set();
        let (marks, modifiers): (Vec<&str>, Vec<&str>) = set.iter().copied().partition(|m| repeats.iter().any(|r| r == m));
        let ndc = line.ndc.as_ref().map(|n| format!("{} {}", n.ndc, n.qualifier.as_deref().unwrap_or_default())).unwrap_or_default();
        let diagnoses = if pointed { sorted(&line.diagnoses).join(" ") } else { String::new() };
        let key = format!("{} {} {ndc} {diagnoses}", line.code, modifiers.join(" "));
        let place = match sums.iter().position(|s| s.key == key) {
            Some(place) => place,
            None => {
                sums.push(Sum { key, units: Amount::ZERO, ndc_quantity: Amount::ZERO, first_lines: 0 });
                sums.len() - 1
            }
        };
        let sum = &mut sums[place];
        sum.units = sum.units.checked_add(line.units)?;
        let quantity = line.ndc.as_ref().and_then(|n| n.quantity).unwrap_or(Amount::ZERO);
        sum.ndc_quantity = sum.ndc_quantity.checked_add(quantity)?;
        sum.first_lines += usize::from(marks.is_empty());
    }
    sums.sort_by(|a, b| a.key.cmp(&b.key));
    Some(sums)
}
