//! The key bar: what always stands there, and what goes once it is known.

use super::*;
use jdex::storage::browser_state::{self, load};
use jdex::tui::persistence;

fn bar(browser: &Browser) -> String {
    browser.screen().lines().last().unwrap().to_owned()
}

#[test]
fn at_80_columns_the_exits_and_the_four_jobs_always_stand_there() {
    for (keys, exits, jobs) in [
        ("", "? keys  Ctrl-c quit", "Alt-u/w/d/t units claims denial train"),
        ("Down", "Esc back  ? keys  Ctrl-c quit", "Alt-u/w/d/t units claims denial train"),
        ("blin", "Esc back  ? keys  Ctrl-c quit", "Alt-u/w/d/t units claims denial train"),
        ("Alt-B", "Esc back  ? keys  Ctrl-c quit", "Alt-u/w/d/t units claims denial train"),
        ("J9039 Enter", "Esc back  ? keys  q quit", "u units  W claims  d denial  t train"),
        ("J9039 Enter 7", "Esc back  ? keys  q quit", "u units  W claims  d denial  t train"),
        ("J9039 Enter 9", "Esc back  ? keys  q quit", "u units  W claims  d denial  t train"),
        ("J9039 Enter u", "Enter next  Tab next field  Esc back  F1 keys  Ctrl-c quit", "Alt-i/w/t jobs"),
        ("J9039 Enter u 28mcg Enter", "Enter the rule  y copy  Esc fields  ? keys  Ctrl-c quit", "Alt-i/w/t jobs"),
        ("J9039 Enter W", "Enter type  o open file  Esc back  ? keys  Ctrl-c quit", "Alt-i/Alt-u/t jobs"),
        ("Alt-t", "Enter open  Esc leave  ? keys  Ctrl-c quit", "Alt-i/w jobs"),
    ] {
        let bar = bar(Browser::billing(80, 24).keys(keys));
        assert!(bar.contains(jobs), "{keys}: {bar}");
        assert!(exits.split("  ").all(|exit| bar.contains(exit)), "{keys}: {bar}");
    }
    let narrow = bar(Browser::open(36, 12).keys("J9039 Enter"));
    assert!(narrow.contains("Esc back  ? keys  q quit"), "the exits last longest: {narrow}");
}

#[test]
fn a_hint_goes_once_its_key_was_used_a_few_times() {
    let mut browser = Browser::open(80, 24);
    assert!(bar(browser.keys("J9039 Enter")).contains("Space commands"));
    for _ in 0..5 {
        browser.keys("Space Esc u Esc Esc");
        browser.keys("Esc Enter");
    }
    let known = bar(&browser);
    assert!(!known.contains("commands") && known.contains("/ find") && known.contains("u units"), "{known}");
    // A click is no sign that the key is known; what is known is kept for the next session.
    browser.click("/ find");
    browser.keys("Esc");
    browser.model.browse.note_session(&browser.env);
    persistence::perform(&Effect::Save, &mut browser.model, browser.folder.path());
    let (memory, _) = load(browser.folder.path());
    assert!(memory.has_learned("leader") && !memory.used.contains_key("find"), "{:?}", memory.used);
    let next = Browser::prepared(80, 24, |folder| {
        browser_state::save(folder, &[Change::Used("leader".into(), 5), Change::Used("leader".into(), 2)]).unwrap();
    });
    assert!(!bar(&next).contains("commands"), "{}", bar(&next));
}
