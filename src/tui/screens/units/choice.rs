//! A field that is filled by choosing: arrows step, letters find what begins with them, deleting returns to the default.

use tui_input::InputRequest;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldOption {
    /// What the request takes: `bcbs-idaho`.
    pub id: String,
    /// What it is called: `Blue Cross of Idaho`.
    pub name: String,
    /// What else people call it: `part b`.
    pub aliases: Vec<String>,
}

impl FieldOption {
    fn begins(&self, typed: &str) -> bool {
        begins(&self.id, typed) || begins(&self.name, typed)
    }

    fn is_called(&self, typed: &str) -> bool {
        self.aliases.iter().any(|alias| begins(alias, typed))
    }
}

fn begins(word: &str, typed: &str) -> bool {
    word.to_lowercase().starts_with(typed)
}

/// The id that a key leads to, empty for the default. `typed` holds the letters typed so far.
pub(super) fn chosen(choices: &[FieldOption], value: &str, typed: &mut String, request: InputRequest) -> String {
    let here = choices.iter().position(|c| c.id == value);
    let letter = match request {
        InputRequest::InsertChar(c) if c != ' ' => Some(c),
        _ => None,
    };
    let there = match (letter, request) {
        (Some(c), _) => return by_letter(choices, here, typed, c).map(|c| c.id.clone()).unwrap_or_default(),
        (_, InputRequest::GoToNextChar | InputRequest::InsertChar(_)) => here.map_or(Some(0), |i| Some(i + 1)),
        (_, InputRequest::GoToPrevChar) => here.map_or(choices.len().checked_sub(1), |i| i.checked_sub(1)),
        (_, InputRequest::DeletePrevChar | InputRequest::DeleteNextChar | InputRequest::DeleteLine | InputRequest::DeletePrevWord) => None,
        _ => here,
    };
    typed.clear();
    there.and_then(|i| choices.get(i)).map(|c| c.id.clone()).unwrap_or_default()
}

/// What begins with the letters so far; a letter that leads nowhere further goes to the next that begins with it alone.
fn by_letter<'a>(choices: &'a [FieldOption], here: Option<usize>, typed: &mut String, letter: char) -> Option<&'a FieldOption> {
    typed.extend(letter.to_lowercase());
    // An id or a name goes before an alias: `m` is Medicare, not the payer called `mac`.
    if let Some(found) = choices.iter().find(|c| c.begins(typed)).or_else(|| choices.iter().find(|c| c.is_called(typed))) {
        return Some(found);
    }
    let alone = letter.to_lowercase().to_string();
    let after = here.map_or(0, |i| i + 1);
    let mut following = choices.iter().skip(after).chain(choices.iter().take(after));
    let found = following.find(|c| c.begins(&alone)).or_else(|| choices.iter().find(|c| c.is_called(&alone)));
    match found {
        Some(_) => *typed = alone,
        None => {
            typed.pop();
        }
    }
    found.or_else(|| here.and_then(|i| choices.get(i)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_turn_letters_lead_and_deleting_goes_back() {
        let choice = |(id, name, alias): (&str, &str, &str)| FieldOption {
            id: id.to_owned(),
            name: name.to_owned(),
            aliases: vec![alias.to_owned()],
        };
        let choices: Vec<FieldOption> = [
            ("medicare-part-b", "Medicare Part B", "novitas"),
            ("medicaid", "Medicaid", "medi-cal"),
            ("bcbs-idaho", "Blue Cross of Idaho", "mib"),
        ]
        .map(choice)
        .into();
        let mut typed = String::new();
        let mut value = String::new();
        let mut press = |request| {
            value = chosen(&choices, &value, &mut typed, request);
            value.clone()
        };
        let spell = |word: &str| word.chars().map(InputRequest::InsertChar).collect::<Vec<_>>();
        assert_eq!(press(InputRequest::GoToNextChar), "medicare-part-b");
        assert_eq!(press(InputRequest::GoToPrevChar), "");
        assert_eq!(press(InputRequest::GoToPrevChar), "bcbs-idaho");
        assert_eq!(spell("medicaid").into_iter().map(&mut press).last().unwrap(), "medicaid");
        assert_eq!(press(InputRequest::DeletePrevChar), "");
        assert_eq!(spell("blue").into_iter().map(&mut press).last().unwrap(), "bcbs-idaho");
        assert_eq!(press(InputRequest::DeleteLine), "");
        assert_eq!(spell("mm").into_iter().map(&mut press).last().unwrap(), "medicaid");
        assert_eq!(spell("novi").into_iter().map(&mut press).last().unwrap(), "medicare-part-b");
        assert_eq!(press(InputRequest::DeleteLine), "");
        assert_eq!(spell("medi-").into_iter().map(&mut press).last().unwrap(), "medicaid");
        assert_eq!(spell("zé").into_iter().map(&mut press).last().unwrap(), "medicaid");
    }
}
