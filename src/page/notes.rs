//! Notes as lines: by section, the nearest layer first, each with its source.

use super::{Line, Role};
use crate::catalog::{ApplicableNote, Catalog, Code, Confidence, Date, Layer, Note, Section, State};

/// The notes of some sections that hold on the date, under a heading each where there are several.
///
/// What holds for every drug is counted rather than written where it is not wanted.
pub(super) fn lines(catalog: &Catalog, code: &Code, sections: &[Section], on: Date, all: bool) -> Vec<Line> {
    let notes = catalog.notes_of(&code.code, sections, on);
    let words = Words::new(catalog, on);
    let mut lines = Vec::new();
    let mut out_of_sight = 0;
    for (i, section) in sections.iter().enumerate() {
        let found: Vec<&ApplicableNote> = notes.iter().filter(|n| n.section == *section).collect();
        let (near, far) = if all { (found, Vec::new()) } else { split(found) };
        if i > 0 && near.is_empty() {
            out_of_sight += far.len();
            continue;
        }
        if i > 0 {
            lines.push(Line::blank());
            lines.push(Line::heading(title(*section)));
        }
        if near.is_empty() && far.is_empty() {
            lines.push(Line::of(Role::Muted, format!("Nothing is written here about the {} of this code on {on}.", topic(*section))));
        }
        section_lines(catalog, *section, &near, &words, &mut lines);
        lines.extend(folded(catalog, &far));
    }
    if out_of_sight > 0 {
        let titles: Vec<&str> = sections.iter().skip(1).map(|section| title(*section)).collect();
        lines.push(Line::of(Role::Muted, format!("Folded: {out_of_sight} more on {}", titles.join(", "))));
    }
    lines
}

/// The notes of the nearest layer, own ones with those of the code, and the others. What holds for every drug is never near.
fn split(found: Vec<&ApplicableNote>) -> (Vec<&ApplicableNote>, Vec<&ApplicableNote>) {
    let of_code = |n: &&ApplicableNote| matches!(n.layer, Layer::Own | Layer::Code);
    if found.iter().any(of_code) { found.into_iter().partition(of_code) } else { found.into_iter().partition(|n| n.layer != Layer::All) }
}

/// `Folded: 5 for the class PD-1 inhibitors, 12 for every drug`; nothing where there are none.
fn folded(catalog: &Catalog, far: &[&ApplicableNote]) -> Option<Line> {
    let mut counts: Vec<(&Layer, usize)> = Vec::new();
    for note in far {
        match counts.iter_mut().find(|(layer, _)| **layer == note.layer) {
            Some((_, count)) => *count += 1,
            None => counts.push((&note.layer, 1)),
        }
    }
    let words: Vec<String> =
        counts.iter().map(|(layer, count)| format!("{count} {}", layer_words(catalog, layer).replacen('F', "f", 1))).collect();
    (!words.is_empty()).then(|| Line::of(Role::Muted, format!("Folded: {}", words.join(", "))))
}

/// Takes the ids of sources from the end of a statement; that they are copies, or that there is none, stays.
pub(super) fn hide_sources(line: &mut Line) {
    cite(line, |_| String::new());
}

/// Numbers in place of the ids of sources, as `mark` writes them, and the ids in the order of their numbers from 1.
pub fn mark_sources(lines: &mut [Line], mark: impl Fn(usize) -> String) -> Vec<String> {
    let mut cited: Vec<String> = Vec::new();
    for line in lines {
        cite(line, |id| {
            let held = cited.iter().position(|held| held == id);
            let at = held.unwrap_or_else(|| {
                cited.push(id.to_owned());
                cited.len() - 1
            });
            mark(at + 1)
        });
    }
    cited
}

/// Writes each id of a statement's sources in another way.
fn cite(line: &mut Line, mut written: impl FnMut(&str) -> String) {
    for span in line.spans.iter_mut().filter(|span| span.role == Role::Source) {
        let Some((confidence, ids)) = span.text.strip_prefix(" [").and_then(|s| s.strip_suffix(']')?.split_once(": ")) else { continue };
        let marks: Vec<String> = ids.split(", ").map(&mut written).filter(|mark| !mark.is_empty()).collect();
        let secondary = if confidence == Confidence::Secondary.as_str() { " [secondary]" } else { "" };
        let gap = if marks.is_empty() { "" } else { " " };
        span.text = format!("{secondary}{gap}{}", marks.join(" "));
    }
    line.spans.retain(|span| !span.text.is_empty());
}

/// The notes of one section, each layer under its name.
pub(super) fn section_lines(catalog: &Catalog, section: Section, notes: &[&ApplicableNote], words: &Words<'_>, lines: &mut Vec<Line>) {
    let mut layer = None;
    for applied in notes {
        if layer != Some(&applied.layer) {
            if layer.is_some() {
                lines.push(Line::blank());
            }
            lines.push(Line::of(Role::Layer, layer_words(catalog, &applied.layer)));
            layer = Some(&applied.layer);
        }
        lines.push(note_line(section, &applied.note, words));
    }
}

/// `For this code`, `For the class <name>` ...
fn layer_words(catalog: &Catalog, layer: &Layer) -> String {
    match layer {
        Layer::Code => "For this code".to_owned(),
        Layer::Class(id) => {
            let name = catalog.classes().find(|c| c.id == *id).map_or(id.as_str(), |c| c.name.as_str());
            format!("For the class {name}")
        }
        Layer::All => "For every drug".to_owned(),
        Layer::Own => "Your own notes".to_owned(),
    }
}

fn note_line(section: Section, note: &Note, words: &Words<'_>) -> Line {
    let mut line = Line::of(Role::Muted, "- ").indented(2, 4);
    if let Some(about) = &note.about {
        line = words.about(line, section, about, &note.rarc).with(Role::Text, ": ");
    }
    line = line.with(Role::Text, note.text.clone());
    line = match (note.from, note.until) {
        (Some(from), Some(until)) => line.with(Role::Muted, format!(" From {from} until {until}.")),
        (Some(from), None) => line.with(Role::Muted, format!(" From {from}.")),
        (None, Some(until)) => line.with(Role::Warning, format!(" Until {until}.")),
        (None, None) => line,
    };
    sourced(line, note.confidence, &note.sources)
}

/// `[official: cms-hcpcs-2026-07]` after a statement, or a warning that nobody is named.
pub(super) fn sourced(line: Line, confidence: Confidence, sources: &[String]) -> Line {
    if sources.is_empty() {
        line.with(Role::Warning, format!(" [{}]", Confidence::Unsourced.as_str()))
    } else {
        line.with(Role::Source, format!(" [{}: {}]", confidence.as_str(), sources.join(", ")))
    }
}

fn title(section: Section) -> &'static str {
    match section {
        Section::Clinical => "Clinical",
        Section::Modifiers => "Modifiers",
        Section::Documentation => "Documentation",
        Section::Denials => "Denials",
        Section::Payers => "Payers",
        Section::Similar => "Similar codes",
        Section::Sites => "Where it is given",
        Section::Taxonomies => "Who bills it",
        Section::Rems => "REMS",
        Section::SelfAdministered => "Self-administered",
    }
}

fn topic(section: Section) -> &'static str {
    match section {
        Section::Clinical => "clinical use",
        Section::Modifiers => "modifiers",
        Section::Documentation => "documentation",
        Section::Denials => "denials",
        Section::Payers => "payers",
        Section::Similar => "neighbors",
        Section::Sites => "sites of service",
        Section::Taxonomies => "billing specialties",
        Section::Rems => "REMS",
        Section::SelfAdministered => "self-administration",
    }
}

/// What the things that notes are about are called. The tables are decoded when the first note asks for them.
pub(super) struct Words<'a> {
    catalog: &'a Catalog,
    on: Date,
}

impl<'a> Words<'a> {
    pub(super) fn new(catalog: &'a Catalog, on: Date) -> Words<'a> {
        Words { catalog, on }
    }

    /// `JW`, `CARC 16 M53`, `J9022 atezolizumab, 10 mg`, `POS 11 Office`, `207RX0202X Medical Oncology`.
    fn about(&self, line: Line, section: Section, about: &str, rarc: &[String]) -> Line {
        match section {
            Section::Modifiers => {
                let line = line.with(Role::Code, about);
                match self.catalog.modifiers().find(about) {
                    Some(m) if m.dates.state(self.on) != State::Active => {
                        let ended = m.dates.ended.map(|d| format!(" {d}")).unwrap_or_default();
                        line.with(Role::Ended, format!(" ({}{ended})", m.dates.state(self.on).as_str()))
                    }
                    _ => line,
                }
            }
            Section::Denials => {
                let line = line.with(Role::Label, "CARC ").with(Role::Code, about);
                if rarc.is_empty() { line } else { line.with(Role::Label, " with ").with(Role::Code, rarc.join(" ")) }
            }
            Section::Similar => self.code(line, about),
            Section::Sites => {
                let name = self.catalog.places().iter().find(|p| p.code == about).map(|p| format!(" {}", p.name));
                line.with(Role::Label, "POS ").with(Role::Code, about).with(Role::Text, name.unwrap_or_default())
            }
            Section::Taxonomies => {
                let name = self.catalog.reference().taxonomies.iter().find(|t| t.code == about).map(|t| format!(" {}", t.name));
                line.with(Role::Code, about).with(Role::Text, name.unwrap_or_default())
            }
            Section::Payers => line.with(Role::Label, self.catalog.rulebook().payer(about).map_or(about, |p| p.name.as_str())),
            Section::Clinical | Section::Documentation | Section::Rems | Section::SelfAdministered => line.with(Role::Label, about),
        }
    }

    /// A code with its name, unit and, where it is not active, its state.
    pub(super) fn code(&self, line: Line, code: &str) -> Line {
        let line = line.with(Role::Code, code);
        let Some(known) = self.catalog.code(code) else { return line };
        let line = line.with(Role::Text, format!(" {}, {}", known.title(), known.unit.text()));
        match (known.state(self.on), known.dates.ended, known.dates.added) {
            (State::Ended, Some(ended), _) => line.with(Role::Ended, format!(" (ended {ended})")),
            (State::Future, _, Some(added)) => line.with(Role::Warning, format!(" (from {added})")),
            _ => line,
        }
    }
}
