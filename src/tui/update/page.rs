//! Actions on the page: the order of its packages, its checklists, numbers for giving the drug.

use super::{raise, show_pane};
use crate::page::{Pane, Sorting, administration_lines};
use crate::tui::action::Action;
use crate::tui::model::{Env, Model};
use crate::tui::overlay::Overlay;
use crate::tui::pane::checklist::Checklists;
use crate::tui::pane::reading::Reading;

/// Performs an action on the page of the selected code.
pub(super) fn act(model: &mut Model, env: &Env, action: Action) {
    match action {
        Action::Giving => {
            let lines = administration_lines(&env.catalog, &[]);
            raise(model, Overlay::Reading(Reading::new("Numbers for giving a drug".to_owned(), lines)));
        }
        Action::Tick => match model.code(env).and_then(|code| Checklists::new(env, code, model.date, &model.ticked)) {
            Some(lists) => raise(model, Overlay::Checklists(lists)),
            None => model.message = Some("no checklist applies here".to_owned()),
        },
        _ => sort(model, action),
    }
}

/// Turns the packages to the next order, or round; from another pane it first leads to them.
fn sort(model: &mut Model, action: Action) {
    if model.page.pane != Pane::Products {
        return show_pane(model, Pane::Products);
    }
    let sorting = &mut model.page.sorting;
    if action == Action::Reverse {
        sorting.reversed = !sorting.reversed;
    } else {
        *sorting = Sorting { key: sorting.key.next(), reversed: false };
    }
    model.page.scroll = 0;
    model.message = Some(format!("sorted by {}", sorting.description()));
}
