//! What the user set: dates, keys, themes, and mistakes in them.

use super::*;
use jdex::tui::hyperlinks::Hyperlinks;
use ratatui::buffer::Buffer;

#[test]
fn the_selection_is_reversed_in_every_theme() {
    for theme in ["dark", "light", "high-contrast", "monochrome"] {
        let mut browser = Browser::with(&format!("theme = \"{theme}\""), "");
        browser.keys("Enter Down");
        for (row, expected) in [(2, false), (3, true), (4, false)] {
            let cell = &browser.cells()[(3, row)];
            assert_eq!(cell.modifier.contains(Modifier::REVERSED), expected, "{theme}, row {row}");
        }
    }
}

#[test]
fn without_color_no_cell_has_any() {
    let mut browser = Browser::without_color();
    for keys in ["", "J9020 Enter", "?", "Esc :", "Esc D"] {
        browser.keys(keys);
        let plain = |c: &ratatui::buffer::Cell| c.fg == ratatui::style::Color::Reset && c.bg == ratatui::style::Color::Reset;
        assert!(browser.cells().content().iter().all(plain));
    }
}

#[test]
fn every_action_stands_in_the_help_once_with_its_keys() {
    let mut browser = Browser::open(120, 140);
    let screen = browser.keys("?").screen();
    for action in Action::ALL {
        let lines: Vec<&str> = screen.lines().filter(|l| l.contains(action.description())).collect();
        assert_eq!(lines.len(), 1, "{} in\n{screen}", action.name());
        for key in browser.env.keymap.keys(*action) {
            assert!(lines[0].contains(&key), "{key} of {} in {}", action.name(), lines[0]);
        }
    }
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
    let mut browser = Browser::with("", "");
    browser.keys("J9020 Enter");
    let screen = browser.screen();
    for words in ["DOS 11/22/2026", "ENDED 12/31/2025"] {
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
    let iso = screen.split_whitespace().find(|w| w.len() >= 10 && w.get(..10).is_some_and(|d| d.parse::<jdex::catalog::Date>().is_ok()));
    assert_eq!(iso, None, "{screen}");
    assert_eq!(browser.keys("D 6/30/2025 Enter").model.browse.date, jiff::civil::date(2025, 6, 30));
    let mut browser = Browser::with("date-format = \"iso\"", "");
    assert!(browser.keys("J9020 Enter").screen().contains("ENDED 2025-12-31"), "{}", browser.screen());
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
    assert_eq!(browser.model.browse.page.pane, jdex::page::Pane::Overview);
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
    assert!(browser.keys("Esc /").screen().contains("F5 open"));
}

#[test]
fn addresses_of_sources_are_links_of_the_terminal() {
    let mut browser = Browser::shipped();
    browser.resize(80, 24);
    browser.keys("J9040 Enter 2 S");
    let plain = browser.cells().clone();
    let mut linked = plain.clone();
    let mut links = Hyperlinks::default();
    links.mark(&browser.env.catalog, &mut linked);
    let at = browser.find("pfizermedicalinformation.com/bleomycin");
    let id = format!("j{:x}", u32::from(at.x) << 16 | u32::from(at.y));
    for (x, letter) in (at.x..).zip("pfizermedicalinformation.com/bleomycin".chars()) {
        let expected = format!("\x1b]8;id={id};https://pfizermedicalinformation.com/bleomycin\x1b\\{letter}\x1b]8;;\x1b\\");
        assert_eq!(linked[(x, at.y)].symbol(), expected);
    }
    let count = |row: u16| (0..80).filter(|x| linked[(*x, row)].symbol().len() > 60).count();
    assert_eq!((count(at.y), count(at.y - 1)), (38, 0), "nothing else of the row is a link");
    // The columns are as they were: a frame without the overlay writes over every cell of it.
    browser.keys("Esc");
    let after = browser.cells().clone();
    let cells = |from: &Buffer| from.diff(&after).len();
    assert!(cells(&linked) >= cells(&plain), "{} {}", cells(&linked), cells(&plain));
}
