//! The pages of codes: how long they are, folded as they open.

use jdex::catalog::Date;
use jdex::page::{self, Pane};
use jdex::storage::user_catalog;

const TODAY: Date = jiff::civil::date(2026, 11, 22);
const COLUMNS: usize = 100;

/// Rows of a pane as the browser opens it.
fn rows(lines: &[page::Line]) -> usize {
    lines.iter().map(|line| line.wrap(COLUMNS).len()).sum()
}

fn median(mut of: Vec<usize>) -> usize {
    of.sort_unstable();
    of[of.len() / 2]
}

#[test]
fn half_of_the_pages_of_drugs_fit_into_120_rows() {
    let catalog = user_catalog::shipped().unwrap();
    let drugs: Vec<_> = catalog.codes().iter().filter(|code| code.kind.is_administered()).collect();
    let of = |pane: Pane| drugs.iter().map(|code| rows(&page::lines(&catalog, code, pane, TODAY))).collect::<Vec<_>>();
    let panes = Pane::ALL.map(of);
    let whole = (0..drugs.len()).map(|i| panes.iter().map(|pane| pane[i]).sum()).collect::<Vec<usize>>();
    let each: Vec<String> = Pane::ALL.iter().zip(&panes).map(|(pane, rows)| format!("{} {} (max {})", pane.as_str(), median(rows.clone()), rows.iter().max().unwrap())).collect();
    let median = median(whole);
    assert!(median <= 120, "{median} rows over {} codes: {}", drugs.len(), each.join(", "));
}
