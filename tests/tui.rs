//! The browser without a terminal: words as in a key file in, whole screens out.

#[path = "fixtures/browser.rs"]
mod browser;

use std::fs;

use browser::Browser;
use jdex::tui::action::Action;
use jdex::tui::effect::Effect;
use jdex::tui::memory::Change;
use jdex::tui::pane;
use ratatui::style::Modifier;

/// One snapshot of the whole screen.
macro_rules! screen {
    ($name:literal, $browser:expr) => {
        insta::assert_snapshot!($name, $browser.screen())
    };
}

#[test]
fn the_main_screens_at_80x24() {
    let open = || Browser::open(80, 24);
    screen!("start_80x24", open());
    screen!("search_80x24", open().keys("blin"));
    screen!("page_J9039_80x24", open().keys("J9039 Enter"));
    screen!("ended_J9020_80x24", open().keys("J9020 Enter"));
    screen!("page_J9302_80x24", open().keys("J9302 Enter"));
    screen!("modifiers_J9039_80x24", open().keys("J9039 Enter 3"));
    screen!("products_J9022_80x24", open().keys("J9022 Enter 8"));
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
fn typing_on_the_list_searches_whatever_the_letter() {
    for query in ["keytru", "qyjbdhl", "J90", "q5"] {
        let mut browser = Browser::open(120, 40);
        assert!(browser.keys(query).effects.is_empty());
        assert_eq!(browser.model.list.query.value(), query);
    }
}

#[test]
fn what_is_typed_is_found_and_shown() {
    let mut browser = Browser::open(120, 40);
    assert_eq!(browser.keys("blin").code(), "J9039");
    assert_eq!(browser.keys("Down").code(), "C9449");
    assert!(browser.screen().contains("ended 2015"));
    assert_eq!(browser.keys("/ J9020").code(), "J9020");
    assert!(browser.screen().contains("ENDED 2025-12-31"));
    assert_eq!(browser.keys("/ J9302").code(), "J9302");
    assert!(browser.screen().contains("ofatumumab"));
}

#[test]
fn the_shipped_catalog_opens_too() {
    let mut browser = Browser::shipped();
    assert!(browser.screen().contains("active of"), "{}", browser.screen());
    assert_eq!(browser.keys("blin Enter").code(), "J9039");
    assert!(browser.screen().contains("Injection, blinatumomab, 1 microgram"));
    assert_eq!(browser.keys("/ J9010 Enter").code(), "J9010");
    assert!(browser.screen().contains("ENDED 2015-12-31"));
}

#[test]
fn escape_steps_back_one_thing() {
    let mut browser = Browser::open(120, 40);
    browser.keys("Alt-B J9039 Enter");
    assert!(browser.screen().contains("Nothing here is called"));
    browser.keys("Esc");
    assert!(browser.screen().contains("No bookmarks yet"));
    browser.keys("Esc J9039 Enter ?");
    for (shows, not) in [("Keys", ""), ("1 of", "Keys"), ("1 of", "Keys"), ("active of", "1 of 41")] {
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
    assert_eq!(browser.model.list.query.value(), "alemtuzumab");
}

#[test]
fn quitting_suspending_and_copying_are_effects() {
    assert_eq!(Browser::open(80, 24).keys("Enter q").effects, [Effect::Quit]);
    assert_eq!(Browser::open(80, 24).keys("Ctrl-c").effects, [Effect::Quit]);
    assert_eq!(Browser::open(80, 24).keys("Enter y Ctrl-c").effects, [Effect::Quit]);
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
    assert_eq!(browser.model.memory.unsaved, [Change::Opened("J9039".into()), Change::Mark("J9039".into())]);
    assert!(browser.screen().contains("*J9039"));
    assert_eq!(browser.keys("/ J9271 Enter R").model.list.rows.len(), 2);
    assert_eq!(browser.code(), "J9271");
    browser.keys("Enter B");
    assert_eq!((browser.code().as_str(), browser.model.list.rows.len()), ("J9039", 1));
    browser.keys("Enter b");
    assert!(browser.screen().contains("No bookmarks yet"));
    assert!(browser.keys("Alt-b").screen().contains("no code is selected"));
}

#[test]
fn the_date_of_service_decides_what_is_active() {
    let mut browser = Browser::open(120, 40);
    assert!(browser.keys("J9020").screen().contains("ENDED 2025-12-31"));
    browser.keys("Alt-D 2025-12-31 Enter");
    assert!(browser.screen().contains("active until 2025-12-31"), "{}", browser.screen());
    assert!(browser.screen().contains("as of 2025-12-31, not today"));
    browser.keys("Alt-D 2025-02-30 Enter");
    assert!(browser.screen().contains("is not in the calendar"));
    browser.keys("Esc");
    assert_eq!(browser.model.date.to_string(), "2025-12-31");
    browser.keys("Alt-D Up Enter");
    assert_eq!(browser.model.date.to_string(), "2026-01-01");
    browser.keys("Alt-D PageDown Enter");
    assert_eq!(browser.model.date.to_string(), "2025-12-01");
    browser.keys("Alt-D t Enter");
    assert!(!browser.screen().contains("not today"));
    browser.keys("Alt-D 2010-01-01 Enter");
    assert!(browser.keys("/ J9302").screen().contains("not yet valid until 2011-01-01"));
}

#[test]
fn a_letter_without_a_meaning_says_so_and_control_c_always_leaves() {
    let mut browser = Browser::with("", "[everywhere]\nquit = []\n[page]\nquit = []\n");
    assert!(browser.keys("J9039 Enter z").screen().contains("z does nothing on a page: / searches, ? shows the keys"));
    assert_eq!(browser.keys("q").effects, []);
    assert_eq!(browser.keys("Ctrl-c").effects, [Effect::Quit]);
}

#[test]
fn panes_by_tab_and_by_number() {
    let mut browser = Browser::open(120, 40);
    assert!(browser.keys("J9039 Tab").screen().contains("28 days of continuous infusion"), "{}", browser.screen());
    assert!(browser.keys("Enter 3").screen().contains("28 of 35 mcg"));
    assert!(browser.keys("h").screen().contains("28 days of continuous infusion"));
    assert!(browser.keys("0").screen().contains("HCPCS Level II alpha-numeric file"));
    assert!(browser.keys("Tab").screen().contains("1 unit = 1 mcg"));
    let mut narrow = Browser::open(80, 24);
    assert!(narrow.keys("J9039 Tab").screen().contains("1 Overview"));
    assert!(narrow.keys("Tab").screen().contains("28 days of continuous infusion"));
}

#[test]
fn packages_are_sorted_by_the_column_the_header_names() {
    let mut browser = Browser::shipped();
    browser.keys("J0585 Enter s");
    assert_eq!(browser.model.page.pane, jdex::page::Pane::Products);
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
    browser.keys("S");
    assert!(browser.screen().contains("NDC v") && browser.screen().contains("NDC, largest first"));
    sorted.reverse();
    assert_eq!(column(&browser), sorted);
    browser.keys("y p");
    let [Effect::Copy(copied)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    assert!(copied.contains("sorted by NDC, largest first"), "{copied}");
}

#[test]
fn checklists_are_ticked_and_copied_as_text() {
    let mut browser = Browser::shipped();
    browser.keys("J0881 Enter 4 x");
    screen!("checklists_J0881_120x40", browser);
    browser.keys("Space Down x y");
    let [Effect::Copy(copied)] = &browser.effects[..] else { panic!("{:?}", browser.effects) };
    let mut lines = copied.lines();
    assert_eq!(lines.next(), Some("Erythropoiesis-stimulating agent: J0881  darbepoetin alfa, 2026-11-22"));
    let boxes: Vec<&str> = lines.map(|l| &l[..4]).collect();
    assert_eq!(boxes[..3], ["[x] ", "[x] ", "[ ] "]);
    assert!(browser.screen().contains("2 of "), "{}", browser.screen());
    // Ticks stay with their code, and n takes away those of one list.
    browser.keys("Tab Enter Esc x");
    assert!(browser.screen().contains("3 of "), "{}", browser.screen());
    browser.keys("n Esc / J9039 Enter x");
    assert!(browser.screen().contains(" 0 of "), "{}", browser.screen());
    browser.keys("Esc / J0881 Enter x");
    assert!(browser.screen().contains(" 1 of "), "{}", browser.screen());
    browser.keys("Tab Tab Backtab");
    browser.click("Eligibility");
    assert!(browser.screen().contains(" 0 of "), "{}", browser.screen());
}

#[test]
fn long_pages_scroll_to_their_end_and_no_further() {
    let mut browser = Browser::open(60, 14);
    browser.keys("J9039 Enter G");
    let end = browser.screen();
    assert!(end.contains("label-blincyto-2025-12]"), "{end}");
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
    assert!(browser.screen().contains("2 Clinical"));
    assert_eq!(browser.keys("K K").code(), first);
}

#[test]
fn the_mouse_points_and_scrolls() {
    let mut browser = Browser::open(120, 40);
    browser.click("J9021");
    assert_eq!(browser.code(), "J9021");
    browser.click("3 Modifiers");
    assert_eq!(browser.model.page.pane, jdex::page::Pane::Modifiers);
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
    assert_eq!(browser.model.list.query.value(), "J9039\u{fffd}[2Jq");
    assert!(browser.effects.is_empty());
    browser.keys("/").paste("J9039\n");
    assert_eq!(browser.code(), "J9039");
    browser.paste(&"x".repeat(100_000));
    assert!(browser.model.list.query.value().len() <= 200);
}

#[test]
fn the_selection_is_reversed_in_every_theme() {
    for theme in ["dark", "light", "high-contrast", "monochrome"] {
        let mut browser = Browser::with(&format!("theme = \"{theme}\""), "");
        browser.keys("Down");
        for (row, expected) in [(2, false), (3, true), (4, false)] {
            let cell = &browser.cells()[(3, row)];
            assert_eq!(cell.modifier.contains(Modifier::REVERSED), expected, "{theme}, row {row}");
            assert_eq!(pane::is_selected(cell.style()), expected);
        }
    }
}

#[test]
fn without_colour_no_cell_has_any() {
    let mut browser = Browser::without_colour();
    for keys in ["", "J9020 Enter", "?", "Esc :", "Esc D"] {
        browser.keys(keys);
        let plain = |c: &ratatui::buffer::Cell| c.fg == ratatui::style::Color::Reset && c.bg == ratatui::style::Color::Reset;
        assert!(browser.cells().content().iter().all(plain));
    }
}

#[test]
fn a_match_is_highlighted_on_what_is_drawn() {
    let mut browser = Browser::open(120, 40);
    browser.keys("J90");
    let first = (2..7).map(|x| browser.cells()[(x, 2)].modifier.contains(Modifier::UNDERLINED)).collect::<Vec<_>>();
    assert_eq!(first, [true, true, true, false, false], "{}", browser.screen());
}

#[test]
fn every_action_stands_in_the_help_once_with_its_keys() {
    let mut browser = Browser::open(120, 100);
    let screen = browser.keys("?").screen();
    for action in Action::ALL {
        let lines: Vec<&str> = screen.lines().filter(|l| l.contains(action.words())).collect();
        assert_eq!(lines.len(), 1, "{} in\n{screen}", action.name());
        for key in browser.env.keymap.keys(*action) {
            assert!(lines[0].contains(&key), "{key} of {} in {}", action.name(), lines[0]);
        }
    }
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
fn problems_are_said_in_a_line_that_opens() {
    let mut browser = Browser::with("them = \"dark\"\n", "[page]\ncopi = \"c\"\n");
    let screen = browser.screen();
    assert!(screen.contains("2 problems at the start (! reads): "), "{screen}");
    let opened = browser.keys("!").screen();
    assert!(opened.contains("config.toml:1: them: unknown field `them`"), "{opened}");
    assert!(opened.contains("keys.toml:2: [page] copi: no such action"), "{opened}");
    assert!(!browser.keys("Esc").screen().contains("problems at the start"));
}

#[test]
fn broken_bookmarks_are_set_aside_and_said() {
    let browser = Browser::prepared(80, 24, |folder| fs::write(folder.join("browser.json"), "{").unwrap());
    assert!(browser.screen().contains("1 problem at the start"), "{}", browser.screen());
    assert!(browser.folder.path().join("browser.json.broken-1").exists());
}

#[test]
fn dates_are_written_as_the_user_wants() {
    let mut browser = Browser::with("date-format = \"us\"", "");
    browser.keys("J9020 Enter");
    let screen = browser.screen();
    for words in ["as of 11/22/2026", "ENDED 12/31/2025"] {
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
    let iso = screen.split_whitespace().find(|w| w.len() >= 10 && w.get(..10).is_some_and(|d| d.parse::<jdex::catalog::Date>().is_ok()));
    assert_eq!(iso, None, "{screen}");
    assert_eq!(browser.keys("D 6/30/2025 Enter").model.date, jiff::civil::date(2025, 6, 30));
}

#[test]
fn one_mistake_in_the_config_leaves_the_rest() {
    let mut browser = Browser::with("pane = \"prices\"\nborders = \"ascii\"\ntheme = \"neon\"\nmouse = \"no\"\n", "");
    let problems = browser.env.problems.join("\n");
    for words in [
        "config.toml:1: pane: `prices` is not known; write one of overview, ",
        "config.toml:3: theme: there is no theme-neon.toml",
        "config.toml:4: mouse: invalid type",
    ] {
        assert!(problems.contains(words), "{words} in {problems}");
    }
    assert!(browser.screen().contains("3 problems at the start (! reads)") && browser.screen().contains("+-"), "{}", browser.screen());
    browser.keys("J9039 Enter");
    assert_eq!(browser.model.page.pane, jdex::page::Pane::Overview);
}

#[test]
fn own_keys_and_themes_are_used() {
    let browser = Browser::prepared(80, 24, |folder| {
        fs::write(folder.join("config.toml"), "theme = \"mine\"\nborders = \"rounded\"\npane = \"price\"\n").unwrap();
        fs::write(folder.join("theme-mine.toml"), "border = \"red\"\n").unwrap();
        fs::write(folder.join("keys.toml"), "[list]\nopen = \"f5\"\n").unwrap();
    });
    assert!(browser.env.problems.is_empty(), "{:?}", browser.env.problems);
    let mut browser = browser;
    let screen = browser.keys("J9039 F5").screen();
    assert!(screen.contains('╭') && screen.contains("164.253"), "{screen}");
    assert!(browser.keys("Esc").screen().contains("F5 open"));
}
