//! The unit parser on the descriptors that could mislead it, and its coverage of the shipped codes.

use jdex::catalog::{BillingUnit, Kind};
use jdex::import::unit_parser::parse;

/// `unit | traps` as text, or `unclassified`, or `refused`.
fn shown(unit: &BillingUnit) -> String {
    match unit {
        BillingUnit::Amount { quantity, others, traps } => {
            let amounts: Vec<String> = std::iter::once(quantity).chain(others).map(ToString::to_string).collect();
            let traps: Vec<&str> = traps.iter().map(|t| t.as_str()).collect();
            format!("{} | {}", amounts.join(" + "), traps.join(" "))
        }
        BillingUnit::Unclassified => "unclassified".to_owned(),
        BillingUnit::Refused(_) => "refused".to_owned(),
        BillingUnit::NotADrug => "not a drug".to_owned(),
    }
}

fn check(kind: Kind, cases: &[(&str, &str)]) {
    for (descriptor, expected) in cases {
        assert_eq!(shown(&parse(descriptor, kind)).trim_end_matches(" | "), *expected, "{descriptor}");
    }
}

#[test]
fn plain_amounts() {
    check(
        Kind::Drug,
        &[
            ("Injection, pembrolizumab, 1 mg", "1 mg"),
            ("Injection abciximab, 10 mg", "10 mg"),
            ("Injection, acetaminophen, not otherwise specified,10 mg", "10 mg"),
            ("Injection, trilaciclib, 1mg", "1 mg"),
            ("Injection, burosumab-twza 1 mg", "1 mg"),
            ("Injection, blinatumomab, 1 microgram", "1 mcg"),
            ("Injection, alglucosidase alfa, 10 mg, not otherwise specified", "10 mg"),
            ("Injection, cefotaxime sodium, per gm", "1 g"),
            ("Acetylcysteine, inhalation solution, compounded product, unit dose form, per gram", "1 g | limited-use"),
            ("Injection, golimumab, 1 mg, for intravenous use", "1 mg"),
            ("Injection, baclofen, 50 mcg for intrathecal trial", "50 mcg"),
            ("Injection, potassium chloride, per 2 meq", "2 mEq"),
            ("Injection, bortezomib, 0.1 mg", "0.1 mg | fraction-of-one"),
            ("Injection, adenosine for therapeutic use,  6 mg (instead use a9270)", "6 mg"),
            ("Injection, dexamethasone 9 percent, intraocular, 1 microgram", "1 mcg"),
            ("Injection, lidocaine hcl in 5% dextrose, 1 mg", "1 mg"),
            ("Injection, rho d immune globulin, human, minidose, 50 micrograms (250 i.u.)", "50 mcg"),
            ("Goserelin acetate implant, per 3.6 mg", "3.6 mg"),
            (
                "Injection, morphine sulfate (fresenius kabi), not therapeutically equivalent to j2270, up to 10 mg",
                "10 mg | up-to limited-use",
            ),
            ("Injection, thyrotropin alpha, 0.9 mg, provided in 1.1 mg vial", "0.9 mg | fraction-of-one"),
            ("Hyaluronan or derivitive, genvisc 850, for intra-articular injection, 1 mg", "1 mg"),
            ("Injection, monoclonal antibody products, for hospitalized adults only, not otherwise classified, 1 mg", "1 mg"),
            ("Dronabinol, 2.5 mg, oral, not to exceed a 48 hour dosage regimen", "2.5 mg"),
            (
                "Injection, pemivibart (12 years of age and older weighing at least 40 kg), and are unlikely to mount a response, 4500 mg",
                "4500 mg",
            ),
        ],
    );
}

#[test]
fn units_of_activity() {
    check(
        Kind::Biological,
        &[
            ("Injection, asparaginase, not otherwise specified, 10,000 units", "10000 units | many-units"),
            ("Injection, onabotulinumtoxina, 1 unit", "1 units"),
            ("Injection, interferon, alfa-2b, recombinant, 1 million units", "1 million units | many-units"),
            ("Injection, interferon, alfa-n3, (human leukocyte derived), 250,000 iu", "250000 IU | many-units"),
            ("Injection, heparin sodium, (heparin lock flush), per 10 units", "10 units"),
            ("Insulin for administration through dme (i.e., insulin pump) per 50 units", "50 units"),
            ("Injection, chorionic gonadotropin, per 1,000 usp units", "1000 units | many-units"),
            ("Injection, hyaluronidase, ovine, preservative free, per 1 usp unit (up to 999 usp units)", "1 units | limited-use"),
            ("Injection, talimogene laherparepvec, per 1 million plaque forming units", "1 million pfu | many-units"),
            ("Injection, voretigene neparvovec-rzyl, 1 billion vector genome", "1 billion vector genomes | many-units"),
            ("Injection, epoetin alfa, (for non-esrd use), 1000 units", "1000 units | many-units limited-use"),
            ("Injection, streptokinase, per 250,000 iu", "250000 IU | many-units"),
            ("Injection, urokinase, 5000 iu vial", "5000 IU | per-container many-units"),
            ("Injection, aprotonin, 10,000 kiu", "refused"),
        ],
    );
    check(
        Kind::BloodProduct,
        &[
            ("Factor viii (antihemophilic factor, human) per i.u.", "1 IU"),
            ("Injection, factor xiii a-subunit, (recombinant), per iu", "1 IU"),
            ("Prothrombin complex concentrate (human), kcentra, per i.u. of factor ix activity", "1 IU | measured-as"),
            ("Injection, von willebrand factor (recombinant), (vonvendi), 1 i.u. vwf:rco", "1 IU | limited-use measured-as"),
            ("Injection, antihemophilic factor viii/von willebrand factor complex (human), per factor viii i.u.", "1 IU | measured-as"),
            ("Factor viii (antihemophilic factor (porcine)), per i.u.", "1 IU"),
        ],
    );
}

#[test]
fn compound_units() {
    check(
        Kind::Drug,
        &[
            ("Injection, betamethasone acetate 3 mg and betamethasone sodium phosphate 3 mg", "3 mg + 3 mg | compound"),
            ("Injection, imipenem 4 mg, cilastatin 4 mg and relebactam 2 mg", "4 mg + 4 mg + 2 mg | compound"),
            ("Injection, meropenem and vaborbactam, 10mg/10mg (20mg)", "10 mg + 10 mg | compound"),
            ("Injection, aztreonam/avibactam, 7.5 mg/2.5 mg (10 mg)", "7.5 mg + 2.5 mg | compound"),
            ("Injection, piperacillin sodium/tazobactam sodium, 1 gram/0.125 grams (1.125 grams)", "1 g + 0.125 g | compound"),
            ("Injection, cilastatin sodium; imipenem, per 250 mg", "250 mg | compound"),
            ("Injection, lidocaine hcl with epinephrine, 1 mg", "1 mg | compound"),
            ("Busulfan; oral, 2 mg", "2 mg"),
            ("Injection, ampicillin sodium/sulbactam sodium, per 1.5 gm", "1.5 g | compound"),
            ("Injection, quinupristin/dalfopristin, 500 mg (150/350)", "500 mg | compound"),
            ("Instillation, bupivacaine and meloxicam, 1 mg/0.03 mg", "1 mg + 0.03 mg | compound"),
            ("Injection, foscarbidopa 0.25 mg/foslevodopa 5 mg", "0.25 mg + 5 mg | compound fraction-of-one"),
            ("Injection, liposomal, 1 mg daunorubicin and 2.27 mg cytarabine", "1 mg + 2.27 mg | compound"),
            ("Netupitant 300 mg and palonosetron 0.5 mg, oral", "300 mg + 0.5 mg | compound"),
            (
                "Emtricitabine 200mg and tenofovir alafenamide 25mg, oral, only for use as hiv prophylaxis",
                "200 mg + 25 mg | compound limited-use",
            ),
            ("Instillation, taurolidine 1.35 mg and heparin sodium 100 units", "1.35 mg + 100 units | compound"),
            ("Albuterol, up to 2.5 mg and ipratropium bromide, up to 0.5 mg, non-compounded", "2.5 mg + 0.5 mg | up-to compound"),
            ("Injection, meperidine and promethazine hcl, up to 50 mg", "50 mg | up-to compound"),
            ("Carbidopa 5 mg/levodopa 20 mg enteral suspension, 100 ml", "100 mL | compound volume"),
            ("Phenylephrine 10.16 mg/ml and ketorolac 2.88 mg/ml ophthalmic irrigation solution, 1 ml", "1 mL | compound volume"),
            ("Lidocaine 70 mg/tetracaine 70 mg, per patch", "1 each | compound per-dose"),
        ],
    );
    check(
        Kind::Biological,
        &[
            ("Injection, daratumumab, 10 mg and hyaluronidase-fihj", "10 mg | compound"),
            ("Injection, rituximab 10 mg and hyaluronidase", "10 mg | compound"),
            ("Injection, nivolumab and relatlimab-rmbw, 3 mg/1 mg", "3 mg + 1 mg | compound"),
            ("Injection, pertuzumab, trastuzumab, and hyaluronidase-zzxf, per 10 mg", "10 mg | compound"),
            ("Injection, immune globulin/hyaluronidase, (hyqvia), 100 mg immuneglobulin", "100 mg | compound limited-use measured-as"),
            ("Injection, penicillin g benzathine and penicillin g procaine, 100,000 units", "100000 units | compound many-units"),
        ],
    );
}

#[test]
fn parts_volumes_and_strengths() {
    check(
        Kind::Drug,
        &[
            ("Ferric citrate, oral, 3 mg ferric iron, (for esrd on dialysis)", "3 mg | limited-use measured-as"),
            ("Injection, ferric pyrophosphate citrate powder, 0.1 mg of iron", "0.1 mg | fraction-of-one measured-as"),
            ("Injection, fosphenytoin, 50 mg phenytoin equivalent", "50 mg | measured-as"),
            ("Infusion, normal saline solution, sterile (500 ml = 1 unit)", "500 mL | volume"),
            ("5% dextrose/water (500 ml = 1 unit)", "500 mL | volume"),
            ("Infusion, normal saline solution , 1000 cc", "1000 mL | volume"),
            ("Infusion, dextran 40, 500 ml", "500 mL | volume"),
            ("Ringers lactate infusion, up to 1000 cc", "1000 mL | up-to volume"),
            ("Injection, mannitol, 25% in 50 ml", "50 mL | volume"),
            ("Injection, torsemide, 10 mg/ml", "10 mg | volume"),
            ("Injection, pegylated interferon alfa-2a, 180 mcg per ml", "180 mcg | volume"),
            ("High osmolar contrast material, up to 149 mg/ml iodine concentration, per ml", "1 mL | volume"),
            ("Low osmolar contrast material, 100-199 mg/ml iodine concentration, per ml", "1 mL | volume"),
            ("Injection, valoctocogene roxaparvovec-rvox, per ml, containing nominal 2 x 10^13 vector genomes", "1 mL | volume"),
            (
                "Beremagene geperpavec-svdt, containing nominal 5 x 10^9 pfu/ml vector genomes, per 0.1 ml",
                "0.1 mL | fraction-of-one volume",
            ),
            ("Injection, droperidol and fentanyl citrate, up to 2 ml ampule", "2 mL | up-to compound per-container volume"),
            ("Injection, testosterone cypionate, 1 cc, 200 mg", "refused"),
            ("Injection, gamma globulin, intramuscular, over 10 cc", "refused"),
        ],
    );
    check(
        Kind::SkinSubstitute,
        &[
            ("Apligraf, per square centimeter (add-on, list separately in addition to primary procedure)", "1 sq cm"),
            ("Novafix, per square cenitmeter (add-on, list separately)", "1 sq cm"),
            ("Xwrap plus, per square  centimeter (add-on)", "1 sq cm"),
            ("Biovance tri-layer or biovance 3l, per square centimeter (add-on)", "1 sq cm"),
            ("Keroxx (2.5g/cc), 1cc", "1 mL | volume"),
            ("Cellesta flowable amnion (25 mg per cc); per 0.5 cc", "0.5 mL | fraction-of-one volume"),
            ("Palingen or promatrx, 0.36 mg per 0.25 cc", "0.36 mg | fraction-of-one volume"),
            ("Skin substitute, not otherwise specified", "refused"),
        ],
    );
    check(Kind::Drug, &[("Capsaicin 8% patch, per 10 square centimeters", "10 sq cm")]);
}

#[test]
fn containers_doses_and_articles() {
    check(
        Kind::Biological,
        &[
            ("Injection, aldesleukin, per single use vial", "1 vial | per-container"),
            ("Injection, pegaspargase, per single dose vial", "1 vial | per-container"),
            ("Injection, digoxin immune fab (ovine), per vial", "1 vial | per-container"),
            ("Injection, etranacogene dezaparvovec-drlb, per therapeutic dose", "1 dose | per-dose"),
            ("Injection, onasemnogene abeparvovec-xioi, per treatment, up to 5x10^15 vector genomes", "1 treatment | per-dose"),
            ("Bcg (intravesical) per instillation", "1 instillation | per-dose"),
            ("Revakinagene taroretcel-lwey, per implant", "1 implant | per-dose"),
            (
                "Tisagenlecleucel, up to 600 million car-positive viable t cells, including leukapheresis, per therapeutic dose",
                "1 dose | per-dose",
            ),
            ("Obecabtagene autoleucel, 10 up to 400 million cd19 car-positive viable t cells, per infusion", "1 infusion | per-dose"),
            ("Autologous cultured chondrocytes, implant", "1 implant | per-dose"),
        ],
    );
    check(
        Kind::Radiopharmaceutical,
        &[
            ("Technetium tc-99m sestamibi, diagnostic, per study dose", "1 dose | per-dose"),
            ("Technetium tc-99m medronate, diagnostic, per study dose, up to 30 millicuries", "1 dose | up-to per-dose"),
            ("Choline c-11, diagnostic, per study dose up to 20 millicuries", "1 dose | up-to per-dose"),
            ("Technetium tc-99m tilmanocept, diagnostic, up to 0.5 millicuries", "0.5 mCi | up-to fraction-of-one"),
            ("Iodine i-123 sodium iodide, diagnostic, per 100 microcuries, up to 999 microcuries", "100 uCi | limited-use"),
            ("Iodine i-131 sodium iodide, diagnostic, per microcurie (up to 100 microcuries)", "1 uCi | limited-use"),
            ("Lutetium lu 177, dotatate, therapeutic, 1 mci", "1 mCi"),
            ("Radiopharmaceutical, diagnostic, not otherwise classified", "unclassified"),
            ("Cobalt co-57/58, cyanocobalamin, diagnostic, per study dose, up to 1 microcurie", "1 dose | up-to per-dose"),
        ],
    );
    check(
        Kind::Drug,
        &[
            (
                "Segesterone acetate and ethinyl estradiol 0.15mg, 0.013mg per 24 hours; yearly vaginal system, each",
                "1 each | compound per-dose",
            ),
            ("Contraceptive supply, hormone containing patch, each", "1 each | per-dose"),
            ("Intrauterine copper contraceptive (paragard)", "1 each | per-dose limited-use"),
            ("Alprostadil urethral suppository", "1 each | per-dose"),
            ("Aminolevulinic acid hcl, 20%, single unit dosage form (354 mg)", "354 mg | per-container"),
            ("Cantharidin, 0.7%, single unit dose applicator (3.2 mg)", "3.2 mg | per-container"),
            ("Levonorgestrel-releasing intrauterine contraceptive system (mirena), 52 mg", "52 mg | limited-use"),
        ],
    );
}

#[test]
fn refused_rather_than_guessed() {
    let cases = [
        ("Buprenorphine/naloxone, oral, less than or equal to 3 mg buprenorphine", "range"),
        ("Buprenorphine/naloxone, oral, greater than 3 mg, but less than or equal to 6 mg buprenorphine", "range"),
        ("Injection, buprenorphine extended-release (brixadi), less than or equal to 7 days of therapy", "range"),
        ("Drug administered through a metered dose inhaler", "no amount"),
        ("Bupropion hcl sustained release tablet, 150 mg, per bottle of 60 tablets", "per bottle of 60 tablets"),
        ("Dialysis/stress vitamin supplement, oral, 100 capsules", "`capsules` is not a unit of measure"),
        ("Prenatal vitamins, 30-day supply", "no amount"),
        ("Supply of injectable contrast material for use in echocardiography, per study", "per study"),
        ("Injection, newdrug, 10 mg base equivalent", "`base equivalent` after 10 mg"),
        ("Injection, newdrug, 10 mg, 20 mg", "10 mg and 20 mg"),
        ("Injection, newdrug, per vial, per dose", "two different things"),
        ("Injection, newdrug, 12345678901234567 units", "no amount"),
        ("", "no amount"),
        ("(((", "no amount"),
    ];
    for (descriptor, reason) in cases {
        match parse(descriptor, Kind::Drug) {
            BillingUnit::Refused(why) => assert!(why.contains(reason), "{descriptor}: {why}"),
            other => panic!("{descriptor}: {other:?}"),
        }
    }
    for descriptor in
        ["Unclassified drugs", "Noc drugs, inhalation solution administered through dme", "Prescription drug, oral, chemotherapeutic, nos"]
    {
        assert_eq!(parse(descriptor, Kind::Drug), BillingUnit::Unclassified, "{descriptor}");
    }
    assert!(matches!(parse("Pharmacy dispensing fee for inhalation drug(s); per 30 days", Kind::Service), BillingUnit::Refused(_)));
}

mod shipped {
    use super::*;
    use std::path::Path;

    pub struct Row {
        pub code: String,
        pub descriptor: String,
        pub kind: Kind,
        pub ended: bool,
    }

    pub fn codes() -> Vec<Row> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog/codes");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
        let tables = files.map(|text| toml::from_str::<toml::Table>(&text).unwrap());
        let rows = tables.flat_map(|table| table.get("code").and_then(|c| c.as_array()).cloned().unwrap_or_default());
        let text = |row: &toml::Value, key: &str| row.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        rows.map(|row| Row {
            code: text(&row, "code"),
            descriptor: text(&row, "descriptor"),
            kind: row["kind"].clone().try_into().unwrap(),
            ended: row.get("ended").is_some(),
        })
        .collect()
    }
}

#[test]
fn at_least_97_of_100_active_j_codes_have_an_amount_and_the_rest_a_reason() {
    let codes = shipped::codes();
    let active: Vec<_> = codes.iter().filter(|c| c.code.starts_with('J') && !c.ended).collect();
    assert!(active.len() >= 1_099, "{}", active.len());
    let (mut amounts, mut unclassified, mut refused) = (0, 0, Vec::new());
    for row in &active {
        match parse(&row.descriptor, row.kind) {
            BillingUnit::Amount { .. } => amounts += 1,
            BillingUnit::Unclassified => unclassified += 1,
            BillingUnit::NotADrug => panic!("{} is a drug", row.code),
            BillingUnit::Refused(reason) => {
                assert!(!reason.is_empty());
                refused.push(format!("{} {}: {reason}", row.code, row.descriptor));
            }
        }
    }
    println!("{} active J codes: {amounts} amounts, {unclassified} unclassified, {} refused", active.len(), refused.len());
    refused.iter().for_each(|line| println!("  {line}"));
    assert!(amounts * 100 >= active.len() * 97, "{amounts} of {}", active.len());
}

/// The dosage that CMS prints in its payment limit file is an independent reading of the same descriptors.
#[test]
fn units_agree_with_the_dosages_of_the_payment_limit_file() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/asp/Oct 2025 ASP Pricing File updated 120925.csv");
    let Ok(bytes) = std::fs::read(path) else { return };
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let dosages: std::collections::HashMap<String, String> =
        reader.records().map(Result::unwrap).filter(|r| r.len() > 3).map(|r| (r[0].to_owned(), r[2].trim().to_lowercase())).collect();
    let (mut compared, mut differing) = (0, Vec::new());
    for row in shipped::codes() {
        let Some(dosage) = dosages.get(&row.code) else { continue };
        // Only dosages written as one plain amount; compounds and `per ...` are written in many ways.
        let Ok(printed) = jdex::quantity::Quantity::parse(dosage) else { continue };
        let unit = parse(&row.descriptor, row.kind);
        let BillingUnit::Amount { quantity, others, .. } = &unit else {
            differing.push(format!("{}: {dosage} against no amount", row.code));
            continue;
        };
        compared += 1;
        let sum = others.iter().try_fold(*quantity, |sum, other| {
            let (a, b) = sum.with(*other).ok()?;
            Some(jdex::quantity::Quantity::new(a.checked_add(b)?, sum.measure))
        });
        let same = |q: &jdex::quantity::Quantity| q.with(printed).is_ok_and(|(a, b)| a == b);
        if !same(quantity) && !sum.as_ref().is_some_and(same) && !others.iter().any(same) {
            differing.push(format!("{}: {dosage} against {}", row.code, unit.text()));
        }
    }
    assert!(compared > 800, "{compared}");
    // J1560 is `over 10 cc`; J9266 prints `1 EA` for its vial.
    differing.retain(|d| !d.starts_with("J1560") && !d.starts_with("J9266"));
    assert!(differing.is_empty(), "{differing:#?}");
}
