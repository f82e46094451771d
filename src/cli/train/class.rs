//! `jdex train class` and `jdex train report --class`: a roster, and how far its learners are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::shared::{LEARNER, ProgressStore};
use crate::cli::{CommandContext, input};
use crate::exit::{Exit, UserError};
use crate::page::{Line, Role};
use crate::text;
use crate::training::progress::Progress;
use crate::training::roster::{ClassRow, Progressed, Roster};

/// The flags of `jdex train class`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex train class fall.csv                    how far everybody is
  jdex train class fall.csv --json             the same for a program
  jdex train report --class fall.csv --csv     one row an assignment
  jdex train report --class fall.csv --by rule --csv

A roster is CSV with the columns learner, cases, drills, exams, due; all but the first may be left out:
  learner,cases,drills,exams,due
  Ana,expired-code;twin-line,lines:10;ndc:5,1,2026-12-18
`capstone` among the cases assigns the capstone. A learner works as
`jdex train play expired-code --learner Ana`; capitals of a name do not matter.")]
pub struct Args {
    /// The roster; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// By what a class report counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// One row an assignment
    #[default]
    Learner,
    /// One row a case
    Case,
    /// One row a rule
    Rule,
}

/// The most bytes of a roster.
const MOST: u64 = 4 << 20;

/// Shows how far everybody is; exit 1 where something is overdue.
///
/// # Errors
/// A roster or progress that cannot be read; output that cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    report(&args.file, By::Learner, false, desk)
}

/// The report of a class, as text, CSV or JSON.
///
/// # Errors
/// As [`run`].
pub fn report(file: &Path, by: By, csv: bool, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let roster = roster(file, desk)?;
    let progress = ProgressStore::of(desk, LEARNER).read(desk.err)?;
    let rows = roster.rows(&progress, desk.date);
    if desk.json {
        desk.json(&serde_json::json!({
            "date": desk.date, "learners": roster.learners, "assignments": rows,
            "cases": roster.cases(&progress), "rules": roster.rules(&progress),
        }))?;
    } else if csv {
        table(&columns(by, &roster, &progress, &rows), desk)?;
    } else {
        let lines = lines(by, &roster, &progress, &rows);
        desk.lines(&lines)?;
    }
    Ok(if rows.iter().any(|r| r.state == Progressed::Overdue) { Exit::NoMatch } else { Exit::Success })
}

fn roster(file: &Path, desk: &mut CommandContext<'_>) -> anyhow::Result<Roster> {
    let shown = input::shown(file);
    let invalid = |why: String| UserError::new("invalid-roster", format!("{shown}: {why}"));
    let bytes = input::bounded(input::open(file, desk.input, desk.on_terminal)?, MOST).map_err(|e| invalid(e.to_string()))?;
    let bytes = bytes.ok_or_else(|| invalid(format!("more than {MOST} bytes; a roster is smaller")))?;
    let text = String::from_utf8(bytes).map_err(|_| invalid("not UTF-8; save it as CSV UTF-8".to_owned()))?;
    Ok(Roster::read(&text, desk.catalog).map_err(invalid)?)
}

/// A header and rows of text.
type Table = Vec<Vec<String>>;

fn columns(by: By, roster: &Roster, progress: &Progress, rows: &[ClassRow]) -> Table {
    let known = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let head = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<String>>();
    let mut table = Vec::new();
    match by {
        By::Learner => {
            table.push(head(&["learner", "what", "id", "state", "percent", "wanted", "done", "attempts", "completed", "due"]));
            let day = |d: Option<crate::catalog::Date>| d.map(|d| d.to_string()).unwrap_or_default();
            table.extend(rows.iter().map(|r| {
                let (what, state) = (r.what.to_owned(), r.state.as_str().to_owned());
                let counts = [r.wanted, r.done, r.attempts].map(|n| n.to_string());
                let mut row = vec![r.learner.clone(), what, r.id.clone(), state, known(r.percent)];
                row.extend(counts);
                row.extend([day(r.completed), day(r.due)]);
                row
            }));
        }
        By::Case => {
            table.push(head(&["case", "assigned", "tried", "passed", "runs", "percent"]));
            table.extend(roster.cases(progress).into_iter().map(|(id, c)| {
                let mut row = vec![id.to_owned()];
                row.extend([c.assigned, c.tried, c.passed, c.runs].map(|n| n.to_string()));
                row.push(known(c.percent));
                row
            }));
        }
        By::Rule => {
            table.push(head(&["rule", "learners", "mastered", "right", "wrong"]));
            table.extend(roster.rules(progress).into_iter().map(|(id, r)| {
                let mut row = vec![id.to_owned()];
                row.extend([r.learners, r.mastered, r.right, r.wrong].map(|n| n.to_string()));
                row
            }));
        }
    }
    table
}

/// The rows of learners in what a screen of 80 columns holds: done of wanted as one, without runs and the day.
fn narrow(rows: &[ClassRow]) -> Table {
    let head = ["learner", "task", "state", "%", "done", "due"].map(str::to_owned).to_vec();
    let row = |r: &ClassRow| {
        let (percent, done) = (r.percent.map(|p| p.to_string()), format!("{}/{}", r.done, r.wanted));
        let due = r.due.map(|day| day.to_string());
        let task = if r.what == "drill" { format!("drill {}", r.id) } else { r.id.clone() };
        vec![r.learner.clone(), task, r.state.as_str().to_owned(), percent.unwrap_or_default(), done, due.unwrap_or_default()]
    };
    std::iter::once(head).chain(rows.iter().map(row)).collect()
}

fn table(rows: &Table, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    let mut writer = ::csv::Writer::from_writer(&mut *desk.out);
    for row in rows {
        writer.write_record(row.iter().map(|cell| crate::text::harmless(cell))).map_err(|e| anyhow::anyhow!("{e}"))?;
    }
    writer.flush()?;
    Ok(())
}

/// Totals a learner first, then the table in columns.
fn lines(by: By, roster: &Roster, progress: &Progress, rows: &[ClassRow]) -> Vec<Line> {
    let mut lines = Vec::new();
    if by == By::Learner {
        let mut totals: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
        for row in rows {
            let place = [Progressed::Done, Progressed::Late, Progressed::Open, Progressed::Overdue].iter().position(|s| *s == row.state);
            totals.entry(&row.learner).or_default()[place.unwrap_or(2)] += 1;
        }
        let wide = roster.learners.iter().map(|l| text::width(l)).max().unwrap_or(0);
        for learner in &roster.learners {
            let [done, late, open, overdue] = totals.get(learner.as_str()).copied().unwrap_or_default();
            let pad = wide.saturating_sub(text::width(learner));
            let line = Line::of(Role::Strong, format!("{learner}{:pad$}  ", ""));
            let line = line.with(Role::Good, format!("{done:>3} done")).with(Role::Text, format!("  {late} late  {open} open  "));
            lines.push(line.with(if overdue > 0 { Role::Ended } else { Role::Muted }, format!("{overdue} overdue")));
        }
        lines.push(Line::blank());
    }
    let table = if by == By::Learner { narrow(rows) } else { columns(by, roster, progress, rows) };
    let width = |c: usize| table.iter().filter_map(|r| r.get(c)).map(|cell| text::width(cell)).max().unwrap_or(0);
    for (number, row) in table.iter().enumerate() {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(c, cell)| format!("{}{:pad$}", text::clean(cell), "", pad = width(c).saturating_sub(text::width(cell))))
            .collect();
        let role = if number == 0 { Role::Muted } else { Role::Text };
        lines.push(Line::of(role, cells.join("  ").trim_end().to_owned()).indented(0, 4));
    }
    lines
}
