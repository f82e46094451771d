//! The pages of codes: the answer above every pane, how long they are, what follows from what they name.

use crate::support::browser;

use browser::Browser;
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
    let each: Vec<String> = Pane::ALL
        .iter()
        .zip(&panes)
        .map(|(pane, rows)| format!("{} {} (max {})", pane.as_str(), median(rows.clone()), rows.iter().max().unwrap()))
        .collect();
    let median = median(whole);
    assert!(median <= 120, "{median} rows over {} codes: {}", drugs.len(), each.join(", "));
}

/// The class of an oral or nasal drug holds injected ones too: their administration codes are not the oral drug's.
#[test]
fn a_drug_that_is_not_injected_has_no_injection_codes() {
    let catalog = user_catalog::shipped().unwrap();
    for code in ["J8501", "J8597", "J8540", "J0604", "J8655", "J8670", "C9143", "J0014"] {
        assert!(catalog.code(code).is_some() && catalog.administration(code).is_empty(), "{code}: {:?}", catalog.administration(code));
    }
    assert!(!catalog.administration("J1453").is_empty());
}

#[test]
fn the_answer_stands_above_every_pane() {
    let mut browser = Browser::shipped();
    browser.keys("J9271 Enter");
    for pane in Pane::ALL {
        let screen = browser.screen();
        for answer in ["1 unit = 1 mg", "JW, or JZ if no waste", "MUE 400", "$62.253/unit", "single-dose 100 mg", "active on 11/22/2026"] {
            assert!(screen.contains(answer), "{answer} above {}:\n{screen}", pane.as_str());
        }
        browser.keys("Tab");
    }
    browser.keys("Esc Esc J9010 Enter");
    assert!(browser.screen().contains("ENDED 12/31/2015, bill J0202"), "{}", browser.screen());
}

#[test]
fn a_label_or_a_click_follows_what_a_page_names_and_brackets_lead_back_and_forward() {
    let mut browser = Browser::shipped();
    browser.keys("J9271 Enter 8");
    assert!(browser.screen().contains("J9277"));
    // The first thing that the pane of similar codes names.
    browser.keys("f a");
    assert_eq!(browser.code(), "J9277");
    assert_eq!(browser.keys("[").code(), "J9271");
    assert_eq!(browser.keys("]").code(), "J9277");
    browser.keys("[");
    browser.click("J9299");
    assert_eq!(browser.code(), "J9299");
    browser.keys("[ 5");
    browser.click("N362");
    assert!(browser.screen().contains("Denial code N362"), "{}", browser.screen());
    browser.keys("Esc 3");
    browser.click("JZ:");
    assert!(browser.screen().contains("Modifier JZ") && browser.screen().contains("when:"), "{}", browser.screen());
    browser.keys("Esc f Esc");
    assert_eq!((browser.model.overlays(), browser.code().as_str()), (0, "J9271"));
}

#[test]
fn numbers_stand_for_sources_that_a_key_lists() {
    let mut browser = Browser::shipped();
    browser.keys("J9271 Enter 5");
    assert!(browser.screen().contains("¹") && !browser.screen().contains("[official"), "{}", browser.screen());
    browser.keys("S");
    let screen = browser.screen();
    assert!(screen.contains("Sources of Denials") && screen.contains(" 1  ") && screen.contains(" 2  "), "{screen}");
    let mut ascii = Browser::shipped_with("borders = \"ascii\"");
    assert!(ascii.keys("J9271 Enter 5").screen().contains("[1]"), "{}", ascii.screen());
}

#[test]
fn a_wide_screen_shows_a_second_pane_that_a_key_exchanges() {
    let mut browser = Browser::shipped();
    browser.resize(200, 60);
    browser.keys("J9271 Enter");
    let screen = browser.screen();
    assert!(screen.contains("Common errors") && screen.contains(" Clinical ") && screen.contains("Melanoma"), "{screen}");
    browser.keys("w");
    assert_eq!((browser.model.browse.page.pane, browser.screen().contains(" Overview ")), (Pane::Clinical, true));
    assert_eq!(browser.keys("w").model.browse.page.pane, Pane::Overview);
    for (width, has_two) in [(159, false), (160, true)] {
        browser.resize(width, 50);
        assert_eq!(browser.screen().contains(" Clinical ─"), has_two, "{width}\n{}", browser.screen());
    }
}
