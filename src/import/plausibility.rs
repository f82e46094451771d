//! Could the publisher have published it? A file that was cut at a line end or whose columns slipped reads as whole; beside the
//! edition held it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::diff;
use crate::catalog::{BillingUnit, Catalog, Code, MueTable, ParsedCatalog, Payment, PaymentSource, Product, covered_families, family};
use crate::quantity::Amount;

/// Of a hundred held facts this many may be missing.
const MAY_VANISH: usize = 5;

/// In one family of codes so few missing facts say nothing.
const FEW: usize = 3;

/// A price or limit may become this many times as much, or that part.
const MAY_MOVE: u64 = 5;

/// How many are named.
const NAMED: usize = 3;

/// What editions are compared by.
#[derive(Debug, Default)]
pub struct Figures {
    units: BTreeMap<String, BillingUnit>,
    mue: BTreeMap<MueTable, BTreeMap<String, Amount>>,
    payments: BTreeMap<PaymentSource, Quarters<Option<Amount>>>,
    /// Keys are `J9271 00006-3026-02`.
    packages: Quarters<()>,
    /// Codes of the JW/JZ list.
    single_dose: BTreeMap<String, ()>,
    /// Ids of local coverage documents.
    documents: BTreeMap<String, ()>,
}

/// By quarter, then by code or package.
type Quarters<T> = BTreeMap<String, BTreeMap<String, T>>;

impl Figures {
    /// Those of a catalog.
    pub fn of_catalog(catalog: &Catalog) -> Figures {
        let mut figures = Figures::default();
        for code in catalog.codes().iter() {
            let facts = catalog.facts(&code.code);
            figures.code(code);
            facts.mue.iter().for_each(|edit| figures.mue(edit.setting, &code.code, edit.value));
            facts.payments.iter().for_each(|payment| figures.payment(&code.code, payment));
            facts.products.iter().for_each(|product| figures.package(&code.code, product));
            if facts.discarded_drug.as_ref().is_some_and(|duty| duty.listed) {
                figures.single_dose.insert(code.code.clone(), ());
            }
        }
        figures.documents = catalog
            .coverage()
            .documents()
            .iter()
            .filter(|document| document.groups.is_some())
            .map(|document| (document.id.clone(), ()))
            .collect();
        figures
    }

    /// Those of a folder, or of one file.
    pub fn of_book(book: &ParsedCatalog) -> Figures {
        let mut figures = Figures::default();
        book.codes.values().for_each(|(_, code)| figures.code(code));
        for (table, edits) in &book.mue {
            edits.iter().for_each(|(code, edit)| figures.mue(*table, code, edit.value));
        }
        for (code, payments) in &book.payments {
            payments.iter().for_each(|payment| figures.payment(code, payment));
        }
        for (code, products) in book.products.iter().flatten() {
            products.iter().for_each(|product| figures.package(code, product));
        }
        figures.single_dose = book.single_dose.iter().flat_map(|(_, codes)| codes.iter().map(|code| (code.clone(), ()))).collect();
        figures.documents = book.coverage.documents.keys().map(|id| (id.clone(), ())).collect();
        figures
    }

    fn code(&mut self, code: &Code) {
        self.units.insert(code.code.clone(), code.unit.clone());
    }

    fn mue(&mut self, table: MueTable, code: &str, value: u32) {
        self.mue.entry(table).or_default().insert(code.to_owned(), Amount::from(u64::from(value)));
    }

    fn payment(&mut self, code: &str, payment: &Payment) {
        let quarters = self.payments.entry(payment.source).or_default();
        quarters.entry(payment.quarter.clone()).or_default().insert(code.to_owned(), payment.limit);
    }

    fn package(&mut self, code: &str, product: &Product) {
        for quarter in [&product.first_quarter, &product.last_quarter] {
            self.packages.entry(quarter.clone()).or_default().insert(format!("{code} {}", product.ndc), ());
        }
    }
}

/// What in a new file no publisher changes from one edition to the next; empty where it is plausible.
pub fn implausible(held: &Figures, new: &Figures) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(vanished("codes", &held.units, &new.units));
    let both = |code: &String| Some((held.units.get(code)?, new.units.get(code)?));
    let units = new.units.keys().filter(|code| both(code).is_some_and(|(old, new)| diff::unit_change(old, new).is_some()));
    found.extend(listed(units, "the unit of", "changes"));
    for (table, edits) in &new.mue {
        let Some(before) = held.mue.get(table) else { continue };
        found.extend(vanished(&format!("{} MUE values", table.as_str()), before, edits));
        found.extend(moved("the MUE value of", before, edits, |value| Some(*value)));
    }
    for (source, quarters) in &new.payments {
        let newest = quarters.last_key_value().map(|(quarter, _)| quarter);
        for (quarter, payments) in quarters {
            // A history repeats quarters of which the quarter's own file, with its corrections, may be held already.
            let is_repeated = Some(quarter) != newest && held.payments.get(source).is_some_and(|held| held.contains_key(quarter));
            let Some(before) = held.payments.get(source).and_then(|held| at_or_before(held, quarter)).filter(|_| !is_repeated) else {
                continue;
            };
            found.extend(vanished("payment limits", before, payments));
            found.extend(moved("the payment limit of", before, payments, |limit| *limit));
        }
    }
    // Of the packages held, those of the newest crosswalk name it as their last.
    if let Some((quarter, packages)) = new.packages.last_key_value()
        && let Some(before) = at_or_before(&held.packages, quarter)
    {
        found.extend(vanished("packages", before, packages));
    }
    found.extend(vanished("codes of the JW/JZ list", &held.single_dose, &new.single_dose));
    // Documents are numbered, not grouped: an export has all of them, is an excerpt of less than half, or was cut.
    let gone = held.documents.keys().filter(|id| !new.documents.contains_key(*id)).count();
    if new.documents.len() * 2 >= held.documents.len() && gone > FEW && gone * 100 > held.documents.len() * MAY_VANISH {
        found.push(format!("{gone} of {} held coverage documents are missing", held.documents.len()));
    }
    found
}

/// The newest edition that is not newer than a quarter.
fn at_or_before<'a, T>(held: &'a Quarters<T>, quarter: &str) -> Option<&'a BTreeMap<String, T>> {
    held.range(..=quarter.to_owned()).next_back().map(|(_, rows)| rows)
}

/// Held rows that the file does not list, in the families of codes that it lists and those behind. An excerpt, which lists no
/// family by half, may leave out what it likes; so may a table of some families only, as CMS publishes them too.
fn vanished<T, U>(what: &str, held: &BTreeMap<String, T>, new: &BTreeMap<String, U>) -> Option<String> {
    if covered_families(held.keys(), new.keys()).is_empty() {
        return None;
    }
    let listed: BTreeSet<&str> = new.keys().map(|key| family(key)).collect();
    let last = listed.last().copied()?;
    let before: BTreeSet<&str> = held.keys().map(|key| family(key)).filter(|family| *family < last).collect();
    // Files are sorted by code: one that was cut lists every family up to the one it ends in, and nothing behind.
    let is_cut = before.is_subset(&listed);
    let is_expected = |key: &&String| listed.contains(family(key)) || (is_cut && family(key) > last);
    let mut families: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for key in held.keys().filter(is_expected) {
        let (of, gone) = families.entry(family(key)).or_default();
        *of += 1;
        *gone += usize::from(!new.contains_key(key));
    }
    let many = |of: usize, gone: usize| gone > FEW && gone * 100 > of * MAY_VANISH;
    let (of, gone) = families.values().fold((0, 0), |(of, gone), (o, g)| (of + o, gone + g));
    if many(of, gone) {
        return Some(format!("{gone} of {of} held {what} are missing"));
    }
    let (family, (of, gone)) = families.into_iter().find(|(_, (of, gone))| many(*of, *gone))?;
    Some(format!("{gone} of {of} held {what} of {family} are missing"))
}

/// Amounts that are more than so many times what they were, or less than that part of it.
fn moved<T>(what: &str, held: &BTreeMap<String, T>, new: &BTreeMap<String, T>, amount: impl Fn(&T) -> Option<Amount>) -> Option<String> {
    let far = |less: Amount, more: Amount| !less.is_zero() && less.checked_mul(Amount::from(MAY_MOVE)).is_some_and(|most| more > most);
    let moves = |code: &&String| {
        let (Some(old), Some(new)) = (held.get(*code).and_then(&amount), new.get(*code).and_then(&amount)) else { return false };
        far(old, new) || far(new, old)
    };
    listed(new.keys().filter(moves), what, &format!("moves more than {MAY_MOVE}-fold"))
}

/// `the unit of 4 codes changes (J1234, J2345, J3456 ...)`
fn listed<'a>(codes: impl Iterator<Item = &'a String>, what: &str, does: &str) -> Option<String> {
    let codes: Vec<&str> = codes.map(String::as_str).collect();
    let named = codes.get(..NAMED).unwrap_or(&codes).join(", ");
    let (plural, more) = (if codes.len() == 1 { "" } else { "s" }, if codes.len() > NAMED { " ..." } else { "" });
    (!codes.is_empty()).then(|| format!("{what} {} code{plural} {does} ({named}{more})", codes.len()))
}
