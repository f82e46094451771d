//! The house stays as drawn in `src/lib.rs`: module arrows, the core's abstinence, names at the top level, sizes of files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Module, then the modules it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("exit", &[]),
    ("store", &[]),
    ("config", &["exit", "text"]),
    ("quantity", &[]),
    ("catalog", &["quantity", "text"]),
    ("search", &["catalog", "quantity", "text"]),
    ("billing", &["catalog", "quantity"]),
    ("training", &["billing", "catalog", "quantity"]),
    ("import", &["catalog", "quantity", "text"]),
    ("page", &["billing", "catalog", "quantity", "search", "text", "training"]),
    ("ledger", &["catalog", "store", "training"]),
    ("memory", &["store"]),
    ("load", &["catalog", "config", "exit", "search", "store", "text"]),
    (
        "cli",
        &[
            "billing", "catalog", "config", "exit", "import", "ledger", "load", "memory", "page", "quantity", "search", "store", "text",
            "training",
        ],
    ),
    (
        "tui",
        &["billing", "catalog", "config", "exit", "ledger", "load", "memory", "page", "quantity", "search", "store", "text", "training"],
    ),
];

const CORE: &[&str] = &["quantity", "catalog", "search", "billing", "training", "import"];

const FORBIDDEN_IN_CORE: &[&str] = &[
    "ratatui",
    "crossterm",
    "clap",
    "std::env",
    "std::time",
    "std::process",
    "std::fs",
    "println!",
    "print!(",
    "Zoned::now",
    "static mut",
    "thread_local",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file with the top-level module it belongs to.
fn sources() -> Vec<(String, PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&src).unwrap();
            let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (module, path, text)
        })
        .collect()
}

/// The code of a file without its inline tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The top-level modules that a piece of code names as `crate::module` or within `use crate::{...}`.
fn uses(code: &str) -> BTreeSet<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && c.is_alphabetic() => {
                        found.insert(word(&group[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found
}

#[test]
fn arrows_are_as_drawn() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if matches!(module.as_str(), "main" | "lib" | "build") {
            continue;
        }
        let Some(arrows) = allowed.get(module.as_str()) else {
            wrong.push(format!("{}: module `{module}` is not drawn in src/lib.rs", path.display()));
            continue;
        };
        for used in uses(&code(&text)) {
            if used != module && !arrows.contains(&used.as_str()) {
                wrong.push(format!("{}: {module} must not use {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_arrows_make_no_circle() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    fn reaches(from: &str, to: &str, arrows: &BTreeMap<&str, &[&str]>, depth: usize) -> bool {
        depth > 0 && arrows[from].iter().any(|next| *next == to || reaches(next, to, arrows, depth - 1))
    }
    for module in arrows.keys() {
        assert!(!reaches(module, module, &arrows, arrows.len()), "{module} reaches itself");
    }
}

#[test]
fn the_core_knows_no_world() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if CORE.contains(&module.as_str()) {
            let code = code(&text);
            wrong.extend(FORBIDDEN_IN_CORE.iter().filter(|f| code.contains(*f)).map(|f| format!("{}: {f}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_is_drawn_in_the_map() {
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let drawn: String = map.lines().filter(|l| l.starts_with("//!")).collect::<Vec<_>>().join("\n");
    for line in map.lines() {
        if let Some(module) = line.strip_prefix("pub mod ").and_then(|l| l.strip_suffix(';')) {
            assert!(drawn.contains(module), "`{module}` is missing from the map in src/lib.rs");
            assert!(ARROWS.iter().any(|(m, _)| *m == module), "`{module}` is missing from tests/layers.rs");
        }
    }
}

#[test]
fn the_top_level_holds_what_it_should() {
    let allowed = ["Cargo.toml", "Cargo.lock", "src", "catalog", "assets", "tests", "README.md", "target"];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "`{name}` does not belong at the top level");
    }
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(_, _, text)| text.lines().count() > 400)
        .map(|(_, path, text)| format!("{}: {} lines; split it by idea", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_mod_rs_and_no_unsafe() {
    for (_, path, text) in sources() {
        assert!(!path.ends_with("mod.rs"), "{}", path.display());
        assert!(!code(&text).contains("unsafe {"), "{}", path.display());
    }
}
