//! `jdex bookmarks`.

use serde::Serialize;

use super::CommandContext;
use super::codes::{self, Listed};
use crate::catalog::{Code, Date};
use crate::exit::{Exit, UserError};
use crate::storage::browser_state::{self, Change};
use crate::text;

/// The flags of `jdex bookmarks`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex bookmarks                 the codes bookmarked, here or in the browser
  jdex bookmarks --recent        the codes opened last in the browser
  jdex bookmarks --add J9271     bookmark a code; --remove takes it off
  jdex bookmarks --json          the same for a script")]
pub struct Args {
    /// The codes opened last in the browser, the last first
    #[arg(long)]
    recent: bool,
    /// Bookmark a code; repeatable
    #[arg(long, value_name = "CODE", conflicts_with = "recent")]
    add: Vec<String>,
    /// Remove a bookmark; repeatable
    #[arg(long, value_name = "CODE", conflicts_with = "recent")]
    remove: Vec<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    list: &'static str,
    date: Date,
    codes: Vec<Listed<'a>>,
    /// Codes that this catalog does not hold.
    unknown: Vec<&'a str>,
}

/// Lists bookmarks or recent codes, after setting and removing what was named; exit 1 where the list is empty.
///
/// # Errors
/// A code to add that the catalog does not hold; the file of bookmarks cannot be read, understood or written; output cannot
/// be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    change(args, desk)?;
    let (memory, problem) = browser_state::load(&desk.paths.data);
    if let Some(problem) = problem {
        anyhow::bail!(UserError::new("unreadable", problem));
    }
    let (list, wanted) = if args.recent { ("recent", &memory.recent) } else { ("bookmarks", &memory.bookmarks) };
    let held: Vec<&Code> = wanted.iter().filter_map(|code| desk.catalog.code(code)).collect();
    let unknown: Vec<&str> = wanted.iter().map(String::as_str).filter(|code| desk.catalog.code(code).is_none()).collect();
    if desk.json {
        let codes = held.iter().map(|code| Listed::of(code, desk.date)).collect();
        desk.json(&Answer { list, date: desk.date, codes, unknown })?;
    } else {
        let rows: Vec<codes::Row<'_>> = held.iter().map(|code| codes::Row { code, why: None, below: None }).collect();
        codes::table(&rows, desk)?;
        for code in unknown {
            writeln!(desk.err, "jdex: {} is no code of this catalog", text::clean(code))?;
        }
        if wanted.is_empty() {
            let hint = if args.recent { "no code was opened in the browser yet" } else { "no bookmarks yet; --add CODE sets one" };
            writeln!(desk.err, "jdex: {hint}")?;
        }
    }
    Ok(if held.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn change(args: &Args, desk: &CommandContext<'_>) -> anyhow::Result<()> {
    let mut changes = Vec::new();
    for code in &args.add {
        changes.push(Change::AddBookmark(super::code(desk, code)?.code.clone()));
    }
    // A code that the catalog no longer holds can be removed all the same.
    changes.extend(args.remove.iter().map(|code| Change::RemoveBookmark(code.trim().to_ascii_uppercase())));
    if !changes.is_empty() {
        let not_written = |e| UserError::new("not-written", format!("{}: bookmarks could not be written: {e}", desk.paths.data.display()));
        browser_state::save(&desk.paths.data, &changes).map_err(not_written)?;
    }
    Ok(())
}
