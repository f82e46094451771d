//! The units panel: keys as words in, figures and whole screens out.

use crate::support::browser;

use browser::Browser;
use jdex::storage::browser_state::{Change, Supply};
use jdex::tui::effect::Effect;
use jdex::tui::model::Focus;
use jdex::tui::screens::units::At;

/// One snapshot of the whole screen.
macro_rules! screen {
    ($name:literal, $browser:expr) => {
        insta::assert_snapshot!($name, $browser.screen())
    };
}

/// The claim lines that the panel shows now.
fn lines(browser: &Browser) -> Vec<String> {
    let units = browser.model.units.as_ref().unwrap();
    units.answers().first().map(|a| a.lines.iter().map(|l| l.text()).collect()).unwrap_or_default()
}

/// Opens the panel of a code and presses keys in it.
fn panel(code: &str, keys: &str) -> Browser {
    let mut browser = Browser::billing(80, 24);
    browser.keys(code).keys("Enter u").keys(keys);
    browser
}

#[test]
fn the_panel_at_80x24() {
    let open = |code: &str| {
        let mut browser = Browser::billing(80, 24);
        browser.keys(code).keys("Enter u");
        browser
    };
    screen!("units_empty_J9312_80x24", open("J9312"));
    screen!("units_unfinished_J9312_80x24", open("J9312").keys("375 Space mg/"));
    screen!("units_needs_J9312_80x24", open("J9312").keys("375 Space mg/m2"));
    screen!("units_J9312_80x24", open("J9312").keys("375 Space mg/m2 Enter 165cm Enter 72kg Enter 100mg,500mg Enter"));
    screen!("units_opened_J9039_80x24", open("J9039").keys("28 Space mcg/day Enter 7 Tab Tab 7x35mcg Enter"));
    screen!("units_more_J9203_80x24", open("J9203").keys("3 Space mg/m2 F2"));
    screen!("units_ended_J9010_80x24", open("J9010").keys("30 Space mg"));
    screen!("units_copy_J9039_80x24", open("J9039").keys("28mcg/day Enter 7 Enter y"));
    screen!("units_rule_J9039_80x24", open("J9039").keys("28mcg/day Enter 7 Enter j Enter"));
    screen!("denial_80x24", Browser::billing(80, 24).keys("J9039 Enter d CO-16 Space M119"));
    screen!("compare_choose_80x24", Browser::billing(80, 24).keys("J9010 Enter c"));
    screen!("compare_80x24", Browser::billing(80, 24).keys("J9010 Enter c Enter"));
}

#[test]
fn the_panel_under_and_beside_the_page() {
    let keys = "J9039 Enter u 28 Space mcg/day Enter 7 Enter";
    screen!("units_J9039_120x40", Browser::billing(120, 40).keys(keys));
    screen!("units_J9039_200x60", Browser::billing(200, 60).keys(keys));
    screen!("units_J9039_60x20", Browser::billing(60, 20).keys(keys));
    screen!("units_J9039_40x12", Browser::billing(40, 12).keys(keys));
    let second = "J9039 Enter u 28mcg/day Enter 7 F2 Tab Tab Tab b b Tab";
    screen!("units_payers_J9039_120x40", Browser::billing(120, 40).keys(second));
    screen!("compare_120x40", Browser::billing(120, 40).keys("J9010 Enter c Enter"));
    screen!("denial_120x40", Browser::billing(120, 40).keys("J9039 Enter d CO-97"));
}

#[test]
fn the_orders_of_a_nurse() {
    for (code, keys, expected) in [
        (
            "J9312",
            "375 Space mg/m2 Enter 165 Space cm Enter 72 Space kg Enter 100mg,500mg Enter single Enter",
            vec!["J9312-JW × 1", "J9312 × 69"],
        ),
        ("J9312", "375 Space mg/m2 Enter 5 Space ft Space 5 Space in Enter 158.7lb Enter 100mg,500mg", vec!["J9312 × 69"]),
        ("J9039", "28 Space mcg/day Enter 7 Enter", vec!["J9039 × 196", "J9039-JW × 14"]),
        ("J9039", "28 Space mcg/day Enter 7 Enter Tab Tab Tab Tab 7x35mcg", vec!["J9039 × 196", "J9039-JW × 49"]),
        ("J9203", "3 Space mg/m2 Enter 170cm Enter 80kg Enter 4.5mg Enter s F2 4.5mg", vec!["J9203-JZ × 45"]),
        ("J9035", "15 Space mg/kg Enter 67.5kg Enter 100mg,400mg Enter s", vec!["J9035 × 102", "J9035-JW × 8"]),
        ("J9266", "2500 Space IU/m2 Enter 160cm Enter 60kg Enter 3750IU Enter s", vec!["J9266-JZ × 2"]),
    ] {
        let browser = panel(code, keys);
        let mut shown = lines(&browser);
        let mut expected = expected;
        shown.sort();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{code} {keys}\n{}", browser.screen());
        assert!(browser.effects.is_empty());
    }
}

#[test]
fn an_unfinished_order_is_met_calmly() {
    let mut browser = panel("J9312", "");
    for letter in "375 mg/m2".chars() {
        browser.keys(&if letter == ' ' { "Space".to_owned() } else { letter.to_string() });
        let screen = browser.screen();
        // `375 mg` is an order too, and is answered with its warnings.
        assert!(!lines(&browser).is_empty() || !screen.contains('!'), "{letter}\n{screen}");
    }
    assert!(browser.screen().contains("height is missing"));
    browser.keys("Backspace Backspace Tab");
    let screen = browser.screen();
    assert!(screen.contains("! order") && lines(&browser).is_empty(), "{screen}");
}

#[test]
fn what_was_opened_changes_the_lines_and_says_what_was_better() {
    let mut browser = panel("J9039", "28mcg/day Tab 7 Tab Tab 7x35mcg");
    assert_eq!(lines(&browser), ["J9039 × 196", "J9039-JW × 49"]);
    let screen = browser.screen();
    assert!(screen.contains("6 × 35 mcg = 210 mcg would have wasted"), "{screen}");
    browser.keys("Ctrl-u");
    assert_eq!(lines(&browser), ["J9039 × 196", "J9039-JW × 14"]);
    browser.keys("5x35mcg");
    assert!(lines(&browser).is_empty());
    assert!(browser.screen().contains("the dose is larger"), "{}", browser.screen());
}

#[test]
fn lines_and_a_waste_note_can_be_copied() {
    let mut browser = panel("J9039", "28mcg/day Enter 7 Enter y l");
    assert_eq!(browser.effects, [Effect::Copy("J9039 × 196\nJ9039-JW × 14".into())]);
    browser.keys("y w");
    let [Effect::Copy(note)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    for part in ["blinatumomab", "28mcg/day", "2026-11-22", "opened 6 × 35 mcg", "given 196 mcg", "discarded 14 mcg"] {
        assert!(note.contains(part), "{part} in {note}");
    }
    let mut unfinished = panel("J9039", "28 Alt-y");
    assert!(unfinished.effects.is_empty() && unfinished.screen().contains("nothing to copy"));
    assert_eq!(unfinished.keys("mcg Alt-y l").effects, [Effect::Copy("J9039 × 28\nJ9039-JW × 7".into())]);
}

#[test]
fn each_step_opens_its_rule() {
    let mut browser = panel("J9039", "28mcg/day Enter 7 Enter");
    let findings = browser.model.units.as_ref().unwrap().findings();
    for (i, finding) in findings.iter().enumerate() {
        assert_eq!(browser.model.units.as_ref().unwrap().at, At::Finding(i));
        browser.keys("Enter");
        let screen = browser.screen();
        assert!(screen.contains(&format!("Rule {}", finding.rule)) && screen.contains("known"), "{screen}");
        browser.keys("Esc j");
    }
    browser.keys("Esc");
    assert_eq!(browser.model.units.as_ref().unwrap().at, At::Field(0));
    browser.keys("Esc");
    assert_eq!(browser.model.browse.focus, Focus::Page);
}

#[test]
fn containers_are_remembered_by_code_and_opened_ones_only_offered() {
    let mut browser = panel("J9035", "1000mg Tab 100mg,400mg Tab 3x400mg Esc");
    let supply = Supply { stock: "100mg,400mg".into(), opened: "3x400mg".into(), container: String::new() };
    assert_eq!(browser.effects, [Effect::Save]);
    assert_eq!(browser.model.browse.memory.unsaved.last(), Some(&Change::Supplied("J9035".into(), supply)));
    browser.keys("Alt-i J9039 Enter u Esc Alt-i J9035 Enter u");
    browser.keys("1000mg Tab Tab");
    assert!(browser.screen().contains("3x400mg"), "{}", browser.screen());
    let opened = |browser: &Browser| browser.model.units.as_ref().unwrap().text("opened").to_owned();
    assert_eq!((opened(&browser), lines(&browser)), (String::new(), vec!["J9035 × 100".to_owned()]));
    browser.keys("Right");
    assert_eq!(opened(&browser), "2x400 mg + 2x100 mg");
    browser.keys("Ctrl-u Left");
    assert_eq!(opened(&browser), "3x400mg");
    assert!(browser.screen().contains("would have wasted less"), "{}", browser.screen());
}

#[test]
fn a_click_on_the_list_leaves_the_panel_as_escape_does() {
    let mut browser = Browser::billing(120, 40);
    browser.keys("J9035 Enter u 1000mg Tab 100mg,400mg");
    browser.click("J9035  ");
    assert_eq!(browser.effects, [Effect::Save]);
    assert_eq!(browser.model.browse.focus, jdex::tui::model::Focus::List);
    assert_eq!(browser.model.browse.memory.supplies["J9035"].stock, "100mg,400mg");
}

#[test]
fn a_remedy_speaks_of_fields_here() {
    let mut browser = panel("J9312", "305mg");
    assert!(browser.screen().contains("the field"), "{}", browser.screen());
    assert!(!browser.screen().contains("--container") && !browser.screen().contains("say `"), "{}", browser.screen());
    browser.keys("Ctrl-c");
}

#[test]
fn the_panel_finds_a_payer_by_what_people_call_it() {
    for (typed, payer) in [("n o v i t", "medicare-part-b"), ("t e n n", "medicaid"), ("b c b s - i", "bcbs-idaho")] {
        let browser = panel("J9312", &format!("305mg Tab Tab Tab {typed}"));
        assert_eq!(browser.model.units.as_ref().unwrap().text("payer"), payer, "{typed}");
    }
}

#[test]
fn the_usual_payer_and_setting_are_those_of_the_config() {
    let config = "payer = \"medicaid\"\nsetting = \"outpatient\"\n";
    let mut browser = Browser::billing_with(config);
    browser.keys("J9312 Enter u 305mg");
    let units = |browser: &Browser| {
        let units = browser.model.units.as_ref().unwrap();
        let asked = &units.answers()[0].asked;
        (asked.payer.clone(), asked.setting.as_str())
    };
    assert_eq!(units(&browser), ("medicaid".to_owned(), "outpatient"));
    // What was chosen for one drug stays for the next, the config notwithstanding.
    browser.keys("Esc Alt-i J9039 Enter u 28mcg");
    assert_eq!(units(&browser), ("medicaid".to_owned(), "outpatient"));
    // A name that people type for a payer stands for it.
    let mut browser = Browser::billing_with("payer = \"Medi-Cal\"\nsetting = \"outpatient\"\n");
    assert_eq!(browser.env.problems, [""; 0]);
    browser.keys("J9312 Enter u 305mg");
    assert_eq!(units(&browser), ("medicaid".to_owned(), "outpatient"));
    let browser = Browser::billing_with("\npayer = \"nobody\"\nsetting = \"moon\"\n");
    let problems = browser.env.problems.join("\n");
    assert!(problems.contains("config.toml:2: payer: `nobody` is not known; write one of medicare-part-b, "), "{problems}");
    assert!(problems.contains("config.toml:3: setting: medicare-part-b is not billed from `moon`; write one of office, "), "{problems}");
}

#[test]
fn the_patient_of_another_order_is_offered_and_never_filled_in() {
    let mut browser = panel("J9312", "375mg/m2 Enter 165cm Enter 72kg Esc");
    browser.keys("Alt-i J9000 Enter u 50mg/m2");
    assert_eq!(lines(&browser), [] as [&str; 0], "{}", browser.screen());
    assert!(browser.screen().contains("height is missing") && browser.screen().contains("Left: 165cm"), "{}", browser.screen());
    browser.keys("Enter");
    assert!(browser.screen().contains("Left arrow writes 165cm, typed"), "{}", browser.screen());
    browser.keys("Left Enter Left");
    assert!(!lines(&browser).is_empty(), "{}", browser.screen());
    // A new search with a dose is another order, of the same drug too.
    browser.keys("Alt-i J9000 Space 60 Space mg/m2 Enter");
    assert_eq!(lines(&browser), [] as [&str; 0], "{}", browser.screen());
    assert!(browser.screen().contains("Left: 72kg"), "{}", browser.screen());
    browser.keys("Ctrl-n 50mg/m2");
    assert!(!browser.screen().contains("Left: "), "{}", browser.screen());
}

#[test]
fn a_dose_is_searched_with_its_course_and_its_patient() {
    let mut browser = Browser::shipped();
    browser.resize(120, 40);
    browser.keys("J0696 Space 2g Space x5d");
    assert!(browser.screen().contains("2g x5d = 8 units a date"), "{}", browser.screen());
    browser.keys("Enter");
    assert_eq!(browser.model.units.as_ref().unwrap().text("order"), "2g x5d");
    assert!(browser.screen().contains("40 administered on 5 dates"), "{}", browser.screen());
    browser.keys("Alt-i remicade Space 5 Space mg/kg Space 165 Space lb Enter");
    let units = browser.model.units.as_ref().unwrap();
    assert_eq!((units.text("order"), units.text("weight")), ("5 mg/kg", "165 lb"));
    assert!(!lines(&browser).is_empty(), "{}", browser.screen());
    assert!(browser.model.browse.memory.queries.iter().all(|query| !query.contains("lb")), "a weight is not kept");
}

#[test]
fn an_order_follows_from_an_ended_code_to_the_one_that_bills_now() {
    let mut browser = panel("J9010", "30 Space mg");
    assert!(browser.screen().contains("ENDED 12/31/2015") && browser.screen().contains("J0202"));
    assert_eq!(lines(&browser), ["J9010 × 3"]);
    browser.keys("Esc Enter Enter u");
    assert_eq!(lines(&browser), ["J0202 × 30"], "{}", browser.screen());
}

#[test]
fn the_date_of_service_is_that_of_the_screen() {
    let mut browser = panel("J9020", "10000 Space units Enter");
    assert!(browser.screen().contains("J9020 ended 12/31/2025"), "{}", browser.screen());
    browser.keys("Alt-D 2025-06-30 Enter");
    assert!(!browser.screen().contains("J9020 ended"), "{}", browser.screen());
    assert_eq!(browser.model.browse.focus, Focus::Units);
}

#[test]
fn two_payers_stand_side_by_side() {
    let browser = panel("J9039", "28mcg/day Enter 7 F2 Tab Tab Tab bcbs-idaho");
    let units = browser.model.units.as_ref().unwrap();
    assert_eq!(units.text("second-payer"), "bcbs-idaho");
    let shown: Vec<Vec<String>> = units.answers().iter().map(|a| a.lines.iter().map(|l| l.text()).collect()).collect();
    assert_eq!(shown, [vec!["J9039 × 196", "J9039-JW × 14"], vec!["J9039 × 210"]]);
    assert!(browser.screen().contains("≠ claim lines"), "{}", browser.screen());
}

#[test]
fn choices_turn_with_arrows_letters_and_backspace() {
    let mut browser = panel("J9039", "28mcg Tab Tab Tab");
    let payer = |browser: &Browser| browser.model.units.as_ref().unwrap().text("payer").to_owned();
    for (keys, expected) in
        [("Right", "medicare-part-b"), ("Right", "medicare-outpatient"), ("Left Left", ""), ("b", "bcbs"), ("Backspace", "")]
    {
        browser.keys(keys);
        assert_eq!(payer(&browser), expected, "{keys}");
    }
}

#[test]
fn lines_are_copied_as_the_forms_hold_them() {
    let mut browser = panel("J9039", "28mcg/day Enter 7 Enter y 1");
    let [Effect::Copy(form)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(form.starts_with("24A FROM") && form.contains("11 22 26  11 22 26") && form.contains("J9039   JW"), "{form}");
    browser.keys("y u");
    assert!(
        matches!(&browser.effects[..], [Effect::Copy(form)] if form.contains("0636") && form.contains("112226")),
        "{:?}",
        browser.effects
    );
    browser.keys("y p");
    let [Effect::Copy(x12)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(x12.starts_with("LX*1~\nSV1*HC:J9039*") && x12.contains("SV1*HC:J9039:JW*") && x12.ends_with('~'), "{x12}");
}

#[test]
fn a_key_turns_kilograms_into_pounds_and_answers_for_the_container() {
    let mut browser = panel("J9035", "15mg/kg Enter 150");
    browser.keys("Ctrl-t");
    assert_eq!(browser.model.units.as_ref().unwrap().text("weight"), "150 lb");
    assert!(browser.screen().contains("weight    150 lb") && !browser.screen().contains("weight kg"), "{}", browser.screen());
    assert!(browser.screen().contains("1,020.583 mg") && browser.screen().contains("exactly 1,020.5828325 mg"), "{}", browser.screen());
    browser.keys("Ctrl-t");
    assert_eq!(browser.model.units.as_ref().unwrap().text("weight"), "150 kg");
    assert!(browser.screen().contains("weight kg 150 kg"), "{}", browser.screen());
    let mut unknown = panel("J9203", "4.5mg Enter 4.5mg");
    assert!(unknown.screen().contains("single- or multi-dose"), "{}", unknown.screen());
    unknown.keys("F4");
    assert_eq!(lines(&unknown), ["J9203-JZ × 45"]);
    unknown.keys("F4");
    assert_eq!(lines(&unknown), ["J9203 × 45"]);
    assert_eq!(unknown.keys("F4").model.units.as_ref().unwrap().text("container"), "");
}

#[test]
fn the_date_is_a_field_that_sets_the_date_of_the_browser() {
    let mut browser = Browser::billing(120, 40);
    browser.keys("J9039 Enter u 28mcg/day Enter 7 Enter Esc Tab Tab Tab Tab Tab");
    assert!(browser.screen().contains("date of service: 11/20/2026"), "{}", browser.screen());
    browser.keys("06/30/2023");
    assert_eq!(browser.model.browse.date.to_string(), "2023-06-30");
    assert!(browser.screen().contains("DOS 06/30/2023"), "{}", browser.screen());
    for (typed, read, date) in
        [("yesterday", "Saturday, November 21, 2026", "2026-11-21"), ("-30", "Friday, October 23, 2026", "2026-10-23")]
    {
        browser.keys("Ctrl-u").keys(typed);
        assert_eq!(browser.model.browse.date.to_string(), date);
        assert!(browser.screen().contains(read), "{}", browser.screen());
    }
    browser.keys("Backspace");
    browser.keys("x");
    assert!(lines(&browser).is_empty(), "{}", browser.screen());
}
