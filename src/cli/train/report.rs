//! `jdex train list` and `jdex train report`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::class::{self, By};
use super::shared::{LEARNER, ProgressStore};
use crate::catalog::{Date, Scenario};
use crate::cli::CommandContext;
use crate::exit::Exit;
use crate::page::{self, Line, Role};
use crate::text;
use crate::training::progress::{CAPSTONE, CapstoneRecord, CaseRecord, ExamRecord, Learner, Overruling, STAGES};

/// The flags of `jdex train report`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train report                            every learner
  jdex train report --learner Kim --json       one of them, for a script
  jdex train report --csv > results.csv        for a spreadsheet
  jdex train report --class fall.csv --csv     a class: `train class`")]
pub struct Args {
    /// One learner; without it all of them
    #[arg(long, value_name = "NAME")]
    learner: Option<String>,
    /// One row a case, rule, kind of drill, exam and capstone
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// A class: what its learners were assigned and what became of it
    #[arg(long, value_name = "FILE", conflicts_with = "learner")]
    class: Option<PathBuf>,
    /// What a class report counts by; --json holds all three
    #[arg(long, value_enum, default_value_t, requires = "class")]
    by: By,
}

#[derive(Serialize)]
struct Listed<'s> {
    id: &'s str,
    title: &'s str,
    difficulty: u8,
    payer: &'s str,
    setting: &'static str,
    rules: &'s [String],
    state: &'static str,
    best: Option<u32>,
}

/// The cases, easy ones first, with what became of them; exit 1 where none fits.
///
/// # Errors
/// Progress that cannot be read, output that cannot be written.
pub fn list(learner: &str, rule: Option<&str>, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let progress = ProgressStore::of(desk, learner).read(desk.err)?;
    let learner = progress.learner(learner).cloned().unwrap_or_default();
    let mut all: Vec<&Scenario> = desk.catalog.scenarios().iter().collect();
    all.sort_by(|a, b| (a.difficulty, &a.id).cmp(&(b.difficulty, &b.id)));
    let wanted = |s: &&&Scenario| rule.is_none_or(|r| s.rules.iter().any(|id| id == r));
    let listed: Vec<Listed<'_>> = all.iter().filter(wanted).map(|s| listed(s, &learner)).collect();
    if desk.json {
        desk.json(&serde_json::json!({ "scenarios": listed }))?;
    } else {
        let state = |l: &Listed<'_>| l.best.map_or_else(|| l.state.to_owned(), |best| format!("{} {best}%", l.state));
        let rows: Vec<(&Listed<'_>, &&Scenario)> = listed.iter().zip(all.iter().filter(wanted)).collect();
        let mut lines: Vec<Line> = Vec::new();
        for group in rows.chunk_by(|(a, _), (b, _)| a.difficulty == b.difficulty) {
            let wide = group.iter().map(|(l, _)| text::width(l.id)).max().unwrap_or(0);
            let next = group.iter().map(|(l, _)| state(l).len()).max().unwrap_or(0);
            lines.extend(group.first().map(|(_, s)| Line::heading(page::difficulty(s))));
            lines.extend(group.iter().map(|(l, s)| {
                let role = if learner.standing(s).is_passed() { Role::Good } else { Role::Muted };
                let row = Line::of(Role::Code, format!("{:<wide$}  ", l.id)).with(role, format!("{:<next$}  ", state(l)));
                row.with(Role::Text, l.title).indented(0, 6)
            }));
        }
        desk.lines(&lines)?;
        if let Some(rule) = rule.filter(|_| listed.is_empty()) {
            super::note(desk.err, &format!("no case exercises the rule `{rule}`; `jdex rule` lists the rules"))?;
        }
    }
    Ok(if listed.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn listed<'s>(scenario: &'s Scenario, learner: &Learner) -> Listed<'s> {
    Listed {
        id: &scenario.id,
        title: &scenario.title,
        difficulty: scenario.difficulty,
        payer: &scenario.visit.payer,
        setting: scenario.visit.setting.as_str(),
        rules: &scenario.rules,
        state: learner.standing(scenario).as_str(),
        best: learner.best(&scenario.id),
    }
}

#[derive(Serialize)]
struct Reported<'p> {
    learner: &'p str,
    cases: Vec<CaseRow<'p>>,
    rules: Vec<RuleRow<'p>>,
    drills: Vec<DrillRow<'p>>,
    exams: &'p [ExamRecord],
    capstones: &'p [CapstoneRecord],
}

#[derive(Serialize)]
struct CaseRow<'p> {
    id: &'p str,
    known: bool,
    runs: u32,
    best: u32,
    passed: bool,
    first_passed: Option<Date>,
    last: Option<Date>,
    overrulings: &'p [Overruling],
}

#[derive(Serialize)]
struct RuleRow<'p> {
    rule: &'p str,
    stage: u8,
    state: &'static str,
    due: Option<Date>,
    right: u32,
    wrong: u32,
}

#[derive(Serialize)]
struct DrillRow<'p> {
    kind: &'p str,
    answered: u32,
    right: u32,
    mean_percent: u64,
}

/// What learners have done and mastered; exit 1 where nothing is recorded.
///
/// # Errors
/// As [`list`].
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    if let Some(file) = &args.class {
        return class::report(file, args.by, args.csv, desk);
    }
    let progress = ProgressStore::of(desk, args.learner.as_deref().unwrap_or(LEARNER)).read(desk.err)?;
    let ids: Vec<String> = desk.catalog.scenarios().iter().map(|s| s.id.clone()).collect();
    let wanted = |name: &str| args.learner.as_deref().is_none_or(|l| l.trim() == name);
    let learners: BTreeMap<&str, &Learner> =
        progress.learners.iter().filter(|(name, _)| wanted(name)).map(|(name, l)| (name.as_str(), l)).collect();
    let reported: Vec<Reported<'_>> = learners.iter().map(|(name, l)| reported(name, l, &ids)).collect();
    if desk.json {
        desk.json(&serde_json::json!({ "date": desk.date, "learners": reported }))?;
    } else if args.csv {
        csv(&reported, desk)?;
    } else if reported.is_empty() {
        desk.lines(&[Line::of(Role::Text, "nothing recorded yet; `jdex train list` shows the cases")])?;
    } else {
        let lines: Vec<Line> = learners.iter().flat_map(|(name, l)| page::record_lines(name, l, &ids, desk.date)).collect();
        desk.lines(&lines)?;
    }
    Ok(if reported.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn reported<'p>(name: &'p str, learner: &'p Learner, ids: &[String]) -> Reported<'p> {
    let case = |(id, record): (&'p String, &'p CaseRecord)| CaseRow {
        id,
        known: ids.contains(id),
        runs: record.runs,
        best: record.best,
        passed: record.is_passed(),
        first_passed: record.passed,
        last: record.last,
        overrulings: &record.overrulings,
    };
    Reported {
        learner: name,
        cases: learner.cases.iter().map(case).collect(),
        rules: learner
            .rules
            .iter()
            .map(|(rule, m)| RuleRow { rule, stage: m.stage, state: m.as_str(), due: m.due, right: m.right, wrong: m.wrong })
            .collect(),
        drills: learner
            .drills
            .iter()
            .map(|(kind, d)| DrillRow {
                kind,
                answered: d.answered,
                right: d.right,
                mean_percent: d.percent_sum.checked_div(u64::from(d.answered)).unwrap_or(0),
            })
            .collect(),
        exams: &learner.exams,
        capstones: &learner.capstones,
    }
}

/// `learner,what,id,state,percent,right,wrong,date,remark`, one row a case, rule, kind of drill, exam and capstone.
fn csv(reported: &[Reported<'_>], desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let mut rows = vec![["learner", "what", "id", "state", "percent", "right", "wrong", "date", "remark"].map(str::to_owned)];
    let date = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    for r in reported {
        let row = |what: &str, id: &str, state: &str, numbers: [String; 3], when: String, remark: String| {
            let [percent, right, wrong] = numbers;
            [r.learner.to_owned(), what.to_owned(), id.to_owned(), state.to_owned(), percent, right, wrong, when, remark]
        };
        for c in &r.cases {
            let state = if c.passed { "passed" } else { "not passed" };
            let remark: Vec<String> = c.overrulings.iter().map(|o| format!("{} overruled: {}", o.date, o.reason)).collect();
            rows.push(row("case", c.id, state, [c.best.to_string(), String::new(), String::new()], date(c.last), remark.join("; ")));
        }
        for m in &r.rules {
            let percent = (u32::from(m.stage) * 100 / u32::from(STAGES)).to_string();
            rows.push(row("rule", m.rule, m.state, [percent, m.right.to_string(), m.wrong.to_string()], date(m.due), String::new()));
        }
        for d in &r.drills {
            let wrong = d.answered.saturating_sub(d.right).to_string();
            rows.push(row("drill", d.kind, "", [d.mean_percent.to_string(), d.right.to_string(), wrong], String::new(), String::new()));
        }
        let state = |passed: bool| if passed { "passed" } else { "not passed" };
        for e in r.exams {
            let numbers = [e.percent.to_string(), e.right.to_string(), e.questions.saturating_sub(e.right).to_string()];
            let remark = if e.out_of_time { "out of time" } else { "" };
            rows.push(row("exam", &e.seed.to_string(), state(e.passed), numbers, date(e.date), remark.to_owned()));
        }
        for c in r.capstones {
            let numbers = [c.percent.to_string(), String::new(), String::new()];
            rows.push(row(CAPSTONE, CAPSTONE, state(c.passed), numbers, date(c.date), format!("order of work {}%", c.triage)));
        }
    }
    let mut writer = ::csv::Writer::from_writer(&mut *desk.out);
    for row in rows {
        writer.write_record(row.iter().map(|cell| crate::text::harmless(cell))).map_err(|e| anyhow::anyhow!("{e}"))?;
    }
    writer.flush()?;
    Ok(())
}
