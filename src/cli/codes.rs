//! Lists of codes: a table for people, objects for programs.

use serde::Serialize;

use super::CommandContext;
use crate::catalog::{Code, Date, Kind, State};
use crate::page::{Line, Role};
use crate::text;

/// What a list says of a code.
#[derive(Serialize)]
pub struct Listed<'a> {
    code: &'a str,
    kind: Kind,
    name: Option<&'a str>,
    descriptor: &'a str,
    unit: Option<String>,
    state: State,
}

impl<'a> Listed<'a> {
    /// A code as of a date of service.
    pub fn of(code: &'a Code, date: Date) -> Listed<'a> {
        Listed {
            code: &code.code,
            kind: code.kind,
            name: Some(code.name.as_str()).filter(|n| !n.is_empty()),
            descriptor: &code.descriptor,
            unit: code.unit.quantity().map(|_| code.unit.text()),
            state: code.state(date),
        }
    }
}

/// A code of a list.
pub struct Row<'a> {
    /// The code.
    pub code: &'a Code,
    /// Why it is listed, where that is not plain.
    pub why: Option<String>,
    /// A sentence under the row.
    pub below: Option<&'a str>,
}

/// Code, name, unit, the state of codes that are not active, and a word on why the code is listed, where there is one.
///
/// # Errors
/// Output cannot be written.
pub fn table(rows: &[Row<'_>], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let widest = |cell: &dyn Fn(&Code) -> String| rows.iter().map(|row| text::width(&cell(row.code))).max().unwrap_or(0);
    let unit = widest(&|c| c.unit.text());
    let mut name = widest(&|c| c.title().to_owned());
    if desk.on_terminal {
        name = name.min(desk.columns.saturating_sub(unit + 9) * 2 / 3).max(10);
    }
    for Row { code, why, below } in rows {
        let title = text::cut(code.title(), name);
        let pad = |cell: &str, width: usize| " ".repeat(width.saturating_sub(text::width(cell)));
        let mut line = Line::of(Role::Code, code.code.clone())
            .with(Role::Text, format!("  {title}{}  ", pad(&title, name)))
            .with(Role::Text, format!("{}{}", code.unit.text(), pad(&code.unit.text(), unit)));
        if let Some(words) = state(code, desk.date) {
            line = line.with(Role::Text, "  ").with(Role::Ended, words);
        }
        if let Some(why) = why {
            line = line.with(Role::Text, "  ").with(Role::Muted, why.clone());
        }
        if desk.on_terminal {
            line = line.cut(desk.columns);
        }
        desk.row(&line)?;
        if let Some(sentence) = below {
            let indented = text::wrap(sentence, desk.columns.saturating_sub(7));
            indented.into_iter().try_for_each(|row| desk.row(&Line::of(Role::Muted, format!("       {row}"))))?;
        }
    }
    Ok(())
}

fn state(code: &Code, date: Date) -> Option<String> {
    match (code.state(date), code.dates.ended, code.dates.added) {
        (State::Ended, Some(ended), _) => Some(format!("ENDED {ended}")),
        (State::Future, _, Some(added)) => Some(format!("not valid before {added}")),
        _ => None,
    }
}
