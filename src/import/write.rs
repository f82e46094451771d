//! Facts as the TOML that the catalog reads: sorted, one line a fact, so that a new edition gives a small diff.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::cms_file::File;
use super::error::Reason;
use crate::catalog::{
    self, Announced, AnnouncedAction, BillingUnit, Catalog, Code, ContainerType, Dates, FdaFile, ImportedFile, ModifierFact, Mue, MueTable,
    ParsedCatalog, Payment, PaymentSource, Place, Product, family,
};
use crate::quantity::Amount;

/// The name of the file in each folder that states which files its facts were read from.
const EDITIONS: &str = "editions.toml";

/// `payments/editions.toml`
pub(super) fn editions_path(folder: &str) -> String {
    format!("{folder}/{EDITIONS}")
}

/// The text of such a file.
pub(super) fn editions(files: &[ImportedFile]) -> String {
    let mut text = "# The files that this folder was read from. Written by jdex import; not edited by hand.\n".to_owned();
    for file in files {
        text.push_str("\n[[file]]\n");
        let mut table = Table(&mut text);
        table.text("what", &file.what);
        table.text("edition", &file.edition);
        table.text("name", &file.name);
        table.text("provenance", &file.provenance);
        table.text("sha256", &file.sha256);
        table.line("bytes", &file.bytes.to_string());
        table.line("rows", &file.rows.to_string());
    }
    text
}

/// The start of the second line of a file with facts of files that are not their publisher's own.
const PROVENANCE: &str = "# Not the publisher's own file: ";

/// Names below the first line of an imported file which of the files that it was read from are not their publisher's own.
pub(super) fn with_provenance<'a>(text: &str, files: impl Iterator<Item = &'a ImportedFile>) -> String {
    let mut named: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for file in files.filter(|file| !file.provenance.is_empty()) {
        named.entry((&file.provenance, &file.what)).or_default().push(&file.edition);
    }
    let named = named.iter().map(|((how, what), editions)| format!("{what} {} {how}", editions.join(", ")));
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let rest = rest.strip_prefix(PROVENANCE).and_then(|line| line.split_once('\n')).map_or(rest, |(_, rest)| rest);
    match named.collect::<Vec<_>>().join("; ") {
        named if named.is_empty() => format!("{first}\n{rest}"),
        named => format!("{first}\n{PROVENANCE}{named}; {EDITIONS} names it.\n{rest}"),
    }
}

/// A held file as its kind wrote it.
///
/// # Errors
/// It was written by something else.
pub(super) fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Reason> {
    toml::from_str(text).map_err(|e| Reason::NotCms(format!("{path}: not a file of this kind: {}", e.message())))
}

/// The facts of held files, by the catalog's own reader.
///
/// # Errors
/// A file that does not load.
pub(super) fn read(files: &[File]) -> Result<ParsedCatalog, Reason> {
    let views = files.iter().map(|(path, text)| catalog::File { shown: path, path, text });
    let (parsed, problems) = catalog::read(views, &Catalog::default());
    match problems.first() {
        Some(problem) => Err(Reason::NotCms(problem.to_string())),
        None => Ok(parsed),
    }
}

/// The edition that a file states.
pub(super) fn edition_of(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Edition {
        edition: String,
    }
    toml::from_str::<Edition>(text).ok().map(|file| file.edition)
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

pub(super) fn edition_line(edition: &str) -> String {
    format!("edition = {}\n", quoted(edition))
}

pub(super) fn head(what: &str, edition: &str) -> String {
    format!("# {what}, {edition}. Written by jdex import; not edited by hand.\n")
}

/// Lines `key = "value"`, those without a value left out.
pub(super) struct Table<'a>(pub(super) &'a mut String);

impl Table<'_> {
    pub(super) fn text(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.line(key, &quoted(value));
        }
    }

    pub(super) fn line(&mut self, key: &str, value: &str) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.0.push_str(value);
        self.0.push('\n');
    }

    pub(super) fn list<T: AsRef<str>>(&mut self, key: &str, values: &[T]) {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|v| quoted(v.as_ref())).collect();
            self.line(key, &format!("[{}]", values.join(", ")));
        }
    }

    fn dates(&mut self, dates: &Dates) {
        let text = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
        self.text("added", &text(dates.added));
        self.text("effective", &text(dates.effective));
        self.text("ended", &text(dates.ended));
    }
}

/// `codes/J9.toml` ... and `codes/modifiers.toml`.
pub(super) fn codes(codes: &[Code], modifiers: &[ModifierFact], edition: &str) -> Vec<File> {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for code in codes {
        let text = families
            .entry(family(&code.code))
            .or_insert_with_key(|family| head(&format!("HCPCS codes {family}, CMS alpha-numeric file"), edition) + &edition_line(edition));
        write_code(text, code);
    }
    let mut files: Vec<File> = families.into_iter().map(|(family, text)| (format!("codes/{family}.toml"), text)).collect();
    if !modifiers.is_empty() {
        let mut text = head("HCPCS modifiers, CMS alpha-numeric file", edition) + &edition_line(edition);
        for modifier in modifiers {
            text.push_str("\n[[modifier]]\n");
            let mut table = Table(&mut text);
            table.text("code", &modifier.code);
            table.text("descriptor", &modifier.descriptor);
            table.dates(&modifier.dates);
        }
        files.push(("codes/modifiers.toml".to_owned(), text));
    }
    files
}

fn write_code(text: &mut String, code: &Code) {
    text.push_str("\n[[code]]\n");
    let mut table = Table(text);
    table.text("code", &code.code);
    table.text("descriptor", &code.descriptor);
    table.text("short", &code.short);
    table.text("name", &code.name);
    table.text("kind", code.kind.as_str());
    match &code.unit {
        BillingUnit::Amount { quantity, others, traps } => {
            table.text("unit", &quantity.to_string());
            table.list("unit_others", &others.iter().map(ToString::to_string).collect::<Vec<_>>());
            table.list("traps", &traps.iter().map(|t| t.as_str()).collect::<Vec<_>>());
        }
        BillingUnit::NotADrug => {}
        BillingUnit::Unclassified => table.line("unclassified", "true"),
        BillingUnit::Refused(reason) => table.text("unit_refused", reason),
    }
    table.dates(&code.dates);
    table.text("action", &code.cms.action);
    table.text("coverage", &code.cms.coverage);
    table.text("betos", &code.cms.betos);
    table.list("xref", &code.cms.cross_references);
}

/// `codes/announced.toml`.
pub(super) fn announced(changes: &BTreeMap<String, Announced>, edition: &str) -> String {
    let mut text = head("HCPCS changes announced by CMS, full descriptors not held", edition) + &edition_line(edition);
    for (code, change) in changes {
        text.push_str("\n[[announced]]\n");
        let mut table = Table(&mut text);
        table.text("code", code);
        table.text("action", change.action.as_str());
        table.text("short", &change.short);
        table.line("date", &quoted(&change.date.to_string()));
        if change.action == AnnouncedAction::Ended {
            table.line("inferred", "true");
        }
    }
    text
}

/// `products/J9.toml` ...: a table of packages a code, one line a package. A package of the newest quarter has no `last`, so that
/// the next quarter changes only the lines of what is gone.
pub(super) fn products(products: &BTreeMap<String, Vec<Product>>, edition: &str) -> Vec<File> {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for (code, packages) in products {
        let text = families.entry(family(code)).or_insert_with_key(|family| {
            let what = format!("Products {family}, CMS ASP NDC-HCPCS crosswalk");
            format!("{}{}\n[products]\n", head(&what, edition), edition_line(edition))
        });
        text.push_str(&format!("{code} = [\n"));
        for p in packages {
            let last = if p.last_quarter == edition { "" } else { &p.last_quarter };
            let amounts = [p.units_per_item, p.size, p.items_per_package].map(|amount| amount.to_string());
            let stated = p.stated_per_package.map(|amount| amount.to_string()).unwrap_or_default();
            let fields = [
                ("ndc", p.ndc.as_str()),
                ("brand", &p.brand),
                ("labeler", &p.labeler),
                ("units", &amounts[0]),
                ("size", &amounts[1]),
                ("items", &amounts[2]),
                ("package_units", &stated),
                ("first", &p.first_quarter),
                ("last", last),
            ];
            let mut fields = pairs(&fields);
            if !p.earlier.is_empty() {
                let earlier = p.earlier.iter().map(|e| {
                    let amounts = [e.units_per_item, e.size, e.items_per_package].map(|amount| amount.to_string());
                    let fields = [("last", e.last_quarter.as_str()), ("units", &amounts[0]), ("size", &amounts[1]), ("items", &amounts[2])];
                    format!("{{ {} }}", pairs(&fields))
                });
                fields.push_str(&format!(", earlier = [{}]", earlier.collect::<Vec<_>>().join(", ")));
            }
            text.push_str(&format!("  {{ {fields} }},\n"));
        }
        text.push_str("]\n");
    }
    families.into_iter().map(|(family, text)| (format!("products/{family}.toml"), text)).collect()
}

/// `key = "value"` of the values that are there.
fn pairs(fields: &[(&str, &str)]) -> String {
    let there = fields.iter().filter(|(_, value)| !value.is_empty());
    there.map(|(key, value)| format!("{key} = {}", quoted(value))).collect::<Vec<_>>().join(", ")
}

/// The key of a source in a payments file.
pub(super) fn source_key(source: PaymentSource) -> &'static str {
    match source {
        PaymentSource::Asp => "asp",
        PaymentSource::Opps => "opps",
    }
}

/// The text of one payments file: one line a quarter, so that a new quarter adds a line a code.
pub(super) fn payments(family: &str, codes: &[(&String, &Vec<Payment>)]) -> String {
    let quarters = || codes.iter().flat_map(|(_, payments)| payments.iter()).map(|p| p.quarter.as_str());
    let span = match (quarters().min(), quarters().max()) {
        (Some(first), Some(last)) => format!("quarters {first} to {last}"),
        _ => "no quarter".to_owned(),
    };
    let mut text = head(&format!("Medicare payments {family}, CMS payment limits (asp) and OPPS Addendum B (opps)"), &span);
    for (code, payments) in codes {
        for source in [PaymentSource::Asp, PaymentSource::Opps] {
            let mut rows: Vec<&Payment> = payments.iter().filter(|p| p.source == source).collect();
            rows.sort_by(|a, b| a.quarter.cmp(&b.quarter));
            if !rows.is_empty() {
                text.push_str(&format!("\n[{code}.{}]\n", source_key(source)));
            }
            for payment in rows {
                text.push_str(&format!("{} = {}\n", payment.quarter, self::payment(payment)));
            }
        }
    }
    text
}

/// `"164.253"`, `"K 118.2"`, `"N"`, `"-"`; a table where there is more.
fn payment(payment: &Payment) -> String {
    let amount = |amount: Option<Amount>| amount.map(|a| a.to_string()).unwrap_or_default();
    let (limit, coinsurance, copayment) = (amount(payment.limit), amount(payment.coinsurance), amount(payment.copayment));
    let status = payment.status_indicator.as_deref().unwrap_or_default();
    let note = payment.note.as_deref().unwrap_or_default();
    let unit = payment.unit.map(|unit| unit.to_string()).unwrap_or_default();
    if [coinsurance.as_str(), &copayment, note, &unit].iter().any(|text| !text.is_empty()) || payment.pass_through_ends {
        let fields = [
            ("status", status),
            ("limit", &limit),
            ("coinsurance", &coinsurance),
            ("copayment", &copayment),
            ("note", note),
            ("unit", &unit),
        ];
        let ends = if payment.pass_through_ends { ", pass_through_ends = true" } else { "" };
        return format!("{{ {}{ends} }}", pairs(&fields));
    }
    match (status, limit.as_str()) {
        ("", "") => quoted("-"),
        ("", limit) => quoted(limit),
        (status, "") => quoted(status),
        (status, limit) => quoted(&format!("{status} {limit}")),
    }
}

/// `mue/practitioner.toml`, `mue/outpatient.toml` or `mue/dme.toml`. An edit of an older quarter names it.
pub(super) fn mue(setting: MueTable, edits: &BTreeMap<String, Mue>, edition: &str) -> String {
    let words = match setting {
        MueTable::Practitioner => "practitioner services",
        MueTable::Outpatient => "outpatient hospital services",
        MueTable::Dme => "DME supplier services",
    };
    let mut text = format!("{}{}\n[mue]\n", head(&format!("Medically unlikely edits, {words}"), edition), edition_line(edition));
    for (code, edit) in edits {
        let older = if edit.quarter == edition { String::new() } else { format!(" {}", edit.quarter) };
        text.push_str(&format!("{code} = \"{} {}{older}\"\n", edit.value, edit.mai));
    }
    text
}

/// A file of `fda/`: one line a package, a name, a code.
pub(super) fn fda(file: &FdaFile) -> String {
    let mut text = head(&file.source, &file.edition);
    text.push_str(&format!("source = {}\n{}\n[packages]\n", quoted(&file.source), edition_line(&file.edition)));
    for (ndc, e) in &file.packages {
        let container = if e.container == ContainerType::Unknown { "" } else { e.container.as_str() };
        let fields =
            [("container", container), ("holds", e.holds.as_str()), ("form", &e.form), ("route", &e.route), ("strength", &e.strength)];
        text.push_str(&format!("{ndc} = {{ {} }}\n", pairs(&fields)));
    }
    text.push_str("\n[brands]\n");
    for (code, names) in &file.brands {
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        text.push_str(&format!("{code} = [{}]\n", names.join(", ")));
    }
    text.push_str("\n[misspelled]\n");
    for (wrong, right) in &file.misspelled {
        text.push_str(&format!("{} = {}\n", quoted(wrong), quoted(right)));
    }
    text
}

/// `lists/single_dose.toml`.
pub(super) fn single_dose<'a>(codes: impl Iterator<Item = &'a String>, edition: &str) -> File {
    let mut text = head("CMS JW/JZ list of single-dose codes", edition) + &edition_line(edition) + "codes = [\n";
    for code in codes {
        text.push_str(&format!("  {},\n", quoted(code)));
    }
    text.push_str("]\n");
    ("lists/single_dose.toml".to_owned(), text)
}

/// `lists/places.toml`.
pub(super) fn places<'a>(places: impl Iterator<Item = &'a Place>, edition: &str) -> File {
    let mut text = head("CMS place-of-service codes", edition) + &edition_line(edition);
    for place in places {
        text.push_str("\n[[place]]\n");
        let mut table = Table(&mut text);
        table.line("code", &quoted(&place.code));
        table.line("name", &quoted(&place.name));
        table.line("kind", &quoted(&place.kind));
    }
    ("lists/places.toml".to_owned(), text)
}
