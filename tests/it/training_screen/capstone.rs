//! The capstone on the screen: the queue, a claim, the payer's answer, the result.

use jdex::tui::keymap::Context;
use jdex::tui::model::Focus;

use super::on_disk;
use crate::support::browser::Browser;

#[test]
fn the_screens() {
    let open = |width, height| {
        let mut browser = Browser::training(width, height);
        browser.keys("capstone Enter");
        browser
    };
    insta::with_settings!({ snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("80x24", open(80, 24).screen());
        insta::assert_snapshot!("120x40", open(120, 40).screen());
        insta::assert_snapshot!("claim_120x40", open(120, 40).keys("Enter correct Space J9021 Space x33").screen());
        insta::assert_snapshot!("reply_80x24", open(80, 24).keys("Enter correct Space J9021 Space x33 Enter").screen());
    });
}

#[test]
fn the_queue_is_worked_claim_by_claim_and_recorded() {
    let mut browser = Browser::training(120, 40);
    browser.keys("capstone Enter");
    assert_eq!(browser.model.context(), Context::Case);
    assert!(browser.screen().contains("2 of 2 left"), "{}", browser.screen());
    // The number is that of the remittance.
    browser.keys("2 Enter");
    assert_eq!(browser.model.context(), Context::Training, "a remedy is typed");
    browser.keys("sue Enter");
    assert!(browser.screen().contains("[nothing counted]"), "{}", browser.screen());
    assert!(!browser.folder.path().join("progress.json").exists());
    // A look into the catalog, and the claim stands as it was.
    browser.keys("Backspace Backspace Backspace recor Alt-l 1");
    assert_eq!(browser.model.browse.focus, Focus::Page);
    browser.keys("t ds Enter");
    assert!(browser.screen().contains("[right] 100%"), "{}", browser.screen());
    browser.keys("Enter");
    assert!(browser.screen().contains("1 of 2 left"), "{}", browser.screen());
    // Left open; it goes on where it was.
    browser.keys("Esc");
    assert!(browser.screen().contains("left open; claims worked: 1"), "{}", browser.screen());
    browser.keys("Enter");
    assert!(browser.screen().contains("1 of 2 left"), "{}", browser.screen());
    browser.keys("n");
    assert!(browser.screen().contains("the same key again starts the queue over"), "{}", browser.screen());
    browser.keys("Enter appeal Enter Enter");
    let result = browser.screen();
    assert!(result.contains("not passed: remedies 50%") && result.contains("due 07/20/2027"), "{result}");
    assert_eq!(on_disk(&browser, "me").capstones.len(), 1);
    let drills = &on_disk(&browser, "me").drills["capstone"];
    assert_eq!((drills.answered, drills.right), (2, 1));
    browser.keys("Enter");
    assert!(browser.screen().contains("Training"), "{}", browser.screen());
}
