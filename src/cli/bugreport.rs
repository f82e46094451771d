//! `jdex bugreport`: what a maintainer needs to know, and nothing about the person who asks.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::CommandContext;
use crate::exit::Exit;
use crate::storage::{CONFIG, browser_state, progress};

#[derive(Serialize)]
struct Report {
    version: &'static str,
    system: String,
    screen: String,
    environment: Vec<(&'static str, String)>,
    catalog: Vec<String>,
    config: Folder,
    data: Folder,
    problems: Vec<String>,
}

/// What lies in a folder, by kind and size alone: names may be those of people.
#[derive(Serialize)]
struct Folder {
    place: String,
    files: Vec<String>,
}

/// The files that the program itself names; any other is counted only.
const NAMED: [&str; 4] = [CONFIG, "keys.toml", browser_state::FILE, progress::FILE];

/// Prints version, system, terminal, editions, which files exist and what is wrong with them. No content, no name, no path
/// outside `~`.
///
/// # Errors
/// Output cannot be written.
pub fn run(desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let around = (desk.environment)();
    let catalog = desk.catalog;
    let mut held = vec![format!("{} codes", catalog.codes().len())];
    held.extend(catalog.editions().iter().map(|e| format!("{} {}", e.what, e.edition)));
    held.extend((!catalog.is_unmodified()).then(|| "own data laid over".to_owned()));
    let screen = if desk.on_terminal { format!("{} columns", desk.columns) } else { "no terminal".to_owned() };
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        screen,
        environment: around.environment.into_iter().map(|(name, value)| (name, plain(&value))).collect(),
        catalog: held,
        config: folder(&desk.paths.config, around.home.as_deref()),
        data: folder(&desk.paths.data, around.home.as_deref()),
        problems: around.problems.iter().map(|p| redacted(p)).collect(),
    };
    if desk.json {
        desk.json(&report)?;
    } else {
        print(&report, desk)?;
    }
    Ok(Exit::Success)
}

fn print(report: &Report, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let none = |list: &[String]| if list.is_empty() { "none".to_owned() } else { list.join("\n             ") };
    let environment: Vec<String> = report.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (config, data) = (&report.config, &report.data);
    for (label, words) in [
        ("jdex", report.version.to_owned()),
        ("system", report.system.clone()),
        ("screen", report.screen.clone()),
        ("terminal", none(&environment)),
        ("catalog", none(&report.catalog)),
        ("config in", config.place.clone()),
        ("", none(&config.files)),
        ("data in", data.place.clone()),
        ("", none(&data.files)),
        ("problems", none(&report.problems)),
    ] {
        writeln!(desk.out, "{}", crate::text::message(&format!("{label:<13}{words}")))?;
    }
    Ok(())
}

/// `~/.config/jdex`; a folder elsewhere is not named, since its path may name a person.
fn folder(path: &Path, home: Option<&Path>) -> Folder {
    let below_home = home.and_then(|home| path.strip_prefix(home).ok());
    let place = below_home.map_or_else(|| "a folder outside the home directory".to_owned(), |rest| format!("~/{}", rest.display()));
    let (mut files, mut others, mut bytes) = (Vec::new(), 0, 0);
    for (name, size) in sizes(path) {
        match NAMED.iter().find(|n| **n == name) {
            Some(name) => files.push(format!("{name}, {size} bytes")),
            None => (others, bytes) = (others + 1, bytes + size),
        }
    }
    files.sort();
    if others > 0 {
        files.push(format!("{others} other {}, {bytes} bytes", if others == 1 { "file" } else { "files" }));
    }
    Folder { place, files }
}

/// The files of a folder and of the folders in it, by name with their sizes; what cannot be read is left out.
fn sizes(path: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let Ok(about) = entry.metadata() else { continue };
        if about.is_dir() {
            let inner = fs::read_dir(entry.path()).into_iter().flatten().flatten();
            found.extend(inner.filter_map(|e| Some((String::new(), e.metadata().ok().filter(fs::Metadata::is_file)?.len()))));
        } else {
            found.push((entry.file_name().to_string_lossy().into_owned(), about.len()));
        }
    }
    found
}

/// What can be wrong, in words that the program always says and no file does.
const MISTAKES: [&str; 10] = [
    "cannot be read",
    "unknown field",
    "unknown variant",
    "invalid type",
    "missing field",
    "duplicate key",
    "is not known",
    "is not billed from",
    "is no code",
    "older than",
];

/// `config.toml:3: is not known`: the file where the program named it, the line, and the kind of mistake. Nothing that stands in
/// the file is repeated: a broken note may name a patient, and a key or theme is a word of the user's.
fn redacted(problem: &str) -> String {
    let (place, message) = problem.split_once(": ").unwrap_or(("", problem));
    let file = Path::new(place).file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    let (named, line) = file.split_once(':').unwrap_or((&file, ""));
    let known = NAMED.iter().find(|name| **name == named);
    let line = Some(line).filter(|line| !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()));
    let shown = match (known, line) {
        (Some(name), Some(line)) => format!("{name}:{line}"),
        (Some(name), None) => (*name).to_owned(),
        (None, Some(line)) => format!("another file, line {line}"),
        (None, None) => "another file".to_owned(),
    };
    let mistake = MISTAKES.iter().find(|mistake| message.contains(**mistake)).unwrap_or(&"is not understood");
    format!("{shown}: {mistake}")
}

/// The value of a variable where it is a name such as terminals have; else only that it is set.
fn plain(value: &str) -> String {
    let named = value.len() <= 32 && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '+'));
    if named { value.to_owned() } else { "set".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{plain, redacted};

    #[test]
    fn nothing_of_a_file_or_a_person_is_told() {
        for (problem, told) in [
            ("/home/alice/.config/jdex/config.toml:3: payer: `Dr. Smith` is not known; write one of a, b", "config.toml:3: is not known"),
            ("/home/alice/config.toml:1: alice: unknown field `alice`, expected one of `theme`", "config.toml:1: unknown field"),
            ("/home/alice/jdex/notes/alice.toml:2: Smith, MRN 123", "another file, line 2: is not understood"),
            ("/home/alice/keys.toml:4: Smith = \"ctrl-x\"", "keys.toml:4: is not understood"),
            ("/home/alice/theme-smith.toml:Smith: 1", "another file: is not understood"),
            ("Smith", "another file: is not understood"),
        ] {
            assert_eq!(redacted(problem), told);
        }
        assert_eq!(
            (plain("xterm-256color"), plain("John Smith"), plain("a\u{1b}[2J")),
            ("xterm-256color".into(), "set".into(), "set".into())
        );
    }
}
