//! `jdex completions` and `jdex man`, made from the command line itself.

use clap::Command;

use super::CommandContext;
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

/// Prints the completions for a shell.
///
/// # Errors
/// Output cannot be written.
pub fn completions(args: &Args, mut command: Command, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    // Made in memory first: the generator panics on a closed pipe.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "jdex", &mut text);
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
