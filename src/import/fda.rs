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

/// The same in any order of words, without salts and without what a label adds: `Rubidium Chloride Rb82` is `rubidium rb-82`.
fn loose(name: &str) -> Vec<String> {
    const ADDED: [&str; 4] = ["human", "synthetic", "recombinant", "for"];
    let words = |one: &String| {
        let apart = split_digits(one);
        let mut words: Vec<&str> = apart.split([' ', '-']).filter(|word| !ADDED.contains(word) && !word.is_empty()).collect();
        if !generic_name::is_whole(one) {
            words.retain(|word| !generic_name::is_salt(word));
        }
        words.sort_unstable();
        words.join(" ")
    };
    let mut found: Vec<String> = ingredients(name).iter().map(words).collect();
    found.sort();
    found
}

/// A number stands apart from the letters before it: `tc99m` is `tc 99m`.
fn split_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_digit() && out.ends_with(|before: char| before.is_alphabetic()) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// The codes that bill a generic name, and how: a name of a product leads to those whose form and route fit.
pub(super) struct Generics<'a> {
    codes: BTreeMap<Vec<String>, Vec<&'a Code>>,
    /// By their words in any order.
    loose: BTreeMap<Vec<String>, Vec<&'a Code>>,
    /// Names that lead to a code already, and first words of those that no other name may begin with.
    known: BTreeSet<String>,
    own: BTreeSet<String>,
}

/// How a product is given, as far as descriptors tell codes apart by it.
pub(super) struct Given<'f> {
    pub(super) form: &'f str,
    pub(super) route: &'f str,
}

impl<'a> Generics<'a> {
    /// The drugs of a catalog that are active on a day, by the names of their descriptors and those that people type: a
    /// descriptor may be misspelled.
    pub(super) fn new(catalog: &'a Catalog, on: Date) -> Generics<'a> {
        let (mut codes, mut loose) = (BTreeMap::<Vec<String>, Vec<&Code>>::new(), BTreeMap::<Vec<String>, Vec<&Code>>::new());
        let mut add = |name: &str, code: &'a Code| {
            for (map, key) in [(&mut codes, ingredients(name)), (&mut loose, self::loose(name))] {
                let held = map.entry(key).or_default();
                if !held.iter().any(|held| held.code == code.code) {
                    held.push(code);
                }
            }
        };
        let active = |c: &&Code| c.kind.is_administered() && c.state(on) == State::Active && !c.name.is_empty();
        for code in catalog.codes().iter().filter(active) {
            add(code.name.split(" (").next().unwrap_or(&code.name), code);
        }
        for (name, typed) in catalog.reference().names.iter() {
            typed.iter().filter_map(|code| catalog.code(code)).filter(active).for_each(|code| add(name, code));
        }
        let mut own: BTreeSet<String> = catalog.reference().names.keys().map(|name| plain(name)).collect();
        for (_, makers) in catalog.codes().iter().filter_map(|code| code.name.split_once(" (")) {
            own.extend(plain(makers).split(' ').map(str::to_owned));
        }
        Generics { codes, loose, known: listed_names(catalog), own }
    }

    /// The codes of a generic name and form, without those that bill one maker's product; of several the one for what has no code of
    /// its own.
    pub(super) fn codes(&self, generic: &str, given: &Given<'_>) -> Vec<&'a Code> {
        let codes = self.codes.get(&ingredients(generic)).or_else(|| self.loose.get(&loose(generic)));
        let fitting = codes.into_iter().flatten().copied().filter(|code| fits(&code.descriptor, given) && !code.name.contains('('));
        let mut fitting: Vec<&Code> = fitting.collect();
        let unspecified = |code: &&Code| code.descriptor.to_lowercase().contains("not otherwise specified");
        if fitting.iter().any(unspecified) {
            fitting.retain(unspecified);
        }
        fitting
    }

    /// Does the name lead to a code already? To one by CMS's crosswalk; where several are left, also by its first word: in the
    /// crosswalk, by hand, or in parentheses in a descriptor.
    pub(super) fn is_known(&self, name: &str, codes: &[&Code]) -> bool {
        let name = plain(name);
        let first = name.split(' ').next().unwrap_or_default();
        self.known.contains(&name) || codes.len() > 1 && (self.own.contains(first) || self.known.contains(first))
    }
}

/// Does a form fit a descriptor? `Injection` wants a product that is injected, `oral` one that is swallowed.
fn fits(descriptor: &str, given: &Given<'_>) -> bool {
    let (text, form, route) = (descriptor.to_lowercase(), given.form.to_uppercase(), given.route.to_uppercase());
    let oral = route.contains("ORAL") || route.contains("SUBLINGUAL") || route.contains("BUCCAL");
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    const ROUTES: [&str; 6] = ["intravenous", "intramuscular", "subcutaneous", "intrathecal", "intravesical", "pyelocalyceal"];
    let mut named = ROUTES.iter().filter(|route| text.contains(*route)).peekable();
    if named.peek().is_some() && !route.is_empty() && !named.any(|named| route.contains(&named.to_uppercase())) {
        return false;
    }
    if form == "KIT" {
        false
    } else if says(&["implant", "pellet"]) {
        form.contains("IMPLANT") || form.contains("PELLET")
    } else if text.contains("insert") {
        form.contains("INSERT")
    } else if says(&["otic"]) && !says(&["antibiotic"]) {
        route.contains("AURICULAR")
    } else if says(&["ophthalmic", "intravitreal", "intraocular", "lacrimal"]) {
        route.contains("OPHTHALMIC") || route.contains("INTRAVITREAL") || route.contains("INTRAOCULAR") || route.contains("INTRACAMERAL")
    } else if text.contains("inhal") {
        (route.contains("RESPIRATORY") || route.contains("INHALATION")) && (!text.contains("solution") || form.contains("SOLUTION"))
    } else if text.contains("oral") {
        oral
    } else if text.starts_with("inj") || text.starts_with("infusion") {
        form.contains("INJECT") && !["INTRAOCULAR", "INTRACAMERAL"].contains(&route.as_str())
    } else {
        !oral && !["TOPICAL", "RESPIRATORY", "INHALATION"].iter().any(|other| route.contains(other))
    }
}

/// Is it a name of its own, rather than the generic one, misspelled or with its salt?
pub(super) fn is_brand(name: &str, generic: &str, code: &Code) -> bool {
    let (name, generic) = (plain(name), plain(generic));
    let first = name.split([' ', '-']).next().unwrap_or_default();
    // A brand changes a letter of the generic name (Methadose); a letter too many or too few is a slip.
    let slip = |word: &str| word.len() != first.len() && strsim::osa_distance(first, word) == 1;
    let misspelled = generic.split([' ', '-']).any(slip);
    name.len() > 2
        && !misspelled
        && !generic.contains(first)
        && !plain(&code.descriptor).contains(first)
        && ingredients(&name) != ingredients(&generic)
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
fn listed_names(catalog: &Catalog) -> BTreeSet<String> {
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
