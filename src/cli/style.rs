//! How lines of a page look on a terminal.

use clap::builder::styling::{AnsiColor, Effects, Style};

use crate::page::{Line, Role};
use crate::text;

/// A row as text, with colors where they are welcome. What the catalog says is cleaned of control characters first.
pub fn row(line: &Line, color: bool) -> String {
    if !color {
        return text::clean(line.text().trim_end()).into_owned();
    }
    let mut out = " ".repeat(line.indent);
    for span in &line.spans {
        let style = style(span.role);
        out.push_str(&format!("{style}{}{style:#}", text::clean(&span.text)));
    }
    out
}

/// Color repeats what the words say, it adds nothing.
fn style(role: Role) -> Style {
    let plain = Style::new();
    match role {
        Role::Heading | Role::Layer => plain.effects(Effects::BOLD | Effects::UNDERLINE),
        Role::Strong | Role::Code | Role::Chart => plain.effects(Effects::BOLD),
        Role::Label | Role::Muted | Role::Source => plain.effects(Effects::DIMMED),
        Role::Good => plain.fg_color(Some(AnsiColor::Green.into())),
        Role::Warning => plain.fg_color(Some(AnsiColor::Yellow.into())),
        Role::Ended => plain.fg_color(Some(AnsiColor::Red.into())).effects(Effects::BOLD),
        Role::Text => plain,
    }
}
