//! `jdex import`: CMS files into a catalog folder, all or nothing.

mod gate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;

use super::progress::Progress;
use super::{CommandContext, input};
use crate::catalog::{Catalog, Edition, ImportedFile, ParsedCatalog, Problem};
use crate::exit::{Exit, UserError};
use crate::import::{self, File, Imported, Options};
use crate::storage::{self, Writer, user_catalog};
use crate::text;

/// The flags of `jdex import`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex import october-2026-alpha-numeric-hcpcs-file.zip
  jdex import 'ASP Pricing File.csv' 'ASP NDC-HCPCS Crosswalk.csv'
  jdex import HCPC2026_OCT_ANWEB.xlsx --dry-run    what it is, what it holds
  jdex import . --dry-run                        the files of a directory")]
pub struct Args {
    /// Files as downloaded (xlsx, csv, txt, zip), or directories of them, searched one level deep
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The catalog folder to write [default: the data directory]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Say what would be taken and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take rows for codes that the catalog does not hold too
    #[arg(long)]
    pub all: bool,
    /// Take a file that is older than what is held, or that does not look like its next edition
    #[arg(long)]
    pub force: bool,
}

/// The largest file that is read: CMS's are under 20 MB.
const LARGEST: u64 = 256 << 20;

/// Folders that are replaced as a whole; in the others each file stands for itself.
const WHOLE_FOLDERS: [&str; 4] = ["codes", "products", "coverage", "icd10"];

/// Kinds up to this rank change what later ones are read with: codes, announced codes, products, coverage documents.
const READ_FIRST: usize = 6;

/// One file of the run.
#[derive(Serialize)]
struct Summary {
    file: String,
    what: &'static str,
    edition: String,
    edition_from: String,
    provenance: Option<String>,
    member: Option<String>,
    rows: u64,
    taken: usize,
    left_out: Vec<LeftOut>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct LeftOut {
    reason: String,
    rows: usize,
}

/// A file of a directory that was passed over.
#[derive(Serialize)]
struct Skipped {
    file: String,
    reason: String,
}

/// A file to be read: its path, its bytes, and whether it was named rather than found in a directory.
struct Candidate {
    path: PathBuf,
    bytes: Vec<u8>,
    named: bool,
}

/// Reads every file, checks all of them together, says what they are, and writes them at once.
///
/// # Errors
/// A named file that is refused, with its reason; older data than held; a catalog that would not load; a folder that cannot be
/// written. Nothing is changed then.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let folder = args.into.clone().unwrap_or_else(|| desk.paths.data.clone());
    let candidates = candidates(&args.files)?;
    let mut skipped = Vec::new();
    let mut imported = read_all(args, &candidates, &mut skipped, desk)?;
    let unwritable = |e: io::Error| UserError::new("not-written", format!("{}: {e}; nothing was changed", folder.display()));
    // Nobody else writes between the look at what is held and the writing.
    let writer = if args.dry_run { None } else { Some(Writer::open(&folder).map_err(unwritable)?) };
    let held = held(&folder, desk.catalog, args.into.is_none())?;
    if !args.force {
        not_older(&mut imported, &held, &mut skipped)?;
    }
    once(&mut imported, &mut skipped)?;
    if !args.force {
        let held = gate::held(&folder, args.into.is_none(), desk.catalog);
        imported
            .iter()
            .try_for_each(|(_, file, one)| Ok::<_, anyhow::Error>(gate::check(&held, file, one, &parsed(desk.catalog, &one.files)?)?))?;
    }
    let (files, summaries) = join(&folder, imported, &mut skipped)?;
    if summaries.is_empty() {
        let reason = skipped.first().map_or_else(|| "no file".to_owned(), |s| format!("{}: {}", s.file, s.reason));
        anyhow::bail!(UserError::new("nothing-to-import", format!("no file that jdex knows ({reason}); nothing was changed")));
    }
    proven(desk.catalog, &files)?;
    if let Some(writer) = writer {
        let single: Vec<&str> = files.iter().filter_map(|(path, _)| path.split_once('/')).map(|(folder, _)| folder).collect();
        let single: Vec<&str> = single.into_iter().filter(|folder| !WHOLE_FOLDERS.contains(folder)).collect();
        writer.replace(&files, &single).map_err(unwritable)?;
    }
    report(args, &folder, &summaries, &skipped, desk)?;
    Ok(Exit::Success)
}

/// The files named, and those of the directories named and of their directories.
fn candidates(paths: &[PathBuf]) -> anyhow::Result<Vec<Candidate>> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            let bytes = bytes(path).map_err(|e| UserError::new(e.kind, format!("{}; nothing was changed", e.message)))?;
            found.push(Candidate { path: path.clone(), bytes, named: true });
            continue;
        }
        for below in entries(path)? {
            let files = if below.is_dir() { entries(&below)? } else { vec![below] };
            for path in files.into_iter().filter(|path| path.is_file()) {
                found.push(Candidate { bytes: bytes(&path)?, path, named: false });
            }
        }
    }
    Ok(found)
}

/// What lies in a directory, sorted by name; hidden files are not anybody's download.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let unreadable = |e: io::Error| UserError::new("unreadable", format!("{}: {e}; nothing was changed", folder.display()));
    let entries = fs::read_dir(folder).map_err(unreadable)?.collect::<io::Result<Vec<_>>>().map_err(unreadable)?;
    let mut paths: Vec<PathBuf> =
        entries.into_iter().filter(|e| !e.file_name().to_string_lossy().starts_with('.')).map(|e| e.path()).collect();
    paths.sort();
    Ok(paths)
}

/// What cannot be opened in a directory is passed over; a file whose kind is known and that is broken refuses the run.
/// Codes and products first: later kinds are read with what they add. Of one kind, older editions and postings first.
fn read_all(
    args: &Args,
    candidates: &[Candidate],
    skipped: &mut Vec<Skipped>,
    desk: &mut CommandContext<'_>,
) -> anyhow::Result<Vec<(usize, String, Imported)>> {
    let mut opened = Vec::new();
    let mut progress = Progress::files(candidates.len());
    for candidate in candidates {
        progress.name(text::message(&name_of(&candidate.path)).into_owned());
        match import::open(&name_of(&candidate.path), &candidate.bytes) {
            Ok(found) => opened.extend(found.into_iter().map(|one| (one.rank(), candidate, one))),
            Err(error) if candidate.named => return Err(user_error(error).into()),
            Err(error) => skipped.push(Skipped { file: candidate.path.display().to_string(), reason: error.reason.to_string() }),
        }
        progress.advance(1);
    }
    opened.sort_by_key(|(rank, ..)| *rank);
    let mut working: Option<Catalog> = None;
    let mut imported = Vec::new();
    progress = Progress::files(opened.len());
    for (rank, candidate, one) in opened {
        progress.name(text::message(&name_of(&candidate.path)).into_owned());
        let catalog = working.as_ref().unwrap_or(desk.catalog);
        match one.read(&Options { catalog, all: args.all }) {
            Ok(one) => {
                if rank < READ_FIRST {
                    working = Some(with(catalog, &one)?);
                }
                imported.push((rank, candidate, one));
            }
            Err(error) if candidate.named || !error.reason.is_foreign() => return Err(user_error(error).into()),
            Err(error) => skipped.push(Skipped { file: candidate.path.display().to_string(), reason: error.reason.to_string() }),
        }
        progress.advance(1);
    }
    imported.sort_by_cached_key(|(rank, candidate, one)| (*rank, one.edition().to_owned(), import::posting(&name_of(&candidate.path))));
    Ok(imported.into_iter().map(|(_, candidate, one)| (usize::from(candidate.named), candidate.path.display().to_string(), one)).collect())
}

/// The catalog with what was read laid over it.
fn with(catalog: &Catalog, imported: &Imported) -> anyhow::Result<Catalog> {
    let mut with = catalog.clone();
    with.apply_overlay(parsed(catalog, &imported.files)?);
    Ok(with)
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
    let bytes = fs::File::open(path)
        .and_then(|file| input::bounded(file, LARGEST))
        .map_err(|e| refused(crate::platform::explain(e).to_string()))?;
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

/// Files older than what is held are refused; found in a directory they are passed over.
fn not_older(imported: &mut Vec<(usize, String, Imported)>, held: &[Edition], skipped: &mut Vec<Skipped>) -> Result<(), UserError> {
    let mut kept = Vec::new();
    for (named, file, new) in imported.drain(..) {
        let newer = held.iter().filter(|e| e.what == new.key() && !new.adds_up()).map(|e| &e.edition).max();
        let Some(newer) = newer.filter(|held| import::is_newer(held, new.edition())) else {
            kept.push((named, file, new));
            continue;
        };
        let reason = format!("{} of {}, older than the {newer} held", new.title(), new.edition());
        if named == 1 {
            return Err(UserError::new("older-edition", format!("{file}: {reason}; nothing was changed (--force takes it all the same)")));
        }
        skipped.push(Skipped { file, reason });
    }
    *imported = kept;
    Ok(())
}

/// One edition of data that is replaced as a whole may be given once: nothing tells which of two files of a person's choice holds.
/// Of two in a directory the later posting is taken.
fn once(imported: &mut Vec<(usize, String, Imported)>, skipped: &mut Vec<Skipped>) -> Result<(), UserError> {
    let mut kept: Vec<(usize, String, Imported)> = Vec::new();
    for (named, file, new) in imported.drain(..) {
        let same = |old: &Imported| !new.adds_up() && (old.key(), old.edition()) == (new.key(), new.edition());
        let Some(at) = kept.iter().position(|(_, _, old)| same(old)) else {
            kept.push((named, file, new));
            continue;
        };
        if named + kept[at].0 == 2 {
            let message = format!("{}: named twice for {}, {} and {file}; nothing was changed", new.title(), new.edition(), kept[at].1);
            return Err(UserError::new("twice", message));
        }
        let (_, file, old) = std::mem::replace(&mut kept[at], (named, file, new));
        skipped.push(Skipped { file, reason: format!("{} of {}: another posting of this run is taken", old.title(), old.edition()) });
    }
    *imported = kept;
    Ok(())
}

/// Joins every file with what the folder holds and with the others of the run. What a newer file of the run replaces as a whole
/// is passed over.
fn join(folder: &Path, imported: Vec<(usize, String, Imported)>, skipped: &mut Vec<Skipped>) -> anyhow::Result<(Vec<File>, Vec<Summary>)> {
    let mut folders: BTreeMap<&str, (Vec<File>, Vec<ImportedFile>)> = BTreeMap::new();
    let mut joined = Vec::new();
    for (_, file, one) in imported {
        let held = match folders.remove(one.folder()) {
            Some((files, _)) => files,
            None => held_files(folder, one.folder())?,
        };
        let after = one.merge(&held).map_err(user_error)?;
        folders.insert(one.folder(), (after.files, after.editions));
        joined.push((file, one, after.notes));
    }
    let mut summaries = Vec::new();
    for (file, one, notes) in joined {
        if folders.get(one.folder()).is_some_and(|(_, editions)| editions.contains(&one.file)) {
            summaries.push(summary(file, one, notes));
        } else {
            skipped.push(Skipped { file, reason: format!("{} of {}, replaced by a newer one of this run", one.title(), one.edition()) });
        }
    }
    Ok((folders.into_values().flat_map(|(files, _)| files).collect(), summaries))
}

/// The files of one folder of a catalog, under the names of earlier versions too.
fn held_files(root: &Path, folder: &str) -> anyhow::Result<Vec<File>> {
    let mut held = Vec::new();
    let former = (folder == "mue").then_some("limits");
    for part in former.into_iter().chain([folder]) {
        for path in storage::files(root, part)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")) {
            let within = format!("{folder}/{}", name_of(&path));
            held.retain(|(held, _)| *held != within);
            held.push((within, fs::read_to_string(&path)?.replace("[limits]", "[mue]")));
        }
    }
    Ok(held)
}

/// What will be written loads: the reader and the cross checks see it before the disk does.
fn proven(catalog: &Catalog, files: &[File]) -> anyhow::Result<()> {
    let book = parsed(catalog, files)?;
    match crate::catalog::check::check(&book, catalog).first() {
        Some(problem) => Err(broken(problem).into()),
        None => Ok(()),
    }
}

fn parsed(catalog: &Catalog, files: &[File]) -> anyhow::Result<ParsedCatalog> {
    let views = files.iter().map(|(path, text)| crate::catalog::File { shown: path, path, text });
    let (book, problems) = crate::catalog::read(views, catalog);
    match problems.first() {
        Some(problem) => Err(broken(problem).into()),
        None => Ok(book),
    }
}

fn broken(problem: &Problem) -> UserError {
    UserError::new("broken-catalog", format!("what was read would not load: {problem}; nothing was changed"))
}

fn summary(file: String, imported: Imported, notes: Vec<String>) -> Summary {
    let left_out = imported.left_out.iter().map(|(reason, rows)| LeftOut { reason: reason.clone(), rows: *rows }).collect();
    Summary {
        file,
        what: imported.title(),
        provenance: Some(imported.file.provenance.clone()).filter(|p| !p.is_empty()),
        rows: imported.file.rows,
        taken: imported.taken,
        left_out,
        notes,
        edition: imported.file.edition,
        edition_from: imported.edition_from,
        member: imported.member,
    }
}

fn report(args: &Args, folder: &Path, summaries: &[Summary], skipped: &[Skipped], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    if desk.json {
        return desk.json(&serde_json::json!({ "into": folder, "written": !args.dry_run, "files": summaries, "skipped": skipped }));
    }
    for s in summaries {
        writeln!(desk.out, "{}", text::clean(&s.file))?;
        let provenance = s.provenance.as_ref().map(|p| format!(", {p}")).unwrap_or_default();
        writeln!(desk.out, "  {}, edition {} ({}){provenance}", s.what, text::clean(&s.edition), text::clean(&s.edition_from))?;
        if let Some(member) = &s.member {
            writeln!(desk.out, "  read from {}", text::clean(member))?;
        }
        writeln!(desk.out, "  {} rows, {} taken", s.rows, s.taken)?;
        for left in &s.left_out {
            writeln!(desk.out, "  {} left out: {}", left.rows, text::clean(&left.reason))?;
        }
        for note in &s.notes {
            writeln!(desk.out, "  {}", text::clean(note))?;
        }
    }
    for s in skipped {
        writeln!(desk.out, "{}\n  skipped: {}", text::clean(&s.file), text::clean(&s.reason))?;
    }
    let done = if args.dry_run { "Nothing was written; into" } else { "Written into" };
    let n = summaries.len();
    writeln!(desk.out, "{done} {}: {n} file{}", text::clean(&folder.display().to_string()), if n == 1 { "" } else { "s" })?;
    Ok(())
}
