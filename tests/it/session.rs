//! What the browser remembers from one session to the next, and what it never keeps.

use crate::support::browser;

use std::fs;

use browser::Browser;
use jdex::page::Pane;
use jdex::storage::browser_state::{self, Change};
use jdex::tui::effect::Effect;
use jdex::tui::persistence;

#[test]
fn searches_the_last_order_and_the_last_page_come_back() {
    let mut browser = Browser::prepared(120, 40, |folder| {
        let left = [Change::Left("J9312".into(), "modifiers".into()), Change::Searched("ritux".into()), Change::Searched("blina".into())];
        browser_state::save(folder, &left).unwrap();
        browser_state::save(folder, &[Change::Ordered("J9312".into(), "375 mg/m2".into())]).unwrap();
    });
    assert_eq!((browser.code().as_str(), browser.model.browse.page.pane), ("J9312", Pane::Modifiers));
    browser.keys("Ctrl-r");
    assert!(browser.screen().contains("/ blina") && browser.code() == "J9039", "{}", browser.screen());
    assert!(browser.keys("Ctrl-r").screen().contains("/ ritux"));
    assert!(browser.keys("Ctrl-r").screen().contains("no earlier search"));
    browser.keys("Ctrl-u J9312 Enter u");
    assert!(browser.screen().contains("time's 375 mg/m2"), "{}", browser.screen());
    browser.keys("Left");
    assert_eq!(browser.model.units.as_ref().unwrap().text("order"), "375 mg/m2");
}

#[test]
fn an_order_is_kept_without_the_patient_and_nothing_where_it_is_not_wanted() {
    let kept = |config: &str| {
        let mut browser = Browser::billing_with(config);
        browser.keys("rituximab Enter");
        browser.keys("u 375mg/m2 Enter 163cm Enter 71.3kg Enter");
        browser.keys("Esc Esc");
        assert_eq!(browser.effects.contains(&Effect::Save), config.is_empty());
        persistence::perform(&Effect::Save, &mut browser.model, browser.folder.path());
        fs::read_to_string(browser.folder.path().join(browser_state::FILE)).unwrap()
    };
    let with = kept("");
    assert!(with.contains("375mg/m2") && with.contains("rituximab"), "{with}");
    let without = kept("session = false\n");
    assert!(!without.contains("375mg/m2") && !without.contains("rituximab"), "{without}");
    for text in [with, without] {
        assert!(!text.contains("71.3") && !text.contains("163"), "{text}");
    }
}
