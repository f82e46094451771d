//! Searching, following, stepping back: how one gets from page to page.

use super::*;
use jdex::tui::model::Focus;

#[test]
fn typing_on_the_list_searches_whatever_the_letter() {
    for query in ["keytru", "qyjbdhl", "J90", "q5"] {
        let mut browser = Browser::open(120, 40);
        assert!(browser.keys(query).effects.is_empty());
        assert_eq!(browser.model.browse.list.query.value(), query);
    }
}

#[test]
fn erasing_shows_what_typing_that_far_shows() {
    let mut browser = Browser::shipped();
    for query in ["immune", "keytrda", "prolia M81.0", "j90"] {
        browser.type_text(query);
        for end in (1..query.len()).rev() {
            browser.keys("Backspace");
            let mut fresh = Browser::shipped();
            fresh.type_text(&query[..end]);
            assert_eq!(browser.screen(), fresh.screen(), "{query} to {end}");
        }
        browser.keys("Esc");
    }
}

#[test]
fn erasing_brings_nothing_back_that_was_found_for_another_date() {
    let mut browser = Browser::shipped();
    browser.keys("J9010 Alt-D 1/31/2020 Enter Backspace");
    let mut fresh = Browser::shipped();
    fresh.keys("Alt-D 1/31/2020 Enter").type_text("J901");
    assert_eq!(browser.screen(), fresh.screen());
}

#[test]
fn escape_steps_back_one_thing() {
    let mut browser = Browser::open(120, 40);
    browser.keys("Alt-B J9039 Enter");
    assert!(browser.screen().contains("No match here for"));
    browser.keys("Esc");
    assert!(browser.screen().contains("No bookmarks yet"));
    browser.keys("Esc J9039 Enter ?");
    for (shows, not) in [("Keys", ""), ("1 of", "Keys"), ("/ edit search", "Keys"), ("active of", "1 of 41")] {
        let screen = browser.screen();
        assert!(screen.contains(shows), "{shows} in\n{screen}");
        assert!(not.is_empty() || !screen.contains(not) || shows == "Keys");
        browser.keys("Esc");
    }
    assert!(browser.screen().contains("Ctrl-c leaves jdex"));
    assert!(browser.effects.is_empty());
}

#[test]
fn a_code_named_on_a_page_can_be_followed_and_left() {
    let mut browser = Browser::open(80, 24);
    browser.keys("alemt").keys("J9010").keys("Esc alemtuzumab");
    assert_eq!(browser.code(), "J0202");
    browser.keys("Down");
    assert_eq!(browser.code(), "J9010");
    browser.keys("Enter Enter Enter");
    assert_eq!(browser.code(), "J0202");
    assert_eq!(browser.keys("Esc").code(), "J9010");
    assert_eq!(browser.model.browse.list.query.value(), "alemtuzumab");
}

#[test]
fn panes_by_tab_and_by_number() {
    let mut browser = Browser::open(120, 40);
    assert!(browser.keys("J9039 Tab").screen().contains("28 days of continuous infusion"), "{}", browser.screen());
    assert!(browser.keys("Enter 3").screen().contains("28 of 35 mcg"));
    assert!(browser.keys("h").screen().contains("28 days of continuous infusion"));
    assert!(browser.keys("0 Tab z").screen().contains("HCPCS Level II alpha-numeric file"));
    assert!(browser.keys("Tab").screen().contains("1 unit = 1 mcg"));
    let mut narrow = Browser::open(80, 24);
    assert!(narrow.keys("J9039 Tab").screen().contains("1 Overview"));
    assert!(narrow.keys("Tab").screen().contains("28 days of continuous infusion"));
}

#[test]
fn long_pages_scroll_to_their_end_and_no_further() {
    let mut browser = Browser::open(60, 14);
    browser.keys("J9039 Enter z G");
    let end = browser.screen();
    assert!(end.contains("Folded") || end.contains('¹'), "{end}");
    assert_eq!(browser.keys("j PageDown G j").screen(), end);
    let top = browser.keys("g").screen();
    assert!(top.contains("Injection, blinatumomab"));
    assert_eq!(browser.keys("k PageUp").screen(), top);
    assert_ne!(browser.keys("Space").screen(), top);
}

#[test]
fn the_next_code_keeps_the_pane() {
    let mut browser = Browser::open(80, 24);
    browser.keys("aspara Enter 2");
    let first = browser.code();
    assert_ne!(browser.keys("J").code(), first);
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Clinical);
    assert_eq!(browser.keys("K K").code(), first);
}

#[test]
fn the_mouse_points_and_scrolls() {
    let mut browser = Browser::open(120, 40);
    browser.keys("Enter").click("J9021");
    assert_eq!(browser.code(), "J9021");
    browser.click("3 Mod");
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Modifiers);
    browser.wheel("J9022", 1);
    assert_ne!(browser.code(), "J9021");
    browser.click("? keys");
    assert!(browser.screen().contains("Find a code"));
    browser.click("HCPCS");
    assert!(!browser.screen().contains("Find a code"));
    browser.keys("J9039 Enter y");
    browser.click("descriptor");
    assert_eq!(browser.effects, [Effect::Copy("Injection, blinatumomab, 1 microgram".into())]);
    assert_eq!(browser.keys("M").effects.last(), Some(&Effect::Mouse(false)));
}

#[test]
fn a_paste_is_one_search_and_never_a_command() {
    let mut browser = Browser::open(80, 24);
    browser.keys("Enter").paste("  J9039\x1b[2Jq\n");
    assert_eq!(browser.model.browse.list.query.value(), "J9039\u{fffd}[2Jq");
    assert!(browser.effects.is_empty());
    browser.keys("Alt-i").paste("J9039\n");
    assert_eq!(browser.code(), "J9039");
    browser.paste(&"x".repeat(100_000));
    assert!(browser.model.browse.list.query.value().len() <= 200);
}

#[test]
fn the_palette_finds_and_performs() {
    let mut browser = Browser::open(120, 40);
    browser.keys("J9039 Ctrl-p bookmark Space set Enter");
    assert_eq!(browser.effects, [Effect::Save]);
    browser.keys("Ctrl-p pane Space price Enter");
    assert!(browser.screen().contains("164.253"), "{}", browser.screen());
    browser.keys("Ctrl-p leave Space jdex Enter");
    assert_eq!(browser.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_letter_without_a_meaning_says_so_and_control_c_always_leaves() {
    let mut browser = Browser::with("", "[everywhere]\nquit = []\n[page]\nquit = []\n");
    assert!(browser.keys("J9039 Enter o").screen().contains("o does nothing on a page: i searches, ? shows the keys"));
    assert_eq!(browser.keys("q").effects, []);
    assert_eq!(browser.keys("Ctrl-c").effects, [Effect::Quit]);
}

#[test]
fn every_tab_fits_at_100_columns_beside_the_list() {
    let screen = Browser::open(100, 30).keys("Enter").screen();
    let tabs = screen.lines().find(|line| line.contains("Clin")).unwrap();
    for tab in ["1Ovw", "2Clin", "3Mod", "4Doc", "5Deny", "6Pay", "7Cov", "8Sim", "9NDC", "0$", "Src"] {
        assert!(tabs.contains(tab), "{tab} in {tabs}");
    }
    assert!(Browser::open(120, 30).keys("J9039 Enter 4").screen().contains("4Documentation│5Deny"));
}

#[test]
fn a_text_is_found_in_the_page_with_its_count() {
    let mut browser = Browser::open(80, 24);
    browser.keys("J9039 Enter 3 / on");
    let screen = browser.screen();
    let all = screen.split("1 of ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap().parse::<usize>().unwrap();
    assert!(screen.contains(" / on") && all > 1, "{screen}");
    browser.keys("Enter n");
    assert!(browser.screen().contains(&format!("2 of {all}")), "{}", browser.screen());
    browser.keys("N N");
    assert!(browser.screen().contains(&format!("{all} of {all}")), "{}", browser.screen());
    assert!(browser.cells().content().iter().any(|cell| cell.modifier.contains(Modifier::REVERSED) && cell.symbol() == "o"));
    browser.keys("/ xyzzy");
    assert!(browser.screen().contains("no match"), "{}", browser.screen());
    browser.keys("Esc n");
    assert!(browser.screen().contains("nothing is searched in the page: / finds"), "{}", browser.screen());
    assert_eq!(browser.code(), "J9039");
}

#[test]
fn pages_opened_are_gone_through_back_and_forward() {
    let mut browser = Browser::open(80, 24);
    browser.keys("J9039 Enter 3 Alt-i J9022 Enter Alt-i J9010 Enter 1 Enter Enter");
    assert_eq!(browser.code(), "J0202");
    let mut codes = Vec::new();
    for key in ["[", "[", "[", "[", "]", "]", "]", "]"] {
        codes.push(browser.keys(key).code());
    }
    assert_eq!(codes, ["J9010", "J9022", "J9039", "J9039", "J9022", "J9010", "J0202", "J0202"]);
    assert!(browser.screen().contains("no later page"), "{}", browser.screen());
    browser.keys("[ [ [");
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Modifiers, "a page is as it was left");
    // Another page opened from here ends what was forward.
    browser.keys("Alt-i J9271 Enter ]");
    assert_eq!(browser.code(), "J9271");
    assert_eq!(browser.keys("[").code(), "J9039");
}

#[test]
fn a_query_is_edited_as_people_know_it() {
    let mut browser = Browser::open(80, 24);
    let query = |browser: &Browser| browser.model.browse.list.query.value().to_owned();
    assert_eq!(query(browser.keys("/ prolia Space 60mg/ml")), "prolia 60mg/ml", "a slash in a query is text");
    browser.keys("Ctrl-w");
    assert_eq!(query(&browser), "prolia 60mg/");
    browser.keys("Ctrl-w Backspace Home x End y Left Left z");
    assert_eq!(query(&browser), "xprolizay");
    browser.keys("Esc Down Down Home");
    assert_eq!((query(&browser), browser.model.browse.list.selected), (String::new(), 0), "without a query the list has Home and End");
}

#[test]
fn one_escape_too_many_leaves_no_command_letter_in_the_query() {
    for opened in ["?", "u", "D", "d", "W"] {
        let mut browser = Browser::billing(80, 24);
        browser.keys("J9039 Enter").keys(opened).keys("Esc Esc u");
        assert_eq!((browser.model.browse.list.query.value(), browser.model.browse.focus), ("J9039", Focus::Units), "after {opened}");
        assert_eq!(browser.keys("Esc q").effects, [Effect::Quit], "after {opened}");
    }
}

#[test]
fn a_list_that_was_stepped_back_to_takes_commands_until_its_box_is_asked_for() {
    let query = |browser: &Browser| browser.model.browse.list.query.value().to_owned();
    for (width, height) in [(80, 24), (120, 40)] {
        let mut browser = Browser::billing(width, height);
        browser.keys("J90 Enter Esc");
        assert_eq!(browser.layout.cursor, None, "nothing is typed");
        let first = browser.code();
        assert_ne!(browser.keys("j").code(), first);
        assert_eq!(browser.keys("k").code(), first);
        assert!(browser.keys("o").screen().contains("o is no command: / edits the search, i starts a new one"), "{}", browser.screen());
        assert!(browser.keys("3").screen().contains("Modifiers"), "{}", browser.screen());
        assert_eq!((query(&browser), browser.model.browse.focus), ("J90".to_owned(), Focus::Page), "a digit opens that pane");
        assert_eq!(query(browser.keys("Esc / 39")), "J9039");
        assert_eq!(query(browser.keys("Enter Esc i blin")), "blin");
        browser.keys("Enter Esc").paste("J9022");
        assert_eq!(query(browser.keys("x")), "J9022x", "what was pasted is edited");
        assert_eq!(query(browser.keys("Esc keytruda")), "keytruda", "an empty box is for typing");
    }
}

#[test]
fn a_command_letter_in_the_empty_box_says_what_it_did() {
    let mut browser = Browser::billing(120, 40);
    assert!(!browser.keys("u").screen().contains("Alt-u: units"), "at the start letters are text");
    browser.keys("Esc J9039 Enter Esc Esc u");
    assert!(browser.screen().contains("u is searched here; Alt-u: units"), "{}", browser.screen());
    assert!(browser.keys("Esc q").screen().contains("q is searched here; Ctrl-c: quit"), "{}", browser.screen());
    assert!(!browser.keys("u").screen().contains("searched here"), "once");
    assert_eq!(browser.model.browse.list.query.value(), "qu");
}

#[test]
fn a_hit_in_a_note_opens_at_the_note() {
    for (query, shown) in [("neurotoxicity", "neurotoxicity"), ("step-up doses", "tep")] {
        for (width, height) in [(120, 40), (80, 24)] {
            let mut browser = Browser::shipped();
            browser.resize(width, height);
            browser.keys(&query.replace(' ', " Space "));
            assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Overview);
            let screen = browser.keys("Enter").screen();
            let rows: Vec<&str> = screen.lines().skip(4).collect();
            assert!(rows.iter().any(|row| row.contains(shown)), "{query}: {screen}");
            assert_ne!(browser.model.browse.page.pane, jdex::page::Pane::Overview);
            // Scrolling goes on from there.
            let position = |screen: &str| screen.lines().rev().nth(1).unwrap().to_owned();
            assert_ne!(position(&screen), position(&browser.keys("Down Up Up").screen()));
        }
    }
    // A name or a brand opens the page as it is.
    let mut browser = Browser::shipped();
    browser.keys("keytruda Enter");
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Overview);
}
