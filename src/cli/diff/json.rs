//! The differences as JSON. Keys are a contract with scripts: always all of them, `null` where a fact is not known.

use serde::Serialize;
use serde_json::{Value, json};

use super::differences::Differences;
use super::side::Side;
use crate::catalog::{BillingUnit, Code, ModifierFact, Mue, Payment};
use crate::import::diff::amounts::PriceChanged;
use crate::import::diff::{Ended, unit_change};

/// Keys in the order to read them.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    old: Value,
    new: Value,
    compared: &'a [&'static str],
    unit_changed: Vec<Value>,
    ended: Vec<Value>,
    reopened: Vec<Value>,
    added: Vec<Value>,
    text_changed: Vec<Value>,
    gone: Vec<Value>,
    modifiers_ended: Vec<Value>,
    modifiers_added: Vec<Value>,
    modifiers_text_changed: Vec<Value>,
    limits_changed: Vec<Value>,
    price_changed: Vec<Value>,
    status_changed: Vec<Value>,
}

pub(super) fn answer<'a>(old: &Side, new: &Side, found: &'a Differences<'_>) -> Answer<'a> {
    let (codes, modifiers) = (&found.codes, &found.modifiers);
    Answer {
        old: side(old),
        new: side(new),
        compared: &found.compared,
        unit_changed: codes
            .unit_changed
            .iter()
            .map(|c| {
                json!({ "code": c.new.code, "name": name(c.new), "old": unit(&c.old.unit), "new": unit(&c.new.unit),
                        "note": unit_change(&c.old.unit, &c.new.unit) })
            })
            .collect(),
        ended: codes.ended.iter().map(ended).collect(),
        reopened: codes
            .reopened
            .iter()
            .map(|c| json!({ "code": c.new.code, "name": name(c.new), "old": c.old.dates.ended, "new": c.new.dates.ended }))
            .collect(),
        added: codes.added.iter().map(|c| code(c)).collect(),
        text_changed: codes
            .text_changed
            .iter()
            .map(|c| json!({ "code": c.new.code, "name": name(c.new), "old": c.old.descriptor, "new": c.new.descriptor }))
            .collect(),
        gone: codes.gone.iter().map(|c| code(c)).collect(),
        modifiers_ended: modifiers.ended.iter().map(|m| modifier(m)).collect(),
        modifiers_added: modifiers.added.iter().map(|m| modifier(m)).collect(),
        modifiers_text_changed: modifiers
            .text_changed
            .iter()
            .map(|(old, new)| json!({ "code": new.code, "old": old.descriptor, "new": new.descriptor }))
            .collect(),
        limits_changed: found
            .limits
            .iter()
            .map(|l| json!({ "code": l.code, "setting": l.setting, "old": l.old.map(edit), "new": l.new.map(edit) }))
            .collect(),
        price_changed: found.prices.price_changed.iter().map(price).collect(),
        status_changed: found.prices.status_changed.iter().map(price).collect(),
    }
}

fn side(side: &Side) -> Value {
    let data: Vec<Value> = side.editions.iter().map(|e| json!({ "what": e.what, "edition": e.edition })).collect();
    json!({ "name": side.name, "what": side.what, "data": data })
}

fn name(code: &Code) -> Option<&str> {
    Some(code.name.as_str()).filter(|n| !n.is_empty())
}

fn unit(unit: &BillingUnit) -> Value {
    let quantity = unit.quantity();
    json!({ "amount": quantity.map(|q| q.amount), "measure": quantity.map(|q| q.measure), "text": unit.text() })
}

fn code(code: &Code) -> Value {
    json!({ "code": code.code, "name": name(code), "descriptor": code.descriptor, "unit": unit(&code.unit),
            "added": code.dates.added, "ended": code.dates.ended })
}

fn ended(ended: &Ended<'_>) -> Value {
    let successors: Vec<Value> = ended
        .successors
        .iter()
        .map(|s| json!({ "code": s.code, "unit": unit(&s.unit), "note": super::lines::successor_words(ended.code, s) }))
        .collect();
    let mut value = code(ended.code);
    value["successors"] = json!(successors);
    value["note"] = json!(Some(ended.text).filter(|t| !t.is_empty()));
    value
}

fn modifier(modifier: &ModifierFact) -> Value {
    json!({ "code": modifier.code, "descriptor": modifier.descriptor, "added": modifier.dates.added, "ended": modifier.dates.ended })
}

fn edit(edit: &Mue) -> Value {
    json!({ "value": edit.value, "mai": edit.mai, "quarter": edit.quarter })
}

fn price(changed: &PriceChanged<'_>) -> Value {
    let side = |p: &Payment| json!({ "quarter": p.quarter, "limit": p.limit, "status_indicator": p.status_indicator });
    json!({ "code": changed.code, "source": changed.new.source, "old": side(changed.old), "new": side(changed.new),
            "percent": changed.percent.map(|p| p.to_string()) })
}
