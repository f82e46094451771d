//! How often the right code is found, over every name, brand and NDC of the shipped catalog.

use std::collections::{BTreeMap, BTreeSet};

use jdex::catalog::State;
use jdex::search::Hit;

use super::{CommandContext, shipped};

/// A letter dropped, added, changed, swapped with the next.
const WRONGS: [&str; 4] = ["dropped", "added", "changed", "swapped"];

/// A xorshift generator: the same misspellings in every run.
struct Letters(u64);

impl Letters {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    /// The text with one letter wrong; `None` where that cannot be done or changes nothing.
    fn misspell(&mut self, text: &str, wrong: &str) -> Option<String> {
        let mut letters: Vec<char> = text.chars().collect();
        let places: Vec<usize> = (0..letters.len()).filter(|i| letters[*i].is_alphabetic()).collect();
        if places.len() < 4 {
            return None;
        }
        let at = places[self.below(places.len())];
        let letter = char::from(b'a' + self.below(26) as u8);
        match wrong {
            "dropped" => drop(letters.remove(at)),
            "added" => letters.insert(at, letter),
            "changed" => letters[at] = letter,
            _ if at + 1 < letters.len() && letters[at + 1].is_alphabetic() => letters.swap(at, at + 1),
            _ => return None,
        }
        let misspelled: String = letters.into_iter().collect();
        (misspelled.to_lowercase() != text.to_lowercase()).then_some(misspelled)
    }
}

/// Counts of tries, of firsts, and of finds within ten; what was missed.
#[derive(Default)]
struct Score {
    tries: usize,
    first: usize,
    ten: usize,
    missed: Vec<String>,
}

impl Score {
    fn count(&mut self, query: &str, hits: &[Hit], right: impl Fn(&Hit) -> bool) {
        self.tries += 1;
        self.first += usize::from(hits.first().is_some_and(&right));
        self.ten += usize::from(hits.iter().take(10).any(&right));
        if !hits.first().is_some_and(&right) {
            self.missed.push(format!("{query} -> {:?}", hits.first().map(|h| &h.matched)));
        }
    }

    fn reaches(&self, what: &str, first: f64, ten: f64) {
        let rate = |n: usize| 100.0 * n as f64 / self.tries as f64;
        println!("{what}: first {:.2}%, in ten {:.2}% of {}", rate(self.first), rate(self.ten), self.tries);
        let missed = &self.missed[..self.missed.len().min(40)];
        assert!(self.tries > 500, "{what}: too few tries");
        assert!(rate(self.first) >= first && rate(self.ten) >= ten, "{what}: {:.2}% first\n{}", rate(self.first), missed.join("\n"));
    }
}

/// Generic names of active codes.
fn names(desk: &CommandContext) -> BTreeSet<&str> {
    let active = desk.catalog.codes().iter().filter(|c| c.state(desk.on) == State::Active && !c.name.is_empty());
    active.map(|c| c.name.as_str()).collect()
}

/// Brands of the crosswalk, case aside, with their codes.
fn brands(desk: &CommandContext) -> BTreeMap<String, BTreeSet<String>> {
    let mut brands: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for code in desk.catalog.codes().iter() {
        for product in desk.catalog.facts(&code.code).all_products() {
            brands.entry(product.brand.to_lowercase()).or_default().insert(code.code.clone());
        }
    }
    brands.remove("");
    brands
}

#[test]
fn an_exact_generic_name_is_always_first() {
    let desk = shipped();
    let mut score = Score::default();
    for name in names(&desk) {
        score.count(name, &desk.search(name, 10), |h| desk.catalog.codes()[h.position].name == name);
    }
    score.reaches("exact names", 100.0, 100.0);
}

#[test]
fn a_name_with_a_letter_wrong_is_first() {
    let desk = shipped();
    let mut letters = Letters(88_172_645_463_325_252);
    for wrong in WRONGS {
        let mut score = Score::default();
        for name in names(&desk).into_iter().step_by(2) {
            let Some(query) = letters.misspell(name, wrong) else { continue };
            score.count(&query, &desk.search(&query, 10), |h| desk.catalog.codes()[h.position].name == name);
        }
        score.reaches(&format!("names, one letter {wrong}"), 98.0, 99.0);
    }
}

/// A hit is one of the brand's codes, or its own name is what the crosswalk writes as a brand: generic products of another route.
fn named(desk: &CommandContext, hit: &Hit, brand: &str, codes: &BTreeSet<String>) -> bool {
    codes.contains(desk.code(hit)) || hit.matched.eq_ignore_ascii_case(brand)
}

#[test]
fn a_brand_finds_its_code() {
    let desk = shipped();
    let mut score = Score::default();
    for (brand, codes) in brands(&desk) {
        score.count(&brand, &desk.search(&brand, 10), |h| named(&desk, h, &brand, &codes));
    }
    score.reaches("brands", 98.0, 99.0);
}

#[test]
fn a_brand_with_a_letter_wrong_finds_its_code() {
    let desk = shipped();
    let mut letters = Letters(0x9e37_79b9_7f4a_7c15);
    let mut score = Score::default();
    for (i, (brand, codes)) in brands(&desk).into_iter().enumerate() {
        for wrong in WRONGS.into_iter().skip(i % 2).step_by(2) {
            let Some(query) = letters.misspell(&brand, wrong) else { continue };
            score.count(&query, &desk.search(&query, 10), |h| named(&desk, h, &brand, &codes));
        }
    }
    score.reaches("brands, one letter wrong", 98.0, 99.0);
}

/// Drawn by chance from FDA's files, not from what the catalog learned of them.
#[test]
fn a_brand_of_fda_finds_a_code_of_its_ingredient() {
    let desk = shipped();
    let table = include_str!("../../fixtures/brands_fda.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let (mut tries, mut missed) = (0, Vec::new());
    for (brand, codes) in table.map(|line| line.split_once(',').unwrap()) {
        tries += 1;
        let first = desk.search(brand, 1).first().map(|hit| desk.code(hit).to_owned());
        if !first.as_ref().is_some_and(|code| codes.split('|').any(|right| right == code)) {
            missed.push(format!("{brand}: {first:?}, wanted {codes}"));
        }
    }
    println!("{} of {tries} first\n{}", tries - missed.len(), missed.join("\n"));
    assert!(tries == 300 && missed.len() * 50 <= tries, "{}", missed.join("\n"));
}

/// Brands of old and shorthands that CMS's files do not hold.
#[test]
fn a_name_that_people_type_finds_one_of_its_codes() {
    let desk = shipped();
    let mut score = Score::default();
    for (name, codes) in desk.catalog.reference().names.iter() {
        for query in [name.to_lowercase(), name.clone()] {
            score.count(&query, &desk.search(&query, 10), |h| codes.iter().any(|c| c == desk.code(h)));
        }
    }
    score.reaches("names people type", 98.0, 100.0);
}

#[test]
fn every_ndc_finds_its_codes() {
    let desk = shipped();
    let mut ndcs: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for code in desk.catalog.codes().iter() {
        for product in desk.catalog.facts(&code.code).all_products() {
            if let Some(digits) = &product.ndc11 {
                ndcs.entry((product.ndc.clone(), digits.clone())).or_default().insert(code.code.clone());
            }
        }
    }
    assert!(ndcs.len() > 5_000, "{}", ndcs.len());
    for (i, ((written, digits), codes)) in ndcs.iter().enumerate() {
        let query = if i % 2 == 0 { written } else { digits };
        let found: BTreeSet<String> = desk.search(query, 100).iter().map(|h| desk.code(h).to_owned()).collect();
        assert_eq!(found, *codes, "{query}");
    }
}
