//! Random keys, mouse, pastes and sizes through the real update and view: nothing panics, nothing sticks.
//!
//! 20,000 events in every run; `JDEX_STORM=1000000 cargo test --test storm -- --ignored` for as many as wanted, and
//! `JDEX_STORM_SEED` for others.

use crate::support::browser;
use crate::support::chance::Chance;

use browser::Browser;
use jdex::text;
use jdex::tui::keymap::{self, Context, SHIPPED};
use jdex::tui::message;
use jdex::tui::model::{Focus, Scope};
use jdex::tui::update::update;
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers, MediaKeyCode, MouseButton, MouseEvent, MouseEventKind,
};

/// How long a storm blows before somebody tries to get out.
const GUST: usize = 200;

#[test]
fn twenty_thousand_events() {
    storm(Browser::open(100, 30), 20_000, 1);
}

/// Most of it among the cases: whatever leads out, the next gust begins there again.
#[test]
fn eight_thousand_events_on_the_training_screen() {
    storm(Browser::training(100, 30), 8_000, 3);
}

#[test]
#[ignore = "as long as JDEX_STORM says, on the shipped catalog"]
fn as_many_events_as_wanted() {
    let (events, seed) = wanted(2);
    storm(Browser::shipped(), events, seed);
}

#[test]
#[ignore = "as long as JDEX_STORM says, among the cases"]
fn as_many_events_as_wanted_on_the_training_screen() {
    let (events, seed) = wanted(3);
    storm(Browser::training(120, 40), events, seed);
}

/// How many events, and the seed.
fn wanted(seed: u64) -> (usize, u64) {
    let number = |name: &str, default: u64| std::env::var(name).map_or(default, |v| v.parse().unwrap());
    (usize::try_from(number("JDEX_STORM", 1_000_000)).unwrap(), number("JDEX_STORM_SEED", seed))
}

fn storm(mut browser: Browser, events: usize, seed: u64) {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let bound = bound_keys();
    let mut size = (100, 30);
    let trains = browser.model.browse.focus == Focus::Training;
    for n in 0..events {
        if trains && n % 20 == 0 && browser.model.browse.focus != Focus::Training {
            browser.keys("Alt-t");
        }
        match chance.below(40) {
            0 => {
                // Mostly small, where layouts break.
                let most = chance.one_of(&[8, 25, 60, 130, 260]);
                size = (chance.cells(most), chance.cells(most.min(80)));
                browser.resize(size.0, size.1);
            }
            // A burst that arrives before the next frame is drawn.
            1 => {
                for _ in 0..chance.below(12) {
                    let event = event(&mut chance, &bound, size);
                    if let Some(msg) = message(&event, &browser.model, &browser.env) {
                        let effects = update(&mut browser.model, &browser.env, &browser.layout, msg);
                        browser.perform(&effects);
                    }
                }
            }
            _ => browser.event(&event(&mut chance, &bound, size)),
        }
        browser.effects.clear();
        holds(&browser, size, n);
        if n % GUST == GUST - 1 {
            leads_back(&mut browser, n);
        }
    }
}

/// What is true after every event.
fn holds(browser: &Browser, (width, height): (u16, u16), n: usize) {
    let model = &browser.model;
    assert!(
        model.browse.list.results.is_empty() || model.browse.list.selected < model.browse.list.results.len(),
        "event {n}: nothing is selected"
    );
    let needs_a_row = matches!(model.browse.focus, Focus::Page | Focus::Units);
    assert!(model.code(&browser.env).is_some() || !needs_a_row, "event {n}: a page of nothing has the keys");
    if let Some(training) = &model.training {
        assert!(training.depth() < 8, "event {n}: {} stages", training.depth());
        assert!(training.course.record.unsaved.is_empty(), "event {n}: something done is not on disk");
    }
    if let Some(message) = &model.message {
        assert_eq!(text::clean(message), message.as_str(), "event {n}");
    }
    if let Some(at) = browser.layout.cursor {
        assert!(at.x < width && at.y < height, "event {n}: the cursor is at {at:?} of {width}x{height}");
    }
    // Most of the time of a storm would be spent here.
    for cell in browser.cells().content.iter().filter(|_| n.is_multiple_of(16)) {
        assert_eq!(text::clean(cell.symbol()), cell.symbol(), "event {n}: a cell could drive the terminal");
    }
}

/// Escape pressed often enough leads to the plain list, from wherever the storm had come to.
fn leads_back(browser: &mut Browser, n: usize) {
    // A code looked up from a case leads back to it: out of the case, then out of the screen.
    for _ in 0..60 + 12 * browser.model.browse.history.len() {
        browser.keys("Esc");
    }
    let model = &browser.model;
    assert_eq!(model.overlays(), 0, "event {n}: a panel stays");
    assert_eq!((model.context(), model.browse.list.scope, model.browse.list.query.value()), (Context::List, Scope::All, ""), "event {n}");
}

/// Every key of the shipped keys file.
fn bound_keys() -> Vec<KeyEvent> {
    let words = SHIPPED.lines().filter(|l| l.contains(" = ")).flat_map(|l| l.split('"').skip(1).step_by(2));
    words.filter_map(keymap::parse).map(Into::into).collect()
}

fn event(chance: &mut Chance, bound: &[KeyEvent], (width, height): (u16, u16)) -> Event {
    match chance.below(20) {
        0..9 => Event::Key(chance.one_of(bound)),
        9..14 => Event::Key(typed(chance)),
        14 => Event::Key(odd(chance)),
        15 => Event::Paste(pasted(chance)),
        16..19 => Event::Mouse(MouseEvent {
            kind: chance.one_of(&[
                MouseEventKind::Down(MouseButton::Left),
                MouseEventKind::Down(MouseButton::Left),
                MouseEventKind::Down(MouseButton::Right),
                MouseEventKind::Up(MouseButton::Left),
                MouseEventKind::Drag(MouseButton::Left),
                MouseEventKind::Moved,
                MouseEventKind::ScrollDown,
                MouseEventKind::ScrollUp,
                MouseEventKind::ScrollLeft,
            ]),
            // A little beyond the edges, as after a resize.
            column: chance.cells(usize::from(width) + 3),
            row: chance.cells(usize::from(height) + 3),
            modifiers: KeyModifiers::NONE,
        }),
        _ => chance.one_of(&[Event::FocusGained, Event::FocusLost, Event::Resize(3, 3)].each_ref()).clone(),
    }
}

fn typed(chance: &mut Chance) -> KeyEvent {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzJQC0123456789 .,/%-=+";
    let c = match chance.below(8) {
        0 => chance.one_of(&['é', '日', 'µ', '²', 'ß', '\u{301}', '\u{200b}', '\u{202e}', '👩', '\u{7f}', '\u{9b}', 'İ']),
        _ => char::from(chance.one_of(LETTERS)),
    };
    KeyEvent::new(KeyCode::Char(c), if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE })
}

/// Keys that hardly any keyboard has, with modifiers that hardly anybody holds.
fn odd(chance: &mut Chance) -> KeyEvent {
    let code = chance.one_of(&[
        KeyCode::Null,
        KeyCode::Insert,
        KeyCode::Delete,
        KeyCode::CapsLock,
        KeyCode::Menu,
        KeyCode::F(13),
        KeyCode::F(255),
        KeyCode::Media(MediaKeyCode::Play),
        KeyCode::Left,
        KeyCode::Char('w'),
        KeyCode::Char('k'),
        KeyCode::Char('\0'),
        KeyCode::Char(char::MAX),
    ]);
    let modifiers = KeyModifiers::from_bits_truncate(chance.below(64).try_into().unwrap());
    let kind = chance.one_of(&[KeyEventKind::Press, KeyEventKind::Repeat, KeyEventKind::Release]);
    KeyEvent { code, modifiers, kind, state: KeyEventState::NONE }
}

fn pasted(chance: &mut Chance) -> String {
    let piece = chance.one_of(&[
        "",
        "J9039",
        "blinatumomab",
        "15 mg/kg",
        "CO-16 M119",
        "2025-06-30",
        "99999999999999",
        "two\nlines\r\n\tand a tab",
        "\u{1b}[2J\u{1b}]52;c;eA==\u{7}",
        "\u{202e}evil\u{9b}31m",
        "日本語日本語",
        "👩‍👩‍👧‍👦",
        "a\u{301}\u{301}\u{301}",
    ]);
    // Now and then a megabyte.
    let most = if chance.below(2_000) == 0 { 80_000 } else { 30 };
    piece.repeat(chance.one_of(&[1, 1, 1, 2, most]))
}
