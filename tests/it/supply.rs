//! What is built in: licenses, where it comes from, what stands in it twice, and that whoever reads hostile bytes is named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licenses that a program under MIT may carry in it. An expression needs one of them on each side of every AND.
const LICENSES: [&str; 12] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "BSL-1.0",
    "0BSD",
    "WTFPL",
];

/// Crates that are built in in two versions since other crates ask for both.
const TWICE: [&str; 8] = ["embedded-io", "getrandom", "rand", "rand_chacha", "rand_core", "syn", "thiserror", "thiserror-impl"];

/// Packages of the program itself, those of the tests aside: by id.
fn built_in() -> BTreeMap<String, Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let nodes: BTreeMap<&str, &Value> =
        metadata["resolve"]["nodes"].as_array().unwrap().iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let mut open = vec![metadata["resolve"]["root"].as_str().unwrap()];
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !reached.insert(id) {
            continue;
        }
        let is_shipped = |dependency: &&Value| dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev");
        let dependencies = nodes[id]["deps"].as_array().unwrap().iter().filter(is_shipped);
        open.extend(dependencies.map(|dependency| dependency["pkg"].as_str().unwrap()));
    }
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| (package["id"].as_str().unwrap().to_owned(), package.clone()))
        .filter(|(id, _)| reached.contains(id.as_str()))
        .collect()
}

#[test]
fn licenses_are_ones_that_may_be_carried() {
    let mut wrong = Vec::new();
    for package in built_in().values() {
        let expression = package["license"].as_str().unwrap_or_default().replace('/', " OR ").replace(['(', ')'], "");
        let may = expression.split(" AND ").all(|part| part.split(" OR ").any(|license| LICENSES.contains(&license.trim())));
        if !may {
            wrong.push(format!("{} {}: `{expression}`", package["name"], package["version"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_come_from_the_registry_with_a_checksum() {
    for package in built_in().values().filter(|package| package["name"] != "jdex") {
        let source = package["source"].as_str().unwrap_or("a folder or a repository");
        assert!(source.starts_with("registry+https://github.com/rust-lang/crates.io-index"), "{}: {source}", package["name"]);
    }
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let registry = lock.matches("source = \"registry+").count();
    assert_eq!(lock.matches("checksum = ").count(), registry, "a crate of the registry without its checksum");
}

#[test]
fn nothing_new_is_built_in_twice() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in built_in().values() {
        let text = |key: &str| package[key].as_str().unwrap().to_owned();
        versions.entry(text("name")).or_default().insert(text("version"));
    }
    let doubled: Vec<String> = versions
        .into_iter()
        .filter(|(name, versions)| versions.len() > 1 && !TWICE.contains(&name.as_str()))
        .map(|(name, versions)| format!("{name}: {versions:?}"))
        .collect();
    assert!(doubled.is_empty(), "{}", doubled.join("\n"));
}

/// `.github/SECURITY.md` names them with the reason; a new direct dependency is listed there, or said to see none.
#[test]
fn every_direct_dependency_is_spoken_of_in_the_security_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join(".github/SECURITY.md")).unwrap();
    let own = built_in().into_values().find(|package| package["name"] == "jdex").unwrap();
    let direct = own["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
    for name in direct.map(|dependency| dependency["name"].as_str().unwrap()) {
        assert!(page.contains(&format!("`{name}`")), "{name} is not in .github/SECURITY.md");
    }
}
