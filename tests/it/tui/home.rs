//! The home screen, the list of commands, the command mode of the search box, the themes.

use super::*;
use jdex::storage::browser_state;
use jdex::tui::keymap::Context;
use jdex::tui::model::Focus;

/// A browser in which somebody has worked before.
pub fn used(width: u16, height: u16) -> Browser {
    Browser::prepared(width, height, |folder| {
        let opened = ["J9271", "J9312", "J9020"].map(|code| Change::Opened(code.into()));
        let searched = ["nivol", "blin"].map(|query| Change::Searched(query.into()));
        browser_state::save(folder, &[&opened[..], &searched[..], &[Change::AddBookmark("J9039".into())]].concat()).unwrap();
    })
}

#[test]
fn the_home_screen_opens_codes_searches_and_jobs() {
    let mut browser = used(80, 24);
    browser.keys("Down Down Enter");
    assert_eq!((browser.code().as_str(), browser.model.browse.focus), ("J9312", Focus::Page));
    browser.keys("Esc");
    assert!(browser.screen().contains("Recent codes"), "{}", browser.screen());
    // An ended code is not in the list of active ones and opens as well.
    browser.click("J9020");
    assert_eq!((browser.code().as_str(), browser.model.browse.focus), ("J9020", Focus::Page));
    let mut browser = used(80, 24);
    browser.click("nivol");
    assert_eq!((browser.model.browse.list.query.value(), browser.code().as_str()), ("nivol", "J9299"));
    browser.keys("Esc");
    browser.click("Claim check");
    assert_eq!(browser.model.browse.focus, Focus::Claims);
    assert!(used(80, 24).keys("Right Enter").screen().contains("J9271"), "the first job is the units of the code read last");
    assert!(used(80, 24).keys("Tab Tab Tab Enter").model.browse.list.query.value() == "blin");
}

#[test]
fn a_newcomer_is_told_what_to_type_in_three_lines() {
    let mut browser = Browser::open(80, 24);
    let screen = browser.screen();
    let hint: Vec<&str> = screen.lines().skip(2).take_while(|line| !line.trim_matches(['│', ' ']).is_empty()).collect();
    assert!(hint.len() <= 3 && hint[0].contains("Type what is in hand"), "{screen}");
    assert!(browser.keys("Alt-u").screen().contains("type a drug or a code first"), "{}", browser.screen());
    assert!(browser.keys("Alt-y").screen().contains("no code is selected"), "{}", browser.screen());
    browser.keys("Down Enter");
    assert_eq!(browser.model.browse.list.query.value(), "keytruda");
    browser.keys("Esc").click("CO-16 M119");
    assert!(browser.screen().contains("Denial codes") && browser.screen().contains("> CO-16 M119"), "{}", browser.screen());
    browser.keys("Esc Esc Enter");
    assert!(browser.screen().contains("J0202  alemtuzumab"), "Enter on the box lists every code: {}", browser.screen());
    assert!(browser.keys("Esc").screen().contains("Jobs"));
}

#[test]
fn the_commands_are_listed_where_they_work() {
    let mut browser = Browser::billing(120, 40);
    assert!(!browser.keys("J9039 Enter Space").screen().contains("overrule"), "{}", browser.screen());
    browser.keys("u");
    assert_eq!(browser.model.browse.focus, Focus::Units);
    // Where letters are text, Ctrl-g comes before the letter.
    assert!(browser.keys("Ctrl-g").screen().contains("kg or lb"), "{}", browser.screen());
    browser.keys("m Esc");
    assert_eq!(browser.model.overlays(), 0);
    assert!(Browser::open(80, 24).keys("J9039 Enter Space Z").screen().contains("Z is no command here"));
    assert_eq!(Browser::open(80, 24).keys("Space q").effects, [Effect::Quit]);
    assert_eq!(Browser::open(80, 24).keys("blin Ctrl-g b").effects, [Effect::Save]);
}

#[test]
fn every_action_is_reached_without_meta_where_it_works() {
    let browser = Browser::open(80, 24);
    let keymap = &browser.env.keymap;
    for action in Action::ALL {
        let places = [Context::List, Context::Page, Context::Fields, Context::Answer, Context::Claims, Context::Training, Context::Case];
        let mut count = 0;
        for place in places.into_iter().filter(|place| place.allows(action.place())) {
            let key = keymap.command_key(place, *action).or_else(|| keymap.key(place, *action));
            count += usize::from(key.is_some_and(|key| !key.contains("Alt-")));
        }
        assert!(count > 0, "{} needs Meta", action.name());
    }
}

#[test]
fn other_words_find_what_they_mean() {
    for (typed, name) in [
        ("quit", "quit"),
        ("exit", "quit"),
        ("theme", "theme"),
        ("mue", "overview"),
        ("dark", "dark"),
        ("print", "copy"),
        ("export", "copy"),
        ("claim", "claims"),
        ("dose", "units"),
        ("lcd", "coverage"),
        ("bye", "quit"),
        ("color", "theme"),
        ("carc", "denial"),
    ] {
        let mut browser = Browser::open(80, 24);
        let screen = browser.keys("J9039 Enter :").keys(typed).screen();
        let first = screen.lines().nth(2).unwrap().trim_matches(['│', ' ']).split_whitespace().next();
        assert_eq!(first, Some(name), "{typed}: {screen}");
    }
    let mut browser = Browser::open(80, 24);
    assert!(browser.keys(": overrule").screen().contains("No command matches"), "{}", browser.screen());
    assert!(Browser::training(80, 24).keys("Ctrl-p overrule").screen().contains("count the case as passed"));
    assert_eq!(Browser::open(80, 24).keys(": exit Enter").effects, [Effect::Quit]);
}

#[test]
fn a_theme_is_seen_while_moving_and_escape_restores() {
    let mut browser = Browser::open(80, 24);
    let title = |browser: &Browser| browser.cells()[(2, 0)].fg;
    let dark = title(&browser);
    browser.keys(": theme Enter Down Down");
    let light = title(&browser);
    assert_ne!(light, dark);
    browser.keys("Esc");
    assert_eq!(title(&browser), dark);
    browser.keys("Alt-T Down Esc : light Enter");
    assert_eq!(title(&browser), light);
    assert!(browser.model.browse.memory.unsaved.contains(&Change::Themed("light".into())));
    // The next session has it, unless config.toml says otherwise.
    let next = |config: &str| {
        Browser::prepared(80, 24, |folder| {
            browser_state::save(folder, &[Change::Themed("light".into())]).unwrap();
            fs::write(folder.join("config.toml"), config).unwrap();
        })
    };
    assert_eq!(title(&next("")), light);
    assert_eq!(title(&next("theme = \"dark\"\n")), dark);
    assert_eq!(title(&next("session = false\n")), dark);
}

#[test]
fn the_help_is_filtered_by_words_and_keys() {
    let mut browser = Browser::open(80, 24);
    let all = browser.keys("?").screen();
    let screen = browser.keys("dos").screen();
    assert!(screen.contains("Set the date of service") && !screen.contains("Find a code"), "{screen}");
    assert!(browser.keys("Ctrl-u ]").screen().contains("Page opened after this one"), "{}", browser.screen());
    let mut browser = Browser::open(80, 24);
    assert!(browser.keys("? xyzzy").screen().contains("No action matches."), "{}", browser.screen());
    assert_eq!(browser.keys("Ctrl-u").screen(), all);
    assert_ne!(browser.keys("Space").screen(), all);
    assert_eq!(browser.keys("?").model.overlays(), 0, "? closes what it opened");
}
