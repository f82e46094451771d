//! One side of a comparison: what a code file, another CMS file, a catalog folder or the shipped catalog holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::catalog::{self, Catalog, Code, CodeReplacement, Edition, ModifierFact, MueTable, ParsedCatalog};
use crate::cli::import::{bytes, name_of};
use crate::exit::UserError;
use crate::import::diff::amounts::{Limits, Prices};
use crate::import::{self, Options};
use crate::storage::user_catalog;

/// The word for the catalog that came with the program.
const SHIPPED: &str = "shipped";

/// What one side holds; `None` for what it does not hold at all, which is not compared then.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// As it was named.
    pub(super) name: String,
    /// What it is.
    pub(super) what: String,
    /// The editions of its data.
    pub(super) editions: Vec<Edition>,
    pub(super) codes: Option<Vec<Code>>,
    pub(super) modifiers: Option<Vec<ModifierFact>>,
    pub(super) code_replacements: Vec<CodeReplacement>,
    pub(super) limits: BTreeMap<MueTable, Limits>,
    pub(super) prices: Prices,
}

/// Both sides. Of code files the drugs are compared, or with `all` every code; a code that is a drug in one edition, or in the
/// shipped catalog, is compared though the other edition does not count it as one.
///
/// # Errors
/// A file that is refused, a folder that does not load.
pub(super) fn both(old: &str, new: &str, all: bool) -> anyhow::Result<(Side, Side)> {
    let shipped = user_catalog::shipped()?;
    let (mut first, mut second) = (side(old, &shipped)?, side(new, &shipped)?);
    if !all {
        let sides = [&first.codes, &second.codes];
        let compared = sides.into_iter().flatten().flatten().chain(shipped.codes().iter()).filter(|c| c.is_drug());
        let drugs: BTreeSet<String> = compared.map(|c| c.code.clone()).collect();
        for codes in [&mut first.codes, &mut second.codes].into_iter().flatten() {
            codes.retain(|c| drugs.contains(&c.code));
        }
    }
    Ok((first, second))
}

fn side(name: &str, shipped: &Catalog) -> anyhow::Result<Side> {
    if name == SHIPPED {
        return Ok(Side::of_catalog(name, shipped));
    }
    let path = Path::new(name);
    if path.is_dir() {
        return folder(name, path, shipped);
    }
    let read = import::read(&name_of(path), &bytes(path)?, &Options { catalog: shipped, all: false });
    let imported = read.map_err(|e| UserError::new(e.reason.as_str(), e.to_string()))?;
    let files: Vec<_> = imported.iter().flat_map(|one| &one.files).collect();
    let views = files.iter().map(|(path, text)| catalog::File { shown: path, path, text });
    let (book, problems) = catalog::read(views, shipped);
    if let Some(problem) = problems.first() {
        anyhow::bail!(UserError::new("broken-catalog", format!("{name}: what was read would not load: {problem}")));
    }
    Ok(Side::of_book(name, imported.first().map_or("", |one| one.title()), book))
}

fn folder(name: &str, path: &Path, shipped: &Catalog) -> anyhow::Result<Side> {
    let (book, problems) = user_catalog::read(path, shipped);
    let Some(book) = book else {
        let problem = problems.first().map(ToString::to_string).unwrap_or_default();
        anyhow::bail!(UserError::new("broken-catalog", problem));
    };
    Ok(Side::of_book(name, "catalog folder", book))
}

impl Side {
    fn of_book(name: &str, what: &str, book: ParsedCatalog) -> Side {
        Side {
            name: name.to_owned(),
            what: what.to_owned(),
            editions: book.editions.into_iter().map(|(what, edition)| Edition { what, edition }).collect(),
            codes: Some(book.codes.into_values().map(|(_, code)| code).collect::<Vec<_>>()).filter(|codes| !codes.is_empty()),
            modifiers: book.modifiers,
            code_replacements: book.code_replacements.into_iter().map(|(_, t)| t).collect(),
            limits: book.mue,
            prices: book.payments,
        }
    }

    fn of_catalog(name: &str, catalog: &Catalog) -> Side {
        let mut side = Side {
            name: name.to_owned(),
            what: "catalog of this program".to_owned(),
            editions: catalog.editions().to_vec(),
            codes: Some(catalog.codes().to_vec()),
            modifiers: Some(catalog.modifiers().iter().cloned().collect()),
            code_replacements: catalog.code_replacements().to_vec(),
            ..Side::default()
        };
        for code in catalog.codes().iter() {
            let facts = catalog.facts(&code.code);
            for edit in &facts.mue {
                side.limits.entry(edit.setting).or_default().insert(code.code.clone(), edit.clone());
            }
            if !facts.payments.is_empty() {
                side.prices.insert(code.code.clone(), facts.payments.clone());
            }
        }
        side
    }

    /// The edition of one kind of data.
    pub(super) fn edition(&self, what: &str) -> Option<&str> {
        self.editions.iter().find(|e| e.what == what).map(|e| e.edition.as_str())
    }
}
