//! What of a catalog can be searched.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens;
use crate::catalog::{ALL, BillingUnit, Catalog, Class, Code, Dates, Kind, Knowledge, Rulebook, words};

/// What sort of text an entry is; its worth in ranking is decided in `rank`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The code itself.
    Code,
    /// The name that lists show: the generic one, or the short descriptor.
    Name,
    /// A brand.
    Brand,
    /// An ended code that this one took over from.
    OldCode,
    /// A search word or a name of a class, a search word of a drug.
    Topic,
    /// A disease that the label names.
    Indication,
    /// The official descriptor.
    Descriptor,
    /// Who makes it.
    Labeler,
    /// Words of notes; they have no text of their own.
    Note,
}

impl Field {
    /// Every field, in the order of their numbers.
    pub const ALL: [Field; 9] = [
        Field::Code,
        Field::Name,
        Field::Brand,
        Field::OldCode,
        Field::Topic,
        Field::Indication,
        Field::Descriptor,
        Field::Labeler,
        Field::Note,
    ];
}

/// To what an entry leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A code, by its position in [`Catalog::codes`].
    Code(u32),
    /// A class, by its number in [`Gathered::classes`].
    Class(u32),
}

/// A text that can be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// To what it leads.
    pub owner: Owner,
    /// What it is.
    pub field: Field,
    /// As drawn; notes a line each.
    pub text: String,
}

/// Everything that can be searched.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// Texts, sorted by owner.
    pub entries: Vec<Entry>,
    /// The positions of each class's members.
    pub classes: Vec<Vec<u32>>,
    /// NDCs as numbers of eleven digits, each with the position of a code.
    pub ndcs: BTreeSet<(u64, u32)>,
    /// The dates of each code, by position.
    pub dates: Vec<Dates>,
    /// What else decides about the place of each code, by position.
    pub traits: Vec<Traits>,
    /// The descriptor of each code, by position.
    pub descriptors: Vec<String>,
    /// What is no code and has a card of its own, by the words that name it.
    pub topics: BTreeSet<CardTopic>,
}

/// What decides about the place of a code beside the words that match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Not a drug: listed after those that are.
    pub other: bool,
    /// A biosimilar by its descriptor.
    pub biosimilar: bool,
    /// Not otherwise classified, or compounded: listed after codes of approved products.
    pub unclassified: bool,
    /// Injected or infused: of codes of one drug listed before those for other routes.
    pub injected: bool,
    /// Bytes of the descriptor, 255 at most: of codes of one name the plain one has the shortest.
    pub length: u8,
}

/// A name of something that is no code: a modifier, a denial code, a procedure number, a payer, a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardTopic {
    /// What people type, in [`tokens::normal`] form.
    pub name: String,
    /// What it is, as in JSON.
    pub kind: CardKind,
    /// `JZ`, `16`, `M119`, `96413`, `medicare-part-b`, `mue-line`.
    pub id: String,
    /// A few words of ours.
    pub title: String,
}

words! {
    /// What a card is about.
    pub enum CardKind {
        /// A modifier.
        Modifier = "modifier",
        /// A claim adjustment reason code.
        Carc = "carc",
        /// A remittance advice remark code.
        Rarc = "rarc",
        /// A procedure number that drugs are given with.
        Administration = "administration",
        /// An ICD-10-CM code.
        Diagnosis = "diagnosis",
        /// A payer.
        Payer = "payer",
        /// A billing rule.
        Rule = "rule",
        /// A National Drug Code that no code holds.
        Ndc = "ndc",
    }
}

impl CardKind {
    /// What it is, in words.
    pub fn label(self) -> &'static str {
        match self {
            CardKind::Modifier => "modifier",
            CardKind::Carc => "CARC",
            CardKind::Rarc => "RARC",
            CardKind::Administration => "administration",
            CardKind::Diagnosis => "ICD-10-CM",
            CardKind::Payer => "payer",
            CardKind::Rule => "rule",
            CardKind::Ndc => "NDC",
        }
    }
}

/// Gathers the texts of a catalog.
pub fn collect_documents(catalog: &Catalog) -> Documents {
    let mut out = Documents::default();
    let mut entries = BTreeSet::new();
    let products = catalog.codes().iter().flat_map(|code| &catalog.facts(&code.code).products);
    let listed: BTreeSet<&str> = products.map(|p| p.ndc.as_str()).collect();
    for (position, code) in catalog.codes().iter().enumerate() {
        let owner = Owner::Code(position as u32);
        let mut add = |field, text: &str| {
            if !text.trim().is_empty() {
                entries.insert(Entry { owner, field, text: text.to_owned() });
            }
        };
        out.dates.push(code.dates);
        out.traits.push(traits(code, catalog.rulebook()));
        out.descriptors.push(code.descriptor.clone());
        add(Field::Code, &code.code);
        add(Field::Name, code.title());
        add(Field::Descriptor, &code.descriptor);
        let facts = catalog.facts(&code.code);
        // A package that moved to another code took its name along: albuterol stood under levalbuterol's codes until 2025.
        let stayed = facts.former_products.iter().filter(|p| !listed.contains(p.ndc.as_str()));
        facts.products.iter().chain(stayed).for_each(|p| add(Field::Brand, &p.brand));
        for product in facts.all_products() {
            add(Field::Labeler, &product.labeler);
            match product.ndc11.as_ref().and_then(|n| n.parse().ok()) {
                Some(ndc) => drop(out.ndcs.insert((ndc, position as u32))),
                None => add(Field::Brand, &product.ndc),
            }
        }
        for brand in catalog.fda_brands(&code.code) {
            add(Field::Brand, brand);
        }
        for link in catalog.successors(&code.code) {
            if let Some(new) = catalog.position(&link.code) {
                entries.insert(Entry { owner: Owner::Code(new as u32), field: Field::OldCode, text: code.code.clone() });
            }
        }
    }
    for (name, codes) in catalog.reference().names.iter() {
        for position in codes.iter().filter_map(|code| catalog.position(code)) {
            entries.insert(Entry { owner: Owner::Code(position as u32), field: Field::Brand, text: name.clone() });
        }
    }
    let short = &catalog.reference().abbreviations;
    // Codes whose page lists what they are for: what their class says of others is not theirs.
    let mut listed: BTreeSet<usize> = BTreeSet::new();
    for page in catalog.drug_pages() {
        let Some(position) = catalog.position(&page.code) else { continue };
        let owner = Owner::Code(position as u32);
        let knowledge = &page.knowledge;
        if !knowledge.indications.is_empty() {
            listed.insert(position);
        }
        for indication in &knowledge.indications {
            entries.extend(with_abbreviations(&indication.text, short).map(|text| Entry { owner, field: Field::Indication, text }));
        }
        let brands = page.brands.iter().map(|b| (Field::Brand, b.clone()));
        let words = page.words.iter().map(|w| (Field::Topic, w.clone()));
        let notes = [(Field::Note, note_lines(knowledge))];
        entries.extend(brands.chain(words).chain(notes).map(|(field, text)| Entry { owner, field, text }));
    }
    for (class, knowledge) in catalog.classes_with_knowledge().filter(|(class, _)| class.id != ALL) {
        let owner = Owner::Class(out.classes.len() as u32);
        out.classes.push(class.members.iter().filter_map(|m| catalog.position(m)).map(|p| p as u32).collect());
        let knowledge = knowledge.decode();
        let words = class.words.iter().flat_map(|word| with_abbreviations(word, short));
        let topics = words.chain([class.name.clone()]).map(|text| (Field::Topic, text));
        let notes = [(Field::Note, note_lines(&knowledge))];
        entries.extend(topics.chain(notes).map(|(field, text)| Entry { owner, field, text }));
        for text in knowledge.indications.iter().flat_map(|indication| uses(catalog, class, &indication.text)) {
            for owner in drugs_named(catalog, class, text).unwrap_or_else(|| others(catalog, class, &listed, owner)) {
                entries.extend(with_abbreviations(text, short).map(|text| Entry { owner, field: Field::Indication, text }));
            }
        }
    }
    out.entries = entries.into_iter().collect();
    out.topics = topics(catalog);
    out
}

fn traits(code: &Code, book: &Rulebook) -> Traits {
    let descriptor = code.descriptor.to_ascii_lowercase();
    let says = descriptor.contains("biosimilar") && !descriptor.contains("excludes biosimilar");
    let is = |rule| book.rule(rule).is_some_and(|rule| rule.describes(&descriptor));
    Traits {
        other: matches!(code.kind, Kind::Other | Kind::Service) || code.kind == Kind::Supply && code.unit.quantity().is_none(),
        biosimilar: says && base_name(&code.name) != code.name,
        unclassified: code.unit == BillingUnit::Unclassified || is("compounded-descriptor"),
        injected: book.is_injected(code),
        length: u8::try_from(descriptor.len()).unwrap_or(u8::MAX),
    }
}

/// A biological's name without its four-letter suffix: `epoetin alfa` of `epoetin alfa-epbx`.
pub fn base_name(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((base, suffix)) if suffix.len() == 4 && suffix.bytes().all(|b| b.is_ascii_lowercase()) => base,
        _ => name,
    }
}

/// A text, and once more for each abbreviation of what it says: `AMD: age-related macular degeneration`.
fn with_abbreviations<'a>(text: &'a str, short: &'a BTreeMap<String, String>) -> impl Iterator<Item = String> + 'a {
    let normal = tokens::normal(text);
    let meant = move |long: &str| normal.contains(&tokens::normal(long));
    let abbreviated = short.iter().filter(move |(_, long)| meant(long)).map(|(short, long)| format!("{short}: {long}"));
    std::iter::once(text.to_owned()).chain(abbreviated)
}

/// The parts of an indication where each names its drugs: `pustular psoriasis (J1747); Castleman disease (J2860)`; else the whole.
fn uses<'t>(catalog: &Catalog, class: &Class, indication: &'t str) -> Vec<&'t str> {
    let parts: Vec<&str> = indication.split("; ").collect();
    if parts.iter().all(|part| drugs_named(catalog, class, part).is_some()) { parts } else { vec![indication] }
}

/// The members of a class that an indication names, by drug or code (`Dalteparin: unstable angina`); `None` where it names none.
fn drugs_named(catalog: &Catalog, class: &Class, indication: &str) -> Option<Vec<Owner>> {
    let words: BTreeSet<String> = tokens::words(indication).into_iter().collect();
    let named = |position: &usize| {
        let Some(code) = catalog.codes().get(*position) else { return false };
        let name = tokens::tokens(base_name(code.name.split(" (").next().unwrap_or_default()));
        let is_drug = name.first().is_some_and(|first| first.folded.len() > 4) && name.iter().all(|word| words.contains(&word.folded));
        is_drug || words.contains(&code.code.to_ascii_lowercase())
    };
    let found: Vec<Owner> = class.members.iter().filter_map(|m| catalog.position(m)).filter(named).map(|p| Owner::Code(p as u32)).collect();
    (!found.is_empty()).then_some(found)
}

/// Whose an indication is that names no drug: all of the class, or those whose own page lists none.
fn others(catalog: &Catalog, class: &Class, listed: &BTreeSet<usize>, all: Owner) -> Vec<Owner> {
    let members: Vec<usize> = class.members.iter().filter_map(|m| catalog.position(m)).collect();
    if members.iter().all(|position| !listed.contains(position)) {
        return vec![all];
    }
    members.into_iter().filter(|position| !listed.contains(position)).map(|p| Owner::Code(p as u32)).collect()
}

/// What is no code and can be named.
fn topics(catalog: &Catalog) -> BTreeSet<CardTopic> {
    let mut out = BTreeSet::new();
    let mut add = |kind, id: &str, title: &str, name: &str| {
        let name = tokens::normal(name);
        if !name.is_empty() {
            out.insert(CardTopic { name, kind, id: id.to_owned(), title: title.to_owned() });
        }
    };
    let reference = catalog.reference();
    reference.modifiers.iter().for_each(|m| add(CardKind::Modifier, &m.code, &m.title, &m.code));
    for fact in catalog.modifiers().iter().filter(|f| !reference.modifiers.iter().any(|m| m.code == f.code)) {
        add(CardKind::Modifier, &fact.code, &fact.descriptor, &fact.code);
    }
    reference.denials.carc.iter().for_each(|c| add(CardKind::Carc, &c.code, &c.meaning, &c.code));
    reference.denials.rarc.iter().for_each(|r| add(CardKind::Rarc, &r.code, &r.meaning, &r.code));
    reference.administration.iter().for_each(|a| add(CardKind::Administration, &a.code, &a.words, &a.code));
    for payer in catalog.rulebook().payers() {
        for name in [&payer.id, &payer.name].into_iter().chain(&payer.aliases) {
            add(CardKind::Payer, &payer.id, &payer.name, name);
        }
    }
    catalog.rulebook().rules().for_each(|rule| add(CardKind::Rule, &rule.id, &rule.statement, &rule.id));
    out
}

/// The texts of notes, one a line.
fn note_lines(knowledge: &Knowledge) -> String {
    knowledge.notes.iter().map(|(_, note)| note.text.replace('\n', " ") + "\n").collect()
}
