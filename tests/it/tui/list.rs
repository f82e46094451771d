//! The list of what was found: headings, cards, chips, corrections, mentions in notes.

use super::*;
use jdex::tui::model::Focus;

/// The shipped catalog at a size, with a query typed.
fn searched(query: &str, (width, height): (u16, u16)) -> Browser {
    let mut browser = Browser::shipped();
    browser.resize(width, height);
    browser.type_text(query);
    browser
}

/// The list's box, and what stands beside or below it where that is no code's page; rows without words are left out.
fn results(browser: &Browser) -> String {
    let screen = browser.screen();
    let is_code = !browser.code().is_empty();
    let top = screen.lines().nth(1).unwrap_or_default();
    let width = top.chars().position(|c| c == '┐').map_or(usize::MAX, |at| at + 1);
    let mut lines: Vec<String> = Vec::new();
    for line in screen.lines().skip(1).take(screen.lines().count() - 2) {
        let line: String = if is_code { line.chars().take(width).collect() } else { line.to_owned() };
        let is_end = is_code && line.starts_with('└');
        if line.chars().any(char::is_alphanumeric) {
            lines.push(line);
        }
        if is_end {
            break;
        }
    }
    lines.join("\n")
}

#[test]
fn what_queries_of_every_kind_find() {
    for (name, query) in [
        ("brand", "keytruda qlex"),
        ("dose", "ketorolac 60 mg"),
        ("modifier", "JZ"),
        ("denial", "CO-16 M119"),
        ("administration", "96413"),
        ("indication", "psoriasis"),
        ("biosimilars", "herceptin biosimilar"),
        ("misspelled", "keytrda"),
        ("nonsense", "xyzzyqq"),
        ("unknown_ndc", "12345-678-90"),
        ("diagnosis", "C50.911"),
        ("drug_and_diagnosis", "keytruda C34.90"),
        ("mue", "mue"),
        ("notes", "step therapy"),
        ("no_drug", "wheelchair"),
    ] {
        let sizes = [(80, 24), (120, 40), (200, 60)];
        let screens = sizes.map(|size| format!("{}x{}\n{}", size.0, size.1, results(&searched(query, size))));
        insta::with_settings!({ snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(format!("found_{name}"), screens.join("\n\n"));
        });
    }
}

#[test]
fn headings_are_passed_over_by_every_key_and_the_mouse() {
    let mut browser = searched("JZ", (120, 40));
    let is_heading = |line: &str| ["│ MODIFIER", "│ RULE"].iter().any(|heading| line.starts_with(heading));
    let selected = |browser: &Browser| browser.screen().lines().find(|line| line.contains('▌')).unwrap_or_default().to_owned();
    let mut seen = Vec::new();
    for key in ["Up", "Down", "Down", "PageDown", "PageDown", "Up", "PageUp", "PageUp", "Down", "Up"] {
        browser.keys(key);
        assert!(!is_heading(&selected(&browser)), "{key}\n{}", browser.screen());
        seen.push(browser.model.browse.list.selected);
    }
    assert_eq!(seen, [1, 3, 4, 7, 7, 6, 1, 1, 3, 1]);
    browser.wheel("MODIFIER", 1);
    assert_eq!(browser.model.browse.list.selected, 4);
    browser.wheel("MODIFIER", -1);
    assert_eq!(browser.model.browse.list.selected, 1);
    browser.click("RULE");
    assert_eq!((browser.model.browse.list.selected, browser.model.browse.focus), (1, Focus::List));
    browser.click("jz-no-waste");
    assert_eq!(browser.model.browse.list.selected, 5);
}

#[test]
fn the_heading_over_the_first_line_is_seen_again_after_scrolling() {
    let mut browser = searched("psoriasis", (120, 20));
    assert!(browser.screen().contains("INDICATION"));
    browser.keys("PageDown PageDown");
    assert!(!browser.screen().contains("INDICATION"));
    browser.keys("PageUp PageUp PageUp");
    assert!(browser.screen().contains("INDICATION"), "{}", browser.screen());
    assert_eq!(browser.model.browse.list.selected, 1);
}

#[test]
fn the_next_code_of_a_page_is_never_a_heading() {
    let mut browser = searched("herceptin", (120, 40));
    assert_eq!(browser.keys("Enter").code(), "J9355");
    let second = browser.keys("J J").code();
    assert!(second.starts_with('Q') && browser.model.browse.focus == Focus::Page, "{}", browser.screen());
    assert_eq!(browser.keys("K K K").code(), "J9355");
}

#[test]
fn cards_open_what_they_name() {
    let opened = |query: &str, keys: &str| searched(query, (120, 40)).keys(keys).screen();
    let modifier = opened("JZ", "Enter");
    assert!(modifier.contains("Modifier JZ") && modifier.contains("common errors:"), "{modifier}");
    let rule = opened("JZ", "Down Enter");
    assert!(rule.contains("known          "), "{rule}");
    let administration = opened("96413", "Enter");
    assert!(administration.contains("Administration 96413"), "{administration}");
    let payer = opened("medicare", "Enter");
    assert!(payer.contains("discarded drug"), "{payer}");
    let ndc = opened("12345-678-90", "Enter");
    assert!(ndc.contains("N412345067890"), "{ndc}");
    // Reason and remark are looked up together, and Enter there begins the next line of the remittance.
    for keys in ["Enter", "Down Enter"] {
        let denial = opened("CO-16 M119", keys);
        assert!(denial.contains("> CO-16 M119") && denial.contains("remark M119"), "{denial}");
    }
    let mut browser = searched("C50.911", (120, 40));
    let codes = browser.keys("Enter").screen();
    assert!(codes.contains("Coverage of C50.911 for"), "{codes}");
    let coverage = browser.keys("Enter").screen();
    assert_eq!((browser.model.browse.page.pane, browser.model.browse.focus), (jdex::page::Pane::Coverage, Focus::Page));
    assert!(!browser.code().is_empty() && coverage.contains("C50.911"), "{coverage}");
    // Stepping back leads to the card.
    assert!(browser.keys("Esc Esc").screen().contains("[ICD-10-CM C50.911]"), "{}", browser.screen());
}

#[test]
fn a_query_whose_card_was_opened_is_remembered() {
    let mut browser = searched("CO-16 M119", (120, 40));
    browser.keys("Enter Esc Esc Ctrl-r");
    assert_eq!(browser.model.browse.list.query.value(), "CO-16 M119");
}

#[test]
fn a_click_opens_a_card() {
    let mut browser = searched("JZ", (120, 40));
    browser.click("Zero drug");
    assert_eq!(browser.model.overlays(), 1, "{}", browser.screen());
}

#[test]
fn a_card_is_not_no_match() {
    for query in ["JZ", "CO-16 M119", "96413", "C50.911", "12345-678-90", "mue"] {
        for size in [(80, 24), (120, 40)] {
            let browser = searched(query, size);
            let screen = browser.screen();
            assert!(!screen.to_lowercase().contains("no match") && browser.code().is_empty(), "{query}: {screen}");
            assert!(screen.lines().nth(1).unwrap().contains(" card"), "{query}: {screen}");
        }
    }
}

#[test]
fn a_suggestion_is_taken_and_nothing_is_opened_before() {
    let mut browser = searched("keytrda", (120, 40));
    assert!(browser.code().is_empty() && browser.screen().contains("Did you mean Keytruda?"), "{}", browser.screen());
    browser.keys("Enter");
    assert_eq!((browser.model.browse.list.query.value(), browser.code().as_str()), ("Keytruda", "J9271"));
    assert_eq!(browser.model.browse.focus, Focus::List);
    // A correction that finds no more than what was typed is none: not every word was found.
    let browser = searched("cervical errors", (120, 40));
    let screen = browser.screen();
    assert!(screen.contains("PARTIAL MATCH") && screen.contains("2 similar") && !screen.contains("Did you mean"), "{screen}");
    // What else was typed stays.
    let mut browser = searched("ketorolc 60 mg", (120, 40));
    browser.keys("Enter");
    assert_eq!((browser.model.browse.list.query.value(), browser.code().as_str()), ("ketorolac 60 mg", "J1885"));
}

/// A code with a dose in milligrams is no claim line with the modifier MG.
#[test]
fn an_order_with_its_code_opens_the_page_of_the_code() {
    let mut browser = searched("J1885 60 mg", (120, 40));
    browser.keys("Enter");
    assert_eq!((browser.code().as_str(), browser.model.claims.is_none()), ("J1885", true), "{}", browser.screen());
}

#[test]
fn a_dose_is_computed_on_the_row_and_carried_into_the_units_panel() {
    for keys in ["Enter", "Alt-u"] {
        let mut browser = searched("ketorolac 60 mg", (120, 40));
        let screen = browser.screen();
        assert!(screen.contains("[60 mg]") && screen.contains("60 mg = 4 units"), "{screen}");
        browser.keys(keys);
        assert_eq!(browser.model.browse.focus, Focus::Units);
        assert_eq!(browser.model.units.as_ref().unwrap().text("order"), "60 mg");
        assert!(browser.screen().contains("4 administered"), "{}", browser.screen());
        browser.keys("Esc");
        assert_eq!(browser.model.browse.focus, if keys == "Enter" { Focus::Page } else { Focus::List });
    }
    // An order that was changed in the panel is not filled in again; another dose is.
    let mut browser = searched("ketorolac 60 mg", (120, 40));
    let order = |browser: &Browser| browser.model.units.as_ref().unwrap().text("order").to_owned();
    browser.keys("Enter Ctrl-w Ctrl-w 30mg Esc u");
    assert_eq!(order(&browser), "30mg");
    browser.keys("Esc Alt-i ketorolac Space 15 Space mg Enter");
    assert_eq!(order(&browser), "15 mg");
    // What is still missing of the patient is asked in the panel.
    let mut browser = searched("rituximab 375 mg/m2", (120, 40));
    assert!(browser.screen().contains("[375 mg/m2]"), "{}", browser.screen());
    browser.keys("Enter");
    assert_eq!((browser.model.browse.focus, order(&browser).as_str()), (Focus::Units, "375 mg/m2"));
    // A dose that would cut the names stands beside the query alone.
    let screen = searched("botox 155 units", (120, 40)).screen();
    assert!(screen.contains("onabotulinumtoxina  Botox") && screen.contains("= 155 units"), "{screen}");
    // An ended code says that it has ended, whatever the dose would be.
    let screen = searched("rituximab 500 mg", (100, 30)).screen();
    assert!(screen.contains("J9310  rituximab") && screen.contains("ended 2018") && screen.contains("= 50 units"), "{screen}");
    // Where it cannot be counted, the page opens alone.
    let mut browser = searched("ketorolac 60 mg", (120, 40));
    browser.keys("Down Enter");
    assert_eq!((browser.code().as_str(), browser.model.browse.focus), ("J1097", Focus::Page));
}

#[test]
fn what_was_understood_stands_beside_the_query() {
    for (query, chip) in [
        ("J9271 JZ", "[modifier JZ]"),
        ("keytruda C34.90", "[ICD-10-CM C34.90]"),
        ("50242-0917-01", "[NDC 50242-0917-01]"),
        ("50242-917", "[NDC 50242-0917"),
        ("CO-16 M119", "[CARC 16] [RARC M119]"),
        ("ketorolac 60 mg JZ", "[60 mg] [modifier JZ]"),
        ("rituximab 375 mg/m2", "[375 mg/m2]"),
    ] {
        for size in [(80, 24), (100, 30), (120, 40), (200, 60)] {
            let screen = searched(query, size).screen();
            let head: String = screen.lines().skip(1).take(2).collect();
            assert!(head.contains(chip) && head.contains(query), "{query}: {screen}");
        }
    }
    // A diagnosis beside a drug opens its coverage with the diagnosis asked.
    let mut browser = searched("keytruda C34.90", (120, 40));
    assert_eq!(browser.code(), "J9271");
    browser.keys("Enter");
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Coverage);
    assert!(browser.screen().contains("C34.90"), "{}", browser.screen());
}

#[test]
fn mentions_in_notes_are_folded_and_listed_with_their_sentence() {
    let mut browser = searched("psoriasis", (120, 40));
    let all = browser.model.browse.list.results.codes();
    assert!(browser.screen().lines().nth(1).unwrap().contains(&format!(" {all} of ")));
    browser.keys(&"PageDown ".repeat(8));
    let screen = browser.screen();
    assert!(browser.code().is_empty() && screen.contains("▸ MENTIONED IN NOTES"), "{screen}");
    browser.keys("Enter Down");
    let screen = browser.screen();
    let row = screen.lines().position(|line| line.contains("▌ ")).unwrap();
    let sentence = screen.lines().nth(row + 1).unwrap();
    assert!(screen.contains("▾ MENTIONED") && sentence.contains("▌ ") && sentence.to_lowercase().contains("psoriasis"), "{screen}");
    // The sentence is no line of its own.
    let first = browser.code();
    let second = browser.keys("Down").code();
    assert!(!second.is_empty() && second != first);
    assert_eq!(browser.keys("Up").code(), first);
    browser.keys("Enter");
    assert_ne!(browser.model.browse.page.pane, jdex::page::Pane::Overview);
    // Back on the list, the code is still selected.
    browser.keys("Esc Esc");
    assert_eq!((browser.code(), browser.model.browse.focus), (first, Focus::List));
}

#[test]
fn a_sentence_is_seen_though_its_code_is_scrolled_away() {
    // Six lines: from the fourth code on, the list begins with the sentence of the one before.
    let mut browser = searched("step therapy", (120, 11));
    for _ in 0..2 {
        for key in ["Down", "Down", "Down", "Down", "Up", "Up", "Up", "Up"] {
            let screen = browser.keys(key).screen();
            let rows = screen.lines().skip(2).take(7).map(|row| row.chars().skip(1).take(46).collect::<String>());
            for row in rows.filter(|row| !row.contains("MENTIONED")) {
                assert!(!row.trim_matches(['▌', ' ']).is_empty(), "{screen}");
            }
        }
    }
}

#[test]
fn a_note_opens_at_its_sentence() {
    let mut browser = searched("step therapy", (120, 40));
    browser.keys("Enter");
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Payers);
    let rows: Vec<String> = browser.screen().lines().map(str::to_lowercase).collect();
    assert!(rows.iter().skip(4).any(|row| row.contains("step therapy")), "{}", browser.screen());
    assert!(browser.screen().contains("1 of "), "{}", browser.screen());
    // The first row of the page is that of the sentence, whatever came before it.
    let mut browser = searched("neurotoxicity", (120, 40));
    let screen = browser.keys("Enter").screen();
    let mut rows = screen.lines().skip_while(|row| !row.contains("/ neurotoxicity  ") || !row.contains("1 of "));
    assert!(rows.nth(1).is_some_and(|row| row.contains("release syndrome and neurotoxicity")), "{screen}");
}

#[test]
fn nothing_found_leads_to_the_unclassified_codes() {
    let mut browser = searched("xyzzyqq", (80, 24));
    assert!(browser.screen().contains("Enter lists them"), "{}", browser.screen());
    browser.keys("Enter");
    assert!(browser.screen().contains("A9698") && browser.model.overlays() == 1, "{}", browser.screen());
    assert_eq!(browser.keys("Down Down Down Enter").code(), "J3490");
    // Digits are no drug.
    let unknown = searched("Z99.999", (120, 40)).screen();
    assert!(unknown.contains("not in the ICD-10-CM file held"), "{unknown}");
    assert!(!searched("4711", (80, 24)).screen().contains("Enter lists them"));
}

#[test]
fn headings_and_selection_are_told_apart_without_color() {
    let mut browser = Browser::shipped_with("theme = \"monochrome\"\nborders = \"ascii\"");
    browser.keys("JZ");
    let screen = browser.screen();
    assert!(screen.contains("| MODIFIER") && screen.contains("|> JZ") && screen.contains("|  jz-edits"), "{screen}");
    // Every cell of the selected row looks the same, and no heading looks like it.
    let cells = browser.cells();
    let row = |y: u16| (1..46).map(|x| &cells[(x, y)]).collect::<Vec<_>>();
    let is_selected = |cell: &&ratatui::buffer::Cell| cell.modifier.contains(Modifier::REVERSED) && !cell.modifier.contains(Modifier::DIM);
    let is_reversed = |y: u16| row(y).iter().all(is_selected);
    assert_eq!([2, 3, 4, 5].map(is_reversed), [false, true, false, false], "{screen}");
    assert!(row(2).iter().any(|cell| cell.modifier.contains(Modifier::BOLD)));
    let mut colored = searched("herceptin", (120, 40));
    colored.keys("Down");
    let cells = colored.cells();
    let y = u16::try_from(colored.screen().lines().position(|line| line.contains('▌')).unwrap()).unwrap();
    let colors: std::collections::HashSet<_> = (1..46).map(|x| (cells[(x, y)].fg, cells[(x, y)].bg)).collect();
    assert_eq!(colors.len(), 1, "a selected row has one color");
}

#[test]
fn columns_are_aligned() {
    for size in [(80, 24), (160, 50), (200, 60)] {
        let browser = searched("keytruda", size);
        let screen = browser.screen();
        let rows = screen.lines().filter(|line| line.starts_with("│▌ J92") || line.starts_with("│  J92"));
        let places: Vec<usize> = rows.filter_map(|row| Some(row[..row.find("  Keytruda")?].chars().count())).collect();
        assert!(places.len() == 2 && places.iter().all(|place| *place == places[0]), "{screen}");
    }
}

#[test]
fn a_fact_that_is_asked_shows_its_pane() {
    use jdex::page::Pane;
    let mut browser = Browser::shipped();
    let pane = |browser: &Browser| browser.model.browse.page.pane;
    browser.keys("J9271 Space price");
    assert!(pane(&browser) == Pane::Price && browser.screen().contains("62.253"), "{}", browser.screen());
    browser.keys("Enter");
    assert_eq!((browser.code().as_str(), pane(&browser)), ("J9271", Pane::Price));
    // What is asked next is answered as usual.
    assert_eq!(pane(browser.keys("i J9035")), Pane::Overview);
}
