//! A search on every key, beside a scan of the same records with nucleo-matcher and with fuzzy-matcher.

use std::collections::BTreeSet;
use std::time::Duration;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use jdex::catalog::{Catalog, Date, State};
use jdex::load;
use jdex::search::Index;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use crate::synthetic;
use crate::table::{Row, Times, ratio, shortest, shown};

const TODAY: Date = jiff::civil::date(2026, 11, 22);

/// Rows for every size, then how the cost grows, then how well what is misspelled is found.
pub fn rows() -> Vec<Row> {
    let shipped = load::shipped().expect("the shipped catalog");
    let keys = keystrokes(&shipped);
    let mut rows = Vec::new();
    let mut slowest = Vec::new();
    for size in [shipped.codes().len(), 8_700, 100_000] {
        let catalog = synthetic::catalog(size);
        let index = load::index(&catalog);
        let peers = Peers::new(&catalog);
        // The peers' scans of 100,000 records take long enough to be measured on some keys only.
        let step = if size > 50_000 { 12 } else { 3 };
        let own = Times::new(keys.iter().map(|key| own(&index, key, size)).collect());
        let sample: Vec<&String> = keys.iter().step_by(step).collect();
        let nucleo: Vec<Duration> = sample.iter().map(|key| shortest(1, || peers.nucleo(key))).collect();
        let fuzzy: Vec<Duration> = sample.iter().map(|key| shortest(1, || peers.fuzzy(key))).collect();
        let worst = sample.iter().zip(&nucleo).map(|(key, peer)| ratio(own_again(&index, key, size), *peer)).fold(0.0, f64::max);
        let (nucleo, fuzzy) = (Times::new(nucleo), Times::new(fuzzy));
        slowest.push(own.percentile(99));
        let records = grouped(size);
        let sides = [ratio(nucleo.median(), own.median()), ratio(fuzzy.median(), own.median())];
        rows.push(Row {
            what: format!("a keystroke over {records} records, median of {}", keys.len()),
            goal: "1/20 of nucleo-matcher, 1/50 of fuzzy-matcher".to_owned(),
            measured: format!("{} (1/{:.0}, 1/{:.0})", shown(own.median()), sides[0], sides[1]),
            peer: format!("nucleo-matcher {}, fuzzy-matcher {}", shown(nucleo.median()), shown(fuzzy.median())),
            met: Some(sides[0] >= 20.0 && sides[1] >= 50.0),
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
        });
    }
    let growth = ratio(slowest[2], slowest[1]);
    rows.push(Row {
        what: "from 8,700 to 100,000 records".to_owned(),
        goal: "p99 8 times".to_owned(),
        measured: format!("p99 {growth:.1} times for 11.5 times the records"),
        peer: String::new(),
        met: Some(growth <= 8.0),
    });
    rows.push(misspelled(&shipped));
    rows
}

fn grouped(n: usize) -> String {
    format!("{},{:03}", n / 1000, n % 1000)
}

fn own(index: &Index, key: &str, size: usize) -> Duration {
    shortest(3, || index.search(key, TODAY, size))
}

fn own_again(index: &Index, key: &str, size: usize) -> Duration {
    shortest(1, || index.search(key, TODAY, size))
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
fn misspell(word: &str, kind: usize, at: usize) -> Option<String> {
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
struct Peers {
    lines: Vec<String>,
    skim: SkimMatcherV2,
}

/// Code, name, descriptor and brands of every code, a line each.
pub fn lines(catalog: &Catalog) -> Vec<String> {
    let line = |code: &jdex::catalog::Code| {
        let brands: BTreeSet<String> = catalog.facts(&code.code).products.into_iter().map(|p| p.brand).collect();
        format!("{} {} {} {}", code.code, code.name, code.descriptor, brands.into_iter().collect::<Vec<_>>().join(" "))
    };
    catalog.codes().iter().map(line).collect()
}

impl Peers {
    fn new(catalog: &Catalog) -> Peers {
        Peers { lines: lines(catalog), skim: SkimMatcherV2::default().ignore_case() }
    }

    fn nucleo(&self, query: &str) -> Vec<usize> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let lines = self.lines.iter().enumerate().map(|(position, line)| Line { line, position });
        pattern.match_list(lines, &mut matcher).into_iter().map(|(line, _)| line.position).collect()
    }

    fn fuzzy(&self, query: &str) -> Vec<usize> {
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

/// Every generic name of an active code with one letter wrong; a finder that shows its codes first is right.
fn misspelled(catalog: &Catalog) -> Row {
    let index = load::index(catalog);
    let peers = Peers::new(catalog);
    let names: BTreeSet<&str> = catalog.codes().iter().filter(|c| c.state(TODAY) == State::Active).map(|c| c.name.as_str()).collect();
    let tries: Vec<(String, &str)> = names
        .into_iter()
        .enumerate()
        .filter(|(_, name)| name.len() > 4)
        .flat_map(|(i, name)| (0..4).filter_map(move |kind| Some((misspell(name, kind, (i * 7 + kind) % name.len())?, name))))
        .collect();
    let score = |finder: &dyn Fn(&str) -> Vec<usize>, tries: &[(String, &str)]| {
        let right = |found: &[usize], name: &str| found.iter().any(|i| catalog.codes()[*i].name == name);
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
        goal: "first hit 98%, in the first ten 99%".to_owned(),
        measured: format!("{:.1}%, {:.1}%", own.0, own.1),
        peer: format!("nucleo-matcher {:.0}%, {:.0}%; fuzzy-matcher {:.0}%, {:.0}%", nucleo.0, nucleo.1, fuzzy.0, fuzzy.1),
        met: Some(own.0 >= 98.0 && own.1 >= 99.0),
    }
}
