//! `jdex rule`.

use super::CommandContext;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};

/// The flags of `jdex rule`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex rule                        every rule, by its id
  jdex rule jz-required            what one says, since when, how known
  jdex rule jz-required --json     the same for a script")]
pub struct Args {
    /// A rule's id, as an answer of `jdex units` names it
    pub id: Option<String>,
}

/// Prints a billing rule with its dates and documents, or every rule in one line.
///
/// # Errors
/// An unknown rule; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let rulebook = desk.catalog.rulebook();
    let Some(id) = &args.id else {
        if desk.json {
            desk.json(&serde_json::json!({ "rules": rulebook.rules().collect::<Vec<_>>() }))?;
        } else {
            let line = |r: &crate::catalog::Rule| {
                Line::of(Role::Code, format!("{:<24}", r.id)).with(Role::Text, r.statement.clone()).indented(0, 24)
            };
            desk.lines(&rulebook.rules().map(line).collect::<Vec<_>>())?;
        }
        return Ok(Exit::Success);
    };
    let unknown = || UserError::new("unknown-rule", format!("`{id}` is no rule of this catalog; `jdex rule` lists them"));
    let rule = rulebook.rule(id).ok_or_else(unknown)?;
    if desk.json {
        desk.json(rule)?;
    } else {
        desk.lines(&page::rule_lines(desk.catalog, rule))?;
    }
    Ok(Exit::Success)
}
