//! The shipped documents against CMS's articles, where these lie beside the project.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::shipped;
use crate::import::genuine_folder;

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// Of every article: contractors, states, codes and diagnoses, group by group and in order, as `show --json` tells them.
#[test]
fn show_tells_every_article_exactly() {
    let Some(folder) = genuine_folder().map(|folder| folder.join("mcd/articles")) else { return };
    let home = tempfile::tempdir().unwrap();
    let mut shown: BTreeMap<String, Value> = BTreeMap::new();
    let (mut articles, mut groups, mut rows) = (0, 0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let source: Value = serde_json::from_str(&text).unwrap();
        let source = &source[0];
        let id = source["displayId"].as_str().unwrap();
        let codes: Vec<String> = source["codes"].as_object().unwrap().values().flat_map(texts).collect();
        let code = codes.iter().find(|code| shipped().position(code).is_some()).unwrap();
        let page = shown.entry(code.clone()).or_insert_with(|| {
            let mut command = Command::new(assert_cmd::cargo::cargo_bin!("jdex"));
            command.env("JDEX_DATA_DIR", home.path()).env("JDEX_CONFIG_DIR", home.path());
            let output = command.args(["show", code, "--pane", "coverage", "--json"]).output().unwrap();
            serde_json::from_slice(&output.stdout).unwrap()
        });
        let document = page["coverage"].as_array().unwrap().iter().find(|d| d["document"] == id).unwrap_or_else(|| panic!("{id} {code}"));
        assert_eq!(document["version"], source["version"], "{id}");
        assert_eq!(document["contractor"], texts(&source["contractors"]).join("; "), "{id}");
        let states: BTreeSet<String> =
            texts(&source["states"]).into_iter().map(|s| if s == "CNMI" { "MP".to_owned() } else { s }).collect();
        assert_eq!(texts(&document["states"]).into_iter().collect::<BTreeSet<_>>(), states, "{id}");
        assert_eq!(texts(&document["regions"]).len(), texts(&source["regions"]).len(), "{id}");
        let hcpcs: BTreeMap<String, Vec<String>> =
            document["hcpcs"].as_array().unwrap().iter().map(|g| (g["group"].as_str().unwrap().to_owned(), texts(&g["codes"]))).collect();
        let stated: BTreeMap<String, Vec<String>> = source["codes"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(number, codes)| (number.clone(), texts(codes)))
            .filter(|(_, c)| !c.is_empty())
            .collect();
        assert_eq!(hcpcs, stated, "{id}");
        let asterisked: BTreeSet<String> = texts(&source["asterisked"]).into_iter().collect();
        let found = document["groups"].as_array().unwrap();
        let mut expected = 0;
        for list in ["covered", "noncovered"] {
            for (number, codes) in source[list].as_object().unwrap() {
                let codes = texts(codes);
                let group = found.iter().find(|g| g["list"] == list && g["group"] == number.as_str());
                let group = group.unwrap_or_else(|| panic!("{id} {list} {number}"));
                let placeholder = codes == ["XX000"];
                assert_eq!(group["every_other"], placeholder, "{id} {list} {number}");
                let listed = texts(&group["icd10"]);
                assert_eq!(listed, if placeholder { Vec::new() } else { codes.clone() }, "{id} {list} {number}");
                let marked: BTreeSet<String> = listed.iter().filter(|c| asterisked.contains(*c)).cloned().collect();
                let marked = if list == "covered" { marked } else { BTreeSet::new() };
                assert_eq!(texts(&group["asterisked"]).into_iter().collect::<BTreeSet<_>>(), marked, "{id} {list} {number}");
                expected += 1;
                rows += codes.len();
            }
        }
        assert_eq!(found.len(), expected, "{id}");
        groups += expected;
        articles += 1;
    }
    assert_eq!((articles, groups, rows), (65, 291, 22_359 + 71));
}

/// What is shipped is what the importer makes of the download, so that both ways lead to the same.
#[test]
fn the_download_gives_the_shipped_documents() {
    let Some(bytes) = crate::import::genuine("mcd/current_article.zip") else { return };
    let options = jdex::import::Options { catalog: shipped(), all: false };
    let found = jdex::import::read("current_article.zip", &bytes, &options).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    assert_eq!((found.len(), found[0].files.len(), found[0].edition()), (1, 9, "2026-09-28"));
    for (path, text) in &found[0].files {
        assert_eq!(std::fs::read_to_string(root.join(path)).unwrap(), *text, "{path}");
    }
}

/// Every code that the index names leads to its document, with lists or without; of the DME LCDs there is no office policy.
#[test]
fn the_index_is_whole_and_marked() {
    let coverage = shipped().coverage();
    let indexed = coverage.documents().iter().filter(|d| d.groups.is_none()).count();
    assert_eq!((coverage.documents().len(), indexed), (109, 109 - 65));
}

/// A diagnosis leads to the drugs that list it, words lead to diagnoses.
#[test]
fn diagnoses_are_found_and_lead_to_codes() {
    let catalog = shipped();
    let found = jdex::coverage::listing(catalog, "L88");
    assert_eq!(found.get("J1745").map(Vec::as_slice), Some(&["A52423".to_owned()][..]), "{found:?}");
    assert!(
        jdex::coverage::listing(catalog, "C61").contains_key("J9217") && !jdex::coverage::listing(catalog, "C61").contains_key("J1950")
    );
    let crohn = jdex::coverage::matching(catalog, "crohn fistula small", 50);
    assert_eq!(crohn.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["K50.013", "K50.813"], "{crohn:?}");
    assert_eq!(jdex::coverage::matching(catalog, "k50.0", 50).len(), 7);
    assert!(jdex::coverage::matching(catalog, "xyzzy", 50).is_empty() && jdex::coverage::matching(catalog, "", 50).is_empty());
}
