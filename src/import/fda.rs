//! What FDA's files have in common: how a name meets a code, and how the facts are written.

use std::collections::{BTreeMap, BTreeSet};

use super::cms_file::{File, Merged};
use super::error::Reason;
use super::{generic_name, write};
use crate::catalog::{Catalog, Code, Date, FdaFile, State};

/// A name in lower case without marks: `Lexiscan®` and `LEXISCAN` are one.
pub(super) fn plain(name: &str) -> String {
    let letters: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A generic name without salts, its ingredients in order: `bupivacaine hydrochloride and epinephrine` as the descriptor names it.
pub(super) fn ingredients(name: &str) -> Vec<String> {
    let name = plain(&name.replace([',', ';', '/'], " and "));
    let mut found: Vec<String> = name.split(" and ").map(generic_name::bare).filter(|one| !one.is_empty()).collect();
    found.sort();
    found.dedup();
    found
}

/// The codes that bill a generic name, and how: a name of a product leads to a code only where the form and route fit and one code
/// alone is left.
pub(super) struct Generics<'a> {
    codes: BTreeMap<Vec<String>, Vec<&'a Code>>,
}

/// How a product is given, as far as descriptors tell codes apart by it.
pub(super) struct Given<'f> {
    pub(super) form: &'f str,
    pub(super) route: &'f str,
}

impl<'a> Generics<'a> {
    /// The drugs of a catalog that are active on a day.
    pub(super) fn new(catalog: &'a Catalog, on: Date) -> Generics<'a> {
        let mut codes: BTreeMap<Vec<String>, Vec<&Code>> = BTreeMap::new();
        for code in catalog.codes().iter().filter(|c| c.kind.is_administered() && c.state(on) == State::Active && !c.name.is_empty()) {
            codes.entry(ingredients(code.name.split(" (").next().unwrap_or(&code.name))).or_default().push(code);
        }
        Generics { codes }
    }

    /// The one code of a generic name and form.
    pub(super) fn code(&self, generic: &str, given: &Given<'_>) -> Option<&'a Code> {
        let codes = self.codes.get(&ingredients(generic))?;
        let mut fitting = codes.iter().filter(|c| fits(&c.descriptor, given));
        // A name in parentheses says whose product the code bills.
        fitting.next().filter(|code| fitting.next().is_none() && !code.name.contains('(')).copied()
    }
}

/// Does a form fit a descriptor? `Injection` wants a product that is injected, `oral` one that is swallowed.
fn fits(descriptor: &str, given: &Given<'_>) -> bool {
    let (text, form, route) = (descriptor.to_lowercase(), given.form.to_uppercase(), given.route.to_uppercase());
    let oral = route.contains("ORAL") || route.contains("SUBLINGUAL") || route.contains("BUCCAL");
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if form == "KIT" {
        false
    } else if says(&["implant", "pellet"]) {
        form.contains("IMPLANT") || form.contains("PELLET")
    } else if says(&["otic"]) && !says(&["antibiotic"]) {
        route.contains("AURICULAR")
    } else if says(&["ophthalmic", "intravitreal", "intraocular", "lacrimal"]) {
        route.contains("OPHTHALMIC") || route.contains("INTRAVITREAL") || route.contains("INTRAOCULAR") || route.contains("INTRACAMERAL")
    } else if text.contains("inhalation") {
        route.contains("RESPIRATORY") || route.contains("INHALATION")
    } else if text.contains("oral") {
        oral
    } else if text.starts_with("inj") || text.starts_with("infusion") {
        form.contains("INJECT")
    } else {
        !oral && !route.contains("TOPICAL")
    }
}

/// Is it a name of its own, rather than the generic one, misspelled or with its salt?
pub(super) fn is_brand(name: &str, generic: &str, code: &Code) -> bool {
    let (name, generic) = (plain(name), plain(generic));
    let first = name.split([' ', '-']).next().unwrap_or_default();
    name.len() > 2 && !generic.contains(first) && !plain(&code.descriptor).contains(first) && ingredients(&name) != ingredients(&generic)
}

/// A name that stands in capitals, in the letters that people write: `REOPRO` is Reopro.
pub(super) fn cased(name: &str) -> String {
    const ABBREVIATION: usize = 4;
    if name.len() <= ABBREVIATION || name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    name.split(' ').map(|word| capital(&word.to_lowercase())).collect::<Vec<_>>().join(" ")
}

/// The first letter large.
pub(super) fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The names under which CMS's crosswalk lists products of any code.
pub(super) fn listed_names(catalog: &Catalog) -> BTreeSet<String> {
    let products = catalog.codes().iter().flat_map(|code| catalog.facts(&code.code).all_products());
    products.flat_map(|p| [plain(&p.brand), plain(p.brand.split(' ').next().unwrap_or_default())]).collect()
}

/// The names that a catalog shows for a code.
pub(super) fn known_brands(catalog: &Catalog, code: &str) -> BTreeSet<String> {
    catalog.facts(code).all_products().map(|p| plain(p.written())).collect()
}

/// `fda/ndc_directory.toml`, `fda/purple_book.toml`.
pub(super) fn render(path: &str, file: &FdaFile) -> Vec<File> {
    vec![(path.to_owned(), write::fda(file))]
}

/// Two files of one edition are parts of it, as the product and the package list of the NDC directory are; another edition
/// replaces the one held.
pub(super) fn merge(held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
    let (Some((path, text)), true) = (new.first(), new.len() == 1) else { return Ok(Merged { files: new, ..Merged::default() }) };
    let Some((_, before)) = held.iter().find(|(held, _)| held == path) else { return Ok(Merged { files: new, ..Merged::default() }) };
    let (before, mut file): (FdaFile, FdaFile) = (write::parse(path, before)?, write::parse(path, text)?);
    if before.edition != file.edition {
        return Ok(Merged { files: new, ..Merged::default() });
    }
    for (ndc, old) in before.packages {
        let new = file.packages.entry(ndc).or_default();
        new.container = if new.holds.is_empty() { old.container } else { new.container };
        for (new, old) in
            [(&mut new.holds, old.holds), (&mut new.form, old.form), (&mut new.route, old.route), (&mut new.strength, old.strength)]
        {
            if new.is_empty() {
                *new = old;
            }
        }
    }
    for (code, names) in before.brands {
        let all = file.brands.entry(code).or_default();
        all.extend(names);
        all.sort();
        all.dedup();
    }
    file.misspelled.extend(before.misspelled);
    Ok(Merged { files: render(path, &file), keeps_older: true, ..Merged::default() })
}
