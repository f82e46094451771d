//! The next keys with what they do: every action of the place where it is opened, without Meta.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::InputRequest;

use crate::text;
use crate::tui::widgets::viewer;
use crate::tui::{Action, Component, Context, Effect, Env, FrameLayout, Group, Meaning, Msg, is_move};

/// The widest popup.
const WIDEST: u16 = 110;

/// The popup.
#[derive(Debug)]
pub(crate) struct Leader {
    /// Where it was opened.
    place: Context,
    scroll: usize,
}

impl Leader {
    /// For the screen under it.
    pub fn new(place: Context) -> Leader {
        Leader { place, scroll: 0 }
    }

    /// The groups with their actions that do something here, each with its key.
    fn groups(&self, env: &Env) -> Vec<(Group, Vec<(String, &'static str)>)> {
        let is_listed = |action: &Action| {
            let by_hand = is_move(*action) || matches!(action, Action::Open | Action::Back | Action::Leader);
            !by_hand && self.place.allows(action.place())
        };
        let named = |action: &Action| Some((env.keymap.command_key(self.place, *action)?, action.short()));
        let of = |group| Action::ALL.iter().filter(|a| a.group() == group && is_listed(a)).filter_map(named).collect::<Vec<_>>();
        Group::ALL.into_iter().map(|group| (group, of(group))).filter(|(_, actions)| !actions.is_empty()).collect()
    }

    fn rows(&self, env: &Env, columns: usize) -> Vec<Line<'static>> {
        let style = |meaning| env.theme.style(meaning);
        let mut cells: Vec<Cell> = Vec::new();
        for (group, actions) in self.groups(env) {
            let keys = actions.iter().map(|(key, _)| text::width(key)).max().unwrap_or(0);
            cells.push(Cell::Heading(Line::styled(group.title(), style(Meaning::Title))));
            for (key, words) in actions {
                let key = Span::styled(format!("{key:<keys$} "), style(Meaning::Key));
                cells.push(Cell::Key(Line::from(vec![key, Span::styled(words, style(Meaning::Text))])));
            }
        }
        let width = cells.iter().map(|cell| cell.line().width()).max().unwrap_or(1) + 2;
        let count = (columns / width).max(1);
        let filled = (1..=cells.len()).map(|height| filled(&cells, height)).find(|filled| filled.len() <= count).unwrap_or_default();
        let height = filled.iter().map(Vec::len).max().unwrap_or(0);
        let row = |y: usize| {
            let mut spans = Vec::new();
            for column in &filled {
                let cell = column.get(y).cloned().flatten().unwrap_or_default();
                let pad = width.saturating_sub(cell.width());
                spans.extend(cell.spans);
                spans.push(Span::raw(" ".repeat(pad)));
            }
            Line::from(spans)
        };
        (0..height).map(row).collect()
    }
}

/// A piece of the popup.
enum Cell {
    /// The name of a group.
    Heading(Line<'static>),
    /// A key with what it does.
    Key(Line<'static>),
}

impl Cell {
    fn line(&self) -> &Line<'static> {
        let (Cell::Heading(line) | Cell::Key(line)) = self;
        line
    }
}

/// Columns of at most `height` rows, a free row before a group, no group's name alone at the foot.
fn filled(cells: &[Cell], height: usize) -> Vec<Vec<Option<Line<'static>>>> {
    let mut columns: Vec<Vec<Option<Line<'static>>>> = vec![Vec::new()];
    for cell in cells {
        let used = columns.last().map_or(0, Vec::len);
        let needed = match cell {
            Cell::Heading(_) => usize::from(used > 0) + 2,
            Cell::Key(_) => 1,
        };
        if used + needed > height && used > 0 {
            columns.push(Vec::new());
        }
        if let Some(column) = columns.last_mut() {
            if matches!(cell, Cell::Heading(_)) && !column.is_empty() {
                column.push(None);
            }
            column.push(Some(cell.line().clone()));
        }
    }
    columns
}

impl Component for Leader {
    fn context(&self) -> Context {
        Context::Input
    }

    fn lead(&self) -> &'static str {
        "type a key"
    }

    fn footer(&self, _layout: &FrameLayout) -> Vec<crate::tui::Hint> {
        vec![(Action::Back, "")]
    }

    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect> {
        match msg {
            Msg::Edit(InputRequest::InsertChar(c)) => match env.keymap.command(self.place, *c) {
                Some(action) => vec![Effect::Close, Effect::Press(action)],
                None => vec![Effect::Close, Effect::say(format!("{c} is no command here"))],
            },
            Msg::Edit(_) => vec![Effect::Close],
            Msg::Act(action) if !is_move(*action) && *action != Action::Open => vec![Effect::Close, Effect::Press(*action)],
            msg => viewer::scroll(&mut self.scroll, layout, msg),
        }
    }

    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer) {
        let rows = self.rows(env, viewer::columns(area, WIDEST));
        // At the foot, so that what is worked with stays visible above.
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2).min(area.height);
        let place = Rect { y: area.bottom() - height, height, ..area };
        viewer::draw(env, place, ("Commands", WIDEST), (&rows, self.scroll), layout, buf);
    }
}
