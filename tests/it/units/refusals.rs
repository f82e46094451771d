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

/// Units of measure that look alike and lie far apart: each field reads them right or refuses them, none a thousand or a million
/// times off.
#[test]
fn units_that_look_alike_are_read_right_or_refused() {
    // What one of them is in the base of its dimension, or `?` where it is refused.
    for (written, expected) in [
        ("mg", "1000000"),
        ("MG", "1000000"),
        ("Mg", "1000000"),
        ("mcg", "1000"),
        ("MCG", "1000"),
        ("ug", "1000"),
        ("µg", "1000"),
        ("μg", "1000"),
        ("ng", "1"),
        ("g", "1000000000"),
        ("G", "1000000000"),
        ("gm", "1000000000"),
        // Grains or grams.
        ("gr", "?"),
        ("mgm", "?"),
        ("mL", "1000"),
        ("ML", "1000"),
        ("ml", "1000"),
        ("mcL", "1"),
        ("units", "1"),
        ("U", "1"),
        ("u", "1"),
        ("IU", "1"),
        ("iu", "1"),
        ("I.U.", "1"),
        ("million units", "1000000"),
        ("MU", "1000000"),
        ("MIU", "1000000"),
        ("mU", "?"),
        ("mu", "?"),
        ("Mu", "?"),
        ("mIU", "?"),
        ("miu", "?"),
        ("Miu", "?"),
        ("mm", "?"),
        ("MM", "?"),
        ("mM", "?"),
        ("M units", "?"),
        ("m units", "?"),
        ("MM units", "?"),
        ("M", "?"),
        ("mmol", "1"),
        ("mEq", "1"),
        ("meq", "1"),
        ("mCi", "37000000"),
        ("MCi", "37000000"),
        ("uCi", "37000"),
        ("Ci", "37000000000"),
        ("MBq", "1000000"),
        ("GBq", "1000000000"),
        ("kBq", "?"),
    ] {
        let text = format!("5 {written}");
        let read = |set: &dyn Fn(&mut Request) -> Result<Quantity, BillingError>| {
            let mut request = Request::new("1 mg", TODAY).unwrap();
            set(&mut request).map_or_else(|_| "?".to_owned(), |q| q.in_base().unwrap().exact_div(Amount::from(5)).unwrap().to_string())
        };
        let order = read(&|_| match Request::new(&text, TODAY)?.order.target {
            jdex::dosing::Target::Amount(amounts, _) => Ok(amounts[0]),
            jdex::dosing::Target::AreaUnderCurve(_) => unreachable!(),
        });
        let of = |field: &str, text: &str, held: fn(&Request) -> Quantity| {
            read(&|request| {
                request.set(field, text)?;
                Ok(held(request))
            })
        };
        let stock = of("stock", &text, |r| r.supply.stock[0][0]);
        let opened = of("opened", &format!("2x{text}"), |r| r.supply.opened[0].labeled[0]);
        let cap = of("cap", &text, |r| r.policy.cap.unwrap());
        let shared = of("shared-with", &text, |r| r.supply.shared_with[0]);
        // A length is no order, and refused there.
        if written != "M" {
            assert_eq!([&order, &stock, &opened, &cap, &shared], [expected; 5], "{written}");
        }
        // A concentration is of drug: a volume in a volume is none.
        if !written.to_lowercase().ends_with('l') && written != "M" {
            let strength = of("concentration", &format!("{text}/mL"), |r| r.supply.concentration.unwrap().drug);
            assert_eq!(strength, expected, "{written}/mL");
        }
        let unit = jdex::calculator::BillableItem::of_unit(&SHIPPED, None, &text).is_ok();
        let mut line = jdex::claim::ClaimLine::default();
        let (dose, vials) = (line.set("dose", &text).is_ok(), line.set("opened", &text).is_ok());
        if written != "M" {
            assert_eq!([unit, dose, vials], [expected != "?"; 3], "{written}");
        }
    }
}

/// Three decimals that end in zero may be thousands.
#[test]
fn thousands_or_decimals_are_asked_for_in_every_field_of_drug() {
    for (field, text) in [
        ("stock", "1.000 mg"),
        ("stock", "100 mg, 2.500 units"),
        ("opened", "2x1.000 mg"),
        ("cap", "4.500 mg"),
        ("shared-with", "1.000 units"),
        ("concentration", "1.000 units/mL"),
    ] {
        let mut request = Request::new("1 mg", TODAY).unwrap();
        let error = request.set(field, text).unwrap_err();
        assert!(error.to_string().contains("thousands or decimals? write") && error.field().is_some(), "{field} {text}: {error}");
    }
    let mut request = Request::new("1 mg", TODAY).unwrap();
    for (field, text) in
        [("stock", "1,000 mg, 2.5 units, 0.500 mg, 1.25 mg"), ("cap", "4.5 mg"), ("weight", "70.500 kg"), ("concentration", "1:1,000")]
    {
        request.set(field, text).unwrap();
    }
}
