//! Training: every scenario is proved by the engine, runs and drills grade as they should, progress is never lost.

use jdex::catalog::Catalog;
use jdex::{load, training::case};

fn catalog() -> Catalog {
    load::shipped().unwrap()
}

#[test]
fn probe() {
    let catalog = catalog();
    for s in catalog.scenarios() {
        println!("== {}", s.id);
        for r in &s.remittance {
            println!("   stated {} {}", r.line, r.words());
        }
        for f in case::billed(&catalog, &s).unwrap() {
            println!(
                "   billed {} {:?} {} {:?} {}",
                f.line,
                f.severity,
                f.kind,
                f.denial.as_ref().map(|d| format!("{}-{} {}", d.group, d.carc, d.rarc.join(" "))),
                f.text
            );
        }
        for f in case::resolved(&catalog, &s).unwrap() {
            println!(
                "   RESOLV {} {:?} {} {:?} {}",
                f.line,
                f.severity,
                f.kind,
                f.denial.as_ref().map(|d| format!("{}-{} {}", d.group, d.carc, d.rarc.join(" "))),
                f.text
            );
        }
    }
}
