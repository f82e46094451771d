//! `jdex import`: CMS files into a catalog folder, all or nothing.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;

use super::{CommandContext, input};
use crate::catalog::{Catalog, Edition};
use crate::exit::{Exit, UserError};
use crate::import::{self, Content, Imported, Options};
use crate::storage::{self, Writer, user_catalog};
use crate::text;

/// The flags of `jdex import`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex import october-2026-alpha-numeric-hcpcs-file.zip
  jdex import 'ASP Pricing File.csv' 'ASP NDC-HCPCS Crosswalk.csv'
  jdex import HCPC2026_OCT_ANWEB.xlsx --dry-run    what it is, what it holds
  jdex import HCPC2026_JUL_ANWEB.xlsx --all --into ~/my-catalog")]
pub struct Args {
    /// CMS files as downloaded: xlsx, csv, txt or zip
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The catalog folder to write [default: the data directory]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Say what would be taken and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take every code of the file, not only drugs
    #[arg(long)]
    pub all: bool,
    /// Take a file that is older than what is held
    #[arg(long)]
    pub force: bool,
}

/// The largest file that is read: CMS's are under 20 MB.
const LARGEST: u64 = 256 << 20;

/// Folders in which each file stands for itself; the others are replaced as a whole.
const SINGLE_FILES: [&str; 3] = ["payments", "limits", "lists"];

#[derive(Serialize)]
struct Summary {
    file: String,
    what: &'static str,
    edition: String,
    edition_from: String,
    member: Option<String>,
    rows: usize,
    taken: usize,
    left_out: Vec<LeftOut>,
}

#[derive(Serialize)]
struct LeftOut {
    reason: String,
    rows: usize,
}

/// Reads every file, checks all of them together, says what they are, and writes them at once.
///
/// # Errors
/// A file that is refused, with its reason; older data than held; a catalog that would not load; a folder that cannot be
/// written. Nothing is changed then.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let folder = args.into.clone().unwrap_or_else(|| desk.paths.data.clone());
    let imported = read_all(args, desk)?;
    let unwritable = |e: io::Error| UserError::new("not-written", format!("{}: {e}; nothing was changed", folder.display()));
    // Nobody else writes between the look at what is held and the writing.
    let writer = if args.dry_run { None } else { Some(Writer::open(&folder).map_err(unwritable)?) };
    let held = held(&folder, desk.catalog, args.into.is_none())?;
    if !args.force {
        not_older(&imported, &held)?;
    }
    let files = files(&folder, &imported)?;
    proven(desk.catalog, &files)?;
    let summaries: Vec<Summary> = imported.iter().map(|(file, i)| summary(file, i)).collect();
    if let Some(writer) = writer {
        writer.replace(&files, &SINGLE_FILES).map_err(unwritable)?;
    }
    report(args, &folder, &summaries, desk)?;
    Ok(Exit::Success)
}

/// Code files first: what they add is known to the others.
fn read_all(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Vec<(String, Imported)>> {
    let mut known: BTreeSet<String> = desk.catalog.codes().iter().map(|c| c.code.clone()).collect();
    let drugs: BTreeSet<String> = desk.catalog.codes().iter().filter(|c| import::is_drug(c)).map(|c| c.code.clone()).collect();
    let mut read = Vec::new();
    let mut later = Vec::new();
    for path in &args.files {
        tell(read.len() + 1, args, path, desk)?;
        let bytes = bytes(path).map_err(|refused| UserError::new(refused.kind, format!("{}; nothing was changed", refused.message)))?;
        let name = name_of(path);
        let options = Options { all: args.all, known: Some(drugs.clone()) };
        match import::read(&name, &bytes, &options) {
            Ok(imported) if imported.codes().is_some() => {
                known.extend(imported.codes().into_iter().flatten().map(|c| c.code.clone()));
                read.push((path.display().to_string(), imported));
            }
            // Read again below, where a refusal is told too: a code file named later may add its codes.
            _ => later.push((path, name, bytes)),
        }
    }
    for (path, name, bytes) in later {
        tell(read.len() + 1, args, path, desk)?;
        let options = Options { all: args.all, known: Some(known.clone()) };
        read.push((path.display().to_string(), import::read(&name, &bytes, &options).map_err(user_error)?));
    }
    Ok(read)
}

/// Says on a terminal what is being read: some files take seconds.
fn tell(number: usize, args: &Args, path: &Path, desk: &mut CommandContext<'_>) -> io::Result<()> {
    if !io::stderr().is_terminal() {
        return Ok(());
    }
    writeln!(desk.err, "{number}/{} {}", args.files.len(), text::message(&path.display().to_string()))
}

fn user_error(error: import::ImportError) -> UserError {
    UserError::new(error.reason.as_str(), format!("{error}; nothing was changed"))
}

/// The name without its folders: CMS states editions in it.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The content of a CMS file.
///
/// # Errors
/// It cannot be read, is a folder, or is larger than any CMS file.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, UserError> {
    let refused = |why: String| UserError::new("unreadable", format!("{}: {why}", path.display()));
    let entry = fs::metadata(path).map_err(|e| refused(e.to_string()))?;
    if entry.is_dir() {
        return Err(refused("a folder; name the file that CMS publishes".to_owned()));
    }
    let bytes = fs::File::open(path).and_then(|file| input::bounded(file, LARGEST)).map_err(|e| refused(e.to_string()))?;
    bytes.ok_or_else(|| refused(format!("more than {} MB are larger than any CMS file", LARGEST >> 20)))
}

/// What the folder holds by now; the catalog counts too where the folder is laid over it without being asked.
fn held(folder: &Path, catalog: &Catalog, counts: bool) -> anyhow::Result<Vec<Edition>> {
    let mut editions = Vec::new();
    if fs::exists(folder).unwrap_or(true) {
        let (book, problems) = user_catalog::read(folder, catalog);
        let Some(book) = book else {
            let problem = problems.first().map(ToString::to_string).unwrap_or_default();
            let message = format!("{problem}; mend or remove what {} holds, nothing was changed", folder.display());
            anyhow::bail!(UserError::new("broken-catalog", message));
        };
        editions.extend(book.editions.into_iter().map(|(what, edition)| Edition { what, edition }));
    }
    if counts {
        editions.extend(catalog.editions().iter().cloned());
    }
    Ok(editions)
}

fn not_older(imported: &[(String, Imported)], held: &[Edition]) -> Result<(), UserError> {
    for (file, new) in imported {
        // Payments of an older quarter are added beside the newer ones.
        if matches!(new.content, Content::Payments(_)) {
            continue;
        }
        let newer = held.iter().filter(|e| e.what == new.edition_key()).map(|e| &e.edition).max();
        if let Some(newer) = newer.filter(|held| import::is_newer(held, &new.edition)) {
            let message = format!(
                "{file}: {} of {}, older than the {newer} held; nothing was changed (--force takes it all the same)",
                new.what(),
                new.edition
            );
            return Err(UserError::new("older-edition", message));
        }
    }
    Ok(())
}

/// The files to write; payments are merged with those of the folder.
fn files(folder: &Path, imported: &[(String, Imported)]) -> anyhow::Result<Vec<(String, String)>> {
    let mut files: Vec<(String, String)> = Vec::new();
    for (_, new) in imported {
        for (path, text) in new.files() {
            let pending = files.iter().position(|(p, _)| *p == path);
            let text = if matches!(new.content, Content::Payments(_)) {
                let base = match pending {
                    Some(at) => Some(files[at].1.clone()),
                    None => held_text(folder, &path)?,
                };
                match base {
                    Some(base) => import::merge_payments(&path, &base, &text).map_err(user_error)?,
                    None => text,
                }
            } else if pending.is_some() {
                return Err(UserError::new(
                    "twice",
                    format!("{}: named twice; {path} can be written once, nothing was changed", new.what()),
                )
                .into());
            } else {
                text
            };
            match pending {
                Some(at) => files[at].1 = text,
                None => files.push((path, text)),
            }
        }
    }
    Ok(files)
}

/// The text of a payments file that the folder holds.
fn held_text(folder: &Path, path: &str) -> io::Result<Option<String>> {
    let (part, name) = path.split_once('/').unwrap_or(("", path));
    let held = storage::files(folder, part)?.into_iter().find(|p| p.file_name().is_some_and(|n| n == name));
    held.map(fs::read_to_string).transpose()
}

/// What will be written loads: the reader and the cross checks see it before the disk does.
fn proven(catalog: &Catalog, files: &[(String, String)]) -> Result<(), UserError> {
    let views = files.iter().map(|(path, text)| crate::catalog::File { shown: path, path, text });
    let (book, mut problems) = crate::catalog::read(views, catalog);
    problems.extend(crate::catalog::check::check(&book, catalog));
    match problems.first() {
        Some(problem) => Err(UserError::new("broken-catalog", format!("what was read would not load: {problem}; nothing was changed"))),
        None => Ok(()),
    }
}

fn summary(file: &str, imported: &Imported) -> Summary {
    Summary {
        file: file.to_owned(),
        what: imported.what(),
        edition: imported.edition.clone(),
        edition_from: imported.edition_from.clone(),
        member: imported.member.clone(),
        rows: imported.rows,
        taken: imported.taken(),
        left_out: imported.left_out.iter().map(|(reason, rows)| LeftOut { reason: reason.clone(), rows: *rows }).collect(),
    }
}

fn report(args: &Args, folder: &Path, summaries: &[Summary], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    if desk.json {
        return desk.json(&serde_json::json!({ "into": folder, "written": !args.dry_run, "files": summaries }));
    }
    for s in summaries {
        writeln!(desk.out, "{}", text::clean(&s.file))?;
        writeln!(desk.out, "  {}, edition {} ({})", s.what, text::clean(&s.edition), text::clean(&s.edition_from))?;
        if let Some(member) = &s.member {
            writeln!(desk.out, "  read from {}", text::clean(member))?;
        }
        writeln!(desk.out, "  {} rows, {} taken", s.rows, s.taken)?;
        for left in &s.left_out {
            writeln!(desk.out, "  {} left out: {}", left.rows, text::clean(&left.reason))?;
        }
    }
    let done = if args.dry_run { "Nothing was written; into" } else { "Written into" };
    writeln!(desk.out, "{done} {}", text::clean(&folder.display().to_string()))?;
    Ok(())
}
