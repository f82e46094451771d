//! Zip archives, opened with suspicion: names, sizes and nesting are checked before a byte is used.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::error::Reason;

/// What an archive may hold at most.
pub(super) struct Limits {
    members: usize,
    /// Bytes of all members together, unpacked.
    unpacked: u64,
    /// What is being opened, for reasons.
    what: &'static str,
}

impl Limits {
    /// The largest CMS workbook unpacks to about 40 MB.
    pub(super) const WORKBOOK: Limits = Limits { members: 500, unpacked: 400 << 20, what: "the workbook" };
    /// The largest CMS zip holds about 50 MB.
    pub(super) const ZIP: Limits = Limits { members: 200, unpacked: 400 << 20, what: "the zip" };
    /// The tables of the whole coverage download unpack to about 250 MB.
    pub(super) const TABLES: Limits = Limits { members: 200, unpacked: 400 << 20, what: "the zip of tables" };
}

/// Is it the name of the zip of tables within the coverage download, the one archive that may lie in another?
pub(super) fn is_tables(name: &str) -> bool {
    name.to_lowercase().ends_with("_csv.zip")
}

/// A member of an archive.
pub(super) struct Member {
    /// Its name without folders.
    pub(super) name: String,
    index: usize,
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn open(bytes: &[u8]) -> Result<Archive<'_>, Reason> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|e| Reason::Truncated(format!("the archive cannot be read: {e}")))
}

/// Is it a workbook rather than a zip of files?
pub(super) fn is_workbook(bytes: &[u8]) -> Result<bool, Reason> {
    Ok(open(bytes)?.index_for_name("xl/workbook.xml").is_some())
}

/// Unpacks every member into nothing, so that sizes and checksums that lie are found before anything trusts them.
pub(super) fn verify(bytes: &[u8], limits: &Limits) -> Result<(), Reason> {
    let mut archive = open(bytes)?;
    check_twice(bytes, &archive)?;
    check_names(&archive, limits)?;
    let mut left = limits.unpacked;
    for index in 0..archive.len() {
        left -= unpack(&mut archive, index, left, limits, &mut std::io::sink())?;
    }
    Ok(())
}

/// Gives the content of every member to a reader, piece by piece; nothing (`b""`) ends a member.
///
/// # Errors
/// A member that cannot be unpacked, or the reader's.
pub(super) fn scan(bytes: &[u8], limits: &Limits, each: &mut dyn FnMut(&[u8]) -> Result<(), Reason>) -> Result<(), Reason> {
    let mut archive = open(bytes)?;
    for index in 0..archive.len() {
        let mut sink = Scan { each: &mut *each, reason: None };
        let done = unpack(&mut archive, index, limits.unpacked, limits, &mut sink);
        if let Some(reason) = sink.reason {
            return Err(reason);
        }
        done?;
        each(b"")?;
    }
    Ok(())
}

/// Bytes on their way to a reader that may have enough.
struct Scan<'a> {
    each: &'a mut dyn FnMut(&[u8]) -> Result<(), Reason>,
    reason: Option<Reason>,
}

impl std::io::Write for Scan<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        (self.each)(bytes).map(|()| bytes.len()).map_err(|reason| {
            self.reason = Some(reason);
            std::io::Error::other("refused")
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The members that may hold data, after the whole archive was checked.
pub(super) fn members(bytes: &[u8]) -> Result<Vec<Member>, Reason> {
    verify(bytes, &Limits::ZIP)?;
    let archive = open(bytes)?;
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let Some(Ok(path)) = archive.name_for_index(index) else { continue };
        let name = path.rsplit('/').next().unwrap_or(&path);
        let hidden = name.is_empty() || name.starts_with('.') || path.starts_with("__MACOSX/");
        if name.to_lowercase().ends_with(".zip") && !is_tables(name) {
            return Err(Reason::Archive(format!("`{name}` is an archive inside the archive; unpack it and import its files")));
        }
        if !hidden {
            found.push(Member { name: name.to_owned(), index });
        }
    }
    Ok(found)
}

/// The content of a member.
pub(super) fn content(bytes: &[u8], member: &Member) -> Result<Vec<u8>, Reason> {
    let mut out = Vec::new();
    unpack(&mut open(bytes)?, member.index, Limits::ZIP.unpacked, &Limits::ZIP, &mut out)?;
    Ok(out)
}

/// The month in which a member was last changed: `2026-11`.
pub(super) fn month(bytes: &[u8], member: &Member) -> Option<String> {
    let day = open(bytes).ok()?.by_index(member.index).ok()?.last_modified()?;
    Some(format!("{:04}-{:02}", day.year(), day.month()))
}

/// Can it be opened, and do its names stay in it?
pub(super) fn check(bytes: &[u8]) -> Result<(), Reason> {
    let archive = open(bytes)?;
    check_twice(bytes, &archive)?;
    check_names(&archive, &Limits::TABLES)
}

/// Is there a member of this name, in whatever folder?
pub(super) fn has(bytes: &[u8], name: &str) -> bool {
    open(bytes).is_ok_and(|archive| position(&archive, name).is_some())
}

fn position(archive: &Archive<'_>, name: &str) -> Option<usize> {
    let named = |index: &usize| matches!(archive.name_for_index(*index), Some(Ok(path)) if path.rsplit('/').next() == Some(name));
    (0..archive.len()).find(named)
}

/// Gives the content of a member as a stream.
///
/// # Errors
/// No such member, or what is made of it.
pub(super) fn stream<T>(bytes: &[u8], name: &str, read: impl FnOnce(&mut dyn Read) -> Result<T, Reason>) -> Result<T, Reason> {
    let mut archive = open(bytes)?;
    let missing = || Reason::NotCms(format!("the table {name} is missing"));
    let index = position(&archive, name).ok_or_else(missing)?;
    let mut member = archive.by_index(index).map_err(|e| Reason::Truncated(format!("the member `{name}` cannot be read: {e}")))?;
    read(&mut member)
}

/// The file in a gzip archive.
pub(super) fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, Reason> {
    let most = Limits::ZIP.unpacked;
    let mut out = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(most + 1);
    reader.read_to_end(&mut out).map_err(|e| Reason::Truncated(format!("the gzip archive cannot be unpacked: {e}")))?;
    if out.len() as u64 > most {
        return Err(Reason::Archive(format!("the gzip archive unpacks to more than {} MB; no CMS file does", most >> 20)));
    }
    Ok(out)
}

/// Refuses an archive that lists one name twice: readers differ in which of the two they take.
fn check_twice(bytes: &[u8], archive: &Archive<'_>) -> Result<(), Reason> {
    // The end of the directory: 22 bytes and a comment; the number of entries is its sixth field.
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").and_then(|at| bytes.get(at + 10..at + 12));
    let entries = end.and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes);
    // In an archive of more than 65,535 the field is full; no CMS file holds as many.
    if usize::from(entries) > archive.len() {
        return Err(Reason::Archive(format!("{entries} members share {} names; the same name stands twice", archive.len())));
    }
    Ok(())
}

fn check_names(archive: &Archive<'_>, limits: &Limits) -> Result<(), Reason> {
    if archive.len() > limits.members {
        return Err(Reason::Archive(format!(
            "{} holds {} members; no CMS file holds more than {}",
            limits.what,
            archive.len(),
            limits.members
        )));
    }
    for name in archive.file_names() {
        let name = name.map_err(|e| Reason::Archive(format!("a member's name cannot be read: {e}")))?;
        let traversal = name.split(['/', '\\']).any(|part| part == "..");
        if traversal || name.starts_with(['/', '\\']) || name.contains(':') {
            let name = crate::text::clean(&name);
            return Err(Reason::Archive(format!("the member name `{name}` leads out of the archive")));
        }
    }
    Ok(())
}

/// Unpacks one member, at most `left` bytes; how many there were.
fn unpack(archive: &mut Archive<'_>, index: usize, left: u64, limits: &Limits, out: &mut dyn std::io::Write) -> Result<u64, Reason> {
    let member = archive.by_index(index).map_err(|e| match e {
        zip::result::ZipError::UnsupportedArchive(what) => Reason::Archive(format!("a member cannot be opened: {what}")),
        e => Reason::Truncated(format!("a member cannot be read: {e}")),
    })?;
    let name = member.name().map(|n| crate::text::clean(&n).into_owned()).unwrap_or_default();
    let written = std::io::copy(&mut member.take(left.saturating_add(1)), out)
        .map_err(|e| Reason::Truncated(format!("the member `{name}` cannot be unpacked: {e}")))?;
    if written > left {
        let most = limits.unpacked >> 20;
        return Err(Reason::Archive(format!("{} unpacks to more than {most} MB; no CMS file does", limits.what)));
    }
    Ok(written)
}
