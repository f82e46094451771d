//! The drug codes that began and ended since the newest edition, for the home screen.

use crate::catalog::{Date, State};
use crate::import::diff::news::newest_quarter;
use crate::tui::Env;

/// The drug codes that began and ended since the newest edition.
#[derive(Clone, Debug)]
pub(crate) struct CodeNews {
    pub since: Date,
    pub began: Vec<String>,
    pub ended: Vec<String>,
}

impl CodeNews {
    /// Told from the dates in the search tables, so that the first frame waits for no more; `None` where no edition is held.
    pub fn new(env: &Env) -> Option<CodeNews> {
        let since = newest_quarter(&env.catalog)?;
        let before = since.yesterday().ok()?;
        let (mut began, mut ended) = (Vec::new(), Vec::new());
        for position in 0..env.catalog.codes().len() {
            let list = match (env.index.state(position, before), env.index.state(position, env.today.max(since))) {
                (State::Future, State::Active) => &mut began,
                (State::Active, State::Ended) => &mut ended,
                _ => continue,
            };
            list.extend(env.catalog.codes().get(position).filter(|code| code.kind.is_administered()).map(|code| code.code.clone()));
        }
        Some(CodeNews { since, began, ended })
    }
}
