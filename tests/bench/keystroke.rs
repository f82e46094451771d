//! A search on every key, beside a scan of the same records with nucleo-matcher and with fuzzy-matcher: all of them give the
//! found records in order. The text and marks of the rows on the screen are part of a frame.

use std::collections::BTreeSet;
use std::time::Duration;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use jdex::catalog::{Catalog, Date, State};
use jdex::search::Index;
use jdex::storage::user_catalog;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use crate::synthetic;
use crate::table::{Row, Times, grouped, ratio, shortest, shown};

/// The day of the searches.
pub const TODAY: Date = jiff::civil::date(2026, 11, 22);

/// Every search is tried so often and its shortest time taken, its peers' as well: other work of the machine is left out.
const TRIES: usize = 3;

/// Rows for every size, then how the cost grows.
pub fn rows() -> Vec<Row> {
    let shipped = user_catalog::shipped().expect("the shipped catalog");
    let keys = keystrokes(&shipped);
    let mut rows = Vec::new();
    let mut slowest = Vec::new();
    for size in [shipped.codes().len(), 100_000] {
        let catalog = synthetic::catalog(size);
        let index = user_catalog::index(&catalog);
        let peers = Peers::new(&catalog);
        // The scans of the peers take long enough to be measured on some keys only.
        let step = if size > 50_000 { 100 } else { 12 };
        let own: Vec<Duration> = keys.iter().map(|key| own(&index, key, size)).collect();
        let sample: Vec<&String> = keys.iter().step_by(step).collect();
        let nucleo: Vec<Duration> = sample.iter().map(|key| shortest(TRIES, || peers.nucleo(key))).collect();
        let fuzzy: Vec<Duration> = sample.iter().map(|key| shortest(TRIES, || peers.fuzzy(key))).collect();
        let worst = own.iter().step_by(step).zip(&nucleo).map(|(own, peer)| ratio(*own, *peer)).fold(0.0, f64::max);
        let (own, nucleo, fuzzy) = (Times::new(own), Times::new(nucleo), Times::new(fuzzy));
        slowest.push((size, own.percentile(99)));
        let records = grouped(size);
        let sides = [ratio(nucleo.median(), own.median()), ratio(fuzzy.median(), own.median())];
        rows.push(Row {
            what: format!("a keystroke over {records} records, median of {}", keys.len()),
            goal: "1/40 of nucleo-matcher".to_owned(),
            measured: format!("{} (1/{:.0}, 1/{:.0})", shown(own.median()), sides[0], sides[1]),
            peer: format!("nucleo-matcher {}, fuzzy-matcher {}", shown(nucleo.median()), shown(fuzzy.median())),
            met: Some(sides[0] >= 40.0),
            why: "the peers scan every record; the longer the index, the larger the share",
        });
        let most = if size > 50_000 { None } else { Some(Duration::from_micros(250)) };
        rows.push(Row {
            what: format!("the slowest keystrokes over {records} records"),
            goal: most.map_or("none over 1/2 of nucleo-matcher", |_| "p99 0.25 ms, none over 1/2 of nucleo-matcher").to_owned(),
            measured: format!(
                "p99 {}, longest {}, at most {worst:.2} of nucleo-matcher's",
                shown(own.percentile(99)),
                shown(own.longest())
            ),
            peer: format!("p99 {} and {}", shown(nucleo.percentile(99)), shown(fuzzy.percentile(99))),
            met: Some(worst <= 0.5 && most.is_none_or(|most| own.percentile(99) <= most)),
            why: "two or three misspelled words are each compared with the whole vocabulary; one letter finds a third of all codes",
        });
    }
    for pair in slowest.windows(2) {
        let [(few, fast), (many, slow)] = [pair[0], pair[1]];
        let growth = ratio(slow, fast);
        let most = (many > 50_000).then_some(8.0);
        rows.push(Row {
            what: format!("from {} to {} records", grouped(few), grouped(many)),
            goal: most.map(|most| format!("p99 {most} times")).unwrap_or_default(),
            measured: format!("p99 {growth:.1} times for {:.1} times the records", many as f64 / few as f64),
            met: most.map(|most| growth <= most),
            why: "two or three misspelled words are each compared with the whole vocabulary; one letter finds a third of all codes",
            ..Row::default()
        });
    }
    rows
}

fn own(index: &Index, key: &str, size: usize) -> Duration {
    shortest(TRIES, || index.find(key, TODAY, size))
}

/// What stands in the search box after each key: names, brands and codes typed letter by letter, right and misspelled.
fn keystrokes(catalog: &Catalog) -> Vec<String> {
    let names = catalog.codes().iter().filter(|c| c.state(TODAY) == State::Active && c.name.len() > 4);
    let mut words: Vec<String> = names.step_by(40).map(|c| c.name.clone()).collect();
    let branded = catalog.codes().iter().step_by(60).filter_map(|c| catalog.facts(&c.code).products.first().map(|p| p.brand.clone()));
    words.extend(branded);
    let wrong: Vec<String> = words.iter().step_by(3).flat_map(|w| (0..4).filter_map(|kind| misspell(w, kind, w.len() / 2))).collect();
    words.extend(wrong);
    words.extend(
        [
            "J9039",
            "q5107",
            "50242-0917-01",
            "checkpoint melanoma",
            "step therapy",
            "prior authorization",
            "tumor lysis",
            "immune globulin 10%",
            "ketorolac 60 mg",
            "herceptin biosimilar",
            "CO-16 M119",
            "psoriasis",
            "multipel myleoma",
            "metylprednisolon sodim sucinate",
            "pmbrlzmb",
            "xyzzyx",
        ]
        .map(str::to_owned),
    );
    let mut keys = Vec::new();
    for word in words {
        let ends = word.char_indices().map(|(i, c)| i + c.len_utf8()).take(24);
        keys.extend(ends.map(|end| word[..end].to_owned()));
    }
    keys
}

/// One letter dropped, added, changed, or swapped with the next, at or after `at`.
pub fn misspell(word: &str, kind: usize, at: usize) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = (at..letters.len().checked_sub(1)?).find(|i| letters[*i].is_ascii_lowercase() && letters[*i + 1].is_ascii_lowercase())?;
    match kind {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'x'),
        2 => letters[at] = 'x',
        _ => letters.swap(at, at + 1),
    }
    let wrong: String = letters.into_iter().collect();
    (wrong != word).then_some(wrong)
}

/// Every record as one line, as a fuzzy finder would be given it.
pub struct Peers {
    lines: Vec<String>,
    skim: SkimMatcherV2,
}

/// Code, name, descriptor and brands of every code, a line each.
pub fn lines(catalog: &Catalog) -> Vec<String> {
    let line = |code: &jdex::catalog::Code| {
        let brands: BTreeSet<String> = catalog.facts(&code.code).products.iter().map(|p| p.brand.clone()).collect();
        format!("{} {} {} {}", code.code, code.name, code.descriptor, brands.into_iter().collect::<Vec<_>>().join(" "))
    };
    catalog.codes().iter().map(line).collect()
}

impl Peers {
    pub fn new(catalog: &Catalog) -> Peers {
        Peers { lines: lines(catalog), skim: SkimMatcherV2::default().ignore_case() }
    }

    /// Positions of the lines that nucleo-matcher finds, the best first.
    pub fn nucleo(&self, query: &str) -> Vec<usize> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let lines = self.lines.iter().enumerate().map(|(position, line)| Line { line, position });
        pattern.match_list(lines, &mut matcher).into_iter().map(|(line, _)| line.position).collect()
    }

    /// Positions of the lines that fuzzy-matcher finds, the best first.
    pub fn fuzzy(&self, query: &str) -> Vec<usize> {
        let score = |(i, line): (usize, &String)| self.skim.fuzzy_match(line, query).map(|score| (-score, i));
        let mut found: Vec<(i64, usize)> = self.lines.iter().enumerate().filter_map(score).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, i)| i).collect()
    }
}

struct Line<'a> {
    line: &'a str,
    position: usize,
}

impl AsRef<str> for Line<'_> {
    fn as_ref(&self) -> &str {
        self.line
    }
}
