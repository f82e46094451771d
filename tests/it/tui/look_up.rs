//! Denial look-up and comparison over a page.

use jdex::tui::effect::Effect;

use crate::support::browser::Browser;

#[test]
fn denials_are_found_by_codes_and_words_and_read_while_moving() {
    let mut browser = Browser::billing(120, 40);
    browser.keys("J9039 Enter d");
    assert!(browser.screen().contains("Denial codes, on J9039"));
    browser.keys("CO-16 Space M119");
    assert!(browser.screen().contains("reason 16") && browser.screen().contains("remark M119"), "{}", browser.screen());
    // Moving shows the next answer: each code alone.
    browser.keys("Down Down");
    assert!(browser.screen().contains("reason 16") && !browser.screen().contains("remark M119"), "{}", browser.screen());
    browser.keys("Ctrl-u xyz");
    assert!(browser.screen().contains("XYZ is not explained here") && browser.screen().contains("No denial code or word"));
    browser.keys("Ctrl-u missing Space jz");
    assert!(browser.screen().contains("The line lacks a modifier that it needs."), "{}", browser.screen());
    assert_eq!(browser.keys("Esc").model.overlays(), 0);
    browser.keys("Alt-i Alt-d 97");
    assert!(browser.screen().contains("reason 97"));
}

#[test]
fn an_answer_is_kept_copied_and_followed() {
    let mut browser = Browser::billing(80, 24);
    browser.keys("J9039 Enter d CO-16 Space M119 Enter y");
    let [Effect::Copy(text)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(text.starts_with("CO-16 M119\n\n") && text.contains("reason 16"), "{text}");
    assert!(browser.screen().contains("reason 16"), "Enter keeps the answer: {}", browser.screen());
    let top = browser.screen();
    assert_ne!(browser.keys("G").screen(), top);
    browser.keys("Enter");
    let screen = browser.screen();
    assert!(screen.contains("Follow") && screen.contains("ndc-"), "{screen}");
    assert!(screen.contains("┌ Denial codes, on J9039 ─") && screen.contains("> CO-16 M119"), "what it leads from is still seen: {screen}");
    browser.keys("Esc /");
    assert!(browser.screen().contains("> CO-16 M119"));
    browser.keys("Ctrl-u missing Space jz Enter f");
    let screen = browser.screen();
    let first = screen.lines().skip_while(|line| !line.contains("Follow")).nth(1).unwrap();
    let name = first.split_whitespace().find(|word| word.contains('-')).unwrap().to_owned();
    browser.keys("1");
    assert!(browser.screen().contains(&format!("Rule {name}")), "{name}: {}", browser.screen());
    // Back through the rule, the answer and the list.
    assert_eq!(browser.keys("Esc").model.overlays(), 1);
    assert_eq!(browser.keys("Esc").model.overlays(), 1);
    assert_eq!(browser.keys("Esc").model.overlays(), 0);
    // A link leads to the page of a code: the answers name those of their notes.
    let mut browser = Browser::shipped();
    browser.keys("J9271 Enter d 18");
    browser.keys("Enter Enter");
    assert!(browser.screen().contains("Follow"), "{}", browser.screen());
}

#[test]
fn two_codes_are_compared_and_copied() {
    let mut browser = Browser::billing(120, 40);
    browser.keys("J9010 Enter c");
    assert!(browser.screen().contains("J0202  alemtuzumab, 1 mg"), "{}", browser.screen());
    browser.keys("Enter");
    let screen = browser.screen();
    assert!(screen.contains("≠ unit") && screen.contains("10 mg = 1 unit of J9010 = 10 units of J0202"), "{screen}");
    browser.keys("Esc J9271 Enter");
    assert!(browser.screen().contains("J9010 beside J9271"), "{}", browser.screen());
    browser.keys("y");
    let [Effect::Copy(text)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(text.contains("≠ drug") && text.contains("pembrolizumab"), "{text}");
}
