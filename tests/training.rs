//! Training: every scenario is proved by the engine, runs and drills grade as they should, progress is never lost.

use jdex::catalog::Catalog;
use jdex::load;
use jdex::training::prove::prove;

fn catalog() -> Catalog {
    load::shipped().unwrap()
}

#[test]
fn every_scenario_is_sound() {
    let catalog = catalog();
    let problems: Vec<String> = prove(&catalog).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(catalog.scenarios().len() >= 40);
}
