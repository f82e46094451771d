//! The browser without a terminal: words as in a key file in, whole screens out.

use crate::support::browser;

use std::fs;

use browser::Browser;
use jdex::storage::browser_state::Change;
use jdex::tui::action::Action;
use jdex::tui::effect::Effect;
use ratatui::style::Modifier;

/// One snapshot of the whole screen.
macro_rules! screen {
    ($name:literal, $browser:expr) => {
        insta::assert_snapshot!($name, $browser.screen())
    };
}

mod bar;
mod coverage;
mod home;
mod list;
mod look_up;
mod moving;
mod settings;

#[test]
fn the_main_screens_at_80x24() {
    let open = || Browser::open(80, 24);
    screen!("start_80x24", open());
    screen!("search_80x24", open().keys("blin"));
    screen!("page_J9039_80x24", open().keys("J9039 Enter"));
    screen!("ended_J9020_80x24", open().keys("J9020 Enter"));
    screen!("page_J9302_80x24", open().keys("J9302 Enter"));
    screen!("modifiers_J9039_80x24", open().keys("J9039 Enter 3"));
    screen!("products_J9022_80x24", open().keys("J9022 Enter 9"));
    screen!("help_80x24", open().keys("?"));
    screen!("palette_80x24", open().keys(": mark"));
    screen!("date_80x24", open().keys("Alt-D 2025-02-3"));
    screen!("copy_80x24", open().keys("J9039 Enter y"));
    screen!("links_80x24", open().keys("J9010 Enter Enter"));
    screen!("no_hits_80x24", open().keys("xyzzy"));
    screen!("cpt_number_80x24", open().keys("96413"));
}

#[test]
fn the_main_screens_at_120x40() {
    let open = || Browser::open(120, 40);
    screen!("start_120x40", open());
    screen!("search_120x40", open().keys("aspara"));
    screen!("page_J9039_120x40", open().keys("J9039 Enter"));
    screen!("ended_J9020_120x40", open().keys("J9020 Enter"));
    screen!("page_J9302_120x40", open().keys("J9302 Enter"));
    screen!("help_120x40", open().keys("?"));
    screen!("palette_120x40", open().keys(":"));
    screen!("date_120x40", open().keys("Alt-D 6/30/2025"));
    screen!("other_date_120x40", open().keys("Alt-D 6/30/2025 Enter J9020 Enter"));
    screen!("no_hits_120x40", open().keys("xyzzy"));
}

#[test]
fn the_screens_of_home_and_commands() {
    screen!("home_used_80x24", home::used(80, 24).keys("Down"));
    screen!("home_used_120x40", home::used(120, 40));
    screen!("home_used_40x12", home::used(40, 12).keys("Down Down"));
    screen!("leader_80x24", Browser::open(80, 24).keys("J9039 Enter Space"));
    screen!("leader_120x40", Browser::open(120, 40).keys("Space"));
    screen!("commands_80x24", Browser::open(80, 24).keys(": mue"));
    screen!("theme_80x24", Browser::open(80, 24).keys(": theme Enter Down Down"));
}

#[test]
fn the_coverage_screens() {
    screen!("coverage_words_80x24", coverage::at(80, 24).keys("J1745 Enter v crohn"));
    screen!("coverage_state_80x24", coverage::at(80, 24).keys("J1745 Enter v K50.00 Enter n"));
    screen!("coverage_asked_80x24", coverage::at(80, 24).keys("J1745 Enter v K50.00 Enter NY Enter"));
    screen!("coverage_words_120x40", coverage::at(120, 40).keys("J0585 Enter v migraine"));
    screen!("coverage_asked_120x40", coverage::at(120, 40).keys("J0585 Enter v G43.001 Enter FL Enter"));
}

#[test]
fn small_screens() {
    screen!("tiny_list_20x6", Browser::open(20, 6).keys("aspara"));
    screen!("tiny_page_20x6", Browser::open(20, 6).keys("J9020 Enter"));
    screen!("too_small_19x5", Browser::open(19, 5));
    screen!("small_40x12", Browser::open(40, 12).keys("J9020 Enter"));
}

#[test]
fn ascii_borders_leave_no_line_drawing() {
    let mut browser = Browser::with("borders = \"ascii\"", "");
    for keys in ["", "J9039 Enter", "9", "5 ?", "Esc y", "Esc c Enter", "Esc u 28mcg", "Esc x", "Esc d CO-16"] {
        let screen = browser.keys(keys).screen();
        let drawn: Vec<char> = screen.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect();
        assert!(drawn.is_empty(), "{drawn:?} in\n{screen}");
    }
    screen!("ascii_80x24", browser.keys("Esc Esc"));
}

#[test]
fn what_is_typed_is_found_and_shown() {
    let mut browser = Browser::open(120, 40);
    assert_eq!(browser.keys("blin").code(), "J9039");
    assert_eq!(browser.keys("Down").code(), "C9449");
    assert!(browser.screen().contains("ended 2015"));
    assert_eq!(browser.keys("Alt-i J9020").code(), "J9020");
    assert!(browser.screen().contains("ENDED 12/31/2025"));
    assert_eq!(browser.keys("Alt-i J9302").code(), "J9302");
    assert!(browser.screen().contains("ofatumumab"));
}

#[test]
fn the_shipped_catalog_opens_too() {
    let mut browser = Browser::shipped();
    assert!(browser.screen().contains("active of"), "{}", browser.screen());
    assert_eq!(browser.keys("blin Enter").code(), "J9039");
    assert!(browser.screen().contains("Injection, blinatumomab, 1 microgram"));
    assert_eq!(browser.keys("Alt-i J9010 Enter").code(), "J9010");
    assert!(browser.screen().contains("ENDED 12/31/2015"));
}

#[test]
fn the_modifiers_pane_says_when_to_use_each_and_its_common_errors() {
    let browser = Browser::shipped();
    let code = browser.env.catalog.code("J9039").unwrap();
    let whole = jdex::page::View { all: true, sources: false };
    let lines = jdex::page::viewed(&browser.env.catalog, code, jdex::page::Pane::Modifiers, browser.env.today, whole);
    let text: Vec<String> = lines.iter().map(|line| line.text()).collect();
    let at = text.iter().position(|line| line.starts_with("  JW: ") && !line.contains('[') && !line.contains("28 of 35")).unwrap();
    for (line, label) in text[at + 1..].iter().zip(["when: ", "common errors: ", "used by: "]) {
        assert!(line.trim_start().starts_with(label) && line.len() > label.len() + 10, "{line}");
    }
    // Those that the notes of the code speak of come before the others; none is left out.
    let place = |modifier: &str| text.iter().rposition(|line| line.starts_with(&format!("  {modifier}: "))).unwrap();
    assert!(place("JZ") < place("RT"), "{text:#?}");
    for (modifier, _) in jdex::page::modifier_uses(&browser.env.catalog, code, browser.env.today) {
        assert!(!modifier.when.is_empty(), "{}", modifier.code);
        place(&modifier.code);
    }
    assert!(text.contains(&"  JG: 340B drug (ended 2024-12-31)".to_owned()), "{text:#?}");
}

#[test]
fn quitting_suspending_and_copying_are_effects() {
    assert_eq!(Browser::open(80, 24).keys("Enter Enter q").effects, [Effect::Quit]);
    assert_eq!(Browser::open(80, 24).keys("Ctrl-c").effects, [Effect::Quit]);
    assert_eq!(Browser::open(80, 24).keys("Enter Enter y Ctrl-c").effects, [Effect::Quit]);
    assert_eq!(Browser::open(80, 24).keys("Ctrl-z").effects, [Effect::Suspend]);
    assert_eq!(Browser::open(80, 24).keys("J9039 Alt-y c").effects, [Effect::Copy("J9039".into())]);
    let descriptor = Effect::Copy("Injection, blinatumomab, 1 microgram".into());
    assert_eq!(Browser::open(80, 24).keys("J9039 Enter y Down Enter").effects, [descriptor]);
    let mut browser = Browser::open(80, 24);
    browser.keys("J9039 Enter y w");
    let [Effect::Copy(page)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(page.starts_with("J9039  blinatumomab (as of 2026-11-22)\n\nOVERVIEW\n"), "{page}");
    assert!(page.contains("\n\nPRODUCTS\n") && page.contains("55513-0160-01"), "{page}");
    assert_eq!(Browser::open(80, 24).keys("xyzzy Alt-y").effects, []);
}

#[test]
fn bookmarks_and_opened_codes_are_remembered() {
    let mut browser = Browser::open(120, 40);
    browser.keys("J9039 Enter b");
    assert_eq!(browser.effects, [Effect::Save]);
    assert_eq!(browser.model.browse.memory.unsaved, [Change::Opened("J9039".into()), Change::AddBookmark("J9039".into())]);
    assert!(browser.screen().contains("*J9039"));
    assert_eq!(browser.keys("Alt-i J9271 Enter R").model.browse.list.results.len(), 2);
    assert_eq!(browser.code(), "J9271");
    browser.keys("Enter B");
    assert_eq!((browser.code().as_str(), browser.model.browse.list.results.len()), ("J9039", 1));
    browser.keys("Enter b");
    assert!(browser.screen().contains("No bookmarks yet"));
    assert!(browser.keys("Alt-b").screen().contains("no code is selected"));
}

#[test]
fn the_date_of_service_decides_what_is_active() {
    let mut browser = Browser::open(120, 40);
    assert!(browser.keys("J9020").screen().contains("ENDED 12/31/2025"));
    browser.keys("Alt-D 2025-12-31 Enter");
    assert!(browser.screen().contains("active until 12/31/2025"), "{}", browser.screen());
    assert!(browser.screen().contains("DOS 12/31/2025, not today"));
    browser.keys("Alt-D 2025-02-30 Enter");
    assert!(browser.screen().contains("is not a date"));
    browser.keys("Esc");
    assert_eq!(browser.model.browse.date.to_string(), "2025-12-31");
    browser.keys("Alt-D Up Enter");
    assert_eq!(browser.model.browse.date.to_string(), "2026-01-01");
    browser.keys("Alt-D PageDown Enter");
    assert_eq!(browser.model.browse.date.to_string(), "2025-12-01");
    for (typed, read, date) in [
        ("11/30/2026", "Monday, November 30, 2026, in 8 days", "2026-11-30"),
        ("2026-11-21", "Saturday, November 21, 2026, 1 day ago", "2026-11-21"),
        ("yesterday", "Saturday, November 21, 2026, 1 day ago", "2026-11-21"),
        ("+7", "Sunday, November 29, 2026, in 7 days", "2026-11-29"),
        ("-30", "Friday, October 23, 2026, 30 days ago", "2026-10-23"),
        ("today", "Sunday, November 22, 2026, today", "2026-11-22"),
    ] {
        let screen = browser.keys("Alt-D").keys(typed).screen();
        assert!(screen.contains(read), "{typed}: {screen}");
        browser.keys("Enter");
        assert_eq!(browser.model.browse.date.to_string(), date);
    }
    browser.keys("Alt-D 2025-12-01 Enter");
    browser.keys("Alt-D t Enter");
    assert!(!browser.screen().contains("not today"));
    browser.keys("Alt-D 2010-01-01 Enter");
    assert!(browser.keys("Alt-i J9302").screen().contains("not yet valid until 01/01/2011"));
}

#[test]
fn packages_are_sorted_by_the_column_the_header_names() {
    let mut browser = Browser::shipped();
    browser.keys("J0585 Enter s");
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Products);
    let column = |browser: &Browser| -> Vec<String> {
        let is_row = |l: &&str| l.split_whitespace().any(|w| w.len() == 13 && w.bytes().filter(|b| *b == b'-').count() == 2);
        let screen = browser.screen();
        let ndc = |l: &str| l.split_whitespace().find(|w| w.len() == 13 && w.as_bytes()[5] == b'-').unwrap_or_default().to_owned();
        screen.lines().filter(is_row).map(ndc).collect()
    };
    let by_brand = column(&browser);
    assert!(by_brand.len() > 2 && browser.screen().contains("brand ^"), "{}", browser.screen());
    browser.keys("s s");
    assert!(browser.screen().contains("NDC ^") && browser.screen().contains("sorted by NDC, smallest first"), "{}", browser.screen());
    let mut sorted = by_brand.clone();
    sorted.sort();
    assert_eq!(column(&browser), sorted);
    browser.keys("r");
    assert!(browser.screen().contains("NDC v") && browser.screen().contains("NDC, largest first"));
    sorted.reverse();
    assert_eq!(column(&browser), sorted);
    browser.keys("y p");
    let [Effect::Copy(copied)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(copied.contains("sorted by NDC, largest first"), "{copied}");
}

#[test]
fn checklists_open_folded_by_situation() {
    let mut browser = Browser::shipped();
    screen!("checklists_J9271_120x40", browser.keys("J9271 Enter x"));
    let folded = browser.screen();
    assert!(folded.contains("Before the infusion  0 of ") && !folded.contains("Eligibility and primary payer"), "{folded}");
    // Enter on a situation unfolds it, and folds it again.
    assert!(browser.keys("Enter").screen().contains("Eligibility and primary payer"));
    assert_eq!(browser.keys("Enter").screen(), folded);
    assert!(browser.keys("z Down Enter z").screen().contains("\u{25b8} Before the infusion  1 of "), "{}", browser.screen());
}

#[test]
fn checklists_are_checked_and_copied_as_text() {
    let mut browser = Browser::shipped();
    browser.keys("J0881 Enter 4 x");
    screen!("checklists_J0881_120x40", browser);
    browser.keys("Down Space Down x y");
    let [Effect::Copy(copied)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    let mut lines = copied.lines();
    assert_eq!(lines.next(), Some("Erythropoiesis-stimulating agent: J0881  darbepoetin alfa, 2026-11-22"));
    let boxes: Vec<&str> = lines.map(|l| &l[..4]).collect();
    assert_eq!(boxes[..3], ["[x] ", "[x] ", "[ ] "]);
    assert!(browser.screen().contains("2 of "), "{}", browser.screen());
    // Checks stay with their code, and n takes away those of one list. What was begun stays unfolded.
    browser.keys("Tab Enter Esc x");
    assert!(browser.screen().contains("3 of ") && browser.screen().contains("Eligibility"), "{}", browser.screen());
    browser.keys("n Esc Alt-i J9039 Enter x");
    assert!(browser.screen().contains(" 0 of "), "{}", browser.screen());
    browser.keys("Esc Alt-i J0881 Enter x");
    assert!(browser.screen().contains(" 1 of "), "{}", browser.screen());
    browser.keys("Tab Tab Backtab");
    browser.click("Eligibility");
    assert!(!browser.screen().contains(" 1 of "), "{}", browser.screen());
}

#[test]
fn a_match_is_highlighted_on_what_is_drawn() {
    let mut browser = Browser::open(120, 40);
    browser.keys("J90");
    let first = (3..8).map(|x| browser.cells()[(x, 2)].modifier.contains(Modifier::UNDERLINED)).collect::<Vec<_>>();
    assert_eq!(first, [true, true, true, false, false], "{}", browser.screen());
}
