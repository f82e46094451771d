//! What can be copied of the selected code.

use super::content;
use super::state::Browse;
use crate::page::{Pane, title};
use crate::tui::{Effect, Env, MenuItem};

/// The menu of what can be copied; `None` where no code is selected.
pub(super) fn menu(browse: &Browse, env: &Env) -> Option<Effect> {
    let code = browse.code(env)?;
    let pane = |pane: Pane| {
        let lines = content::lines(browse, env, code, pane);
        let words: Vec<String> = lines.iter().map(|l| l.text().trim_end().to_owned()).collect();
        format!("{}\n\n{}", pane.title().to_uppercase(), words.join("\n").trim_end())
    };
    let head = format!("{} (as of {})", title(code).text(), browse.date);
    let here = browse.page.pane;
    let item = |key, name: &str, description: &str, text: String| MenuItem {
        key: Some(key),
        name: name.to_owned(),
        description: description.to_owned(),
        effects: Effect::copy(&format!("{} {name}", code.code), text),
    };
    let items = vec![
        item('c', "code", &code.code, code.code.clone()),
        item('d', "descriptor", &code.descriptor, code.descriptor.clone()),
        item('p', "pane", here.title(), format!("{head}\n\n{}\n", pane(here))),
        item('w', "whole page", "every pane", format!("{head}\n\n{}\n", Pane::ALL.map(pane).join("\n\n"))),
    ];
    Some(Effect::Menu(format!("Copy {}", code.code), items))
}
