//! Does the list of a contractor's article hold the diagnosis of the chart?

use super::super::random::Random;
use super::{Drill, DrillGenerator, DrillKind, Key, Source};
use crate::coverage::{Jurisdiction, Verdict, assess, contractor_of, listed, matching, policies};
use crate::explanation::rules;

/// A longer list is not printed on a sheet.
const MOST: usize = 14;

pub(super) fn drill(generator: &DrillGenerator<'_>, seed: u64, random: &mut Random) -> Option<Drill> {
    let catalog = generator.catalog;
    let code = random.pick(&generator.cards)?.code;
    let documents = policies(catalog, &code.code, Jurisdiction::Anywhere, generator.date);
    let document = *random.pick(&documents)?;
    let contractor = contractor_of(catalog, document)?;
    let list: Vec<&str> = listed(catalog, document, &code.code).into_iter().collect();
    if !(2..=MOST).contains(&list.len()) {
        return None;
    }
    // A listed code, or one beside it in the same category: the last characters decide.
    let near = *random.pick(&list)?;
    let asked = match random.below(2) {
        0 => near,
        _ => {
            let beside: Vec<&str> =
                matching(catalog, near.get(..3)?, 60).into_iter().map(|(code, _)| code).filter(|c| !list.contains(c)).collect();
            *random.pick(&beside)?
        }
    };
    let descriptor = catalog.icd10().descriptors().iter().find(|(c, _)| c.as_str() == asked).map(|(_, text)| text.clone())?;
    let verdict = assess(catalog, document, &code.code, &[asked]).verdict;
    let right = match verdict {
        Verdict::Listed => "listed",
        Verdict::NotListed => "not listed",
        _ => return None,
    };
    Some(Drill {
        seed,
        kind: DrillKind::Coverage,
        rule: rules::COVERAGE_POLICY,
        facts: vec![
            format!("{} {}; {} {}, Medicare Part B, {}", code.code, code.title(), contractor.name, document.id, generator.date),
            format!("Its list for the code: {}", list.join(", ")),
            format!("Diagnosis of the chart: {asked} {descriptor}"),
        ],
        ask: format!("Does {} list {asked} for {}?", document.id, code.code),
        form: "listed or not listed".to_owned(),
        hint: "Every character counts: a neighbor in the same category is another diagnosis.".to_owned(),
        key: Key::Word { right: right.to_owned(), among: ["listed", "not listed"].map(str::to_owned).to_vec() },
        why: vec![
            format!("{asked}: {right} in {} version {} [{}]", document.id, document.version, rules::COVERAGE_POLICY),
            "A listed diagnosis is not yet a paid claim, and a missing one is no proof of non-coverage: read the document.".to_owned(),
        ],
        source: Source::Listing { document: document.id.clone(), code: code.code.clone(), diagnosis: asked.to_owned() },
    })
}
