//! What a reader of a unit may trip over, beyond what its own words say.

use crate::catalog::{Kind, UnitCaveat};
use crate::import::descriptor::{Descriptor, Token, is_word};
use crate::quantity::{Amount, Dimension, Measure, Quantity};

/// Phrases that say when a code may be used or whose product it is.
const LIMITS: [&str; 9] = [
    "direct supervision",
    "esrd",
    "therapeutically equivalent",
    "only for use",
    "compounded product",
    "administered through dme",
    "excludes biosimilar",
    "not to be used to report",
    "for circumstances falling under",
];

/// Adds the traps that follow from the unit and the descriptor as a whole, each once, in a fixed order.
pub(super) fn add(d: &Descriptor, kind: Kind, quantity: Quantity, others: &[Quantity], traps: &mut Vec<UnitCaveat>) {
    let dimension = quantity.measure.dimension();
    let thousand = Amount::from(1000);
    let many = dimension == Dimension::Activity && quantity.in_base().is_some_and(|n| n >= thousand);
    let counted = quantity.measure.is_count();
    let derived = [
        (!others.is_empty() || names_two_drugs(d, kind), UnitCaveat::Compound),
        (many || matches!(dimension, Dimension::Genomes | Dimension::Plaques), UnitCaveat::ManyUnits),
        (!counted && quantity.measure != Measure::Gram && quantity.amount < Amount::ONE, UnitCaveat::FractionOfOne),
        (d.says(&LIMITS) || d.says(&["(up to "]) || (kind != Kind::SkinSubstitute && d.product().is_some()), UnitCaveat::LimitedUse),
        (dimension == Dimension::Volume, UnitCaveat::Volume),
    ];
    traps.extend(derived.into_iter().filter(|(holds, _)| *holds).map(|(_, trap)| trap));
    traps.sort_by_key(|t| *t as u8);
    traps.dedup();
}

/// `penicillin g benzathine and penicillin g procaine`, `immune globulin/hyaluronidase`, `trastuzumab, and hyaluronidase`,
/// `lidocaine with epinephrine`, `cilastatin sodium; imipenem`.
fn names_two_drugs(d: &Descriptor, kind: Kind) -> bool {
    if !matches!(kind, Kind::Drug | Kind::Biological) || d.says(&["dextrose", "saline"]) {
        return false;
    }
    let forms = ["injection", "instillation", "inj"];
    let is_form = |c: &&Vec<Token>| matches!(c.as_slice(), [Token::Word(w)] if forms.contains(&w.as_str()));
    let Some(name) = d.clauses.iter().find(|c| !is_form(c)) else { return false };
    let joint = |t: &Token| *t == Token::Slash || matches!(t, Token::Word(w) if w == "and" || w == "with");
    let words = |t: Option<&Token>| matches!(t, Some(Token::Word(w)) if w.starts_with(|c: char| c.is_alphabetic()) && w != "an");
    let list = d.clauses.iter().any(|c| c.len() == 2 && is_word(c, 0, "and"));
    let partner = |text: &str| text != "oral" && text.chars().all(char::is_alphabetic);
    let pair = d
        .lower
        .split_once("; ")
        .is_some_and(|(first, rest)| !first.contains(|c: char| c.is_ascii_digit()) && rest.split(',').next().is_some_and(partner));
    list || pair || name.iter().enumerate().any(|(i, t)| i > 0 && joint(t) && words(name.get(i - 1)) && words(name.get(i + 1)))
}
