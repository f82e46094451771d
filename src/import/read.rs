//! From the bytes of a file to its facts: which kind, which member of an archive.

use sha2::{Digest, Sha256};

use super::cms_file::{CmsFile, Options};
use super::columns::RowFilter;
use super::error::{ImportError, Reason};
use super::imported::Imported;
use super::kinds::KINDS;
use super::source::{Content, Source};
use super::{archive, edition};
use crate::catalog::{ImportedFile, quarter_of};

/// What is carried for a file that did not come from its publisher.
const REBUILT: &str = "rebuilt from a copy";

/// A file whose kind is known and whose rows are not yet understood.
pub struct Opened<'a> {
    kind: &'static dyn CmsFile,
    source: Source<'a>,
    file: ImportedFile,
    member: Option<String>,
}

struct Found<'a> {
    kind: &'static dyn CmsFile,
    source: Source<'a>,
}

/// Opens a file; of an archive that holds several kinds, each. `name` is the file's name; it is only asked for an edition, never
/// for the kind.
///
/// # Errors
/// No file known here, damaged, empty, or unsafe to open.
pub fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<Vec<Opened<'a>>, ImportError> {
    let refuse = |reason| ImportError { file: name.to_owned(), reason };
    let archived = bytes.starts_with(b"PK") && !archive::is_workbook(bytes).map_err(refuse)?;
    let found = if archived { members(name, bytes) } else { whole(name, bytes).map(|found| vec![found]) }.map_err(refuse)?;
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(found
        .into_iter()
        .map(|Found { kind, source }| {
            let member = source.names.get(1).and(source.names.first()).cloned();
            let rebuilt = source.names.iter().any(|name| name.to_lowercase().contains("rebuilt")) || source.says_rebuilt();
            let file = ImportedFile {
                what: kind.key().to_owned(),
                name: name.to_owned(),
                provenance: if rebuilt { REBUILT.to_owned() } else { String::new() },
                sha256: sha256.clone(),
                bytes: bytes.len() as u64,
                ..ImportedFile::default()
            };
            Opened { kind, source, file, member }
        })
        .collect())
}

/// Opens a file and understands its rows.
///
/// # Errors
/// As [`open`], and as [`Opened::read`].
pub fn read(name: &str, bytes: &[u8], options: &Options<'_>) -> Result<Vec<Imported>, ImportError> {
    open(name, bytes)?.into_iter().map(|opened| opened.read(options)).collect()
}

impl Opened<'_> {
    /// Its place in the order of reading: kinds whose facts later kinds refer to come first.
    pub fn rank(&self) -> usize {
        KINDS.iter().position(|kind| kind.title() == self.kind.title()).unwrap_or_default()
    }

    /// Understands the rows.
    ///
    /// # Errors
    /// No edition, a missing column, a row that cannot be understood, nothing for the catalog.
    pub fn read(self, options: &Options<'_>) -> Result<Imported, ImportError> {
        let Opened { kind, source, mut file, member } = self;
        let held = options.catalog;
        let mut filter = RowFilter::new(Some(held).filter(|held| !options.all && !held.codes().is_empty()));
        let read = kind.extract(&source, options, &mut filter).and_then(|read| match read.taken {
            0 => Err(Reason::Empty(format!("none of its {} rows is for a code of the catalog", read.rows))),
            _ => Ok(read),
        });
        let read = read.map_err(|reason| ImportError {
            file: member.as_ref().map_or_else(|| file.name.clone(), |member| format!("{}, member {member}", file.name)),
            reason,
        })?;
        file.edition = read.edition;
        file.rows = read.rows as u64;
        Ok(Imported {
            kind,
            file,
            edition_from: read.edition_from,
            member,
            taken: read.taken,
            left_out: filter.left_out(),
            files: read.files,
        })
    }
}

/// A file that is no archive of files.
fn whole<'a>(name: &str, bytes: &[u8]) -> Result<Found<'a>, Reason> {
    let source = match bytes.starts_with(b"\x1f\x8b") {
        true => Source::open(vec![name.to_owned()], &archive::gunzip(bytes)?)?,
        false => Source::open(vec![name.to_owned()], bytes)?,
    };
    let kind = detect(&source)?;
    let none = || match &source.content {
        Content::Workbook(_) => Reason::NotCms("no sheet of the workbook has a header of a CMS file".to_owned()),
        _ => Reason::NotCms("no header of a CMS file, and no record of the code file".to_owned()),
    };
    Ok(Found { kind: kind.ok_or_else(none)?, source })
}

fn detect(source: &Source<'_>) -> Result<Option<&'static dyn CmsFile>, Reason> {
    for kind in KINDS {
        if kind.detect(source)? {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

/// What CMS lays beside a data file, by words of its name.
const BESIDE: [&str; 8] = ["recordlayout", "record_layout", "transaction", "trans_", "corrections", "readme", "proc_notes", "changes"];

/// What an archive holds: itself, where its members belong together, else the best member of each kind.
fn members<'a>(name: &str, bytes: &'a [u8]) -> Result<Vec<Found<'a>>, Reason> {
    let mut members = archive::members(bytes)?;
    members.retain(|m| !BESIDE.iter().any(|word| m.name.to_lowercase().contains(word)));
    let together = Source { names: vec![name.to_owned()], content: Content::Archive { bytes, members } };
    if let Some(kind) = detect(&together)? {
        return Ok(vec![Found { kind, source: together }]);
    }
    let Content::Archive { members, .. } = together.content else { return Ok(Vec::new()) };
    let mut first_reason = None;
    let mut found: Vec<Found<'a>> = Vec::new();
    for member in &members {
        let names = vec![member.name.clone(), name.to_owned()];
        let opened = archive::content(bytes, member).and_then(|content| {
            let source = Source::open(names, &content)?;
            Ok(detect(&source)?.map(|kind| Found { kind, source }))
        });
        let reason = match opened {
            Ok(Some(one)) => {
                found.push(one);
                continue;
            }
            Ok(None) => Reason::NotCms("no header of a CMS file, and no record of the code file".to_owned()),
            Err(reason) => reason,
        };
        let known = !matches!(reason, Reason::NotCms(_));
        if first_reason.is_none() || known {
            first_reason = Some((member.name.clone(), reason));
        }
    }
    if found.is_empty() {
        return Err(match first_reason {
            Some((name, Reason::NotCms(why))) => Reason::NotCms(format!("no member is (`{}`: {why})", crate::text::clean(&name))),
            Some((_, reason)) => reason,
            None => Reason::Empty("the zip holds no file".to_owned()),
        });
    }
    Ok(best(found))
}

/// Of each kind the newest edition and posting. An excerpt beside the whole, as CMS's lists of discontinued codes are in the
/// layout of the code file, is passed over: it has less than half of the rows.
fn best(found: Vec<Found<'_>>) -> Vec<Found<'_>> {
    let mut best: Vec<Found<'_>> = Vec::new();
    for one in found {
        let Some(held) = best.iter_mut().find(|held| held.kind.title() == one.kind.title()) else {
            best.push(one);
            continue;
        };
        let (before, size) = (held.source.size(), one.source.size());
        let whole = before < size * 2;
        if before * 2 <= size || (whole && one.rank() >= held.rank()) {
            *held = one;
        }
    }
    best
}

impl Found<'_> {
    /// Later is better.
    fn rank(&self) -> (Option<String>, (String, u32), bool) {
        let name = self.source.name();
        let quarter = edition::day_in(name).map(quarter_of).or_else(|| edition::quarter_in(name));
        let workbook = matches!(self.source.content, Content::Workbook(_));
        (quarter, edition::posting(name), workbook == self.kind.prefers_workbook())
    }
}
