//! Whether what is meant is found: names right and misspelled, prefixes, nonsense; beside the other finders.

use std::collections::BTreeSet;

use jdex::catalog::{Catalog, State};
use jdex::search::Index;
use jdex::storage::user_catalog;

use crate::keystroke::{Peers, TODAY, misspell};
use crate::table::Row;

/// Letters that begin no code and are near no name.
const NONSENSE: [&str; 8] = ["zzzzzz", "qqqq", "xyzzyx", "jjjjjjjj", "wvwvwv", "999999999999", "kqxj", "hhhhhhhhhhhh"];

/// Rows for what is found.
pub fn rows() -> Vec<Row> {
    let catalog = user_catalog::shipped().expect("the shipped catalog");
    let index = user_catalog::index(&catalog);
    vec![misspelled(&catalog, &index), exact(&catalog, &index)]
}

/// The generic names of active codes.
fn names(catalog: &Catalog) -> BTreeSet<&str> {
    let active = catalog.codes().iter().filter(|c| c.state(TODAY) == State::Active && !c.name.is_empty());
    active.map(|c| c.name.as_str()).collect()
}

/// Every generic name of an active code with one letter wrong; a finder that shows its codes first is right.
fn misspelled(catalog: &Catalog, index: &Index) -> Row {
    let peers = Peers::new(catalog);
    let tries: Vec<(String, &str)> = names(catalog)
        .into_iter()
        .enumerate()
        .filter(|(_, name)| name.len() > 4)
        .flat_map(|(i, name)| (0..4).filter_map(move |kind| Some((misspell(name, kind, (i * 7 + kind) % name.len())?, name))))
        .collect();
    let score = |finder: &dyn Fn(&str) -> Vec<usize>, tries: &[(String, &str)]| {
        // `triamcinolone acetonide` answers `triamcinolone`.
        let of = |held: &str, name: &str| held.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let right = |found: &[usize], name: &str| found.iter().any(|i| of(&catalog.codes()[*i].name, name));
        let found: Vec<(Vec<usize>, &str)> = tries.iter().map(|(query, name)| (finder(query), *name)).collect();
        let rate =
            |most: usize| 100.0 * found.iter().filter(|(f, name)| right(&f[..f.len().min(most)], name)).count() as f64 / found.len() as f64;
        (rate(1), rate(10))
    };
    let own = score(&|query| index.search(query, TODAY, 10).into_iter().map(|h| h.position).collect(), &tries);
    let sample: Vec<(String, &str)> = tries.iter().step_by(9).cloned().collect();
    let (nucleo, fuzzy) = (score(&|query| peers.nucleo(query), &sample), score(&|query| peers.fuzzy(query), &sample));
    Row {
        what: format!("a drug name with one letter dropped, added, changed or swapped ({} tries)", tries.len()),
        goal: "first hit 99%".to_owned(),
        measured: format!("{:.1}%, {:.1}%", own.0, own.1),
        peer: format!("nucleo-matcher {:.0}%, {:.0}%; fuzzy-matcher {:.0}%, {:.0}%", nucleo.0, nucleo.1, fuzzy.0, fuzzy.1),
        met: Some(own.0 >= 99.0),
        why: "names of skin substitutes that differ by a letter or two, and words of two letters",
    }
}

/// Names as they are, every prefix of a code, and nonsense.
fn exact(catalog: &Catalog, index: &Index) -> Row {
    let all = catalog.codes().len();
    let names = names(catalog);
    let first = |name: &str| index.search(name, TODAY, 1).first().is_some_and(|hit| catalog.codes()[hit.position].name == name);
    let right = names.iter().filter(|name| first(name)).count();
    let prefixes: BTreeSet<&str> = catalog.codes().iter().flat_map(|c| (2..5).map(|n| &c.code[..n])).collect();
    let whole = |prefix: &str| {
        let mut positions: Vec<usize> =
            catalog.codes().iter().enumerate().filter(|(_, c)| c.code.starts_with(prefix)).map(|(i, _)| i).collect();
        positions.sort_by_key(|i| catalog.codes()[*i].state(TODAY));
        index.search(prefix, TODAY, all).into_iter().map(|hit| hit.position).eq(positions)
    };
    let exactly = prefixes.iter().filter(|prefix| whole(prefix)).count();
    let most = NONSENSE.iter().map(|words| index.search(words, TODAY, all).len()).max().unwrap_or(0);
    Row {
        what: format!("{} names as they are, {} prefixes of codes, nonsense", names.len(), prefixes.len()),
        goal: "first 100%, exactly its codes in order 100%, at most one hit".to_owned(),
        measured: format!("{right}, {exactly}, {most}"),
        met: Some(right == names.len() && exactly == prefixes.len() && most <= 1),
        ..Row::default()
    }
}
