//! The packages billed under a code.

use super::{Line, Role};
use crate::catalog::{Code, Date, Facts, Product};
use crate::text;

/// A table of packages; each row ends with brand and labeler, which may wrap.
pub(super) fn lines(facts: &Facts, code: &Code, on: Date) -> Vec<Line> {
    let Some(first) = facts.products.first() else {
        return vec![Line::of(Role::Muted, "No package of this code stands in the CMS crosswalk held. Ask for the NDC that was given.")];
    };
    let mut table = vec![["NDC", "11 digits", "in one", "units", "package", "brand, labeler"].map(str::to_owned)];
    table.extend(facts.products.iter().map(row));
    let mut widths = [0; 6];
    for row in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(text::width(cell));
        }
    }
    let hang = widths[..5].iter().map(|w| w + 2).sum();
    let mut lines = vec![
        Line::of(Role::Text, "CMS crosswalk")
            .with(Role::Source, format!(", {}", super::quarter_words(&first.edition)))
            .with(Role::Warning, super::price::not_of_the_date(&first.edition, on).map(|w| format!(" ({w})")).unwrap_or_default()),
        Line::of(Role::Text, format!("`in one` is the amount in one vial, syringe or bag; 1 unit = {}. ", code.unit.text()))
            .with(Role::Muted, "`package` is items x size; CMS does not say whether a size is mL, g or a count."),
        Line::blank(),
    ];
    for (i, cells) in table.iter().enumerate() {
        let mut line = Line::default().indented(0, hang);
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let pad = if column == 5 { 0 } else { width - text::width(cell) };
            let role = match (i, column) {
                (0, _) => Role::Label,
                (_, 0) => Role::Code,
                (_, 2 | 3) => Role::Strong,
                _ => Role::Text,
            };
            let right = matches!(column, 2 | 3);
            let (before, after) = if right { (pad, 0) } else { (0, pad) };
            line = line.with(role, format!("{:before$}{cell}{:after$}", "", ""));
            if column < 5 {
                line = line.with(Role::Text, "  ");
            }
        }
        lines.push(line);
    }
    lines
}

fn row(product: &Product) -> [String; 6] {
    let size = product.size_measure.map_or_else(|| product.size.grouped(), |m| format!("{} {m}", product.size.grouped()));
    let names: Vec<&str> = [product.brand.as_str(), product.labeler.as_str()].into_iter().filter(|n| !n.is_empty()).collect();
    [
        product.ndc.clone(),
        product.ndc11.clone().unwrap_or_else(|| "not an NDC".to_owned()),
        product.labelled.map_or_else(|| "-".to_owned(), |q| q.grouped()),
        product.units_per_item.grouped(),
        format!("{} x {size}", product.items_per_package.grouped()),
        names.join(", "),
    ]
}
