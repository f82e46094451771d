//! Orders that are probably slips: warned of with the source, never refused; and right orders that look like them.

use super::*;

/// The warnings of an order that are about the dose or the patient, as `kind: text`.
fn unusual(code: &str, order: &str, fields: &str) -> String {
    let item = jdex::calculator::BillableItem::of_code(&SHIPPED, code).unwrap();
    let mut request = Request::new(order, TODAY).unwrap();
    for (field, text) in fields.split(", ").filter_map(|pair| pair.split_once(' ')) {
        request.set(field, text).unwrap();
    }
    let answer = item.compute(&request, &Rules::of(&SHIPPED)).unwrap();
    let about = ["dose-above-label", "dose-by-weight", "dose-interval", "pounds-as-kilograms"];
    let found = answer.warnings.iter().filter(|w| about.contains(&w.kind.as_str()));
    found.map(|w| format!("{}: {}", w.kind.as_str(), w.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn slips_are_warned_of() {
    for (code, order, fields, words) in [
        // Ten times the highest labeled dose: by weight, by surface, flat.
        ("J9035", "150 mg/kg", "weight 70 kg", &["dose-above-label", "10,500 mg is above 1,050 mg", "decimal point"][..]),
        ("J9041", "13 mg/m2", "bsa 1.7", &["dose-above-label", "22.1 mg is above 2.21 mg", "decimal point"]),
        ("J9271", "4000 mg", "", &["dose-above-label", "4,000 mg is above 400 mg", "Keytruda", "decimal point"]),
        ("J0178", "20 mg", "eyes right", &["dose-above-label", "20 mg is above 2 mg", "decimal point"]),
        // Above it, and not by a slip of that kind.
        ("J9271", "600 mg", "", &["dose-above-label", "check dose and unit of measure"]),
        // Without a weight or a surface it is compared with a large patient.
        ("J9035", "30,000 mg", "", &["dose-above-label", "above 2,250 mg of 150 kg", "decimal point"]),
        ("J9041", "35 mg", "", &["dose-above-label", "above 3.9 mg of 3 m2"]),
        // A thousandfold: the unit of measure.
        ("J0881", "500 mg", "", &["dose-above-label", "were micrograms meant?"]),
        ("J3489", "4 g", "", &["dose-above-label", "were milligrams meant?"]),
        // The number of an order by weight or surface, without its /kg or /m2.
        ("J9035", "15 mg", "", &["dose-by-weight", "was 15 mg/kg meant?"]),
        ("J9355", "6 mg", "weight 62 kg", &["dose-by-weight", "was 6 mg/kg meant?"]),
        ("J9041", "1.3 mg", "bsa 1.72", &["dose-by-weight", "was 1.3 mg/m2 meant?"]),
        // Pounds typed as kilograms.
        ("J9035", "15 mg/kg", "weight 160 kg", &["pounds-as-kilograms", "160 lb are 72.6 kg"]),
        ("J9035", "15 mg/kg", "weight 150, height 155 cm", &["pounds-as-kilograms"]),
        ("J9299", "3 mg/kg", "weight 95, height 120", &["pounds-as-kilograms"]),
        // Once in three weeks, on every date.
        ("J9271", "200 mg daily x 3", "", &["dose-interval", "labeled for once in 21 days"]),
    ] {
        let found = unusual(code, order, fields);
        assert!(words.iter().all(|word| found.contains(word)), "{code} {order} {fields}: {found}");
    }
}

#[test]
fn what_is_right_is_not_warned_of() {
    for (code, order, fields) in [
        ("J9271", "200 mg", ""),
        ("J9271", "400 mg", ""),
        ("J9271", "2 mg/kg", "weight 18 kg"),
        ("J9035", "15 mg/kg", "weight 150 kg, height 185 cm"),
        ("J9035", "1,050 mg", ""),
        // Repackaged for the eye: as little as one kilogram gets, and meant.
        ("J9035", "1.25 mg", ""),
        ("J9041", "2.2 mg", ""),
        ("J9041", "1.3 mg/m2 weekly x 3", "bsa 1.72"),
        ("J9355", "372 mg", "weight 62 kg"),
        // A step dose: 0.01 mg/kg of 70 kg is less than 1 kg gets of the full dose.
        ("J3055", "0.7 mg", "weight 70 kg"),
        // Usual doses are no limit: 500 mcg once in three weeks is labeled too.
        ("J0881", "500 mcg", ""),
        ("J0178", "2 mg", "eyes both"),
        ("J9299", "3 mg/kg", "weight 209 lb, height 67 in"),
        ("J9271", "200 mg q3w", ""),
        ("J0897", "120 mg weekly x 3", ""),
    ] {
        assert_eq!(unusual(code, order, fields), "", "{code} {order} {fields}");
    }
}
