//! `jdex completions` and `jdex man`, made from the command line itself.

use clap::CommandFactory;

use super::{Cli, Desk};
use crate::exit::Exit;

/// The flags of `jdex completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex completions bash > ~/.local/share/bash-completion/completions/jdex
  jdex completions zsh > ~/.zfunc/_jdex
  jdex completions fish > ~/.config/fish/completions/jdex.fish")]
pub struct Args {
    /// For which shell
    pub shell: clap_complete::Shell,
}

/// Prints the completions for a shell.
///
/// # Errors
/// Output cannot be written.
pub fn completions(args: &Args, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    // Made in memory first: the generator panics on a closed pipe.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "jdex", &mut text);
    desk.out.write_all(&text)?;
    Ok(Exit::Done)
}

/// Prints the man page, roff, with every command in it.
///
/// # Errors
/// Output cannot be written.
pub fn man(desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut text)?;
    desk.out.write_all(&text)?;
    Ok(Exit::Done)
}
