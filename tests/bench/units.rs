//! The calculator's speed: 100,000 batch rows, the least-waste plan for 90,000 units, one answer.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jdex::billing::{Choice, Known, Request, Rules};
use jdex::cli::{Desk, batch};
use jdex::load::{self, Paths};
use jdex::quantity::Quantity;

const ROWS: u64 = 100_000;

/// Six kinds of orders in turn, weights and rates running over what patients have.
fn rows() -> String {
    let mut text = String::from("id,code,unit,order,weight,height,gfr,days,round,stock,opened,container,340b\n");
    for i in 0..ROWS {
        let kg = 40 + i % 80;
        text.push_str(&match i % 6 {
            0 => format!("{i},J9035,,15 mg/kg,{kg}.5kg,,,,,\"100 mg, 400 mg\",,single,\n"),
            1 => format!("{i},J9312,,375 mg/m2,{kg}kg,{}cm,,,10%,\"100 mg, 500 mg\",,single,\n", 140 + i % 60),
            2 => format!("{i},J9039,,28 mcg/day,,,,7,,,6x35 mcg,single,\n"),
            3 => format!("{i},J9299,,3 mg/kg,{kg}.3kg,,,,,\"40 mg, 100 mg, 120 mg, 240 mg\",,single,\n"),
            4 => format!("{i},,10 mg,{}.5 mg,,,,,,,4x100 mg,single,yes\n", 10 + i % 380),
            _ => format!("{i},J9045,,AUC 6,,,{},,,\"50 mg, 150 mg, 450 mg\",,multi,\n", 30 + i % 95),
        });
    }
    text
}

fn batch_rows(criterion: &mut Criterion) {
    let catalog = load::shipped().expect("the shipped catalog");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rows.csv");
    std::fs::write(&file, rows()).expect("the rows");
    let mut group = criterion.benchmark_group("batch");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10).measurement_time(Duration::from_secs(15));
    group.bench_function("100,000 rows", |bencher| {
        bencher.iter(|| {
            let mut desk = Desk {
                catalog: &catalog,
                date: jiff::civil::date(2026, 11, 22),
                json: false,
                on_terminal: false,
                colour: false,
                columns: 80,
                paths: &Paths::default(),
                input: &mut std::io::empty(),
                out: &mut std::io::sink(),
                err: &mut std::io::sink(),
            };
            batch::run(black_box(&file), &mut desk).expect("a batch")
        });
    });
    group.finish();
}

fn plans(criterion: &mut Criterion) {
    let quantity = |text: &str| Quantity::parse(text).expect("a quantity");
    let mut group = criterion.benchmark_group("least waste for 90,000 units");
    for (name, sizes) in [
        ("factor VIII", &["250 IU", "500 IU", "1000 IU", "1500 IU", "2000 IU", "3000 IU"][..]),
        ("no common factor", &["249 IU", "499 IU", "1001 IU", "1499 IU", "1999 IU", "2999 IU"][..]),
    ] {
        let sizes: Vec<Quantity> = sizes.iter().map(|s| quantity(s)).collect();
        group.bench_function(name, |bencher| {
            bencher.iter(|| Choice::new(black_box(quantity("90,001 IU")), &sizes).and_then(|c| c.least_waste()).expect("a plan"));
        });
    }
    group.finish();
}

fn one_answer(criterion: &mut Criterion) {
    let catalog = load::shipped().expect("the shipped catalog");
    let rules = Rules::of(&catalog);
    let known = Known::of_code(&catalog, "J9312").expect("J9312");
    criterion.bench_function("one answer, as on every key", |bencher| {
        bencher.iter_batched(
            || {
                let mut request = Request::new("375 mg/m2", jiff::civil::date(2026, 11, 22)).expect("an order");
                request.set("height", "165 cm").and_then(|()| request.set("weight", "72 kg")).expect("a patient");
                request
            },
            |request| known.compute(black_box(&request), &rules).expect("an answer"),
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, batch_rows, plans, one_answer);
criterion_main!(benches);
