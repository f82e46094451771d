//! From keys to actions: the shipped `keys.toml`, and a user's own laid over it.

use std::collections::HashMap;

use crokey::{KeyCombination, KeyCombinationFormat, OneToThree};
use ratatui::crossterm::event::{KeyCode, KeyModifiers};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::action::{Action, Place};
use crate::config::Mistake;

/// The shipped keys.
pub const SHIPPED: &str = include_str!("../../assets/keys.toml");

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The list with the search box: letters are text.
    List,
    /// A code's page: letters are commands.
    Page,
    /// The fields of the units panel: letters are text.
    Fields,
    /// The answer of the units panel: letters are commands.
    Answer,
    /// The claims workbench: letters are commands.
    Claims,
    /// The training screen where something is typed: letters are text.
    Training,
    /// The training screen where something is chosen or read: letters are commands.
    Case,
    /// A box that takes text, over everything else.
    Input,
    /// A panel over everything else.
    Overlay,
    /// Checklists, over everything else.
    Checklist,
    /// Every other context, where it does not say otherwise.
    Everywhere,
}

impl Context {
    /// Every context, in the order of `keys.toml`.
    pub const ALL: [Context; 11] = [
        Context::Everywhere,
        Context::List,
        Context::Page,
        Context::Fields,
        Context::Answer,
        Context::Claims,
        Context::Training,
        Context::Case,
        Context::Input,
        Context::Overlay,
        Context::Checklist,
    ];

    /// Its table in `keys.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Context::List => "list",
            Context::Page => "page",
            Context::Fields => "fields",
            Context::Answer => "answer",
            Context::Claims => "claims",
            Context::Training => "training",
            Context::Case => "case",
            Context::Input => "input",
            Context::Overlay => "overlay",
            Context::Checklist => "checklist",
            Context::Everywhere => "everywhere",
        }
    }
}

impl Context {
    /// The same place where letters are commands.
    pub(crate) fn commands(self) -> Context {
        match self {
            Context::Fields | Context::Answer => Context::Answer,
            Context::Training | Context::Case => Context::Case,
            Context::Claims => Context::Claims,
            _ => Context::Page,
        }
    }

    /// Whether an action of a place does something here.
    pub fn allows(self, place: Place) -> bool {
        match place {
            Place::Anywhere => true,
            Place::Browse => self.commands() == Context::Page,
            Place::Page => self == Context::Page,
            Place::Units => self.commands() == Context::Answer,
            Place::Claims => self == Context::Claims,
            Place::Training => self.commands() == Context::Case,
            Place::Form => matches!(self.commands(), Context::Answer | Context::Case),
        }
    }
}

/// The keys of every action, and the action of every key.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// In the order they were written, the first is the one shown where there is room for one.
    bindings: Vec<(Context, KeyCombination, Action)>,
    lookup: HashMap<(Context, KeyCombination), Action>,
}

impl Keymap {
    /// The shipped keys with a user's own laid over them; what is wrong in those is named and left out.
    ///
    /// `own` is (shown path, text).
    pub fn new(own: Option<(&str, &str)>) -> (Keymap, Vec<Mistake>) {
        let mut keymap = Keymap::default();
        let mut mistakes = keymap.apply_overlay("assets/keys.toml", SHIPPED);
        if let Some((file, text)) = own {
            mistakes.extend(keymap.apply_overlay(file, text));
        }
        keymap.lookup = keymap.bindings.iter().map(|(context, key, action)| ((*context, *key), *action)).collect();
        (keymap, mistakes)
    }

    /// What a key does in a context.
    pub fn get(&self, context: Context, key: KeyCombination) -> Option<Action> {
        let key = normal(key);
        self.lookup.get(&(context, key)).or_else(|| self.lookup.get(&(Context::Everywhere, key))).copied()
    }

    /// The first key of an action in a context, as shown: `Ctrl-p`.
    pub fn key(&self, context: Context, action: Action) -> Option<String> {
        let of = |wanted: Context| self.bindings.iter().find(|(c, _, a)| *c == wanted && *a == action).map(|(_, key, _)| shown(*key));
        of(context).or_else(|| of(Context::Everywhere))
    }

    /// Every key of an action, as shown, each once: those of the page first. What only a panel or a box knows differently
    /// is shown there; keys of training are shown only where there are no others.
    pub fn keys(&self, action: Action) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for wanted in [Context::Page, Context::List, Context::Everywhere, Context::Claims, Context::Case] {
            if matches!(wanted, Context::Claims | Context::Case) && !keys.is_empty() {
                break;
            }
            for (_, key, _) in self.bindings.iter().filter(|(c, _, a)| *c == wanted && *a == action) {
                let key = shown(*key);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// What a letter does in a context where it is a command: as there, else as on a page. `None` where it does nothing there.
    pub fn command(&self, context: Context, letter: char) -> Option<Action> {
        let key = normal(KeyCombination::one_key(KeyCode::Char(letter), KeyModifiers::NONE));
        let own = self.lookup.get(&(context.commands(), key));
        own.or_else(|| self.lookup.get(&(Context::Page, key))).copied().filter(|action| context.allows(action.place()))
    }

    /// The letter that [`command`](Keymap::command) knows an action by, else a key that needs no Meta.
    pub fn command_key(&self, context: Context, action: Action) -> Option<String> {
        let of = |wanted: Context| self.bindings.iter().filter(move |(c, _, a)| *c == wanted && *a == action).map(|(_, key, _)| *key);
        let letter = |key: &KeyCombination| match key.codes {
            OneToThree::One(KeyCode::Char(c)) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => {
                let c = if key.modifiers.contains(KeyModifiers::SHIFT) { c.to_ascii_uppercase() } else { c };
                (self.command(context, c) == Some(action)).then(|| c.to_string())
            }
            _ => None,
        };
        let plain = |key: &KeyCombination| !key.modifiers.contains(KeyModifiers::ALT);
        let letters = of(context.commands()).chain(of(Context::Page)).find_map(|key| letter(&key));
        letters.or_else(|| of(context).chain(of(Context::Everywhere)).find(plain).map(shown))
    }

    fn apply_overlay(&mut self, file: &str, text: &str) -> Vec<Mistake> {
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |s| s.start);
                return vec![Mistake::at(file, text, at, error.message().trim().replace('\n', ", "))];
            }
        };
        let mut mistakes = Vec::new();
        let mut given: HashMap<(Context, KeyCombination), Action> = HashMap::new();
        let mut mistake = |at: usize, message: String| mistakes.push(Mistake::at(file, text, at, message));
        for (name, section) in table.get_ref() {
            let Some(context) = Context::ALL.into_iter().find(|c| c.name() == name.get_ref().as_ref()) else {
                mistake(
                    name.span().start,
                    format!("`{}` is not a table of keys; write {}", name.get_ref(), Context::ALL.map(Context::name).join(", ")),
                );
                continue;
            };
            let DeValue::Table(entries) = section.get_ref() else {
                mistake(name.span().start, format!("`{}` must be a table: [{}]", name.get_ref(), name.get_ref()));
                continue;
            };
            for (name, value) in entries {
                let place = || format!("[{}] {}", context.name(), name.get_ref());
                if let Some((action, true)) = Action::named(name.get_ref()) {
                    mistake(name.span().start, format!("{}: is now called `{}`; the old name still works", place(), action.name()));
                }
                match entry(name.get_ref(), value) {
                    Ok((action, keys)) => match keys.iter().find_map(|key| given.get(&(context, *key))) {
                        Some(other) => {
                            mistake(value.span().start, format!("{}: its key is also given to `{}`; keep one", place(), other.name()))
                        }
                        None => {
                            given.extend(keys.iter().map(|key| ((context, *key), action)));
                            self.bind(context, action, keys);
                        }
                    },
                    Err((at, message)) => mistake(at.unwrap_or(name.span().start), format!("{}: {message}", place())),
                }
            }
        }
        mistakes
    }

    /// Gives an action its keys in a context; other actions lose them there.
    fn bind(&mut self, context: Context, action: Action, keys: Vec<KeyCombination>) {
        self.bindings.retain(|(c, key, a)| *c != context || (*a != action && !keys.contains(key)));
        self.bindings.extend(keys.into_iter().map(|key| (context, key, action)));
    }
}

/// One line of a keys file, or the byte and the words of what is wrong with it.
fn entry(name: &str, value: &Spanned<DeValue<'_>>) -> Result<(Action, Vec<KeyCombination>), (Option<usize>, String)> {
    let (action, _) = Action::named(name).ok_or_else(|| (None, "no such action; `jdex` lists them under `:`".to_owned()))?;
    let words: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![value],
    };
    let mut keys = Vec::new();
    for word in words {
        let at = Some(word.span().start);
        let DeValue::String(text) = word.get_ref() else {
            return Err((at, "a key is written in quotes: \"ctrl-p\"".to_owned()));
        };
        keys.push(
            parse(text).ok_or_else(|| (at, format!("`{text}` is not a key; write it like \"q\", \"G\", \"ctrl-p\", \"alt-y\", \"f1\"")))?,
        );
    }
    Ok((action, keys))
}

/// A key as written in a keys file or a test: `G` and `shift-g` are the same.
pub fn parse(text: &str) -> Option<KeyCombination> {
    let last = text.rsplit('-').next().filter(|l| !l.is_empty()).unwrap_or(text);
    let upper = last.len() == 1 && last.chars().all(|c| c.is_ascii_uppercase());
    let text = if upper { format!("{}shift-{last}", &text[..text.len() - last.len()]) } else { text.to_owned() };
    let key: KeyCombination = text.parse().ok()?;
    key.is_ansi_compatible().then(|| normal(key))
}

/// Terminals differ on shift: `G` with and without it is one key, and `?` never carries it.
fn normal(key: KeyCombination) -> KeyCombination {
    let mut key = key.normalized();
    if let OneToThree::One(KeyCode::Char(c)) = key.codes
        && !c.is_alphabetic()
    {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    key
}

/// A key as shown: `Ctrl-p`, `G`, `Esc`.
fn shown(key: KeyCombination) -> String {
    let text = KeyCombinationFormat::default().with_implicit_shift().to_string(key);
    text.replace("BackTab", "Shift-Tab").replace("PageUp", "PgUp").replace("PageDown", "PgDn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_keys_are_right_and_none_stands_twice() {
        let (keymap, mistakes) = Keymap::new(None);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        assert_eq!(keymap.bindings.len(), keymap.lookup.len());
        let written = SHIPPED.lines().filter(|l| l.contains(" = ")).map(|l| l.matches('"').count() / 2).sum::<usize>();
        assert_eq!(keymap.bindings.len(), written, "a key is bound twice in one context");
        for action in Action::ALL {
            assert!(!keymap.keys(*action).is_empty(), "{} has no key", action.name());
        }
    }

    #[test]
    fn shift_is_the_same_however_it_arrives() {
        let (keymap, _) = Keymap::new(None);
        let press = |c, modifiers| KeyCombination::one_key(KeyCode::Char(c), modifiers);
        for key in [press('G', KeyModifiers::NONE), press('G', KeyModifiers::SHIFT), press('g', KeyModifiers::SHIFT)] {
            assert_eq!(keymap.get(Context::Page, key), Some(Action::Last));
        }
        assert_eq!(keymap.get(Context::Page, press('g', KeyModifiers::NONE)), Some(Action::First));
        assert_eq!(keymap.get(Context::List, press('?', KeyModifiers::SHIFT)), Some(Action::Help));
        assert_eq!(keymap.get(Context::List, press('D', KeyModifiers::ALT | KeyModifiers::SHIFT)), Some(Action::Date));
        assert_eq!(keymap.get(Context::List, press('q', KeyModifiers::NONE)), None);
    }

    #[test]
    fn own_keys_replace_a_line_and_leave_the_rest() {
        let own = "[page]\ncopy = \"c\"\nbookmark = [\"y\", \"ctrl-x\"]\nmouse = []\n";
        let (keymap, mistakes) = Keymap::new(Some(("keys.toml", own)));
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let get = |key| keymap.get(Context::Page, parse(key).unwrap());
        assert_eq!(get("c"), Some(Action::Copy));
        assert_eq!(get("y"), Some(Action::Bookmark));
        assert_eq!(get("b"), None);
        assert_eq!(get("M"), None);
        assert_eq!(get("q"), Some(Action::Quit));
        assert_eq!(keymap.keys(Action::Copy), ["c", "Alt-y"]);
    }

    #[test]
    fn former_names_of_actions_work_and_are_named() {
        let own = "[page]\ngiving = \"c\"\n[checklist]\ntick = \"t\"\n[fields]\nanew = \"f5\"\nmore = \"f6\"\n";
        let (keymap, notes) = Keymap::new(Some(("keys.toml", own)));
        let get = |context, key| keymap.get(context, parse(key).unwrap());
        assert_eq!(get(Context::Page, "c"), Some(Action::AdministrationCodes));
        assert_eq!(get(Context::Page, "a"), None);
        assert_eq!(get(Context::Checklist, "t"), Some(Action::Checklist));
        assert_eq!(get(Context::Fields, "f5"), Some(Action::Clear));
        assert_eq!(get(Context::Fields, "f6"), Some(Action::ToggleAllFields));
        let told: Vec<String> = notes.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 4, "{told:#?}");
        assert!(told.contains(&"keys.toml:2: [page] giving: is now called `administration-codes`; the old name still works".to_owned()));
    }

    #[test]
    fn mistakes_name_file_line_and_key_and_the_rest_holds() {
        let own = "[page]\ncopi = \"c\"\ncopy = \"hyper-c\"\nquit = [\"x\",\n 3]\nback = \"z\"\n[pages]\nup = \"u\"\n[input]\nback = \"f9\"\nopen = [\"f8\", \"f9\"]\n";
        let (keymap, mistakes) = Keymap::new(Some(("keys.toml", own)));
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 5, "{told:#?}");
        assert!(told.iter().any(|m| m.contains(": [input] open: its key is also given to `back`")));
        assert!(told.iter().any(|m| m.starts_with("keys.toml:2: [page] copi: no such action")));
        assert!(told.iter().any(|m| m.starts_with("keys.toml:3: [page] copy: `hyper-c` is not a key")));
        assert!(told.iter().any(|m| m.starts_with("keys.toml:5: [page] quit: a key is written in quotes")));
        assert!(told.iter().any(|m| m.starts_with("keys.toml:7: `pages` is not a table of keys")));
        assert_eq!(keymap.get(Context::Page, parse("z").unwrap()), Some(Action::Back));
        assert_eq!(keymap.get(Context::Page, parse("y").unwrap()), Some(Action::Copy));
        let (_, broken) = Keymap::new(Some(("keys.toml", "[page]\nup = \n")));
        assert!(broken[0].to_string().starts_with("keys.toml:2: "), "{broken:?}");
    }
}
