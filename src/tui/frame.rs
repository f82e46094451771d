//! What the last frame showed and where: for scrolling by what is visible, and for the mouse.

use std::collections::BTreeMap;

use ratatui::layout::{Position, Rect};

use super::action::Action;
use super::env::CoverageAsked;
use crate::catalog::Date;
use crate::page::{Line, Pane, Sorting};
use crate::search::Mention;

/// What the last frame showed and where.
#[derive(Clone, Debug, Default)]
pub struct FrameLayout {
    /// What can be clicked, the front one last.
    pub(crate) targets: Vec<(Rect, Target)>,
    /// The first listed row, kept so that the list does not jump.
    pub(crate) list_offset: usize,
    /// Rows of the list on the screen.
    pub(crate) list_rows: usize,
    /// What was computed for the codes that the list showed.
    pub(crate) hit_facts: HitFacts,
    /// The rows of the selected card, by its title and the query.
    pub(crate) card: PageRows<(String, String, Date, u16)>,
    /// Where the page is drawn.
    pub(crate) page_area: Rect,
    /// Whether a page is visible.
    pub(crate) page_seen: bool,
    /// The page's wrapped rows.
    pub(crate) rows: PageRows,
    /// The rows of the answer strip.
    pub(crate) strip: PageRows<(String, Date, u16)>,
    /// Where the rows of the page are drawn.
    pub(crate) page_body: Rect,
    /// The pane beside the page.
    pub(crate) second: Beside,
    /// The first row of the page on the screen.
    pub(crate) page_first: usize,
    /// Rows of the page on the screen.
    pub(crate) page_rows: usize,
    /// The most rows of the page that can be scrolled past.
    pub(crate) page_limit: usize,
    /// Rows of the front panel on the screen.
    pub(crate) panel_rows: usize,
    /// The most rows of the front panel that can be scrolled past.
    pub(crate) panel_limit: usize,
    /// What the training screen showed.
    pub(crate) training: Viewport,
    /// Where the cursor is.
    pub cursor: Option<Position>,
}

impl FrameLayout {
    /// What a cell belongs to.
    pub(crate) fn target(&self, at: Position) -> Option<Target> {
        self.targets.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, target)| *target)
    }
}

/// What a query says of a code that it found.
#[derive(Clone, Debug, Default)]
pub(crate) struct HitFact {
    /// The dose of the query in units of the code: `60 mg = 4 units`, and without the dose.
    pub units: Option<[String; 2]>,
    /// The dose is one of the code.
    pub is_dosed: bool,
    /// The sentence of a note that mentions it.
    pub mention: Option<Mention>,
}

/// Facts by the position of the code, kept from frame to frame while query and date are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct HitFacts {
    key: Option<(String, Date)>,
    by_position: BTreeMap<usize, HitFact>,
}

impl HitFacts {
    /// What was made for the code at a position.
    pub fn held(&self, position: usize) -> Option<&HitFact> {
        self.by_position.get(&position)
    }

    /// What a query says of the code at a position, made where it was not asked for before.
    pub fn get(&mut self, query: &str, date: Date, position: usize, make: impl FnOnce() -> HitFact) -> &HitFact {
        if self.key.as_ref().is_none_or(|(held, on)| held != query || *on != date) {
            self.key = Some((query.to_owned(), date));
            self.by_position.clear();
        }
        self.by_position.entry(position).or_insert_with(make)
    }
}

/// What the training screen showed of its two parts, the file and the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Viewport {
    /// Where the file is drawn; empty where it runs on into the work.
    pub file: Rect,
    /// Of the file: the first row shown, rows on the screen, the most that can be scrolled past.
    pub file_rows: (usize, usize, usize),
    /// The same of the work.
    pub work_rows: (usize, usize, usize),
    /// What is asked is on the screen.
    pub asked: bool,
}

/// What a cell of the screen belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The list's box.
    List,
    /// A row of the list.
    Row(usize),
    /// The page's box.
    Page,
    /// A tab of the page, or the pane beside it.
    Pane(Pane),
    /// A hint of the key bar.
    Act(Action),
    /// A field of the units panel; past the last one, the line that shows all fields.
    Field(usize),
    /// A step or a warning of the units panel.
    Finding(usize),
    /// An item of the training screen.
    Choice(usize),
    /// The box of a panel.
    Panel,
    /// An item of the front overlay.
    Item(usize),
}

/// What decides the rows of a page: code, pane, order of the packages, whether unfolded, what coverage is asked, date of service,
/// width in columns.
pub(crate) type PageKey = (String, Pane, Sorting, bool, CoverageAsked, Date, u16);

/// The pane beside the page on a wide screen; without area where there is none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    /// Its box.
    pub area: Rect,
    /// Where its rows are drawn.
    pub body: Rect,
    /// Its wrapped rows.
    pub rows: PageRows,
    /// The first row on the screen.
    pub first: usize,
    /// The most rows that can be scrolled past.
    pub limit: usize,
}

/// The most pages whose rows are kept.
const KEPT: usize = 16;

/// Wrapped rows of the pages drawn last, kept while they would be the same: turning back to a pane lays nothing out again.
#[derive(Clone, Debug)]
pub(crate) struct PageRows<K = PageKey> {
    /// The page of the last frame stands last.
    held: Vec<(K, Vec<Line>)>,
}

impl<K> Default for PageRows<K> {
    fn default() -> PageRows<K> {
        PageRows { held: Vec::new() }
    }
}

impl<K: PartialEq> PageRows<K> {
    /// The rows of the last frame.
    pub fn rows(&self) -> &[Line] {
        self.held.last().map_or(&[], |(_, rows)| rows)
    }

    /// The rows of a key, where they are kept.
    pub fn held(&self, key: &K) -> Option<&[Line]> {
        self.held.iter().find(|(held, _)| held == key).map(|(_, rows)| rows.as_slice())
    }

    /// The rows of a key, made where they are not kept.
    pub fn get(&mut self, key: K, make: impl FnOnce() -> Vec<Line>) -> &[Line] {
        let page = match self.held.iter().position(|(held, _)| *held == key) {
            Some(at) => self.held.remove(at),
            None => (key, make()),
        };
        if self.held.len() == KEPT {
            self.held.remove(0);
        }
        self.held.push(page);
        self.rows()
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, PageRows};
    use crate::page::{Line, Role};

    #[test]
    fn rows_are_made_once_while_they_are_kept() {
        let mut pages: PageRows<usize> = PageRows::default();
        let mut made = 0;
        let mut show = |page: usize| {
            let text = pages.get(page, || {
                made += 1;
                vec![Line::of(Role::Text, page.to_string())]
            })[0]
                .text();
            assert_eq!((text, pages.rows()[0].text()), (page.to_string(), page.to_string()));
        };
        [1, 2, 1, 1, 2].into_iter().for_each(&mut show);
        (10..10 + KEPT).for_each(&mut show);
        show(1);
        assert_eq!(made, 2 + KEPT + 1, "the oldest page gives way");
    }
}
