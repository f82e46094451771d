//! The composition root: read the command line, load the catalog, choose a face, exit.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use jdex::catalog::{Catalog, Problem};
use jdex::cli::{self, Cli, CommandContext};
use jdex::exit::{Exit, UserError};
use jdex::storage::user_catalog::{self, Paths};
use jdex::tui;

fn main() -> ExitCode {
    if jdex::platform::stood_guard() {
        return ExitCode::SUCCESS;
    }
    // Without a handler a full quota ends the program; then it does as before.
    let _ = jdex::platform::outlive_file_limits();
    let json = env::args_os().any(|a| a == "--json");
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    let exit = answer(json, &mut out);
    match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // Where the answer could not go, nothing but words on the other stream can say so.
            let _ = writeln!(io::stderr(), "jdex: the answer could not be written: {error}");
            ExitCode::from(Exit::Failure as u8)
        }
        _ => ExitCode::from(exit as u8),
    }
}

fn answer(json: bool, out: &mut dyn Write) -> Exit {
    if let Err(error) = cli::check_words(env::args_os()) {
        return cli::report(&error.into(), json, out, &mut io::stderr());
    }
    match cli::answer_shell(shipped) {
        Ok(false) => {}
        Ok(true) => return Exit::Success,
        Err(error) => return cli::report(&error, json, out, &mut io::stderr()),
    }
    match cli::parse(env::args_os()) {
        Ok(cli) => start(&cli, out).unwrap_or_else(|error| cli::report(&error, json, out, &mut io::stderr())),
        Err(error) if json && error.use_stderr() => {
            let message = error.to_string();
            let user_error = UserError::new("usage", message.trim_start_matches("error: ").trim());
            cli::report(&user_error.into(), true, out, &mut io::stderr())
        }
        Err(error) if error.use_stderr() => {
            let _ = io::stderr().write_all(cli::usage(&error).as_bytes());
            Exit::Failure
        }
        Err(shown) => match cli::help(&shown, json, out) {
            Err(error) => cli::report(&error.into(), json, out, &mut io::stderr()),
            Ok(()) => Exit::Success,
        },
    }
}

fn start(cli: &Cli, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let paths = user_paths()?;
    // The process ends after the answer: its memory is not given back piece by piece.
    let mut catalog = ManuallyDrop::new(shipped()?);
    let problems = overlay(&mut catalog, cli, &paths)?;
    let today = jiff::Zoned::now().date();
    let is_command = cli.command.is_some() && !cli.bare_query;
    if cli.plain && is_command {
        anyhow::bail!(UserError::new("usage", "`--plain` stands without a command; commands answer in plain lines anyway"));
    }
    // Commands do not wait for the browser's settings.
    let read = (!is_command).then(|| jdex::storage::settings(&paths.config, &catalog));
    let (settings, mistakes) = read.map(|read| (read.config, read.mistakes)).unwrap_or_default();
    let is_plain = !is_command && (cli.plain || (settings.plain && !cli.json && on_terminal()));
    let asked = cli.date.map(|date| date.from(today)).transpose().map_err(|why| UserError::new("usage", format!("--date: {why}")))?;
    let train = cli.opens_training() && browsable().is_ok();
    let query = cli.browser_query().filter(|_| is_plain || browsable().is_ok());
    let command = cli.command.as_ref().filter(|_| !train && query.is_none());
    if command.is_none() && !is_plain {
        browsable()?;
        let problems = problems.iter().map(ToString::to_string).collect();
        let query = query.unwrap_or_default();
        return tui::run(tui::StartupOptions {
            catalog: ManuallyDrop::into_inner(catalog),
            date: asked,
            today,
            paths,
            problems,
            no_color: no_color(),
            train,
            query,
        });
    }
    // A bug report is sent to others: it tells of the problems itself, without what stands in the files.
    for problem in problems.iter().filter(|_| !matches!(command, Some(cli::Command::Bugreport))) {
        writeln!(io::stderr(), "jdex: {problem}")?;
    }
    // The browser reads its settings itself and shows what is wrong with them.
    for mistake in mistakes.iter().filter(|_| is_plain) {
        writeln!(io::stderr(), "jdex: {mistake}")?;
    }
    let date = asked.unwrap_or(today);
    let began = std::time::Instant::now();
    let mut desk = CommandContext {
        catalog: &catalog,
        date,
        json: cli.json,
        color: io::stdout().is_terminal() && !no_color(),
        columns: columns(),
        on_terminal: io::stdout().is_terminal(),
        spoken: is_plain,
        paths: &paths,
        environment: &|| environment(&paths, &catalog, &problems),
        clock: &|| began.elapsed().as_secs(),
        input: &mut io::stdin().lock(),
        out,
        err: &mut io::stderr(),
    };
    match command {
        Some(command) => cli::run(command, &mut desk),
        None => cli::plain::run(&query.unwrap_or_default(), (today, settings.session), &mut desk),
    }
}

/// The catalog compiled into the program, or the folder of TOML that `JDEX_CATALOG` names: a note is tried without a rebuild.
fn shipped() -> anyhow::Result<Catalog> {
    let Some(folder) = env::var_os("JDEX_CATALOG").filter(|v| !v.is_empty()) else { return user_catalog::shipped() };
    let mut catalog = Catalog::default();
    let problems = user_catalog::apply_overlay(&mut catalog, std::path::Path::new(&folder));
    if !problems.is_empty() {
        anyhow::bail!(UserError::new("broken-catalog", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")));
    }
    Ok(catalog)
}

/// What a bug report tells of the terminal and of the user's files.
fn environment(paths: &Paths, catalog: &Catalog, problems: &[Problem]) -> jdex::cli::Environment {
    const SHOWN: [&str; 4] = ["TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"];
    const SET: [&str; 7] = ["NO_COLOR", "TMUX", "STY", "SSH_CONNECTION", "WT_SESSION", "JDEX_CONFIG_DIR", "JDEX_DATA_DIR"];
    let held = |name: &'static str| env::var(name).ok().filter(|v| !v.is_empty());
    let mut environment: Vec<(&str, String)> = SHOWN.into_iter().filter_map(|name| Some((name, held(name)?))).collect();
    environment.extend(SET.into_iter().filter(|name| env::var_os(name).is_some()).map(|name| (name, "set".to_owned())));
    // Of the language only the encoding matters.
    let encoding = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(held).and_then(|l| Some(l.split_once('.')?.1.to_owned()));
    environment.extend(encoding.map(|encoding| ("encoding", encoding)));
    let mut said: Vec<String> = tui::problems(&paths.config, catalog, no_color()).iter().map(ToString::to_string).collect();
    said.extend(problems.iter().map(ToString::to_string));
    jdex::cli::Environment { environment, home: etcetera::home_dir().ok(), problems: said }
}

/// Somebody reads and types.
fn on_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Refuses to open the browser where it could not be drawn.
fn browsable() -> anyhow::Result<()> {
    let refuse = |message: &str| Err(UserError::new("no-terminal", message).into());
    if !on_terminal() {
        return refuse("without a command the browser opens, and that needs a terminal; see `jdex --help`");
    }
    if env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return refuse(
            "TERM=dumb cannot show the browser; `jdex search` and `jdex show` answer in plain lines, and `jdex --plain` asks for them one by one",
        );
    }
    Ok(())
}

/// `NO_COLOR` counts when it is set and not empty.
fn no_color() -> bool {
    env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
}

/// Lays the folders named on the command line, then the user's own data, over the shipped catalog.
///
/// A folder that was asked for must load; the user's own data may be broken, which is said and survived.
fn overlay(catalog: &mut Catalog, cli: &Cli, paths: &Paths) -> anyhow::Result<Vec<Problem>> {
    for folder in &cli.catalog {
        if user_catalog::is_empty(folder) {
            let message = format!("{}: no catalog file lies here; a catalog holds codes/*.toml, notes/*.toml ...", folder.display());
            anyhow::bail!(UserError::new("empty-catalog", message));
        }
        let problems = user_catalog::apply_overlay(catalog, folder);
        if !problems.is_empty() {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            anyhow::bail!(UserError::new("broken-catalog", lines.join("; ")));
        }
    }
    Ok(user_catalog::apply_user_overlay(catalog, &paths.data))
}

/// The width of the terminal that answers go to, within reason; 80 where they go elsewhere.
fn columns() -> usize {
    // Asked elsewhere than on a terminal, crossterm would run `tput`.
    let size = io::stdout().is_terminal().then(ratatui::crossterm::terminal::size);
    size.and_then(Result::ok).map_or(80, |(columns, _)| usize::from(columns).clamp(40, 120))
}

/// `JDEX_DATA_DIR` and `JDEX_CONFIG_DIR`, or the directories of the user as the system has them.
fn user_paths() -> anyhow::Result<Paths> {
    let [data, config] = jdex::platform::folders().map_or([None, None], |folders| folders.map(Some));
    let dir = |variable: &str, fallback: Option<std::path::PathBuf>| {
        env::var_os(variable)
            .filter(|v| !v.is_empty())
            .map(std::path::PathBuf::from)
            .or(fallback)
            .ok_or_else(|| anyhow::anyhow!("no home directory is known; set {variable}"))
    };
    Ok(Paths { data: dir("JDEX_DATA_DIR", data)?, config: dir("JDEX_CONFIG_DIR", config)? })
}
