//! Scenario files: the shipped ones are sound, the example loads, and what is broken is said with its line.

use jdex::catalog::{self, Catalog, File, check};
use jdex::training::attempt::{Answer, Attempt};
use jdex::training::validate::{prove_one, validate};
use jdex::training::{case, grade};

use super::{CASES, CATALOG, scenario};

#[test]
fn every_scenario_is_sound() {
    let problems: Vec<String> = validate(&CATALOG).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn there_are_enough_and_most_ask_for_lines() {
    let all = CATALOG.scenarios();
    let typed = all.iter().filter(|s| case::asks_for_lines(s)).count();
    let several = all.iter().filter(|s| s.steps.iter().filter(|x| x.id.is_none()).count() >= 2).count();
    assert!(all.len() >= 90, "{}", all.len());
    assert!(typed * 4 >= all.len() * 3, "{typed} of {}", all.len());
    assert!(several * 10 >= all.len() * 9, "{several} of {}", all.len());
    for level in 1..=3 {
        assert!(all.iter().filter(|s| s.difficulty == level).count() >= 5, "difficulty {level}");
    }
}

#[test]
fn the_right_answer_has_no_favorite_place() {
    let mut places = [0usize; 4];
    for step in CATALOG.scenarios().iter().flat_map(|s| s.steps.clone()) {
        if let catalog::Task::Pick(choices) = step.task {
            places[choices.iter().position(|c| c.right).unwrap().min(3)] += 1;
        }
    }
    let all: usize = places.iter().sum();
    assert!(places.iter().all(|p| p * 2 < all), "{places:?}");
}

/// Reads one scenario over the shipped catalog; the problems as text.
fn problems(text: &str) -> Vec<String> {
    let name = text.lines().find_map(|l| l.strip_prefix("id = \"")?.strip_suffix('"')).unwrap_or("x").to_owned();
    let path = format!("scenarios/{name}.toml");
    let (book, mut found) = catalog::read([File { shown: &path, path: &path, text }], &CATALOG);
    found.extend(check::check(&book, &CATALOG));
    let mut messages: Vec<String> = found.iter().map(ToString::to_string).collect();
    if messages.is_empty() {
        let mut laid = jdex::storage::user_catalog::shipped().unwrap();
        laid.apply_overlay(book);
        messages.extend(laid.scenarios().iter().filter(|s| s.id == name).flat_map(|s| prove_one(&laid, s)).map(|p| p.to_string()));
    }
    messages
}

const EXAMPLE: &str = include_str!("../../../assets/scenario-example.toml");

#[test]
fn the_example_for_trainers_loads_and_is_sound() {
    let text = EXAMPLE;
    assert_eq!(problems(text), Vec::<String>::new());
    assert!(text.lines().filter(|l| l.starts_with('#')).count() > 40, "a guide stands on top of it");
    for kind in ["cause", "route", "document", "choose", "order", "lines"] {
        assert!(text.contains(&format!("kind = \"{kind}\"")), "{kind} is shown");
    }
}

/// The example with one thing changed must be refused with these words at this line.
fn refused(from: &str, to: &str, words: &str) {
    assert!(EXAMPLE.contains(from), "{from}");
    let text = EXAMPLE.replacen(from, to, 1);
    let found = problems(&text);
    assert!(found.iter().any(|m| m.contains(words) && m.starts_with("scenarios/")), "{from} -> {to}: {found:#?}");
}

#[test]
fn what_is_broken_is_said() {
    refused("\nright = true\n", "\n", "exactly one of them right");
    refused("carc = \"16\"", "carc = \"18\"", "does not draw CO-18");
    refused("kind = \"cause\"", "kind = \"guess\"", "unknown variant");
    refused("difficulty = 1", "difficulty = 9", "difficulty 9");
    refused("payer = \"medicare-part-b\"", "payer = \"nobody\"", "expected aetna");
    refused("setting = \"office\"", "setting = \"moon\"", "unknown variant");
    refused("rules = [\"jz-required\"", "rules = [\"no-such-rule\"", "no rule `no-such-rule`");
    refused("\nleads_to = ", "\nleads_too = ", "unknown field");
    refused("\nleads_to = \"clock\"", "\nleads_to = \"elsewhere\"", "which no step is named");
    refused("[[remittance]]\nline = 1", "[[remittance]]\nline = 7", "names line 7");
    refused("title = ", "titel = ", "unknown field");
    refused("modifiers = [\"JZ\"]", "modifiers = []", "the resolution does not pass");
    refused("id = \"scenario-example\"", "id = \"Scenario-example\"", "small letters");
}

#[test]
fn a_trainers_own_case_comes_with_an_overlay() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    std::fs::write(folder.path().join("scenarios/scenario-example.toml"), EXAMPLE).unwrap();
    let mut laid: Catalog = jdex::storage::user_catalog::shipped().unwrap();
    let before = laid.scenarios().len();
    assert_eq!(jdex::storage::user_catalog::apply_overlay(&mut laid, folder.path()), Vec::new());
    assert_eq!(laid.scenarios().len(), before + 1);
}

#[test]
fn typed_lines_are_read_as_people_write_them() {
    let text = |t: &str| grade::parse(t).map(|l| l.iter().map(|l| l.text()).collect::<Vec<_>>().join("; "));
    for typed in ["J9021-JW x75", "j9021-jw X75", " J9021 JW x 75 ", "J9021-JW ×75", "J9021-JW x75;", "J9021-JW *75"] {
        assert_eq!(text(typed).unwrap(), "J9021-JW x75", "{typed}");
    }
    assert_eq!(text("J9271-JZ-TB x1,200").unwrap(), "J9271-JZ-TB x1200");
    assert_eq!(text("J9021 x325; J9021-JW x75").unwrap(), text("J9021 x325\nJ9021-JW x75").unwrap());
    for typed in ["J9299-JZ x240 NDC N400003373413 ML24", "J9299-JZ x240 ndc N4 00003373413 ML 24", "J9299-JZ x240 NDC 00003373413 ml24"] {
        assert_eq!(text(typed).unwrap(), "J9299-JZ x240 NDC N400003373413 ML24", "{typed}");
    }
    assert_eq!(text("96413 x1").unwrap(), "96413 x1");
    assert_eq!(text("J2175-GX-GY x5").unwrap(), "J2175-GX-GY x5");
    assert_eq!(text("J9266 x0.8").unwrap(), "J9266 x0.8");
    for typed in [
        "",
        ";",
        "J9021",
        "J9021 325",
        "J902 x1",
        "J9021-J x1",
        "J9021 x",
        "J9021 x-3",
        "J9021 xten",
        "J9299 x1 NDC",
        "J9299 x1 NDC N4 ML2",
    ] {
        assert!(text(typed).is_err(), "{typed}");
    }
}

#[test]
fn lines_are_compared_element_by_element() {
    let read = |t: &str| grade::parse(t).unwrap();
    let wanted = read("J9021 x325; J9021-JW x75");
    let percent = |t: &str| grade::compare(&read(t), &wanted).percent();
    assert_eq!(percent("J9021-JW x75; J9021 x325"), 100, "the order of lines is free");
    assert_eq!(percent("J9021 x325"), 50);
    assert_eq!(percent("J9021 x32; J9021-JW x75"), 83);
    assert_eq!(percent("J9021 x325; J9021-JW x75; J9021 x1"), 85);
    assert_eq!(percent("J9020 x1"), 16);
    let modifiers = grade::compare(&read("J9271-TB-JZ x200"), &read("J9271-JZ-TB x200"));
    assert!(modifiers.is_right(), "the order of modifiers is free");
    let ndc = grade::compare(&read("J9299-JZ x240 NDC 00003373413 ML240"), &read("J9299-JZ x240 NDC 00003373413 ML24"));
    assert_eq!((ndc.percent(), ndc.faults()), (80, vec!["line 1: NDC quantity ML240 is not right".to_owned()]));
}

#[test]
fn another_split_of_right_units_is_accepted_where_the_engine_takes_it() {
    let factor = scenario("factor-over-the-line-edit");
    let right = |t: &str| case::judge(&CATALOG, &factor, &grade::parse(t).unwrap(), &[]).unwrap().right;
    assert!(right("J7185-JZ x9999; J7185-JZ-76 x9999; J7185-JZ-76 x5002"));
    assert!(right("J7185-JZ x9000; J7185-JZ-76 x8000; J7185-JZ-76 x8000"));
    assert!(!right("J7185-JZ x9000; J7185-JZ-76 x8000; J7185-JZ-76 x7999"));
    assert!(!right("J7185-JZ x15000; J7185-JZ-76 x10000"), "the field holds 9,999");
    assert!(!right("J7185-JZ x9999; J7185-JZ x9999; J7185-JZ x5002"), "repeats are not marked");
}

/// A payer sees the claim, not the chart: units deny as too many only where they exceed the MUE.
#[test]
fn units_are_denied_only_above_the_mue() {
    for case in CASES.iter() {
        let findings = case::billed(&CATALOG, case).unwrap();
        for stated in case.remittance.iter().filter(|stated| stated.carc == "151") {
            let code = |line: usize| &case.claim[line - 1].code;
            let exceeded = findings.iter().any(|f| code(f.line) == code(stated.line) && f.rule.starts_with("mue-"));
            assert!(exceeded, "{}: line {} denies {} and no MUE is exceeded", case.id, stated.line, stated.description());
        }
    }
}

/// Typed lines are answered as the payer would: it pays what the chart alone shows, and denies what stands on the claim.
#[test]
fn a_payer_denies_what_it_sees() {
    let judge = |id: &str, t: &str| case::judge(&CATALOG, &scenario(id), &grade::parse(t).unwrap(), &[]).unwrap();
    let paid = judge("pounds-read-as-kilograms", "Q5103 x77; Q5103-JW x3");
    assert!(!paid.right && !paid.findings.is_empty() && paid.findings.iter().all(|f| f.denial.is_none()), "{:?}", paid.findings);
    let denied = judge("decimal-slip", "J9203-JZ x450");
    assert!(denied.findings.iter().any(|f| f.denial.as_ref().is_some_and(|d| d.carc == "151")), "{:?}", denied.findings);
    let eyes = judge("fifty-with-one-eye-of-units", "J2777-JZ-RT x60; J2777-JZ-LT x60");
    assert!(!eyes.right && eyes.slips.is_empty(), "both lines together are the dose: {:?}", eyes.slips);
}

#[test]
fn units_that_are_still_sought_are_not_told() {
    let case = scenario("seven-day-bag-billed-as-one-day");
    let mut run = Attempt::start_at(&case, case.steps.len()).unwrap();
    let reply = run.answer(&case, &CATALOG, &Answer::Lines("J9039 x196".to_owned())).unwrap();
    let said: Vec<&str> = reply.findings.iter().map(|f| f.text.as_str()).chain(reply.faults.iter().map(String::as_str)).collect();
    assert!(said.contains(&"? whole units of 210 mcg were discarded") && !said.iter().any(|words| words.contains("14")), "{said:#?}");
}

/// Where the diagnosis was the mistake, the lines as they were billed deny again; what pays and is not in the chart is no pass.
#[test]
fn a_changed_diagnosis_is_typed() {
    let judge = |id: &str, t: &str| case::judge(&CATALOG, &scenario(id), &grade::parse(t).unwrap(), &[]).unwrap();
    let denied = judge("outside-the-policy", "J9035-JZ x60");
    assert!(!denied.right && denied.findings.iter().any(|f| f.denial.as_ref().is_some_and(|d| d.carc == "50")), "{denied:?}");
    assert!(denied.graded.faults()[0].contains("DX changes them"), "{:?}", denied.graded.faults());
    assert!(judge("outside-the-policy", "J9035-JZ x60 DX C712").right, "a dot is no matter");
    let listed = judge("outside-the-policy", "J9035-JZ x60 DX C18.9");
    assert!(!listed.right && case::passes(&listed.findings), "it would pay, and it is not the patient's");
    assert!(judge("pointer-trap", "J9039 x28 DX Z51.12, C91.02; J9039-JW x7").right, "diagnoses typed once hold for every line");
    assert!(!judge("pointer-trap", "J9039 x28 DX C91.02; J9039-JW x7").right);
    // A case about anything else asks for none and takes any that passes.
    assert!(judge("expired-code", "J9021 x325; J9021-JW x75 DX C91.00").right);
    for (text, told) in [("J9035 x60 DX", "nothing stands behind DX"), ("J9035 x60 DX 250", "is no diagnosis code"), ("J9035 60", "x60")] {
        assert!(grade::parse(text).unwrap_err().contains(told), "{text}");
    }
    let long = grade::parse(&"z".repeat(5_000)).unwrap_err();
    assert!(long.len() < 300, "no more of an input than 40 characters: {long}");
}

/// A code that was not given has no dose: the payer says what the claim shows, and nothing of a drug that nobody got.
#[test]
fn another_drug_is_not_given_the_dose_of_the_chart() {
    let judge = |id: &str, t: &str| case::judge(&CATALOG, &scenario(id), &grade::parse(t).unwrap(), &[]).unwrap();
    let other = judge("ten-digit-ndc", "J9035 x10");
    assert!(!other.right && !other.findings.iter().any(|f| f.text.contains("bevacizumab")), "{:?}", other.findings);
    let list = judge("chemotherapy-code-for-asthma", "J2357-JZ x60; 96401 x1");
    assert!(list.findings.iter().any(|f| f.line == 2 && f.rule == "complex-administration"), "{:?}", list.findings);
}

/// What is off in a set of modifiers is said without naming what is missing.
#[test]
fn a_fault_says_what_kind_it_is() {
    let faults = |t: &str| {
        let case = scenario("both-eyes-one-dose");
        case::judge(&CATALOG, &case, &grade::parse(t).unwrap(), &[]).unwrap().graded.faults()
    };
    assert_eq!(faults("J0177-RT x8; J0177-JZ-LT x8"), ["line 1: modifiers RT, another one is missing"]);
    assert_eq!(faults("J0177-JZ-RT-50 x8; J0177-JZ-LT x8"), ["line 1: modifiers 50 JZ RT, not all of them belong here"]);
    assert_eq!(faults("J0177 x8; J0177-JZ-LT x8"), ["line 1: a modifier is missing"]);
}

/// Where one thing is off, the feedback says which; numbers of the question are no secret.
#[test]
fn feedback_says_what_to_look_at() {
    let said = |id: &str, text: &str| {
        let case = scenario(id);
        let at = case.steps.iter().position(|s| matches!(s.task, jdex::catalog::Task::Lines { .. })).unwrap();
        let mut run = Attempt::start_at(&case, at + 1).unwrap();
        run.answer(&case, &CATALOG, &Answer::Lines(text.to_owned())).unwrap()
    };
    assert_eq!(said("both-eyes-one-dose", "J0177-RT x8; J0177-LT x8").feedback, "Not yet. Only the modifiers are off.");
    assert!(said("both-eyes-one-dose", "J0177-JZ-RT x8; J0177-JZ-LT x9").feedback.contains("unit, dose and vials"));
    assert_eq!(said("ten-digit-ndc", "Q5111-JZ x12 NDC 70114-101-02 ML0.6").feedback, "Not yet. Only the NDC is off.");
    assert_eq!(said("outside-the-policy", "J9035-JZ x60").feedback, "Not yet. Only the diagnosis is off.");
    let field = said("factor-over-the-line-edit", "J7185-JZ x12500; J7185-JZ-76 x12500");
    assert!(field.findings.iter().any(|f| f.text.contains("field of 9999")), "{:?}", field.findings);
}

/// Where payers differ, each right claim is accepted; what is wrong stays wrong.
#[test]
fn every_right_claim_is_accepted() {
    let right = |id: &str, t: &str| case::judge(&CATALOG, &scenario(id), &grade::parse(t).unwrap(), &[]).unwrap().right;
    for claim in ["J0177-JZ x8", "J0177-JZ-RT x8", "J0177-RT-JZ x8"] {
        assert!(right("the-other-eye-drug", claim), "{claim}");
    }
    assert!(!right("the-other-eye-drug", "J0177-JZ-LT x8"), "the right eye was treated");
    assert!(right("noc-arithmetic", "J9999 x1; J9999-JW x1"), "some contractors ask for a JW line");
    let visit = |injection: &str, push: &str| format!("J1885-JZ x4; J2405-JZ x4; {injection} x1; {push} x1");
    for (injection, push) in [("96372-59", "96374"), ("96372-XS", "96374"), ("96372", "96374-59")] {
        assert!(right("modifier-on-the-wrong-line", &visit(injection, push)), "{injection} {push}");
    }
    assert!(!right("modifier-on-the-wrong-line", &visit("96372", "96374")));
    assert!(!right("modifier-on-the-wrong-line", &visit("96372-59", "96374-59")), "one of the pair");
    assert!(right("two-doses-one-date", "J2405-JZ x4; J2405-JZ-76 x4"), "a payer may ask for a line each");
    assert!(right("right-and-left-on-one-line", "J0178-LT-JZ x2; J0178-RT-JZ x2"));
    assert!(!right("right-and-left-on-one-line", "J0178-JZ-50 x4"), "this contractor asks for two lines");
}

/// A learner who always picks the longest answer is right no more often than one who guesses among three.
#[test]
fn the_longest_answer_is_not_the_right_one() {
    let picks: Vec<&[jdex::catalog::Choice]> = CASES
        .iter()
        .flat_map(|case| &case.steps)
        .filter_map(|step| match &step.task {
            jdex::catalog::Task::Pick(choices) => Some(choices.as_slice()),
            _ => None,
        })
        .collect();
    let longest = |choices: &&&[jdex::catalog::Choice]| {
        let length = |right: bool| choices.iter().filter(|c| c.right == right).map(|c| c.text.chars().count()).max();
        length(true) > length(false)
    };
    let right = picks.iter().filter(longest).count();
    assert!(right * 3 <= picks.len(), "the longest answer is right in {right} of {} picks", picks.len());
}
