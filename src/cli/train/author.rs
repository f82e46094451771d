//! `jdex train new` and `jdex train preview`: a case of one's own.

use std::path::{Path, PathBuf};

use crate::catalog::{self, Catalog, Origin, Problem, Scenario, check};
use crate::cli::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page;
use crate::storage;
use crate::text;
use crate::training::validate::prove_one;

/// A sound case with every key explained.
const TEMPLATE: &str = include_str!("../../../assets/scenario-example.toml");
/// Its id.
const TEMPLATE_ID: &str = "scenario-example";

/// The flags of `jdex train new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train new clinic-missed-jz              writes scenarios/clinic-missed-jz.toml where jdex finds it
  jdex train new clinic-missed-jz --into ~/course
  jdex train preview ~/course/scenarios/clinic-missed-jz.toml")]
pub struct NewArgs {
    /// The case's id: lowercase letters, digits and hyphens
    #[arg(value_name = "ID")]
    id: String,
    /// A folder of your own instead of the data directory; `--catalog DIR` plays from it
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// The flags of `jdex train preview`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train preview my-case.toml              what is not sound, with line and cure; else the case as an instructor sees it
  jdex train preview my-case.toml --json       the problems, for a program")]
pub struct PreviewArgs {
    /// A case's file, anywhere
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Writes a commented case that is sound as it stands.
///
/// # Errors
/// The id is none or is taken; the file cannot be written.
pub fn new(args: &NewArgs, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let id = args.id.as_str();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || id.len() > 60 || !id.bytes().all(plain) || id.starts_with('-') {
        let message = "ID: expected lowercase letters, digits and hyphens, at most 60, as in clinic-missed-jz";
        anyhow::bail!(UserError::new("invalid-id", message));
    }
    if desk.catalog.scenarios().iter().any(|s| s.id == id) {
        anyhow::bail!(UserError::new("case-exists", format!("there is a case `{id}`; choose another id")));
    }
    let path = args.into.as_ref().unwrap_or(&desk.paths.data).join("scenarios").join(format!("{id}.toml"));
    let unwritable = |e: std::io::Error| UserError::new("not-written", format!("{}: {e}", path.display()));
    if path.symlink_metadata().is_ok() {
        anyhow::bail!(UserError::new("case-exists", format!("{} is there; it is not overwritten", path.display())));
    }
    let text = TEMPLATE.replace(&format!("id = \"{TEMPLATE_ID}\""), &format!("id = \"{id}\""));
    storage::write_whole(&path, text.as_bytes()).map_err(unwritable)?;
    if desk.json {
        desk.json(&serde_json::json!({ "scenario": id, "file": path.display().to_string() }))?;
    } else {
        let file = path.display();
        writeln!(desk.out, "{file}\nChange it in an editor; after each change: jdex train preview {file}")?;
    }
    Ok(Exit::Success)
}

/// Reads and proves one file; shows it as an instructor sees it where it is sound. Exit 1 where it is not.
///
/// # Errors
/// The file cannot be read; output cannot be written.
pub fn preview(args: &PreviewArgs, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let path = &args.file;
    let unreadable = |why: String| UserError::new("unreadable", format!("{}: {why}", path.display()));
    let text = storage::read_text(path)
        .map_err(|e| unreadable(e.to_string()))?
        .ok_or_else(|| unreadable("no such file; `jdex train new ID` writes one to begin with".to_owned()))?;
    let (scenario, problems) = read(path, &text, desk.catalog);
    if desk.json {
        let row = |p: &Problem| serde_json::json!({ "file": p.origin.file, "line": p.origin.line, "message": p.message });
        desk.json(&serde_json::json!({ "sound": problems.is_empty(), "problems": problems.iter().map(row).collect::<Vec<_>>() }))?;
    } else {
        for problem in &problems {
            writeln!(desk.out, "{}:{}: {}", text::clean(&problem.origin.file), problem.origin.line, text::message(&problem.message))?;
        }
        if let Some(scenario) = scenario.as_ref().filter(|_| problems.is_empty()) {
            desk.lines(&page::map_lines(scenario, desk.catalog))?;
            let words = format!("sound: the claim draws its denial, the resolution passes; jdex train play {}", scenario.id);
            desk.lines(&[page::Line::blank(), page::Line::of(page::Role::Good, words)])?;
        }
    }
    Ok(if problems.is_empty() { Exit::Success } else { Exit::NoMatch })
}

/// A case from its text, as if it lay in `scenarios/`, and everything unsound in it.
fn read(path: &Path, text: &str, held: &Catalog) -> (Option<Scenario>, Vec<Problem>) {
    let shown = path.display().to_string();
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let inside = format!("scenarios/{name}");
    if !name.ends_with(".toml") {
        let origin = Origin { file: shown, line: 1 };
        return (None, vec![Problem::new(&origin, "a case is a file <id>.toml")]);
    }
    let (book, mut problems) = catalog::read([catalog::File { shown: &shown, path: &inside, text }], held);
    problems.extend(check::check(&book, held));
    let scenario = book.scenarios.into_values().next();
    if let Some(scenario) = scenario.as_ref().filter(|_| problems.is_empty()) {
        problems.extend(prove_one(held, scenario));
    }
    problems.sort_by_key(|p| p.origin.line);
    (scenario, problems)
}
