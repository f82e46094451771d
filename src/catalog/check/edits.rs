//! Cross checks of `edits.toml` and of what rules are about.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Edit, ParsedCatalog, Problem};

/// Each edit once, with a rule, group, CARC and RARCs that exist, and a fix that names only what the program fills. A catalog that
/// stands alone has a row for every edit.
pub(super) fn check(book: &ParsedCatalog, held: &Catalog, problems: &mut Vec<Problem>) {
    let tables = [&book.reference.denials, &held.reference().denials];
    let groups: BTreeSet<&str> = tables.iter().flat_map(|d| &d.group).map(|g| g.code.as_str()).collect();
    let reasons: BTreeSet<&str> = tables.iter().flat_map(|d| &d.carc).map(|c| c.code.as_str()).collect();
    let remarks: BTreeSet<&str> = tables.iter().flat_map(|d| &d.rarc).map(|r| r.code.as_str()).collect();
    let rules: BTreeSet<&str> = book.rules.iter().map(|(_, r)| r).chain(held.rulebook().rules()).map(|r| r.id.as_str()).collect();
    let payers: BTreeSet<&str> = book.payers.iter().map(|(_, p)| p).chain(held.rulebook().payers()).map(|p| p.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    for (origin, row) in &book.edits {
        let mut problem = |message: String| problems.push(Problem::new(origin, format!("edit {}: {message}", row.id)));
        if !seen.insert(row.id) {
            problem("stands twice; keep one".to_owned());
        }
        let cited = [("rule", &rules, Some(&row.rule)), ("group", &groups, row.group.as_ref()), ("CARC", &reasons, row.carc.as_ref())];
        let cited = cited.into_iter().filter_map(|(what, known, id)| Some((what, known, id?)));
        let cited = cited.chain(row.rarc.iter().map(|id| ("RARC", &remarks, id))).chain(row.payers.iter().map(|id| ("payer", &payers, id)));
        for (what, _, id) in cited.filter(|(_, known, id)| !known.contains(id.as_str())) {
            problem(format!("no {what} `{id}` in the catalog"));
        }
        if row.group.is_some() != row.carc.is_some() || (row.carc.is_none() && !row.rarc.is_empty()) {
            problem("a denial has a group and a CARC; leave all out where the line would be paid".to_owned());
        }
        for place in row.places().filter(|place| !row.id.places().contains(place)) {
            problem(format!("the fix names {{{place}}}, which the program does not fill; it fills {:?}", row.id.places()));
        }
    }
    if held.rulebook().edits().is_empty() && !book.edits.is_empty() {
        let missing = Edit::ALL.iter().filter(|id| !seen.contains(id));
        problems.extend(missing.map(|id| Problem::new(&book.edits[0].0, format!("edit {id} has no row"))));
    }
}
