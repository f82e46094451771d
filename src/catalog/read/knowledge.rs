//! Reading of what people write: classes, drug pages, tables.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::Reader;
use crate::catalog::book::{NotesWithLines, ParsedDrugPage};
use crate::catalog::{
    Administration, AdministrationUse, Checklist, Class, CodeReplacement, Confidence, ContainerType, Correction, Denials, EditRow,
    Indication, ModifierNote, Note, PackageNote, Payer, PayerTopic, PlaceNote, Rule, Schedule, Section, Source, Taxonomy, UnitNotes, ndc,
};

/// A class or a drug page: the folder says which.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    id: Option<String>,
    name: Option<String>,
    code: Option<String>,
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    brands: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    clinical: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    modifiers: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    documentation: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    denials: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    payers: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    similar: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    sites: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    taxonomies: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    rems: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    self_administered: Vec<Spanned<NoteRow>>,
    #[serde(default)]
    indications: Vec<Spanned<Indication>>,
    #[serde(default)]
    administration: Vec<Spanned<AdministrationUse>>,
    #[serde(default)]
    schedule: Vec<Spanned<Schedule>>,
    #[serde(default)]
    corrections: Vec<Spanned<Correction>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteRow {
    text: String,
    #[serde(alias = "modifier", alias = "carc", alias = "payer", alias = "code", alias = "place", alias = "taxonomy")]
    about: Option<String>,
    #[serde(default)]
    rarc: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
    /// Written by hand once; derived now.
    #[serde(default, rename = "confidence")]
    _confidence: Option<IgnoredAny>,
    from: Option<Date>,
    until: Option<Date>,
}

impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Note {
        Note {
            text: row.text,
            about: row.about,
            rarc: row.rarc,
            sources: row.sources,
            confidence: Confidence::default(),
            from: row.from,
            until: row.until,
        }
    }
}

impl Page {
    /// The notes by section and then the corrections, each with the place it begins in the file.
    fn written(&mut self, line: impl Fn(usize) -> usize) -> NotesWithLines {
        let sections = [
            (Section::Clinical, &mut self.clinical),
            (Section::Modifiers, &mut self.modifiers),
            (Section::Documentation, &mut self.documentation),
            (Section::Denials, &mut self.denials),
            (Section::Payers, &mut self.payers),
            (Section::Similar, &mut self.similar),
            (Section::Sites, &mut self.sites),
            (Section::Taxonomies, &mut self.taxonomies),
            (Section::Rems, &mut self.rems),
            (Section::SelfAdministered, &mut self.self_administered),
        ];
        let mut written = NotesWithLines::default();
        for (section, rows) in sections {
            for row in rows.drain(..) {
                written.lines.push(line(row.span().start));
                written.knowledge.notes.push((section, row.into_inner().into()));
            }
        }
        for row in self.corrections.drain(..) {
            written.lines.push(line(row.span().start));
            written.knowledge.corrections.push(row.into_inner());
        }
        macro_rules! structured {
            ($($rows:ident),*) => {$(
                for row in self.$rows.drain(..) {
                    written.lines.push(line(row.span().start));
                    written.knowledge.$rows.push(row.into_inner());
                }
            )*};
        }
        structured!(indications, administration, schedule);
        written
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    source: Vec<Spanned<Source>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageNotesFile {
    package: Vec<Spanned<PackageNote>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransitionsFile {
    transition: Vec<Spanned<CodeReplacement>>,
}

impl Reader<'_, '_> {
    pub(super) fn class(&mut self) {
        let Some(mut page) = self.parse::<Page>() else { return };
        let written = page.written(|at| self.origin(at).line);
        let id = page.id.unwrap_or_default();
        if id != self.stem() {
            let message = format!("the class is named `{id}` in the file `{}.toml`: id and file name must agree", self.stem());
            self.problem(1, message);
            return;
        }
        let Some(name) = page.name else {
            self.problem(1, "a class needs a `name`");
            return;
        };
        let class = Class { id: id.clone(), name, members: page.members.iter().collect(), words: page.words };
        self.book.classes.insert(id, (self.origin(0), class, written));
    }

    pub(super) fn drug_page(&mut self, own: bool) {
        let Some(mut page) = self.parse::<Page>() else { return };
        let written = page.written(|at| self.origin(at).line);
        let code = page.code.unwrap_or_else(|| self.stem().to_owned());
        if code != self.stem() {
            let message = format!("the page of `{code}` lies in `{}.toml`: code and file name must agree", self.stem());
            self.problem(1, message);
            return;
        }
        let parsed = ParsedDrugPage { code, brands: page.brands, words: page.words, own, written };
        self.book.drug_pages.push((self.origin(0), parsed));
    }

    pub(super) fn sources(&mut self) {
        let Some(file) = self.parse::<SourcesFile>() else { return };
        for source in file.source {
            let origin = self.at(&source);
            let source = source.into_inner();
            if let Some((first, _)) = self.book.sources.get(&source.id) {
                let message = format!("source `{}` is already defined at {first}", source.id);
                self.problem(origin.line, message);
                continue;
            }
            self.book.sources.insert(source.id.clone(), (origin, source));
        }
    }

    pub(super) fn code_replacements(&mut self) {
        let Some(file) = self.parse::<TransitionsFile>() else { return };
        for transition in file.transition {
            let origin = self.at(&transition);
            self.book.code_replacements.push((origin, transition.into_inner()));
        }
    }

    pub(super) fn packages(&mut self) {
        let Some(file) = self.parse::<PackageNotesFile>() else { return };
        for row in file.package {
            let origin = self.at(&row);
            let row = row.into_inner();
            match ndc::eleven(&row.ndc) {
                Err(message) => self.problem(origin.line, message),
                Ok(_) if row.container == ContainerType::Unknown && row.size.is_none() => {
                    self.problem(origin.line, format!("{}: say `container` or what the `size` counts", row.ndc));
                }
                Ok(ndc) => {
                    if let Some((first, _)) = self.book.packages.get(&ndc) {
                        let message = format!("{} stands already at {first}; keep one", row.ndc);
                        self.problem(origin.line, message);
                        continue;
                    }
                    self.book.packages.insert(ndc, (origin, row));
                }
            }
        }
    }

    pub(super) fn reference(&mut self, name: &str) {
        macro_rules! table {
            ($key:ident, $row:ty) => {{
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Rows {
                    $key: Vec<$row>,
                }
                self.parse::<Rows>().map(|rows| rows.$key).unwrap_or_default()
            }};
        }
        match name {
            "denials.toml" => self.book.reference.denials = self.parse::<Denials>().unwrap_or_default().into(),
            "modifiers.toml" => self.book.reference.modifiers = table!(modifier, ModifierNote).into(),
            "payer_topics.toml" => self.book.reference.payer_topics = table!(topic, PayerTopic).into(),
            "administration.toml" => self.book.reference.administration = table!(administration, Administration).into(),
            "taxonomies.toml" => self.book.reference.taxonomies = table!(taxonomy, Taxonomy).into(),
            "place_of_service_notes.toml" => self.book.reference.place_notes = table!(place, PlaceNote).into(),
            "checklists.toml" => self.book.reference.checklists = table!(checklist, Checklist).into(),
            "names.toml" => {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Names {
                    #[serde(default)]
                    names: BTreeMap<String, Vec<String>>,
                    #[serde(default)]
                    abbreviations: BTreeMap<String, String>,
                }
                if let Some(rows) = self.parse::<Names>() {
                    self.book.reference.names = rows.names.into();
                    self.book.reference.abbreviations = rows.abbreviations.into();
                }
            }
            // Replayed by `jdex selftest`.
            "examples.toml" => self.book.reference.examples = table!(example, crate::catalog::Example).into(),
            "rules.toml" => {
                let rows = table!(rule, Spanned<Rule>);
                let rows = rows.into_iter().map(|row| (self.at(&row), row.into_inner()));
                self.book.rules.extend(rows.collect::<Vec<_>>());
            }
            "payers.toml" => {
                let rows = table!(payer, Spanned<Payer>);
                let rows = rows.into_iter().map(|row| (self.at(&row), row.into_inner()));
                self.book.payers.extend(rows.collect::<Vec<_>>());
            }
            "units.toml" => {
                self.book.unit_notes = self.parse::<UnitNotes>().unwrap_or_default();
                self.book.unit_notes.problems().into_iter().for_each(|problem| self.problem(0, problem));
            }
            "edits.toml" => {
                let rows = table!(edit, Spanned<EditRow>);
                let rows = rows.into_iter().map(|row| (self.at(&row), row.into_inner()));
                self.book.edits.extend(rows.collect::<Vec<_>>());
            }
            _ => self.problem(0, "a file that a catalog does not have"),
        }
    }
}
