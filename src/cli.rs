//! The command line: one file a command. What is written here and in the commands' JSON is a contract with scripts.

pub mod administration;
pub mod batch;
pub mod bookmarks;
pub mod bugreport;
pub mod check;
pub mod checklist;
pub mod claim;
mod codes;
pub mod compare;
pub mod completions;
mod context;
pub mod coverage;
mod deferred;
pub mod denial;
pub mod diff;
pub mod editions;
pub mod form;
pub mod import;
mod input;
mod json;
pub mod news;
mod order;
pub mod paths;
pub mod plain;
mod progress;
pub mod remittance;
pub mod rule;
pub mod search;
pub mod selftest;
pub mod show;
mod style;
pub mod train;
pub mod units;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

pub use context::{CommandContext, Environment, note};
pub(crate) use context::{code, parse_date};
pub use deferred::Deferred;

use crate::exit::{Exit, UserError};
use crate::text::date::TypedDate;

/// The terminal reference for US drug billing codes (HCPCS Level II).
#[derive(Debug, Parser)]
#[command(name = "jdex", bin_name = "jdex", version, about, disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do; without a command the browser opens.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// The date of service, as 11/29/2026, yesterday or -7; everything answers as of it [default: today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = TypedDate::read, allow_negative_numbers = true)]
    pub date: Option<TypedDate>,

    /// A catalog folder laid over the shipped one; repeatable
    #[arg(long, global = true, value_name = "DIR")]
    pub catalog: Vec<PathBuf>,

    /// One JSON document on stdout
    #[arg(long, global = true)]
    pub json: bool,

    /// Without a command: the browser in plain lines, for screen readers; nothing is drawn again
    #[arg(long, conflicts_with = "json")]
    pub plain: bool,

    /// What is searched for stands where a command would: on a terminal the browser opens with it.
    #[arg(skip)]
    pub bare_query: bool,
}

impl Cli {
    /// `jdex train` and nothing more: on a terminal that is the browser's training screen.
    pub fn opens_training(&self) -> bool {
        !self.json && matches!(&self.command, Some(Command::Train(args)) if args.opens_screen())
    }

    /// The query that the browser opens with on a terminal, where words stand in place of a command.
    pub fn browser_query(&self) -> Option<String> {
        match &self.command {
            Some(Command::Search(args)) if self.bare_query && !self.json => Some(args.words.join(" ")),
            _ => None,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  jdex                                  open the browser
  jdex ketorolac 60 mg                  the browser with what was typed
  jdex --plain                          in plain lines, for screen readers
  jdex search keytruda                  by brand, name, prefix or misspelling
  jdex show J9039                       everything known about a code
  jdex show J9020 --date 2025-06-30     as of a date of service
  jdex units J9035 \"15 mg/kg\" --weight 67.5kg
                                        from an order to claim lines";

const SELFTEST: &str = "\
Examples:
  jdex selftest              each example with its source, and what differs
  jdex selftest --json       the same for a script";

const EDITIONS: &str = "\
Examples:
  jdex editions              each file behind the facts, its size and SHA-256
  jdex editions --json       the same for a script";

const PATHS: &str = "\
The config folder may hold config.toml, keys.toml and theme-<name>.toml; the
data folder holds what was imported, own notes, bookmarks and progress.
JDEX_CONFIG_DIR and JDEX_DATA_DIR name other folders.

Examples:
  jdex paths                            both folders
  JDEX_DATA_DIR=/srv/jdex jdex paths    data in a folder of your own";

const BUGREPORT: &str = "\
It holds no content of any file, no name and no path outside the home directory,
which is shown as ~. Read it before you send it.

Examples:
  jdex bugreport             to read and to paste
  jdex bugreport --json      the same for a program";

const MAN: &str = "\
Examples:
  jdex man | man -l -                                  read it
  jdex man > ~/.local/share/man/man1/jdex.1            install it";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find codes by code, prefix, generic name, brand, class, indication, old code or misspelling
    Search(Deferred<search::Args>),
    /// From an order to claim lines: dose, containers, units, modifiers, limits
    Units(Box<Deferred<units::Args>>),
    /// Everything known about a code, pane by pane
    Show(Deferred<show::Args>),
    /// The numbers under which drugs are given: infusion, push, injection
    Administration(Deferred<administration::Args>),
    /// Bookmarked codes, and those opened last in the browser
    Bookmarks(Deferred<bookmarks::Args>),
    /// Check a catalog folder, or say what the shipped catalog holds
    Check(Deferred<check::Args>),
    /// Check drug claim lines before they are sent
    Claim(Deferred<claim::Args>),
    /// Documentation checklists, to print and tick off
    Checklist(Deferred<checklist::Args>),
    /// Two codes side by side: unit, status, sizes, payment, limits, what differs marked
    Compare(Deferred<compare::Args>),
    /// Which diagnoses Medicare's local documents list for a code, by contractor
    Coverage(Deferred<coverage::Args>),
    /// Explain denial codes on a drug claim: causes, fix, attachments, time limits
    Denial(Deferred<denial::Args>),
    /// Take CMS files into your own catalog, all or nothing
    Import(Deferred<import::Args>),
    /// The files that the facts were read from: edition, rows, size, SHA-256
    #[command(after_help = EDITIONS)]
    Editions,
    /// What changed between two editions of CMS's files or two catalogs, unit changes first
    Diff(Deferred<diff::Args>),
    /// What began, ended and changed since an edition or a day: codes, prices, coverage
    News(Deferred<news::Args>),
    /// Replay the published examples and name the sources that are wrong
    #[command(after_help = SELFTEST)]
    Selftest,
    /// Billing rules: what each says, since when, how it is known
    Rule(Deferred<rule::Args>),
    /// Work denials: cases, drills, what a learner has mastered
    Train(Deferred<train::Args>),
    /// Where jdex keeps its data and looks for its configuration
    #[command(after_help = PATHS)]
    Paths,
    /// What to send with a bug report: versions and problems, nothing personal
    #[command(after_help = BUGREPORT)]
    Bugreport,
    /// Completions for a shell
    Completions(Deferred<completions::Args>),
    /// The man page, roff
    #[command(after_help = MAN)]
    Man,
}

/// Reads a command line. A word that is no command is searched for, unless it is a command with a letter wrong.
///
/// # Errors
/// Clap's, which also stand for `--help` and `--version`.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let error = match Cli::try_parse_from(&arguments) {
        Err(error) if error.kind() == ErrorKind::InvalidSubcommand => error,
        parsed => return parsed,
    };
    let Some(ContextValue::String(written)) = error.get(ContextKind::InvalidSubcommand) else { return Err(error) };
    let word = written.to_lowercase();
    if Cli::command().get_subcommands().any(|command| strsim::osa_distance(command.get_name(), &word) < 2) {
        return Err(error);
    }
    let at = arguments.iter().position(|argument| argument.to_str() == Some(written)).unwrap_or(1);
    arguments.insert(at, "search".into());
    Ok(Cli { bare_query: true, ..Cli::try_parse_from(arguments)? })
}

/// Answers a shell that asks for completions; false where none asks.
///
/// # Errors
/// It asks what is not understood.
pub fn answer_shell(catalog: impl FnOnce() -> anyhow::Result<crate::catalog::Catalog>) -> anyhow::Result<bool> {
    completions::answer_shell(Cli::command, catalog)
}

/// The longest word of a command line, in characters: a path may be as long.
const LONGEST_WORD: usize = 4_096;

/// Refuses words that nobody types, before anything looks at them.
///
/// # Errors
/// `too-large`.
pub fn check_words(words: impl IntoIterator<Item = OsString>) -> Result<(), UserError> {
    let longest = words.into_iter().map(|word| word.to_string_lossy().chars().count()).max().unwrap_or_default();
    if longest > LONGEST_WORD {
        Err(UserError::too_large("characters of one word of the command line", LONGEST_WORD, longest))
    } else {
        Ok(())
    }
}

/// Writes what `--help` or `--version` show; under `--json` as one document.
///
/// # Errors
/// Output cannot be written.
pub fn help(shown: &clap::Error, json: bool, out: &mut dyn Write) -> io::Result<()> {
    let text = shown.render().to_string();
    if !json {
        return shown.print().and_then(|()| io::stdout().flush());
    }
    let key = if shown.kind() == ErrorKind::DisplayVersion { "version" } else { "help" };
    json::write(out, &serde_json::json!({ key: text.trim_end() }))?;
    writeln!(out)
}

/// What is wrong with a command line, for people: what was typed is repeated in it, so it is cleaned.
pub fn usage(error: &clap::Error) -> String {
    let plain = error.render().to_string();
    plain.lines().map(|line| crate::text::clean(line) + "\n").collect()
}

/// Runs one command.
///
/// # Errors
/// A [`UserError`] where the input is at fault, an I/O error where the world is.
pub fn run(command: &Command, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    match command {
        Command::Search(args) => search::run(args, desk),
        Command::Units(args) => units::run(args, desk),
        Command::Show(args) => show::run(args, desk),
        Command::Bookmarks(args) => bookmarks::run(args, desk),
        Command::Check(args) => check::run(args, desk),
        Command::Claim(args) => claim::run(args, desk),
        Command::Administration(args) => administration::run(args, desk),
        Command::Checklist(args) => checklist::run(args, desk),
        Command::Compare(args) => compare::run(args, desk),
        Command::Coverage(args) => coverage::run(args, desk),
        Command::Denial(args) => denial::run(args, desk),
        Command::Import(args) => import::run(args, desk),
        Command::Editions => editions::run(desk),
        Command::Diff(args) => diff::run(args, desk),
        Command::News(args) => news::run(args, desk),
        Command::Selftest => selftest::run(desk),
        Command::Train(args) => train::run(args, desk),
        Command::Rule(args) => rule::run(args, desk),
        Command::Paths => paths::run(desk),
        Command::Bugreport => bugreport::run(desk),
        Command::Completions(args) => completions::completions(args, desk),
        Command::Man => completions::man(Cli::command(), desk),
    }
}

/// Reports an error as the contract says: a sentence on stderr, or a JSON document on stdout. A closed pipe is quiet.
pub fn report(error: &anyhow::Error, json: bool, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    if is_broken_pipe(error) {
        return Exit::Success;
    }
    let kind = error.downcast_ref::<UserError>().map_or("trouble", |r| r.kind.as_str());
    // Long enough for everything wrong with a catalog, not for a table without line ends.
    let message = crate::text::without_middle(&format!("{error:#}"), 2_000).into_owned();
    let written = if json {
        writeln!(out, "{}", serde_json::json!({ "error": { "kind": kind, "message": message } }))
    } else {
        writeln!(err, "jdex: {message}")
    };
    match written {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        _ => Exit::Failure,
    }
}

/// Did the reader of our output go away?
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|c| c.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
