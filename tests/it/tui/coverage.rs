//! The Coverage pane asked a diagnosis, on the shipped catalog.

use crate::support::browser::Browser;

/// The browser at a size.
pub fn at(width: u16, height: u16) -> Browser {
    let mut browser = Browser::shipped();
    browser.resize(width, height);
    browser
}

#[test]
fn a_diagnosis_is_asked_cleared_and_the_state_asked_once() {
    let mut browser = at(120, 40);
    browser.keys("J1745 Enter v osteopor Esc");
    assert_eq!((browser.model.overlays(), browser.screen().contains("7 Cov")), (0, true), "{}", browser.screen());
    browser.keys("v K50.00 Enter");
    assert!(browser.screen().contains("Which state"), "{}", browser.screen());
    browser.keys("palm Enter");
    let screen = browser.screen();
    let place = |words: &str| screen.find(words).unwrap_or_else(|| panic!("no {words} in\n{screen}"));
    assert!(place("A56432") < place("Other contractors") && place("Other contractors") < place("A52423"), "{screen}");
    assert!(place("listed, group 1") > place("K50.00  Crohn") && screen.contains("no document held"), "{screen}");
    // The state is known now, and the diagnosis stays when another code is read.
    browser.keys("v M81.0 Enter");
    assert!(browser.model.overlays() == 0 && browser.screen().contains("not listed"), "{}", browser.screen());
    browser.keys("i J0897 Enter");
    assert!(browser.screen().contains("M81.0  Age-related osteoporosis"), "{}", browser.screen());
    browser.keys("Esc");
    assert!(!browser.screen().contains("M81.0  Age-related") && browser.screen().contains("group 2"), "{}", browser.screen());
    browser.keys("Esc Alt-v");
    assert!(browser.screen().contains("Ask a diagnosis, for J0897"), "{}", browser.screen());
}

#[test]
fn the_state_of_the_configuration_comes_first() {
    for (config, first) in [("state = \"GA\"", "A56432"), ("contractor = \"NGS\"", "A52423")] {
        let mut browser = Browser::shipped_with(config);
        browser.keys("J1745 Enter 7");
        let screen = browser.screen();
        assert!(screen.find(first) < screen.find("Other contractors"), "{config}: {screen}");
        // Nothing is asked but the diagnosis.
        browser.keys("v L88 Enter");
        assert!(browser.model.overlays() == 0 && browser.screen().contains("listed with a condition"), "{config}: {}", browser.screen());
        // A state behind the diagnosis wins.
        browser.keys("v L88 Space AL Enter");
        let screen = browser.screen();
        assert!(screen.find("A56432") < screen.find("Other contractors") && screen.find("A56432").is_some(), "{config}: {screen}");
    }
}

#[test]
fn two_diagnoses_of_one_line_meet_a_condition() {
    let mut browser = Browser::shipped_with("state = \"NY\"");
    browser.keys("J1740 Enter v M81.0 Enter");
    assert!(browser.screen().contains("missing: a code of group 3"), "{}", browser.screen());
    browser.keys("v +K20.90 Enter");
    let screen = browser.screen();
    assert!(screen.contains("K20.90  ") && screen.contains("M81.0  ") && !screen.contains("missing: "), "{screen}");
    // What cannot be billed is refused with what can.
    browser.keys("v K20.99");
    assert!(browser.screen().contains("K20.90"), "{}", browser.screen());
    assert_eq!(browser.keys("Enter").model.overlays(), 1);
}

#[test]
fn the_state_is_not_asked_where_no_list_is_held() {
    let mut browser = at(80, 24);
    browser.keys("J2350 Enter v relapsing Enter");
    let screen = browser.screen();
    assert!(
        browser.model.overlays() == 0 && screen.contains("G35.A") && screen.contains("Not listed does not mean not covered"),
        "{screen}"
    );
}
