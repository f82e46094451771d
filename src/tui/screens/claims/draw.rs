//! The list of claims, lines and findings, and the details beside or below it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line as Styled;

use super::detail;
use super::draft::{Claims, Purpose, Row};
use crate::page::{self, Line, Role};
use crate::scrub::{Severity, changed};
use crate::tui::widgets::{Prompt, draw_frame, draw_items, draw_lines, draw_prompt, padded, styled, viewer};
use crate::tui::{Env, FrameLayout, Meaning};

/// From this width on, the details stand beside the list.
const WIDE: u16 = 110;

/// Draws the workbench.
pub(super) fn draw(claims: &Claims, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let beside = area.width >= WIDE;
    let parts = [Constraint::Percentage(if beside { 52 } else { 55 }), Constraint::Min(0)];
    let [list, details] = match claims.rows.is_empty() {
        true => [area, Rect::default()],
        false => area.layout(&if beside { Layout::horizontal(parts) } else { Layout::vertical(parts) }),
    };
    let title = if claims.name.is_empty() { " Claim check ".to_owned() } else { format!(" {} ", crate::text::clean(&claims.name)) };
    let summary = if claims.claims.is_empty() { String::new() } else { format!(" {} ", claims.summary()) };
    let titles = [Styled::styled(title, env.theme.style(Meaning::Title)), Styled::styled(summary, env.theme.style(Meaning::Muted))];
    let inner = draw_frame(env, list, titles, true, buf);
    let mut body = inner;
    if let Some((purpose, input)) = &claims.prompt {
        let (sign, empty) = match purpose {
            Purpose::Open => ("open", "a file name"),
            Purpose::Write => ("write to", "a file name"),
            Purpose::Type => ("check", "J9271-JZ 200 11/10/2026; the next line behind a semicolon"),
        };
        body = draw_prompt(env, &Prompt { sign, input, empty }, inner, layout, buf);
    }
    if claims.rows.is_empty() {
        let rows: Vec<Line> = invitation(env).iter().flat_map(|line| line.wrap(usize::from(padded(body).width))).collect();
        draw_lines(env, &rows, 0, padded(body), buf);
    }
    layout.panel_rows = usize::from(body.height);
    draw_items(env, (claims.selected, claims.rows.len()), body, layout, buf, |i, place, buf| {
        if let Some(row) = claims.rows.get(i) {
            buf.set_line(place.x, place.y, &styled(env, &row_line(claims, env, *row).cut(usize::from(place.width))), place.width);
        }
    });
    layout.second.area = details;
    if details.is_empty() {
        return;
    }
    let inner = draw_frame(env, details, [Styled::default(), Styled::default()], false, buf);
    let rows = viewer::wrapped(env, &detail::lines(claims, env), usize::from(padded(inner).width));
    layout.second.limit = rows.len().saturating_sub(usize::from(inner.height));
    viewer::draw_below(env, &rows, claims.detail_scroll, inner, buf);
}

fn invitation(env: &Env) -> Vec<Line> {
    let key = |action| env.keymap.key(crate::tui::Context::Claims, action).unwrap_or_default();
    vec![
        Line::of(
            Role::Text,
            "Paste claim lines here, as J9271-JZ 200 11/10/2026, or under a header row: code, modifiers, units, date, ndc ...",
        ),
        Line::of(Role::Strong, key(crate::tui::Action::Open))
            .with(Role::Text, " types a line, ")
            .with(Role::Strong, key(crate::tui::Action::OpenFile))
            .with(Role::Text, " opens a file: CSV, JSON, 837P, 837I or 835."),
        Line::blank(),
        Line::of(
            Role::Muted,
            "Nothing leaves this machine and nothing is kept: the file is read, never changed. Of an 837 no name, member or account number is shown.",
        ),
    ]
}

fn row_line(claims: &Claims, env: &Env, row: Row) -> Line {
    match row {
        Row::Claim(c) => {
            let Some(held) = claims.claims.get(c) else { return Line::blank() };
            let name = held.claim.id.clone().unwrap_or_else(|| held.claim.number.to_string());
            Line::of(Role::Heading, format!(" claim {}", crate::text::clean(&name)))
        }
        Row::Line(c, l) => {
            let Some(line) = claims.claims.get(c).and_then(|held| held.claim.lines.get(l)) else { return Line::blank() };
            let date = line.date.map(|d| format!("  {d}")).unwrap_or_default();
            let at = line.context.position.map(|at| format!("  segment {} ({})", at.position, at.segment)).unwrap_or_default();
            Line::of(Role::Label, format!("  line {:<4}", line.number))
                .with(Role::Code, page::billed(line))
                .with(Role::Text, date)
                .with(Role::Muted, at)
        }
        Row::Finding(c, f) => {
            let Some((held, finding)) = claims.claims.get(c).and_then(|held| Some((held, held.findings.get(f)?))) else {
                return Line::blank();
            };
            let (word, role) = match finding.severity {
                Severity::Error => ("error", Role::Ended),
                Severity::Warning => ("warning", Role::Warning),
                Severity::Note => ("note", Role::Muted),
            };
            let can = changed(env.catalog.rulebook(), &held.claim.lines, finding).is_some();
            let codes = finding.denial.as_ref().map(|d| {
                std::iter::once(format!("{}-{}", d.group, d.carc)).chain(d.rarc.iter().cloned()).collect::<Vec<_>>().join(" ") + "  "
            });
            Line::of(role, format!("     {word:<8}"))
                .with(Role::Good, if can { "+ " } else { "  " })
                .with(Role::Code, codes.unwrap_or_default())
                .with(Role::Text, finding.text.clone())
        }
        Row::Text(i) => claims.remittance.get(i).cloned().unwrap_or_default(),
    }
}
