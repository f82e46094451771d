//! Two codes side by side, what differs marked with a sign and with words.

use std::collections::BTreeSet;

use super::coverage::summary;
use super::{Line, Role, look_alikes, overview, price};
use crate::billing;
use crate::catalog::{Catalog, Code, Date, Facts, PaymentSource, Rulebook, State};
use crate::coverage::{ListComparison, compare_lists};
use crate::text;

/// One thing, as it stands on the left and on the right. A cell is a list of statements, each on a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What is compared: `unit`.
    pub what: &'static str,
    /// What holds for the first.
    pub left: Vec<String>,
    /// What holds for the second.
    pub right: Vec<String>,
}

impl Compared {
    /// Do the two differ?
    pub fn differs(&self) -> bool {
        self.left != self.right
    }
}

/// Stands before what differs.
const MARK: &str = "≠";

/// The columns of labels and marks.
const LABEL: usize = 16;

/// Narrower than this, the cells stand one under the other.
const SIDE_BY_SIDE: usize = 64;

/// Codes that this one is compared with first: what it took over from or became, then those of the same drug.
pub fn comparable<'a>(catalog: &'a Catalog, code: &Code, on: Date) -> Vec<&'a Code> {
    let links = catalog.successors(&code.code).into_iter().chain(catalog.predecessors(&code.code));
    let mut found: Vec<&Code> = Vec::new();
    for other in links.filter_map(|l| catalog.code(&l.code)).chain(look_alikes(catalog, code, on)) {
        if other.code != code.code && !found.iter().any(|c| c.code == other.code) {
            found.push(other);
        }
    }
    found
}

/// Drug, unit, status, sizes, payment, limits and duties of two codes on a date of service.
pub fn compare(catalog: &Catalog, left: &Code, right: &Code, on: Date) -> Vec<Compared> {
    let facts = [catalog.facts(&left.code), catalog.facts(&right.code)];
    let codes = [left, right];
    let row = |what, cell: &dyn Fn(&Code, &Facts) -> Vec<String>| {
        let [left, right] = [cell(codes[0], facts[0]), cell(codes[1], facts[1])];
        Compared { what, left, right }
    };
    let mut rows = vec![
        row("drug", &|c, _| vec![c.title().to_owned()]),
        row("descriptor", &|c, _| vec![c.descriptor.clone()]),
        row("status", &|c, _| status(catalog, c, on)),
        row("unit", &|c, _| vec![c.unit.text()]),
        row("mind", &|c, _| c.unit.traps().iter().map(|t| t.description().to_owned()).collect()),
        row("kind", &|c, _| vec![c.kind.as_str().replace('-', " ")]),
        row("brands", &|_, f| brands(f)),
        row("sizes", &|code, f| sizes(code, f, catalog.rulebook())),
        row("payment limit", &|_, f| payment(f, PaymentSource::Asp, on)),
        row("outpatient", &|_, f| payment(f, PaymentSource::Opps, on)),
        row("MUE", &|_, f| mue(f)),
        row("JW and JZ", &|_, f| vec![discarded(f)]),
        row("Medicare", &|c, _| vec![overview::coverage_words(&c.cms.coverage).unwrap_or("nothing stated").to_owned()]),
    ];
    rows.retain(|row| !row.left.is_empty() || !row.right.is_empty());
    for cell in rows.iter_mut().flat_map(|row| [&mut row.left, &mut row.right]).filter(|cell| cell.is_empty()) {
        cell.push("none held".to_owned());
    }
    rows
}

/// The same amount of drug in the units of both, where the units measure the same drug: `10 mg = 1 unit of J9010 = 10 units of J0202`.
pub fn same_amount(catalog: &Catalog, left: &Code, right: &Code, on: Date) -> Option<String> {
    let related = comparable(catalog, left, on).iter().any(|c| c.code == right.code);
    let (a, b) = (left.unit.quantity()?, right.unit.quantity()?);
    let (in_a, in_b) = a.with(b).ok().filter(|_| related)?;
    let (small, large, amount, times) = match (in_a.exact_div(in_b)?.whole(), in_b.exact_div(in_a).and_then(|n| n.whole())) {
        (Some(times), _) if times > 1 => (right, left, a, times),
        (_, Some(times)) if times > 1 => (left, right, b, times),
        _ => return None,
    };
    Some(format!("{} = 1 unit of {} = {times} units of {}", amount.grouped(), large.code, small.code))
}

fn status(catalog: &Catalog, code: &Code, on: Date) -> Vec<String> {
    let day = |date: Option<Date>, word: &str| date.map(|d| format!(" {word} {d}")).unwrap_or_default();
    let mut told = vec![match code.state(on) {
        State::Active => format!("active{}{}", day(code.dates.added, "since"), day(code.dates.ended, "until")),
        State::Future => format!("not yet valid, begins{}", day(code.dates.added, "on")),
        State::Ended => format!("ENDED{}", day(code.dates.ended, "on")),
    }];
    told.extend(catalog.successors(&code.code).iter().map(|link| format!("bill now {}", link.code)));
    told.extend(catalog.predecessors(&code.code).iter().map(|link| format!("replaces {}", link.code)));
    told
}

fn brands(facts: &Facts) -> Vec<String> {
    let brands: BTreeSet<&str> = facts.products.iter().map(|p| p.brand.as_str()).filter(|b| !b.is_empty()).collect();
    brands.into_iter().map(str::to_owned).collect()
}

fn sizes(code: &Code, facts: &Facts, book: &Rulebook) -> Vec<String> {
    let shown = |(units, labeled): (crate::quantity::Amount, Option<crate::quantity::Quantity>)| {
        let count = format!("{} {}", units.grouped(), if units.whole() == Some(1) { "unit" } else { "units" });
        labeled.map_or_else(|| count.clone(), |q| format!("{} = {count}", q.grouped()))
    };
    billing::container_sizes(code, facts, book).into_iter().map(shown).collect()
}

fn payment(facts: &Facts, source: PaymentSource, on: Date) -> Vec<String> {
    let Some(payment) = super::latest_payment(facts, source, on) else { return Vec::new() };
    let limit = payment.limit.map_or_else(|| "no rate".to_owned(), |l| format!("${} a unit", l.grouped()));
    let status = payment.status_indicator.as_ref().map(|s| format!(", status {s}")).unwrap_or_default();
    let age = price::not_of_the_date(&payment.quarter, on).map(|words| format!(" ({words})")).unwrap_or_default();
    vec![format!("{limit}{status}, {}{age}", super::quarter_words(&payment.quarter))]
}

fn mue(facts: &Facts) -> Vec<String> {
    let shown = |edit: &crate::catalog::Mue| {
        let per = if edit.mai == 1 { "a line" } else { "a day" };
        format!("{}: {} {per} (MAI {})", edit.setting.as_str(), edit.value, edit.mai)
    };
    let told: Vec<String> = facts.mue.iter().map(shown).collect();
    if told.is_empty() { vec!["none published".to_owned()] } else { told }
}

fn discarded(facts: &Facts) -> String {
    match &facts.discarded_drug {
        Some(list) if list.listed => "on CMS's single-dose list: JW or JZ is due".to_owned(),
        Some(_) => "not on CMS's single-dose list: the container decides".to_owned(),
        None => "no list is held: the container decides".to_owned(),
    }
}

/// Two codes as lines of at most `columns`, with the same amount in the units of both where that can be said, and where the
/// diagnoses that contractors list for them differ.
pub fn comparison_lines(catalog: &Catalog, left: &Code, right: &Code, on: Date, columns: usize) -> Vec<Line> {
    let names = [left.code.as_str(), right.code.as_str()];
    let (rows, lists) = (compare(catalog, left, right, on), list_lines(names, &compare_lists(catalog, names, on)));
    let differing = rows.iter().filter(|row| row.differs()).count() + lists.iter().filter(|line| line.text().starts_with(MARK)).count();
    let mut lines = differing_lines(names, &rows, differing, columns);
    if let Some(words) = same_amount(catalog, left, right, on) {
        let label = Line::of(Role::Text, "  ").with(Role::Label, padded("same amount", LABEL - 2));
        lines.extend([Line::blank(), label.with(Role::Strong, words).indented(0, LABEL)]);
    }
    lines.extend(lists);
    lines
}

/// The diagnoses that contractors list for one of the codes only, where they have lists for both; contractors whose lists differ
/// alike together.
fn list_lines(names: [&str; 2], lists: &[ListComparison<'_>]) -> Vec<Line> {
    let mut alike: Vec<Vec<&ListComparison<'_>>> = Vec::new();
    for list in lists {
        match alike.iter_mut().find(|held| held.iter().all(|other| (&other.only, other.both) == (&list.only, list.both))) {
            Some(held) => held.push(list),
            None => alike.push(vec![list]),
        }
    }
    let heading = (!lists.is_empty()).then(|| [Line::blank(), Line::heading("Listed diagnoses")]);
    let mut lines: Vec<Line> = heading.into_iter().flatten().collect();
    for (list, held) in alike.iter().filter_map(|held| Some((held.first()?, held))) {
        let is_same = list.only.iter().all(Vec::is_empty);
        let (mark, role) = if is_same { (" ", Role::Muted) } else { (MARK, Role::Warning) };
        let both = format!(": {}{} for both, ", if is_same { "the same " } else { "" }, list.both);
        let mut documents: Vec<&str> = held.iter().flat_map(|list| list.documents.iter().flatten().copied()).collect();
        documents.sort_unstable();
        documents.dedup();
        let contractors: Vec<&str> = held.iter().map(|list| list.contractor).collect();
        let head = Line::of(role, format!("{mark} ")).with(Role::Label, contractors.join(", ")).with(Role::Text, both);
        lines.push(head.with(Role::Muted, documents.join(", ")).indented(0, 4));
        for (name, only) in names.into_iter().zip(&list.only).filter(|(_, only)| !only.is_empty()) {
            let line = Line::of(Role::Text, "    ").with(Role::Code, format!("{name} only: "));
            lines.push(line.with(Role::Strong, summary(only.iter().copied())).indented(0, 6));
        }
    }
    lines
}

/// The rows as lines of at most `columns`, what differs under a sign; one under the other where there is little room.
pub fn compared_lines(names: [&str; 2], rows: &[Compared], columns: usize) -> Vec<Line> {
    differing_lines(names, rows, rows.iter().filter(|r| r.differs()).count(), columns)
}

fn differing_lines(names: [&str; 2], rows: &[Compared], differing: usize, columns: usize) -> Vec<Line> {
    let word = if differing == 1 { "difference" } else { "differences" };
    let mut lines = vec![
        Line::of(Role::Strong, format!("{differing} {word}")).with(Role::Muted, format!(", each marked {MARK}; the rest is the same")),
    ];
    lines.push(Line::blank());
    if columns < SIDE_BY_SIDE {
        rows.iter().for_each(|row| stacked(names, row, &mut lines));
        return lines;
    }
    let cell = (columns - LABEL - 2) / 2;
    let head = Line::of(Role::Text, " ".repeat(LABEL)).with(Role::Code, padded(names[0], cell + 2)).with(Role::Code, names[1]);
    lines.push(head);
    for row in rows {
        let role = if row.differs() { Role::Strong } else { Role::Text };
        let (left, right) = (wrapped(&row.left, cell), wrapped(&row.right, cell));
        for i in 0..left.len().max(right.len()) {
            let of = |rows: &[String]| rows.get(i).cloned().unwrap_or_default();
            let line = if i == 0 { label(row) } else { Line::of(Role::Text, " ".repeat(LABEL)) };
            lines.push(line.with(role, padded(&of(&left), cell + 2)).with(role, of(&right)));
        }
    }
    lines
}

fn stacked(names: [&str; 2], row: &Compared, lines: &mut Vec<Line>) {
    if !row.differs() {
        lines.push(label(row).with(Role::Text, row.left.join("; ")).indented(0, LABEL));
        return;
    }
    for (i, (name, cell)) in names.into_iter().zip([&row.left, &row.right]).enumerate() {
        let line = if i == 0 { label(row) } else { Line::of(Role::Text, " ".repeat(LABEL)) };
        lines.push(line.with(Role::Code, format!("{name}: ")).with(Role::Strong, cell.join("; ")).indented(0, LABEL));
    }
}

/// `≠ unit        ` or `  unit        `.
fn label(row: &Compared) -> Line {
    let (mark, role) = if row.differs() { (MARK, Role::Warning) } else { (" ", Role::Muted) };
    Line::of(role, format!("{mark} ")).with(Role::Label, padded(row.what, LABEL - 2))
}

fn wrapped(cell: &[String], columns: usize) -> Vec<String> {
    cell.iter().flat_map(|statement| text::wrap(statement, columns)).collect()
}

fn padded(words: &str, columns: usize) -> String {
    format!("{words}{:1$}", "", columns.saturating_sub(text::width(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Compared> {
        let cell = |words: &str| vec![words.to_owned()];
        vec![
            Compared { what: "unit", left: cell("10 mg"), right: cell("1 mg") },
            Compared { what: "kind", left: cell("biological"), right: cell("biological") },
        ]
    }

    fn text(columns: usize) -> Vec<String> {
        compared_lines(["J9010", "J0202"], &rows(), columns).iter().map(|l| l.text().trim_end().to_owned()).collect()
    }

    #[test]
    fn what_differs_is_marked_side_by_side_and_stacked() {
        let head = ["1 difference, each marked ≠; the rest is the same", ""];
        let wide = [
            "                J9010                    J0202",
            "≠ unit          10 mg                    1 mg",
            "  kind          biological               biological",
        ];
        assert_eq!(text(65), [&head[..], &wide].concat());
        let narrow = ["≠ unit          J9010: 10 mg", "                J0202: 1 mg", "  kind          biological"];
        assert_eq!(text(40), [&head[..], &narrow].concat());
    }

    #[test]
    fn side_by_side_keeps_the_width() {
        let long = vec!["a fairly long statement about limits that has to wrap".to_owned(), "one more".to_owned()];
        let rows = [Compared { what: "limits", left: long.clone(), right: vec!["short".into()] }];
        for columns in SIDE_BY_SIDE..100 {
            for line in compared_lines(["J9010", "J0202"], &rows, columns) {
                assert!(text::width(&line.text()) <= columns, "{columns}: {}", line.text());
            }
        }
    }
}
