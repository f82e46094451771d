//! Orders as prescribers write them: the dose of one date, the dates, what is refused.

use super::*;

/// The dose billed, the units, and the dates as `kind days administered`.
fn read(code: &str, order: &str, fields: &[(&str, &str)]) -> Result<String, BillingError> {
    let item = jdex::calculator::BillableItem::of_code(&SHIPPED, code).unwrap();
    let mut request = Request::new(order, TODAY)?;
    for (field, text) in fields {
        request.set(field, text)?;
    }
    let answer = item.compute(&request, &Rules::of(&SHIPPED))?;
    assert_eq!(answer.asked.order, order);
    let course = answer.course.map_or_else(String::new, |c| {
        let days: Vec<String> = c.dates.iter().map(|d| d.day.to_string()).collect();
        let kind = serde_json::to_value(c.kind).unwrap();
        format!("; {} {} = {} on {}", kind.as_str().unwrap(), c.days, c.administered_units, days.join(","))
    });
    let discarded = answer.discarded_units.map_or_else(|| "?".to_owned(), |n| n.to_string());
    Ok(format!("{}: {} + {discarded}{course}", answer.given.dose.quantity().grouped(), answer.administered_units))
}

#[test]
fn what_prescribers_write_is_understood() {
    for (code, order, fields, expected) in [
        // Several days.
        ("J9041", "1.3 mg/m2/day", "bsa 1.72, days 4", "2.236 mg: 23 + 12; each-day 4 = 92 on 1,2,3,4"),
        ("J9041", "1.3 mg/m2 daily x 4", "bsa 1.72", "2.236 mg: 23 + 12; each-day 4 = 92 on 1,2,3,4"),
        ("J9041", "1.3 mg/m2 x 4 days", "bsa 1.72", "2.236 mg: 23 + 12; each-day 4 = 92 on 1,2,3,4"),
        ("J9041", "1.3 mg/m2/day x 4", "bsa 1.72", "2.236 mg: 23 + 12; each-day 4 = 92 on 1,2,3,4"),
        ("J9041", "1.3 mg/m2 IV push qd for 4 days", "bsa 1.72", "2.236 mg: 23 + 12; each-day 4 = 92 on 1,2,3,4"),
        ("J9041", "1.3 mg/m2 SC weekly x 3", "bsa 1.72", "2.236 mg: 23 + 12; each-day 3 = 69 on 1,8,15"),
        ("J9041", "1.3 mg/m2 q7d x 3 weeks", "bsa 1.72", "2.236 mg: 23 + 12; each-day 3 = 69 on 1,8,15"),
        ("J9041", "1.3 mg/m2/day", "bsa 1.72", "2.236 mg: 23 + 12"),
        ("J9041", "1.3 mg/m2/day x 1", "bsa 1.72", "2.236 mg: 23 + 12"),
        ("J9041", "1.3 mg/m2/day", "bsa 1.72, days 4, schedule continuous", "8.944 mg: 90 + 15; continuous 4 = 90 on 1"),
        ("J9041", "1.3 mg/m2/day", "bsa 1.72, days 4, payer medicare-dme", "8.944 mg: 90 + 15; dispensed 4 = 90 on 1"),
        ("J9039", "28 mcg/day", "days 7", "196 mcg: 196 + 14; continuous 7 = 196 on 1"),
        ("J9039", "28 mcg/day x 7 days", "", "196 mcg: 196 + 14; continuous 7 = 196 on 1"),
        ("J9039", "28 mcg/day over 7 days", "", "196 mcg: 196 + 14; continuous 7 = 196 on 1"),
        ("J9039", "28 mcg/day", "days 2, schedule each-day", "28 mcg: 28 + 7; each-day 2 = 56 on 1,2"),
        ("J8705", "2.3 mg/m2 PO daily x 5 days", "bsa 1.8, container multi", "20.7 mg: 83 + ?; dispensed 5 = 83 on 1"),
        ("J8705", "2.3 mg/m2 daily x 5", "bsa 1.8, container multi", "20.7 mg: 83 + ?; dispensed 5 = 83 on 1"),
        ("J1580", "80 mg q8h x 2 days", "container multi", "240 mg: 3 + ?; each-day 2 = 6 on 1,2"),
        ("J0696", "1 g BID", "container single, stock 1 g", "2 g: 8 + 0"),
        ("J0696", "1 g IV q12h x 3 days", "container single, stock 1 g", "2 g: 8 + 0; each-day 3 = 24 on 1,2,3"),
        ("J0696", "1 g BID x 2 doses", "container single, stock 1 g", "2 g: 8 + 0"),
        ("J0696", "1 g x 2", "container single, stock 1 g", "2 g: 8 + 0"),
        // Words that change nothing.
        ("J9271", "200 mg IV q3w", "", "200 mg: 200 + 0"),
        ("J9271", "200 mg IV over 30 minutes every 3 weeks", "", "200 mg: 200 + 0"),
        ("J9271", "200 mg flat, IV, once", "", "200 mg: 200 + 0"),
        ("J9271", "400 mg IVPB monthly", "", "400 mg: 400 + 0"),
        ("J9271", "200 mg IV every 3 weeks x 4 cycles", "", "200 mg: 200 + 0"),
        ("J9271", "200 mg IV day 1 q3w", "", "200 mg: 200 + 0"),
        ("J9355", "8 mg/kg loading dose", "weight 70 kg, container single, stock 150 mg", "560 mg: 56 + 4"),
        ("J9202", "10.8 mg implant q3 months", "container single, stock 10.8 mg", "10.8 mg: 3 + 0"),
        ("J1930", "120 mg deep SQ every 4 weeks", "container single, stock 120 mg", "120 mg: 120 + 0"),
        ("J9217", "1 kit IM", "stock 22.5 mg, container single", "22.5 mg: 3 + 0"),
        ("J9190", "2,400 mg/m2 CIVI over 2 days", "bsa 1.9, container multi", "4,560 mg: 10 + ?"),
        ("J9190", "2,400 mg/m2 over 46 hours", "bsa 1.9, container multi", "4,560 mg: 10 + ?"),
        ("J9190", "400 mg/m2 IV push + 2400 mg/m2 over 46 hours", "bsa 1.9, container multi", "5,320 mg: 11 + ?"),
        ("J9190", "425 mg/m2 bolus daily x 5", "bsa 1.9, container multi", "807.5 mg: 2 + ?; each-day 5 = 10 on 1,2,3,4,5"),
        ("J9045", "AUC 6 IV q3w", "gfr 90, container multi", "690 mg: 14 + ?"),
        // Containers and spellings.
        ("J9271", "2 vials", "", "200 mg: 200 + 0"),
        ("J9271", "one vial IV", "", "100 mg: 100 + 0"),
        ("J9271", "2 x 100 mg", "", "200 mg: 200 + 0"),
        ("J9271", "2x100mg q3w", "", "200 mg: 200 + 0"),
        ("J9271", "100 mg/4 mL", "", "100 mg: 100 + 0"),
        ("J1644", "40k units", "container multi", "40,000 units: 40 + ?"),
        ("J9271", "2 vials", "stock 50 mg", "100 mg: 100 + 0"),
    ] {
        let pairs: Vec<(&str, &str)> = fields.split(", ").filter_map(|pair| pair.split_once(' ')).collect();
        assert_eq!(read(code, order, &pairs).map_err(|e| e.to_string()).as_deref(), Ok(expected), "{code} {order} {fields}");
    }
}

#[test]
fn what_can_be_read_two_ways_is_refused() {
    for (order, part) in [
        ("100-200 mg", "a range; give the dose given"),
        ("100 mg - 200 mg", "a range"),
        ("5 to 10 mg", "a range"),
        ("5 or 10 mg IV", "a range"),
        ("4 mg q4-6h", "a range"),
        ("20 mU", "milliunits or million"),
        ("20 mu", "milliunits or million"),
        ("5 mm", "millimoles, millions or millimeters"),
        ("5 MM", "millimoles, millions or millimeters"),
        ("1.000 mg", "thousands or decimals? write 1,000 or 1"),
        ("2.500 mg", "write 2,500 or 2.5"),
        ("4 mg IV PRN", "as needed"),
        ("5 mg/kg/day BID", "the dose given each time"),
        ("1 g BID x 3", "how many days"),
        ("1 g BID daily", "says twice"),
        ("1 g monthly x 3", "a date of its own"),
        ("1 g q5h", "no number of doses on a date"),
        ("1 g IV through the port", "is not understood; behind the dose"),
        ("1,200 mg/m2/day over 46 hours", "write the whole dose"),
        ("400 mg/m2 + 200 mg", "parts are added"),
        ("400 mg + AUC 5", "parts are added"),
        ("2 mg left eye + 2 mg right eye", "parts are added"),
        ("10 mL of 10% + 5 mL of 5%", "parts are added"),
        ("1 g BID + 500 mg", "parts are added"),
        ("1 g x 2 daily", "so many doses each day, or so many days"),
        ("150 mg monthly x 90 days", "on how many dates"),
        ("1 g BID for 36 hours", "no whole number of days"),
        ("2 mg/kg up to 200 mg", "field of its own (cap)"),
        ("4 mg biweekly", "twice a week or every two weeks"),
        ("60 mg q6m", "months or minutes"),
        ("2 g/kg over 5 days", "over several days; write the dose of each date"),
        ("2 g/kg divided over 5 days", "a whole over several days"),
        ("100 mg/m2 day 1-3", "a range"),
        ("100 mg/m2 day 1,2,3", "several days"),
        ("2 mg OD", "right eye or once daily?"),
        ("2 mg OU OS", "which eye"),
        ("5 mg x 1,000 days", "366 dates"),
        ("5 mg daily x 1.5", "cannot be given"),
    ] {
        let error = plain("1 mg", order, &[("bsa", "1.7"), ("weight", "60 kg"), ("container", "multi")]).unwrap_err();
        assert!(error.to_string().contains(part), "{order}: {error}");
    }
    let error = read("J9035", "2 vials", &[]).unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains("100 mg, 400 mg")), ("missing-stock", true), "{error}");
    let error = plain("1 mg", "5 mg/day", &[("days", "1.5"), ("container", "multi")]).unwrap_err();
    assert!(error.to_string().contains("whole number of dates"), "{error}");
}

#[test]
fn the_unit_edit_and_the_repair_are_those_of_one_date() {
    // 35 units a date are within the edit of 35; four dates together are not.
    let item = jdex::calculator::BillableItem::of_code(&SHIPPED, "J9041").unwrap();
    let mut request = Request::new("1.3 mg/m2/day x 4 days", TODAY).unwrap();
    request.set("bsa", "1.72").unwrap();
    let answer = item.compute(&request, &Rules::of(&SHIPPED)).unwrap();
    assert_eq!(answer.unit_edit.verdict, Verdict::Within);
    assert_eq!(shown(&answer), "J9041 × 23; J9041-JW × 12");
    request.set("schedule", "continuous").unwrap();
    assert_eq!(item.compute(&request, &Rules::of(&SHIPPED)).unwrap().unit_edit.verdict, Verdict::Over);
}

/// Orders as wards and clinics write them, answers worked out before they were tried: the units of one date and the number of dates,
/// or a refusal that says what to write.
#[test]
fn orders_as_they_are_written() {
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/orders_as_written.csv")).unwrap();
    let (mut wrong, mut seen) = (Vec::new(), [0; 2]);
    for row in reader.records().map(Result::unwrap) {
        let item = jdex::calculator::BillableItem::of_code(&SHIPPED, &row[0]).unwrap();
        let pairs: Vec<(&str, &str)> = row[2].split('|').filter_map(|pair| pair.split_once('=')).collect();
        let date = pairs.iter().find(|(field, _)| *field == "date").map_or(Ok(TODAY), |(_, text)| jdex::text::date::parse(text));
        let answer = date.and_then(|date| {
            let answer = Request::new(&row[1], date).and_then(|mut request| {
                for (field, text) in pairs.iter().filter(|(field, _)| *field != "date") {
                    request.set(field, text)?;
                }
                item.compute(&request, &Rules::of(&SHIPPED))
            });
            answer.map_err(|error| item.refusal(error).to_string())
        });
        let is_told = |error: &str| {
            ["write", "give", "say", "correct", "leave", "check", "the month comes first"].iter().any(|word| error.contains(word))
        };
        let dates = |answer: &Answer| answer.course.as_ref().map_or_else(String::new, |course| course.days.to_string());
        match answer {
            Ok(answer) if answer.administered_units.to_string() == row[3] && dates(&answer) == row[4] => seen[0] += 1,
            Err(error) if &row[3] == "refused" && is_told(&error) => seen[1] += 1,
            answer => wrong.push(format!("{row:?}: {:?}", answer.map(|answer| (answer.administered_units, dates(&answer))))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen[0] >= 200 && seen[1] >= 100, "{seen:?}");
}

/// What a bag was diluted to is no strength of its vial: the NDC quantity is that of the package.
#[test]
fn a_dilution_is_no_strength_of_the_package() {
    let item = jdex::calculator::BillableItem::of_code(&SHIPPED, "J9299").unwrap();
    for order in ["240 mg", "240 mg/100 mL", "240 mg in 100 mL NS over 30 minutes", "240 mg/24 mL", "24 mL of 1%"] {
        let mut request = Request::new(order, TODAY).unwrap();
        for (field, text) in [("ndc", "0003-3734-13"), ("payer", "medicaid")] {
            request.set(field, text).unwrap();
        }
        let answer = item.compute(&request, &Rules::of(&SHIPPED)).unwrap();
        let quantity = answer.lines[0].ndc.as_ref().and_then(|ndc| ndc.quantity).map(|quantity| quantity.to_string());
        assert_eq!((answer.administered_units, quantity.as_deref()), (240, Some("24")), "{order}");
    }
}

/// A refusal tells to write the unit of the code: `280 sq cm`, whose first word is a route elsewhere.
#[test]
fn every_billing_unit_is_an_order_as_it_is_written() {
    let units = SHIPPED.codes().iter().filter_map(|code| code.unit.quantity()).map(|unit| unit.to_string());
    let mut units: Vec<String> = units.collect();
    units.sort();
    units.dedup();
    assert!(units.len() > 50 && units.iter().any(|unit| unit.ends_with("sq cm")), "{units:?}");
    for unit in units {
        let flat = Order::parse(&unit).unwrap_or_else(|error| panic!("{unit}: {error}"));
        assert_eq!(flat.target, Order::parse(&format!("{unit} daily x 3 days")).unwrap().target, "{unit}");
    }
    assert!(Order::parse("4 mg SQ").is_ok() && Order::parse("4 mg SQ cm").is_err());
}

/// `units` of an order are those of a drug; the number of billing units is no dose.
#[test]
fn billing_units_are_refused_with_what_an_order_states() {
    let refused = read("J9271", "8 units", &[]).unwrap_err().to_string();
    assert!(refused.ends_with("an order states how much of the drug, not how many billing units"), "{refused}");
    assert!(read("J1644", "5,000 units", &[("container", "multi")]).is_ok());
}
