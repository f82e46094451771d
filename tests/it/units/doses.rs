//! From doses to units: the grid, the invariants, rounding, the mistake behind a number.

use super::*;

#[test]
fn administered_and_discarded_never_exceed_the_label() {
    let known = BillableItem::default();
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
                    let answer = ask(&known, &billing, &order, TODAY, &[("opened", &opened), ("container", "single")]).unwrap();
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
        let billed = Quantity::new(Amount::new(unit_size, unit_scale), Measure::Milligram);
        let billing = BillingUnit::Amount { quantity: billed, others: Vec::new(), traps: Vec::new() };
        let opened: Vec<String> = vials.iter().map(|(n, size)| format!("{n}x{}", Quantity::new(Amount::new(*size, vial_scale), Measure::Milligram))).collect();
        let label: u64 = vials.iter().map(|(n, size)| n * size).sum();
        let dose = Quantity::new(Amount::new(label * share, vial_scale + 3), Measure::Milligram);
        let fields = [("opened", opened.join(" + ")), ("container", "single".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(f, t)| (*f, t.as_str())).collect();
        let answer = ask(&BillableItem::default(), &billing, &dose.to_string(), TODAY, &fields).unwrap();
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
    let of = |known: &BillableItem, billing: &str, order: &str, opened: &str, billed: &str| {
        let fields = [("opened", opened), ("container", "single"), ("billed", billed)];
        let judgment = ask(known, &unit(billing), order, TODAY, &fields).unwrap().billed.unwrap();
        (judgment.right, judgment.mistakes.first().map_or("", |m| m.kind))
    };
    let none = BillableItem::default();
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
    let old = BillableItem { predecessors: vec![("J9010".into(), quantity("10 mg"))], ..BillableItem::default() };
    assert_eq!(of(&old, "1 mg", "12 mg", "1x12 mg", "2"), (false, "predecessor-unit"));
}
