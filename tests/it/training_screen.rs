//! The training screen: keys as words in, what is recorded and whole screens out.

mod capstone;
mod exam;
mod look_up;

use crate::support::browser;

use std::fs;

use browser::Browser;
use jdex::storage::browser_state::Change;
use jdex::training::progress::{CaseStatus, Learner, Progress};
use jdex::tui::effect::Effect;
use jdex::tui::keymap::Context;
use jdex::tui::model::Focus;

/// One snapshot of the whole screen.
macro_rules! screen {
    ($name:literal, $browser:expr) => {
        insta::assert_snapshot!($name, $browser.screen())
    };
}

/// The right answers of the case that expired.
const EXPIRED: &str = "expired Enter Enter 2 Enter 4 Enter J9021 Space x325;J9021-JW Space x75 Enter";

/// What stands on disk of a learner.
fn on_disk(browser: &Browser, name: &str) -> Learner {
    let text = fs::read_to_string(browser.folder.path().join("progress.json")).unwrap();
    Progress::read(&text).unwrap().learner(name).cloned().unwrap_or_default()
}

#[test]
fn the_screens_at_80x24() {
    let open = || Browser::training(80, 24);
    screen!("list_80x24", open());
    screen!("list_filtered_80x24", open().keys("J9039"));
    screen!("file_80x24", open().keys("expired Enter"));
    screen!("cause_80x24", open().keys("expired Enter Enter"));
    screen!("cause_wrong_80x24", open().keys("expired Enter Enter 1"));
    screen!("cause_right_80x24", open().keys("expired Enter Enter 2"));
    screen!("route_80x24", open().keys("expired Enter Enter 2 Enter"));
    screen!("detour_80x24", open().keys("expired Enter Enter 2 Enter 1 Enter"));
    screen!("lines_80x24", open().keys("expired Enter Enter 2 Enter 4 Enter J9021 Space x33"));
    screen!("lines_wrong_80x24", open().keys("expired Enter Enter 2 Enter 4 Enter J9021 Space x33 Alt-h Enter"));
    screen!("lines_right_80x24", open().keys(EXPIRED));
    screen!("summary_80x24", open().keys(EXPIRED).keys("Enter"));
    screen!("document_order_80x24", open().keys("records Enter Enter 1 2 3 4"));
    screen!("report_80x24", open().keys(EXPIRED).keys("Enter Esc Alt-p"));
    screen!("learners_80x24", open().keys(EXPIRED).keys("Enter Esc Alt-L an"));
    screen!("map_80x24", open().keys("Alt-I expired Enter Tab"));
    screen!("instructor_step_80x24", open().keys("Alt-I expired Enter Down Enter"));
    screen!("overrule_80x24", open().keys("Alt-I expired Enter o explained"));
    screen!("help_80x24", open().keys("?"));
}

#[test]
fn the_screens_at_120x40() {
    let open = || Browser::training(120, 40);
    screen!("list_120x40", open().keys("Down Down"));
    screen!("cause_120x40", open().keys("expired Enter"));
    screen!("lines_wrong_120x40", open().keys("expired Enter 2 Enter 4 Enter J9021 Space x33 Alt-h Enter"));
    screen!("order_120x40", open().keys("records Enter 2 Enter 1").keys("s s Enter s s Enter j K"));
    screen!("summary_120x40", open().keys("expired Enter 2 Enter 4 Enter J9021 Space x325;J9021-JW Space x75 Enter Enter"));
    screen!("report_120x40", open().keys("Alt-p"));
    screen!("map_120x40", open().keys("Alt-I expired Enter"));
    screen!("instructor_step_120x40", open().keys("Alt-I expired Enter Enter"));
}

/// The same problems for a seed, as long as the fixture's rows stand.
#[test]
fn drills() {
    let open = |width, height| {
        let mut browser = Browser::training(width, height);
        browser.keys("Enter");
        browser
    };
    screen!("drills_80x24", open(80, 24));
    screen!("drill_80x24", open(80, 24).keys("Right 7 Enter"));
    screen!("drill_wrong_80x24", open(80, 24).keys("Right 7 Enter J9999 Space x1 Enter"));
    screen!("drill_hint_120x40", open(120, 40).keys("Right 7 Enter Alt-h"));
    let mut browser = open(80, 24);
    browser.keys("Down Left 7 Enter");
    for _ in 0..5 {
        browser.keys("Alt-s Alt-s s s Enter");
    }
    screen!("drills_done_80x24", browser);
    assert_eq!(on_disk(&browser, "me").drills.values().map(|d| d.answered).sum::<u32>(), 5);
}

#[test]
fn a_case_is_recorded_step_by_step_and_gone_on_with() {
    let mut browser = Browser::training(80, 24);
    browser.keys("expired Enter");
    assert!(!browser.folder.path().join("progress.json").exists(), "looking at a case is nothing yet");
    browser.keys("Enter 1");
    assert_eq!(browser.effects, [Effect::SaveProgress]);
    let run = on_disk(&browser, "me").open["expired-code"].run.clone();
    assert_eq!((run.at(), run.state(0).unwrap().tries), (Some(0), 1));
    browser.keys("2");
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.at(), Some(1), "recorded before it is gone on");
    // Killed here: another browser goes on at the same step, with what was tried still marked.
    let text = fs::read_to_string(browser.folder.path().join("progress.json")).unwrap();
    let mut again = Browser::training_with((80, 24), |folder| fs::write(folder.join("progress.json"), &text).unwrap());
    again.keys("expired Enter");
    assert!(again.screen().contains("Step 2 of 3"), "{}", again.screen());
    again.keys("b");
    assert!(again.screen().contains("1 x The dose was not documented"), "{}", again.screen());
    assert!(again.screen().contains("solved"));
    again.keys("2 Enter 4 Enter J9021 Space x325;J9021-JW Space x75 Enter");
    let record = on_disk(&again, "me");
    assert_eq!((record.cases["expired-code"].runs, record.open.len()), (1, 0));
    again.keys("b Enter");
    assert_eq!(on_disk(&again, "me").cases["expired-code"].runs, 1, "a finished run is recorded once");
}

#[test]
fn a_digit_answers_only_what_is_seen() {
    let mut browser = Browser::training(60, 14);
    browser.keys("expired Enter 1");
    assert!(!browser.folder.path().join("progress.json").exists(), "the question was not on the screen");
    assert!(browser.screen().contains("4   The drug is not covered"), "{}", browser.screen());
    browser.keys("1");
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.state(0).unwrap().tries, 1);
}

#[test]
fn hints_and_shown_answers_cost_and_say_so() {
    let mut browser = Browser::training(120, 40);
    browser.keys("expired Enter 2 Enter 4 Enter");
    assert!(browser.screen().contains("Alt-h hint -15%") && browser.screen().contains("worth 100% now"), "{}", browser.screen());
    browser.keys("Alt-h");
    assert!(browser.screen().contains("worth 85% now") && browser.screen().contains("hint 1 of 2, 15%"), "{}", browser.screen());
    browser.keys("Alt-s");
    assert!(browser.screen().contains("the same key again shows the answer"));
    browser.keys("x Alt-s");
    assert!(browser.screen().contains("the same key again shows the answer"), "another key between takes it back");
    browser.keys("Alt-s");
    assert!(browser.screen().contains("J9021-JW x75") && browser.screen().contains("the answer was shown"), "{}", browser.screen());
    browser.keys("Enter");
    assert!(browser.screen().contains("not passed") && browser.screen().contains("An answer was shown."), "{}", browser.screen());
}

#[test]
fn items_are_put_in_order() {
    let mut browser = Browser::training(120, 40);
    browser.keys("records Enter s s Enter s s Enter s s Enter");
    let items = |browser: &Browser| {
        let screen = browser.screen();
        let right: Vec<String> = screen.lines().skip(1).map(|l| l.chars().skip(61).collect::<String>()).collect();
        right.iter().filter(|l| l.len() > 3 && l.chars().nth(2).is_some_and(|c| c.is_ascii_digit())).cloned().collect::<Vec<_>>()
    };
    let word = |line: &str| line.trim_matches(['│', ' ', '1', '2', '3', '4', '5']).to_owned();
    let before = items(&browser);
    assert!(before.len() >= 3, "{}", browser.screen());
    browser.keys("J");
    assert_eq!([word(&items(&browser)[0]), word(&items(&browser)[1])], [word(&before[1]), word(&before[0])]);
    browser.keys("1");
    assert_eq!(items(&browser), before, "a digit puts the selected item at its place");
}

#[test]
fn denials_and_pages_lead_to_their_cases() {
    let mut browser = Browser::training(80, 40);
    browser.keys("Esc Alt-d CO-11");
    assert!(browser.screen().contains("Alt-t lists the cases to practice on"), "{}", browser.screen());
    browser.keys("Alt-t");
    assert!(browser.screen().contains("Drug line points") && browser.screen().contains("1 of 4 cases"), "{}", browser.screen());
    browser.keys("Esc Esc J9203 Enter 5 t");
    assert!(browser.screen().contains("Units ten times") && browser.screen().contains("1 of 4 cases"), "{}", browser.screen());
    browser.keys("Esc");
    assert!(browser.screen().contains("4 of 4 cases"));
    browser.keys("Esc");
    assert_eq!((browser.model.browse.focus, browser.code().as_str()), (Focus::Page, "J9203"));
}

#[test]
fn learners_are_chosen_added_and_remembered() {
    let mut browser = Browser::training(80, 24);
    browser.keys("Alt-L ana Enter");
    assert_eq!(browser.effects, [Effect::Save]);
    assert_eq!(browser.model.browse.memory.unsaved.last(), Some(&Change::Trains("ana".into())));
    browser.keys(EXPIRED).keys("Enter Esc Esc Alt-L");
    browser.keys("me Enter");
    browser.keys("expired Enter Enter 1");
    assert!(on_disk(&browser, "ana").cases["expired-code"].is_passed());
    assert!(on_disk(&browser, "me").cases.is_empty());
    let screen = browser.keys("Esc Esc Alt-L").screen();
    assert!(screen.contains("ana  1 of 4 cases passed") && screen.contains("* me"), "{screen}");
}

#[test]
fn an_instructor_records_nothing_but_an_overruling_with_its_reason() {
    let mut browser = Browser::training(120, 40);
    browser.keys("Alt-I expired Enter Down Down Down Enter");
    assert!(browser.screen().contains("practice, not recorded") && browser.screen().contains("* J9021 x325"), "{}", browser.screen());
    browser.keys("J9021 Space x325;J9021-JW Space x75 Enter Enter");
    assert!(browser.screen().contains("It did not begin with the first step"), "{}", browser.screen());
    assert!(!browser.folder.path().join("progress.json").exists());
    browser.keys("Esc o Enter");
    assert!(browser.screen().contains("needs a reason"), "{}", browser.screen());
    browser.keys("Down explained Enter");
    let record = on_disk(&browser, "me").cases["expired-code"].clone();
    assert_eq!((record.overrulings[0].passed, record.overrulings[0].reason.as_str(), record.runs), (false, "explained", 0));
    browser.keys("Alt-t Alt-I");
    assert!(browser.keys("Alt-o").screen().contains("only an instructor"));
}

#[test]
fn a_case_becomes_practice_when_answers_are_shown() {
    let mut browser = Browser::training(120, 40);
    browser.keys("expired Enter 1 I 2 Enter I 4 Enter");
    assert!(browser.screen().contains("practice, not recorded"), "{}", browser.screen());
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.at(), Some(0), "what stood before stands");
}

#[test]
fn the_list_filters_by_words_states_and_rules() {
    let mut browser = Browser::training(80, 24);
    let rows = |browser: &Browser| browser.model.training.as_ref().unwrap().rows();
    assert_eq!(rows(&browser), 7);
    browser.keys("jz-no-waste");
    assert_eq!(rows(&browser), 1);
    browser.keys("Esc easy Space new");
    assert_eq!(rows(&browser), 4);
    browser.keys("Esc").keys(EXPIRED).keys("Enter Esc Esc passed");
    assert_eq!(rows(&browser), 1);
    browser.keys("Esc Alt-p Enter");
    assert!(browser.screen().contains("/ code-dates"), "{}", browser.screen());
    assert_eq!(
        browser.model.training.as_ref().unwrap().course.record.own().standing(&browser.env.catalog.scenarios()[1]),
        CaseStatus::Passed
    );
}

#[test]
fn a_case_that_was_started_stands_first() {
    let mut browser = Browser::training(80, 24);
    let first = |browser: &Browser| browser.screen().find("Units ten times") < browser.screen().find("Records request not");
    let before = first(&browser);
    browser.keys(if before { "records Enter Enter 1" } else { "ten Space times Enter Enter 1" }).keys("Esc Esc Esc");
    assert_ne!(first(&browser), before, "{}", browser.screen());
}

#[test]
fn a_word_of_a_title_comes_before_the_same_in_a_rule() {
    let mut browser = Browser::training(80, 24);
    browser.keys("no");
    let screen = browser.screen();
    let places = ["Records request not", "Units ten times"].map(|title| screen.find(title).unwrap());
    assert!(places.is_sorted(), "{screen}");
}

#[test]
fn commands_are_letters_and_texts_are_texts() {
    let mut browser = Browser::training(120, 40);
    assert_eq!(browser.model.context(), Context::Training);
    browser.keys("expired Enter");
    assert_eq!(browser.model.context(), Context::Case);
    // Handouts and plain lines have letters.
    browser.keys("a");
    assert!(browser.screen().contains("a does nothing here; the digits 1 to "), "{}", browser.screen());
    browser.keys("2 Enter n");
    assert!(browser.screen().contains("the same key again starts the case over"), "{}", browser.screen());
    browser.keys("b 2 Enter 4 Enter");
    assert_eq!(browser.model.context(), Context::Training);
    browser.paste("j9021 x325\nq");
    assert!(browser.screen().contains("> j9021 x325; q"), "{}", browser.screen());
    assert_eq!(browser.model.training.as_ref().unwrap().depth(), 1, "the case is still in front");
    browser.keys("Alt-t Alt-t");
    assert_eq!(browser.model.browse.focus, Focus::List);
    browser.keys("Alt-t");
    assert!(browser.screen().contains("open"), "{}", browser.screen());
}

#[test]
fn a_click_selects_and_a_second_one_answers() {
    let mut browser = Browser::training(120, 40);
    browser.click("easy    Asparaginase");
    browser.click("easy    Asparaginase");
    browser.click("The code was not valid");
    assert!(browser.effects.is_empty());
    browser.click("The code was not valid");
    assert_eq!(browser.effects, [Effect::SaveProgress]);
    assert!(browser.screen().contains("[right]"), "{}", browser.screen());
    browser.click("Enter go on");
    assert!(browser.screen().contains("Step 2 of 3"), "{}", browser.screen());
}

#[test]
fn a_failed_save_is_said_and_loses_nothing() {
    let mut browser = Browser::training_with((80, 24), |folder| fs::create_dir(folder.join("progress.json")).unwrap());
    browser.keys("expired Enter Enter 1");
    assert!(browser.screen().contains("could not be saved"), "{}", browser.screen());
    fs::remove_dir(browser.folder.path().join("progress.json")).unwrap();
    browser.keys("2");
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.state(0).unwrap().tries, 2);
    assert!(browser.model.training.as_ref().unwrap().course.record.unsaved.is_empty());
}

#[test]
fn a_damaged_file_is_said_and_kept_aside() {
    let mut browser = Browser::training_with((80, 24), |folder| fs::write(folder.join("progress.json"), "{ broken").unwrap());
    assert!(browser.screen().contains("cannot be understood"), "{}", browser.screen());
    browser.keys("expired Enter Enter 1");
    assert!(browser.screen().contains("kept as"), "{}", browser.screen());
    assert_eq!(fs::read_to_string(browser.folder.path().join("progress.json.damaged-1")).unwrap(), "{ broken");
    assert_eq!(on_disk(&browser, "me").open.len(), 1);
}

#[test]
fn two_sessions_merge() {
    let mut browser = Browser::training(80, 24);
    browser.keys("expired Enter Enter 1");
    let path = browser.folder.path().join("progress.json");
    let other = fs::read_to_string(&path).unwrap().replace("expired-code", "pointer-trap").replace("\"me\"", "\"ben\"");
    fs::write(&path, other).unwrap();
    browser.keys("2");
    assert_eq!(on_disk(&browser, "ben").open.len(), 1);
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.at(), Some(1));
    assert!(browser.model.training.as_ref().unwrap().course.record.progress.learner("ben").is_some(), "and is seen from then on");
}

#[test]
fn every_theme_and_ascii_tell_the_same() {
    let told = |config: &str| {
        let mut browser = Browser::training_with((120, 40), |folder| fs::write(folder.join("config.toml"), config).unwrap());
        browser.keys("expired Enter 1");
        browser.screen()
    };
    assert_eq!(told("theme = \"monochrome\""), told("theme = \"light\""));
    let mut browser = Browser::training_with((120, 40), |folder| fs::write(folder.join("config.toml"), "borders = \"ascii\"").unwrap());
    for keys in ["", "expired Enter 1", "I", "Esc Enter", "Alt-t Alt-p", "Esc Esc Home Enter 7 Enter"] {
        let screen = browser.keys(keys).screen();
        let drawn: Vec<char> = screen.chars().filter(|c| ('\u{2500}'..='\u{259f}').contains(c)).collect();
        assert!(drawn.is_empty(), "{drawn:?} in\n{screen}");
    }
}

#[test]
fn every_size_survives_every_stage() {
    let stages = [
        "",
        "xyzzy",
        "expired Enter",
        "expired Enter Enter 1",
        EXPIRED,
        "Alt-p",
        "Alt-L an",
        "Alt-I expired Enter",
        "Alt-I expired Enter o why",
        "Enter",
        "Enter 7 Enter",
        "Enter 7 Enter Alt-s Alt-s",
    ];
    for keys in stages {
        let mut browser = Browser::training(120, 40);
        browser.keys(keys);
        for width in [0, 1, 5, 19, 20, 24, 60, 99, 100, 200] {
            for height in [0, 1, 3, 6, 7, 10, 17, 18, 24, 60] {
                browser.resize(width, height);
                browser.keys("Down PageDown Tab");
                if let Some(at) = browser.layout.cursor {
                    assert!(at.x < width && at.y < height, "{at:?} in {width}x{height} after {keys}");
                }
            }
        }
    }
}

#[test]
fn typing_after_a_case_begins_another_filter() {
    let mut browser = Browser::training(80, 24);
    browser.keys("expired Enter Esc");
    assert!(browser.screen().contains("/ expired"), "{}", browser.screen());
    browser.keys("times");
    assert!(browser.screen().contains("/ times") && browser.screen().contains("Units ten times"), "{}", browser.screen());
}

#[test]
fn what_was_wrong_is_not_taken_twice() {
    let mut browser = Browser::training(120, 40);
    browser.keys("expired Enter 1 Enter Enter 1");
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.state(0).unwrap().tries, 1);
    browser.keys("2 Enter 4 Enter J9021 Space x33 Enter Enter Enter");
    assert_eq!(on_disk(&browser, "me").open["expired-code"].run.state(3).unwrap().tries, 1);
    assert!(browser.screen().contains("that answer was already wrong"), "{}", browser.screen());
    // No answer at all costs nothing, and its words go as soon as something is typed.
    browser.keys("Space y Enter");
    assert!(browser.screen().contains("[nothing counted]"), "{}", browser.screen());
    assert!(!browser.keys("z").screen().contains("[nothing counted]"));
}
