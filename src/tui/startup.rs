//! From files and the command line to a browser of which nothing was drawn yet. A broken file is reported and survived.

use std::path::Path;

use super::keymap::Keymap;
use super::model::Model;
use super::persistence;
use super::screens::browse::Focus;
use super::screens::training::Training;
use super::theme::{AUTO, MONOCHROME, Theme, Themes};
use super::{BillingDefaults, Env};
use crate::catalog::{Catalog, Date};
use crate::config::{Config, Mistake, Settings};
use crate::page::Pane;
use crate::storage::browser_state;
use crate::storage::user_catalog::{self, Paths};

/// Everything from outside that the browser starts with.
#[derive(Debug)]
pub struct StartupOptions {
    /// The catalog with the user's own files applied.
    pub catalog: Catalog,
    /// The date of service asked for, if any.
    pub date: Option<Date>,
    /// Today.
    pub today: Date,
    /// The user's directories.
    pub paths: Paths,
    /// What went wrong so far, a line each.
    pub problems: Vec<String>,
    /// Whether `NO_COLOR` is set.
    pub no_color: bool,
    /// Open the training screen.
    pub train: bool,
    /// What stands in the search box.
    pub query: String,
}

/// Everything read, nothing drawn yet.
pub fn startup(options: StartupOptions) -> (Env, Model) {
    let StartupOptions { catalog, date, today, paths, mut problems, no_color, train, query } = options;
    let files = files(&paths.config, &catalog, no_color);
    problems.extend(files.mistakes.iter().map(ToString::to_string));
    let (memory, problem) = browser_state::load(&paths.data);
    problems.extend(problem);
    let index = user_catalog::index(&catalog);
    let config = files.config;
    let defaults = BillingDefaults {
        payer: config.payer.unwrap_or_default(),
        setting: config.setting.unwrap_or_default(),
        state: config.state,
        contractor: config.contractor,
    };
    let clock = || u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or(0);
    let (keymap, theme, date_format) = (files.keymap, files.theme, config.date_format);
    let is_own = !no_color && config.theme != AUTO && Theme::shipped(&config.theme, config.borders).is_none();
    let own = is_own.then(|| (config.theme.clone(), theme.clone()));
    let themes = Themes { chosen: config.theme.clone(), shown: config.theme.clone(), own, no_color, ..Themes::default() };
    let (remembers, hyperlinks) = (config.session, config.hyperlinks);
    let mut env = Env { catalog, index, keymap, theme, themes, remembers, hyperlinks, today, date_format, defaults, clock, problems };
    if let Some(name) = memory.theme.as_deref().filter(|_| config.session && config.theme == AUTO) {
        env.choose_theme(name);
    }
    let mut model = Model::new(&env, date.or(config.date).unwrap_or(today), files.pane, memory);
    model.mouse = config.mouse;
    if config.session {
        model.browse.resume(&env);
    }
    if !query.is_empty() {
        model.browse.search(&env, &query);
    }
    if train {
        model.training = Some(Training::new(&env, &model.browse.memory.learner, Focus::List));
        model.browse.focus = Focus::Training;
        persistence::read_progress(&mut model, &paths.data);
    }
    (env, model)
}

/// What is wrong in the files of a configuration directory.
pub fn problems(folder: &Path, catalog: &Catalog, no_color: bool) -> Vec<Mistake> {
    files(folder, catalog, no_color).mistakes
}

/// The files of the configuration directory, understood as far as they can be.
struct Files {
    config: Config,
    keymap: Keymap,
    theme: Theme,
    pane: Pane,
    mistakes: Vec<Mistake>,
}

fn files(folder: &Path, catalog: &Catalog, no_color: bool) -> Files {
    let settings = crate::storage::settings(folder, catalog);
    let mut mistakes = settings.mistakes.clone();
    let (keymap, wrong) = read_keys(folder);
    mistakes.extend(wrong);
    let (theme, wrong) = read_theme(folder, &settings, no_color);
    mistakes.extend(wrong);
    let pane = Pane::ALL.into_iter().find(|p| p.as_str() == settings.config.pane);
    if pane.is_none() {
        let words: Vec<&str> = Pane::ALL.iter().map(|p| p.as_str()).collect();
        mistakes.push(settings.mistake("pane", &format!("`{}` is not known; write one of {}", settings.config.pane, words.join(", "))));
    }
    Files { config: settings.config, keymap, theme, pane: pane.unwrap_or(Pane::Overview), mistakes }
}

fn read_keys(folder: &Path) -> (Keymap, Vec<Mistake>) {
    match crate::storage::own(folder, "keys.toml") {
        Ok(file) => Keymap::new(file.as_ref().map(|(file, text)| (file.as_str(), text.as_str()))),
        Err(mistake) => (Keymap::new(None).0, vec![mistake]),
    }
}

fn read_theme(folder: &Path, settings: &Settings, no_color: bool) -> (Theme, Option<Mistake>) {
    let config = &settings.config;
    let name = match config.theme.as_str() {
        _ if no_color => MONOCHROME,
        AUTO => "dark",
        name => name,
    };
    if let Some(theme) = Theme::shipped(name, config.borders) {
        return (theme, None);
    }
    let file = format!("theme-{name}.toml");
    let missing = || {
        settings.mistake("theme", &format!("there is no {file} beside this file; shipped are auto, dark, light, high-contrast, monochrome"))
    };
    match crate::storage::own(folder, &file)
        .and_then(|f| f.ok_or_else(missing))
        .and_then(|(file, text)| Theme::parse(&file, &text, config.borders))
    {
        Ok(theme) => (theme, None),
        Err(mistake) => (Theme::shipped("dark", config.borders).unwrap_or_default(), Some(mistake)),
    }
}
