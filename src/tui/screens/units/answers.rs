//! Answers that one key gives: the measure of a weight or a height, the type of a container; and the lines as forms hold them.

use super::field::FIELDS;
use super::form::{At, Units};
use crate::explanation::{Field, Warning};
use crate::page::ClaimForm;
use crate::quantity::Amount;
use crate::tui::Effect;

/// The measures that a field turns through; the first is meant where none is written.
const MEASURES: [(&str, [&str; 2]); 2] = [("weight", ["kg", "lb"]), ("height", ["cm", "in"])];

/// What can be answered for a container.
const CONTAINERS: [&str; 3] = ["single", "multi", ""];

impl Units {
    /// The measures of the current field.
    fn measures(&self) -> Option<[&'static str; 2]> {
        let At::Field(i) = self.at else { return None };
        MEASURES.iter().find(|(name, _)| FIELDS.get(i).is_some_and(|f| f.name == *name)).map(|(_, measures)| *measures)
    }

    /// The label of a field; the measure in it is that of a bare number, so it is left out beside another one: `150 lb`, `5'6"`.
    pub(super) fn label(&self, i: usize) -> &'static str {
        let Some(field) = FIELDS.get(i) else { return "" };
        let Some((_, [bare, _])) = MEASURES.iter().find(|(name, _)| *name == field.name) else { return field.label };
        let typed = self.text(field.name).trim().to_lowercase();
        let other = typed.contains(|c: char| c.is_alphabetic() || matches!(c, '\'' | '"')) && !typed.ends_with(bare);
        if other { field.label.trim_end_matches(bare).trim_end() } else { field.label }
    }

    /// Has the current field several measures?
    pub(super) fn has_measures(&self) -> bool {
        self.measures().is_some()
    }

    /// Gives the number in the current field its other measure: `72` and `72 kg` become `72 lb`.
    pub(super) fn next_measure(&mut self) -> Effect {
        let (Some([first, second]), At::Field(i)) = (self.measures(), self.at) else {
            return Effect::say("weight and height have two measures: choose one of these fields");
        };
        let name = FIELDS[i].name;
        let typed = self.text(name).to_owned();
        let number = typed.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
        if Amount::parse(number).is_err() {
            return Effect::say("type a number first");
        }
        let next = if typed.ends_with(second) { first } else { second };
        self.put(name, &format!("{number} {next}"));
        self.changed();
        Effect::say(format!("{name} in {next}"))
    }

    /// Would the type of the container settle JW and JZ?
    pub(super) fn container_is_wanted(&self) -> bool {
        let settles = |warning: &Warning| warning.kind.field() == Some(Field::Container);
        self.answers().first().is_some_and(|answer| answer.warnings.iter().any(settles))
    }

    /// The next answer for the container: single-dose, multi-dose, as the catalog has it.
    pub(super) fn next_container(&mut self) -> Effect {
        let here = CONTAINERS.iter().position(|word| *word == self.text("container")).unwrap_or(2);
        let next = CONTAINERS[(here + 1) % CONTAINERS.len()];
        self.put("container", next);
        self.changed();
        Effect::say(if next.is_empty() { "container as the catalog has it".to_owned() } else { format!("{next}-dose container") })
    }

    /// The claim lines as forms hold them: a letter, a name and the text of each.
    pub(super) fn forms(&self) -> Vec<(char, &'static str, String)> {
        let Some(answer) = self.answers().first() else { return Vec::new() };
        let cells = answer.claim_lines();
        let n4 = answer.lines.iter().filter_map(|line| line.ndc.as_ref()).map(|ndc| {
            let counted = ndc.qualifier.zip(ndc.quantity).map(|(qualifier, quantity)| format!(" {qualifier}{quantity}"));
            format!("N4{}{}", ndc.ndc11, counted.unwrap_or_default())
        });
        let n4 = n4.collect::<Vec<_>>().join("\n");
        let text = |form: &ClaimForm| Some((form.key(), form.name(), form.of(&cells).ok()?.text.join("\n")));
        let forms = ClaimForm::ALL.iter().filter_map(text);
        let n4 = Some(('n', "NDC", n4)).filter(|(_, _, text)| !text.is_empty());
        forms.chain(n4).collect()
    }
}
