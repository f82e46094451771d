//! The user's `config.toml`, checked against the catalog. A broken setting is said and survived.

use std::path::Path;

use crate::catalog::{Catalog, Setting};
use crate::config::{Mistake, Settings};
use crate::coverage::Jurisdiction;
use crate::storage;

/// Its name in the configuration directory.
pub const CONFIG: &str = "config.toml";

/// What the user set; where there is no file, the defaults.
pub fn settings(folder: &Path, catalog: &Catalog) -> Settings {
    let mut settings = match own(folder, CONFIG) {
        Ok(Some((file, text))) => Settings::read(&file, &text),
        Ok(None) => Settings::default(),
        Err(mistake) => Settings::unread(mistake),
    };
    if settings.config.payer.is_some() || settings.config.setting.is_some() {
        check_payer(&mut settings, catalog);
    }
    check_jurisdiction(&mut settings, catalog);
    settings
}

/// A payer that the catalog does not hold, or a setting that the payer is not billed from, gives way to the default.
fn check_payer(settings: &mut Settings, catalog: &Catalog) {
    let rulebook = catalog.rulebook();
    let ids = || rulebook.payers().iter().map(|p| p.id.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(name) = settings.config.payer.take() {
        settings.config.payer = rulebook.payer_named(&name).map(|payer| payer.id.clone());
        if settings.config.payer.is_none() {
            settings.mistakes.push(settings.mistake("payer", &format!("`{name}` is not known; write one of {}", ids())));
        }
    }
    let payer = settings.config.payer.as_deref().unwrap_or(crate::catalog::DEFAULT_PAYER);
    let billed_from: Vec<&str> =
        rulebook.payer(payer).map(|p| &p.settings[..]).unwrap_or(&Setting::ALL).iter().map(|s| s.as_str()).collect();
    if let Some(word) = settings.config.setting.clone().filter(|word| !billed_from.contains(&word.as_str())) {
        settings.config.setting = None;
        let message = format!("{payer} is not billed from `{word}`; write one of {}", billed_from.join(", "));
        settings.mistakes.push(settings.mistake("setting", &message));
    }
}

/// A state or contractor that is not known gives way to none.
fn check_jurisdiction(settings: &mut Settings, catalog: &Catalog) {
    let config = &mut settings.config;
    if let Some(error) = config.state.as_deref().and_then(|state| Jurisdiction::parse(catalog, Some(state), None).err()) {
        config.state = None;
        settings.mistakes.push(settings.mistake("state", &error.to_string()));
    }
    let config = &mut settings.config;
    if let Some(error) = config.contractor.as_deref().and_then(|name| Jurisdiction::parse(catalog, None, Some(name)).err()) {
        config.contractor = None;
        settings.mistakes.push(settings.mistake("contractor", &error.to_string()));
    }
}

/// A file of the configuration directory as (shown path, text); `None` where there is none.
///
/// # Errors
/// It is there and cannot be read.
pub fn own(folder: &Path, name: &str) -> Result<Option<(String, String)>, Mistake> {
    let path = folder.join(name);
    let shown = path.display().to_string();
    match storage::read_text(&path) {
        Ok(text) => Ok(text.map(|text| (shown, text))),
        Err(error) => Err(Mistake { file: shown, line: 0, message: format!("cannot be read: {error}") }),
    }
}
