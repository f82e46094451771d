//! From orders to claim lines: the worked examples, the grid, the refusals, the invariants.

use jdex::billing::{Answer, BillingError, Request, Rules, Subject, Verdict, compute, rules, selftest};
use jdex::catalog::{
    BillingUnit, Catalog, Code, Container, Date, DiscardedDrug, EditSetting, Facts, Link, Payment, PaymentSource, Product, Rulebook,
    UnitEdit,
};
use jdex::load;
use jdex::quantity::{Amount, Measure, Quantity};
use proptest::prelude::*;

const TODAY: Date = jiff::civil::date(2026, 11, 22);

fn rulebook() -> Rulebook {
    rulebook_once().clone()
}

fn shipped() -> Catalog {
    load::shipped().unwrap()
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

/// `10 mg`, a compound `50 mg/25 mg`, or blank for an unclassified code.
fn unit(text: &str) -> BillingUnit {
    let mut parts = text.split('/').filter(|p| !p.is_empty()).map(quantity);
    match parts.next() {
        Some(first) => BillingUnit::Amount { quantity: first, others: parts.collect(), traps: Vec::new() },
        None => BillingUnit::Unclassified,
    }
}

/// What a test knows about a code beside its unit.
#[derive(Default)]
struct Known {
    facts: Facts,
    code: Option<Code>,
    successors: Vec<Link>,
    predecessors: Vec<(String, Quantity)>,
}

fn bare(code: &str, billing: &BillingUnit) -> Option<Code> {
    let mut known = shipped().code("J9271").unwrap().clone();
    known.code = code.to_owned();
    known.descriptor = format!("Injection, something, {}", billing.text());
    known.unit = billing.clone();
    known.dates = Default::default();
    (!code.is_empty()).then_some(known)
}

fn ask(
    book: &Rulebook,
    known: &Known,
    billing: &BillingUnit,
    order: &str,
    date: Date,
    fields: &[(&str, &str)],
) -> Result<Answer, BillingError> {
    let mut request = Request::new(order, date)?;
    for (field, text) in fields {
        request.set(field, text)?;
    }
    let subject = Subject {
        name: known.code.as_ref().map(|c| c.code.as_str()),
        code: known.code.as_ref(),
        unit: billing,
        facts: &known.facts,
        successors: &known.successors,
        predecessors: &known.predecessors,
        modifiers: &[],
        rules: book,
    };
    compute(&request, &subject)
}

/// Without a code, today, Medicare's office.
fn plain(billing: &str, order: &str, fields: &[(&str, &str)]) -> Result<Answer, BillingError> {
    ask(&rulebook(), &Known::default(), &unit(billing), order, TODAY, fields)
}

fn shown(answer: &Answer) -> String {
    answer.lines.iter().map(|l| l.text()).collect::<Vec<_>>().join("; ")
}

fn kinds(answer: &Answer) -> Vec<&'static str> {
    answer.warnings.iter().map(|w| w.kind).collect()
}

#[test]
fn the_worked_orders_come_out_as_written() {
    let book = rulebook();
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/orders.csv")).unwrap();
    let mut seen = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let cell = |name: usize| row.get(name).unwrap();
        let billing = unit(cell(2));
        let known = Known { code: bare(cell(1), &billing), ..Known::default() };
        let mut fields: Vec<(&str, &str)> = cell(4).split('|').filter_map(|f| f.split_once('=')).collect();
        fields.push(("container", cell(5)));
        let answer = ask(&book, &known, &billing, cell(3), TODAY, &fields).unwrap_or_else(|e| panic!("{}: {e}", cell(0)));
        let id = cell(0);
        assert_eq!(answer.given.dose.quantity().to_string(), cell(6), "{id} dose");
        assert_eq!(answer.given.labelled.unwrap().quantity().to_string(), cell(7), "{id} labelled");
        assert_eq!(answer.administered_units.to_string(), cell(8), "{id} administered");
        assert_eq!(answer.discarded_units.map(|u| u.to_string()).unwrap_or_default(), cell(9), "{id} discarded");
        assert_eq!(shown(&answer), cell(10), "{id} lines");
        seen += 1;
    }
    assert!(seen >= 50, "{seen}");
}

#[test]
fn the_worked_orders_hold_with_the_shipped_codes() {
    let catalog = shipped();
    let known_rules = Rules::of(&catalog);
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/orders.csv")).unwrap();
    let mut seen = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let cell = |name: usize| row.get(name).unwrap();
        let Some(known) = jdex::billing::Known::of_code(&catalog, cell(1)) else { continue };
        if cell(0) == "E17b" {
            continue; // the same order with the vial's amount typed as the unit
        }
        assert_eq!(known.unit().quantity(), unit(cell(2)).quantity(), "{}: {:?}", cell(0), known.unit());
        let mut request = Request::new(cell(3), TODAY).unwrap();
        for (field, text) in cell(4).split('|').filter_map(|f| f.split_once('=')).chain([("container", cell(5))]) {
            request.set(field, text).unwrap();
        }
        assert_eq!(shown(&known.compute(&request, &known_rules).unwrap()), cell(10), "{}", cell(0));
        seen += 1;
    }
    assert!(seen >= 40, "{seen}");
}

#[test]
fn the_published_examples_are_judged_as_they_deserve() {
    let book = rulebook();
    let shipped = shipped();
    let examples = &shipped.reference().examples;
    let replays: Vec<_> =
        examples.iter().map(|e| selftest::replay(e, &book, TODAY).unwrap_or_else(|error| panic!("{}: {error}", e.id))).collect();
    assert!(replays.len() >= 60);
    for replay in &replays {
        assert!(replay.as_expected(), "{replay:?}");
        assert_eq!(replay.example.reason.is_empty(), replay.example.verdict == jdex::catalog::ExampleVerdict::Ok, "{}", replay.example.id);
    }
}

#[test]
fn every_rule_named_exists_and_every_rule_is_named() {
    let book = rulebook();
    for id in rules::ALL {
        let rule = book.rule(id).unwrap_or_else(|| panic!("{id} is not in rules.toml"));
        assert!(rule.statement.len() > 20, "{id}");
    }
    for rule in book.rules() {
        assert!(rules::ALL.contains(&rule.id.as_str()), "{} is in rules.toml and never named", rule.id);
    }
}

#[test]
fn refusals_say_why() {
    for (billing, order, fields, kind, part) in [
        ("10 mg", "0 mg", vec![], "zero-amount", "zero"),
        ("10 mg", "-5 mg", vec![], "negative-amount", "negative"),
        ("10 mg", "15 mg/kg", vec![], "missing-weight", "62 kg"),
        ("10 mg", "15 mg/m2", vec![("weight", "60kg")], "missing-height", "165 cm"),
        ("10 mg", "15 mg/m2", vec![("height", "160cm")], "missing-weight", "weight"),
        ("50 mg", "AUC 6", vec![], "missing-gfr", "mL/min"),
        ("1 mg", "2 mg/hour", vec![], "missing-hours", "how long"),
        ("1 mg", "2 mg/day x 7 days", vec![("days", "5")], "invalid-order", "different durations"),
        ("1 mg", "2 mg/day", vec![("days", "5"), ("hours", "5")], "invalid-order", "both days and hours"),
        ("10 mg", "14 mL", vec![], "missing-concentration", "25 mg/mL"),
        ("10 mg", "100 IU", vec![], "measures-differ", "different things"),
        ("10 units", "100 mg", vec![], "measures-differ", "different things"),
        ("10 mg", "100 mg", vec![("stock", "100 IU")], "measures-differ", "different things"),
        ("10 mg", "100 mg", vec![("cap", "5 IU")], "measures-differ", "different things"),
        ("10 mg", "444 mg", vec![("opened", "1x400 mg")], "dose-exceeds-opened", "opened 400 mg, dose 444 mg"),
        ("3 mg/3 mg", "6 mg", vec![], "compound-unit", "3 mg/3 mg"),
        ("3 mg/3 mg", "6 mg/3 mg", vec![], "compound-unit", "ratio"),
        ("3 mg/3 mg", "1 mL", vec![], "compound-unit", "mL"),
        ("10 mg", "6 mg/3 mg", vec![], "compound-unit", "only the drug"),
        ("1 vial", "4,000 IU", vec![], "missing-stock", "by the vial"),
        ("1 implant", "10 mg", vec![], "measures-differ", "different things"),
        ("10 mg", "100 mg", vec![("weight", "0")], "zero-amount", "weight"),
        ("10 mg", "100 mg", vec![("weight", "70 cm")], "measures-differ", "weight"),
        ("10 mg", "100 mg", vec![("days", "0")], "zero-amount", "days"),
        ("10 mg", "100 mg", vec![("round", "100%")], "invalid-value", "below 100%"),
        ("10 mg", "100 mg", vec![("container", "bag")], "unknown-value", "single or multi"),
        ("10 mg", "100 mg", vec![("payer", "nobody")], "unknown-payer", "medicare-part-b"),
        ("10 mg", "100 mg", vec![("payer", "lifewise"), ("setting", "dme")], "unknown-setting", "office"),
        ("10 mg", "100 mg", vec![("ndc", "5024291701")], "invalid-ndc", "ten digits"),
        ("10 mg", "100 mg", vec![("ndc", "50242-0917-01")], "unknown-ndc", "crosswalk"),
        ("10 mg", "100 mg", vec![("modifier", "JZ")], "invalid-modifier", "leave it out"),
        ("10 mg", "100 mg", vec![("colour", "red")], "unknown-field", "the fields are"),
        ("10 mg", "0.00000000000001 mg/kg", vec![("weight", "12.345678901234 kg")], "too-many-digits", "digits"),
        ("1 mg", "90,000,000 mg", vec![("container", "multi")], "too-many-units", "claim lines"),
        ("10 mg", "900,000,000,000 mg", vec![("stock", "1000003 mg, 999983 mg")], "plan-too-large", "opened"),
    ] {
        let error = plain(billing, order, &fields).unwrap_err();
        assert_eq!(error.kind(), kind, "{billing} {order} {fields:?}: {error}");
        assert!(error.to_string().contains(part), "{billing} {order} {fields:?}: {error}");
    }
    let refused = BillingUnit::Refused("no amount".to_owned());
    let error = ask(&rulebook(), &Known::default(), &refused, "10 mg", TODAY, &[]).unwrap_err();
    assert_eq!(error.kind(), "no-unit");
}

#[test]
fn administered_and_discarded_never_exceed_the_label() {
    let book = rulebook();
    let known = Known::default();
    let thousandths = |n: u64| Quantity::new(Amount::new(n, 3), Measure::Milligram);
    let mut cases = 0u64;
    // Units of 0.1 to 500 mg, vials that are whole and broken numbers of them, one to four of them, doses on and off the grid.
    for unit_size in [100u64, 250, 500, 1_000, 2_500, 3_000, 5_000, 10_000, 15_000, 50_000, 75_000, 100_000, 200_000, 500_000] {
        let billing = BillingUnit::Amount { quantity: thousandths(unit_size), others: Vec::new(), traps: Vec::new() };
        for vial in [3_500u64, 4_500, 10_000, 12_500, 15_000, 27_300, 30_000, 45_000, 100_000, 150_000, 160_000, 420_000, 1_500_000] {
            for count in 1..=4u64 {
                let label = vial * count;
                for step in 1..=112u64 {
                    let dose = (label * step / 112).max(1);
                    let opened = format!("{count}x{}", thousandths(vial));
                    let order = thousandths(dose).to_string();
                    let answer = ask(&book, &known, &billing, &order, TODAY, &[("opened", &opened), ("container", "single")]).unwrap();
                    let (given, left) = (answer.administered_units, answer.discarded_units.unwrap());
                    assert!(given * unit_size >= dose && given * unit_size < dose + unit_size, "{unit_size} {opened} {order}");
                    assert!(left == 0 || (given + left) * unit_size <= label, "{unit_size} {opened} {order}: {given} + {left}");
                    assert!((given + left + 1) * unit_size > label, "{unit_size} {opened} {order}: a payable unit was lost");
                    assert_eq!(answer.lines.iter().map(|l| l.units).sum::<u64>(), given + left);
                    cases += 1;
                }
            }
        }
    }
    assert!(cases >= 80_000, "{cases}");
}

proptest! {
    #[test]
    fn invariants_hold_for_any_unit_vials_and_dose(
        unit_size in 1u64..2_000, unit_scale in 0u32..4,
        vials in prop::collection::vec((1u64..5, 1u64..5_000), 1..4), vial_scale in 0u32..3,
        share in 1u64..=1_000,
    ) {
        let book = rulebook_once();
        let billed = Quantity::new(Amount::new(unit_size, unit_scale), Measure::Milligram);
        let billing = BillingUnit::Amount { quantity: billed, others: Vec::new(), traps: Vec::new() };
        let opened: Vec<String> = vials.iter().map(|(n, size)| format!("{n}x{}", Quantity::new(Amount::new(*size, vial_scale), Measure::Milligram))).collect();
        let label: u64 = vials.iter().map(|(n, size)| n * size).sum();
        let dose = Quantity::new(Amount::new(label * share, vial_scale + 3), Measure::Milligram);
        let fields = [("opened", opened.join(" + ")), ("container", "single".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(f, t)| (*f, t.as_str())).collect();
        let answer = ask(book, &Known::default(), &billing, &dose.to_string(), TODAY, &fields).unwrap();
        // At a common scale of six decimals.
        let micro = |mantissa: u64, scale: u32| u128::from(mantissa) * 10u128.pow(6 - scale);
        let (u, v, d) = (micro(unit_size, unit_scale), micro(label, vial_scale), micro(label * share, vial_scale + 3));
        let (a, j) = (u128::from(answer.administered_units), u128::from(answer.discarded_units.unwrap()));
        prop_assert!(a * u >= d && a * u < d + u);
        prop_assert!(j == 0 || (a + j) * u <= v);
        let jw = answer.lines.iter().any(|l| l.modifiers.iter().any(|m| m == "JW"));
        let jz = answer.lines.iter().any(|l| l.modifiers.iter().any(|m| m == "JZ"));
        prop_assert_eq!(jw, j > 0);
        prop_assert_eq!(jz, j == 0);
    }
}

#[test]
fn duties_begin_and_end_on_their_days() {
    let book = rulebook();
    let on = |date: &str, opened: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("opened", opened), ("container", "single")];
        all.extend_from_slice(fields);
        ask(&book, &Known::default(), &unit("10 mg"), "100 mg", date.parse().unwrap(), &all).unwrap()
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
fn containers_that_are_not_known_leave_jw_and_jz_open() {
    let answer = plain("10 mg", "305 mg", &[("stock", "100 mg")]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.administered_units, answer.discarded_units), ("units × 31", 31, None));
    assert_eq!(kinds(&answer), ["container-unknown"]);
    let answer = plain("10 mg", "305 mg", &[("container", "single")]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.discarded_units), ("units × 31", None));
    assert_eq!(kinds(&answer), ["containers-unknown"]);
    let answer = plain("10 mg", "305 mg", &[("container", "multi")]).unwrap();
    assert!(answer.given.labelled.is_none() && kinds(&answer).is_empty() && answer.discarded_units.is_none());
    // CMS's list of single-dose codes, and the descriptor, say what nobody typed.
    let listed = Facts { discarded_drug: Some(DiscardedDrug { listed: true, edition: "2025-06-20".into() }), ..Facts::default() };
    let known = Known { facts: listed, ..Known::default() };
    let answer = ask(&rulebook(), &known, &unit("10 mg"), "305 mg", TODAY, &[("stock", "100 mg")]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.given.container), ("units × 31; units-JW × 9", Container::Single));
    let answer = ask(&rulebook(), &known, &unit("10 mg"), "305 mg", TODAY, &[("stock", "100 mg"), ("container", "multi")]).unwrap();
    assert_eq!(shown(&answer), "units × 31");
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

fn product(ndc: &str, labelled: &str, size: &str, units: &str) -> Product {
    let (labelled, size) = (quantity(labelled), quantity(size));
    Product {
        ndc: ndc.into(),
        ndc11: jdex::catalog::ndc::eleven(ndc).ok(),
        brand: String::new(),
        labeler: String::new(),
        units_per_item: Amount::parse(units).unwrap(),
        labelled: Some(labelled),
        size: size.amount,
        size_measure: Some(size.measure),
        items_per_package: Amount::ONE,
        container: Container::Single,
        edition: "2025-10".into(),
    }
}

fn with_products(products: Vec<Product>) -> Known {
    Known { facts: Facts { products, ..Facts::default() }, ..Known::default() }
}

fn ndc_lines(known: &Known, billing: &str, order: &str, fields: &[(&str, &str)]) -> Vec<String> {
    let answer = ask(&rulebook(), known, &unit(billing), order, TODAY, fields).unwrap();
    let line = |l: &jdex::billing::Line| {
        let ndc = l
            .ndc
            .as_ref()
            .map(|n| format!(" {} {}{}", n.ndc11, n.qualifier.unwrap_or("?"), n.quantity.map(|q| q.to_string()).unwrap_or_default()));
        format!("{}{}", l.text(), ndc.unwrap_or_default())
    };
    answer.lines.iter().map(line).collect()
}

#[test]
fn the_ndc_line_counts_the_product() {
    let lifewise = ("payer", "lifewise");
    for (ndc, labelled, size, billing, order, expected) in [
        ("0003-3734-13", "240 mg", "24 mL", "1 mg", "240 mg", vec!["units-JZ × 240 00003373413 ML24"]),
        ("50242-917-01", "1,200 mg", "20 mL", "10 mg", "1,200 mg", vec!["units-JZ × 120 50242091701 ML20"]),
        ("0006-3026-02", "100 mg", "4 mL", "1 mg", "200 mg", vec!["units-JZ × 200 00006302602 ML8"]),
        ("0008-4510-01", "4.5 mg", "1 vial", "0.1 mg", "4.5 mg", vec!["units-JZ × 45 00008451001 UN1"]),
        ("50242-132-01", "150 mg", "1 vial", "10 mg", "372 mg", vec!["units × 38 50242013201 UN2.48", "units-JW × 7 50242013201 UN0.52"]),
        (
            "72694-515-01",
            "3,750 units",
            "5 mL",
            "10 units",
            "4,000 units",
            vec!["units × 400 72694051501 ML5.333", "units-JW × 350 72694051501 ML4.667"],
        ),
        ("55513-190-01", "6 mg", "0.6 mL", "6 mg", "6 mg", vec!["units-JZ × 1 55513019001 ML0.6"]),
        ("0944-2700-07", "27,500 mg", "275 mL", "500 mg", "27,200 mg", vec!["units-JZ × 55 00944270007 ML272"]),
        ("55513-160-01", "35 mcg", "1 vial", "1 mcg", "28 mcg", vec!["units × 28 55513016001 UN0.8", "units-JW × 7 55513016001 UN0.2"]),
    ] {
        let known = with_products(vec![product(ndc, labelled, size, "1")]);
        assert_eq!(ndc_lines(&known, billing, order, &[("ndc", ndc), lifewise]), expected, "{ndc}");
    }
    // By default only the administered line carries it; the strength of the one product turns mL into drug.
    let known = with_products(vec![product("50242-132-01", "150 mg", "1 vial", "15")]);
    assert_eq!(ndc_lines(&known, "10 mg", "372 mg", &[("ndc", "50242-132-01")]), ["units × 38 50242013201 UN2.48", "units-JW × 7"]);
    let known = with_products(vec![product("0003-3734-13", "240 mg", "24 mL", "240")]);
    assert_eq!(ndc_lines(&known, "1 mg", "20 mL", &[("ndc", "0003-3734-13")]), ["units × 200 00003373413 ML20", "units-JW × 40"]);
    // Blue Cross of Idaho: the whole containers on one line.
    let known = with_products(vec![product("72694-515-01", "3,750 units", "5 mL", "375")]);
    assert_eq!(
        ndc_lines(&known, "10 units", "4,000 units", &[("ndc", "72694-515-01"), ("payer", "bcbs-idaho")]),
        ["units × 750 72694051501 ML10"]
    );
    // A size that CMS's crosswalk leaves open is not guessed.
    let mut open = product("0003-3734-13", "240 mg", "24 mL", "240");
    open.size_measure = None;
    let known = with_products(vec![open]);
    assert_eq!(ndc_lines(&known, "1 mg", "240 mg", &[("ndc", "0003-3734-13")]), ["units-JZ × 240 00003373413 ?"]);
    let mut injected = Known { code: bare("J9299", &unit("1 mg")), facts: known.facts.clone(), ..Known::default() };
    assert_eq!(ndc_lines(&injected, "1 mg", "240 mg", &[("ndc", "0003-3734-13")]), ["J9299-JZ × 240 00003373413 ML24"]);
    injected.facts.products[0].size = Amount::ONE;
    assert_eq!(ndc_lines(&injected, "1 mg", "180 mg", &[("ndc", "0003-3734-13")])[0], "J9299 × 180 00003373413 ?0.75");
    assert_eq!(
        ndc_lines(&known, "1 mg", "240 mg", &[("ndc", "0003-3734-13"), ("ndc-qualifier", "ml")]),
        ["units-JZ × 240 00003373413 ML24"]
    );
    assert_eq!(
        ndc_lines(&known, "1 mg", "240 mg", &[("ndc", "0003-3734-13"), ("concentration", "10 mg/mL")]),
        ["units-JZ × 240 00003373413 ML24"]
    );
}

#[test]
fn two_products_are_filled_one_after_the_other() {
    let known = with_products(vec![product("0003-3756-14", "120 mg", "12 mL", "120"), product("0003-3774-12", "100 mg", "10 mL", "100")]);
    let fields = [("ndc", "0003-3756-14 0003-3774-12"), ("payer", "medicaid")];
    assert_eq!(
        ndc_lines(&known, "1 mg", "213.9 mg", &fields),
        ["units × 120 00003375614 ML12", "units × 94 00003377412 ML9.39", "units-JW × 6 00003377412 ML0.61"]
    );
    // Two vials that are no whole number of units still add up to one rounding.
    let known = with_products(vec![product("11111-1111-11", "15 mg", "1 vial", "1"), product("22222-2222-22", "35 mg", "1 vial", "3")]);
    let answer = ask(
        &rulebook(),
        &known,
        &unit("10 mg"),
        "42 mg",
        TODAY,
        &[("ndc", "11111-1111-11;22222-2222-22"), ("opened", "1x15 mg + 1x35 mg")],
    )
    .unwrap();
    assert_eq!(shown(&answer), "units-JZ × 2; units-JZ × 3");
    assert_eq!((answer.administered_units, answer.discarded_units), (5, Some(0)));
}

#[test]
fn sizes_come_from_the_products_where_they_are_sizes() {
    let book = rulebook();
    let products = vec![product("0003-3756-14", "120 mg", "12 mL", "120"), product("0003-3774-12", "100 mg", "10 mL", "100")];
    let answer = ask(&book, &with_products(products), &unit("1 mg"), "213.9 mg", TODAY, &[]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.given.containers.len()), ("units × 214; units-JW × 6", 2));
    // A clotting factor stands in the crosswalk with one unit an item: potency differs, so that is no vial.
    let factor = with_products(vec![product("0026-3782-25", "1 IU", "1 vial", "1")]);
    let answer = ask(&book, &factor, &unit("1 IU"), "1,500 IU", TODAY, &[("container", "single")]).unwrap();
    assert_eq!((answer.given.labelled, kinds(&answer)), (None, vec!["containers-unknown"]));
    let small = with_products(vec![product("0003-3756-14", "10 mg", "1 mL", "1")]);
    let answer = ask(&book, &small, &unit("10 mg"), "900 mg", TODAY, &[]).unwrap();
    assert_eq!((shown(&answer).as_str(), kinds(&answer)), ("units-JZ × 90", vec!["many-containers"]));
    let answer = plain("10 mg", "300 mg", &[("days", "3"), ("container", "multi")]).unwrap();
    assert_eq!(kinds(&answer), ["duration-unused"]);
    let answer = plain("10 mg", "300 mg", &[("round", "10%"), ("container", "multi")]).unwrap();
    assert_eq!(kinds(&answer), ["rounding-unused"]);
    let answer = plain("1 mg", "2 mg/day x 7 days", &[("hours", "168"), ("container", "multi")]).unwrap();
    assert_eq!(answer.administered_units, 14);
}

fn edit(value: u32, mai: u8) -> Known {
    let edit = |setting| UnitEdit { setting, value, mai, quarter: "2026-07".into() };
    Known {
        facts: Facts { unit_edits: vec![edit(EditSetting::Practitioner), edit(EditSetting::Outpatient)], ..Facts::default() },
        ..Known::default()
    }
}

#[test]
fn lines_are_split_by_field_and_by_edit() {
    let book = rulebook();
    let of = |known: &Known, order: &str, fields: &[(&str, &str)]| ask(&book, known, &unit("1 IU"), order, TODAY, fields).unwrap();
    let single = ("container", "single");
    let answer = of(&Known::default(), "12,000 IU", &[("opened", "12x1000 IU"), single]);
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
fn what_was_opened_is_billed_with_a_word() {
    let answer = plain("10 mg", "300 mg", &[("opened", "1x400 mg"), ("stock", "100 mg, 400 mg"), ("container", "single")]).unwrap();
    assert_eq!(shown(&answer), "units × 30; units-JW × 10");
    assert_eq!(kinds(&answer), ["less-waste-possible"]);
    assert_eq!(answer.given.better_containers.unwrap()[0].count, 3);
    let answer = plain("10 mg", "300 mg", &[("opened", "3x100 mg"), ("stock", "100 mg, 400 mg"), ("container", "single")]).unwrap();
    assert!(kinds(&answer).is_empty() && answer.given.better_containers.is_none());
}

#[test]
fn dose_rounding_is_exact_at_its_limit() {
    let of = |order: &str, policy: &str| {
        let answer = plain("1 mg", order, &[("stock", "100 mg"), ("round", policy), ("container", "single")]).unwrap();
        answer.given.dose.quantity().to_string()
    };
    // 10% of 250/3 is not a decimal, 11.1 recurring of 90 is.
    assert_eq!(of("90 mg", "11.1%"), "90 mg");
    assert_eq!(of("90 mg", "11.12%"), "100 mg");
    assert_eq!(of("80 mg", "25%"), "100 mg");
    assert_eq!(of("80 mg", "24.999%"), "80 mg");
    assert_eq!(of("110 mg", "9.09%"), "110 mg");
    assert_eq!(of("110 mg", "9.1%"), "100 mg");
    assert_eq!(of("125 mg", "20%"), "100 mg");
    assert_eq!(of("1,050 mg", "10%"), "1000 mg");
    assert_eq!(of("1,051 mg", "10%"), "1100 mg");
    assert_eq!(of("50 mg", "10%"), "50 mg");
}

#[test]
fn the_mistake_is_named() {
    let book = rulebook();
    let of = |known: &Known, billing: &str, order: &str, opened: &str, billed: &str| {
        let fields = [("opened", opened), ("container", "single"), ("billed", billed)];
        let judgement = ask(&book, known, &unit(billing), order, TODAY, &fields).unwrap().billed.unwrap();
        (judgement.right, judgement.mistakes.first().map_or("", |m| m.kind))
    };
    let none = Known::default();
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "31"), (true, ""));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "305"), (false, "amount-as-units"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "4"), (false, "vials-as-units"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "1"), (false, "one-per-order"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "3050"), (false, "multiplier-inverted"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "40"), (false, "waste-in-administered"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "42"), (false, "overfill-billed"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "10"), (false, "one-container-billed"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "30"), (false, "not-rounded-up"));
    assert_eq!(of(&none, "0.1 mg", "2.236 mg", "1x3.5 mg", "2"), (false, "amount-as-units"));
    assert_eq!(of(&none, "0.1 mg", "4.5 mg", "1x4.5 mg", "450"), (false, "decimal-slip"));
    assert_eq!(of(&none, "10 mg", "305 mg", "4x100 mg", "17"), (false, ""));
    let old = Known { predecessors: vec![("J9010".into(), quantity("10 mg"))], ..Known::default() };
    assert_eq!(of(&old, "1 mg", "12 mg", "1x12 mg", "2"), (false, "predecessor-unit"));
}

#[test]
fn the_estimate_says_of_which_quarter_it_is() {
    let pay = |quarter: &str, limit: &str, source, status: Option<&str>| Payment {
        quarter: quarter.into(),
        limit: Amount::parse(limit).ok(),
        status_indicator: status.map(str::to_owned),
        source,
    };
    let payments = vec![
        pay("2025-10", "164.253", PaymentSource::Asp, None),
        pay("2026-01", "160", PaymentSource::Opps, Some("K")),
        pay("2026-04", "163.96", PaymentSource::Opps, Some("K")),
    ];
    let known = Known { facts: Facts { payments, ..Facts::default() }, ..Known::default() };
    let book = rulebook();
    let of = |date: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("opened", "6x35 mcg"), ("container", "single")];
        all.extend_from_slice(fields);
        let answer = ask(&book, &known, &unit("1 mcg"), "196 mcg", date.parse().unwrap(), &all).unwrap();
        let estimate = answer.payment.as_ref().map(|p| (p.quarter.clone(), p.estimate.to_string()));
        (estimate, answer.steps.iter().any(|s| s.text.contains("the newest held")))
    };
    assert_eq!(of("2025-12-31", &[]), (Some(("2025-10".into(), "34493.13".into())), false));
    assert_eq!(of("2026-11-22", &[]), (Some(("2025-10".into(), "34493.13".into())), true));
    assert_eq!(of("2026-05-01", &[("setting", "outpatient")]), (Some(("2026-04".into(), "34431.6".into())), false));
    assert_eq!(of("2025-09-30", &[]), (None, false));
    assert_eq!(of("2025-12-31", &[("payer", "commercial")]), (None, false));
    // A packaged drug in the hospital: units, but neither JW nor JZ.
    let packaged = Known {
        facts: Facts { payments: vec![pay("2026-04", "", PaymentSource::Opps, Some("N"))], ..Facts::default() },
        ..Known::default()
    };
    let fields = [("opened", "6x35 mcg"), ("container", "single"), ("setting", "outpatient")];
    let answer = ask(&book, &packaged, &unit("1 mcg"), "196 mcg", TODAY, &fields).unwrap();
    assert_eq!((shown(&answer).as_str(), kinds(&answer)), ("units × 196", vec!["packaged-drug"]));
}

#[test]
fn codes_and_modifiers_by_date() {
    let catalog = shipped();
    let book = catalog.rulebook();
    let modifiers = catalog.modifiers();
    let ended = catalog.code("J9020").unwrap();
    let facts = Facts::default();
    let links = [Link { code: "J9021".into(), note: "J9021, 0.1 mg".into() }];
    let subject = Subject {
        name: Some("J9020"),
        code: Some(ended),
        unit: &ended.unit,
        facts: &facts,
        successors: &links,
        predecessors: &[],
        modifiers,
        rules: book,
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
    let subject = Subject { name: Some("J3290"), code: Some(unpaid), unit: &unpaid.unit, ..subject };
    let mut request = Request::new("10 mg", TODAY).unwrap();
    request.set("container", "multi").unwrap();
    assert_eq!(kinds(&compute(&request, &subject).unwrap()), ["not-paid-by-medicare"]);
    request.set("payer", "commercial").unwrap();
    assert!(!kinds(&compute(&request, &subject).unwrap()).contains(&"not-paid-by-medicare"));
    let esa = catalog.code("J0881").unwrap();
    let subject = Subject { name: Some("J0881"), code: Some(esa), unit: &esa.unit, ..subject };
    for (given, warned) in [("", true), ("EA", false), ("EA EB", true), ("EC", false)] {
        let mut request = Request::new("100 mcg", TODAY).unwrap();
        request.set("container", "multi").unwrap();
        request.set("modifiers", given).unwrap();
        assert_eq!(kinds(&compute(&request, &subject).unwrap()).contains(&"esa-reason"), warned, "{given}");
    }
}

#[test]
fn the_json_is_that_of_the_contract() {
    let answer = plain("10 mg", "15 mg/kg", &[("weight", "67.5kg"), ("opened", "2x400 mg + 3x100 mg"), ("container", "single")]).unwrap();
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["dose"], serde_json::json!({"amount": "1012.5", "measure": "mg"}));
    assert_eq!(json["containers"][0], serde_json::json!({"count": 2, "labelled": {"amount": "400", "measure": "mg"}, "ndc": null}));
    assert_eq!(json["labelled"], serde_json::json!({"amount": "1100", "measure": "mg"}));
    assert_eq!((&json["container"], &json["date"], &json["code"]), (&"single".into(), &"2026-11-22".into(), &serde_json::Value::Null));
    assert_eq!((json["administered_units"].as_u64(), json["discarded_units"].as_u64()), (Some(102), Some(8)));
    assert_eq!(json["lines"][1], serde_json::json!({"code": null, "modifiers": ["JW"], "units": 8, "ndc": null}));
    assert_eq!(json["unit_edit"]["verdict"], "unpublished");
    assert!(json["payment"].is_null() && json["unit"]["amount"] == "10" && json["order"] == "15 mg/kg");
    for step in json["steps"].as_array().unwrap() {
        assert!(rules::ALL.contains(&step["rule"].as_str().unwrap()), "{step}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_it_panic(order in "\\PC{0,24}", field in prop::sample::select(jdex::billing::FIELDS.to_vec()), text in "\\PC{0,24}", billing in "\\PC{0,12}") {
        let book = rulebook_once();
        let _ = jdex::billing::Known::of_unit(catalog_once(), None, &billing);
        for (order, unit_text) in [(order.as_str(), "10 mg"), ("100 mg", "10 mg"), ("2 mg/kg/day", "0.1 mg"), ("1 mL", "1 mL")] {
            let _ = ask(book, &Known::default(), &unit(unit_text), order, TODAY, &[("weight", "60"), ("height", "160"), (field, &text)]);
        }
    }

    #[test]
    fn no_amounts_make_it_panic(
        numbers in prop::collection::vec("[0-9]{1,9}(\\.[0-9]{1,5})?", 6),
        measures in prop::collection::vec(prop::sample::select(vec!["mg", "mcg", "g", "IU", "mL", "kg", "vials", "mEq", "million units"]), 5),
    ) {
        let with = |i: usize| format!("{} {}", numbers[i], measures[i % 5]);
        let (order, stock, opened) = (format!("{}/kg", with(0)), format!("{}, {}", with(1), with(2)), format!("3x{} + {}", with(3), with(2)));
        let billing = BillingUnit::Amount { quantity: quantity(&with(4)), others: Vec::new(), traps: Vec::new() };
        for fields in [
            vec![("weight", numbers[5].as_str()), ("stock", &stock)],
            vec![("weight", &numbers[5]), ("opened", &opened), ("overfill", "yes")],
            vec![("weight", &numbers[5]), ("stock", &stock), ("round", "10%"), ("concentration", "25 mg/mL"), ("container", "single")],
            vec![("weight", &numbers[5]), ("height", &numbers[0]), ("bsa-formula", "dubois"), ("cap", &stock), ("container", "single")],
        ] {
            let _ = ask(rulebook_once(), &Known::default(), &billing, &order, TODAY, &fields);
            let _ = ask(rulebook_once(), &Known::default(), &billing, &order.replace("/kg", "/m2"), TODAY, &fields);
        }
    }
}

fn catalog_once() -> &'static Catalog {
    static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
    CATALOG.get_or_init(shipped)
}

fn rulebook_once() -> &'static Rulebook {
    static BOOK: std::sync::OnceLock<Rulebook> = std::sync::OnceLock::new();
    BOOK.get_or_init(|| catalog_once().rulebook().clone())
}
