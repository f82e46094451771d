//! What is written about single codes: shipped pages, of which few are looked at, and the user's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::book::ParsedDrugPage;
use super::{Catalog, Correction, Key, Keyed, Knowledge, Lazy, Origin};

/// What is written about one code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DrugPage {
    /// The code.
    pub code: String,
    /// Brands that CMS's crosswalk no longer lists.
    pub brands: Vec<String>,
    /// Search words.
    pub words: Vec<String>,
    /// The notes.
    pub knowledge: Knowledge,
}

impl Key for DrugPage {
    fn key(&self) -> &str {
        &self.code
    }
}

impl From<ParsedDrugPage> for DrugPage {
    fn from(parsed: ParsedDrugPage) -> DrugPage {
        DrugPage { code: parsed.code, brands: parsed.brands, words: parsed.words, knowledge: parsed.written.knowledge }
    }
}

impl Catalog {
    /// The user's own page of a code and the shipped one.
    pub fn pages_of(&self, code: &str) -> [Option<&DrugPage>; 2] {
        [self.own_pages.iter().find(|page| page.code == code), self.shipped_pages.find(code)]
    }

    /// Every shipped page.
    pub fn shipped_pages(&self) -> impl Iterator<Item = &DrugPage> {
        self.shipped_pages.iter()
    }

    /// Every page, shipped before own.
    pub fn drug_pages(&self) -> impl Iterator<Item = &DrugPage> {
        self.shipped_pages().chain(&self.own_pages)
    }

    /// Claims about a code that circulate and are wrong.
    pub fn corrections(&self, code: &str) -> Vec<Correction> {
        self.pages_of(code).into_iter().flatten().flat_map(|page| page.knowledge.corrections.iter().cloned()).collect()
    }

    /// Lays pages over those held; a page replaces that of the same code.
    pub(super) fn lay_pages(&mut self, pages: Vec<(Origin, ParsedDrugPage)>) {
        let (own, shipped): (Vec<_>, Vec<_>) = pages.into_iter().map(|(_, page)| page).partition(|page| page.own);
        for page in own {
            self.own_pages.retain(|held| held.code != page.code);
            self.own_pages.push(page.into());
        }
        // Own pages alone leave the shipped ones packed as they are.
        if !shipped.is_empty() {
            let held = std::mem::take(&mut self.shipped_pages).into_value();
            let mut all: BTreeMap<String, DrugPage> = held.into_values().map(|page| (page.code.clone(), page)).collect();
            all.extend(shipped.into_iter().map(|page| (page.code.clone(), page.into())));
            self.shipped_pages = Lazy::from(all.into_values().collect::<Keyed<_>>());
        }
    }
}
