//! What of a catalog can be searched.

use std::collections::BTreeSet;

use crate::catalog::{ALL, Catalog, Dates, Knowledge};

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
    /// A search word or a name of a class, a search word of a dossier.
    Topic,
    /// The official descriptor.
    Descriptor,
    /// Who makes it.
    Labeler,
    /// Words of notes; they have no text of their own.
    Note,
}

impl Field {
    /// Every field, in the order of their numbers.
    pub const ALL: [Field; 8] =
        [Field::Code, Field::Name, Field::Brand, Field::OldCode, Field::Topic, Field::Descriptor, Field::Labeler, Field::Note];
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
    /// The positions of codes that bill no drug, in order: they are shown after drugs.
    pub others: Vec<u32>,
}

/// Gathers the texts of a catalog.
pub fn collect_documents(catalog: &Catalog) -> Documents {
    let mut out = Documents::default();
    let mut entries = BTreeSet::new();
    for (position, code) in catalog.codes().iter().enumerate() {
        let owner = Owner::Code(position as u32);
        let mut add = |field, text: &str| {
            if !text.trim().is_empty() {
                entries.insert(Entry { owner, field, text: text.to_owned() });
            }
        };
        out.dates.push(code.dates);
        if !code.is_drug() {
            out.others.push(position as u32);
        }
        add(Field::Code, &code.code);
        add(Field::Name, code.title());
        add(Field::Descriptor, &code.descriptor);
        for product in catalog.facts(&code.code).all_products() {
            add(Field::Brand, &product.brand);
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
    for (name, codes) in &catalog.reference().names {
        for position in codes.iter().filter_map(|code| catalog.position(code)) {
            entries.insert(Entry { owner: Owner::Code(position as u32), field: Field::Brand, text: name.clone() });
        }
    }
    for dossier in catalog.dossiers() {
        let Some(position) = catalog.position(&dossier.code) else { continue };
        let owner = Owner::Code(position as u32);
        let knowledge = dossier.knowledge.decode();
        let brands = dossier.brands.iter().map(|b| (Field::Brand, b.clone()));
        let words = dossier.words.iter().map(|w| (Field::Topic, w.clone()));
        let notes = [(Field::Note, note_lines(&knowledge))];
        entries.extend(brands.chain(words).chain(notes).map(|(field, text)| Entry { owner, field, text }));
    }
    for (class, knowledge) in catalog.classes_with_knowledge().filter(|(class, _)| class.id != ALL) {
        let owner = Owner::Class(out.classes.len() as u32);
        out.classes.push(class.members.iter().filter_map(|m| catalog.position(m)).map(|p| p as u32).collect());
        let topics = class.words.iter().chain([&class.name]).map(|w| (Field::Topic, w.clone()));
        let notes = [(Field::Note, note_lines(&knowledge.decode()))];
        entries.extend(topics.chain(notes).map(|(field, text)| Entry { owner, field, text }));
    }
    out.entries = entries.into_iter().collect();
    out
}

/// The texts of notes, one a line.
fn note_lines(knowledge: &Knowledge) -> String {
    knowledge.notes.iter().map(|(_, note)| note.text.replace('\n', " ") + "\n").collect()
}
