//! `jdex check`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::CommandContext;
use crate::catalog::completeness::coverage;
use crate::catalog::review::{Review, review};
use crate::catalog::{self, ALL, BillingUnit, Catalog, Confidence, Date, Edition, Problem, State, check};
use crate::exit::{Exit, UserError};
use crate::page::{Line, Role, quarter_words};
use crate::storage::user_catalog;
use crate::text;
use crate::training::validate::{prove_one, validate};

/// The flags of `jdex check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex check                      what the catalog in use holds and refuses
  jdex check ~/practice           your own folder: file:line: problem
  jdex check ~/practice --json    the same for a program")]
pub struct Args {
    /// A catalog folder, checked as it would be laid over the catalog in use
    pub dir: Option<PathBuf>,
}

#[derive(Serialize)]
struct Answer {
    problems: Vec<Found>,
    holds: Holds,
    units_refused: Vec<RefusedUnit>,
}

#[derive(Serialize)]
struct Found {
    file: String,
    line: Option<usize>,
    message: String,
}

#[derive(Serialize)]
struct RefusedUnit {
    code: String,
    state: State,
    reason: String,
    descriptor: String,
}

/// How much of everything there is.
#[derive(Serialize)]
struct Holds {
    codes: Codes,
    products: usize,
    codes_with_products: usize,
    codes_with_payments: usize,
    codes_with_unit_edits: usize,
    classes: usize,
    drug_pages: usize,
    notes: Notes,
    completeness: Vec<Covered>,
    review: Reviewed,
    sources: usize,
    scenarios: usize,
    data: Vec<Edition>,
}

#[derive(Default, Serialize)]
struct Codes {
    all: usize,
    active: usize,
    units_read: usize,
    unclassified: usize,
    units_refused: usize,
    active_j: usize,
    active_j_understood: usize,
    without_class: usize,
}

/// How many active drug codes have notes of their own or of a class in a section.
#[derive(Serialize)]
struct Covered {
    section: &'static str,
    codes: usize,
    covered: usize,
    missing: Vec<String>,
}

/// What a machine can see of the knowledge, and the kinds of documents it rests on.
#[derive(Serialize)]
struct Reviewed {
    fragments: Vec<String>,
    repeated: Vec<String>,
    unit_contradictions: Vec<String>,
    unknown_codes: Vec<String>,
    absolutes_without_official_source: usize,
    undated_policies: Vec<String>,
    citations: Vec<Cited>,
    /// Of all citations, those of the publisher's own document by CMS, a contractor, the FDA, NLM, a label or a payer.
    original_percent: usize,
}

#[derive(Serialize)]
struct Cited {
    kind: &'static str,
    original: usize,
    copies: usize,
}

impl Reviewed {
    fn of(review: Review) -> Reviewed {
        use crate::catalog::SourceKind::{Cms, Fda, FederalRegister, Label, Mac, Nlm, Payer};
        let all: usize = review.citations.values().map(|(original, copies)| original + copies).sum();
        let first_hand = [Cms, Mac, Fda, Nlm, FederalRegister, Label, Payer];
        let original: usize = first_hand.iter().filter_map(|kind| review.citations.get(kind)).map(|(original, _)| original).sum();
        Reviewed {
            original_percent: (original * 100).checked_div(all).unwrap_or(0),
            citations: review
                .citations
                .into_iter()
                .map(|(kind, (original, copies))| Cited { kind: kind.as_str(), original, copies })
                .collect(),
            fragments: review.fragments,
            repeated: review.repeated,
            unit_contradictions: review.unit_contradictions,
            unknown_codes: review.unknown_codes,
            absolutes_without_official_source: review.absolutes.len(),
            undated_policies: review.undated_policies,
        }
    }
}

#[derive(Default, Serialize)]
struct Notes {
    official: usize,
    sourced: usize,
    secondary: usize,
    unsourced: usize,
    corrections: usize,
}

/// Checks a folder or counts the catalog in use; exit 1 where something is wrong.
///
/// # Errors
/// The folder is not there; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let answer = match &args.dir {
        None => answer(validate(desk.catalog), desk.catalog, desk.date),
        Some(dir) => {
            let (problems, read) = read(dir, desk.catalog)?;
            answer(problems, &read, desk.date)
        }
    };
    if desk.json {
        desk.json(&answer)?;
    } else {
        for problem in &answer.problems {
            let line = problem.line.map(|l| format!(":{l}")).unwrap_or_default();
            writeln!(desk.out, "{}{line}: {}", text::clean(&problem.file), text::clean(&problem.message))?;
        }
        desk.lines(&lines(&answer, desk.date))?;
    }
    Ok(if answer.problems.is_empty() { Exit::Success } else { Exit::NoMatch })
}

/// What a folder says and what is wrong with it.
fn read(dir: &Path, held: &Catalog) -> anyhow::Result<(Vec<Problem>, Catalog)> {
    if !fs::metadata(dir).is_ok_and(|m| m.is_dir()) {
        anyhow::bail!(UserError::new(
            "unreadable",
            format!("{}: no such folder; name the folder that holds codes/, drugs/ ...", dir.display())
        ));
    }
    let (texts, mut problems) = user_catalog::texts(dir);
    if texts.is_empty() && problems.is_empty() {
        anyhow::bail!(UserError::new(
            "empty-catalog",
            format!("{}: no catalog file lies here; a catalog holds codes/*.toml, notes/*.toml ...", dir.display())
        ));
    }
    let files = texts.iter().map(|(shown, path, text)| catalog::File { shown, path, text });
    let (book, found) = catalog::read(files, held);
    problems.extend(found);
    problems.extend(check::check(&book, held));
    if problems.is_empty() && !book.scenarios.is_empty() {
        let mut laid = held.clone();
        laid.apply_overlay(book.clone());
        problems.extend(book.scenarios.values().flat_map(|s| prove_one(&laid, s)));
    }
    Ok((problems, Catalog::from_book(book)))
}

fn answer(problems: Vec<Problem>, catalog: &Catalog, on: Date) -> Answer {
    let found = |p: Problem| Found { line: Some(p.origin.line).filter(|l| *l > 0), file: p.origin.file, message: p.message };
    let refused = catalog.codes().iter().filter_map(|c| match &c.unit {
        BillingUnit::Refused(reason) => {
            Some(RefusedUnit { code: c.code.clone(), state: c.state(on), reason: reason.clone(), descriptor: c.descriptor.clone() })
        }
        _ => None,
    });
    Answer { problems: problems.into_iter().map(found).collect(), holds: holds(catalog, on), units_refused: refused.collect() }
}

fn holds(catalog: &Catalog, on: Date) -> Holds {
    let facts: Vec<_> = catalog.codes().iter().map(|c| catalog.facts(&c.code)).collect();
    Holds {
        codes: codes(catalog, on),
        products: facts.iter().map(|f| f.products.len()).sum(),
        codes_with_products: facts.iter().filter(|f| !f.products.is_empty()).count(),
        codes_with_payments: facts.iter().filter(|f| !f.payments.is_empty()).count(),
        codes_with_unit_edits: facts.iter().filter(|f| !f.mue.is_empty()).count(),
        classes: catalog.classes().filter(|c| c.id != ALL).count(),
        drug_pages: catalog.drug_pages().count(),
        notes: notes(catalog),
        review: Reviewed::of(review(catalog)),
        completeness: coverage(catalog, on)
            .into_iter()
            .map(|c| Covered { section: c.section.as_str(), codes: c.codes, covered: c.covered, missing: c.missing })
            .collect(),
        sources: catalog.sources().len(),
        scenarios: catalog.scenarios().len(),
        data: catalog.editions().to_vec(),
    }
}

fn codes(catalog: &Catalog, on: Date) -> Codes {
    let classed: std::collections::BTreeSet<&str> = catalog.classes().flat_map(|c| c.members.iter()).collect();
    let mut counts = Codes::default();
    for code in catalog.codes().iter() {
        let active = code.state(on) == State::Active;
        let refused = matches!(code.unit, BillingUnit::Refused(_));
        counts.all += 1;
        counts.active += usize::from(active);
        counts.units_read += usize::from(code.unit.quantity().is_some());
        counts.unclassified += usize::from(code.unit == BillingUnit::Unclassified);
        counts.units_refused += usize::from(refused);
        counts.active_j += usize::from(active && code.code.starts_with('J'));
        counts.active_j_understood += usize::from(active && code.code.starts_with('J') && !refused);
        counts.without_class += usize::from(!classed.contains(code.code.as_str()));
    }
    counts
}

fn notes(catalog: &Catalog) -> Notes {
    let mut counts = Notes::default();
    let classes = catalog.classes_with_knowledge().map(|(_, k)| k.decode());
    for knowledge in classes.chain(catalog.drug_pages().map(|page| page.knowledge.clone())) {
        counts.corrections += knowledge.corrections.len();
        for (_, note) in &knowledge.notes {
            match note.confidence {
                Confidence::Official => counts.official += 1,
                Confidence::Sourced => counts.sourced += 1,
                Confidence::Secondary => counts.secondary += 1,
                Confidence::Unsourced => counts.unsourced += 1,
            }
        }
    }
    counts
}

fn lines(answer: &Answer, on: Date) -> Vec<Line> {
    let row = |label: &str, words: String| Line::labeled(label).with(Role::Text, words);
    let (holds, codes, notes) = (&answer.holds, &answer.holds.codes, &answer.holds.notes);
    let mut lines = vec![match answer.problems.len() {
        0 => Line::of(Role::Good, "No problem found."),
        1 => Line::of(Role::Warning, "1 problem."),
        n => Line::of(Role::Warning, format!("{n} problems.")),
    }];
    let mut count = |label: &str, found: usize, words: String| {
        if found > 0 {
            lines.push(row(label, words));
        }
    };
    count("codes", codes.all, format!("{}, {} of them active on {on}; {} in no class", codes.all, codes.active, codes.without_class));
    let units = (codes.units_read, codes.unclassified, codes.units_refused);
    count("units", codes.all, format!("{} read, {} not otherwise classified, {} refused", units.0, units.1, units.2));
    let understood = format!("{} of {} have a unit or are not otherwise classified", codes.active_j_understood, codes.active_j);
    count("active J codes", codes.active_j, understood);
    count("products", holds.products, format!("{} of {} codes", holds.products, holds.codes_with_products));
    count("payments", holds.codes_with_payments, format!("{} codes", holds.codes_with_payments));
    count("MUEs", holds.codes_with_unit_edits, format!("{} codes", holds.codes_with_unit_edits));
    count("knowledge", holds.classes + holds.drug_pages, format!("{} classes, {} drug pages", holds.classes, holds.drug_pages));
    let all = notes.official + notes.sourced + notes.secondary + notes.unsourced;
    count(
        "notes",
        all,
        format!(
            "{all}: {} official, {} sourced, {} secondary, {} unsourced",
            notes.official, notes.sourced, notes.secondary, notes.unsourced
        ),
    );
    count("corrections", notes.corrections, notes.corrections.to_string());
    count("sources", holds.sources, holds.sources.to_string());
    let validated = if answer.problems.is_empty() { ", each proved by the claim check" } else { "" };
    count("scenarios", holds.scenarios, format!("{}{validated}", holds.scenarios));
    if all > 0 {
        let review = &holds.review;
        let cited = review.citations.iter().map(|c| format!("{} {} ({} of copies)", c.original + c.copies, c.kind, c.copies));
        lines.push(row("citations", cited.collect::<Vec<_>>().join(", ")));
        lines.push(row("first hand", format!("{}% of citations", review.original_percent)));
        for (what, found) in [
            ("fragments", &review.fragments),
            ("repeated", &review.repeated),
            ("unit advice", &review.unit_contradictions),
            ("unknown codes", &review.unknown_codes),
            ("old policies", &review.undated_policies),
        ] {
            lines.push(row(what, found.len().to_string()));
            lines.extend(found.iter().map(|text| Line::of(Role::Warning, text.clone()).indented(4, 6)));
        }
        lines.push(row("absolutes", format!("{} without an official source", review.absolutes_without_official_source)));
    }
    for c in holds.completeness.iter().filter(|c| c.codes > 0) {
        let percent = (c.covered * 100).checked_div(c.codes).unwrap_or(0);
        let missing = if c.missing.is_empty() { String::new() } else { format!("; missing: {}", c.missing.join(" ")) };
        lines.push(row(
            c.section,
            format!("{} of {} active drug codes have a note of their own or of a class ({percent}%){missing}", c.covered, c.codes),
        ));
    }
    for edition in &holds.data {
        lines.push(row(&edition.what, quarter_words(&edition.edition)));
    }
    if !answer.units_refused.is_empty() {
        lines.extend([Line::blank(), Line::heading("Units that were refused")]);
    }
    for refused in &answer.units_refused {
        let state = if refused.state == State::Active { String::new() } else { format!("({}) ", refused.state.as_str()) };
        lines.push(
            Line::of(Role::Code, format!("{}  ", refused.code))
                .with(Role::Ended, state)
                .with(Role::Text, format!("{}: ", refused.reason))
                .with(Role::Muted, text::cut(&refused.descriptor, 120))
                .indented(0, 7),
        );
    }
    lines
}
