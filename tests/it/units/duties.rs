//! What changes with the date, the payer and the published limits.

use super::*;

#[test]
fn duties_begin_and_end_on_their_days() {
    let on = |date: &str, opened: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("opened", opened), ("container", "single")];
        all.extend_from_slice(fields);
        ask(&BillableItem::default(), &unit("10 mg"), "100 mg", date.parse().unwrap(), &all).unwrap()
    };
    let lines = |date, opened, fields: &[(&str, &str)]| shown(&on(date, opened, fields));
    // JZ did not exist, was optional, is required.
    assert_eq!(lines("2022-12-31", "100 mg", &[]), "units × 10");
    assert_eq!(lines("2023-06-30", "100 mg", &[]), "units-JZ × 10");
    assert_eq!(kinds(&on("2023-06-30", "100 mg", &[])), ["jz-optional"]);
    assert_eq!(lines("2023-07-01", "100 mg", &[]), "units-JZ × 10");
    assert!(kinds(&on("2023-07-01", "100 mg", &[])).is_empty());
    // Suppliers a year later.
    assert!(kinds(&on("2023-12-31", "100 mg", &[("setting", "dme")])).contains(&"jz-optional"));
    assert!(!kinds(&on("2024-01-01", "100 mg", &[("setting", "dme")])).contains(&"jz-optional"));
    // JW before its duty.
    assert_eq!(kinds(&on("2016-12-31", "150 mg", &[])), ["jw-not-yet-required"]);
    assert!(kinds(&on("2017-01-01", "150 mg", &[])).is_empty());
    assert_eq!(lines("2017-01-01", "150 mg", &[]), "units × 10; units-JW × 5");
    // 340B.
    assert_eq!(lines("2024-12-31", "150 mg", &[("340b", "yes")]), "units-JG × 10; units-JW-JG × 5");
    assert_eq!(lines("2025-01-01", "150 mg", &[("340b", "yes")]), "units-TB × 10; units-JW-TB × 5");
    assert_eq!(lines("2024-12-31", "100 mg", &[("340b", "yes"), ("modifier", "TB")]), "units-JZ-TB × 10");
    assert_eq!(kinds(&on("2017-12-31", "150 mg", &[("340b", "yes")])), ["no-340b-modifier"]);
    assert_eq!(kinds(&on("2025-01-01", "150 mg", &[("modifier", "JG")])), ["modifier-ended"]);
    assert!(kinds(&on("2024-12-31", "150 mg", &[("modifier", "JG")])).is_empty());
}

#[test]
fn payers_depart_as_documented() {
    let of = |payer: &str| plain("10 mg", "305 mg", &[("opened", "4x100 mg"), ("container", "single"), ("payer", payer)]).unwrap();
    assert_eq!(shown(&of("medicare-part-b")), "units × 31; units-JW × 9");
    assert_eq!(shown(&of("lifewise")), "units × 31; units-JW × 9");
    assert_eq!(shown(&of("bcbs-idaho")), "units × 40");
    assert_eq!(of("medicaid").asked.setting, jdex::catalog::Setting::Office);
    assert!(kinds(&of("medicaid")).contains(&"ndc-needed"));
    assert_eq!(of("medicare-dme").asked.setting, jdex::catalog::Setting::Dme);
}

/// A supplier says whether the pump policy is met, a practice does not.
#[test]
fn a_pump_drug_of_a_supplier_asks_for_its_policy_modifier() {
    let known = BillableItem { code: bare("J9190", &unit("500 mg")), ..BillableItem::default() };
    let asks = |date: &str, fields: &[(&str, &str)]| {
        let answer = ask(&known, &unit("500 mg"), "4 g", date.parse().unwrap(), &[fields, &[("container", "multi")]].concat()).unwrap();
        answer.steps.iter().any(|step| step.rule == "pump-policy")
    };
    assert!(asks("2026-03-03", &[("payer", "medicare-dme")]));
    assert!(!asks("2026-03-03", &[("payer", "medicare-dme"), ("modifier", "KX")]));
    assert!(!asks("2022-12-31", &[("payer", "medicare-dme")]) && !asks("2026-03-03", &[]));
}

fn edit(value: u32, mai: u8) -> BillableItem {
    let edit = |setting| Mue { setting, value, mai, quarter: "2026-07".into() };
    BillableItem {
        facts: Facts { mue: vec![edit(MueTable::Practitioner), edit(MueTable::Outpatient)], ..Facts::default() },
        ..BillableItem::default()
    }
}

#[test]
fn lines_are_split_by_field_and_by_edit() {
    let of = |known: &BillableItem, order: &str, fields: &[(&str, &str)]| ask(known, &unit("1 IU"), order, TODAY, fields).unwrap();
    let single = ("container", "single");
    let answer = of(&BillableItem::default(), "12,000 IU", &[("opened", "12x1000 IU"), single]);
    assert_eq!(shown(&answer), "units-JZ × 9999; units-JZ × 2001");
    let answer = of(&edit(4_000, 1), "12,000 IU", &[("opened", "12x1000 IU"), single]);
    assert_eq!(shown(&answer), "units-JZ × 4000; units-JZ-76 × 4000; units-JZ-76 × 4000");
    assert_eq!(answer.unit_edit.verdict, Verdict::Within);
    let answer = of(&edit(22_000, 1), "12,000 IU", &[("opened", "12x1000 IU"), single]);
    assert_eq!(shown(&answer), "units-JZ × 9999; units-JZ-76 × 2001");
    // The date's edits look at all lines, discarded ones too.
    let answer = of(&edit(140, 3), "122.4 IU", &[("opened", "3x50 IU"), single]);
    assert_eq!((answer.unit_edit.verdict, kinds(&answer)), (Verdict::Over, vec!["over-unit-edit"]));
    let answer = of(&edit(160, 3), "122.4 IU", &[("opened", "3x50 IU"), single]);
    assert_eq!((answer.unit_edit.verdict, kinds(&answer)), (Verdict::Within, vec![]));
    assert_eq!(of(&edit(160, 3), "10 IU", &[("setting", "dme"), ("container", "multi")]).unit_edit.verdict, Verdict::Unpublished);
}

#[test]
fn the_estimate_says_of_which_quarter_it_is() {
    let pay = |quarter: &str, limit: &str, source, status: Option<&str>| Payment {
        limit: Amount::parse(limit).ok(),
        status_indicator: status.map(str::to_owned),
        ..Payment::new(source, quarter)
    };
    let payments = vec![
        pay("2025-10", "164.253", PaymentSource::Asp, None),
        pay("2026-01", "160", PaymentSource::Opps, Some("K")),
        pay("2026-04", "163.96", PaymentSource::Opps, Some("K")),
    ];
    let known = BillableItem { facts: Facts { payments, ..Facts::default() }, ..BillableItem::default() };
    let of = |date: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("opened", "6x35 mcg"), ("container", "single")];
        all.extend_from_slice(fields);
        let answer = ask(&known, &unit("1 mcg"), "196 mcg", date.parse().unwrap(), &all).unwrap();
        let estimate = answer.payment.as_ref().map(|p| (p.quarter.clone(), p.estimate.to_string()));
        (estimate, answer.steps.iter().any(|s| s.text.contains("the newest held")))
    };
    assert_eq!(of("2025-12-31", &[]), (Some(("2025-10".into(), "34493.13".into())), false));
    assert_eq!(of("2026-11-22", &[]), (Some(("2025-10".into(), "34493.13".into())), true));
    assert_eq!(of("2026-05-01", &[("setting", "outpatient")]), (Some(("2026-04".into(), "34431.6".into())), false));
    assert_eq!(of("2025-09-30", &[]), (None, false));
    assert_eq!(of("2025-12-31", &[("payer", "commercial")]), (None, false));
    // A packaged drug in the hospital: units, but neither JW nor JZ.
    let packaged = BillableItem {
        facts: Facts { payments: vec![pay("2026-04", "", PaymentSource::Opps, Some("N"))], ..Facts::default() },
        ..BillableItem::default()
    };
    let fields = [("opened", "6x35 mcg"), ("container", "single"), ("setting", "outpatient")];
    let answer = ask(&packaged, &unit("1 mcg"), "196 mcg", TODAY, &fields).unwrap();
    assert_eq!((shown(&answer).as_str(), kinds(&answer)), ("units × 196", vec!["packaged-drug"]));
}

/// From 2026 a skin substitute is billed as applied, without JW or JZ; before, as a drug of a single-use package.
#[test]
fn skin_substitutes_are_billed_as_applied() {
    let known = jdex::calculator::BillableItem::of_code(&SHIPPED, "Q4101").unwrap();
    let on = |date: &str, payer: &str| {
        let mut request = Request::new("40 cm2", date.parse().unwrap()).unwrap();
        for (field, text) in [("opened", "44 cm2"), ("container", "single"), ("payer", payer)] {
            request.set(field, text).unwrap();
        }
        let answer = known.compute(&request, &Rules::of(&SHIPPED)).unwrap();
        (shown(&answer), answer.discarded_units, answer.steps.iter().any(|s| s.rule == rules::SKIN_SUBSTITUTE))
    };
    assert_eq!(on("2026-01-01", "medicare-part-b"), ("Q4101 × 40".to_owned(), None, true));
    assert_eq!(on("2025-12-31", "medicare-part-b"), ("Q4101 × 40; Q4101-JW × 4".to_owned(), Some(4), false));
    assert!(!on("2026-01-01", "commercial").2);
}

#[test]
fn codes_and_modifiers_by_date() {
    let catalog = &*SHIPPED;
    let ended = catalog.code("J9020").unwrap();
    let facts = Facts::default();
    let links =
        [RelatedCode { code: "J9021".into(), note: "J9021, 0.1 mg".into(), with_unit: "J9021 (0.1 mg)".into(), text: String::new() }];
    let subject = CodeContext {
        name: Some("J9020"),
        code: Some(ended),
        unit: &ended.unit,
        facts: &facts,
        successors: &links,
        predecessors: &[],
        modifiers: Some(catalog.modifiers()),
        rules: SHIPPED.rulebook(),
    };
    let on = |date: &str, modifier: &str| {
        let mut request = Request::new("10,000 units", date.parse().unwrap()).unwrap();
        request.set("container", "multi").unwrap();
        request.set("modifiers", modifier).unwrap();
        kinds(&compute(&request, &subject).unwrap())
    };
    assert!(on("2025-12-31", "").is_empty());
    assert_eq!(on("2026-01-01", ""), ["code-ended"]);
    assert_eq!(on("1983-12-31", ""), ["code-future"]);
    assert_eq!(on("2025-12-31", "JG"), ["modifier-ended"]);
    assert_eq!(on("2025-12-31", "QZX".get(..2).unwrap()), Vec::<&str>::new());
    assert_eq!(on("2025-12-31", "1B 2Q 76").len(), 0);
    assert_eq!(on("2025-12-31", "X9"), ["modifier-unknown"]);
    assert_eq!(on("2025-12-31", "JA JB"), ["two-routes"]);
    let unpaid = catalog.code("J3290").unwrap();
    let subject = CodeContext { name: Some("J3290"), code: Some(unpaid), unit: &unpaid.unit, ..subject };
    let mut request = Request::new("10 mg", TODAY).unwrap();
    request.set("container", "multi").unwrap();
    assert_eq!(kinds(&compute(&request, &subject).unwrap()), ["not-paid-by-medicare"]);
    request.set("payer", "commercial").unwrap();
    assert!(!kinds(&compute(&request, &subject).unwrap()).contains(&"not-paid-by-medicare"));
    let esa = catalog.code("J0881").unwrap();
    let subject = CodeContext { name: Some("J0881"), code: Some(esa), unit: &esa.unit, ..subject };
    for (given, warned) in [("", true), ("EA", false), ("EA EB", true), ("EC", false)] {
        let mut request = Request::new("100 mcg", TODAY).unwrap();
        request.set("container", "multi").unwrap();
        request.set("modifiers", given).unwrap();
        assert_eq!(kinds(&compute(&request, &subject).unwrap()).contains(&"esa-reason"), warned, "{given}");
    }
}

/// Syringes of hyaluronan, bags of saline and unit doses are used once; whether Medicare wants JZ on them no source says.
#[test]
fn known_containers_whose_duty_is_open_take_neither_until_the_user_says() {
    for (code, order) in [("J7325", "48 mg"), ("J7323", "1 dose"), ("J7040", "500 mL"), ("J7613", "2.5 mg"), ("J7682", "300 mg")] {
        let item = jdex::calculator::BillableItem::of_code(&SHIPPED, code).unwrap();
        let of = |fields: &[(&str, &str)]| {
            let mut request = Request::new(order, TODAY).unwrap();
            fields.iter().for_each(|(name, value)| request.set(name, value).unwrap());
            item.compute(&request, &Rules::of(&SHIPPED)).unwrap()
        };
        let answer = of(&[]);
        assert_eq!(answer.given.container, ContainerType::Single, "{code}");
        assert!(kinds(&answer).contains(&"discard-duty-open"), "{code}: {:?}", kinds(&answer));
        assert!(answer.lines.iter().all(|line| line.modifiers.is_empty()), "{code}");
        assert_eq!(of(&[("container", "single")]).lines[0].modifiers, ["JZ"], "{code}");
    }
}
