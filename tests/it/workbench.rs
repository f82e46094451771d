//! The claims workbench: lines pasted or a file opened, findings at their lines, fixes accepted and taken back, a new file written.

use crate::support::browser;

use std::fs;
use std::path::Path;

use browser::Browser;
use jdex::tui::effect::Effect;
use jdex::tui::model::Focus;

const CSV: &str = "claim,code,modifiers,units,date,dose,opened\n\
                   A1,J9271,,200,2026-11-20,,\n\
                   B2,J9035,,11,2026-11-20,1020 mg,1x100 mg + 3x400 mg\n";

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/claims").join(name).to_str().unwrap().to_owned()
}

fn pasted(text: &str) -> Browser {
    let mut browser = Browser::shipped();
    browser.keys("J9271 Enter W");
    browser.paste(text);
    browser
}

fn opened(file: &str) -> Browser {
    let mut browser = Browser::shipped();
    browser.keys("Alt-w o").paste(file);
    browser.keys("Enter");
    browser
}

#[test]
fn pasted_lines_are_checked_fixed_and_taken_back() {
    // As terminals paste: lines end with a carriage return.
    let mut browser = pasted(&CSV.replace('\n', "\r"));
    let screen = browser.screen();
    assert!(screen.contains("claim A1") && screen.contains("J9271 × 200") && screen.contains("CO-16"), "{screen}");
    assert!(screen.contains("add JZ") && screen.contains("J9271 × 200 → J9271-JZ × 200"), "{screen}");
    browser.keys("a");
    assert!(browser.screen().contains("J9271-JZ × 200") && browser.screen().contains("1 change"), "{}", browser.screen());
    browser.keys("u");
    assert!(browser.screen().contains("taken back") && !browser.screen().contains("J9271-JZ × 200  "), "{}", browser.screen());
    assert!(browser.keys("u").screen().contains("nothing was changed"));
}

#[test]
fn units_of_the_chart_and_a_line_of_what_was_discarded_are_offered() {
    let mut browser = pasted(CSV);
    // Every fix that is offered, one after the other.
    for _ in 0..8 {
        browser.keys("a n");
    }
    let screen = browser.screen();
    assert!(screen.contains("J9035 × 102") && screen.contains("J9035-JW × 28"), "{screen}");
    browser.keys("y w");
    let [Effect::Copy(csv)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    // Rows that were not changed stand as they were pasted.
    assert!(csv.starts_with("claim,code,modifiers,units,date,dose,opened\nA1,J9271,"), "{csv}");
    assert!(csv.contains("\nB2,J9035,,102,2026-11-20,1020 mg,1x100 mg + 3x400 mg\nB2,J9035,JW,28,2026-11-20,,\n"), "{csv}");
    // Without a column for what a fix writes the copy has every column.
    let mut browser = pasted("code,units,date\nJ9271,200,2026-11-20\n");
    browser.keys("a y w");
    let [Effect::Copy(csv)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(csv.starts_with("claim,line,code,modifiers,units,date,") && csv.contains("1,1,J9271,JZ,200,2026-11-20"), "{csv}");
}

#[test]
fn a_code_a_rule_and_a_denial_are_one_step_away_and_back() {
    let mut browser = pasted(CSV);
    browser.keys("Enter r");
    assert!(browser.screen().contains("Rule jz-"), "{}", browser.screen());
    browser.keys("Esc Enter d");
    assert!(browser.screen().contains("CO-16"), "{}", browser.screen());
    browser.keys("Esc Enter c");
    assert_eq!((browser.code().as_str(), browser.model.browse.focus), ("J9271", Focus::Page));
    browser.keys("Esc");
    assert_eq!(browser.model.browse.focus, Focus::Claims);
    browser.keys("Esc");
    assert_eq!(browser.model.browse.focus, Focus::Page);
}

#[test]
fn a_corrected_837_differs_in_what_was_accepted_alone_and_nothing_is_overwritten() {
    let input = fixture("professional.837");
    let before = fs::read_to_string(&input).unwrap();
    let mut browser = opened(&input);
    let screen = browser.screen();
    assert!(screen.contains("segment") && screen.contains("line"), "{screen}");
    // Nothing is accepted: the copy is the file.
    let write = |browser: &mut Browser, name: &str| {
        let path = browser.folder.path().join(name).to_str().unwrap().to_owned();
        browser.keys("w Ctrl-u").paste(&path);
        browser.keys("Enter");
        path
    };
    let copy = write(&mut browser, "same.837");
    assert_eq!(fs::read_to_string(&copy).unwrap(), before);
    write(&mut browser, "same.837");
    assert!(browser.screen().contains("exists; choose another name"), "{}", browser.screen());
    browser.keys("w Ctrl-u").paste(&input);
    browser.keys("Enter");
    assert!(browser.screen().contains("exists") && fs::read_to_string(&input).unwrap() == before);
    for _ in 0..30 {
        browser.keys("a n");
    }
    let fixed = fs::read_to_string(write(&mut browser, "fixed.837")).unwrap();
    assert_ne!(fixed, before);
    let mut again = opened(browser.folder.path().join("fixed.837").to_str().unwrap());
    let errors = |screen: &str| screen.matches("error").count();
    assert!(errors(&again.screen()) <= errors(&screen), "{}", again.screen());
    assert!(!again.keys("").screen().contains("cannot"));
}

#[test]
fn json_an_institutional_claim_and_a_remittance_open_too() {
    let institutional = opened(&fixture("institutional.837"));
    assert!(institutional.screen().contains("SV2"), "{}", institutional.screen());
    let json = pasted(r#"[{"code":"J9271","units":200,"date":"2026-11-20"}]"#);
    assert!(json.screen().contains("J9271 × 200"), "{}", json.screen());
    let mut remittance = opened(&fixture("../remittances/medicare.835"));
    assert!(remittance.screen().contains("By reason") && remittance.screen().contains("CO-16"), "{}", remittance.screen());
    remittance.keys("Down Down Down Down Down Down Down Enter");
    assert!(remittance.screen().contains("Denial 16"), "{}", remittance.screen());
}

#[test]
fn what_cannot_be_read_is_said_and_loses_nothing() {
    let mut browser = pasted(CSV);
    let before = browser.screen();
    for wrong in ["code,unit\nJ9271,1\n", "PK\u{3}\u{4}", "[{\"code\":", "\u{0}\u{1}"] {
        browser.paste(wrong);
        assert!(browser.screen().contains("J9271 × 200"), "{}", browser.screen());
    }
    browser.keys("o no-such-file.csv Enter");
    assert!(browser.screen().contains("cannot be read"), "{}", browser.screen());
    assert_eq!(browser.keys("n N").screen().lines().nth(3), before.lines().nth(3));
}

#[test]
fn the_workbench_and_training_do_not_lead_to_each_other_for_ever() {
    let mut browser = Browser::shipped();
    browser.keys("J9271 Enter Alt-t Alt-w Alt-t Alt-w");
    for _ in 0..6 {
        browser.keys("Esc");
    }
    assert_eq!((browser.model.browse.focus, browser.model.overlays()), (Focus::List, 0));
}

#[test]
fn lines_as_people_write_them_are_checked_wherever_they_are_pasted() {
    // Where one searches, claim lines open the claim check.
    for (keys, text) in [("", "J9271 200 11/20/2026"), ("J9271 Enter", "J9271-RT × 200\r\nJ9271-JW × 8\r"), ("", "code,units\nJ9271,200\n")]
    {
        let mut browser = Browser::shipped();
        browser.keys(keys).paste(text);
        assert_eq!(browser.model.browse.focus, Focus::Claims, "{text}");
        let screen = browser.screen();
        assert!(
            screen.contains("pasted lines")
                && screen.contains("× 200")
                && [" error ", " warning "].iter().any(|word| screen.contains(word)),
            "{text}: {screen}"
        );
    }
    // What is searched for stays a search, and what is no claim is refused where claims are checked.
    let mut browser = Browser::shipped();
    browser.paste("J9271");
    assert_eq!((browser.model.browse.focus, browser.code().as_str()), (Focus::List, "J9271"));
    assert!(pasted("two hundred units of it").screen().contains("is no column of a claim file"));
}

#[test]
fn a_line_is_typed_where_nothing_can_be_pasted() {
    let mut browser = Browser::shipped();
    browser.keys("Alt-w");
    assert!(browser.screen().contains("Enter types a line, o opens a file"), "{}", browser.screen());
    browser.keys("Enter J9271 Space 200 Space yesterdayish Enter");
    assert!(browser.screen().contains("J9271 200 yesterdayish"), "what is refused stays to be mended: {}", browser.screen());
    browser.keys("Ctrl-u J9271 Space 200 Space 11/10/2026; Space J1885-JZ Space 9 Space 11/10/2026 Enter");
    let screen = browser.screen();
    assert!(screen.contains("2 lines: 1 error, 1 warning") && screen.contains("CO-16 N822"), "{screen}");
}

#[test]
fn a_claim_line_typed_in_the_search_box_is_checked() {
    let mut browser = Browser::shipped();
    browser.keys("J9271 Space 200 Space 11/10/2026");
    let screen = browser.screen();
    assert!(browser.code() == "J9271" && screen.contains("Enter check") && !screen.contains("Did you mean"), "{screen}");
    browser.keys("Enter");
    assert!(browser.model.browse.focus == Focus::Claims && browser.screen().contains("CO-16 N822"), "{}", browser.screen());
    assert_eq!(browser.keys("Esc").model.browse.focus, Focus::List);
}
