//! What does not change while the browser runs.

use super::keymap::Keymap;
use super::theme::{AUTO, Theme, Themes};
use crate::catalog::{Catalog, Date};
use crate::config::DateFormat;
use crate::coverage::{Diagnosis, Jurisdiction};
use crate::search::Index;

/// What does not change while the browser runs.
#[derive(Debug)]
pub struct Env {
    /// The catalog with the user's own files applied.
    pub catalog: Catalog,
    /// Its search index.
    pub index: Index,
    /// The keys.
    pub keymap: Keymap,
    /// Colors and borders.
    pub theme: Theme,
    /// The themes that can be chosen, and which one is.
    pub(crate) themes: Themes,
    /// Searches, orders and the last page are remembered from session to session.
    pub(crate) remembers: bool,
    /// Addresses on the screen are links of the terminal.
    pub hyperlinks: bool,
    /// Today.
    pub today: Date,
    /// How dates are written.
    pub(crate) date_format: DateFormat,
    /// Payer and setting where the user chose none.
    pub(crate) defaults: BillingDefaults,
    /// Seconds since some fixed moment, for the time limit of an exam.
    pub clock: fn() -> u64,
    /// What went wrong at the start, a line each.
    pub problems: Vec<String>,
}

impl Env {
    /// Notes what the terminal says of its background, which the theme `auto` follows.
    pub(crate) fn follow_background(&mut self, light: bool) {
        self.themes.is_light = light;
        self.show_theme(&self.themes.shown.clone());
    }

    /// The theme depends on the terminal's background, which was not asked for yet; from now on it was.
    pub(crate) fn asks_background(&mut self) -> bool {
        let themes = &mut self.themes;
        themes.shown == AUTO && !themes.no_color && !std::mem::replace(&mut themes.is_asked, true)
    }

    /// Shows a theme, without choosing it; one that is not known changes nothing.
    pub fn show_theme(&mut self, name: &str) {
        if let Some(theme) = self.themes.get(name, self.theme.borders) {
            self.theme = theme;
            self.themes.shown = name.to_owned();
        }
    }

    /// Shows a theme and chooses it, where it is known.
    pub fn choose_theme(&mut self, name: &str) {
        if self.themes.names().contains(&name) {
            self.themes.chosen = name.to_owned();
            self.show_theme(name);
        }
    }

    /// A date as the user writes it.
    pub(crate) fn date(&self, date: Date) -> String {
        self.date_format.apply(&date.to_string()).into_owned()
    }

    /// Whose coverage documents come first: those of the state asked for, else of the state or contractor of `config.toml`.
    pub(crate) fn jurisdiction(&self, asked: &CoverageAsked) -> Jurisdiction<'_> {
        let asked = asked.state.as_deref().filter(|state| !state.is_empty());
        let (state, contractor) = (asked.or(self.defaults.state.as_deref()), self.defaults.contractor.as_deref());
        Jurisdiction::parse(&self.catalog, state, contractor).unwrap_or_default()
    }
}

/// What is asked on the Coverage pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageAsked {
    /// The diagnoses of the claim line; none for the lists themselves.
    pub diagnoses: Vec<Diagnosis>,
    /// The state by its two letters, for this session; empty for every contractor alike, `None` until it is asked.
    pub state: Option<String>,
}

/// Payer and setting of a claim, empty for the calculator's own defaults, and where it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BillingDefaults {
    /// The payer's id.
    pub payer: String,
    /// `office`, `outpatient`, `asc` or `dme`.
    pub setting: String,
    /// The state of the practice.
    pub state: Option<String>,
    /// The Medicare contractor, where no state is set.
    pub contractor: Option<String>,
}
