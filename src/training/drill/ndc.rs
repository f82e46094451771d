//! An NDC from a carton to a claim.

use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, Key, Source};
use crate::catalog::ndc;
use crate::explanation::rules;

/// The ten digits of a label from CMS's padded form; `None` where it cannot be told which zero was added.
pub(super) fn label(padded: &str) -> Option<String> {
    let parts: Vec<&str> = padded.split('-').collect();
    let [labeler, product, package] = parts.as_slice() else { return None };
    let lengths = (labeler.len(), product.len(), package.len());
    let digits = parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if lengths != (5, 4, 2) || !digits || parts.iter().filter(|p| p.starts_with('0')).count() != 1 {
        return None;
    }
    let bare: Vec<&str> = parts.iter().map(|p| p.strip_prefix('0').unwrap_or(p)).collect();
    Some(bare.join("-"))
}

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let (label, brand) = random.pick(&generator.labels)?.clone();
    let digits = ndc::eleven(&label).ok()?;
    let lengths: Vec<String> = label.split('-').map(|p| p.len().to_string()).collect();
    Some(Drill {
        seed,
        kind: DrillKind::Ndc,
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
