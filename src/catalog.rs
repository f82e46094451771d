//! The read-only book: dated facts about every code, and knowledge in layers.
//!
//! TOML text goes through [`read`] into a [`ParsedCatalog`]; the build script packs the shipped one into a snapshot, which
//! `load` opens without parsing; a user's own folder is read the same way and laid over it.

mod book;
mod by_ndc;
pub mod check;
mod code;
mod codes;
pub mod completeness;
mod conflicts;
mod coverage;
mod deadline;
mod drug_page;
mod drug_rule;
mod edit;
mod editions;
mod example;
mod facts;
mod fda;
mod icd10;
mod lazy;
mod list;
pub mod ndc;
mod note;
mod origin;
mod packages;
mod product;
mod read;
mod reference;
pub mod review;
mod rows;
mod rule;
mod scenario;
mod schedules;
mod setting;
mod unit_notes;
mod words;

pub use book::{ParsedCatalog, ParsedIcd10};
pub use code::*;
pub use codes::Codes;
pub use coverage::*;
pub use deadline::*;
pub use drug_page::DrugPage;
pub use drug_rule::DrugRule;
pub use edit::*;
pub use example::*;
pub use facts::*;
pub use fda::*;
pub use icd10::{Icd10, bare};
pub use jiff::civil::Date;
pub use lazy::Lazy;
pub use list::{CodeList, CodePairs};
pub use note::*;
pub use origin::{Origin, Problem};
use packages::ByNdc;
pub use packages::PackageNote;
pub use product::*;
pub use read::{File, read};
pub use reference::*;
pub use rows::{Key, Keyed, Modifiers, Rows, Sources};
pub use rule::*;
pub use scenario::*;
pub use setting::Setting;
pub use unit_notes::*;
pub(crate) use words::words;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use lazy::Plain;
use serde::{Deserialize, Serialize};

/// The catalog in memory: every part of the snapshot is decoded when it is first asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Catalog {
    codes: Lazy<Codes, Plain>,
    /// By position in `codes`.
    facts: Lazy<Rows<Facts>, Plain>,
    shipped_pages: Lazy<Keyed<DrugPage>, Plain>,
    /// Written by the user.
    own_pages: Vec<DrugPage>,
    classes: Lazy<Vec<(Class, Lazy<Knowledge>)>, Plain>,
    code_replacements: Lazy<Vec<CodeReplacement>, Plain>,
    /// Codes that cross-references of ended codes name, each with the ended code.
    cross_reference_index: Lazy<CodePairs, Plain>,
    package_notes: Lazy<ByNdc<PackageNote>, Plain>,
    shared_products: Lazy<ByNdc<Vec<String>>, Plain>,
    modifiers: Lazy<Modifiers, Plain>,
    places: Lazy<Vec<Place>>,
    /// By their ids.
    sources: Lazy<Sources, Plain>,
    reference: Lazy<Reference, Plain>,
    rulebook: Lazy<Rulebook, Plain>,
    scenarios: Lazy<Vec<Scenario>>,
    coverage: Lazy<Coverage, Plain>,
    icd10: Lazy<Icd10, Plain>,
    drug_rules: Lazy<Vec<DrugRule>>,
    imported: Lazy<Vec<ImportedFile>, Plain>,
    /// Proprietary names of FDA's files by code.
    fda_brands: Lazy<BTreeMap<String, Vec<String>>>,
    editions: Vec<Edition>,
    #[serde(skip)]
    changed: bool,
    /// Codes by the NDC of their products; made when it is first asked for.
    #[serde(skip)]
    by_ndc: OnceLock<HashMap<String, Vec<usize>>>,
}

/// The id of the class that holds for every drug.
pub const ALL: &str = "all";

impl Catalog {
    /// Opens a snapshot made by [`Catalog::to_snapshot`].
    ///
    /// # Errors
    /// The bytes are not such a snapshot.
    pub fn from_snapshot(bytes: &'static [u8]) -> Result<Catalog, postcard::Error> {
        postcard::from_bytes(bytes)
    }

    /// The snapshot of this catalog.
    ///
    /// # Errors
    /// What the encoder refuses; none is known.
    pub fn to_snapshot(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// Was nothing laid over the snapshot since it was opened? Then what was made of it at build time still holds.
    pub fn is_unmodified(&self) -> bool {
        !self.changed
    }

    /// Every code, active and ended, sorted.
    pub fn codes(&self) -> &Codes {
        self.codes.get()
    }

    /// One code, by its five characters, case aside.
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.position(code).and_then(|i| self.codes().get(i))
    }

    /// Where a code stands in [`Catalog::codes`].
    pub fn position(&self, code: &str) -> Option<usize> {
        self.codes().position(code)
    }

    /// Products, payments, limits and the single-dose listing of a code; empty for a code that is not here.
    pub fn facts(&self, code: &str) -> &Facts {
        static NONE: Facts =
            Facts { products: Vec::new(), former_products: Vec::new(), payments: Vec::new(), mue: Vec::new(), discarded_drug: None };
        self.position(code).and_then(|i| self.facts.get().get(i)).unwrap_or(&NONE)
    }

    /// Proprietary names of FDA's files that CMS's crosswalk lacks.
    pub fn fda_brands(&self, code: &str) -> &[String] {
        self.fda_brands.get().get(code).map_or(&[], Vec::as_slice)
    }

    /// Which rows of CMS's code file bill a drug.
    pub fn drug_rules(&self) -> &[DrugRule] {
        self.drug_rules.get()
    }

    /// Every class, `all` among them.
    pub fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.get().iter().map(|(class, _)| class)
    }

    /// Every class with its notes.
    pub fn classes_with_knowledge(&self) -> impl Iterator<Item = (&Class, &Lazy<Knowledge>)> {
        self.classes.get().iter().map(|(class, knowledge)| (class, knowledge))
    }

    /// The classes of a code, the most specific (smallest) first; `all` is not among them.
    pub fn classes_of<'a>(&'a self, code: &str) -> Vec<&'a Class> {
        let mut found: Vec<&Class> = self.classes().filter(|c| c.id != ALL && c.members.contains(code)).collect();
        found.sort_by_key(|c| (c.members.len(), c.id.as_str()));
        found
    }

    /// The rows of one kind in the nearest layer that has any: the user's own, the code's, its classes'.
    fn nearest<T: Clone>(&self, code: &str, rows: impl Fn(&Knowledge) -> &[T]) -> Vec<T> {
        let Some(known) = self.code(code) else { return Vec::new() };
        let found = self.on_pages(&known.code, &rows);
        if !found.is_empty() {
            return found;
        }
        let classes = self.classes_of(&known.code);
        let of_class = |class: &&Class| {
            let (_, knowledge) = self.classes.get().iter().find(|(c, _)| c.id == class.id)?;
            Some(rows(knowledge.get()).to_vec()).filter(|rows| !rows.is_empty())
        };
        classes.iter().find_map(of_class).unwrap_or_default()
    }

    /// The rows of one kind on the user's own page of a code, else on the shipped one.
    fn on_pages<T: Clone>(&self, code: &str, rows: impl Fn(&Knowledge) -> &[T]) -> Vec<T> {
        let held = self.pages_of(code).into_iter().flatten().map(|page| rows(&page.knowledge)).find(|rows| !rows.is_empty());
        held.map(<[T]>::to_vec).unwrap_or_default()
    }

    /// What a code is labeled for; where its own page does not say, what holds for its class.
    pub fn indications(&self, code: &str) -> Vec<Indication> {
        self.nearest(code, |k| &k.indications)
    }

    /// The procedure numbers a code is given with; where its own page does not say, those of its class, unless they are those of
    /// injected forms and this one is not injected.
    pub fn administration(&self, code: &str) -> Vec<AdministrationUse> {
        let book = self.rulebook();
        let rule = book.rule("not-injected-descriptor");
        match self.code(code).filter(|known| !book.is_injected(known) && rule.is_some_and(|rule| rule.describes(&known.descriptor))) {
            Some(known) => self.on_pages(&known.code, |k| &k.administration),
            None => self.nearest(code, |k| &k.administration),
        }
    }

    /// The notes that hold for a code on a date: own notes first, then the code's, its classes', and those for all drugs.
    pub fn notes(&self, code: &str, on: Date) -> Vec<ApplicableNote> {
        self.notes_of(code, &Section::ALL, on)
    }

    /// Those of some sections.
    pub fn notes_of(&self, code: &str, sections: &[Section], on: Date) -> Vec<ApplicableNote> {
        let Some(known) = self.code(code) else { return Vec::new() };
        let mut out = Vec::new();
        let mut take = |layer: &Layer, knowledge: &Knowledge| {
            let wanted = knowledge.notes.iter().filter(|(section, note)| sections.contains(section) && note.holds(on));
            out.extend(wanted.map(|(section, note)| ApplicableNote { section: *section, layer: layer.clone(), note: note.clone() }));
        };
        for (layer, page) in [Layer::Own, Layer::Code].iter().zip(self.pages_of(&known.code)) {
            page.into_iter().for_each(|page| take(layer, &page.knowledge));
        }
        let classes = self.classes_of(&known.code);
        for class in &classes {
            if let Some((_, knowledge)) = self.classes.get().iter().find(|(c, _)| c.id == class.id) {
                take(&Layer::Class(class.id.clone()), knowledge.get());
            }
        }
        if known.kind.is_administered()
            && let Some((_, knowledge)) = self.classes.get().iter().find(|(c, _)| c.id == ALL)
        {
            take(&Layer::All, knowledge.get());
        }
        out.sort_by_key(|a| a.section);
        out
    }

    /// CMS's modifiers with their dates.
    pub fn modifiers(&self) -> &Modifiers {
        self.modifiers.get()
    }

    /// CMS's place-of-service codes.
    pub fn places(&self) -> &[Place] {
        self.places.get()
    }

    /// The documents that notes rest on.
    pub fn sources(&self) -> &Sources {
        self.sources.get()
    }

    /// A document by its id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources().find(id)
    }

    /// Billing rules and payers.
    pub fn rulebook(&self) -> &Rulebook {
        self.rulebook.get()
    }

    /// Billing rules and payers, and CMS's modifiers, for a computation that outlives the catalog.
    pub fn share_rules(&self) -> (Arc<Rulebook>, Arc<Modifiers>) {
        (self.rulebook.share(), self.modifiers.share())
    }

    /// Denials, modifiers in our words, administration numbers and the other tables.
    pub fn reference(&self) -> &Reference {
        self.reference.get()
    }

    /// Local and national coverage.
    pub fn coverage(&self) -> &Coverage {
        self.coverage.get()
    }

    /// Diagnosis codes.
    pub fn icd10(&self) -> &Icd10 {
        self.icd10.get()
    }

    /// The training cases, by id.
    pub fn scenarios(&self) -> &[Scenario] {
        self.scenarios.get()
    }

    /// Sourced successors that CMS's cross-reference does not state.
    pub fn code_replacements(&self) -> &[CodeReplacement] {
        self.code_replacements.get()
    }

    /// What is known about the end of a code beyond its successors, in words.
    pub fn transition(&self, code: &str) -> Option<&CodeReplacement> {
        self.code_replacements().iter().find(|t| t.ended.eq_ignore_ascii_case(code))
    }

    /// The codes that bill now what an ended code billed, with the unit change in words.
    pub fn successors(&self, code: &str) -> Vec<RelatedCode> {
        let Some(old) = self.code(code).filter(|c| c.dates.ended.is_some()) else { return Vec::new() };
        let mut links = Vec::new();
        for transition in self.code_replacements().iter().filter(|t| t.ended == old.code) {
            links.extend(transition.successors.iter().map(|new| self.link(old, new, new, &transition.text)));
        }
        for new in &old.cms.cross_references {
            if self.code(new).is_some() && !links.iter().any(|l| l.code == *new) {
                links.push(self.link(old, new, new, ""));
            }
        }
        links
    }

    /// The ended codes that a code took over from.
    pub fn predecessors(&self, code: &str) -> Vec<RelatedCode> {
        let Some(new) = self.code(code) else { return Vec::new() };
        let mut links = Vec::new();
        for transition in self.code_replacements().iter().filter(|t| t.successors.contains(&new.code)) {
            if let Some(old) = self.code(&transition.ended) {
                links.push(self.link(old, &new.code, &old.code, &transition.text));
            }
        }
        for old in self.cross_reference_index.get().of(&new.code).filter_map(|old| self.code(old)) {
            if !links.iter().any(|l| l.code == old.code) {
                links.push(self.link(old, &new.code, &old.code, ""));
            }
        }
        links
    }

    /// `J9010 10 mg ended 2015-12-31; J0202, 1 mg. <text>`
    fn link(&self, old: &Code, new: &str, other: &str, text: &str) -> RelatedCode {
        let unit = |c: &Code| if c.unit.quantity().is_some() { c.unit.text() } else { "no unit".to_owned() };
        let ended = old.dates.ended.map(|d| format!(" ended {d}")).unwrap_or_default();
        let mut note = format!("{} {}{ended}; {new}", old.code, unit(old));
        if let Some(new) = self.code(new) {
            note.push_str(&format!(", {}", unit(new)));
        }
        if !text.is_empty() {
            note.push_str(". ");
            note.push_str(text);
        }
        let with_unit = self.code(other).map_or_else(|| other.to_owned(), Code::with_unit);
        RelatedCode { code: other.to_owned(), note, with_unit, text: text.to_owned() }
    }
}
