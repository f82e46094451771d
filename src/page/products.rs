//! The packages billed under a code.

use super::{Line, Role, notes};
use crate::catalog::{Catalog, Code, Container, Date, PackageNote, PackageNotes, Product, SharedProducts};
use crate::quantity::{Amount, Dimension};
use crate::text;

/// Columns before the last, which holds the names and may wrap.
const COLUMNS: usize = 5;

/// A table of packages by brand and then by size; each row ends with brand and labeler and what else is known.
pub(super) fn lines(catalog: &Catalog, code: &Code, on: Date) -> Vec<Line> {
    let mut products = catalog.facts(&code.code).products;
    products.sort_by(|a, b| (a.brand.to_lowercase(), a.units_per_item, &a.ndc).cmp(&(b.brand.to_lowercase(), b.units_per_item, &b.ndc)));
    let Some(first) = products.first() else {
        return vec![Line::of(Role::Muted, "No package of this code stands in the CMS crosswalk held. Ask for the NDC that was given.")];
    };
    let (package_notes, shared) = (catalog.package_notes(), catalog.shared_products());
    let mut table = vec![["NDC", "11 digits", "in one", "units", "package"].map(str::to_owned)];
    table.extend(products.iter().map(row));
    let mut widths = [0; COLUMNS];
    for row in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(text::width(cell));
        }
    }
    let mut lines = vec![
        Line::of(Role::Text, "CMS crosswalk")
            .with(Role::Source, format!(", {}", super::quarter_words(&first.edition)))
            .with(Role::Warning, super::price::not_of_the_date(&first.edition, on).map(|w| format!(" ({w})")).unwrap_or_default()),
        Line::of(Role::Text, format!("`in one` is the amount in one vial, syringe or bag; 1 unit = {}. ", code.unit.text()))
            .with(Role::Muted, "`package` is items x size; CMS does not say whether a size without a measure is mL, mg or a count."),
        Line::blank(),
    ];
    let mut rows = table.iter();
    lines.extend(rows.next().map(|header| aligned(header, &widths, true).with(Role::Label, "brand, labeler")));
    for (cells, product) in rows.zip(&products) {
        lines.push(named(aligned(cells, &widths, false), code, product, &shared));
    }
    lines.extend(told(&products, &package_notes));
    lines
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

fn row(product: &Product) -> [String; COLUMNS] {
    let size = product.size_measure.map_or_else(|| product.size.grouped(), |m| format!("{} {m}", product.size.grouped()));
    [
        product.ndc.clone(),
        product.ndc11.clone().unwrap_or_else(|| "not an NDC".to_owned()),
        product.labelled.map_or_else(|| "-".to_owned(), |q| q.grouped()),
        product.units_per_item.grouped(),
        format!("{} x {size}", product.items_per_package.grouped()),
    ]
}

/// Brand, labeler, strength, kind of container, and the other codes that the same product stands under.
fn named(line: Line, code: &Code, product: &Product, shared: &SharedProducts) -> Line {
    let names: Vec<&str> = [product.brand.as_str(), product.labeler.as_str()].into_iter().filter(|n| !n.is_empty()).collect();
    let mut line = line.with(Role::Text, names.join(", "));
    if let Some(strength) = strength(product) {
        line = line.with(Role::Text, format!("; {strength}"));
    }
    line = match product.container {
        Container::Unknown => line,
        known => line.with(Role::Text, "; ").with(Role::Strong, format!("{}-dose", known.word())),
    };
    let others: Vec<&str> = shared.get(&product.ndc).into_iter().flatten().map(String::as_str).filter(|c| *c != code.code).collect();
    if others.is_empty() { line } else { line.with(Role::Text, "; ").with(Role::Warning, format!("also under {}", others.join(", "))) }
}

/// `25 mg/mL`, where the size is a volume and the amount is none.
fn strength(product: &Product) -> Option<String> {
    let (labelled, measure) = (product.labelled?, product.size_measure?);
    let dimensions = (measure.dimension(), labelled.measure.dimension());
    if dimensions.0 != Dimension::Volume || dimensions.1 == Dimension::Volume {
        return None;
    }
    let each = labelled.amount.exact_div(product.size).filter(|a| *a == a.round_half_up(3));
    Some(match each {
        Some(each) => format!("{} {}/{measure}", each.grouped(), labelled.measure),
        None if product.size == Amount::ONE => return None,
        None => format!("{}/{} {measure}", labelled.grouped(), product.size.grouped()),
    })
}

/// What labels say about these packages, each text once.
fn told(products: &[Product], package_notes: &PackageNotes) -> Vec<Line> {
    let mut texts: Vec<(&PackageNote, Vec<&str>)> = Vec::new();
    for product in products {
        let note = product.ndc11.as_ref().and_then(|ndc| package_notes.get(ndc));
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
