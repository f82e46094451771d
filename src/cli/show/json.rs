//! A code's page as JSON. Keys are a contract with scripts: always all of them, `null` where a fact is not known.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::super::coverage;
use super::Args;
use crate::billing;
use crate::catalog::{
    Announced, ApplicableNote, Catalog, Code, Date, Dates, Facts, ModifierNote, PaymentSource, Product, RelatedCode, Section,
};
use crate::page::{self, Pane};
use crate::quantity::{Amount, Measure};

/// Keys and values in the order of the contract.
pub(super) struct Page(Vec<(&'static str, Value)>);

impl Serialize for Page {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// The keys of a pane; without one, of every pane. The code, the date and the status are always there.
pub(super) fn page(catalog: &Catalog, code: &Code, args: &Args, on: Date) -> Page {
    let mut facts = catalog.facts(&code.code).clone();
    if let Some(sorting) = args.sorting() {
        sorting.sort(&mut facts.products);
    }
    let mut keys = vec![("code", json!(code.code)), ("date", json!(on)), ("status", status(catalog, code, on))];
    for shown in Pane::ALL.into_iter().filter(|p| args.pane.is_none_or(|wanted| wanted == *p)) {
        match shown {
            Pane::Overview => keys.extend(overview(catalog, code, &facts, on)),
            Pane::Products => keys.extend(products(catalog, code, &facts)),
            Pane::Coverage => {
                keys.push(("coverage", coverage::documents(catalog, &code.code, on)));
                keys.push(("ncd", coverage::national(catalog, &code.code, on)));
            }
            Pane::Price => keys.extend(price(&facts, on)),
            Pane::Sources => keys.extend(sources(catalog, code, on)),
            Pane::Similar => {
                keys.extend(notes(catalog, code, shown, on));
                let same: Vec<&str> = page::look_alikes(catalog, code, on).iter().map(|c| c.code.as_str()).collect();
                keys.push(("same_drug", json!(same)));
            }
            Pane::Modifiers => {
                keys.extend(notes(catalog, code, shown, on));
                keys.push((
                    "modifier_uses",
                    page::modifier_uses(catalog, code, on).into_iter().map(|(m, dates)| modifier(m, dates, on)).collect(),
                ));
            }
            Pane::Clinical => {
                keys.extend(structured(catalog, code, on));
                keys.extend(notes(catalog, code, shown, on));
            }
            _ => keys.extend(notes(catalog, code, shown, on)),
        }
    }
    Page(keys)
}

/// What the strip above a page says.
fn card(catalog: &Catalog, code: &Code, facts: &Facts, on: Date) -> Value {
    let mue = facts.mue.iter().map(|m| json!({ "setting": m.setting, "value": m.value, "mai": m.mai, "quarter": m.quarter }));
    let price = page::price(facts, on).map(|p| json!({ "limit": p.limit, "quarter": p.quarter }));
    json!({
        "unit": code.unit.quantity().map(|_| code.unit.text()),
        "mue": mue.collect::<Vec<_>>(),
        "discard": page::discard_duty(code, facts, catalog.rulebook()).as_str(),
        "price": price,
        "administration": page::administration_codes(catalog, code),
    })
}

/// A change of a later quarter that CMS has announced; `null` where there is none.
fn announced(code: &Code) -> Value {
    let shown = |a: &Announced| json!({ "quarter": a.quarter, "action": a.action, "short_description": a.short });
    json!(code.announced.as_ref().map(shown))
}

/// Indications, administration codes and schedules, of the code or of its class.
fn structured(catalog: &Catalog, code: &Code, on: Date) -> Vec<(&'static str, Value)> {
    let indications = catalog.indications(&code.code).into_iter().map(
        |i| json!({ "text": i.text, "source": known(&i.sources.join(", ")), "sources": i.sources, "as_of": known(&i.as_of), "confidence": i.confidence }),
    );
    let administration = catalog
        .administration(&code.code)
        .into_iter()
        .map(|a| json!({ "code": a.code, "when": known(&a.when), "sources": a.sources, "confidence": a.confidence }));
    let schedule = catalog.schedule(&code.code, on).into_iter().map(|s| {
        json!({
            "text": s.text, "max_units": s.max_units, "period_days": s.period_days, "source": known(&s.sources.join(", ")),
            "sources": s.sources, "dose": s.dose, "max_dose": s.max_dose, "route": known(&s.route), "confidence": s.confidence,
        })
    });
    vec![("indications", indications.collect()), ("administration", administration.collect()), ("schedule", schedule.collect())]
}

fn status(catalog: &Catalog, code: &Code, on: Date) -> Value {
    let links = |links: Vec<RelatedCode>| -> Value { links.into_iter().map(|l| json!({ "code": l.code, "note": l.note })).collect() };
    json!({
        "state": code.state(on),
        "added": code.dates.added,
        "effective": code.dates.effective,
        "ended": code.dates.ended,
        "successors": links(catalog.successors(&code.code)),
        "predecessors": links(catalog.predecessors(&code.code)),
    })
}

fn overview(catalog: &Catalog, code: &Code, facts: &Facts, on: Date) -> Vec<(&'static str, Value)> {
    let classes: Vec<&str> = catalog.classes_of(&code.code).iter().map(|c| c.id.as_str()).collect();
    let unit = code.unit.quantity().map(|q| {
        let traps: Vec<&str> = code.unit.traps().iter().map(|t| t.as_str()).collect();
        json!({ "amount": q.amount, "measure": q.measure, "text": code.unit.text(), "traps": traps })
    });
    let edits = facts.mue.iter().map(|e| json!({ "setting": e.setting, "value": e.value, "mai": e.mai, "quarter": e.quarter }));
    let discarded =
        facts.discarded_drug.as_ref().map(|d| json!({ "listed": d.listed, "source": format!("CMS JW/JZ list, {}", d.edition) }));
    let corrections = catalog.corrections(&code.code).into_iter().map(
        |c| json!({ "claim": c.claim, "truth": c.truth, "source": known(&c.sources.join(", ")), "sources": c.sources, "confidence": c.confidence }),
    );
    vec![
        ("card", card(catalog, code, facts, on)),
        ("announced", announced(code)),
        ("kind", json!(code.kind)),
        ("descriptor", json!(code.descriptor)),
        ("name", known(&code.name)),
        ("brands", json!(page::brands(catalog, code, facts))),
        ("classes", json!(classes)),
        ("unit", json!(unit)),
        ("unit_refused", json!(code.unit.user_error())),
        ("unit_edits", edits.collect()),
        ("discarded_drug", json!(discarded)),
        ("corrections", corrections.collect()),
    ]
}

/// The packages, and what is taken for the kind of their container where none of them is named.
fn products(catalog: &Catalog, code: &Code, facts: &Facts) -> Vec<(&'static str, Value)> {
    let rows = facts.products.iter().chain(&facts.former_products).map(|p| {
        let mut value = product(p);
        let note = p.ndc11.as_ref().and_then(|ndc| catalog.package_note(ndc));
        value["container_note"] = json!(note.map(|n| n.note.as_str()).filter(|n| !n.is_empty()));
        value["container_sources"] = json!(note.map(|n| &n.sources));
        value["other_codes"] = json!(catalog.codes_sharing(&p.ndc).iter().filter(|c| **c != code.code).collect::<Vec<_>>());
        value
    });
    let taken = billing::container_held(Some(code), facts, &[], catalog.rulebook());
    let container = taken.map(|(container, why)| json!({ "taken": container, "why": why }));
    vec![("products", rows.collect()), ("container", json!(container))]
}

fn product(product: &Product) -> Value {
    let quantity = |amount: Amount, measure: Option<Measure>| json!({ "amount": amount, "measure": measure });
    json!({
        "ndc": product.ndc,
        "ndc11": product.ndc11,
        "brand": known(&product.brand),
        "labeler": known(&product.labeler),
        "labelled": product.labeled.map(|q| quantity(q.amount, Some(q.measure))),
        "size": quantity(product.size, product.size_measure),
        "items_per_package": product.items_per_package.whole(),
        "units_per_item": product.units_per_item,
        "container": product.container,
        "first_quarter": product.first_quarter,
        "last_quarter": product.last_quarter,
        "conflict": product.conflict,
        "edition": product.last_quarter,
    })
}

fn price(facts: &Facts, on: Date) -> Vec<(&'static str, Value)> {
    let row = |p: &crate::catalog::Payment| json!({ "quarter": p.quarter, "limit": p.limit, "status_indicator": p.status_indicator, "source": p.source, "coinsurance": p.coinsurance, "copayment": p.copayment, "note": p.note });
    let on_date = [PaymentSource::Asp, PaymentSource::Opps].into_iter().filter_map(|s| page::latest_payment(facts, s, on));
    vec![("payment", facts.payments.iter().map(row).collect()), ("payment_on_date", on_date.map(row).collect())]
}

/// The sections of a pane, each under its key.
fn notes(catalog: &Catalog, code: &Code, pane: Pane, on: Date) -> Vec<(&'static str, Value)> {
    let notes = catalog.notes(&code.code, on);
    let of = |section: &Section| notes.iter().filter(|n| n.section == *section).map(note).collect();
    page::sections(pane).iter().map(|section| (section.as_str(), of(section))).collect()
}

fn note(applied: &ApplicableNote) -> Value {
    let note = &applied.note;
    let mut value = json!({
        "text": note.text,
        "applies": applied.layer.as_str(),
        "sources": note.sources,
        "confidence": note.confidence,
        "from": note.from,
        "until": note.until,
    });
    let about = match applied.section {
        Section::Modifiers => Some("modifier"),
        Section::Denials => Some("carc"),
        Section::Payers => Some("payer"),
        Section::Similar => Some("code"),
        Section::Sites => Some("place"),
        Section::Taxonomies => Some("taxonomy"),
        Section::Clinical | Section::Documentation | Section::Rems | Section::SelfAdministered => None,
    };
    if let Some(about) = about {
        value[about] = json!(note.about);
    }
    if applied.section == Section::Denials {
        value["rarc"] = json!(note.rarc);
    }
    value
}

/// When to use a modifier, its common errors and who reads it.
fn modifier(modifier: &ModifierNote, dates: Dates, on: Date) -> Value {
    json!({
        "modifier": modifier.code,
        "title": modifier.title,
        "state": dates.state(on),
        "drug_line": modifier.drug_line,
        "when": modifier.when,
        "misuse": modifier.misuse,
        "used_by": known(&modifier.used_by),
        "sources": modifier.sources,
        "confidence": modifier.confidence,
    })
}

fn sources(catalog: &Catalog, code: &Code, on: Date) -> Vec<(&'static str, Value)> {
    let documents = page::documents(catalog, code, on)
        .into_iter()
        .map(|s| json!({ "id": s.id, "title": s.title, "publisher": s.publisher, "kind": s.kind, "original": s.original, "date": known(&s.date), "address": known(&s.address) }));
    let data = catalog.editions().iter().map(|e| json!({ "what": e.what, "edition": e.edition, "provenance": catalog.provenance(e) }));
    vec![("sources", documents.collect()), ("data", data.collect())]
}

/// A text, `null` where it is empty.
fn known(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}
