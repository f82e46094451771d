//! `jdex selftest`.

use serde::Serialize;

use super::CommandContext;
use super::units::user_error;
use crate::calculator::selftest::{Replay, replay};
use crate::catalog::ExampleVerdict;
use crate::exit::Exit;
use crate::page::{Line, Role};

#[derive(Serialize)]
struct Report<'a> {
    replayed: usize,
    as_expected: usize,
    examples: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    id: &'a str,
    source: &'a str,
    address: Option<&'a str>,
    verdict: ExampleVerdict,
    published: Counts,
    computed: Counts,
    equal: bool,
    as_expected: bool,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Counts {
    administered: Option<u64>,
    discarded: Option<u64>,
}

/// Replays the shipped published examples, and says which sources are wrong and why; exit 1 where one comes out otherwise than it must.
///
/// # Errors
/// An example that cannot be read; output cannot be written.
pub fn run(desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let rules = desk.catalog.rulebook();
    let examples = &desk.catalog.reference().examples;
    let replays = examples.iter().map(|e| replay(e, rules, desk.date)).collect::<Result<Vec<_>, _>>().map_err(user_error)?;
    let good = replays.iter().filter(|r| r.as_expected()).count();
    if desk.json {
        let examples = replays.iter().map(outcome).collect();
        desk.json(&Report { replayed: replays.len(), as_expected: good, examples })?;
    } else {
        let mut lines: Vec<Line> =
            replays.iter().filter(|r| !r.as_expected() || r.example.verdict != ExampleVerdict::Ok).flat_map(told).collect();
        let right = replays.iter().filter(|r| r.example.verdict == ExampleVerdict::Ok && r.equal).count();
        let summary = format!("{} published examples replayed: {right} right and equal, {} as they must come out", replays.len(), good);
        lines.push(Line::of(if good == replays.len() { Role::Good } else { Role::Ended }, summary));
        desk.lines(&lines)?;
    }
    Ok(if good == replays.len() { Exit::Success } else { Exit::NoMatch })
}

fn outcome<'a>(replay: &Replay<'a>) -> Outcome<'a> {
    let example = replay.example;
    Outcome {
        id: &example.id,
        source: &example.source,
        address: Some(example.address.as_str()).filter(|a| !a.is_empty()),
        verdict: example.verdict,
        published: Counts { administered: example.administered, discarded: example.discarded },
        computed: Counts { administered: Some(replay.administered), discarded: replay.discarded },
        equal: replay.equal,
        as_expected: replay.as_expected(),
        reason: Some(example.reason.as_str()).filter(|r| !r.is_empty()),
    }
}

fn told(replay: &Replay<'_>) -> [Line; 2] {
    let example = replay.example;
    let counts = |administered: Option<u64>, discarded: Option<u64>| match (administered, discarded) {
        (None, _) => "nothing".to_owned(),
        (Some(a), None) => a.to_string(),
        (Some(a), Some(d)) => format!("{a} + {d} discarded"),
    };
    let published = counts(example.administered, example.discarded);
    let computed = counts(Some(replay.administered), replay.discarded);
    let (word, role) = if replay.as_expected() { (example.verdict.as_str(), Role::Warning) } else { ("NOT AS EXPECTED", Role::Ended) };
    let code = if example.code.is_empty() { String::new() } else { format!("{}, ", example.code) };
    [
        Line::of(Role::Code, format!("{} ", example.id)).with(role, word).with(
            Role::Text,
            format!(
                "  {} ({code}{} in units of {}): published {published}, by the rules {computed}",
                example.source, example.dose, example.unit
            ),
        ),
        Line::of(Role::Muted, example.reason.as_str()).indented(4, 4),
    ]
}
