//! `jdex --plain`: the browser in plain lines, for screen readers. One line is typed, its answer follows; nothing is drawn again.

use std::io::{self, Cursor, Read};

use super::{Cli, Command, CommandContext, parse, report, run as perform, usage};
use crate::catalog::Date;
use crate::claim::written;
use crate::exit::{Exit, UserError};
use crate::page::Pane;
use crate::search::asked;
use crate::storage::browser_state::{self, Change};
use crate::text;
use crate::text::date::{parse_near, spoken};

/// The most bytes of a line.
const LONGEST: usize = 4_096;

/// The most bytes of pasted claim lines.
const PASTED: usize = 1 << 20;

const HELP: &str = "\
Type what is in hand: a drug, a brand, a dose, a denial. A code alone reads its page.
After a page: its panes by name (modifiers, denials, price ...), or `all` for the whole page.
units 200 mg            the dose in claim lines, for the code read last
claim                   paste claim lines, then an empty line; or claim FILE
denial CO-16 M119       what it means and how to fix it
train                   practice cases; train play ID works one
date 11/30/2026         the date of service; also today, yesterday, +7, -30
news, compare, coverage, checklist, rule ... as on the command line
help COMMAND            its flags and examples
quit                    leaves";

/// What is kept from line to line.
struct Session {
    today: Date,
    /// The code whose page was read last.
    code: Option<String>,
    /// Codes that were read are remembered.
    remembers: bool,
}

/// Answers line after line until `quit` or the end of the input; `first` is answered before.
///
/// # Errors
/// Output cannot be written, or the input cannot be read.
pub fn run(first: &str, (today, remembers): (Date, bool), desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let mut session = Session { today, code: None, remembers };
    writeln!(
        desk.out,
        "jdex in plain lines, for {}. Type a drug, a code or a dose; help lists more, quit leaves.",
        spoken(desk.date, today)
    )?;
    let mut line = Some(first.to_owned());
    loop {
        match line.as_deref().map(str::trim) {
            None | Some("quit" | "exit" | "q") => return Ok(Exit::Success),
            Some("") => {}
            Some(words) => {
                if let Err(error) = session.answer(words, desk) {
                    report(&error, false, &mut io::sink(), desk.err);
                }
            }
        }
        write!(desk.out, "> ")?;
        desk.out.flush()?;
        line = read_line(desk.input)?;
    }
}

impl Session {
    fn answer(&mut self, line: &str, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
        let words = split(line);
        let (Some(first), rest) = (words.first().map(|word| word.to_lowercase()), words.get(1..).unwrap_or_default()) else {
            return Ok(());
        };
        let pane = Pane::ALL.into_iter().find(|pane| pane.as_str() == first && rest.is_empty());
        let own = |words: &[&str]| [&["jdex"], words].concat().into_iter().map(str::to_owned).collect::<Vec<_>>();
        let arguments = match (first.as_str(), self.code.clone()) {
            ("help" | "?", _) if rest.is_empty() => {
                writeln!(desk.out, "{HELP}")?;
                return Ok(());
            }
            ("help", _) => [own(&[]), rest.to_vec(), own(&["--help"]).split_off(1)].concat(),
            ("date", _) => return self.set_date(&rest.join(" "), desk),
            ("claim", _) if rest.is_empty() => return check_pasted(desk),
            ("all", Some(code)) if rest.is_empty() => own(&["show", &code, "--all"]),
            (_, Some(code)) if pane.is_some() => own(&["show", &code, "--pane", &first]),
            ("units", code) => {
                let named = rest.first().filter(|word| desk.catalog.code(word).is_some()).cloned();
                let rest = if named.is_some() { &rest[1..] } else { rest };
                let flags = rest.iter().position(|word| word.starts_with("--")).unwrap_or(rest.len());
                // An order is written without quotes: 15 mg/kg.
                let order = (flags > 0).then(|| rest[..flags].join(" "));
                let words = [named.or(code), order, rest[flags..].first().cloned()];
                [own(&["units"]), words.into_iter().flatten().collect(), rest.get(flags + 1..).unwrap_or_default().to_vec()].concat()
            }
            _ if let Some((code, pane)) = asked(line).filter(|(code, _)| desk.catalog.code(code).is_some()) => {
                own(&["show", &code, "--pane", pane])
            }
            _ if rest.is_empty() && desk.catalog.code(&first).is_some() => own(&["show", &first, "--pane", Pane::Overview.as_str()]),
            _ => [own(&[]), words].concat(),
        };
        match parse(arguments.into_iter().map(Into::into)) {
            Ok(Cli { command: Some(command), date, .. }) => {
                let asked = date.map(|date| date.from(self.today)).transpose().map_err(|why| UserError::new("usage", why))?;
                let held = desk.date;
                desk.date = asked.unwrap_or(held);
                if let Command::Show(shown) = &command
                    && let Some(code) = desk.catalog.code(&shown.code)
                {
                    self.read(&code.code, desk);
                }
                let answered = perform(&command, desk);
                desk.date = held;
                answered?;
                if matches!(&command, Command::Show(shown) if shown.pane == Some(Pane::Overview)) {
                    let others: Vec<&str> = Pane::ALL.iter().map(|pane| pane.as_str()).skip(1).collect();
                    writeln!(desk.out, "More: {}; units DOSE; all.", others.join(", "))?;
                }
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(shown) if shown.use_stderr() => Ok(write!(desk.err, "{}", usage(&shown))?),
            Err(shown) => Ok(write!(desk.out, "{}", usage(&shown))?),
        }
    }

    /// Notes the code whose page is read.
    fn read(&mut self, code: &str, desk: &mut CommandContext<'_>) {
        if self.remembers && self.code.as_deref() != Some(code) {
            // A page is read whether or not it can be remembered; the browser says where bookmarks cannot be written.
            let _ = browser_state::save(&desk.paths.data, &[Change::Opened(code.to_owned())]);
        }
        self.code = Some(code.to_owned());
    }

    fn set_date(&self, typed: &str, desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
        match parse_near(typed, self.today) {
            Ok(date) => {
                desk.date = date;
                Ok(writeln!(desk.out, "Date of service {}.", spoken(date, self.today))?)
            }
            Err(error) => Ok(writeln!(desk.err, "jdex: {error}")?),
        }
    }
}

/// Reads claim lines up to an empty one and checks them.
fn check_pasted(desk: &mut CommandContext<'_>) -> anyhow::Result<()> {
    writeln!(
        desk.out,
        "Paste claim lines, as J9271-JZ 200 11/10/2026 or under a header: code,modifiers,units,date. An empty line ends them."
    )?;
    desk.out.flush()?;
    let mut pasted = String::new();
    while let Some(line) = read_line(desk.input)?.filter(|line| !line.trim().is_empty()) {
        if pasted.len() + line.len() > PASTED {
            return Ok(writeln!(desk.err, "jdex: more than {PASTED} bytes; write them to a file: claim FILE")?);
        }
        pasted = pasted + &line + "\n";
    }
    let pasted = written::with_header(&pasted).unwrap_or(pasted);
    let Cli { command: Some(command), .. } = parse(["jdex", "claim", "-"].map(Into::into))? else { return Ok(()) };
    let mut inner = CommandContext { input: &mut Cursor::new(pasted), out: &mut *desk.out, err: &mut *desk.err, ..*desk };
    perform(&command, &mut inner).map(|_| ())
}

/// A line without its end; `None` at the end of the input. What is longer than a line may be is cut.
fn read_line(input: &mut dyn Read) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    loop {
        match input.read(&mut byte) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(0) => break,
            Ok(_) if byte == *b"\n" => break,
            Ok(_) if bytes.len() < LONGEST => bytes.push(byte[0]),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(text::clean(String::from_utf8_lossy(&bytes).trim_end_matches('\r')).into_owned()))
}

/// Words between spaces; quotes keep several together.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut quoted, mut open) = (vec![String::new()], false, false);
    for c in line.chars() {
        match c {
            '"' => (quoted, open) = (!quoted, true),
            c if c.is_whitespace() && !quoted => {
                if open {
                    words.push(String::new());
                }
                open = false;
            }
            c => {
                open = true;
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    if !open {
        words.pop();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_and_quotes() {
        assert_eq!(split("units J9035  \"15 mg/kg\" --weight 67.5kg "), ["units", "J9035", "15 mg/kg", "--weight", "67.5kg"]);
        assert_eq!(split("  "), [""; 0]);
        assert_eq!(split("a \"\" b"), ["a", "", "b"]);
    }
}
