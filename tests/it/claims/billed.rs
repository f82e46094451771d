//! What the calculator bills passes the check, and a slip in it is heard.

use jdex::billing::Verdict;
use jdex::calculator::{Answer, BillableItem, Rules};
use jdex::catalog::{Catalog, Circumstances, ContainerType, NdcPolicy, Product, Setting, State};
use jdex::claim::{ClaimLine, NdcCells, PayerCells};
use jdex::dosing::Request;
use jdex::explanation::WarningKind;
use jdex::quantity::Amount;
use jdex::scrub::{self, Finding, Severity};
use jdex::storage::user_catalog;
use proptest::prelude::*;

/// The lines of an answer as they go on the claim, with the chart filled in as it was given and opened.
fn as_claimed(answer: &Answer, payer: &str, setting: Setting) -> Vec<ClaimLine> {
    let given = &answer.given;
    let opened: Vec<String> = given.containers.iter().map(|c| format!("{}x{}", c.count, c.labeled.quantity())).collect();
    let is_open = answer.warnings.iter().any(|warning| warning.kind == WarningKind::DiscardDutyOpen);
    let mut lines = Vec::new();
    for (i, line) in answer.lines.iter().enumerate() {
        let mut cells = ClaimLine { number: i + 1, date: Some(answer.asked.date), ..ClaimLine::default() };
        cells.code = line.code.clone().unwrap();
        cells.modifiers = line.modifiers.clone();
        cells.units = Some(Amount::from(line.units));
        cells.payer = PayerCells { payer: Some(payer.to_owned()), setting: Some(setting), place: None };
        cells.given.container = (!is_open).then_some(given.container);
        if !line.modifiers.iter().any(|m| m == "JW") {
            cells.given.dose = Some(given.dose.quantity().to_string());
            cells.given.opened = (!opened.is_empty()).then(|| opened.join(" + "));
        }
        cells.ndc = line.ndc.as_ref().map(|ndc| NdcCells {
            ndc: ndc.ndc11.clone(),
            // The size alone does not tell a vial of powder from a milliliter: a person reads the label.
            qualifier: ndc.quantity.map(|_| ndc.qualifier.unwrap_or("UN").to_owned()),
            quantity: ndc.quantity,
        });
        lines.push(cells);
    }
    lines
}

/// What an order is billed with: which code, how many eighths of a unit, when, for whom, from what.
#[derive(Clone, Debug)]
struct Billed {
    code: usize,
    eighths: u64,
    day: i32,
    payer: usize,
    setting: usize,
    container: Option<ContainerType>,
    discounted: bool,
    products: [usize; 2],
    /// Containers opened beyond those that were needed; `None` leaves the choice to the calculator.
    beyond: Option<u64>,
}

fn billed() -> impl Strategy<Value = Billed> {
    let container = prop_oneof![Just(None), Just(Some(ContainerType::Single)), Just(Some(ContainerType::Multi))];
    let eighths = prop_oneof![1u64..80, 1u64..4000, 1u64..60_000];
    let whom = (0usize..8, 0usize..4, any::<bool>());
    let from = (container, [any::<usize>(), any::<usize>()], prop::option::of(0u64..3));
    (any::<usize>(), eighths, 0..3600i32, whom, from).prop_map(|(code, eighths, day, whom, from)| {
        let ((payer, setting, discounted), (container, products, beyond)) = (whom, from);
        Billed { code, eighths, day, payer, setting, container, discounted, products, beyond }
    })
}

/// The calculator's answer, or `None` where it refuses, or warns of what no claim line can mend: an edit that is exceeded.
fn answer(catalog: &Catalog, rules: &Rules, billed: &Billed) -> Option<(Answer, String, Setting)> {
    let known = BillableItem::of_code(catalog, &catalog.codes()[billed.code % catalog.codes().len()].code)?;
    let code = known.code()?;
    let date = jiff::civil::date(2017, 1, 1).checked_add(jiff::Span::new().days(billed.day)).ok()?;
    let payer = &rules.book.payers()[billed.payer % rules.book.payers().len()];
    let setting = payer.settings[billed.setting % payer.settings.len()];
    let excluded = payer.medicare && matches!(code.cms.coverage.as_str(), "I" | "M" | "S");
    let hospital = matches!(setting, Setting::Outpatient | Setting::Asc);
    if code.state(date) != State::Active || excluded || (code.code.starts_with('C') && !hospital) {
        return None;
    }
    let unit = known.unit().quantity()?;
    let dose = unit.times(Amount::from(billed.eighths)).ok()?.times(Amount::parse("0.125").ok()?).ok()?;
    let mut request = Request::new(&dose.to_string(), date).ok()?;
    // Packages whose row in CMS's crosswalk is in doubt are warned about, however the line is billed.
    let certain = |p: &&Product| p.ndc11.is_some() && p.conflict.is_none();
    let products: Vec<&Product> = known.facts().products.iter().filter(certain).collect();
    if payer.ndc != NdcPolicy::NotAsked && products.is_empty() {
        return None;
    }
    if !products.is_empty() && (payer.ndc != NdcPolicy::NotAsked || billed.eighths.is_multiple_of(2)) {
        let [one, other] = billed.products.map(|at| products[at % products.len()]);
        let both = format!("{} {}", one.ndc11.as_deref()?, other.ndc11.as_deref()?);
        request.set("ndc", if billed.eighths.is_multiple_of(3) { &both } else { one.ndc11.as_deref()? }).ok()?;
        if let (Some(beyond), Some(label)) = (billed.beyond, one.labeled) {
            let (label_amount, dose_amount) = label.with(dose).ok()?;
            let needed = dose_amount.div_ceil(label_amount)?;
            request.set("opened", &format!("{}x{label}", needed + beyond)).ok()?;
        }
    }
    request.claim.payer = Some(payer.id.clone());
    request.claim.setting = Some(setting);
    request.claim.discounted = billed.discounted;
    request.supply.container = billed.container;
    match code.code.as_str() {
        "J0881" | "J0885" | "Q5106" => request.set("modifiers", "EA").ok()?,
        "J0129" | "J3262" => request.set("modifiers", "JA").ok()?,
        _ => {}
    }
    let answer = known.compute(&request, rules).ok()?;
    // Where the answer leaves JW and JZ open, its lines are not yet a claim.
    let open = answer.warnings.iter().any(|w| w.kind == "containers-unknown");
    (answer.unit_edit.verdict != Verdict::Over && !open).then(|| (answer, payer.id.clone(), setting))
}

/// A slip of the pen on lines that were right; `None` where it cannot be made or would not be one.
fn slip(which: usize, lines: &[ClaimLine], answer: &Answer) -> Option<Vec<ClaimLine>> {
    let mut lines = lines.to_vec();
    let more = |line: &mut ClaimLine| line.units = line.units.and_then(|u| u.checked_add(Amount::ONE));
    let at = |mark: &str, lines: &[ClaimLine]| lines.iter().position(|l| l.modifiers.iter().any(|m| m == mark));
    match which {
        0 => more(&mut lines[0]),
        1 => lines[0].units = lines[0].units.and_then(|u| u.checked_sub(Amount::ONE)),
        2 => {
            let jz = at("JZ", &lines).filter(|_| answer.asked.date >= jiff::civil::date(2023, 7, 1))?;
            lines[jz].modifiers.retain(|m| m != "JZ");
        }
        3 => {
            let jw = at("JW", &lines)?;
            more(&mut lines[jw]);
        }
        4 => {
            let jw = at("JW", &lines)?;
            lines[jw].modifiers.retain(|m| m != "JW");
        }
        5 => {
            let jw = at("JW", &lines)?;
            lines.remove(jw);
        }
        6 => {
            let mut twin = lines[0].clone();
            twin.number = lines.len() + 1;
            lines.push(twin);
        }
        7 => lines[0].modifiers.push("59".to_owned()),
        8 => lines[0].date = Some(jiff::civil::date(1983, 5, 5)),
        _ => {
            let jz = at("JZ", &lines)?;
            lines[jz].modifiers = vec!["JW".to_owned()];
        }
    }
    Some(lines)
}

thread_local!(static SHIPPED: (Catalog, Rules) = {
    let catalog = user_catalog::shipped().unwrap();
    let rules = Rules::of(&catalog);
    (catalog, rules)
});

fn loud(catalog: &Catalog, lines: &[ClaimLine], billed: &Billed, answer: &Answer) -> Vec<String> {
    let circumstances = Circumstances { discounted: billed.discounted.then_some(true), ..Circumstances::default() };
    let found = scrub::check(catalog, lines, &circumstances, answer.asked.date).unwrap();
    // The calculator itself says that another code fits the size; which was hung only the chart knows.
    let said =
        |f: &&Finding| f.edit == jdex::catalog::Edit::OtherSizeCode && answer.warnings.iter().any(|w| w.kind == WarningKind::OtherSizeCode);
    found.iter().filter(|f| f.severity != Severity::Note && !said(f)).map(|f| format!("{} {} {}", f.line, f.kind, f.text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_global_rejects: 60_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_calculator_bills_passes(billed in billed()) {
        SHIPPED.with(|(catalog, rules)| {
            let answered = answer(catalog, rules, &billed);
            prop_assume!(answered.is_some());
            let (answer, payer, setting) = answered.unwrap();
            let lines = as_claimed(&answer, &payer, setting);
            let wrong = loud(catalog, &lines, &billed, &answer);
            let shown: Vec<String> = answer.lines.iter().map(|l| l.text()).collect();
            prop_assert!(
                wrong.is_empty(),
                "{} {payer} {setting:?} {:?}: {shown:?} of {} from {:?}: {wrong:?}",
                answer.asked.date, answer.given.container, answer.given.dose.quantity(), lines[0].given.opened
            );
            Ok(())
        })?;
    }

    #[test]
    fn a_slip_on_those_lines_does_not_pass(billed in billed(), which in 0usize..10) {
        // One office, Medicare, single-dose containers, dates on which JZ is owed.
        let billed = Billed { payer: 0, setting: 0, day: 2_500 + billed.day % 1_000, container: Some(ContainerType::Single), ..billed };
        SHIPPED.with(|(catalog, rules)| {
            let answered = answer(catalog, rules, &billed).filter(|(answer, payer, setting)| {
                // One administered line that Medicare pays by itself, from containers that are known.
                let whole = answer.lines.iter().filter(|l| !l.modifiers.iter().any(|m| m == "JW")).count() == 1;
                let marked = answer.lines[0].modifiers.iter().any(|m| m == "JZ") || answer.lines.len() == 2;
                payer == "medicare-part-b" && *setting == Setting::Office && whole && marked && !answer.given.containers.is_empty()
            });
            let slipped = answered.and_then(|(answer, payer, setting)| {
                Some((slip(which, &as_claimed(&answer, &payer, setting), &answer)?, answer))
            });
            prop_assume!(slipped.is_some());
            let (lines, answer) = slipped.unwrap();
            let shown: Vec<String> = lines.iter().map(|l| format!("{} {:?} {:?}", l.code, l.modifiers, l.units)).collect();
            prop_assert!(
                !loud(catalog, &lines, &billed, &answer).is_empty(),
                "slip {which}: {} {:?}: {shown:?} of {} from {:?}",
                answer.asked.date, answer.given.container, answer.given.dose.quantity(), lines[0].given.opened
            );
            Ok(())
        })?;
    }
}
