//! Exams on the screen: no help, and a clock that goes on by itself.

use jdex::tui::effect::Effect;
use jdex::tui::msg::Msg;

use super::on_disk;
use crate::support::browser::Browser;

#[test]
fn an_exam_helps_nobody_and_is_recorded() {
    let mut browser = Browser::training(120, 40);
    browser.env.clock = || 0;
    let browser = browser.keys("exam Enter 41 Enter");
    assert!(browser.screen().contains("Exam 41"), "{}", browser.screen());
    assert_eq!(browser.model.tick(), None, "without a limit no time is shown");
    for key in ["I", "s", "p", "L"] {
        let screen = browser.keys(key).screen();
        assert!(screen.contains("not in an exam"), "{key}\n{screen}");
    }
    let ended = browser.keys("Esc Esc").screen();
    assert!(ended.contains("not passed: 0%") && ended.contains("answer:"), "{ended}");
    let learner = on_disk(browser, "me");
    assert_eq!(learner.exams.len(), 1);
    assert_eq!((learner.exams[0].seed, learner.exams[0].percent), (41, 0));
    assert!(learner.cases.is_empty(), "a case that was not finished is none");
}

/// What the loop does when time has passed.
fn tick(browser: &mut Browser, second: u64) -> &[Effect] {
    browser.effects.clear();
    browser.message(Msg::Tick(second));
    &browser.effects
}

#[test]
fn the_clock_goes_on_by_itself_in_an_exam_alone() {
    let mut browser = Browser::training(120, 40);
    browser.env.clock = || 100;
    assert_eq!(browser.model.tick(), None, "the list waits for keys");
    // Fifteen minutes.
    browser.keys("exam Enter Down Down Right 41 Enter");
    assert!(browser.model.tick().is_some());
    assert!(browser.screen().contains("15:00 left"), "{}", browser.screen());
    assert!(browser.keys("s").screen().contains("not in an exam"));
    tick(&mut browser, 161);
    let shown = browser.screen();
    assert!(shown.contains("13:59 left") && shown.contains("not in an exam"), "what was said stays\n{shown}");
    browser.keys("F1");
    assert!(tick(&mut browser, 200).is_empty(), "time passes under the help too");
    browser.keys("Esc");
    assert!(browser.screen().contains("13:20 left"), "{}", browser.screen());
    assert_eq!(tick(&mut browser, 100 + 15 * 60), [Effect::SaveProgress]);
    assert!(browser.screen().contains("The time was up"), "{}", browser.screen());
    assert_eq!(browser.model.tick(), None, "an exam that is over waits for keys");
    assert!(tick(&mut browser, 5_000).is_empty());
}
