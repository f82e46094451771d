//! The browser at every small size and under any keys: no panic.

use crate::support::browser;

use browser::Browser;
use proptest::prelude::*;
use ratatui::crossterm::event::{MouseButton, MouseEventKind};
use ratatui::layout::Position;

const SCRIPT: [&str; 19] = [
    "Down End",
    "J90 Down",
    "Enter Tab j G",
    "? Down PageDown",
    "Esc : pane Down",
    "Esc D 2025-13",
    "Esc y Down",
    "Esc Enter",
    "Esc M 8",
    "! Esc",
    "Esc Esc B",
    "Esc E",
    "Alt-i xyzzy Enter Tab",
    "Esc Home",
    "J9039 Enter u 28mcg/day Tab 7 PageDown",
    "F2 Up Up Enter Enter Down",
    "Enter j Enter Esc y Down Esc Esc Esc",
    "d CO-16 PageDown Esc",
    "c Enter j Esc Esc",
];

#[test]
fn every_small_size_with_keys() {
    let mut browser = Browser::with("them = 1", "");
    for width in 0..=24 {
        for height in 0..=12 {
            browser.resize(width, height);
            for keys in SCRIPT {
                browser.keys(keys);
            }
            browser.keys("Esc Esc Esc Esc");
        }
    }
}

/// The units panel, denial look-up and comparison.
const PANELS: [&str; 9] = [
    "J9039 Enter u",
    "J9312 Enter u 375mg/m2",
    "J9039 Enter u 28mcg/day Enter 7",
    "J9039 Enter u 28mcg/day Enter 7 Enter j j",
    "J9039 Enter u 28mcg/day Enter 7 F2 Tab Tab Tab b",
    "J9039 Enter u 28mcg/day Enter 7 Enter Enter",
    "J9039 Enter d CO-16",
    "J9010 Enter c",
    "J9010 Enter c Enter",
];

#[test]
fn every_screen_at_every_small_size() {
    for keys in [
        "",
        "J9039 Enter",
        "J9020 Enter 7",
        "?",
        ":",
        "Alt-D",
        "J9039 Alt-y",
        "J9010 Enter Enter",
        "xyzzy",
        "!",
        "JZ",
        "JZ Down Enter",
        "blinatumomb",
        "J9039 Space JZ",
        "blinatumomab Space 28 Space mcg",
    ]
    .into_iter()
    .chain(PANELS)
    {
        let mut browser = Browser::billing(80, 24);
        browser.keys(keys);
        for width in 0..=24 {
            for height in 0..=12 {
                browser.resize(width, height);
                browser.mouse(MouseEventKind::ScrollDown, Position { x: width / 2, y: height / 2 });
            }
        }
    }
}

#[test]
fn the_cursor_stays_on_the_screen() {
    for keys in ["", "blinatumomab", ":", "Alt-D", "J9039 Enter u 28mcg/day", "J9039 Enter u F2 Up Up", "Alt-d CO-16", "Alt-c"] {
        let mut browser = Browser::open(80, 24);
        browser.keys(keys);
        for (width, height) in [(1, 1), (20, 6), (24, 7), (30, 8), (40, 12), (99, 20), (100, 20)] {
            browser.resize(width, height);
            if let Some(at) = browser.layout.cursor {
                assert!(at.x < width && at.y < height, "{at:?} in {width}x{height} after {keys}");
            }
        }
    }
}

const KEYS: [&str; 51] = [
    "JZ",
    "CO-16 Space M119",
    "blinatumomb",
    "Esc Esc Esc neurotoxicity Space 28 Space mcg",
    "Up",
    "Down",
    "PageUp",
    "PageDown",
    "Home",
    "End",
    "Enter",
    "Esc",
    "Tab",
    "BackTab",
    "Left",
    "Right",
    "Space",
    "Backspace",
    "F1",
    "Ctrl-p",
    "Alt-y",
    "Alt-D",
    "Alt-b",
    "Alt-B",
    "Alt-R",
    "Alt-E",
    "Alt-M",
    "Ctrl-w",
    "/",
    "?",
    ":",
    "!",
    "j",
    "G",
    "D",
    "y",
    "b",
    "B",
    "J9",
    "2025-02-3",
    "blin",
    "7",
    "é",
    "日",
    "u",
    "c",
    "d",
    "Alt-u",
    "F2",
    "28mcg/day",
    "CO-16",
];

#[derive(Clone, Debug)]
enum Deed {
    Keys(&'static str),
    Click(u16, u16),
    Wheel(u16, u16, bool),
    Resize(u16, u16),
    Paste(String),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => prop::sample::select(&KEYS[..]).prop_map(Deed::Keys),
        2 => (0..130u16, 0..45u16).prop_map(|(x, y)| Deed::Click(x, y)),
        1 => (0..130u16, 0..45u16, any::<bool>()).prop_map(|(x, y, down)| Deed::Wheel(x, y, down)),
        1 => (0..130u16, 0..45u16).prop_map(|(w, h)| Deed::Resize(w, h)),
        1 => ".{0,12}".prop_map(Deed::Paste),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_at_any_size(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut browser = Browser::billing(100, 30);
        for deed in deeds {
            match deed {
                Deed::Keys(keys) => {
                    browser.keys(keys);
                }
                Deed::Click(x, y) => browser.mouse(MouseEventKind::Down(MouseButton::Left), Position { x, y }),
                Deed::Wheel(x, y, true) => browser.mouse(MouseEventKind::ScrollDown, Position { x, y }),
                Deed::Wheel(x, y, false) => browser.mouse(MouseEventKind::ScrollUp, Position { x, y }),
                Deed::Resize(width, height) => browser.resize(width, height),
                Deed::Paste(text) => browser.paste(&text),
            }
            prop_assert!(browser.model.browse.list.results.is_empty() || browser.model.browse.list.selected < browser.model.browse.list.results.len());
        }
    }
}
