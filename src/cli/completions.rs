//! `jdex completions` and `jdex man`, made from the command line itself. The script of a shell asks the program, so that codes and
//! payers are completed too.

use std::env;
use std::ffi::OsStr;
use std::sync::Arc;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::CommandContext;
use crate::catalog::Catalog;
use crate::exit::Exit;

/// The flags of `jdex completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex completions bash > ~/.local/share/bash-completion/completions/jdex
  jdex completions zsh > ~/.zfunc/_jdex
  jdex completions fish > ~/.config/fish/completions/jdex.fish
  jdex completions powershell >> $PROFILE
  jdex completions elvish > ~/.config/elvish/lib/jdex.elv")]
pub struct Args {
    /// For which shell
    pub shell: clap_complete::Shell,
}

/// The variable by which the script of a shell asks.
const ASKED: &str = "COMPLETE";

/// A script in a folder of zsh's is loaded when the first completion is asked for, which it is to answer as well.
const FIRST_IN_ZSH: &[u8] = b"if [ \"$funcstack[1]\" = _jdex ]; then _clap_dynamic_completer_jdex \"$@\"; fi\n";

/// Answers a shell that asks what may stand where the cursor is; false where none asks.
///
/// # Errors
/// What a shell asks is not understood, or the catalog does not load.
pub fn answer_shell(command: fn() -> Command, catalog: impl FnOnce() -> anyhow::Result<Catalog>) -> anyhow::Result<bool> {
    if env::var_os(ASKED).is_none_or(|shell| shell.is_empty()) {
        return Ok(false);
    }
    let catalog = Arc::new(catalog()?);
    let completed = || {
        let mut command = command();
        command.build();
        with_values(command, &catalog)
    };
    Ok(CompleteEnv::with_factory(completed).var(ASKED).try_complete(env::args_os(), env::current_dir().ok().as_deref())?)
}

/// Codes and payers are values of the catalog; everything else is known from the command line.
fn with_values(command: Command, catalog: &Arc<Catalog>) -> Command {
    let valued = |arg: clap::Arg| match arg.get_id().as_str() {
        "code" | "codes" | "first" | "second" => {
            let catalog = Arc::clone(catalog);
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| codes(&catalog, typed)))
        }
        "payer" => {
            let catalog = Arc::clone(catalog);
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| payers(&catalog, typed)))
        }
        _ => arg,
    };
    command.mut_args(valued).mut_subcommands(|below| with_values(below, catalog))
}

/// The codes that begin so; every code of the catalog is more than a shell can show.
fn codes(catalog: &Catalog, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_uppercase();
    let begun = catalog.codes().iter().filter(|code| !typed.is_empty() && code.code.starts_with(&typed));
    begun.map(|code| CompletionCandidate::new(&code.code).help(Some(code.short.clone().into()))).collect()
}

fn payers(catalog: &Catalog, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let begun = catalog.rulebook().payers().iter().filter(|payer| payer.id.starts_with(&*typed));
    begun.map(|payer| CompletionCandidate::new(&payer.id).help(Some(payer.name.clone().into()))).collect()
}

/// Prints the completions for a shell.
///
/// # Errors
/// Output cannot be written.
pub fn completions(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    let shells = Shells::builtins();
    let name = args.shell.to_string();
    let shell = shells.completer(&name).ok_or_else(|| anyhow::anyhow!("no completions for {name}"))?;
    shell.write_registration(ASKED, "jdex", "jdex", "jdex", &mut text)?;
    if args.shell == clap_complete::Shell::Zsh {
        text.extend_from_slice(FIRST_IN_ZSH);
    }
    if desk.json {
        desk.json(&serde_json::json!({ "shell": args.shell.to_string(), "completions": String::from_utf8(text)? }))?;
        return Ok(Exit::Success);
    }
    desk.out.write_all(&text)?;
    Ok(Exit::Success)
}

/// Prints the man page, roff, with every command in it.
///
/// # Errors
/// Output cannot be written.
pub fn man(mut command: Command, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for part in command.get_subcommands() {
        chapter(part, &mut text)?;
        for part in part.get_subcommands() {
            chapter(part, &mut text)?;
        }
    }
    if desk.json {
        desk.json(&serde_json::json!({ "man": String::from_utf8(text)? }))?;
        return Ok(Exit::Success);
    }
    desk.out.write_all(&text)?;
    Ok(Exit::Success)
}

/// One command as a chapter of the page: its sections become sections of the chapter.
fn chapter(command: &Command, text: &mut Vec<u8>) -> anyhow::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    let mut sections = Vec::new();
    man.render_synopsis_section(&mut sections)?;
    man.render_description_section(&mut sections)?;
    man.render_options_section(&mut sections)?;
    man.render_extra_section(&mut sections)?;
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    text.extend(format!(".SH \"{name}\"\n").bytes());
    text.extend(String::from_utf8(sections)?.replace("\n.SH ", "\n.SS ").replacen(".SH ", ".SS ", 1).bytes());
    Ok(())
}
