//! The generic name found in a descriptor, against names written by hand.

use std::collections::BTreeMap;

use jdex::catalog::Code;

use super::{facts, genuine, read};

fn july_2026() -> Option<Vec<Code>> {
    let name = "HCPC2026_JUL_ANWEB.xlsx";
    let imported = read(name, genuine(&format!("hcpcs/{name}"))?);
    Some(facts(&imported.files).codes.into_values().map(|(_, code)| code).collect())
}

#[test]
fn names_agree_with_those_written_by_hand() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/names.toml");
    let written: BTreeMap<String, String> = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let Some(codes) = july_2026() else { return };
    let bare = |name: &str| name.split(" (").next().unwrap_or_default().to_owned();
    let (mut same, mut differing) = (0, Vec::new());
    for code in &codes {
        let Some(by_hand) = written.get(&code.code) else { continue };
        // What stands in parentheses tells codes apart in a list and may be left out here.
        if bare(&code.name) == bare(by_hand) {
            same += 1;
        } else {
            differing.push(format!("{}: {} | {by_hand}", code.code, code.name));
        }
    }
    println!("{same} same\n{}", differing.join("\n"));
    assert!(same * 100 >= written.len() * 97, "{same} of {}", written.len());
}

#[test]
fn every_word_of_a_name_stands_in_its_descriptor() {
    let Some(codes) = july_2026() else { return };
    for code in &codes {
        let descriptor = code.descriptor.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let words = code.name.split([' ', '/', '(', ')', ',']).filter(|w| !w.is_empty());
        for word in words {
            assert!(descriptor.contains(word), "{}: {word} of `{}` is not in `{descriptor}`", code.code, code.name);
        }
    }
}
