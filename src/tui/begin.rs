//! From files and the command line to a browser that nothing was drawn of yet. A broken file is said and survived.

use std::path::Path;

use super::keymap::Keymap;
use super::memory;
use super::model::{Env, Model};
use super::theme::Theme;
use super::training::keep;
use super::update;
use crate::catalog::{Catalog, Date};
use crate::config::{self, Borders, Config, Mistake};
use crate::load::{self, Paths};
use crate::page::Pane;
use crate::store;

/// What the browser begins with: everything from outside comes in here.
#[derive(Debug)]
pub struct Start {
    /// The catalog, overlays laid over.
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
}

/// Everything read, nothing drawn yet.
pub fn begin(start: Start) -> (Env, Model) {
    let Start { catalog, date, today, paths, mut problems, no_color, train } = start;
    let mut told = |mistakes: Vec<Mistake>| problems.extend(mistakes.iter().map(ToString::to_string));
    let (config, mistake) = read_config(&paths.config);
    told(mistake.into_iter().collect());
    let (keymap, mistakes) = read_keys(&paths.config);
    told(mistakes);
    let (theme, mistake) = read_theme(&paths.config, &config, no_color);
    told(mistake.into_iter().collect());
    let pane = Pane::ALL.into_iter().find(|p| p.word() == config.pane);
    if pane.is_none() {
        let words: Vec<&str> = Pane::ALL.iter().map(|p| p.word()).collect();
        let file = paths.config.join("config.toml");
        problems.push(format!("{}: pane `{}` is not known; write {}", file.display(), config.pane, words.join(", ")));
    }
    let (memory, problem) = memory::load(&paths.data);
    problems.extend(problem);
    let index = load::index(&catalog);
    let env = Env { catalog, index, keymap, theme, today, problems };
    let mut model = Model::new(&env, date.or(config.date).unwrap_or(today), pane.unwrap_or(Pane::Overview), memory);
    model.mouse = config.mouse;
    if train {
        update::training::open(&mut model, &env, "");
        keep::read(&mut model, &paths.data);
    }
    (env, model)
}

/// A file of the config directory as (shown path, text); `None` where there is none.
fn own(folder: &Path, name: &str) -> Result<Option<(String, String)>, Mistake> {
    let path = folder.join(name);
    let shown = path.display().to_string();
    match store::read_text(&path) {
        Ok(text) => Ok(text.map(|text| (shown, text))),
        Err(error) => Err(Mistake { file: shown, line: 0, message: format!("cannot be read: {error}") }),
    }
}

fn read_config(folder: &Path) -> (Config, Option<Mistake>) {
    match own(folder, "config.toml").and_then(|f| f.map_or_else(|| Ok(Config::default()), |(file, text)| config::read(&file, &text))) {
        Ok(config) => (config, None),
        Err(mistake) => (Config::default(), Some(mistake)),
    }
}

fn read_keys(folder: &Path) -> (Keymap, Vec<Mistake>) {
    match own(folder, "keys.toml") {
        Ok(file) => Keymap::new(file.as_ref().map(|(file, text)| (file.as_str(), text.as_str()))),
        Err(mistake) => (Keymap::new(None).0, vec![mistake]),
    }
}

fn read_theme(folder: &Path, config: &Config, no_color: bool) -> (Theme, Option<Mistake>) {
    let name = if no_color { "monochrome" } else { config.theme.as_str() };
    let fallback = |borders: Borders| Theme::shipped("dark", borders).unwrap_or_default();
    if let Some(theme) = Theme::shipped(name, config.borders) {
        return (theme, None);
    }
    let file = format!("theme-{name}.toml");
    let missing = || Mistake {
        file: folder.join(&file).display().to_string(),
        line: 0,
        message: "there is no such file for the theme; the shipped ones are dark, light, high-contrast, monochrome".to_owned(),
    };
    match own(folder, &file).and_then(|f| f.ok_or_else(missing)).and_then(|(file, text)| Theme::parse(&file, &text, config.borders)) {
        Ok(theme) => (theme, None),
        Err(mistake) => (fallback(config.borders), Some(mistake)),
    }
}
