//! An NDC from a carton to a claim.

use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, Key, Source};
use crate::catalog::ndc;
use crate::explanation::rules;

/// An NDC as it stands on a claim.
pub(super) const KIND: DrillKind = DrillKind::named("ndc");

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let (label, brand) = random.pick(&generator.labels)?.clone();
    let digits = ndc::eleven(&label).ok()?;
    let lengths: Vec<String> = label.split('-').map(|p| p.len().to_string()).collect();
    Some(Drill {
        seed,
        kind: KIND,
        rule: rules::NDC_ELEVEN,
        facts: vec![format!("The carton of {brand} shows NDC {label}")],
        ask: "Which digits go on the claim, behind N4?".to_owned(),
        form: "eleven digits".to_owned(),
        hint: "Labeler, product and package have 5, 4 and 2 digits on a claim.".to_owned(),
        why: vec![
            format!("{label} is {}: the segment that is one digit short gets a zero in front", lengths.join("-")),
            format!("without hyphens: {digits} [{}]", rules::NDC_ELEVEN),
        ],
        key: Key::Digits(digits),
        source: Source::Label(label),
    })
}
