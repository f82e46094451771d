//! The calculator: the plan for 90,000 units and a file of orders.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jdex::calculator::{BillableItem, Rules};
use jdex::dosing::{Request, VialPlan};
use jdex::quantity::Quantity;
use jdex::storage::user_catalog;

use crate::process::memory;
use crate::table::{Row, Times, megabytes, once, shown};

/// The argument with which the program makes one plan and says how much memory it took.
pub const PLAN: &str = "--one-plan";

fn plan() -> usize {
    let quantity = |text: &str| Quantity::parse(text).expect("a quantity");
    // No common factor: the hardest sizes of this range.
    let sizes = ["249 IU", "499 IU", "1001 IU", "1499 IU", "1999 IU", "2999 IU"].map(quantity);
    let plan = VialPlan::new(quantity("90,001 IU"), &sizes).and_then(|choice| choice.least_waste()).expect("a plan");
    plan.len()
}

/// Makes one plan; prints by how many bytes the most memory held grew.
pub fn one_plan() {
    let before = memory(std::process::id(), "VmHWM");
    std::hint::black_box(plan());
    println!("{}", memory(std::process::id(), "VmHWM") - before);
}

/// Rows for the plan and the batch.
pub fn rows() -> Vec<Row> {
    let times = Times::new((0..200).map(|_| once(plan)).collect());
    let grown = Command::new(std::env::current_exe().expect("this program")).arg(PLAN).output().expect("a plan in a process of its own");
    let grown: u64 = String::from_utf8_lossy(&grown.stdout).trim().parse().expect("bytes");
    let mut rows = vec![Row {
        what: "least-waste plan for 90,001 units from six sizes".to_owned(),
        goal: "1 ms, 10 MB".to_owned(),
        measured: format!("{}, {}", shown(times.median()), megabytes(grown)),
        met: Some(times.median() <= Duration::from_millis(1) && grown <= 10_000_000),
        ..Row::default()
    }];
    rows.push(answer());
    let folder = tempfile::tempdir().expect("a folder");
    rows.push(filter("`jdex units --batch`, 100,000 orders of six kinds", &["units", "--batch"], &orders, folder.path()));
    rows.push(filter("`jdex claim`, 100,000 lines of CSV with NDC, dose and containers", &["claim"], &claims, folder.path()));
    rows
}

/// What the units panel computes on every key.
fn answer() -> Row {
    let catalog = user_catalog::shipped().expect("the shipped catalog");
    let (rules, known) = (Rules::of(&catalog), BillableItem::of_code(&catalog, "J9312").expect("J9312"));
    let request = || {
        let mut request = Request::new("375 mg/m2", jiff::civil::date(2026, 11, 22))?;
        request.set("height", "165 cm").and_then(|()| request.set("weight", "72 kg"))?;
        known.compute(&request, &rules)
    };
    let times = Times::new((0..500).map(|_| once(|| request().expect("an answer"))).collect());
    Row { what: "one order to its claim lines".to_owned(), goal: String::new(), measured: shown(times.median()), ..Row::default() }
}

/// Six kinds of orders in turn, weights and rates running over what patients have.
fn orders(rows: u64) -> String {
    let mut text = String::from("id,code,unit,order,weight,height,gfr,days,round,stock,opened,container,340b\n");
    for i in 0..rows {
        let kg = 40 + i % 80;
        let row = match i % 6 {
            0 => format!("{i},J9035,,15 mg/kg,{kg}.5kg,,,,,\"100 mg, 400 mg\",,single,"),
            1 => format!("{i},J9312,,375 mg/m2,{kg}kg,{}cm,,,10%,\"100 mg, 500 mg\",,single,", 140 + i % 60),
            2 => format!("{i},J9039,,28 mcg/day,,,,7,,,6x35 mcg,single,"),
            3 => format!("{i},J9299,,3 mg/kg,{kg}.3kg,,,,,\"40 mg, 100 mg, 120 mg, 240 mg\",,single,"),
            4 => format!("{i},,10 mg,{}.5 mg,,,,,,,4x100 mg,single,yes", 10 + i % 380),
            _ => format!("{i},J9045,,AUC 6,,,{},,,\"50 mg, 150 mg, 450 mg\",,multi,", 30 + i % 95),
        };
        let _ = writeln!(text, "{row}");
    }
    text
}

/// Lines of sound claims of one to three drugs each.
fn claims(lines: u64) -> String {
    const DRUGS: [&str; 4] = [
        "J9271,JZ,200,00006302602,UN,2,200 mg,2x100 mg",
        "J9035,JZ,40,50242006101,UN,1,400 mg,1x400 mg",
        "J1745,JZ,50,57894003001,UN,5,500 mg,5x100 mg",
        "J0897,JZ,60,55513071001,UN,1,60 mg,1x60 mg",
    ];
    let mut text = String::from("claim,date,pos,code,modifiers,units,ndc,ndc_qualifier,ndc_quantity,dose,opened\n");
    for i in 0..lines {
        let _ = writeln!(text, "{},2026-05-{:02},11,{}", i / 3, 1 + i / 3 % 28, DRUGS[(i % 3 + i / 3) as usize % DRUGS.len()]);
    }
    text
}

/// Time and the most memory of a process that answers a file.
fn answered(words: &[&str], file: &Path, folder: &Path) -> (Duration, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jdex"));
    command.args(words).arg(file).env("HOME", folder).env("JDEX_DATA_DIR", folder).env("JDEX_CONFIG_DIR", folder);
    let out = File::create("/dev/null").expect("nowhere");
    let start = Instant::now();
    let mut child = command.stdout(out).stderr(Stdio::null()).spawn().expect("a process");
    let mut most = 0;
    loop {
        most = most.max(memory(child.id(), "VmHWM"));
        if child.try_wait().expect("a process").is_some() {
            return (start.elapsed(), most);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A command that answers a file row by row.
fn filter(what: &str, words: &[&str], text: &dyn Fn(u64) -> String, folder: &Path) -> Row {
    const ROWS: u64 = 100_000;
    let file = |rows: u64| {
        let file = folder.join(format!("{}-{rows}.csv", words[0]));
        std::fs::write(&file, text(rows)).expect("a file");
        file
    };
    let (many, few) = (file(ROWS), file(ROWS / 10));
    let (time, most) = (0..5).map(|_| answered(words, &many, folder)).min().unwrap_or_default();
    let (_, for_few) = answered(words, &few, folder);
    let a_second = ROWS as f64 / time.as_secs_f64();
    Row {
        what: what.to_owned(),
        goal: "150,000 rows a second, constant memory".to_owned(),
        measured: format!("{:.0} rows a second, {} for ten times {}", a_second, megabytes(most), megabytes(for_few)),
        why: "one answer is 145,000 instructions, built for size: a third write 1.5 kB of JSON, the rest are exact decimals and every \
              step in words; a line of a claim is read, joined to its claim and checked by one thread",
        met: Some(a_second >= 150_000.0 && most <= for_few + for_few / 10),
        ..Row::default()
    }
}
