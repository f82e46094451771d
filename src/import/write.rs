//! Facts as the TOML that the catalog reads: sorted, one line a fact, so that a new edition gives a small diff.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::alpha_numeric::CodeFile;
use super::mue::UnitEdits;
use super::ndc_crosswalk::Products;
use crate::catalog::{BillingUnit, Code, Dates, MueTable, PaymentSource, Place, family};

/// A relative path and the text of the file.
pub type File = (String, String);

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn edition_line(edition: &str) -> String {
    format!("edition = {}\n", quoted(edition))
}

fn head(what: &str, edition: &str) -> String {
    format!("# {what}, {edition}. Written by jdex import; not edited by hand.\n")
}

/// Lines `key = "value"`, those without a value left out.
struct Table<'a>(&'a mut String);

impl Table<'_> {
    fn text(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.line(key, &quoted(value));
        }
    }

    fn line(&mut self, key: &str, value: &str) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.0.push_str(value);
        self.0.push('\n');
    }

    fn list<T: AsRef<str>>(&mut self, key: &str, values: &[T]) {
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
pub(super) fn codes(file: &CodeFile, edition: &str) -> Vec<File> {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for code in &file.codes {
        let text = families
            .entry(family(&code.code))
            .or_insert_with_key(|family| head(&format!("HCPCS codes {family}, CMS alpha-numeric file"), edition) + &edition_line(edition));
        write_code(text, code);
    }
    let mut files: Vec<File> = families.into_iter().map(|(family, text)| (format!("codes/{family}.toml"), text)).collect();
    if !file.modifiers.is_empty() {
        let mut text = head("HCPCS modifiers, CMS alpha-numeric file", edition) + &edition_line(edition);
        for modifier in &file.modifiers {
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
        BillingUnit::Unclassified => table.line("unclassified", "true"),
        BillingUnit::Refused(reason) => table.text("unit_refused", reason),
    }
    table.dates(&code.dates);
    table.text("action", &code.cms.action);
    table.text("coverage", &code.cms.coverage);
    table.text("betos", &code.cms.betos);
    table.list("xref", &code.cms.cross_references);
}

/// `products/J9.toml` ...: a table of packages a code, one line a package.
pub(super) fn products(products: &Products, edition: &str) -> Vec<File> {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for (code, packages) in products {
        let text = families.entry(family(code)).or_insert_with_key(|family| {
            let what = format!("Products {family}, CMS ASP NDC-HCPCS crosswalk");
            format!("{}{}\n[products]\n", head(&what, edition), edition_line(edition))
        });
        text.push_str(&format!("{code} = [\n"));
        for p in packages {
            let fields = [("ndc", &p.ndc), ("brand", &p.brand), ("labeler", &p.labeler)];
            let amounts = [("units", p.units), ("size", p.size), ("items", p.items)].map(|(key, amount)| (key, amount.to_string()));
            let texts = fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key, value.clone()));
            let pairs: Vec<String> = texts.chain(amounts).map(|(key, value)| format!("{key} = {}", quoted(&value))).collect();
            text.push_str(&format!("  {{ {} }},\n", pairs.join(", ")));
        }
        text.push_str("]\n");
    }
    families.into_iter().map(|(family, text)| (format!("products/{family}.toml"), text)).collect()
}

/// Code, then `asp` or `opps`, then quarter: the shape of a payments file.
pub(super) type PaymentTables = BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>;

/// The key of a source in a payments file.
pub(super) fn source_key(source: PaymentSource) -> &'static str {
    match source {
        PaymentSource::Asp => "asp",
        PaymentSource::Opps => "opps",
    }
}

/// The text of one payments file: one line a quarter, so that a new quarter adds a line a code.
pub(super) fn payments(family: &str, tables: &PaymentTables) -> String {
    let quarters = || tables.values().flat_map(BTreeMap::values).flat_map(BTreeMap::keys);
    let span = match (quarters().min(), quarters().max()) {
        (Some(first), Some(last)) => format!("quarters {first} to {last}"),
        _ => "no quarter".to_owned(),
    };
    let mut text = head(&format!("Medicare payments {family}, CMS payment limits (asp) and OPPS Addendum B (opps)"), &span);
    for (code, sources) in tables {
        for (source, cells) in sources {
            text.push_str(&format!("\n[{code}.{source}]\n"));
            for (quarter, cell) in cells {
                text.push_str(&format!("{quarter} = {}\n", quoted(cell)));
            }
        }
    }
    text
}

/// `mue/practitioner.toml` or `mue/outpatient.toml`.
pub(super) fn mue(table: &UnitEdits, edition: &str) -> File {
    let (stem, words) = match table.setting {
        MueTable::Practitioner => ("practitioner", "practitioner services"),
        MueTable::Outpatient => ("outpatient", "outpatient hospital services"),
    };
    let mut text = format!("{}{}\n[mue]\n", head(&format!("Medically unlikely edits, {words}"), edition), edition_line(edition));
    for (code, (value, mai)) in &table.edits {
        text.push_str(&format!("{code} = \"{value} {mai}\"\n"));
    }
    (format!("mue/{stem}.toml"), text)
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
pub(super) fn places(places: &[Place], edition: &str) -> File {
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
