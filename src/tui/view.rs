//! A model in, a frame out. Drawing changes nothing but [`LastFrame`].

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};

use super::action::Action;
use super::model::{Env, Focus, Model};
use super::pane::{bar, header, list, page, training, units};
use super::theme::Meaning;
use crate::config::Borders;
use crate::page::Pane;
use crate::text;

/// The smallest screen that is drawn.
const SMALLEST: (u16, u16) = (20, 6);

/// From this width on, list and page stand side by side.
const WIDE: u16 = 100;

/// The fewest rows a list gets that shares the screen with a preview.
const SHORTEST: u16 = 6;

/// What the last frame showed and where: for scrolling by what is seen, and for the mouse.
#[derive(Clone, Debug, Default)]
pub struct LastFrame {
    /// What can be clicked, the front one last.
    pub targets: Vec<(Rect, Target)>,
    /// The first listed row, kept so that the list does not jump.
    pub list_offset: usize,
    /// Rows of the list on the screen.
    pub list_rows: usize,
    /// Where the page stands.
    pub page_area: Rect,
    /// Whether a page is seen.
    pub page_seen: bool,
    /// The page's rows.
    pub rows: page::Rows,
    /// Rows of the page on the screen.
    pub page_rows: usize,
    /// The most rows that can be scrolled past.
    pub page_limit: usize,
    /// Rows of the front panel on the screen.
    pub panel_rows: usize,
    /// The most rows of the front panel that can be scrolled past.
    pub panel_limit: usize,
    /// What the training screen showed.
    pub training: Seen,
    /// Where the cursor stands.
    pub cursor: Option<Position>,
}

/// What the training screen showed of its two parts, the file and the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Where the file stands; empty where it runs on into the work.
    pub file: Rect,
    /// The first row shown, rows on the screen and the most that can be scrolled past, of the file.
    pub file_rows: (usize, usize, usize),
    /// The same of the work.
    pub work_rows: (usize, usize, usize),
    /// What is asked is on the screen.
    pub asked: bool,
}

/// What a cell of the screen stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The list's box.
    List,
    /// A row of the list.
    Row(usize),
    /// The page's box.
    Page,
    /// A tab of the page.
    Pane(Pane),
    /// A hint of the bottom bar.
    Act(Action),
    /// A field of the units panel; beyond the last stands what shows them all.
    Field(usize),
    /// A step or a warning of the units panel.
    Finding(usize),
    /// An item of the training screen.
    Choice(usize),
    /// The box of a panel.
    Panel,
    /// An item of the front panel.
    Item(usize),
}

/// Draws one frame.
pub fn view(model: &Model, env: &Env, last: &mut LastFrame, frame: &mut Frame<'_>) {
    let area = frame.area();
    draw(model, env, area, last, frame.buffer_mut());
    if let Some(at) = last.cursor {
        frame.set_cursor_position(at);
    }
}

/// Draws into a buffer.
pub fn draw(model: &Model, env: &Env, area: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    last.targets.clear();
    last.cursor = None;
    last.page_seen = false;
    last.page_area = Rect::default();
    if area.is_empty() {
        return;
    }
    buf.set_style(area, env.theme.style(Meaning::Text));
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let words = format!("jdex needs {}x{}", SMALLEST.0, SMALLEST.1);
        buf.set_stringn(
            area.x,
            area.y,
            text::cut(&words, usize::from(area.width)),
            usize::from(area.width),
            env.theme.style(Meaning::Text),
        );
        return;
    }
    let header_rows = u16::from(area.height >= 10);
    let problem_rows = u16::from(!model.problems_read);
    let [top, problems, body, bottom] = area.layout(&Layout::vertical([
        Constraint::Length(header_rows),
        Constraint::Length(problem_rows),
        Constraint::Min(0),
        Constraint::Length(1),
    ]));
    header::draw(model, env, top, buf);
    header::draw_problems(env, problems, last, buf);
    if let (Focus::Training, Some(held)) = (model.focus, &model.training) {
        training::draw(held, env, body, last, buf);
    } else if model.focus == Focus::Units {
        let [rest, panel] = units::split(body);
        parts(model, env, rest, last, buf);
        units::draw(model, env, panel, last, buf);
    } else {
        parts(model, env, body, last, buf);
    }
    bar::draw(model, env, bottom, last, buf);
    overlaid(model, env, body, last, buf);
    if env.theme.borders == Borders::Ascii {
        ascii(area, buf);
    }
}

/// What the screen is made of where only ASCII is welcome: signs and bars give way to letters of the same width.
fn ascii(area: Rect, buf: &mut Buffer) {
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position).filter(|cell| !cell.symbol().is_ascii())
            && let Some(plain) = cell.symbol().chars().next().and_then(plain)
        {
            cell.set_char(plain);
        }
    }
}

/// The letter that stands for a sign; bars of a chart grow with the weight of the letter.
fn plain(sign: char) -> Option<char> {
    const SIGNS: &str = "▁▂▃▄▅▆▇█≠·×…–—’‘“”›‹│≤≥°²−";
    const PLAIN: &str = "_.-=+*#@!|x~--''\"\"><|<>o2-";
    SIGNS.chars().zip(PLAIN.chars()).find(|(s, _)| *s == sign).map(|(_, plain)| plain)
}

fn overlaid(model: &Model, env: &Env, body: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    if let Some(front) = model.overlays.last() {
        front.draw(env, body, last, buf);
    }
}

fn parts(model: &Model, env: &Env, body: Rect, last: &mut LastFrame, buf: &mut Buffer) {
    if body.width >= WIDE {
        let [left, right] = body.layout(&Layout::horizontal([Constraint::Length((body.width * 2 / 5).min(84)), Constraint::Min(0)]));
        list::draw(model, env, left, last, buf);
        page::draw(model, env, right, last, buf);
        return;
    }
    match model.focus {
        _ if body.is_empty() => {}
        Focus::Page | Focus::Units | Focus::Training => page::draw(model, env, body, last, buf),
        Focus::List if body.height >= 18 && !model.list.rows.is_empty() => {
            // A short list leaves its room to what must be known of the selected code.
            let hits = u16::try_from(model.list.rows.len()).unwrap_or(u16::MAX).max(SHORTEST);
            let rows = hits.saturating_add(2).min(body.height.saturating_sub(page::PREVIEW));
            let [above, below] = body.layout(&Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]));
            list::draw(model, env, above, last, buf);
            page::draw_preview(model, env, below, last, buf);
        }
        Focus::List => list::draw(model, env, body, last, buf),
    }
}
