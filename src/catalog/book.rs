//! What a catalog folder says, decoded, and how one is laid over another.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Announced, AnnouncedAction, BillingUnit, Catalog, Class, Code, CodePairs, CodeReplacement, Codes, Confidence, DiscardedDrug, DrugRule,
    EditRow, Edition, Facts, FdaFile, Icd10, ImportedFile, Knowledge, Lazy, ModifierFact, Modifiers, Mue, MueTable, Origin, PackageNote,
    ParsedCoverage, Payer, Payment, Place, Product, Reference, Rows, Rule, Rulebook, Scenario, Source, Sources, UnitCaveat, UnitNotes,
    covered_families, family, join_products, newest_crosswalk, packages, rows::Row,
};

/// A catalog folder as read: every record with its place.
#[derive(Clone, Debug, Default)]
pub struct ParsedCatalog {
    /// Codes.
    pub codes: BTreeMap<String, (Origin, Code)>,
    /// Products by code; `None` while the folder holds no product file.
    pub products: Option<BTreeMap<String, Vec<Product>>>,
    /// Payments by code.
    pub payments: BTreeMap<String, Vec<Payment>>,
    /// Medically unlikely edits by table and code.
    pub mue: BTreeMap<MueTable, BTreeMap<String, Mue>>,
    /// Announced changes of codes.
    pub announced: BTreeMap<String, Announced>,
    /// Which rows of the code file are drugs.
    pub drug_rules: Option<Vec<DrugRule>>,
    /// FDA's files.
    pub fda: Vec<FdaFile>,
    /// The files that facts were read from.
    pub imported: Vec<ImportedFile>,
    /// The JW/JZ list.
    pub single_dose: Option<(String, Vec<String>)>,
    /// Modifiers.
    pub modifiers: Option<Vec<ModifierFact>>,
    /// Places of service.
    pub places: Option<Vec<Place>>,
    /// What labels say about packages, by NDC of eleven digits.
    pub packages: BTreeMap<String, (Origin, PackageNote)>,
    /// Classes with their notes.
    pub classes: BTreeMap<String, (Origin, Class, NotesWithLines)>,
    /// Shipped pages and the user's own.
    pub drug_pages: Vec<(Origin, ParsedDrugPage)>,
    /// Transitions.
    pub code_replacements: Vec<(Origin, CodeReplacement)>,
    /// Sources.
    pub sources: BTreeMap<String, (Origin, Source)>,
    /// The other tables.
    pub reference: Reference,
    /// Rules, each where it stands.
    pub rules: Vec<(Origin, Rule)>,
    /// Payers, each where it stands.
    pub payers: Vec<(Origin, Payer)>,
    /// The claim check's edits, each where it stands.
    pub edits: Vec<(Origin, EditRow)>,
    /// The rows of `units.toml`.
    pub unit_notes: UnitNotes,
    /// Training cases by id.
    pub scenarios: BTreeMap<String, Scenario>,
    /// Coverage documents, conditions, contractors, national determinations.
    pub coverage: ParsedCoverage,
    /// ICD-10-CM; `None` while the folder holds none.
    pub icd10: Option<ParsedIcd10>,
    /// Editions.
    pub editions: BTreeMap<String, String>,
}

/// Diagnosis codes as read.
#[derive(Clone, Debug, Default)]
pub struct ParsedIcd10 {
    /// Billable codes, without dots.
    pub billable: Vec<String>,
    /// Codes with their dot, and their descriptors.
    pub descriptors: BTreeMap<String, String>,
}

/// What is written about one code.
#[derive(Clone, Debug)]
pub struct ParsedDrugPage {
    /// The code.
    pub code: String,
    /// Brands that CMS's crosswalk no longer lists.
    pub brands: Vec<String>,
    /// Search words.
    pub words: Vec<String>,
    /// The user's own note.
    pub own: bool,
    /// The notes.
    pub written: NotesWithLines,
}

/// Notes with the lines they stand on.
#[derive(Clone, Debug, Default)]
pub struct NotesWithLines {
    /// The notes and corrections.
    pub knowledge: Knowledge,
    /// The line of each note, then of each correction.
    pub lines: Vec<usize>,
}

impl Catalog {
    /// The catalog that a book says.
    pub fn from_book(book: ParsedCatalog) -> Catalog {
        let mut catalog = Catalog::default();
        catalog.apply_overlay(book);
        catalog
    }

    /// Lays a book over this catalog: its codes, classes and pages replace those of the same name; a data set of CMS
    /// (products, limits, lists) replaces the one held as a whole; payments are joined by quarter.
    pub fn apply_overlay(&mut self, mut book: ParsedCatalog) {
        self.changed = true;
        self.by_ndc = Default::default();
        if !book.sources.is_empty() {
            let held = std::mem::take(&mut self.sources).into_value();
            let mut sources: BTreeMap<String, Source> = held.into_values().map(|s| (s.id.clone(), s)).collect();
            sources.extend(std::mem::take(&mut book.sources).into_iter().map(|(id, (_, source))| (id, source)));
            self.sources = Lazy::from(sources.into_values().collect::<Sources>());
        }
        book.derive_confidence(self.sources.get());
        // Own notes alone leave codes and facts packed as they are.
        if book.changes_facts() || !book.codes.is_empty() || !book.announced.is_empty() || book.editions.contains_key("codes") {
            self.lay_codes(&mut book);
        }
        let mut classes = std::mem::take(&mut self.classes).into_value();
        for (id, (_, class, written)) in book.classes {
            classes.retain(|(c, _)| c.id != id);
            classes.push((class, Lazy::from(written.knowledge)));
        }
        self.classes = Lazy::from(classes);
        self.lay_pages(book.drug_pages);
        let mut code_replacements = std::mem::take(&mut self.code_replacements).into_value();
        for (_, transition) in book.code_replacements {
            code_replacements.retain(|t| t.ended != transition.ended);
            code_replacements.push(transition);
        }
        self.code_replacements = Lazy::from(code_replacements);
        if let Some(mut modifiers) = book.modifiers {
            modifiers.sort_by(|a, b| a.code.cmp(&b.code));
            self.modifiers = Lazy::from(modifiers.into_iter().collect::<Modifiers>());
        }
        if let Some(places) = book.places {
            self.places = Lazy::from(places);
        }
        let rules_change = !(book.rules.is_empty()
            && book.payers.is_empty()
            && book.edits.is_empty()
            && book.unit_notes.is_empty()
            && book.reference.modifiers.is_empty());
        if book.reference != Reference::default() {
            let mut reference = self.reference.decode();
            reference.apply_overlay(book.reference);
            self.reference = Lazy::from(reference);
        }
        if rules_change {
            let held = self.rulebook.decode();
            let rules = held.rules().cloned().chain(book.rules.into_iter().map(|(_, r)| r)).collect();
            let payers = held.payers().iter().cloned().chain(book.payers.into_iter().map(|(_, p)| p)).collect();
            let edits = held.edits().iter().cloned().chain(book.edits.into_iter().map(|(_, e)| e)).collect();
            let unit_notes = book.unit_notes.over(held.unit_notes().clone());
            let rulebook = Rulebook::new(rules, payers, edits, &self.reference.get().modifiers);
            self.rulebook = Lazy::from(rulebook.with_unit_notes(unit_notes));
        }
        if !book.scenarios.is_empty() {
            let mut scenarios: BTreeMap<String, Scenario> = self.scenarios.decode().into_iter().map(|s| (s.id.clone(), s)).collect();
            scenarios.extend(book.scenarios);
            self.scenarios = Lazy::from(scenarios.into_values().collect::<Vec<_>>());
        }
        if !book.fda.is_empty() {
            let mut brands = self.fda_brands.decode();
            for (code, names) in book.fda.iter_mut().flat_map(|file| std::mem::take(&mut file.brands)) {
                let all: &mut Vec<String> = brands.entry(code).or_default();
                all.extend(names);
                all.sort();
                all.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
            }
            self.fda_brands = Lazy::from(brands);
        }
        if !book.coverage.is_empty() {
            let mut coverage = std::mem::take(&mut self.coverage).into_value();
            coverage.apply_overlay(book.coverage);
            self.coverage = Lazy::from(coverage);
        }
        if let Some(icd10) = book.icd10 {
            self.icd10 = Lazy::from(Icd10::new(icd10.billable.iter().map(String::as_str), icd10.descriptors));
        }
        if let Some(rules) = book.drug_rules {
            self.drug_rules = Lazy::from(rules);
        }
        if !book.imported.is_empty() {
            let mut imported = self.imported.decode();
            imported.retain(|held| ADDING_UP.contains(&held.what.as_str()) || book.imported.iter().all(|new| new.what != held.what));
            imported.retain(|held| !book.imported.contains(held));
            imported.append(&mut book.imported);
            self.imported = Lazy::from(imported);
        }
        for (what, edition) in book.editions {
            // Quarters are joined: the newest stays the newest.
            let joined = ADDING_UP.contains(&what.as_str());
            let held = self.edition(&what).filter(|held| joined && **held > *edition).map(str::to_owned);
            self.editions.retain(|e| e.what != what);
            self.editions.push(Edition { what, edition: held.unwrap_or(edition) });
        }
        self.editions.sort_by(|a, b| a.what.cmp(&b.what));
    }

    fn lay_codes(&mut self, book: &mut ParsedCatalog) {
        let mut facts = self.unpacked(book);
        let held = std::mem::take(&mut self.codes).into_value();
        let mut codes: BTreeMap<String, Code> = held.into_values().map(|c| (c.code.clone(), c)).collect();
        if let Some(edition) = book.editions.get("codes") {
            // A full code file states what was announced up to its quarter.
            codes.retain(|_, code| code.announced.as_ref().is_none_or(|a| a.quarter > *edition));
        }
        codes.extend(std::mem::take(&mut book.codes).into_iter().map(|(key, (_, code))| (key, code)));
        announce(&mut codes, std::mem::take(&mut book.announced));
        for code in codes.values_mut().filter(|code| code.is_announced_without_unit()) {
            let priced = |row: &Row<Facts>| row.get().payments.iter().find_map(|payment| payment.unit);
            if let Some(quantity) = facts.get(&code.code).and_then(priced) {
                code.unit = BillingUnit::Amount { quantity, others: Vec::new(), traps: vec![UnitCaveat::PaymentLimit] };
            }
        }
        let mut of = |code: &String| facts.remove(code).unwrap_or_else(|| Row::from(Facts::default()));
        self.facts = Lazy::from(codes.keys().map(&mut of).collect::<Rows<Facts>>());
        self.cross_reference_index = Lazy::from(cross_reference_index(codes.values()));
        self.codes = Lazy::from(codes.into_values().collect::<Codes>());
    }

    /// The facts of every code after the book's data sets are laid over; nothing is decoded where the book changes nothing.
    fn unpacked(&mut self, book: &mut ParsedCatalog) -> BTreeMap<String, Row<Facts>> {
        let facts = std::mem::take(&mut self.facts).into_value().into_rows();
        let held: BTreeMap<String, Row<Facts>> = self.codes().iter().map(|c| c.code.clone()).zip(facts).collect();
        if !book.changes_facts() {
            return held;
        }
        let mut facts: BTreeMap<String, Facts> = held.into_iter().map(|(code, packed)| (code, packed.into_value())).collect();
        for code in book.codes.keys() {
            facts.entry(code.clone()).or_default();
        }
        for code in book.announced.keys() {
            facts.entry(code.clone()).or_default();
        }
        let listed = facts.values().map(|f| f.products.len()).sum();
        let edition = book.editions.get("products").map_or("", String::as_str);
        let count = book.products.iter().flat_map(BTreeMap::values).flatten().filter(|p| p.last_quarter == edition).count();
        let newest = newest_crosswalk((self.edition("products").unwrap_or(""), listed), (edition, count)).to_owned();
        if let Some(edition) = book.editions.get_mut("products") {
            edition.clone_from(&newest);
        }
        let covered = book.covered(&facts);
        for (code, facts) in &mut facts {
            book.apply(code, facts, &covered);
            facts.former_products.extend(facts.products.extract_if(.., |p| p.last_quarter < newest));
            book.fda.iter().for_each(|file| file.apply(facts));
        }
        let held = std::mem::take(&mut self.package_notes).into_value();
        let mut notes: packages::PackageNotes = held.into_values().collect();
        notes.extend(book.packages.iter().map(|(ndc, (_, note))| (ndc.clone(), note.clone())));
        self.shared_products = Lazy::from(packages::settle(&mut facts, &notes));
        self.package_notes = Lazy::from(notes.into_iter().collect::<packages::ByNdc<_>>());
        facts.into_iter().map(|(code, facts)| (code, Row::from(facts))).collect()
    }
}

/// Data of which older editions stay beside newer ones.
const ADDING_UP: [&str; 3] = ["asp", "opps", "products"];

/// Writes announced changes into the codes; those of a quarter whose code file is held state nothing new.
fn announce(codes: &mut BTreeMap<String, Code>, announced: BTreeMap<String, Announced>) {
    for (key, change) in announced {
        match codes.remove(&key) {
            Some(code) if code.edition >= change.quarter => codes.insert(key, code),
            Some(code) => codes.insert(key, code.with_announcement(change)),
            None if change.action == AnnouncedAction::Added => {
                let code = Code::of_announcement(&key, change);
                codes.insert(key, code)
            }
            None => None,
        };
    }
}

/// Each code that cross-references of ended codes name, with the ended code.
fn cross_reference_index<'a>(codes: impl Iterator<Item = &'a Code>) -> CodePairs {
    let ended = codes.filter(|c| c.dates.ended.is_some());
    ended.flat_map(|old| old.cms.cross_references.iter().map(|new| (new.as_str(), old.code.as_str()))).collect()
}

impl FdaFile {
    /// Writes what the file says about packages into the products of a code.
    fn apply(&self, facts: &mut Facts) {
        for product in facts.products.iter_mut().chain(&mut facts.former_products) {
            if let Some(evidence) = product.ndc11.as_ref().and_then(|ndc| self.packages.get(ndc)) {
                product.take_evidence(evidence.clone());
            }
            if let Some(right) = self.misspelled.get(product.written()) {
                let written = std::mem::replace(&mut product.brand, right.clone());
                product.brand_written.get_or_insert(written);
            }
        }
    }
}

impl ParsedCatalog {
    /// Writes into every statement how it is known: what its sources are worth.
    fn derive_confidence(&mut self, sources: &Sources) {
        let of = |cited: &[String]| Confidence::of(cited, |id| sources.find(id));
        let classes = self.classes.values_mut().map(|(_, _, written)| &mut written.knowledge);
        let drugs = self.drug_pages.iter_mut().map(|(_, drug)| &mut drug.written.knowledge);
        classes.chain(drugs).for_each(|knowledge| knowledge.derive_confidence(&of));
        self.reference.derive_confidence(&of);
        self.packages.values_mut().for_each(|(_, p)| p.confidence = of(&p.sources));
        self.code_replacements.iter_mut().for_each(|(_, t)| t.confidence = of(&t.sources));
        self.rules.iter_mut().for_each(|(_, r)| r.confidence = of(&r.sources));
        self.payers.iter_mut().for_each(|(_, p)| p.confidence = of(&p.sources));
    }

    /// The families of codes that each table of edits covers.
    fn covered(&self, held: &BTreeMap<String, Facts>) -> BTreeMap<MueTable, BTreeSet<String>> {
        let held = |table: MueTable| held.iter().filter(move |(_, f)| f.mue.iter().any(|e| e.setting == table)).map(|(code, _)| code);
        self.mue.iter().map(|(table, edits)| (*table, covered_families(held(*table), edits.keys()))).collect()
    }

    /// Do its data sets say something about products, payments or limits?
    fn changes_facts(&self) -> bool {
        self.products.is_some()
            || self.single_dose.is_some()
            || !(self.payments.is_empty() && self.mue.is_empty() && self.fda.is_empty() && self.packages.is_empty())
    }

    fn apply(&self, code: &str, facts: &mut Facts, covered: &BTreeMap<MueTable, BTreeSet<String>>) {
        if let Some(products) = &self.products {
            facts.products.append(&mut facts.former_products);
            join_products(&mut facts.products, products.get(code).cloned().unwrap_or_default());
        }
        for payment in self.payments.get(code).into_iter().flatten() {
            match facts.payments.iter_mut().find(|p| (&p.quarter, p.source) == (&payment.quarter, payment.source)) {
                Some(held) => {
                    held.join(payment.clone());
                }
                None => facts.payments.push(payment.clone()),
            }
        }
        facts.payments.sort_by(|a, b| (&a.quarter, a.source).cmp(&(&b.quarter, b.source)));
        for (table, edits) in &self.mue {
            // A table that covers some families of codes only replaces those.
            let edit = edits.get(code);
            if edit.is_some() || covered.get(table).is_some_and(|families| families.contains(family(code))) {
                facts.mue.retain(|e| e.setting != *table);
                facts.mue.extend(edit.cloned());
            }
        }
        facts.mue.sort_by_key(|e| e.setting);
        if let Some((edition, listed)) = &self.single_dose {
            let listed = listed.binary_search_by(|c| c.as_str().cmp(code)).is_ok();
            facts.discarded_drug = Some(DiscardedDrug { listed, edition: edition.clone() });
        }
    }
}

impl Reference {
    /// Rows of the other tables replace rows of the same code or id, new ones are added.
    fn apply_overlay(&mut self, other: Reference) {
        fn merge<T>(held: &mut Vec<T>, new: Vec<T>, key: impl Fn(&T) -> (&str, &str)) {
            for row in new {
                match held.iter_mut().find(|h| key(h) == key(&row)) {
                    Some(place) => *place = row,
                    None => held.push(row),
                }
            }
        }
        let denials = other.denials.into_value();
        self.denials.change(|held| {
            merge(&mut held.group, denials.group, |r| (&r.code, ""));
            merge(&mut held.carc, denials.carc, |r| (&r.code, ""));
            merge(&mut held.rarc, denials.rarc, |r| (&r.code, ""));
            merge(&mut held.deadline, denials.deadline, |r| (&r.id, ""));
        });
        self.modifiers.change(|held| merge(held, other.modifiers.into_value(), |r| (&r.code, "")));
        self.payer_topics.change(|held| merge(held, other.payer_topics.into_value(), |r| (&r.payer, &r.topic)));
        self.administration.change(|held| merge(held, other.administration.into_value(), |r| (&r.code, "")));
        self.taxonomies.change(|held| merge(held, other.taxonomies.into_value(), |r| (&r.code, "")));
        self.place_notes.change(|held| merge(held, other.place_notes.into_value(), |r| (&r.code, "")));
        self.checklists.change(|held| merge(held, other.checklists.into_value(), |r| (&r.id, "")));
        self.names.change(|held| held.extend(other.names.into_value()));
        self.abbreviations.change(|held| held.extend(other.abbreviations.into_value()));
        self.examples.change(|held| merge(held, other.examples.into_value(), |r| (&r.id, "")));
    }
}
