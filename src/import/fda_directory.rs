//! The FDA NDC directory: `product.txt` and `package.txt`, tab-separated, in one zip or each alone.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter};
use super::error::Reason;
use super::fda::{self, Generics, Given, plain};
use super::source::{Content, Source};
use super::{archive, edition};
use crate::catalog::{Catalog, ContainerType, Date, Evidence, FdaFile, ndc};

const PATH: &str = "fda/ndc_directory.toml";

/// A word is a misspelling of another that stands this many times as often.
const COMMON: u32 = 20;

/// The members of the zip.
const MEMBERS: [&str; 2] = ["product.txt", "package.txt"];

/// The NDC directory.
pub(super) struct Directory;

fn is_products(columns: &Columns) -> bool {
    columns.find(&["productndc"]).is_some() && columns.find(&["proprietaryname"]).is_some()
}

fn is_packages(columns: &Columns) -> bool {
    columns.find(&["productndc"]).is_some() && columns.find(&["ndcpackagecode"]).is_some()
}

impl CmsFile for Directory {
    fn title(&self) -> &'static str {
        "FDA NDC directory"
    }

    fn key(&self) -> &'static str {
        "fda-ndc-directory"
    }

    fn folder(&self) -> &'static str {
        "fda"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        is_products(columns) || is_packages(columns)
    }

    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        Ok(match &source.content {
            Content::Archive { members, .. } => MEMBERS.iter().all(|name| members.iter().any(|m| m.name.eq_ignore_ascii_case(name))),
            _ => self.has_table(source),
        })
    }

    /// What concerns no package and no drug of the catalog is passed over: the directory lists a quarter of a million packages.
    fn extract(&self, source: &Source<'_>, options: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let named = source.names.iter().find_map(|name| edition::month_in(name)).map(|month| (month, "from its name"));
        let (edition, edition_from) =
            named.or_else(|| month(source).map(|month| (month, "from the day of its files"))).ok_or_else(|| {
                Reason::NoEdition("the directory states no date; give its name the month, as `ndctext_2026-11.zip` has it".to_owned())
            })?;
        let mut reading = Reading::new(options.catalog, &edition);
        match &source.content {
            Content::Archive { bytes, members } => {
                for name in MEMBERS {
                    let member = members.iter().find(|m| m.name.eq_ignore_ascii_case(name));
                    let member = member.ok_or_else(|| Reason::NotCms(format!("the zip holds no {name}")))?;
                    reading.table(&archive::content(bytes, member)?, filter)?;
                }
            }
            Content::Text(text) => reading.table(text.text.as_bytes(), filter)?,
            Content::Workbook(_) => return Err(Reason::NotCms("the directory is text, not a workbook".to_owned())),
        }
        let rows = reading.rows;
        let facts = reading.finish(edition.clone());
        let taken = facts.packages.len() + facts.brands.len();
        Ok(Extracted { edition, edition_from: edition_from.to_owned(), rows, taken, files: fda::render(PATH, &facts) })
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        fda::merge(held, new)
    }
}

/// The month of the files in the zip.
fn month(source: &Source<'_>) -> Option<String> {
    let Content::Archive { bytes, members } = &source.content else { return None };
    members.iter().filter_map(|member| archive::month(bytes, member)).max()
}

/// What is gathered while the rows go by.
struct Reading<'a> {
    catalog: &'a Catalog,
    generics: Generics<'a>,
    /// Codes by labeler and product, the first nine digits of an NDC, and the NDCs of packages.
    products: BTreeMap<String, BTreeSet<&'a str>>,
    held: BTreeSet<&'a str>,
    packages: BTreeMap<String, Evidence>,
    /// Forms by labeler and product.
    forms: BTreeMap<String, Evidence>,
    /// Proprietary names by code, by how they read.
    brands: BTreeMap<&'a str, BTreeMap<String, String>>,
    /// Words of every name of the directory, and those of a code's products.
    words: BTreeMap<String, u32>,
    words_of: BTreeMap<&'a str, BTreeSet<String>>,
    /// Words of the names that FDA gives products of the catalog: Recombinate is no misspelling of recombinant.
    own_words: BTreeSet<String>,
    rows: usize,
}

/// A row by the names of its columns.
struct Record<'r> {
    columns: &'r Columns,
    cells: Vec<String>,
}

impl Record<'_> {
    fn get(&self, name: &str) -> &str {
        self.columns.find(&[name]).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }
}

impl<'a> Reading<'a> {
    fn new(catalog: &'a Catalog, edition: &str) -> Reading<'a> {
        let on = format!("{edition}-01").parse().unwrap_or(Date::MIN);
        // Codes of today, whatever the age of the file.
        let on = catalog.codes().iter().filter_map(|c| c.dates.added).max().unwrap_or(on);
        let (mut products, mut held) = (BTreeMap::<String, BTreeSet<&str>>::new(), BTreeSet::new());
        for code in catalog.codes().iter() {
            for ndc in catalog.facts(&code.code).all_products().filter_map(|p| p.ndc11.as_deref()) {
                held.insert(ndc);
                products.entry(ndc[..9].to_owned()).or_default().insert(&code.code);
            }
        }
        Reading {
            catalog,
            generics: Generics::new(catalog, on),
            products,
            held,
            packages: BTreeMap::new(),
            forms: BTreeMap::new(),
            brands: BTreeMap::new(),
            words: BTreeMap::new(),
            words_of: BTreeMap::new(),
            own_words: BTreeSet::new(),
            rows: 0,
        }
    }

    /// One of the two tables. Fields are not quoted; a quotation mark is an inch.
    fn table(&mut self, bytes: &[u8], filter: &mut RowFilter<'_>) -> Result<(), Reason> {
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).has_headers(false).from_reader(bytes);
        let mut records = reader.byte_records();
        let unreadable = |e: csv::Error| Reason::NotCms(format!("not tab-separated text: {e}"));
        let header = records.next().ok_or_else(|| Reason::Empty("the table has no header".to_owned()))?.map_err(unreadable)?;
        let columns = Columns::new(&header.iter().map(text).collect::<Vec<_>>());
        let products = is_products(&columns);
        if !products && !is_packages(&columns) {
            return Err(Reason::NotCms("a table of the directory without its header".to_owned()));
        }
        for record in records {
            let record = record.map_err(unreadable)?;
            self.rows += 1;
            if record.len() < header.len() {
                return Err(Reason::Truncated(format!("row {} has {} of {} columns", self.rows + 1, record.len(), header.len())));
            }
            let record = Record { columns: &columns, cells: record.iter().map(text).collect() };
            let taken = if products { self.product(&record) } else { self.package(&record) };
            if let Err(why) = taken {
                filter.leave_out(why);
            }
        }
        Ok(())
    }

    fn product(&mut self, record: &Record<'_>) -> Result<(), &'static str> {
        let (name, generic) = (record.get("proprietaryname"), record.get("nonproprietaryname"));
        for word in [name, generic].iter().flat_map(|names| plain(names).split([' ', '-']).map(str::to_owned).collect::<Vec<_>>()) {
            *self.words.entry(word).or_default() += 1;
        }
        let given = Given { form: record.get("dosageformname"), route: record.get("routename") };
        let number = product_number(record.get("productndc"));
        let by_number = number.as_ref().and_then(|number| self.products.get(number)).cloned().unwrap_or_default();
        let by_name = if by_number.is_empty() { self.generics.codes(generic, &given) } else { Vec::new() };
        let codes: Vec<&str> = by_number.iter().copied().chain(by_name.iter().map(|code| code.code.as_str())).collect();
        let known = self.generics.is_known(name, &by_name);
        if !by_number.is_empty() {
            self.own_words.extend(plain(name).split([' ', '-']).map(str::to_owned));
        }
        let prescribed = !record.get("producttypename").contains("OTC");
        for code in codes.iter().copied() {
            let words = self.words_of.entry(code).or_default();
            words.extend([name, generic].into_iter().flat_map(|n| plain(n).split(' ').map(str::to_owned).collect::<Vec<_>>()));
            let held = self.catalog.code(code).filter(|held| fda::is_brand(name, generic, held));
            // CMS maps a name of its crosswalk to a code itself; kits hold more than the drug.
            if held.is_some() && prescribed && given.form != "KIT" && !(by_number.is_empty() && known) {
                self.brands.entry(code).or_default().entry(plain(name)).or_insert_with(|| fda::cased(name));
            }
        }
        if let Some(number) = number.filter(|_| !by_number.is_empty()) {
            let amounts = record.get("active_numerator_strength").split("; ").zip(record.get("active_ingred_unit").split("; "));
            let strength = amounts.map(|(amount, unit)| format!("{amount} {unit}")).collect::<Vec<_>>().join("; ");
            let form = Evidence {
                form: given.form.to_owned(),
                route: given.route.to_owned(),
                strength: strength.trim().to_owned(),
                ..Evidence::default()
            };
            reconcile(&mut self.forms, number, form)?;
        }
        if codes.is_empty() { Err("no drug of the catalog") } else { Ok(()) }
    }

    fn package(&mut self, record: &Record<'_>) -> Result<(), &'static str> {
        let eleven = ndc::eleven(record.get("ndcpackagecode")).ok().filter(|ndc| self.held.contains(ndc.as_str()));
        let eleven = eleven.ok_or("no package of the catalog")?;
        let description = record.get("packagedescription");
        let form = self.forms.get(&eleven[..9]).cloned().unwrap_or_default();
        let package = Evidence { container: container(description), holds: innermost(description), ..form };
        reconcile(&mut self.packages, eleven, package)
    }

    fn finish(mut self, edition: String) -> FdaFile {
        let misspelled = self.misspelled();
        let mut brands = BTreeMap::new();
        for (code, names) in self.brands {
            let known = fda::known_brands(self.catalog, code);
            let names: Vec<String> = names.into_iter().filter(|(plain, _)| !known.contains(plain)).map(|(_, name)| name).collect();
            if !names.is_empty() {
                brands.insert(code.to_owned(), names);
            }
        }
        self.packages.retain(|_, e| e.container != ContainerType::Unknown || !e.holds.is_empty());
        FdaFile { source: "FDA NDC directory".to_owned(), edition, packages: self.packages, brands, misspelled }
    }

    /// Names of CMS's crosswalk with a word that no name of the directory and no descriptor holds, and that is a letter or two away
    /// from one of the names of the same drug.
    fn misspelled(&mut self) -> BTreeMap<String, String> {
        if self.words.is_empty() {
            return BTreeMap::new();
        }
        for code in self.catalog.codes().iter() {
            for word in plain(&code.descriptor).split([' ', '-']) {
                *self.words.entry(word.to_owned()).or_default() += 1;
            }
        }
        let mut found = BTreeMap::new();
        for code in self.catalog.codes().iter() {
            let own = plain(&code.name);
            let near: BTreeSet<&str> =
                self.words_of.get(code.code.as_str()).into_iter().flatten().map(String::as_str).chain(own.split(' ')).collect();
            for brand in self.catalog.facts(&code.code).all_products().map(|p| p.written()) {
                for word in brand.split_whitespace() {
                    if let Some(right) = self.right(word, &near) {
                        found.insert(brand.to_owned(), brand.replace(word, &right));
                    }
                }
            }
        }
        found
    }

    fn right(&self, word: &str, near: &BTreeSet<&str>) -> Option<String> {
        const SHORTEST: usize = 6;
        let read = plain(word);
        if self.own_words.contains(&read)
            || read.len() < SHORTEST
            || read.contains([' ', '-'])
            || read.contains(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let allowed = if read.len() > 8 { 2 } else { 1 };
        let distance = |other: &&str| strsim::osa_distance(&read, other);
        let close = near.iter().filter(|other| other.len() >= SHORTEST && ***other != *read && other.as_bytes()[0] == read.as_bytes()[0]);
        let best = close.min_by_key(|other| distance(other)).filter(|other| (1..=allowed).contains(&distance(other)))?;
        // Labelers and descriptors misspell too, seldom: J0665 says bupivicaine. GlucaGen is a name of its own beside glucagon.
        let count = |word: &str| self.words.get(word).copied().unwrap_or_default();
        if best.contains(|c: char| c.is_ascii_digit()) || count(&read) * COMMON > count(best) {
            return None;
        }
        let mut right = (*best).to_owned();
        if word.starts_with(char::is_uppercase) {
            right[..1].make_ascii_uppercase();
        }
        Some(right)
    }
}

/// Adds what a row states of an NDC. Routes add up, an approval a row. Of the rest, what another row of it states otherwise is not
/// known: no row of the directory is the better one.
fn reconcile(held: &mut BTreeMap<String, Evidence>, ndc: String, new: Evidence) -> Result<(), &'static str> {
    let held = match held.entry(ndc) {
        Entry::Vacant(entry) => {
            entry.insert(new);
            return Ok(());
        }
        Entry::Occupied(entry) => entry.into_mut(),
    };
    let routes: BTreeSet<&str> = [&held.route, &new.route].into_iter().flat_map(|routes| routes.split("; ")).collect();
    held.route = routes.into_iter().filter(|route| !route.is_empty()).collect::<Vec<_>>().join("; ");
    let agree = *held == Evidence { route: held.route.clone(), ..new.clone() };
    if held.container != new.container {
        held.container = ContainerType::Unknown;
    }
    for (held, new) in [(&mut held.holds, new.holds), (&mut held.form, new.form), (&mut held.strength, new.strength)] {
        if *held != new {
            held.clear();
        }
    }
    if agree { Ok(()) } else { Err("contradicts another row of its NDC; what differs is taken as unknown") }
}

/// A cell: UTF-8, else Windows-1252.
fn text(cell: &[u8]) -> String {
    let text = std::str::from_utf8(cell).map_or_else(|_| encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0, Into::into);
    crate::text::clean(&text).trim().to_owned()
}

/// Labeler and product in nine digits: `0002-1200` gives `000021200`.
fn product_number(text: &str) -> Option<String> {
    let (labeler, product) = text.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (digits(labeler) && digits(product) && labeler.len() <= 5 && product.len() <= 4).then(|| format!("{labeler:0>5}{product:0>4}"))
}

/// The last part of a description: `1 VIAL in 1 CARTON (0002-0800-01)  > 10 mL in 1 VIAL` and, as FDA writes it today, with ` / `.
fn innermost(description: &str) -> String {
    let last = description.rsplit(" > ").next().unwrap_or(description);
    let last = last.rsplit(" / ").next().unwrap_or(last);
    last.split(" (").next().unwrap_or(last).trim().to_owned()
}

/// `VIAL, SINGLE-DOSE`, `VIAL, SINGLE-USE`, `VIAL, MULTI-DOSE`; nothing is read into other words.
pub(super) fn container(text: &str) -> ContainerType {
    let text = text.to_uppercase().replace('-', " ");
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    match (says(&["SINGLE DOSE", "SINGLE USE", "SINGLE PATIENT USE"]), says(&["MULTI DOSE", "MULTIPLE DOSE", "MULTI USE"])) {
        (true, false) => ContainerType::Single,
        (false, true) => ContainerType::Multi,
        _ => ContainerType::Unknown,
    }
}
