//! The README's pictures: screens of the real renderer as SVG. `UPDATE_PICTURES=1 cargo test --test it -- pictures::` writes them.

use crate::support::{browser, picture};

use std::fs;
use std::path::Path;

use browser::Browser;

/// Every picture: its name, the keys that lead to it.
fn pictures() -> Vec<(&'static str, Browser)> {
    let shown = |keys: &str| {
        let mut browser = Browser::shipped();
        browser.resize(120, 34);
        browser.keys(keys);
        browser
    };
    vec![
        ("training", shown("Alt-t expired-code Enter 2 Enter")),
        ("page", shown("checkpoint Enter")),
        ("units", shown("J9312 Enter u 375mg/m2 Tab 165cm Tab 72kg")),
        ("denial", shown("J9299 Enter d CO-16 Space M119")),
        ("compare", shown("J9010 Enter c Enter")),
    ]
}

/// From a brand to claim lines: what is typed, key by key.
fn animated() -> String {
    let mut browser = Browser::shipped();
    browser.resize(100, 30);
    let mut screens = vec![(browser.cells().clone(), 1.5)];
    for (keys, seconds) in
        [("key", 0.4), ("truda", 1.8), ("Enter", 2.4), ("u", 1.2), ("200mg", 3.0), ("Enter 00006-3026-02", 0.8), ("Enter", 4.0)]
    {
        browser.keys(keys);
        screens.push((browser.cells().clone(), seconds));
    }
    picture::animation(&screens)
}

#[test]
fn the_pictures_are_current() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let readme = fs::read_to_string(assets.join("../README.md")).unwrap();
    let pictures = pictures().into_iter().map(|(name, browser)| (name, picture::svg(browser.cells())));
    for (name, drawn) in pictures.chain([("search", animated())]) {
        let file = format!("{name}.svg");
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            fs::write(assets.join(&file), &drawn).unwrap();
        }
        let held = fs::read_to_string(assets.join(&file)).unwrap_or_default();
        assert!(held == drawn, "{file} is not what the screen shows now: UPDATE_PICTURES=1 cargo test --test it -- pictures::");
        assert!(readme.contains(&format!("(assets/{file})")), "{file} is not shown in the README");
    }
}

/// One screen to look at: `SCREEN_KEYS="J9271 Enter" SCREEN_SIZE=200x60 SCREEN_CONFIG='theme = "light"' SCREEN_FILE=/tmp/a.svg`.
#[test]
#[ignore = "draws a screen for a person"]
fn one_screen() {
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    let mut browser = Browser::shipped_with(&of("SCREEN_CONFIG"));
    let (width, height) = of("SCREEN_SIZE").split_once('x').map_or((120, 40), |(w, h)| (w.parse().unwrap(), h.parse().unwrap()));
    browser.resize(width, height);
    browser.keys(&of("SCREEN_KEYS"));
    if !of("SCREEN_PASTE").is_empty() {
        browser.paste(&of("SCREEN_PASTE").replace("|", "\n"));
    }
    browser.keys(&of("SCREEN_THEN"));
    print!("{}", browser.screen());
    fs::write(of("SCREEN_FILE"), picture::svg(browser.cells())).unwrap();
}
