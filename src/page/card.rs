//! What is known of something that was searched and is no code: a modifier, a denial, a diagnosis, a package.

use super::{IN_TRAINING, Line, Role, administration_lines, denial_lines, modifier_lines, reference, rule_lines};
use crate::catalog::{Catalog, Code, Date, DiscardedPolicy, NdcPolicy, Payer};
use crate::coverage::{Diagnosis, listing};
use crate::search::{Card, CardKind, Index};

/// The most codes that a card of an NDC names.
const MOST: usize = 8;

/// `Modifier JZ`, `CARC 16`, `ICD-10-CM C50.911`, the name of a payer.
pub fn card_title(card: &Card) -> String {
    match (card.kind, &card.title) {
        (CardKind::Payer, Some(name)) => name.clone(),
        (CardKind::Ndc, _) => format!("NDC {}", hyphenated(&card.id)),
        (kind, _) => {
            let label = kind.label();
            format!("{}{} {}", label[..1].to_uppercase(), &label[1..], card.id)
        }
    }
}

/// What the card of a query says; reasons and remarks of one query are explained together.
pub fn card_lines(catalog: &Catalog, index: &Index, card: &Card, query: &str, on: Date) -> Vec<Line> {
    let plain = || vec![Line::of(Role::Text, card.title(catalog).unwrap_or_default())];
    match card.kind {
        CardKind::Modifier => modifier_lines(catalog, &card.id).unwrap_or_else(plain),
        CardKind::Carc | CardKind::Rarc => denial_lines(&catalog.denial(&[denial_words(catalog, query, on)], None, None, on), IN_TRAINING),
        CardKind::Administration => administration_lines(catalog, std::slice::from_ref(&card.id)),
        CardKind::Diagnosis => diagnosis_lines(catalog, card),
        CardKind::Payer => catalog.rulebook().payer(&card.id).map_or_else(plain, |payer| payer_lines(catalog, payer)),
        CardKind::Rule => catalog.rulebook().rule(&card.id).map_or_else(plain, |rule| rule_lines(catalog, rule)),
        CardKind::Ndc => ndc_lines(catalog, index, card, on),
    }
}

/// The groups, reasons and remarks among the words of a query.
pub fn denial_words(catalog: &Catalog, query: &str, on: Date) -> String {
    let is_known = |word: &&str| catalog.denial(&[(*word).to_owned()], None, None, on).unknown.is_empty();
    query.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(is_known).collect::<Vec<_>>().join(" ")
}

/// What a diagnosis is, and the codes that contractors list it for.
fn diagnosis_lines(catalog: &Catalog, card: &Card) -> Vec<Line> {
    let mut lines: Vec<Line> = card.title(catalog).into_iter().map(|title| Line::of(Role::Strong, title)).collect();
    if let Err(error) = Diagnosis::parse(catalog, &card.id) {
        lines.push(Line::of(Role::Warning, error.to_string()));
        return lines;
    }
    let listing = codes_listing(catalog, &card.id);
    lines.push(Line::blank());
    if listing.is_empty() {
        lines.push(Line::of(Role::Text, "No local coverage article held lists it. That is not the same as not covered."));
        return lines;
    }
    lines.push(Line::heading("Listed by local coverage articles for"));
    lines.extend(listing.into_iter().map(|(code, documents)| {
        let line = Line::of(Role::Code, code.code.clone()).with(Role::Text, format!("  {}", code.title()));
        line.with(Role::Source, format!("  {}", documents.join(", "))).indented(2, 9)
    }));
    lines
}

/// The codes that local coverage articles list a diagnosis for, with the ids of these; drugs before what they are given with.
pub fn codes_listing<'a>(catalog: &'a Catalog, diagnosis: &str) -> Vec<(&'a Code, Vec<String>)> {
    let held = |(code, documents): (String, Vec<String>)| Some((catalog.code(&code)?, documents));
    let mut listed: Vec<_> = listing(catalog, diagnosis).into_iter().filter_map(held).collect();
    listed.sort_by_key(|(code, _)| !code.kind.is_administered());
    listed
}

/// How a payer wants drug lines, and what it asks by topic.
fn payer_lines(catalog: &Catalog, payer: &Payer) -> Vec<Line> {
    let labeled = |label: &str, words: &str| Line::labeled(label).with(Role::Text, words);
    let mut lines = vec![
        labeled(
            "discarded drug",
            match payer.discarded {
                DiscardedPolicy::OwnLine => "on its own line with JW; JZ where nothing was discarded",
                DiscardedPolicy::OneLine => "whole containers on one line, without JW or JZ",
            },
        ),
        labeled(
            "NDC",
            match payer.ndc {
                NdcPolicy::NotAsked => "not asked for",
                NdcPolicy::Administered => "on the administered line",
                NdcPolicy::EveryLine => "on the administered and on the discarded line, each with its own quantity",
            },
        ),
    ];
    if !payer.note.is_empty() {
        lines.push(labeled("note", &payer.note));
    }
    if !payer.aliases.is_empty() {
        lines.push(Line::labeled("also called").with(Role::Muted, payer.aliases.join(", ")));
    }
    let topics = reference::topics_of(catalog, &payer.id);
    if !topics.is_empty() {
        lines.extend([Line::blank(), Line::heading("What it asks of every drug")]);
        lines.extend(topics);
    }
    lines
}

/// An NDC that is not held: its forms, and the codes of the nearest products.
fn ndc_lines(catalog: &Catalog, index: &Index, card: &Card, on: Date) -> Vec<Line> {
    let ndc = hyphenated(&card.id);
    let mut lines: Vec<Line> = card.title(catalog).into_iter().map(|title| Line::of(Role::Strong, title)).collect();
    lines.extend([Line::blank(), Line::labeled("on the claim").with(Role::Code, format!("N4{}", card.id))]);
    for (label, start) in [("this product", ndc.get(..11)), ("this labeler", ndc.get(..6))] {
        let held = start.map(|start| index.find(start, on, MOST)).unwrap_or_default();
        let codes: Vec<&str> = held.positions().filter_map(|at| catalog.codes().get(at)).map(|code| code.code.as_str()).collect();
        let line = Line::labeled(label);
        lines.push(match codes.is_empty() {
            true => line.with(Role::Muted, "no package held"),
            false => line.with(Role::Text, "other packages are billed as ").with(Role::Code, codes.join(" ")),
        });
    }
    lines.extend([
        Line::blank(),
        Line::of(Role::Text, "Compare the digits with the package. Search the drug by its name for the code; the claim carries the NDC of the package that was used."),
    ]);
    lines
}

/// Eleven digits as 5-4-2.
fn hyphenated(digits: &str) -> String {
    match (digits.get(..5), digits.get(5..9), digits.get(9..)) {
        (Some(labeler), Some(product), Some(package)) => format!("{labeler}-{product}-{package}"),
        _ => digits.to_owned(),
    }
}
