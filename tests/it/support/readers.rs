//! Every reader of bytes from outside, with what must hold whatever the bytes are: no panic, messages that say something
//! and cannot drive a terminal, nothing lost or half taken. `tests/hostile.rs` and the fuzzer in `tests/fuzz` drive them.

mod archive;
mod claims;
mod training;
mod typed;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use jdex::calculator::{BillableItem, Rules};
use jdex::catalog::{self, Catalog, Date, check};
use jdex::cli::{self, CommandContext};
use jdex::config::{self, Borders, Config};
use jdex::dosing::Request;
use jdex::explanation::Field;
use jdex::import::{self, Options};
use jdex::page::{self, Pane};
use jdex::search::Index;
use jdex::storage::browser_state::{self, Change};
use jdex::storage::user_catalog::{self, Paths};
use jdex::text;
use jdex::tui::action::Action;
use jdex::tui::keymap::{Context, Keymap};
use jdex::tui::theme::Theme;

/// Reads bytes; panics where something does not hold.
pub type Reader = fn(&[u8]);

/// Every reader by name.
pub const READERS: [(&str, Reader); 22] = [
    ("archive", archive::archive),
    ("arguments", arguments),
    ("batch", batch),
    ("catalog", catalog),
    ("claim", claims::claim),
    ("config", config),
    ("correct", claims::correct),
    ("descriptor", typed::descriptor),
    ("fixed", claims::fixed),
    ("forms", claims::forms),
    ("import", import),
    ("keys", keys),
    ("memory", memory),
    ("order", order),
    ("progress", training::progress),
    ("quantity", typed::quantity),
    ("remittance", claims::remittance),
    ("scenario", training::scenario),
    ("search", typed::search),
    ("theme", theme),
    ("typed", training::typed),
    ("words", typed::words),
];

const TODAY: Date = jiff::civil::date(2026, 11, 22);

/// The shipped catalog with its index and rules.
struct Shipped {
    catalog: Catalog,
    index: Index,
    rules: Rules,
}

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let catalog = user_catalog::shipped().expect("the shipped catalog");
        Shipped { index: user_catalog::index(&catalog), rules: Rules::of(&catalog), catalog }
    })
}

/// A catalog of a few codes, small enough to be laid over again and again.
fn few() -> Catalog {
    static SNAPSHOT: OnceLock<Vec<u8>> = OnceLock::new();
    let snapshot = SNAPSHOT.get_or_init(|| {
        let file = |path, text| catalog::File { shown: path, path, text };
        let files = [
            file("codes/J9.toml", include_str!("../../fixtures/browser/codes/J9.toml")),
            file("products/J9.toml", include_str!("../../fixtures/browser/products/J9.toml")),
            file("sources.toml", include_str!("../../fixtures/browser/sources.toml")),
        ];
        let (book, problems) = catalog::read(files, &Catalog::default());
        assert!(problems.is_empty(), "{problems:?}");
        Catalog::from_book(book).to_snapshot().expect("a snapshot")
    });
    Catalog::from_snapshot(snapshot).expect("the snapshot that was just made")
}

/// Nothing in it could drive a terminal; rows may be several.
fn assert_clean(shown: &str) {
    for row in shown.split('\n') {
        assert_eq!(text::clean(row), row, "output that could drive a terminal");
    }
}

/// A message for people.
fn assert_told(message: &str) {
    assert_clean(message);
    assert!(!message.trim().is_empty(), "a refusal without a reason");
}

/// Runs a command without a terminal; its output is clean, and a JSON document where it was asked for.
fn run(
    catalog: &Catalog,
    json: bool,
    input: &[u8],
    command: impl FnOnce(&mut CommandContext<'_>) -> anyhow::Result<jdex::exit::Exit>,
) -> Vec<u8> {
    output(catalog, json, input, command).0
}

/// As [`run`], with what is said beside the answer.
pub fn output(
    catalog: &Catalog,
    json: bool,
    mut input: &[u8],
    command: impl FnOnce(&mut CommandContext<'_>) -> anyhow::Result<jdex::exit::Exit>,
) -> (Vec<u8>, Vec<u8>) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let paths = Paths::default();
    let mut desk = CommandContext {
        catalog,
        date: TODAY,
        json,
        color: false,
        columns: 80,
        on_terminal: false,
        spoken: false,
        paths: &paths,
        environment: &Default::default,
        clock: &|| 0,
        input: &mut input,
        out: &mut out,
        err: &mut err,
    };
    if let Err(error) = command(&mut desk) {
        cli::report(&error, json, &mut out, &mut err);
        assert!(json || err.starts_with(b"jdex: "), "a refusal without a reason");
    }
    assert_clean(std::str::from_utf8(&out).expect("UTF-8 on stdout"));
    assert_clean(std::str::from_utf8(&err).expect("UTF-8 on stderr"));
    (out, err)
}

/// The words of a command line, one a line. Commands that open files or write them are left to `tests/hostile.rs`.
fn arguments(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let words = std::iter::once("jdex").chain(text.split('\n')).map(Into::into);
    match cli::parse(words) {
        Err(error) => assert_told(&cli::usage(&error)),
        Ok(parsed) => match &parsed.command {
            None
            | Some(
                cli::Command::Import(_) | cli::Command::Diff(_) | cli::Command::Check(_) | cli::Command::Claim(_) | cli::Command::Selftest,
            ) => {}
            Some(cli::Command::Units(args)) if args.batch.is_some() => {}
            Some(cli::Command::Denial(args)) if !args.remittances.is_empty() => {}
            Some(command) => drop(run(&shipped().catalog, parsed.json, b"", |desk| {
                desk.date = parsed.date.map_or(TODAY, |date| date.from(TODAY).unwrap());
                cli::run(command, desk)
            })),
        },
    }
}

/// A batch of orders: one JSON document a row, whatever stands in the row.
fn batch(bytes: &[u8]) {
    let out = run(&shipped().catalog, false, bytes, |desk| cli::batch::run(Path::new("-"), desk));
    for row in out.split(|b| *b == b'\n').filter(|row| !row.is_empty()) {
        serde_json::from_slice::<serde_json::Value>(row).expect("a JSON document a row");
    }
}

/// Catalog files, each a line with its path and then its text, separated by lines of `---`: read, checked, laid over,
/// indexed, shown.
fn catalog(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parts: Vec<(&str, &str)> = text.split("\n---\n").filter_map(|part| part.split_once('\n')).collect();
    let mut held = few();
    let (book, mut problems) = catalog::read(parts.iter().map(|(path, text)| catalog::File { shown: path, path, text }), &held);
    problems.extend(check::check(&book, &held));
    for problem in &problems {
        assert_told(&problem.to_string());
        assert!(!problem.message.trim().is_empty(), "a problem without words");
        // A mutation may name a file twice.
        let texts = parts.iter().filter(|(path, _)| *path == problem.origin.file);
        let lines = texts.map(|(_, text)| text.split('\n').count()).max().unwrap_or(0);
        assert!(problem.origin.line <= lines, "{problem}: the file has {lines} lines");
    }
    if !problems.is_empty() {
        return;
    }
    let codes: Vec<String> = book.codes.keys().take(4).cloned().collect();
    held.apply_overlay(book);
    let index = Index::new(&held);
    for code in codes.iter().map(String::as_str).chain(["J9039"]) {
        let Some(code) = held.code(code) else { panic!("{code} was read and is not there") };
        let found = index.search(&code.code, TODAY, 3);
        assert!(found.iter().any(|h| held.codes()[h.position].code == code.code), "{} is not found by its code", code.code);
        for pane in Pane::ALL {
            page::lines(&held, code, pane, TODAY).iter().for_each(|line| assert_clean(&line.text()));
        }
        for json in [false, true] {
            run(&held, json, b"", |desk| {
                cli::show::run(
                    &cli::show::Args {
                        code: code.code.clone(),
                        pane: None,
                        sort: None,
                        reverse: false,
                        all: json,
                        sources: json,
                        format: None,
                    },
                    desk,
                )
            });
        }
        if let Some(known) = BillableItem::of_code(&held, &code.code)
            && let Ok(request) = Request::new("12.5 mg", TODAY)
        {
            answer(&known, &request, &Rules::of(&held));
        }
    }
}

fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(mistake) = config::read::<Config>("config.toml", text) {
        assert_told(&mistake.to_string());
        assert!(mistake.line <= text.split('\n').count(), "{mistake}");
    }
}

/// An imported file: a line with its name, then its bytes. What is taken loads.
fn import(bytes: &[u8]) {
    let Some(at) = bytes.iter().position(|b| *b == b'\n') else { return };
    taken(&String::from_utf8_lossy(&bytes[..at]), &bytes[at + 1..]);
}

fn taken(name: &str, bytes: &[u8]) {
    let nothing = Catalog::default();
    match import::read(name, bytes, &Options { catalog: &nothing, all: true }) {
        Err(error) => assert!(!error.reason.to_string().trim().is_empty() && !error.reason.as_str().is_empty()),
        Ok(found) => {
            for one in found {
                let views = one.files.iter().map(|(path, text)| catalog::File { shown: path, path, text });
                let (_, problems) = catalog::read(views, &nothing);
                assert!(problems.is_empty(), "{}: what was taken does not load: {problems:?}", one.title());
                one.files.iter().for_each(|(path, text)| assert_clean(&format!("{path}\n{text}")));
            }
        }
    }
}

/// Whatever a keys file says, mistakes are told and there is a way out.
fn keys(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (keymap, mistakes) = Keymap::new(Some(("keys.toml", text)));
    for mistake in &mistakes {
        assert_told(&mistake.to_string());
        assert!(mistake.line <= text.split('\n').count(), "{mistake}");
    }
    for action in Action::ALL {
        for context in Context::ALL {
            keymap.key(context, *action).iter().for_each(|key| assert_clean(key));
        }
        keymap.keys(*action).iter().for_each(|key| assert_clean(key));
    }
}

/// The file of bookmarks: understood and carried along whole, or set aside as it was.
fn memory(bytes: &[u8]) {
    let folder = if Path::new("/dev/shm").is_dir() { tempfile::tempdir_in("/dev/shm") } else { tempfile::tempdir() }.expect("a folder");
    let path = folder.path().join("browser.json");
    fs::write(&path, bytes).expect("the file");
    let (held, problem) = browser_state::load(folder.path());
    if let Some(problem) = problem {
        assert_told(&problem);
        let aside = fs::read(folder.path().join("browser.json.broken-1")).expect("the file that was set aside");
        assert_eq!(aside, bytes, "what was not understood is kept as it was");
    }
    browser_state::save(folder.path(), &[Change::AddBookmark("J9039".into()), Change::Opened("J9271".into())]).expect("a save");
    let (again, problem) = browser_state::load(folder.path());
    assert_eq!(problem, None);
    assert!(held.bookmarks.iter().all(|code| again.bookmarks.contains(code)) && again.bookmarks.contains(&"J9039".to_owned()));
    assert_eq!(again.recent.first().map(String::as_str), Some("J9271"));
    let parse = |bytes: &[u8]| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes);
    let after = parse(&fs::read(&path).expect("the file")).expect("what was just written");
    // Only what was understood: a file set aside is not carried along.
    if let (Ok(before), false) = (parse(bytes), folder.path().join("browser.json.broken-1").exists()) {
        for (key, value) in before.iter().filter(|(key, _)| !["bookmarks", "recent"].contains(&key.as_str())) {
            assert_eq!(after.get(key), Some(value), "`{key}` of a newer version is lost");
        }
    }
}

/// An order: a line with a code or a unit, a line with the order, then lines of `field=text`.
fn order(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let (subject, order) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let Shipped { catalog, rules, .. } = shipped();
    let known = match BillableItem::of_code(catalog, subject) {
        Some(known) => known,
        None => match BillableItem::of_unit(catalog, None, subject) {
            Ok(known) => known,
            Err(error) => return refused(&error),
        },
    };
    let mut request = match Request::new(order, TODAY) {
        Ok(request) => request,
        Err(error) => return refused(&error),
    };
    for line in lines {
        let (field, text) = line.split_once('=').unwrap_or((line, ""));
        if let Err(error) = request.set(field, text) {
            assert!(Field::named(field).is_some() || error.to_string().contains("the fields are"));
            refused(&error);
        }
    }
    answer(&known, &request, rules);
}

fn refused(error: &jdex::explanation::BillingError) {
    assert!(!error.kind().is_empty());
    assert_told(&text::clean(&error.to_string()));
}

/// Computes; the units of the lines are those of the answer, and every figure has its rule.
fn answer(known: &BillableItem, request: &Request, rules: &Rules) {
    let answer = match known.compute(request, rules) {
        Ok(answer) => answer,
        Err(error) => return refused(&error),
    };
    let (discarded, administered): (Vec<_>, Vec<_>) = answer.lines.iter().partition(|l| l.modifiers.iter().any(|m| m == "JW"));
    let sum = |lines: &[&jdex::billing::Line]| lines.iter().map(|l| u128::from(l.units)).sum::<u128>();
    assert_eq!(sum(&administered), u128::from(answer.administered_units), "lines and units differ");
    assert!(sum(&discarded) == 0 || sum(&discarded) == u128::from(answer.discarded_units.unwrap_or(0)), "lines and waste differ");
    assert!(answer.lines.iter().all(|l| l.units > 0), "a line of nothing");
    assert!(answer.steps.iter().all(|s| !s.rule.to_string().is_empty()), "a step without a rule");
    page::units_lines(&answer, str::to_owned).iter().for_each(|line| assert_clean(&text::clean(&line.text())));
    answer.waste_note().iter().for_each(|note| assert_clean(note));
    serde_json::to_string(&answer).expect("an answer as JSON");
}

fn theme(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(mistake) = Theme::parse("theme-own.toml", text, Borders::Plain) {
        assert_told(&mistake.to_string());
        assert!(mistake.line <= text.split('\n').count(), "{mistake}");
    }
}
