//! Lines of text input.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::{Input, InputRequest};

use crate::text;
use crate::tui::{Env, FrameLayout, Meaning, Msg};

/// Where something is typed.
#[derive(Debug)]
pub(crate) struct Prompt<'m> {
    /// What is before it.
    pub sign: &'static str,
    /// What was typed.
    pub input: &'m Input,
    /// What is shown while nothing was typed.
    pub empty: &'static str,
}

/// Edits a line of at most `longest` bytes; whether it holds other words now.
pub(crate) fn edit(input: &mut Input, request: InputRequest, longest: usize) -> bool {
    let full = input.value().len() >= longest && matches!(request, InputRequest::InsertChar(_));
    !full && input.handle(request).is_some_and(|changed| changed.value)
}

/// Types or pastes a message's text; true where the line holds other text now.
pub(crate) fn type_in(input: &mut Input, msg: &Msg, longest: usize) -> bool {
    match msg {
        Msg::Edit(request) => edit(input, *request, longest),
        Msg::Paste(words) => {
            *input = pasted(words, longest);
            true
        }
        _ => false,
    }
}

/// A line that holds what was pasted, at most `longest` characters of it.
pub(crate) fn pasted(words: &str, longest: usize) -> Input {
    Input::new(text::clean(words.trim()).chars().take(longest).collect())
}

/// Draws a text box's content and puts the cursor there.
pub(crate) fn draw_input(input: &Input, style: Style, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
    if area.width == 0 || area.height == 0 {
        return;
    }
    let columns = usize::from(area.width).saturating_sub(1).max(1);
    let skipped = input.visual_scroll(columns);
    let mut used = 0;
    let shown: String = input
        .value()
        .chars()
        .filter(|c| {
            used += text::width(c.encode_utf8(&mut [0; 4]));
            used > skipped
        })
        .collect();
    buf.set_stringn(area.x, area.y, shown, usize::from(area.width), style);
    let at = u16::try_from(input.visual_cursor().saturating_sub(skipped)).unwrap_or(0);
    layout.cursor = Some(Position { x: area.x.saturating_add(at).min(area.right().saturating_sub(1)), y: area.y });
}

/// The first row of an area is typed on, behind its sign; returns what is below.
pub(crate) fn draw_prompt(env: &Env, prompt: &Prompt<'_>, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) -> Rect {
    let style = |meaning| env.theme.style(meaning);
    let sign = Span::styled(format!(" {} ", prompt.sign), style(Meaning::Key));
    let wide = u16::try_from(sign.width()).unwrap_or(u16::MAX);
    let [line, below] = area.layout(&Layout::vertical([Constraint::Length(1), Constraint::Min(0)]));
    let [mark, words] = line.layout(&Layout::horizontal([Constraint::Length(wide), Constraint::Min(0)]));
    if line.height > 0 {
        buf.set_span(mark.x, mark.y, &sign, mark.width);
        if prompt.input.value().is_empty() {
            buf.set_stringn(words.x, words.y, prompt.empty, usize::from(words.width), style(Meaning::Muted));
        }
    }
    draw_input(prompt.input, style(Meaning::Strong), words, layout, buf);
    below
}
