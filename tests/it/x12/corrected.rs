//! A claim file with accepted fixes: they change, nothing else does.

use jdex::claim::NdcCells;
use jdex::quantity::Amount;
use jdex::x12::correct::{CorrectError, Correction, Fix, correct};
use rust_decimal::Decimal;

use super::{INSTITUTIONAL, PROFESSIONAL, read, rows};

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn ndc(ndc: &str, qualifier: &str, quantity: &str) -> NdcCells {
    NdcCells { ndc: ndc.into(), qualifier: Some(qualifier.into()), quantity: Some(amount(quantity)) }
}

fn corrected(text: &str, corrections: &[(usize, usize, Fix)]) -> String {
    let corrections: Vec<Correction> =
        corrections.iter().map(|(claim, line, fix)| Correction { claim: *claim, line: *line, fix: fix.clone() }).collect();
    let mut out = Vec::new();
    correct(text.as_bytes(), &mut out, &corrections).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines that differ: `-` before, `+` after.
fn difference(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let gone = before.iter().filter(|l| !after.contains(l)).map(|l| format!("-{l}"));
    let new = after.iter().filter(|l| !before.contains(l)).map(|l| format!("+{l}"));
    gone.chain(new).collect()
}

#[test]
fn nothing_changes_without_a_fix() {
    for text in [PROFESSIONAL, INSTITUTIONAL] {
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.lines().collect(), format!("\u{feff}{text}\n  ")] {
            assert_eq!(corrected(&text, &[]), text);
        }
    }
    // Names in an older code page are carried over as they are.
    let mut bytes = PROFESSIONAL.as_bytes().to_vec();
    let at = PROFESSIONAL.find("ZZPERSONJANE").unwrap();
    bytes[at] = 0xd1;
    let mut out = Vec::new();
    correct(bytes.as_slice(), &mut out, &[]).unwrap();
    assert_eq!(out, bytes);
}

#[test]
fn units_modifiers_and_drug_change_alone() {
    let after = corrected(
        PROFESSIONAL,
        &[
            (2, 2, Fix::Modifiers(vec!["JZ".into(), "TB".into()])),
            (2, 2, Fix::Ndc(ndc("00006302602", "ML", "8"))),
            (2, 1, Fix::Modifiers(vec!["JZ".into()])),
            (1, 1, Fix::Units(amount("200"))),
            (1, 1, Fix::Ndc(ndc("0003-3734-13", "ML", "20"))),
        ],
    );
    assert_eq!(
        difference(PROFESSIONAL, &after),
        [
            "-SV1*HC:J9299:JZ*9000*UN*240***2:1~",
            "-CTP****24*ML~",
            "-SV1*HC:J9999:::::ZZPERSON DRUG 140 MG IV*1000*UN*1*11**1~",
            "-SV1*HC:J9271*200*UN*200*11**1~",
            "-SE*66*0001~",
            "+SV1*HC:J9299:JZ*9000*UN*200***2:1~",
            "+CTP****20*ML~",
            "+SV1*HC:J9999:JZ::::ZZPERSON DRUG 140 MG IV*1000*UN*1*11**1~",
            "+SV1*HC:J9271:JZ:TB*200*UN*200*11**1~",
            "+LIN**N4*00006302602~",
            "+CTP****8*ML~",
            "+SE*68*0001~",
        ]
    );
    let lines = rows(&read(&after).unwrap().0);
    assert_eq!(lines[3], "2.2 J9271-JZ-TBx200 @0303 11 medicare-part-b 00006302602 ML8 [D649]");
}

/// Of a drug only the code is wrong: its quantity stays in the characters of the file.
#[test]
fn a_quantity_that_is_right_stays_as_it_is_written() {
    let text = PROFESSIONAL.replace("CTP****24*ML~", "CTP****24.00*ml~");
    let after = corrected(&text, &[(1, 1, Fix::Ndc(ndc("00003377412", "ML", "24")))]);
    assert_eq!(difference(&text, &after), ["-LIN**N4*00003373413~", "+LIN**N4*00003377412~"]);
}

#[test]
fn a_line_for_what_was_discarded() {
    let discarded = Fix::Discarded {
        units: amount("8"),
        modifiers: vec!["JW".into()],
        ndc: Some(ndc("00006302602", "ML", "0.32")),
        charge: Decimal::from_str_exact("200.50").unwrap(),
    };
    let flat: String = PROFESSIONAL.lines().collect();
    for text in [PROFESSIONAL, &PROFESSIONAL.replace('\n', "\r\n"), &flat] {
        let after = corrected(text, &[(1, 1, discarded.clone())]);
        let (claims, faults) = read(&after).unwrap();
        assert_eq!(faults, []);
        assert_eq!(rows(&claims)[2], "1.3 J9299-JWx8 @0302 11 medicare-part-b 00006302602 ML0.32 [C3411 Z5112]");
        assert_eq!((claims[0].charge, claims[0].lines.len()), (Decimal::from_str_exact("9440.5").unwrap(), 3));
    }
    assert_eq!(
        difference(PROFESSIONAL, &corrected(PROFESSIONAL, &[(1, 1, discarded)]))[..4],
        ["-CLM*ZZPERSONACCT1*9240***11:B:1*Y*A*Y*Y~", "-SE*66*0001~", "+CLM*ZZPERSONACCT1*9440.5***11:B:1*Y*A*Y*Y~", "+LX*3~",]
    );
    let line = Fix::Discarded { units: amount("3"), modifiers: vec!["JW".into()], ndc: None, charge: Decimal::ZERO };
    let after = corrected(INSTITUTIONAL, &[(1, 2, line)]);
    assert!(after.contains("LX*5~\nSV2*0636*HC:J9041:JW*0*UN*3~\nDTP*472*D8*20260303~\nCLM*ZZPERSONACCT2"), "{after}");
}

#[test]
fn what_cannot_be_corrected_is_said() {
    let refused = |claim, line, fix| correct(PROFESSIONAL.as_bytes(), &mut Vec::new(), &[Correction { claim, line, fix }]).unwrap_err();
    assert!(matches!(refused(9, 1, Fix::Units(amount("1"))), CorrectError::NoLine { claim: 9, line: 1 }));
    assert!(matches!(refused(1, 7, Fix::Units(amount("1"))), CorrectError::NoLine { claim: 1, line: 7 }));
    let long = Fix::Modifiers(vec!["J*".into()]);
    assert!(matches!(refused(1, 1, long), CorrectError::Value { claim: 1, line: 1, .. }));
    let hostile = Fix::Ndc(NdcCells { ndc: "1~SE*1".into(), ..NdcCells::default() });
    assert!(matches!(refused(2, 2, hostile), CorrectError::Value { claim: 2, line: 2, .. }));
    assert!(correct(&PROFESSIONAL.as_bytes()[..900], &mut Vec::new(), &[]).is_err());
}
