//! What was typed for one code. Every change computes again; nothing is drawn here.

use tui_input::{Input, InputRequest};

use super::choice::{self, FieldOption};
use super::compute::{Calculator, Computed, Inputs, Problem};
use super::field::{self, FIELDS, Field, Offered};
use crate::calculator::{Answer, BillableItem, Rules};
use crate::catalog::{Catalog, Code, ContainerType, Date, Payer};
use crate::dosing::Order;
use crate::dosing::fields::Filling;
use crate::storage::browser_state::Supply;
use crate::text;
use crate::tui::BillingDefaults;
use crate::tui::screens::browse::Focus;
use crate::tui::widgets::text_input;

/// The most characters of a field; a longer paste is cut.
const LONGEST: usize = 120;

/// The panel of one code.
#[derive(Debug)]
pub struct Units {
    calculator: Calculator,
    date: Date,
    inputs: Inputs,
    /// The letters typed so far in a field that is filled by choosing.
    pub(super) typed: String,
    /// What was opened the last time, offered and never filled in unasked.
    last_opened: String,
    /// The order of the last time, offered likewise.
    pub(crate) last_order: String,
    /// The dose of the search that was filled in, so that an order changed since then stays.
    carried: String,
    /// What was typed of the patient for the order before.
    pub(super) offered_patient: Vec<Offered>,
    /// Every field is shown.
    pub(crate) more: bool,
    /// What has the keys.
    pub at: At,
    /// Rows of the answer scrolled past.
    pub(crate) scroll: usize,
    /// What had the keys before the panel.
    pub(crate) from: Focus,
    computed: Computed,
}

/// What has the keys within the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// A field, by its place in `FIELDS`.
    Field(usize),
    /// The line that shows every field.
    More,
    /// A step or a warning of the answer.
    Finding(usize),
}

impl Units {
    /// The panel of a code, its order still empty.
    pub(crate) fn new(catalog: &Catalog, code: &str, (date, today): (Date, Date), supply: &Supply) -> Option<Units> {
        let mut units = Units {
            calculator: Calculator { item: BillableItem::of_code(catalog, code)?, rules: Rules::of(catalog), today },
            date,
            inputs: Inputs(vec![Input::default(); FIELDS.len()]),
            typed: String::new(),
            last_opened: text::clean(&supply.opened).into_owned(),
            last_order: String::new(),
            carried: String::new(),
            offered_patient: Vec::new(),
            more: false,
            at: At::Field(0),
            scroll: 0,
            from: Focus::Page,
            computed: Computed::default(),
        };
        units.put("stock", &supply.stock);
        units.put("container", &supply.container);
        units.compute();
        Some(units)
    }

    /// With the payer and the setting that the user set as usual.
    pub(crate) fn billed_to(mut self, defaults: &BillingDefaults) -> Units {
        self.put("payer", &defaults.payer);
        self.put("setting", &defaults.setting);
        self.compute();
        self
    }

    /// With the payer as in the panel before, and its patient offered.
    pub(crate) fn after_another(mut self, catalog: &Catalog, before: &Units) -> Units {
        // An ended code and its successor are the same drug: keep the order.
        let follows = |old: &Code| catalog.successors(&old.code).iter().any(|link| self.code().is_some_and(|c| c.code == link.code));
        let is_same_drug = before.code().is_some_and(follows);
        if is_same_drug {
            self.put("order", before.text("order"));
        }
        self.take_over(before, is_same_drug);
        self.compute();
        self
    }

    /// Fills in the dose that was searched with the code and what was typed of the patient, once.
    pub(crate) fn carry(&mut self, dose: &str, patient: &[(&'static str, String)]) {
        let searched = patient.iter().fold(dose.to_owned(), |words, (_, text)| words + " " + text);
        if self.carried != searched {
            self.carried = searched;
            self.offer_patient();
            self.put("order", dose);
            patient.iter().for_each(|(field, text)| self.put(field, text));
            self.compute();
        }
    }

    /// The code.
    pub(crate) fn code(&self) -> Option<&Code> {
        self.calculator.item.code()
    }

    /// The code with what the catalog knows of it.
    pub(super) fn item(&self) -> &BillableItem {
        &self.calculator.item
    }

    /// The date of service that is answered for.
    pub(crate) fn date(&self) -> Date {
        self.date
    }

    /// Answers for another date of service.
    pub(crate) fn set_date(&mut self, date: Date) {
        self.date = date;
        // A date that was typed says the same, or gives way.
        if self.inputs.date(date, self.calculator.today) != Ok(date) {
            self.put("date", "");
        }
        self.compute();
    }

    /// The date of service typed in its field, where it is another one than that which is answered for.
    pub(super) fn typed_date(&self) -> Option<Date> {
        self.inputs.date(self.date, self.calculator.today).ok().filter(|date| *date != self.date)
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> &str {
        self.inputs.text(name)
    }

    /// A field's text with its cursor.
    pub(super) fn input(&self, at: usize) -> Option<&Input> {
        self.inputs.0.get(at)
    }

    /// The answer for the payer, then the one for the second payer; empty while something is wrong or missing.
    pub fn answers(&self) -> &[Answer] {
        &self.computed.answers
    }

    /// A field holds what it cannot.
    pub(super) fn is_at_fault(&self, name: &str) -> bool {
        let place = field::position(name);
        self.problems().iter().any(|problem| problem.field == place && !problem.unwritten)
    }

    /// Why there is no answer.
    pub(super) fn problems(&self) -> &[Problem] {
        &self.computed.problems
    }

    /// What was opened the last time; empty where that is not known.
    pub(super) fn last_opened(&self) -> &str {
        &self.last_opened
    }

    /// The containers of the answer as they are typed: `1x500 mg + 2x100 mg`.
    pub(super) fn plan(&self) -> Option<String> {
        let containers = &self.answers().first()?.given.containers;
        let typed = containers.iter().map(|c| format!("{}x{}", c.count, c.labeled.quantity()));
        Some(typed.collect::<Vec<_>>().join(" + ")).filter(|plan| !plan.is_empty())
    }

    /// What an arrow writes into the empty field of opened containers: right the plan, left what was opened the last time.
    fn offer(&self, i: usize, request: InputRequest) -> Option<String> {
        if !self.inputs.0[i].value().is_empty() {
            return None;
        }
        match (FIELDS[i].name, request) {
            ("order", InputRequest::GoToPrevChar) => Some(self.last_order.clone()),
            ("opened", InputRequest::GoToNextChar) => self.plan(),
            ("opened", InputRequest::GoToPrevChar) => Some(self.last_opened.clone()),
            (name, InputRequest::GoToPrevChar) => self.offered(name).map(|offered| offered.text.clone()),
            _ => None,
        }
    }

    /// What is worth remembering of the code.
    pub(crate) fn supply(&self) -> Supply {
        let opened = if self.text("opened").is_empty() { &self.last_opened } else { self.text("opened") };
        Supply { stock: self.text("stock").to_owned(), opened: opened.to_owned(), container: self.text("container").to_owned() }
    }

    /// The payer of a field, the default one where none was chosen.
    pub(super) fn payer(&self, name: &str) -> Option<&Payer> {
        self.calculator.payer(&self.inputs, name)
    }

    /// What can be chosen in a field; empty where it is typed.
    fn choices(&self, field: &Field) -> Vec<FieldOption> {
        let same = |word: &str| FieldOption { id: word.to_owned(), name: word.to_owned(), aliases: Vec::new() };
        let payer = |p: &Payer| FieldOption { id: p.id.clone(), name: p.name.clone(), aliases: p.aliases.clone() };
        match field.filling {
            Filling::Text | Filling::Several => Vec::new(),
            Filling::Switch => vec![same("yes")],
            Filling::Words(words) => words.iter().map(|w| same(w)).collect(),
            Filling::Switches(words) => words.iter().map(|(w, _)| same(w)).collect(),
            Filling::Payers => self.calculator.rules.book.payers().iter().map(payer).collect(),
            Filling::Settings => self.payer("payer").map(|p| p.settings.iter().map(|s| same(s.as_str())).collect()).unwrap_or_default(),
        }
    }

    /// The fields shown now: those that matter for the order, then those that hold something or are at fault; on demand all.
    pub(super) fn visible(&self) -> Vec<usize> {
        let order = Order::parse(self.text("order")).ok();
        let matters = |i: &usize| field::matters(FIELDS[*i].name, order.as_ref(), self.calculator.item.unit());
        let unknown_container = self.answers().first().is_some_and(|a| a.given.container == ContainerType::Unknown);
        let asks_for_ndc = self.answers().iter().any(|a| a.warnings.iter().any(|w| w.kind == "ndc-needed"));
        let shown = |i: &usize| {
            self.more
                || !self.inputs.0[*i].value().is_empty()
                || self.at == At::Field(*i)
                || self.problems().iter().any(|p| p.field == Some(*i))
                || (FIELDS[*i].name == "container" && unknown_container)
                || (matches!(FIELDS[*i].name, "ndc" | "ndc-qualifier") && asks_for_ndc)
        };
        let others = (field::OTHERS..FIELDS.len()).chain(0..field::OTHERS).filter(|i| !matters(i) && shown(i));
        (0..FIELDS.len()).filter(matters).chain(others).collect()
    }

    /// Empty fields that the order or the containers still need.
    pub(super) fn wanted(&self) -> Vec<usize> {
        let order = Order::parse(self.text("order")).ok();
        let matters = |name| field::matters(name, order.as_ref(), self.calculator.item.unit());
        let answer = self.answers().first();
        let is_wanted = |i: &usize| {
            let name = FIELDS[*i].name;
            let asked_for = || match name {
                "order" => true,
                "height" | "weight" => matters(name) && (self.text("bsa").is_empty() || !matters("bsa")),
                "gfr" | "days" | "hours" | "concentration" => matters(name),
                "stock" => self.text("opened").is_empty() && answer.is_some_and(|a| a.given.labeled.is_none()),
                "container" => answer.is_some_and(|a| a.given.container == ContainerType::Unknown),
                _ => false,
            };
            self.text(name).is_empty() && (asked_for() || self.problems().iter().any(|p| p.field == Some(*i) && p.unwritten))
        };
        (0..FIELDS.len()).filter(is_wanted).collect()
    }

    /// Where `Enter` leads from a field: to what is still wanted, then to the answer.
    pub(super) fn after(&self, here: usize) -> At {
        let wanted = self.wanted();
        let next = wanted.iter().find(|i| **i > here).or(wanted.iter().find(|i| **i < here));
        match next {
            Some(next) => At::Field(*next),
            None if self.answers().is_empty() => {
                let fault = self.problems().iter().find_map(|p| p.field);
                At::Field(fault.unwrap_or(here))
            }
            None => At::Finding(0),
        }
    }

    /// Moves one field, or one finding, up or down.
    pub(super) fn step(&mut self, down: bool, findings: usize) {
        let fields = self.visible();
        let last = fields.last().copied().unwrap_or(0);
        let next = |i: usize| {
            let here = fields.iter().position(|f| *f == i).unwrap_or(0);
            if down { here.checked_add(1) } else { here.checked_sub(1) }.and_then(|there| fields.get(there))
        };
        self.at = match self.at {
            At::Field(i) => match (next(i), down) {
                (Some(next), _) => At::Field(*next),
                (None, _) => At::More,
            },
            At::More if down && findings > 0 => At::Finding(0),
            At::More if down => At::More,
            At::More => At::Field(last),
            At::Finding(0) if !down => At::More,
            At::Finding(i) if down => At::Finding((i + 1).min(findings.saturating_sub(1))),
            At::Finding(i) => At::Finding(i - 1),
        };
    }

    /// Shows every field and goes to the first that was not seen before, or shows fewer again.
    pub(super) fn show_more(&mut self) {
        let before = self.visible();
        self.more = !self.more;
        let new = self.visible().into_iter().find(|i| !before.contains(i));
        self.at = new.map_or(At::Field(0), At::Field);
    }

    /// Empties every field; the payer and what is in stock stay.
    pub(super) fn clear(&mut self) {
        for (input, field) in self.inputs.0.iter_mut().zip(FIELDS) {
            if !matches!(field.name, "payer" | "second-payer" | "setting" | "340b" | "stock" | "container") {
                input.reset();
            }
        }
        self.offered_patient.clear();
        (self.at, self.scroll) = (At::Field(0), 0);
        self.compute();
    }

    /// Types into the current field, or steps to another choice.
    pub(super) fn edit(&mut self, request: InputRequest) {
        let At::Field(i) = self.at else { return };
        let choices = self.choices(&FIELDS[i]);
        let value = self.inputs.0[i].value().to_owned();
        if !choices.is_empty() {
            self.inputs.0[i] = Input::new(choice::chosen(&choices, &value, &mut self.typed, request));
        } else if let Some(offer) = self.offer(i, request) {
            self.inputs.0[i] = Input::new(offer);
        } else {
            text_input::edit(&mut self.inputs.0[i], request, LONGEST);
        }
        if self.inputs.0[i].value() != value {
            self.changed();
        }
    }

    /// Pastes into the current field where it takes text.
    pub(super) fn paste(&mut self, words: &str) {
        let At::Field(i) = self.at else { return };
        if !FIELDS[i].is_typed() {
            return;
        }
        let typed = text::clean(words.trim())
            .chars()
            .filter(|c| text_input::edit(&mut self.inputs.0[i], InputRequest::InsertChar(*c), LONGEST))
            .count();
        if typed > 0 {
            self.changed();
        }
    }

    /// Computes again after any change.
    fn compute(&mut self) {
        self.computed = self.calculator.compute(&self.inputs, self.date);
    }

    pub(super) fn changed(&mut self) {
        self.scroll = 0;
        self.compute();
    }

    pub(super) fn put(&mut self, name: &str, words: &str) {
        if let Some(i) = field::position(name) {
            self.inputs.0[i] = text_input::pasted(words, LONGEST);
        }
    }
}
