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
        environment: around.environment,
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

/// `config.toml:3: payer: … is not known`: the folder and whatever is quoted from the file are left out.
fn redacted(problem: &str) -> String {
    let (place, message) = problem.split_once(": ").unwrap_or(("", problem));
    let file = Path::new(place).file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    let named = file.split(':').next().unwrap_or_default();
    let shown = if NAMED.contains(&named) { file } else { "another file".to_owned() };
    let mut out = String::new();
    for (i, part) in message.split('`').enumerate() {
        out.push_str(if i % 2 == 0 { part } else { "…" });
    }
    // The name of a key that does not exist is a word of the user's.
    let told = out.split_once(": unknown field").map_or(out.as_str(), |_| "unknown field");
    format!("{shown}: {told}")
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn nothing_of_a_file_or_a_person_is_told() {
        let told = redacted("/home/alice/.config/jdex/config.toml:3: payer: `Dr. Smith` is not known; write one of a, b");
        assert_eq!(told, "config.toml:3: payer: … is not known; write one of a, b");
        assert_eq!(
            redacted("/home/alice/config.toml:1: alice: unknown field `alice`, expected one of `theme`"),
            "config.toml:1: unknown field"
        );
        assert_eq!(redacted("/home/alice/jdex/notes/alice.toml:2: bad"), "another file: bad");
    }
}
