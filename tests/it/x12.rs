//! Claims as X12 837: read whatever their separators, refused where they are broken, written and read back, corrected
//! without touching the rest, and nobody's name in sight.

mod corrected;
mod privacy;
mod written;

use jdex::catalog::{Catalog, Date, Rulebook};
use jdex::storage::user_catalog;
use jdex::x12::claim837::{Claim, Claims};
use jdex::x12::{Problem, X12Error};

const TODAY: Date = jiff::civil::date(2026, 11, 22);

/// What stands for every name and number of a person, a claim or an account in the fixtures.
const PERSONAL: &str = "ZZPERSON";

const PROFESSIONAL: &str = include_str!("../fixtures/claims/professional.837");
const INSTITUTIONAL: &str = include_str!("../fixtures/claims/institutional.837");

fn catalog() -> &'static Catalog {
    static SHIPPED: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
    SHIPPED.get_or_init(|| user_catalog::shipped().unwrap())
}

fn book() -> &'static Rulebook {
    catalog().rulebook()
}

/// Every claim of a file and the faults that did not stop the reading.
fn read(text: impl AsRef<[u8]>) -> Result<(Vec<Claim>, Vec<X12Error>), X12Error> {
    let mut claims = Claims::of(text.as_ref(), book());
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    while let Some(claim) = claims.next_claim()? {
        read.push(claim);
        faults.extend(claims.faults());
    }
    faults.extend(claims.faults());
    Ok((read, faults))
}

/// `claim line code-modifiers x units @date place payer NDC diagnoses`.
fn rows(claims: &[Claim]) -> Vec<String> {
    let row = |claim: &Claim, line: &jdex::claim::ClaimLine| {
        let code = std::iter::once(&line.code).chain(&line.modifiers).cloned().collect::<Vec<_>>().join("-");
        let units = line.units.map(|u| u.to_string()).unwrap_or_default();
        let date = line.date.map(|d| d.strftime("%m%d").to_string()).unwrap_or_default();
        let ndc = line.ndc.as_ref().map(|n| {
            format!(" {} {}{}", n.ndc, n.qualifier.as_deref().unwrap_or_default(), n.quantity.map(|q| q.to_string()).unwrap_or_default())
        });
        let payer = line.payer.payer.as_deref().unwrap_or("-");
        let place = line.payer.place.as_deref().unwrap_or("-");
        let number = claim.number;
        format!("{number}.{} {code}x{units} @{date} {place} {payer}{} [{}]", line.number, ndc.unwrap_or_default(), line.diagnoses.join(" "))
    };
    claims.iter().flat_map(|claim| claim.lines.iter().map(move |line| row(claim, line))).collect()
}

#[test]
fn a_professional_file() {
    let (claims, faults) = read(PROFESSIONAL).unwrap();
    assert_eq!(faults, []);
    assert_eq!(
        rows(&claims),
        [
            "1.1 J9299-JZx240 @0302 11 medicare-part-b 00003373413 ML24 [C3411 Z5112]",
            "1.2 96413x1 @0302 11 medicare-part-b [Z5112 C3411]",
            "2.1 J9999x1 @0303 11 medicare-part-b [D649]",
            "2.2 J9271x200 @0303 11 medicare-part-b [D649]",
            "3.1 J9041-JW-TBx12 @0303 22 commercial 63020004901 UN0.343 [C9000]",
        ]
    );
    assert!(claims[0].authorization && !claims[1].authorization);
    assert_eq!(claims.iter().map(|c| c.frequency).collect::<Vec<_>>(), [Some('1'), Some('7'), Some('1')]);
    let narratives: Vec<_> = claims.iter().flat_map(|c| &c.lines).map(|l| l.context.narrative).collect();
    assert_eq!(narratives, [Some(false), Some(false), Some(true), Some(true), Some(false)]);
    // The other payer's answer, of the claim and of its line.
    let prior = claims[2].prior.as_ref().unwrap();
    let told: Vec<String> = prior.adjustments.iter().map(|a| format!("{}-{} {} {}", a.group, a.carc, a.amount, a.of_claim)).collect();
    assert_eq!((prior.paid.to_string().as_str(), told), ("3500", vec!["PR-1 100 true".to_owned(), "CO-45 1400 false".to_owned()]));
    let line = &claims[2].lines[0];
    assert_eq!(line.context.through, Some(jiff::civil::date(2026, 3, 4)));
    let position = line.context.position.unwrap();
    assert_eq!((position.segment, position.position), ("SV1", 61));
    assert_eq!(PROFESSIONAL.lines().nth(60).unwrap().split('*').next(), Some("SV1"));
}

#[test]
fn an_institutional_file() {
    let (claims, faults) = read(INSTITUTIONAL).unwrap();
    assert_eq!(faults, []);
    let diagnoses = "[Z5111 C9000 D649]";
    assert_eq!(
        rows(&claims[..1]),
        [
            format!("1.1 x3 @0302 - medicare-outpatient {diagnoses}"),
            format!("1.2 J9041x23 @0303 - medicare-outpatient 63020004901 UN0.657 {diagnoses}"),
            format!("1.3 96409x1 @0302 - medicare-outpatient {diagnoses}"),
            format!("1.4 J9041-JWx12 @0303 - medicare-outpatient {diagnoses}"),
        ]
    );
    assert_eq!(claims[0].lines[0].context.revenue.as_deref(), Some("0250"));
    assert!(!claims[0].inpatient && claims[1].inpatient);
}

/// The same file with other separators, with and without line breaks, after other ends of line, holds the same claims.
#[test]
fn separators_and_line_breaks_do_not_matter() {
    for text in [PROFESSIONAL, INSTITUTIONAL] {
        let expected = read(text).unwrap();
        let flat: String = text.lines().collect();
        for (element, component, segment) in
            [("*", ":", "~"), ("|", ">", "'"), ("\u{1d}", "\u{1f}", "\u{1c}"), ("*", ":", "\n"), ("+", "<", "~\r\n")]
        {
            let other = flat.replace('*', "\u{1}").replace(':', "\u{2}").replace('~', "\u{3}");
            let other = other.replace('\u{1}', element).replace('\u{2}', component).replace('\u{3}', segment);
            assert_eq!(read(&other).unwrap(), expected, "{element:?} {component:?} {segment:?}");
        }
        assert_eq!(read(format!("\u{feff}{}\r\n\r\n", text.replace('\n', "\r\n"))).unwrap(), expected);
    }
}

/// Several transactions, groups and interchanges: claims are numbered on.
#[test]
fn several_interchanges_are_numbered_on() {
    let (claims, _) = read(format!("{PROFESSIONAL}{INSTITUTIONAL}")).unwrap();
    assert_eq!(claims.iter().map(|c| c.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let twice = PROFESSIONAL.replace("GE*1*1~", &format!("{}GE*2*1~", transaction(PROFESSIONAL)));
    assert_eq!(read(twice).unwrap().0.len(), 6);
}

fn transaction(text: &str) -> &str {
    &text[text.find("ST*").unwrap()..text.find("GE*").unwrap()]
}

/// Cut anywhere it is refused, and the message tells where.
#[test]
fn a_file_that_was_cut_off_is_refused() {
    for text in [PROFESSIONAL, INSTITUTIONAL] {
        let text = text.trim_end().trim_end_matches('~');
        let (claims, faults) = read(text).unwrap();
        assert_eq!((claims, faults[0].problem.clone()), (read(format!("{text}~")).unwrap().0, Problem::NoTerminator));
        for at in 0..text.len() {
            let error = read(&text[..at]).expect_err(&text[..at]);
            let segments = text[..at].matches('~').count();
            assert!((segments..=segments + 1).contains(&error.segment), "{at}: {error}");
            assert!(!error.to_string().contains(PERSONAL), "{error}");
            let cut = matches!(error.problem, Problem::CutOff | Problem::NotClosed(_));
            assert!(cut || (at == 0 && matches!(error.problem, Problem::NoHeader(_))), "{at}: {error}");
        }
    }
}

/// `from` replaced by `to`: what is refused, or the faults.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    match read(text.replacen(from, to, 1)) {
        Err(error) => error.to_string(),
        Ok((_, faults)) => format!("ok {}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
    }
}

#[test]
fn what_is_wrong_is_told_with_its_segment() {
    let cases = [
        ("SV1*HC:J9299:JZ*9000*", "SV1*HC:J9299:JZX*9000*", "segment 26 (SV1): element 1 is not a code with modifiers of two characters"),
        ("SV1*HC:J9299:JZ*9000*", "SV1*HC:J92999:JZ*9000*", "segment 26 (SV1): element 1 is not a HCPCS code of five characters"),
        ("SV1*HC:J9299:JZ*9000*", "SV1*HC:J9299:JZ*many*", "segment 26 (SV1): element 2 is not an amount"),
        ("*UN*240*", "*UN*-240*", "segment 26 (SV1): element 4 is not a number of units, zero or more"),
        ("***2:1~", "***2:x~", "segment 26 (SV1): element 7 is not a diagnosis pointer, a number from 1 to 12"),
        ("***2:1~", "***3:1~", "ok segment 26 (SV1): element 7 points to a diagnosis that the claim does not have"),
        ("DTP*472*D8*20260302", "DTP*472*D8*20261302", "segment 27 (DTP): element 3 is not a date of eight digits"),
        ("LIN**N4*00003373413", "LIN**N4*ZZPERSON", "segment 29 (LIN): element 3 is not an NDC of eleven digits"),
        ("CTP****24*ML", "CTP****two*ML", "segment 30 (CTP): element 4 is not a quantity of drug, zero or more"),
        ("CTP****24*ML", "CTP****24*MILLI", "segment 30 (CTP): element 5 is not a unit of measure such as ML or UN"),
        ("ABK:Z5112", "ABK:ZZPERSONX", "segment 22 (HI): element 1 is not a diagnosis code"),
        ("CLM*ZZPERSONACCT1*9240*", "CLM*ZZPERSONACCT1*x*", "segment 20 (CLM): element 2 is not an amount"),
        ("***11:B:1*", "***111:B:1*", "segment 20 (CLM): element 5 is not a place of service or type of bill of two characters"),
        ("******MB~", "******MEDICARE~", "segment 14 (SBR): element 9 is not a claim filing indicator of two characters"),
        ("SE*66*", "SE*65*", "ok segment 68 (SE): the transaction has 66 segments and states another number; some may be missing"),
        ("LIN**N4*00003373413~\n", "", "segment 29 (CTP): stands outside its drug (LIN): segments are missing or out of order"),
        (
            "LX*1~\nSV1*HC:J9299",
            "SV1*HC:J9299",
            "segment 25 (SV1): stands outside its service line (LX): segments are missing or out of order",
        ),
        ("LX*2~\n", "", "segment 31 (SV1): stands twice in its service line (LX)"),
        (
            "CLM*ZZPERSONACCT1*",
            "XLM*ZZPERSONACCT1*",
            "segment 22 (HI): stands outside its claim (CLM): segments are missing or out of order",
        ),
        ("HL*2*1*22*0~", "HL*2*1*24*0~", "segment 13 (HL): element 3 is not a level: 20, 22 or 23"),
        ("HL*2*1*22*0~", "HL*2*1*23*0~", "segment 13 (HL): stands outside its subscriber (HL 22): segments are missing or out of order"),
        ("HL*2*1*22*0~\n", "", "segment 19 (CLM): stands outside its subscriber (HL 22): segments are missing or out of order"),
        ("SV1*HC:J9299", "SV2*HC:J9299", "segment 26 (SV2): stands outside its institutional claim: segments are missing or out of order"),
        ("ST*837*", "ST*835*", "segment 3 (ST): the transaction is not an 837 claim; an 835 remittance is for `jdex denial --835`"),
        (
            "*005010X222A1~\nBHT",
            "*005010X224A2~\nBHT",
            "segment 3 (ST): the transaction is not a professional (005010X222) or institutional (005010X223) claim",
        ),
        ("CAS*PR*1*100~", "CAS*PR*1*lots~", "segment 55 (CAS): element 3 is not an amount"),
        ("GE*1*1~", "G e*1*1~", "segment 69: does not begin with a segment name: the separators are wrong or the file is damaged"),
        ("GE*1*1~", "ST*837*0002~", "segment 70 (IEA): the transaction is not closed: the file was cut off; export it again"),
    ];
    for (from, to, message) in cases {
        assert_eq!(changed(PROFESSIONAL, from, to), message);
    }
    for no_interchange in ["", "line,code\n1,J9271\n", "%PDF-1.7", "PK\u{3}\u{4}", "<html>"] {
        let problem = read(no_interchange).unwrap_err().problem;
        assert_eq!(problem, Problem::NoHeader("837 (claim file)"), "{no_interchange:?}");
    }
    // An older claim (4010) states its guide in the group alone.
    let older = PROFESSIONAL.replace("ST*837*0001*005010X222A1", "ST*837*0001").replace("005010X222A1", "004010X098A1");
    assert_eq!(read(older).unwrap().0, read(PROFESSIONAL).unwrap().0);
}

/// No file makes the reader hold more than the standard allows.
#[test]
fn more_than_the_standard_allows_is_refused() {
    let with = |from: &str, piece: &str, count: usize| changed(PROFESSIONAL, from, &format!("{from}{}", piece.repeat(count)));
    let line = "LX*1~\nSV1*HC:96413*1*UN*1***1~\n";
    assert_eq!(
        with("CTP****24*ML~\n", line, 998),
        "segment 2027 (LX): more than 999 lines on one claim; split the claim".replace("2027", &(30 + 2 * 998 + 1).to_string())
    );
    assert!(with("CAS*PR*1*100~\n", "CAS*PR*1*100~\n", 99).ends_with("the file is damaged or was not made by the payer's system"));
    assert!(with("CAS*CO*45*1400~\n", "CAS*CO*45*1400~\n", 99).contains("more than 99 CAS"));
    assert!(with("HI*ABK:D649~\n", "HI*ABF:D649~\n", 25).contains("more than 25 diagnoses"));
    // Without an end a segment is not read to the end of the file.
    let endless = format!("{}{}", &PROFESSIONAL[..106], "A".repeat(1 << 20));
    assert!(read(endless).unwrap_err().to_string().contains("longer than 16384 characters"));
}

/// The published examples in the shared data, which a Python reader of our own reads the same.
#[test]
#[ignore = "needs JDEX_CMS_DATA"]
fn published_examples() {
    let folder = std::path::PathBuf::from(std::env::var("JDEX_CMS_DATA").unwrap()).join("x12");
    let lines = |name: &str| rows(&read(std::fs::read(folder.join(name)).unwrap()).unwrap().0);
    let cob = ["1.1 99213x1 @1003 11", "1.2 90782x1 @1003 11", "1.3 J3301x1 @1003 11"];
    for name in ["linuxforhealth_coordination-of-benefits.837", "linuxforhealth_demo.cob.example3.A.837"] {
        let found = lines(name);
        assert!(found.len() == 3 && found.iter().zip(cob).all(|(row, start)| row.starts_with(start)), "{found:?}");
        assert!(found[0].ends_with("commercial [4779 2724 2780 53081]") && found[2].ends_with("[4779 2724]"), "{found:?}");
    }
    for file in std::fs::read_dir(&folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()) {
        assert_eq!(written::as_read(&file), written::plainly(&file));
    }
    let drug = lines("linuxforhealth_demo.drug.example10.1.837");
    assert_eq!(drug, ["1.1 90782x1 @0711 11 commercial [03591]", "1.2 J1550x1 @0711 11 commercial 00026063512 ML10 [03591]"]);
    let home = lines("linuxforhealth_demo.drug.example10.2.837");
    assert_eq!(home.len(), 6);
    assert_eq!(
        (home[0].as_str(), home[5].as_str()),
        ("1.1 S9500x7 @0201 12 commercial [4659]", "1.6 S5000x7 @0201 12 commercial 08290038005 UN7 [4659]")
    );
}
