//! Containers and NDC quantities of real products.

use super::*;

#[test]
fn containers_that_are_not_known_leave_jw_and_jz_open() {
    let answer = plain("10 mg", "305 mg", &[("stock", "100 mg")]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.administered_units, answer.discarded_units), ("units × 31", 31, None));
    assert_eq!(kinds(&answer), ["container-unknown"]);
    let answer = plain("10 mg", "305 mg", &[("container", "single")]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.discarded_units), ("units × 31", None));
    assert_eq!(kinds(&answer), ["containers-unknown"]);
    let answer = plain("10 mg", "305 mg", &[("container", "multi")]).unwrap();
    assert!(answer.given.labeled.is_none() && kinds(&answer).is_empty() && answer.discarded_units.is_none());
    // CMS's list of single-dose codes, and the descriptor, say what nobody typed.
    let listed = Facts { discarded_drug: Some(DiscardedDrug { listed: true, edition: "2025-06-20".into() }), ..Facts::default() };
    let known = BillableItem { facts: listed, ..BillableItem::default() };
    let answer = ask(&known, &unit("10 mg"), "305 mg", TODAY, &[("stock", "100 mg")]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.given.container), ("units × 31; units-JW × 9", ContainerType::Single));
    let answer = ask(&known, &unit("10 mg"), "305 mg", TODAY, &[("stock", "100 mg"), ("container", "multi")]).unwrap();
    assert_eq!(shown(&answer), "units × 31");
}

fn product(ndc: &str, labeled: &str, size: &str, units: &str) -> Product {
    let (labeled, size) = (quantity(labeled), quantity(size));
    let numbers = jdex::catalog::PackageNumbers {
        last_quarter: "2025-10".into(),
        units_per_item: Amount::parse(units).unwrap(),
        size: size.amount,
        items_per_package: Amount::ONE,
    };
    Product {
        labeled: Some(labeled),
        size_measure: Some(size.measure),
        container: ContainerType::Single,
        ..Product::new(ndc.into(), String::new(), String::new(), numbers)
    }
}

fn with_products(products: Vec<Product>) -> BillableItem {
    BillableItem { facts: Facts { products, ..Facts::default() }, ..BillableItem::default() }
}

fn ndc_lines(known: &BillableItem, billing: &str, order: &str, fields: &[(&str, &str)]) -> Vec<String> {
    let answer = ask(known, &unit(billing), order, TODAY, fields).unwrap();
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
    for (ndc, labeled, size, billing, order, expected) in [
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
        let known = with_products(vec![product(ndc, labeled, size, "1")]);
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
    let mut injected = BillableItem { code: bare("J9299", &unit("1 mg")), facts: known.facts.clone(), ..BillableItem::default() };
    assert_eq!(ndc_lines(&injected, "1 mg", "240 mg", &[("ndc", "0003-3734-13")]), ["J9299-JZ × 240 00003373413 ML24"]);
    // What the user says of the package: vials are counted, milligrams are those of the label.
    assert_eq!(
        ["un", "me", "ml"]
            .map(|named| ndc_lines(&injected, "1 mg", "240 mg", &[("ndc", "0003-3734-13"), ("ndc-qualifier", named)]).concat()),
        ["UN1", "ME240", "ML24"].map(|quantity| format!("J9299-JZ × 240 00003373413 {quantity}"))
    );
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

/// A quantity from numbers in doubt says so, in a warning and in its step.
#[test]
fn a_package_in_conflict_is_said() {
    let mut doubtful = product("61703-0339-56", "600 mg", "45 mL", "12");
    let steps = |known: &BillableItem| {
        let answer = ask(known, &unit("50 mg"), "600 mg", TODAY, &[("ndc", "61703-0339-56")]).unwrap();
        let of_ndc: Vec<String> = answer.steps.iter().filter(|s| s.rule == "ndc-quantity").map(|s| s.text.clone()).collect();
        (kinds(&answer), of_ndc.concat())
    };
    let (none, plain) = steps(&with_products(vec![doubtful.clone()]));
    assert!(none.is_empty() && plain.contains("ML 45 given") && !plain.contains("contradicts"), "{none:?} {plain}");
    doubtful.conflict = Some("12 units for size 45".to_owned());
    let (warned, step) = steps(&with_products(vec![doubtful]));
    assert_eq!(warned, ["ndc-conflict"]);
    assert!(step.starts_with(&plain) && step.ends_with("numbers in doubt: check the label"), "{step}");
}

#[test]
fn two_products_are_filled_one_after_the_other() {
    let known = with_products(vec![product("0003-3756-14", "120 mg", "12 mL", "120"), product("0003-3774-12", "100 mg", "10 mL", "100")]);
    let fields = [("ndc", "0003-3756-14 0003-3774-12"), ("payer", "anthem")];
    assert_eq!(
        ndc_lines(&known, "1 mg", "213.9 mg", &fields),
        ["units × 120 00003375614 ML12", "units × 94 00003377412 ML9.39", "units-JW × 6 00003377412 ML0.61"]
    );
    // Two vials that are no whole number of units still add up to one rounding.
    let known = with_products(vec![product("11111-1111-11", "15 mg", "1 vial", "1"), product("22222-2222-22", "35 mg", "1 vial", "3")]);
    let of_payer = |payer: &str| {
        let fields = [("ndc", "11111-1111-11;22222-2222-22"), ("opened", "1x15 mg + 1x35 mg"), ("payer", payer)];
        ask(&known, &unit("10 mg"), "42 mg", TODAY, &fields).unwrap()
    };
    assert_eq!(shown(&of_payer("medicare-part-b")), "units-JZ × 5", "no NDC is asked for: one line, not two that are alike");
    assert_eq!(shown(&of_payer("medicaid")), "units-JZ-KP × 2; units-JZ-KQ × 3");
    let answer = of_payer("anthem");
    assert_eq!(shown(&answer), "units-JZ × 2; units-JZ × 3");
    assert_eq!((answer.administered_units, answer.discarded_units), (5, Some(0)));
}

#[test]
fn sizes_come_from_the_products_where_they_are_sizes() {
    let products = vec![product("0003-3756-14", "120 mg", "12 mL", "120"), product("0003-3774-12", "100 mg", "10 mL", "100")];
    let answer = ask(&with_products(products), &unit("1 mg"), "213.9 mg", TODAY, &[]).unwrap();
    assert_eq!((shown(&answer).as_str(), answer.given.containers.len()), ("units × 214; units-JW × 6", 2));
    // A clotting factor stands in the crosswalk with one unit an item: potency differs, so that is no vial.
    let factor = with_products(vec![product("0026-3782-25", "1 IU", "1 vial", "1")]);
    let answer = ask(&factor, &unit("1 IU"), "1,500 IU", TODAY, &[("container", "single")]).unwrap();
    assert_eq!((answer.given.labeled, kinds(&answer)), (None, vec!["containers-unknown"]));
    // Nor does its NDC make one: the line has no quantity, and says what to state.
    let answer = ask(&factor, &unit("1 IU"), "1,500 IU", TODAY, &[("container", "single"), ("ndc", "0026-3782-25")]).unwrap();
    let ndc = answer.lines[0].ndc.clone().unwrap();
    assert_eq!((ndc.ndc11.as_str(), ndc.quantity, kinds(&answer).contains(&"ndc-quantity")), ("00026378225", None, true));
    let small = with_products(vec![product("0003-3756-14", "10 mg", "1 mL", "1")]);
    let answer = ask(&small, &unit("10 mg"), "900 mg", TODAY, &[]).unwrap();
    assert_eq!((shown(&answer).as_str(), kinds(&answer)), ("units-JZ × 90", vec!["many-containers"]));
    let answer = plain("10 mg", "300 mg", &[("days", "3"), ("container", "multi")]).unwrap();
    assert_eq!(kinds(&answer), ["duration-unused"]);
    let answer = plain("10 mg", "300 mg", &[("round", "10%"), ("container", "multi")]).unwrap();
    assert_eq!(kinds(&answer), ["rounding-unused"]);
    let answer = plain("1 mg", "2 mg/day x 7 days", &[("hours", "168"), ("container", "multi")]).unwrap();
    assert_eq!(answer.administered_units, 14);
}

#[test]
fn a_drug_that_is_oral_by_its_descriptor_bears_neither_jw_nor_jz() {
    let catalog = jdex::storage::user_catalog::shipped().unwrap();
    let held = |code: &str| {
        jdex::billing::container_held(catalog.code(code), catalog.facts(code), &[], catalog.rulebook()).map(|(container, _)| container)
    };
    for (code, container) in [
        ("J8501", Some(ContainerType::Multi)),
        ("J7512", Some(ContainerType::Multi)),
        ("Q0162", Some(ContainerType::Multi)),
        // A mask and a device.
        ("A7027", None),
        ("E0485", None),
        ("J9271", Some(ContainerType::Single)),
    ] {
        assert_eq!(held(code), container, "{code}");
    }
    // CMS's list speaks before the descriptor is read.
    let listed = Facts { discarded_drug: Some(DiscardedDrug { listed: true, edition: "2025-06-20".into() }), ..Facts::default() };
    let held = jdex::billing::container_held(catalog.code("J8501"), &listed, &[], catalog.rulebook());
    assert_eq!(held.map(|(container, _)| container), Some(ContainerType::Single));
}

/// Wherever the descriptor says it, and of drugs only: what the size of a package counts rests on it.
#[test]
fn what_is_injected_is_read_from_the_whole_descriptor() {
    let catalog = jdex::storage::user_catalog::shipped().unwrap();
    let injected = |code: &str| catalog.rulebook().is_injected(catalog.code(code).unwrap());
    for code in ["J9271", "J0174", "J3357", "J7321", "J7525", "J7030", "J7120", "Q2043", "J1952", "C9094", "A9601", "Q4145"] {
        assert!(injected(code), "{code}");
    }
    // Swallowed, inhaled, laid on the skin; instead of an IV drug; a fee, a pump and an angiography for what is injected.
    for code in ["J8501", "J7682", "J7308", "Q0162", "Q0519", "E0782", "A4211", "C7516"] {
        assert!(!injected(code), "{code}");
    }
    let mut leqembi = product("62856-0212-01", "200 mg", "2 mL", "200");
    leqembi.size_measure = None;
    let (code, facts) = (catalog.code("J0174").unwrap().clone(), with_products(vec![leqembi]).facts);
    let known = BillableItem { code: Some(code), facts, ..BillableItem::default() };
    let lines = ndc_lines(&known, "1 mg", "150 mg", &[("ndc", "62856-0212-01")]);
    assert_eq!(lines, ["J0174 × 150 62856021201 ML1.5", "J0174-JW × 50"]);
}
