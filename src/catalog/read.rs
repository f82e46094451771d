//! TOML to [`Book`]. Every file that cannot be understood is a [`Problem`] with its place, and nothing of it is taken.

mod coverage;
mod facts;
mod file;
mod knowledge;
mod legacy;
mod payments;
mod scenario;

use serde::de::DeserializeOwned;
use toml::Spanned;

pub use file::File;

use super::{Catalog, MueTable, Origin, ParsedCatalog, Problem};

/// Reads the files of a catalog folder, in any order.
///
/// `held` is the catalog they will be laid over, for the units of its codes. A broken file is left out and named in the
/// problems; the others are taken.
pub fn read<'a>(files: impl IntoIterator<Item = File<'a>>, held: &Catalog) -> (ParsedCatalog, Vec<Problem>) {
    let mut book = ParsedCatalog::default();
    let mut problems = Vec::new();
    let mut late = Vec::new();
    let files: Vec<(String, std::borrow::Cow<'a, str>, File<'a>)> = files.into_iter().map(legacy::modernize).collect();
    for (path, text, file) in &files {
        let file = File { shown: file.shown, path, text };
        let mut reader = Reader::of(&file, &mut book, &mut problems);
        if let Some(problem) = hostile(&file) {
            reader.problems.push(problem);
        } else if file.path.starts_with("products/") && !file.path.ends_with("/editions.toml") {
            // Labeled amounts need the units of the codes.
            late.push(file);
        } else {
            reader.dispatch();
        }
    }
    for file in late {
        Reader::of(&file, &mut book, &mut problems).products(held);
    }
    problems.sort();
    (book, problems)
}

/// Reads one file into a book, remembering what is wrong.
pub(super) struct Reader<'a, 'b> {
    file: &'b File<'a>,
    book: &'b mut ParsedCatalog,
    problems: &'b mut Vec<Problem>,
    /// Where each line ends.
    line_ends: Vec<usize>,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn of(file: &'b File<'a>, book: &'b mut ParsedCatalog, problems: &'b mut Vec<Problem>) -> Reader<'a, 'b> {
        let line_ends = file.text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
        Reader { file, book, problems, line_ends }
    }

    fn dispatch(&mut self) {
        let path = self.file.path;
        let (folder, name) = path.split_once('/').unwrap_or(("", path));
        match (folder, name) {
            ("codes" | "products" | "payments" | "mue" | "lists" | "fda" | "coverage" | "icd10", "editions.toml") => self.imported(),
            ("codes", "modifiers.toml") => self.modifiers(),
            ("codes", "announced.toml") => self.announced(),
            ("codes", _) => self.codes(),
            ("payments", _) => self.payments(),
            ("mue", "practitioner.toml") => self.mue(MueTable::Practitioner),
            ("mue", "outpatient.toml") => self.mue(MueTable::Outpatient),
            ("mue", "dme.toml") => self.mue(MueTable::Dme),
            ("lists", "single_dose.toml") => self.single_dose(),
            ("fda", _) => self.fda(),
            ("lists", "places.toml") => self.places(),
            ("classes", _) => self.class(),
            ("drugs", _) => self.drug_page(false),
            ("notes", _) => self.drug_page(true),
            ("scenarios", _) => self.scenario(),
            ("sources", _) => self.sources(),
            ("coverage", "index.toml") => self.coverage_index(),
            ("coverage", "contractors.toml") => self.contractors(),
            ("coverage", "conditions.toml") => self.conditions(),
            ("coverage", "ncd.toml") => self.national(),
            ("coverage", _) => self.coverage_documents(),
            ("icd10", _) => self.icd10(),
            ("", "transitions.toml") => self.code_replacements(),
            ("", "package_notes.toml") => self.packages(),
            ("", "drug_rules.toml") => self.drug_rules(),
            ("", _) => self.reference(name),
            _ => self.problem(0, "a file that a catalog does not have; the folders are codes, products, payments, mue, lists, coverage, icd10, sources, classes, drugs, notes, scenarios"),
        }
    }

    fn origin(&self, at: usize) -> Origin {
        let line = self.line_ends.partition_point(|end| *end < at) + 1;
        Origin { file: self.file.shown.to_owned(), line }
    }

    fn at<T>(&self, spanned: &Spanned<T>) -> Origin {
        self.origin(spanned.span().start)
    }

    fn problem(&mut self, line: usize, message: impl Into<String>) {
        let origin = Origin { file: self.file.shown.to_owned(), line };
        self.problems.push(Problem { origin, message: message.into() });
    }

    /// Parses the whole file, or records why not.
    fn parse<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.file.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = error.span().map_or(0, |s| self.origin(s.start).line);
                self.problem(line, error.message().trim().replace('\n', ", "));
                None
            }
        }
    }

    /// The file's name without `.toml`.
    fn stem(&self) -> &str {
        let name = self.file.path.rsplit('/').next().unwrap_or(self.file.path);
        name.strip_suffix(".toml").unwrap_or(name)
    }
}

/// Control characters and directional overrides, written raw or as escapes, could drive the terminal: such a file is refused.
fn hostile(file: &File<'_>) -> Option<Problem> {
    use toml::de::{DeTable, DeValue};
    let is_hostile = |text: &str| crate::text::clean(text) != text;
    fn within(table: &DeTable<'_>, is_hostile: &dyn Fn(&str) -> bool) -> Option<usize> {
        table.iter().find_map(|(key, value)| if is_hostile(key.get_ref()) { Some(key.span().start) } else { walk(value, is_hostile) })
    }
    fn walk(value: &Spanned<DeValue<'_>>, is_hostile: &dyn Fn(&str) -> bool) -> Option<usize> {
        match value.get_ref() {
            DeValue::String(text) => is_hostile(text).then(|| value.span().start),
            DeValue::Array(items) => items.iter().find_map(|item| walk(item, is_hostile)),
            DeValue::Table(table) => within(table, is_hostile),
            _ => None,
        }
    }
    let table = DeTable::parse(file.text).ok()?;
    let at = within(table.get_ref(), &is_hostile)?;
    let line = file.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
    Some(Problem {
        origin: Origin { file: file.shown.to_owned(), line },
        message: "a control character or line break in a text; write it on one line without escapes".to_owned(),
    })
}
