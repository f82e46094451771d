//! The house stays as drawn in `src/lib.rs`: which room may use which, no two files that need each other, the core's
//! abstinence, names at the top level, sizes of files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms that know nothing of the world outside.
const CORE: &[&str] = &[
    "quantity",
    "catalog",
    "search",
    "coverage",
    "explanation",
    "dosing",
    "claim",
    "x12",
    "billing",
    "scrub",
    "calculator",
    "denials",
    "training",
    "import",
];

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

/// The code of a file without its inline tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms of the map in `src/lib.rs`, a row of them a line, the highest first.
fn drawn() -> Vec<Vec<String>> {
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let lines = map.lines().skip_while(|l| *l != "//! ```text").skip(1).take_while(|l| *l != "//! ```");
    // Room, what it holds, and perhaps a second pair.
    let names = |line: &str| {
        let cells = line.trim_start_matches("//! ").split("   ").map(str::trim).filter(|cell| !cell.is_empty());
        cells.step_by(2).map(str::to_owned).collect::<Vec<_>>()
    };
    lines.map(names).collect()
}

/// Every module of the library with its file, as a path of names: `scrub::chart`; the crate itself is empty.
struct Sources {
    files: BTreeMap<String, PathBuf>,
    codes: BTreeMap<String, String>,
    /// By module: names it re-exports, and names it imports for itself, each with what it stands for.
    exports: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    imports: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// By module: modules whose every name it re-exports.
    globs: BTreeMap<String, Vec<Vec<String>>>,
}

fn split(module: &str) -> Vec<String> {
    module.split("::").filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

/// `a::{b, c::{self, d}}` as `a::b`, `a::c::self`, `a::c::d`.
fn expand(tree: &str, prefix: &str, out: &mut Vec<String>) {
    let (mut depth, mut part) = (0usize, String::new());
    let mut parts = Vec::new();
    for c in tree.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    for part in parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()) {
        match part.split_once('{') {
            Some((start, rest)) => expand(rest.strip_suffix('}').unwrap_or(rest), &format!("{prefix}{}", start.trim()), out),
            None => out.push(format!("{prefix}{part}")),
        }
    }
}

/// The `use` statements of a piece of code: whether public, and the tree.
fn uses(code: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("use ") {
        let line = rest[..at].rfind('\n').map_or(0, |n| n + 1);
        let before = rest[line..at].trim();
        let tail = &rest[at + 4..];
        let Some(end) = tail.find(';') else { break };
        if before.is_empty() || before.starts_with("pub") {
            found.push((before.starts_with("pub"), tail[..end].split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        rest = &tail[end..];
    }
    found
}

impl Sources {
    fn read() -> Sources {
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
        let mut paths = Vec::new();
        walk(&src, &mut paths);
        let mut all = Sources {
            files: BTreeMap::new(),
            codes: BTreeMap::new(),
            exports: BTreeMap::new(),
            imports: BTreeMap::new(),
            globs: BTreeMap::new(),
        };
        for path in paths {
            let inside = path.strip_prefix(&src).unwrap().with_extension("");
            let module = inside.iter().map(|s| s.to_str().unwrap()).collect::<Vec<_>>().join("::");
            if module == "main" || module == "build" {
                continue;
            }
            let module = if module == "lib" { String::new() } else { module };
            all.codes.insert(module.clone(), code(&fs::read_to_string(&path).unwrap()));
            all.files.insert(module, path);
        }
        for (module, code) in all.codes.clone() {
            let (mut exports, mut imports, mut globs) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
            for (public, tree) in uses(&code) {
                let mut leaves = Vec::new();
                expand(&tree, "", &mut leaves);
                for leaf in leaves {
                    let (path, alias) = leaf.split_once(" as ").unwrap_or((&leaf, ""));
                    let Some(mut target) = all.absolute(path, &module) else { continue };
                    match target.last().map(String::as_str) {
                        Some("self") => _ = target.pop(),
                        Some("*") => {
                            target.pop();
                            globs.push(target);
                            continue;
                        }
                        _ => {}
                    }
                    let name = if alias.is_empty() { target.last().cloned().unwrap_or_default() } else { alias.to_owned() };
                    if public { &mut exports } else { &mut imports }.insert(name, target);
                }
            }
            all.exports.insert(module.clone(), exports);
            all.imports.insert(module.clone(), imports);
            all.globs.insert(module, globs);
        }
        all
    }

    /// A path as names from the crate's root; `None` where it leads out of the crate.
    fn absolute(&self, path: &str, module: &str) -> Option<Vec<String>> {
        let mut names: Vec<String> = path.split("::").map(|s| s.trim().to_owned()).collect();
        let mut base = split(module);
        match names[0].as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                while names.first().is_some_and(|n| n == "super") {
                    base.pop();
                    names.remove(0);
                }
                base.append(&mut names);
                return Some(base);
            }
            first => {
                base.push(first.to_owned());
                return self.files.contains_key(&base.join("::")).then(|| [base, names.split_off(1)].concat());
            }
        }
        base.extend(names.into_iter().skip(1));
        Some(base)
    }

    /// The module that holds what a path names, through re-exports.
    fn home(&self, path: &[String], depth: usize) -> Option<String> {
        if depth > 12 {
            return None;
        }
        let held = (0..=path.len()).rev().find(|k| self.files.contains_key(&path[..*k].join("::")))?;
        let module = path[..held].join("::");
        let Some(name) = path.get(held) else { return Some(module) };
        for table in [&self.exports, &self.imports] {
            if let Some(target) = table[&module].get(name).filter(|t| t.as_slice() != path) {
                return self.home(&[target.as_slice(), &path[held + 1..]].concat(), depth + 1);
            }
        }
        let defines = |module: &str| {
            let code = &self.codes[module];
            ["fn ", "struct ", "enum ", "trait ", "type ", "const ", "static "].iter().any(|kind| {
                code.match_indices(&format!("{kind}{name}"))
                    .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            })
        };
        if defines(&module) {
            return Some(module);
        }
        let glob = self.globs[&module].iter().filter_map(|g| self.home(&[g.as_slice(), &path[held..]].concat(), depth + 1));
        glob.into_iter().find(|home| defines(home)).or(Some(module))
    }

    /// The modules that a module's code needs.
    fn needs(&self, module: &str) -> BTreeSet<String> {
        let code = &self.codes[module];
        let mut paths: Vec<Vec<String>> = self.imports[module].values().cloned().collect();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        // Paths within the code, `use` statements aside.
        let body: String = code.split_inclusive(';').filter(|s| !s.contains("use ")).collect();
        for (at, _) in body.match_indices("::") {
            let start = body[..at].rfind(|c: char| !word(c) && c != ':').map_or(0, |i| i + 1);
            let end = body[at + 2..].find(|c: char| !word(c) && c != ':').map_or(body.len(), |i| at + 2 + i);
            let path = body[start..end].trim_matches(':');
            if path.is_empty() || path.starts_with(|c: char| c.is_numeric()) {
                continue;
            }
            let first = path.split("::").next().unwrap_or_default();
            if let Some(target) = self.imports[module].get(first) {
                let rest = path.split("::").skip(1).map(str::to_owned);
                paths.push(target.iter().cloned().chain(rest).collect());
            } else if let Some(path) = self.absolute(path, module) {
                paths.push(path);
            }
        }
        paths.iter().filter_map(|p| self.home(p, 0)).filter(|home| home != module).collect()
    }
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let rows = drawn();
    let row = |room: &str| rows.iter().position(|r| r.iter().any(|name| name == room));
    let sources = Sources::read();
    let mut wrong = Vec::new();
    for (module, path) in sources.files.iter().filter(|(module, _)| !module.is_empty()) {
        let room = split(module)[0].clone();
        let Some(here) = row(&room) else {
            wrong.push(format!("{}: the room `{room}` is not drawn in src/lib.rs", path.display()));
            continue;
        };
        for used in sources.needs(module).iter().filter_map(|used| split(used).first().cloned()).collect::<BTreeSet<_>>() {
            if used != room && row(&used).is_none_or(|there| there <= here) {
                wrong.push(format!("{}: {room} must not use {used}, which does not stand below it", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_files_need_each_other() {
    let sources = Sources::read();
    let needs: BTreeMap<&String, BTreeSet<String>> = sources.files.keys().map(|module| (module, sources.needs(module))).collect();
    let reached = |from: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = needs[&from.to_owned()].iter().map(String::as_str).collect();
        while let Some(module) = open.pop() {
            if seen.insert(module) {
                open.extend(needs[&module.to_owned()].iter().map(String::as_str));
            }
        }
        seen.into_iter().map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = sources.files.keys().map(|module| (module, reached(module))).collect();
    let mut circles: BTreeSet<BTreeSet<&String>> = BTreeSet::new();
    for (module, far) in &reach {
        let circle: BTreeSet<&String> =
            far.iter().filter_map(|m| reach.get_key_value(m)).filter(|(_, back)| back.contains(*module)).map(|(m, _)| *m).collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    assert!(circles.is_empty(), "files that need each other:\n{}", circles.iter().map(|c| format!("{c:?}\n")).collect::<String>());
}

#[test]
fn the_core_knows_no_world() {
    let sources = Sources::read();
    let mut wrong = Vec::new();
    for (module, code) in &sources.codes {
        if split(module).first().is_some_and(|room| CORE.contains(&room.as_str())) {
            wrong.extend(FORBIDDEN_IN_CORE.iter().filter(|f| code.contains(*f)).map(|f| format!("{module}: {f}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_is_drawn_in_the_map() {
    let rooms: BTreeSet<String> = drawn().into_iter().flatten().collect();
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for module in map.lines().filter_map(|l| l.strip_prefix("pub mod ").and_then(|l| l.strip_suffix(';'))) {
        assert!(rooms.contains(module), "`{module}` is missing from the map in src/lib.rs");
    }
    for room in CORE {
        assert!(rooms.contains(*room), "`{room}` is no room");
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
    let long: Vec<String> = Sources::read()
        .files
        .values()
        .map(|path| (path, fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(path, lines)| format!("{}: {lines} lines; split it by idea", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_mod_rs_and_no_unsafe() {
    let sources = Sources::read();
    for (module, path) in &sources.files {
        assert!(!path.ends_with("mod.rs"), "{}", path.display());
        assert!(!sources.codes[module].contains("unsafe {"), "{}", path.display());
    }
}
