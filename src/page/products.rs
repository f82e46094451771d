//! The packages billed under a code.

use std::cmp::Ordering;

use super::{Line, Role, notes};
use crate::catalog::{Catalog, Code, ContainerType, Date, Facts, PackageNote, Product, Rulebook, words};
use crate::quantity::{Amount, Dimension};
use crate::text::counted;
use crate::{billing, text};

/// Columns before the last, which holds the names and may wrap.
const COLUMNS: usize = 5;

words! {
    /// What packages are sorted by, in the order of the columns.
    #[derive(Default)]
    pub enum SortKey {
        /// The brand, then the amount in one item.
        #[default]
        Brand = "brand",
        /// Who sells it.
        Labeler = "labeler",
        /// The identifier.
        Ndc = "ndc",
        /// Billing units in one item, which is the order of the amounts too.
        Units = "units",
        /// The package: what CMS gives as the size of one item, then the items.
        Size = "size",
    }
}

impl SortKey {
    /// The one after it.
    pub fn next(self) -> SortKey {
        let here = SortKey::ALL.iter().position(|k| *k == self).unwrap_or(0);
        SortKey::ALL[(here + 1) % SortKey::ALL.len()]
    }
}

/// The order of the packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sorting {
    /// By what.
    pub key: SortKey,
    /// The last first.
    pub reversed: bool,
}

impl Sorting {
    /// `units, largest first`.
    pub fn description(self) -> String {
        let first = match (self.key, self.reversed) {
            (SortKey::Brand | SortKey::Labeler, false) => "a to z",
            (SortKey::Brand | SortKey::Labeler, true) => "z to a",
            (_, false) => "smallest first",
            (_, true) => "largest first",
        };
        format!("{}, {first}", if self.key == SortKey::Ndc { "NDC" } else { self.key.as_str() })
    }

    /// Sorts packages.
    pub fn sort(self, products: &mut [Product]) {
        products.sort_by(|a, b| self.compare(a, b));
    }

    /// `NDC ^` where a column is the one sorted by; the words above the table say the same.
    fn mark(self, key: SortKey, name: &str) -> String {
        match (self.key == key, self.reversed) {
            (false, _) => name.to_owned(),
            (true, false) => format!("{name} ^"),
            (true, true) => format!("{name} v"),
        }
    }

    /// Packages that are equal by the key stand by brand, amount and identifier, whichever way the key is turned.
    fn compare(self, a: &Product, b: &Product) -> Ordering {
        let names = |name: fn(&Product) -> &str| name(a).to_lowercase().cmp(&name(b).to_lowercase());
        let by_key = match self.key {
            SortKey::Brand => names(|p| &p.brand),
            SortKey::Labeler => names(|p| &p.labeler),
            SortKey::Ndc => a.ndc.cmp(&b.ndc),
            SortKey::Units => a.units_per_item.cmp(&b.units_per_item),
            SortKey::Size => (a.size, a.items_per_package).cmp(&(b.size, b.items_per_package)),
        };
        let by_key = if self.reversed { by_key.reverse() } else { by_key };
        by_key.then_with(|| names(|p| &p.brand)).then_with(|| (a.units_per_item, &a.ndc).cmp(&(b.units_per_item, &b.ndc)))
    }
}

/// The most packages shown before a table is unfolded.
const MOST: usize = 12;

/// A table of packages; each row ends with brand and labeler and what else is known. Below it what the columns mean.
///
/// Folded are packages after the first dozen, and those that are gone.
pub fn products(catalog: &Catalog, code: &Code, on: Date, sorting: Sorting, all: bool) -> Vec<Line> {
    let facts = catalog.facts(&code.code);
    let mut products = facts.products.clone();
    sorting.sort(&mut products);
    let Some(first) = products.first() else {
        return vec![Line::of(Role::Muted, "No package of this code stands in the CMS crosswalk held. Ask for the NDC that was given.")];
    };
    let by_the_unit = |product: &Product| billing::priced_by_the_unit(product, Some(&code.code), &code.unit, catalog.rulebook());
    let shown = products.len().min(if all { usize::MAX } else { MOST });
    let mut table = vec![header(sorting)];
    table.extend(products.iter().take(shown).map(|p| row(p, by_the_unit(p))));
    let mut widths = [0; COLUMNS];
    for row in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(text::width(cell));
        }
    }
    let mut lines = vec![
        Line::of(Role::Text, format!("{}, CMS crosswalk", counted(products.len(), "package")))
            .with(Role::Source, format!(", {}", super::quarter_words(&first.last_quarter)))
            .with(Role::Warning, super::price::not_of_the_date(&first.last_quarter, on).map(|w| format!(" ({w})")).unwrap_or_default())
            .with(Role::Text, format!("; sorted by {}", sorting.description())),
    ];
    let mut rows = table.iter();
    let names = [sorting.mark(SortKey::Brand, "brand"), sorting.mark(SortKey::Labeler, "labeler")].join(", ");
    lines.extend(rows.next().map(|header| aligned(header, &widths, true).with(Role::Label, names)));
    for (cells, product) in rows.zip(&products) {
        lines.push(named(aligned(cells, &widths, false), code, product, catalog));
    }
    let folded =
        [(products.len() - shown, "more package"), (if all { 0 } else { facts.former_products.len() }, "package of earlier crosswalks")];
    let folded: Vec<String> = folded.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(count, what)).collect();
    if !folded.is_empty() {
        lines.push(Line::of(Role::Muted, format!("Folded: {}", folded.join(", "))));
    }
    lines.extend(told(&products, catalog));
    lines.push(Line::blank());
    lines.extend(containers(code, facts, catalog.rulebook()));
    lines.push(legend(code, &products));
    if facts.products.iter().any(by_the_unit) {
        let words = "CMS prices the product by the unit and gives no size: how much a vial holds stands on its label.";
        lines.push(Line::of(Role::Warning, "`by label`: ").with(Role::Text, words));
    }
    if all && !facts.former_products.is_empty() {
        lines.extend([Line::blank(), Line::heading("Packages of earlier crosswalks")]);
        lines.extend(former(facts));
    }
    lines
}

/// Packages that the newest crosswalk no longer lists, each with the last quarter that did.
fn former(facts: &Facts) -> Vec<Line> {
    let row = |p: &Product| {
        let names = [p.brand.as_str(), p.labeler.as_str()].join(", ");
        let unit = if p.units_per_item == Amount::ONE { "unit" } else { "units" };
        let units = format!("{} x {} {unit}", p.items_per_package.grouped(), p.units_per_item.grouped());
        Line::of(Role::Code, p.ndc.clone())
            .with(Role::Text, format!("  {units}  {names}"))
            .with(Role::Muted, format!("; last listed {}", super::quarter_words(&p.last_quarter)))
    };
    facts.former_products.iter().map(row).collect()
}

fn header(sorting: Sorting) -> [String; COLUMNS] {
    [
        sorting.mark(SortKey::Ndc, "NDC"),
        "11 digits".to_owned(),
        "in one".to_owned(),
        sorting.mark(SortKey::Units, "units"),
        sorting.mark(SortKey::Size, "package"),
    ]
}

/// What the columns count, in one line.
fn legend(code: &Code, products: &[Product]) -> Line {
    let line = format!("`in one`: the amount in one vial, syringe or bag; 1 unit = {}. `package`: items x size", code.unit.text());
    let line = Line::of(Role::Muted, line);
    match products.iter().filter(|p| p.size_measure.is_none()).count() {
        0 => line.with(Role::Muted, "."),
        _ => line.with(Role::Muted, "; a size without a measure may be mL, mg or a count: CMS does not say which."),
    }
}

/// What is taken for the kind of container: of each package where its label was read, else by the descriptor or CMS's list.
fn containers(code: &Code, facts: &Facts, book: &Rulebook) -> Option<Line> {
    let unread = facts.products.iter().filter(|p| p.container == ContainerType::Unknown).count();
    if unread == 0 {
        return None;
    }
    let line = Line::of(
        Role::Text,
        match (unread, facts.products.len()) {
            (_, 1) => "Whether the container is single-dose was not read from its label".to_owned(),
            (unread, all) if unread == all => "Whether a container is single-dose was read from no label here".to_owned(),
            (unread, all) => format!("Whether the container is single-dose was not read from the label of {unread} of {all} packages"),
        },
    );
    Some(match billing::container_held(Some(code), facts, &[], book) {
        Some((_, why)) => line.with(Role::Text, ". Taken is: ").with(Role::Strong, why).with(Role::Text, "."),
        None => line.with(Role::Warning, ": look at the container before JW or JZ."),
    })
}

/// The columns of one row, padded.
fn aligned(cells: &[String; COLUMNS], widths: &[usize; COLUMNS], header: bool) -> Line {
    let mut line = Line::default().indented(0, widths.iter().map(|w| w + 2).sum());
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let pad = width - text::width(cell);
        let role = match column {
            _ if header => Role::Label,
            0 => Role::Code,
            2 | 3 => Role::Strong,
            _ => Role::Text,
        };
        let right = matches!(column, 2 | 3);
        let (before, after) = if right { (pad, 0) } else { (0, pad) };
        line = line.with(role, format!("{:before$}{cell}{:after$}  ", "", ""));
    }
    line
}

fn row(product: &Product, by_the_unit: bool) -> [String; COLUMNS] {
    let size = product.size_measure.map_or_else(|| product.size.grouped(), |m| format!("{} {m}", product.size.grouped()));
    [
        product.ndc.clone(),
        product.ndc11.clone().unwrap_or_else(|| "not an NDC".to_owned()),
        product.labeled.filter(|_| !by_the_unit).map_or_else(|| (if by_the_unit { "by label" } else { "-" }).to_owned(), |q| q.grouped()),
        product.units_per_item.grouped(),
        format!("{} x {size}", product.items_per_package.grouped()),
    ]
}

/// Brand, labeler, strength, kind of container, and the other codes that the same product stands under.
fn named(line: Line, code: &Code, product: &Product, catalog: &Catalog) -> Line {
    let names: Vec<&str> = [product.brand.as_str(), product.labeler.as_str()].into_iter().filter(|n| !n.is_empty()).collect();
    let mut line = line.with(Role::Text, names.join(", "));
    if let Some(strength) = strength(product) {
        line = line.with(Role::Text, format!("; {strength}"));
    }
    line = match product.container {
        ContainerType::Unknown => line,
        known => line.with(Role::Text, "; ").with(Role::Strong, format!("{}-dose", known.as_str())),
    };
    if let Some(conflict) = &product.conflict {
        line = line.with(Role::Text, "; ").with(Role::Warning, conflict.clone());
    }
    let others: Vec<&str> = catalog.codes_sharing(&product.ndc).iter().map(String::as_str).filter(|c| *c != code.code).collect();
    if others.is_empty() { line } else { line.with(Role::Text, "; ").with(Role::Warning, format!("also under {}", others.join(", "))) }
}

/// `25 mg/mL`, where the size is a volume and the amount is none.
fn strength(product: &Product) -> Option<String> {
    let (labeled, measure) = (product.labeled?, product.size_measure?);
    let dimensions = (measure.dimension(), labeled.measure.dimension());
    if dimensions.0 != Dimension::Volume || dimensions.1 == Dimension::Volume {
        return None;
    }
    let each = labeled.amount.exact_div(product.size).filter(|a| *a == a.round_half_up(3));
    Some(match each {
        Some(each) => format!("{} {}/{measure}", each.grouped(), labeled.measure),
        None if product.size == Amount::ONE => return None,
        None => format!("{}/{} {measure}", labeled.grouped(), product.size.grouped()),
    })
}

/// What labels say about these packages, each text once.
fn told(products: &[Product], catalog: &Catalog) -> Vec<Line> {
    let mut texts: Vec<(&PackageNote, Vec<&str>)> = Vec::new();
    for product in products {
        let note = product.ndc11.as_ref().and_then(|ndc| catalog.package_note(ndc));
        let Some(note) = note.filter(|n| !n.note.is_empty()) else { continue };
        match texts.iter_mut().find(|(held, _)| (&held.note, &held.sources) == (&note.note, &note.sources)) {
            Some((_, ndcs)) => ndcs.push(&product.ndc),
            None => texts.push((note, vec![&product.ndc])),
        }
    }
    let lines = texts.into_iter().map(|(note, ndcs)| {
        let line = Line::of(Role::Code, format!("{}  ", ndcs.join(", "))).with(Role::Text, note.note.clone()).indented(0, 4);
        notes::sourced(line, note.confidence, &note.sources)
    });
    let mut lines: Vec<Line> = lines.collect();
    if !lines.is_empty() {
        lines.insert(0, Line::blank());
    }
    lines
}
