//! Well-formed input with pieces cut, doubled, swapped and replaced by what breaks readers, through every reader.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::readers::READERS;

/// What breaks readers: escapes, overrides, numbers that are none, dates that do not exist, quotes, nesting, names.
const PIECES: [&str; 58] = [
    "\u{1b}[2J",
    "\u{1b}]52;c;eA==\u{7}",
    "\u{9b}31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "\r",
    "\n",
    "\t",
    "\\u0007",
    "\\u202e",
    "NaN",
    "inf",
    "-1",
    "-0",
    "1e999",
    "0x10",
    "99999999999999999999",
    "0.00000000000001",
    "99999999999999",
    "1,00",
    "١٢",
    "½",
    "2026-02-30",
    "2026-13-01",
    "0000-00-00",
    "9999-12-31",
    "-9999-01-01",
    "20260230",
    "\"",
    "\"\"\"",
    "'",
    "[",
    "[[",
    "{",
    "}",
    "]",
    "]]",
    ",",
    ";",
    "=",
    " = ",
    "#",
    "/",
    "-",
    "=HYPERLINK(\"x\")",
    "../../etc/passwd",
    "日本語",
    "a\u{301}",
    "👩‍👩‍👧",
    "İ",
    "ß",
    "ﬁ",
    "\u{10ffff}",
    "\u{1}",
];

/// A seed or two a reader.
pub const SEEDS: [(&str, &[&str]); 22] = [
    (
        "archive",
        &[
            "july.zip\nHCPC2026_JUL_ANWEB.txt\n   A1001007Dressing\r\nJ9999001003Injection, x, 1 mg\r\n\n---\nreadme.txt\nnothing",
            concat!(
                "Eff_07-01-2026.xlsx\nxl/worksheets/sheet1.xml\n<worksheet><dimension ref=\"A1:C3\"/><sheetData><row r=\"1\">",
                "<c r=\"A1\" t=\"inlineStr\"><is><t>hcpcs</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>single_dose</t></is></c></row>",
                "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"b\"><v>1</v></c><c r=\"C2\"><f t=\"shared\" ref=\"C2:C3\" si=\"0\">A2+1</f>",
                "<v>1.5</v></c></row><row r=\"3\"><c r=\"A3\" s=\"1\"><v>45000</v></c><c r=\"C3\"><f t=\"shared\" si=\"0\"/></c></row>",
                "</sheetData></worksheet>\n---\nxl/sharedStrings.xml\n<sst><si><t>J9035</t></si></sst>"
            ),
        ],
    ),
    (
        "arguments",
        &["units\nJ9035\n15 mg/kg\n--weight\n67.5kg\n--json", "search\nkeytruda\n--limit\n3", "denial\nCO-16\nM119\n--code\nJ9271"],
    ),
    ("batch", &["id,code,unit,order,weight,stock,container\n1,J9035,,15 mg/kg,70.5kg,\"100 mg, 400 mg\",single\n2,,10 mg,305 mg,,,\n"]),
    (
        "catalog",
        &[
            include_str!("../../fixtures/hostile/catalog/codes"),
            include_str!("../../fixtures/hostile/catalog/class"),
            include_str!("../../fixtures/hostile/catalog/facts"),
        ],
    ),
    (
        "claim",
        &[
            "line,code,modifiers,units,date,pos,ndc,ndc_qualifier,ndc_quantity,dose\n1,J9271,JZ,200,2026-05-06,11,0006-3026-02,ML,8,200 mg\n",
            "[{\"code\":\"J9035\",\"modifiers\":[\"JW\"],\"units\":\"9\",\"opened\":\"2x100 mg\",\"ndc_quantity\":16}]",
            include_str!("../../fixtures/claims/professional.837"),
            include_str!("../../fixtures/claims/institutional.837"),
        ],
    ),
    (
        "config",
        &["theme = \"dark\"\nborders = \"ascii\"\nmouse = false\ndate = \"2026-01-31\"\npane = \"price\"\npayer = \"medicare-part-b\"\n"],
    ),
    ("correct", &[include_str!("../../fixtures/claims/professional.837"), include_str!("../../fixtures/claims/institutional.837")]),
    (
        "descriptor",
        &["Injection, drug, 0.1 mg, per 5 mL vial, up to 1,000 units and 3 mg", "Factor viii, per i.u., 10 million units (e.g. x), each"],
    ),
    (
        "fixed",
        &[
            concat!(
                "\u{feff}sep=;\r\nclaim;code;Mod 1;Mod 2;units;date;dose;vials;ndc;shared with;last;provider\r\n",
                "A;J9271;;;2;2026-05-06;200 mg;2x100 mg;0006-3026-02;;;1\r\n;;;;;;;;;;;\r\n",
                "B;J0587;JZ;;100;2026-05-06;4000 units;1x10000 units;;4000 units;no;1\r\nB;J0178;RT;RT;3;5/6/26;2 mg;;;;;\r\n"
            ),
            include_str!("../../fixtures/claims/professional.837"),
        ],
    ),
    (
        "forms",
        &[
            "claim,code,modifiers,units,date,pos,ndc,ndc_qualifier,ndc_quantity,diagnosis\nA,J9299,JZ KP,240,2026-03-02,11,00003373413,ML,24,Z51.12 C34.11\n",
            include_str!("../../fixtures/claims/institutional.837"),
        ],
    ),
    (
        "import",
        &[
            "Oct 2025 ASP.csv\nEffective October 1, 2025\nHCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit\nJ9035,x,10 MG,1.5\n",
            "HCPC2026_JUL.txt\n   A1001007Dressing\r\nJ9999001003Injection, x, 1 mg\r\n",
            "MUE_Eff_07-01-2026.csv\n\"n\"\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator\nJ9035,1,1\n",
        ],
    ),
    ("keys", &["[page]\ncopy = \"c\"\nbookmark = [\"y\", \"ctrl-x\"]\nmouse = []\n[list]\nback = \"f9\"\n"]),
    ("memory", &["{\"bookmarks\":[\"J9039\"],\"recent\":[\"J9271\"],\"pins\":{\"a\":[1,2.5,null,true]}}"]),
    (
        "order",
        &[
            "J9312\n375 mg/m2\nheight=165cm\nweight=72kg\nround=10%\nstock=100 mg, 500 mg\ncontainer=single\nbilled=305",
            "10 mg\n305 mg\nopened=2x400 mg + 3x100 mg",
        ],
    ),
    ("progress", &[include_str!("../../fixtures/hostile/progress/open-runs")]),
    ("quantity", &["1,012.5 mg", "50242-917-01", "J9021-JW x75; J9299 x240 NDC N400003373413 ML24", "10 mg/hour x 24 hours"]),
    ("remittance", &[include_str!("../../fixtures/remittances/medicare.835"), include_str!("../../fixtures/remittances/commercial.835")]),
    (
        "scenario",
        &[include_str!("../../../catalog/scenarios/expired-code.toml"), include_str!("../../../catalog/scenarios/one-flu-shot.toml")],
    ),
    ("search", &["pembrolzumab melanoma", "50242-0917-01", "j90", "pmbrlzmb"]),
    ("theme", &["text = \"white on black\"\nended = \"bold red\"\ncode = \"#ff00ff underlined\"\n"]),
    ("typed", &["\u{10}J9021-JW x75; J9021 x325", "\u{3}J9299 JZ x 240 NDC:N4 00003-3734-13 ML24\n96413 x1"]),
    ("words", &["\u{7}one two 日本語 three-four-five e\u{301}"]),
];

/// Where (in thousandths of the length), how much is cut there, and what is put there.
type Change = (usize, usize, usize);

fn changed(seed: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for (at, cut, piece) in changes {
        let at = at * bytes.len() / 1_000;
        let end = (at + cut).min(bytes.len());
        // A piece, a raw byte that is no UTF-8, or a copy of what was cut.
        let put = match PIECES.get(*piece) {
            Some(piece) => piece.as_bytes().to_vec(),
            None if piece % 2 == 0 => vec![0xff],
            None => [&bytes[at..end], &bytes[at..end]].concat(),
        };
        bytes.splice(at..end, put);
    }
    bytes
}

fn through(name: &str, cases: u32) {
    let (_, reader) = READERS.iter().find(|(n, _)| *n == name).unwrap();
    let (_, seeds) = SEEDS.iter().find(|(n, _)| *n == name).unwrap();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let changes = prop::collection::vec((0..1_000_usize, 0..12_usize, 0..PIECES.len() + 8), 1..5);
    let result = TestRunner::new(config).run(&(prop::sample::select(*seeds), changes), |(seed, changes)| {
        let bytes = changed(seed, &changes);
        std::panic::catch_unwind(|| reader(&bytes)).map_err(|_| TestCaseError::fail(format!("{:?}", String::from_utf8_lossy(&bytes))))
    });
    if let Err(error) = result {
        panic!("{name}: {error}");
    }
}

/// How many cases each reader gets: the reading of catalogs and imports is the slowest.
#[test]
fn changed_input_through_every_reader() {
    for (name, _) in READERS {
        through(name, if matches!(name, "archive" | "catalog" | "import" | "scenario" | "search") { 150 } else { 400 });
    }
}
