//! Cross checks over a whole book: what the reader of one file cannot see.

mod coverage;
mod edits;
mod scenario;

use std::collections::{BTreeMap, BTreeSet};

use super::book::NotesWithLines;
use super::{AnnouncedAction, Catalog, Origin, ParsedCatalog, Problem};

/// Everything wrong in a book that was read without problems: dangling references, dates that run backwards.
///
/// `held` is the catalog it will be laid over, empty for the shipped one: its codes and sources may be referred to.
pub fn check(book: &ParsedCatalog, held: &Catalog) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut sources: BTreeSet<String> = held.sources().iter().map(|s| s.id.clone()).collect();
    sources.extend(book.sources.keys().cloned());
    let known = |code: &str| book.codes.contains_key(code) || book.announced.contains_key(code) || held.code(code).is_some();
    for (origin, code) in book.codes.values() {
        if let (Some(added), Some(ended)) = (code.dates.added, code.dates.ended)
            && ended < added
        {
            problems.push(Problem::new(origin, format!("code {} ended {ended}, before it was added {added}", code.code)));
        }
        if code.descriptor.trim().is_empty() {
            problems.push(Problem::new(origin, format!("code {} has no descriptor", code.code)));
        }
    }
    let announced = |code: &str, action| book.announced.get(code).is_some_and(|change| change.action == action);
    for (origin, transition) in &book.code_replacements {
        match book.codes.get(&transition.ended).map(|(_, code)| code).or_else(|| held.code(&transition.ended)) {
            None => problems.push(Problem::new(origin, format!("transition from {}, which is no code of this catalog", transition.ended))),
            Some(code) if code.dates.ended.is_none() && !announced(&transition.ended, AnnouncedAction::Ended) => {
                problems.push(Problem::new(origin, format!("transition from {}, which has not ended", transition.ended)));
            }
            Some(_) => {}
        }
        for successor in transition.successors.iter().filter(|s| !known(s)) {
            problems.push(Problem::new(origin, format!("successor {successor} is no code of this catalog")));
        }
    }
    for (origin, class, written) in book.classes.values() {
        for member in class.members.iter().filter(|m| !known(m)) {
            problems.push(Problem::new(origin, format!("class {}: member {member} is no code of this catalog", class.id)));
        }
        notes(&sources, origin, written, &mut problems);
    }
    for (origin, page) in &book.drug_pages {
        if !known(&page.code) {
            problems.push(Problem::new(origin, format!("{} is no code of this catalog", page.code)));
        }
        notes(&sources, origin, &page.written, &mut problems);
    }
    for (name, codes) in book.reference.names.iter() {
        let origin = Origin { file: "catalog/names.toml".to_owned(), line: 0 };
        for code in codes.iter().filter(|c| !known(c)) {
            problems.push(Problem::new(&origin, format!("{name} leads to {code}, which is no code of this catalog")));
        }
    }
    packages(book, held, &sources, &mut problems);
    coverage::check(book, held, &mut problems);
    let rules = book.rules.iter().map(|(origin, r)| (origin, &r.id, &r.sources));
    let payers = book.payers.iter().map(|(origin, p)| (origin, &p.id, &p.sources));
    let national = book.coverage.national.iter().map(|(origin, n)| (origin, &n.number, &n.sources));
    let tables = Origin { file: "catalog".to_owned(), line: 0 };
    for (what, cited) in book.reference.statements().into_iter().chain(book.unit_notes.statements()) {
        statement(&sources, &tables, &what, cited, &mut problems);
    }
    for (origin, id, cited) in rules.chain(payers).chain(national) {
        statement(&sources, origin, id, cited, &mut problems);
    }
    deadlines(book, held, &tables, &mut problems);
    edits::check(book, held, &mut problems);
    if !book.scenarios.is_empty() {
        let known = scenario::BillableItem::new(book, held);
        book.scenarios.values().for_each(|s| scenario::check(s, &known, &mut problems));
    }
    problems.sort();
    problems
}

/// Reasons name deadlines, and those name payers, that exist.
fn deadlines(book: &ParsedCatalog, held: &Catalog, origin: &Origin, problems: &mut Vec<Problem>) {
    let (here, there) = (&book.reference.denials, &held.reference().denials);
    let deadlines: BTreeSet<&str> = here.deadline.iter().chain(&there.deadline).map(|l| l.id.as_str()).collect();
    let rulebook = held.rulebook();
    let payers: BTreeSet<&str> = book.payers.iter().map(|(_, p)| p).chain(rulebook.payers()).map(|p| p.id.as_str()).collect();
    for (carc, deadline) in
        here.carc.iter().flat_map(|c| c.deadlines.iter().map(move |l| (c, l))).filter(|(_, l)| !deadlines.contains(l.as_str()))
    {
        problems.push(Problem::new(origin, format!("CARC {}: no deadline `{deadline}` in denials.toml", carc.code)));
    }
    for deadline in here.deadline.iter().filter(|l| l.term.is_some_and(|term| (term.years, term.days) == (0, 0))) {
        problems.push(Problem::new(origin, format!("deadline {}: a term needs years or days", deadline.id)));
    }
    for (deadline, payer) in
        here.deadline.iter().flat_map(|l| l.payers.iter().map(move |p| (l, p))).filter(|(_, p)| !payers.contains(p.as_str()))
    {
        problems.push(Problem::new(origin, format!("deadline {}: no payer `{payer}` in payers.toml", deadline.id)));
    }
}

/// A package that is spoken of is a product of CMS's crosswalk.
fn packages(book: &ParsedCatalog, held: &Catalog, sources: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    if book.packages.is_empty() {
        return;
    }
    let here = book.products.iter().flat_map(BTreeMap::values).flatten().filter_map(|p| p.ndc11.clone());
    let there = held.codes().iter().flat_map(|c| &held.facts(&c.code).products).filter_map(|p| p.ndc11.clone());
    let products: BTreeSet<String> = here.chain(there).collect();
    for (ndc, (origin, note)) in &book.packages {
        if !products.contains(ndc) {
            problems.push(Problem::new(origin, format!("{} is no product of the crosswalk held", note.ndc)));
        }
        statement(sources, origin, &note.ndc, &note.sources, problems);
    }
}

/// A statement names sources that exist.
fn statement(known: &BTreeSet<String>, origin: &Origin, what: &str, cited: &[String], problems: &mut Vec<Problem>) {
    for source in cited.iter().filter(|s| !known.contains(*s)) {
        problems.push(Problem::new(origin, format!("{what}: source `{source}` does not exist; add it to a file in sources/")));
    }
}

/// The sources of each note exist; its dates run forwards.
fn notes(known: &BTreeSet<String>, file: &Origin, written: &NotesWithLines, problems: &mut Vec<Problem>) {
    let notes = written.knowledge.notes.iter().map(|(_, n)| (&n.sources, n.from, n.until));
    let corrections = written.knowledge.corrections.iter().map(|c| (&c.sources, None, None));
    let indications = written.knowledge.indications.iter().map(|i| (&i.sources, None, None));
    let administration = written.knowledge.administration.iter().map(|a| (&a.sources, None, None));
    let schedule = written.knowledge.schedule.iter().map(|s| (&s.sources, s.from, s.until));
    let rows = notes.chain(corrections).chain(indications).chain(administration).chain(schedule);
    for ((sources, from, until), line) in rows.zip(&written.lines) {
        let origin = Origin { file: file.file.clone(), line: *line };
        statement(known, &origin, "note", sources, problems);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            problems.push(Problem::new(&origin, format!("holds from {from} until {until}: it ends before it begins")));
        }
    }
}
