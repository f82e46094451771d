//! What is not understood is refused with a reason, and nothing panics.

use super::*;

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
        ("10 mg", "100 mg", vec![("color", "red")], "unknown-field", "the fields are"),
        ("10 mg", "0.00000000000001 mg/kg", vec![("weight", "12.345678901234 kg")], "too-many-digits", "digits"),
        ("1 mg", "90,000,000 mg", vec![("container", "multi")], "too-many-units", "claim lines"),
        ("10 mg", "900,000,000,000 mg", vec![("stock", "1000003 mg, 999983 mg")], "plan-too-large", "opened"),
    ] {
        let error = plain(billing, order, &fields).unwrap_err();
        assert_eq!(error.kind(), kind, "{billing} {order} {fields:?}: {error}");
        assert!(error.to_string().contains(part), "{billing} {order} {fields:?}: {error}");
    }
    let refused = BillingUnit::Refused("no amount".to_owned());
    let error = ask(&BillableItem::default(), &refused, "10 mg", TODAY, &[]).unwrap_err();
    assert_eq!(error.kind(), "no-unit");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_it_panic(order in "\\PC{0,24}", field in prop::sample::select(jdex::dosing::fields::names().collect::<Vec<_>>()), text in "\\PC{0,24}", billing in "\\PC{0,12}") {
        let _ = jdex::calculator::BillableItem::of_unit(&SHIPPED, None, &billing);
        for (order, unit_text) in [(order.as_str(), "10 mg"), ("100 mg", "10 mg"), ("2 mg/kg/day", "0.1 mg"), ("1 mL", "1 mL")] {
            let _ = ask(&BillableItem::default(), &unit(unit_text), order, TODAY, &[("weight", "60"), ("height", "160"), (field, &text)]);
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
            let _ = ask(&BillableItem::default(), &billing, &order, TODAY, &fields);
            let _ = ask(&BillableItem::default(), &billing, &order.replace("/kg", "/m2"), TODAY, &fields);
        }
    }
}
