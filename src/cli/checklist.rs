//! `jdex checklist`.

use super::CommandContext;
use crate::catalog::Checklist;
use crate::exit::{Exit, UserError};
use crate::page::{self, Line, Role};

/// The flags of `jdex checklist`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex checklist                           every list, by its id
  jdex checklist J0881                     the lists that apply to a code
  jdex checklist J0881 --list esa          one of them, to print and tick
  jdex checklist J9271 --json              for a script")]
pub struct Args {
    /// A code; only what applies to it is printed
    pub code: Option<String>,
    /// One list, by its id
    #[arg(long, value_name = "ID")]
    pub list: Option<String>,
}

/// Prints documentation checklists; without a code or an id only their titles. Exit 1 where there is none.
///
/// # Errors
/// An unknown code or list; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let mut lists = match &args.code {
        Some(code) => page::checklists(desk.catalog, super::code(desk, code)?),
        None => desk.catalog.reference().checklists.decode(),
    };
    if let Some(id) = &args.list {
        if !lists.iter().any(|l| l.id == *id) {
            let ids: Vec<&str> = lists.iter().map(|l| l.id.as_str()).collect();
            anyhow::bail!(UserError::new("unknown-list", format!("`{id}` is no checklist here; there are {}", ids.join(", "))));
        }
        lists.retain(|l| l.id == *id);
    }
    if desk.json {
        desk.json(&serde_json::json!({ "code": args.code, "checklists": lists }))?;
    } else if args.code.is_none() && args.list.is_none() {
        desk.lines(&lists.iter().map(title).collect::<Vec<_>>())?;
    } else {
        for (i, list) in lists.iter().enumerate() {
            let gap = (i > 0).then(Line::blank);
            desk.lines(&gap.into_iter().chain(page::checklist_lines(list, |_| false)).collect::<Vec<_>>())?;
        }
    }
    Ok(if lists.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn title(list: &Checklist) -> Line {
    let applies = if list.applies == crate::catalog::ALL { "every drug" } else { &list.applies };
    let line = Line::of(Role::Code, format!("{:<22}", list.id)).with(Role::Text, list.title.clone());
    line.with(Role::Muted, format!("  ({} items, {applies})", list.items.len())).indented(0, 22)
}
