//! From a case into the catalog and back: nothing that was typed is lost.

use jdex::tui::model::Focus;

use crate::support::browser::Browser;

#[test]
fn a_code_is_looked_up_and_the_case_found_again() {
    let mut browser = Browser::training(80, 24);
    browser.keys("expired Enter Enter 2 l");
    assert!(browser.screen().contains("Go to a code named here"), "{}", browser.screen());
    browser.keys("1");
    assert_eq!((browser.code().as_str(), browser.model.browse.focus), ("J9020", Focus::Page));
    assert_eq!(browser.model.browse.date.to_string(), "2026-02-11");
    browser.keys("Esc");
    assert!(browser.screen().contains("[right]"), "{}", browser.screen());
    assert_eq!(browser.model.browse.date, browser.env.today);
    browser.keys("Enter Alt-u");
    assert!(browser.screen().contains("look a code up first"), "{}", browser.screen());
}

/// The case of the ended code with lines typed and not sent.
const TYPED: &str = "expired Enter Enter 2 Enter 4 Enter J9021 Space x32";

#[test]
fn the_whole_catalog_is_searched_and_the_answer_stands() {
    let mut browser = Browser::training(80, 24);
    browser.keys(TYPED).keys("Alt-l");
    assert!(browser.screen().contains("search the whole catalog"), "{}", browser.screen());
    let today = browser.model.browse.date;
    browser.keys("/");
    assert_eq!(browser.model.browse.focus, Focus::List);
    assert!(browser.screen().contains("DOS 02/11/2026"), "the date of service of the case\n{}", browser.screen());
    browser.keys("J9203 Enter");
    assert_eq!((browser.code().as_str(), browser.model.browse.focus), ("J9203", Focus::Page));
    // The page, the search, the empty box.
    browser.keys("Esc Esc");
    assert!(browser.screen().contains("to training"), "{}", browser.screen());
    browser.keys("Esc");
    assert_eq!((browser.model.browse.focus, browser.model.browse.date), (Focus::Training, today));
    assert!(browser.screen().contains("> J9021 x32"), "{}", browser.screen());
    // Afterwards the search box is itself again.
    browser.keys("Esc Esc Esc Esc Esc");
    assert_eq!(browser.model.browse.focus, Focus::List);
    assert!(browser.screen().contains("leaves jdex"), "{}", browser.screen());
}

#[test]
fn the_key_of_training_returns_from_any_page() {
    let mut browser = Browser::training(80, 24);
    // Denials, whose key else lists the cases of the code.
    browser.keys(TYPED).keys("Alt-l / J9203 Enter 5 t");
    assert!(browser.screen().contains("> J9021 x32"), "{}", browser.screen());
    browser.keys("Alt-l / J9203 Enter u t");
    browser.keys("Esc Alt-t");
    assert!(browser.screen().contains("> J9021 x32"), "{}", browser.screen());
}
