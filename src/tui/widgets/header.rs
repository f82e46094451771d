//! The top line: what this is, the date everything is answered for, how old the data is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::catalog::Date;
use crate::text;
use crate::tui::{Action, Env, FrameLayout, Meaning, Target};

/// Draws the top line; what does not fit is left out, the date of service last.
pub(crate) fn draw(env: &Env, on: Date, area: Rect, buf: &mut Buffer) {
    let style = |meaning| env.theme.style(meaning);
    Line::from(vec![Span::raw(" "), Span::styled("jdex", style(Meaning::Title))]).render(area, buf);
    let date = env.date(on);
    let date = if on == env.today {
        Span::styled(format!("DOS {date}"), style(Meaning::Strong))
    } else {
        Span::styled(format!("DOS {date}, not today"), style(Meaning::Warning))
    };
    let mut spans = vec![date];
    let mut used = spans[0].width() + 8;
    let dot = env.theme.glyph(" · ", " | ");
    for (name, what) in [("HCPCS", "codes"), ("ASP", "asp"), ("MUE", "practitioner")] {
        let Some(edition) = env.catalog.edition(what) else { continue };
        let words = format!("{dot}{name} {}", month(edition));
        used += text::width(&words);
        if used > usize::from(area.width) {
            break;
        }
        spans.push(Span::styled(words, style(Meaning::Muted)));
    }
    spans.push(Span::raw(" "));
    Line::from(spans).right_aligned().render(area, buf);
}

/// Says that something went wrong at the start, and how to read it.
pub(crate) fn draw_problems(env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    let Some(first) = env.problems.first() else { return };
    let key = env.keymap.keys(Action::Problems).into_iter().next().unwrap_or_default();
    let count = match env.problems.len() {
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    };
    let words = format!(" {count} at the start ({key} reads): {first}");
    let columns = usize::from(area.width);
    buf.set_stringn(area.x, area.y, text::cut(&words, columns), columns, env.theme.style(Meaning::Warning));
    layout.targets.push((area, Target::Act(Action::Problems)));
}

/// `2026-07` as `Jul 2026`; anything else unchanged.
fn month(edition: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let named = || {
        let (year, month) = edition.split_once('-')?;
        Some(format!("{} {year}", MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?))
    };
    named().unwrap_or_else(|| edition.to_owned())
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn editions_in_words() {
        assert_eq!([month("2026-07"), month("2025-13"), month("2025-06-20")], ["Jul 2026", "2025-13", "2025-06-20"]);
    }
}
