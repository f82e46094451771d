//! Facts as the TOML that the catalog reads: sorted, one line a fact, so that a new edition gives a small diff.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::alpha_numeric::CodeFile;
use crate::catalog::{BillingUnit, Code, Dates, family};

/// A relative path and the text of the file.
pub type File = (String, String);

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
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
        let text = families.entry(family(&code.code)).or_insert_with_key(|family| {
            format!("{}edition = {}\n", head(&format!("HCPCS codes {family}, CMS alpha-numeric file"), edition), quoted(edition))
        });
        write_code(text, code);
    }
    let mut files: Vec<File> = families.into_iter().map(|(family, text)| (format!("codes/{family}.toml"), text)).collect();
    if !file.modifiers.is_empty() {
        let mut text = format!("{}edition = {}\n", head("HCPCS modifiers, CMS alpha-numeric file", edition), quoted(edition));
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
    table.text("kind", code.kind.word());
    match &code.unit {
        BillingUnit::Amount { quantity, others, traps } => {
            table.text("unit", &quantity.to_string());
            table.list("unit_others", &others.iter().map(ToString::to_string).collect::<Vec<_>>());
            table.list("traps", &traps.iter().map(|t| t.word()).collect::<Vec<_>>());
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
