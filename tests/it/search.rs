//! The search over the shipped catalog: the right code first, typed right or wrong, and never a panic.

mod quality;
mod queries;

use jdex::catalog::{Catalog, Date, State};
use jdex::search::{Hit, Index, Tier, nearest_codes};
use jdex::storage::user_catalog;
use proptest::prelude::*;

struct CommandContext {
    catalog: Catalog,
    index: Index,
    on: Date,
}

/// The shipped catalog with its index, on a day.
fn shipped() -> CommandContext {
    let catalog = user_catalog::shipped().unwrap();
    let index = user_catalog::index(&catalog);
    CommandContext { catalog, index, on: "2026-11-22".parse().unwrap() }
}

impl CommandContext {
    fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.index.search(query, self.on, limit)
    }

    fn code(&self, hit: &Hit) -> &str {
        &self.catalog.codes()[hit.position].code
    }

    fn state(&self, hit: &Hit) -> State {
        self.catalog.codes()[hit.position].state(self.on)
    }

    fn codes(&self, query: &str, limit: usize) -> Vec<String> {
        self.search(query, limit).iter().map(|h| self.code(h).to_owned()).collect()
    }

    fn first(&self, query: &str) -> (String, Tier, String) {
        let hit = self.search(query, 1).into_iter().next().unwrap_or_else(|| panic!("nothing for {query}"));
        (self.code(&hit).to_owned(), hit.tier, hit.matched)
    }
}

#[test]
fn the_right_code_comes_first() {
    let desk = shipped();
    for (query, code, tier, matched) in [
        ("J9271", "J9271", Tier::Code, "J9271"),
        (" j9271 ", "J9271", Tier::Code, "J9271"),
        ("keytruda", "J9271", Tier::Words, "Keytruda"),
        ("keytru", "J9271", Tier::Words, "Keytruda"),
        ("KEYTRUDA", "J9271", Tier::Words, "Keytruda"),
        ("kyetruda", "J9271", Tier::Typo, "Keytruda"),
        ("pembrolizumb", "J9271", Tier::Typo, "pembrolizumab"),
        ("pembrolzu", "J9271", Tier::Typo, "pembrolizumab"),
        ("pmbrlzmb", "J9271", Tier::Fuzzy, "pembrolizumab"),
        ("blin", "J9039", Tier::Words, "blinatumomab"),
        ("gemtuzumabozogamicin", "J9203", Tier::Fuzzy, "gemtuzumab ozogamicin"),
        ("bevacizumab", "J9035", Tier::Words, "bevacizumab"),
        ("bevacizumab awwb", "Q5107", Tier::Words, "bevacizumab-awwb"),
        ("ofatumumab", "J9302", Tier::Words, "ofatumumab"),
        ("atezolizumab", "J9022", Tier::Words, "atezolizumab"),
        ("elspar", "J9020", Tier::Words, "Elspar"),
        ("tc99m sestamibi", "A9500", Tier::Words, "technetium tc-99m sestamibi"),
        ("50242-0917-01", "J9022", Tier::Words, "50242-0917-01"),
        ("50242-917-01", "J9022", Tier::Words, "50242-0917-01"),
        ("50242091701", "J9022", Tier::Words, "50242-0917-01"),
        ("5024291701", "J9022", Tier::Words, "50242-0917-01"),
        ("J9O39", "J9039", Tier::Typo, "J9039"),
    ] {
        assert_eq!(desk.first(query), (code.to_owned(), tier, matched.to_owned()), "{query}");
    }
}

#[test]
fn an_old_code_shows_itself_and_then_what_bills_now() {
    let desk = shipped();
    let hits = desk.search("j9010", 10);
    assert_eq!((desk.code(&hits[0]), hits[0].tier), ("J9010", Tier::Code));
    assert_eq!((desk.code(&hits[1]), hits[1].matched.as_str()), ("J0202", "J9010"));
    assert_eq!(desk.codes("j9300", 10), ["J9300", "J9203"]);
    for code in desk.catalog.codes().iter() {
        let expected: Vec<String> = desk.catalog.successors(&code.code).into_iter().map(|l| l.code).collect();
        let mut found = desk.codes(&code.code, 100);
        assert_eq!(found.remove(0), code.code);
        found.sort();
        let mut sorted = expected;
        sorted.sort();
        assert_eq!(found, sorted, "successors of {}", code.code);
    }
}

#[test]
fn a_prefix_gives_exactly_its_codes_in_order() {
    let desk = shipped();
    for prefix in ["J", "J9", "J90", "J927", "Q51", "q", "C", "s01", "A95"] {
        let of = |state: bool| {
            let wanted = prefix.to_uppercase();
            let codes = desk.catalog.codes().iter().filter(move |c| c.code.starts_with(&wanted));
            codes.filter(|c| (c.state(desk.on) == State::Ended) == state).map(|c| c.code.clone()).collect::<Vec<_>>()
        };
        let expected = [of(false), of(true)].concat();
        assert!(!expected.is_empty());
        assert_eq!(desk.codes(prefix, usize::MAX), expected, "{prefix}");
        assert!(desk.search(prefix, 5).iter().all(|h| h.tier == Tier::Prefix && h.ranges.len() == 1 && h.ranges[0] == (0..prefix.len())));
    }
}

#[test]
fn active_codes_come_before_ended_ones() {
    let desk = shipped();
    for query in
        ["asparaginase", "rituximab", "alemtuzumab", "immune globulin", "iron", "insulin", "pfizer", "mg", "vancomicin", "bortezomb"]
    {
        let hits = desk.search(query, usize::MAX);
        assert!(hits.len() > 1, "{query}");
        assert!(hits.is_sorted_by_key(|h| desk.state(h)), "{query}");
    }
    let past = CommandContext { on: "2015-06-01".parse().unwrap(), ..shipped() };
    assert_eq!(past.codes("alemtuzumab", 1), ["J9010"], "as of 2015 the old code is the active one");
}

#[test]
fn every_word_must_fit() {
    let desk = shipped();
    assert_eq!(desk.codes("nivolumab relatlimab", 5), ["J9298"]);
    assert!(desk.codes("pfizer methotrexate", 5).contains(&"J9260".to_owned()));
    assert!(!desk.codes("keytruda injectafer", 50).contains(&"J9271".to_owned()));
    assert_eq!(desk.codes("j9271 pembrolizumab", 5), ["J9271"]);
}

/// The notes of a code and of its classes, folded.
fn notes(desk: &CommandContext, code: &str) -> String {
    let notes = desk.catalog.notes(code, desk.on);
    let own = notes.iter().filter(|n| n.layer.as_str() != "all").map(|n| n.note.text.to_lowercase());
    own.collect::<Vec<_>>().join("\n").replace("isation", "ization").replace(['-', '/', ','], " ")
}

#[test]
fn words_side_by_side_come_before_words_apart() {
    let desk = shipped();
    for phrase in ["step therapy", "prior authorization", "body surface area"] {
        let hits = desk.search(phrase, usize::MAX);
        let noted = |h: &&Hit| desk.state(h) == State::Active && h.group == jdex::search::Group::Note;
        let active: Vec<&Hit> = hits.iter().filter(noted).collect();
        let together = active.iter().take_while(|h| h.matched.starts_with(phrase)).count();
        assert!(together > 0, "{phrase}: {:?}", active.first());
        for (i, hit) in active.iter().enumerate() {
            let holds = notes(&desk, desk.code(hit)).contains(phrase);
            assert_eq!(i < together, holds, "{phrase}: {} is number {i}, {together} come first", desk.code(hit));
        }
    }
    // The last word may be unfinished.
    assert_eq!(desk.search("step thera", 1)[0].matched, "step therapy");
    // Names still come first.
    assert_eq!(desk.first("iron sucrose").0, "J1756");
}

#[test]
fn notes_are_found_where_no_name_answers() {
    let desk = shipped();
    assert_eq!(desk.codes("veno-occlusive", 1), ["J9203"]);
    let hits = desk.search("melanoma", usize::MAX);
    assert!(hits.iter().any(|h| desk.code(h) == "J9228"));
    assert!(hits.iter().all(|h| !h.matched.is_empty()));
}

#[test]
fn nonsense_gives_at_most_one_hit() {
    let desk = shipped();
    for query in
        ["qwerty", "asdfgh", "xyzzy", "foobar", "zzzzzz", "lorem ipsum", "blorp", "kjhgfd", "hello world", "qqqq qqqq", "!!!", "ßßßß"]
    {
        let hits = desk.search(query, 10);
        assert!(hits.len() <= 1, "{query}: {hits:?}");
    }
    assert!(desk.search("", 10).is_empty());
    assert!(desk.search("  \t ", 10).is_empty());
    assert!(desk.search("keytruda", 0).is_empty());
}

#[test]
fn what_is_highlighted_lies_on_the_drawn_text() {
    let desk = shipped();
    let shown = |query: &str| {
        let hit = desk.search(query, 1).remove(0);
        hit.ranges.iter().map(|r| hit.matched[r.clone()].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown("KEYT"), ["Keyt"]);
    assert_eq!(shown("glob immun"), ["immun", "glob"]);
    assert_eq!(shown("tc99m sestamibi"), ["tc-99m", "sestamibi"]);
    assert_eq!(shown("bevacizumab"), ["bevacizumab"]);
    assert_eq!(shown("50242-09"), ["50242-09"]);
    assert_eq!(shown("pembrolizumb"), ["pembrolizumab"]);
}

#[test]
fn the_index_made_at_build_time_is_that_of_the_catalog() {
    let desk = shipped();
    let made = Index::new(&desk.catalog);
    for query in ["J9", "keytruda", "iron", "pembrolizumb", "50242", "pmbrlzmb", "melanoma", "mg"] {
        assert_eq!(made.search(query, desk.on, 200), desk.search(query, 200), "{query}");
    }
}

#[test]
fn a_modifier_or_a_diagnosis_beside_a_drug_is_a_card_and_no_word() {
    let desk = shipped();
    for (query, card, code) in [
        ("J9271 JZ", "JZ", "J9271"),
        ("J1745 K50.00", "K50.00", "J1745"),
        ("keytruda C34.90", "C34.90", "J9271"),
        ("C34.90 keytruda", "C34.90", "J9271"),
    ] {
        let found = desk.index.find(query, desk.on, 20);
        let hit = desk.index.hit(&found, 0).unwrap_or_else(|| panic!("nothing for {query}"));
        assert_eq!((found.cards()[0].id.as_str(), desk.code(&hit), hit.did_you_mean.as_deref()), (card, code, None), "{query}");
        assert!(found.cards_are_beside(), "{query}");
    }
    assert!(!desk.index.find("JZ", desk.on, 20).cards_are_beside());
}

#[test]
fn own_notes_and_codes_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "notes/J9271.toml",
        "words = [\"stocked upstairs\"]\n[[clinical]]\ntext = \"Ask Zaphod for the key.\"\nconfidence = \"unsourced\"\n",
    );
    write(
        "codes/J9.toml",
        "edition = \"2027-01\"\n[[code]]\ncode = \"J9997\"\ndescriptor = \"Injection, ünheardofimab, 5 mg\"\nname = \"ünheardofimab\"\nkind = \"drug\"\nunit = \"5 mg\"\nadded = \"2027-01-01\"\n",
    );
    let mut catalog = user_catalog::shipped().unwrap();
    assert_eq!(user_catalog::apply_overlay(&mut catalog, folder.path()), []);
    let desk = CommandContext { index: user_catalog::index(&catalog), catalog, ..shipped() };
    assert_eq!(desk.codes("zaphod", 5), ["J9271"]);
    assert_eq!(desk.codes("upstairs", 5), ["J9271"]);
    assert_eq!(desk.codes("ÜNHEARD", 5), ["J9997"]);
    assert_eq!(desk.codes("j999", 5), ["J9999", "J9997"], "what is not yet valid comes after what is");
}

#[test]
fn the_nearest_codes_of_one_that_is_none() {
    let desk = shipped();
    let near = |typed: &str| nearest_codes(&desk.catalog, typed, desk.on, 3).iter().map(|c| c.code.clone()).collect::<Vec<_>>();
    assert!(near("J9027O").contains(&"J9027".to_owned()));
    assert!(near("j0000").iter().all(|c| c.starts_with('J')), "{:?}", near("j0000"));
    assert!(near("something else").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_input_panics_and_every_range_is_drawable(query in "\\PC{0,24}|[a-jJ0-9 -]{1,14}|[\\x00-\\x7f]{0,10}", limit in 0_usize..40) {
        thread_local!(static DESK: CommandContext = shipped());
        DESK.with(|desk| {
            let hits = desk.search(&query, limit);
            prop_assert!(hits.len() <= limit);
            for hit in &hits {
                prop_assert!(hit.position < desk.catalog.codes().len());
                let mut end = 0;
                for range in &hit.ranges {
                    prop_assert!(range.start >= end && range.start < range.end, "{query:?} {hit:?}");
                    prop_assert!(hit.matched.get(range.clone()).is_some(), "{query:?} {hit:?}");
                    end = range.end;
                }
            }
            let mut positions: Vec<usize> = hits.iter().map(|h| h.position).collect();
            positions.sort_unstable();
            positions.dedup();
            prop_assert_eq!(positions.len(), hits.len(), "a code twice");
            Ok(())
        })?;
    }
}

#[test]
fn a_long_paste_is_answered() {
    let desk = shipped();
    desk.search(&"carboplatin ".repeat(10_000), 10);
    desk.search(&"ü".repeat(100_000), 10);
}
