//! A field that is filled by choosing: arrows step, letters find what begins with them, deleting returns to the default.

use tui_input::InputRequest;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldOption {
    /// What the request takes: `bcbs-idaho`.
    pub id: String,
    /// What it is called: `Blue Cross of Idaho`.
    pub name: String,
}

impl FieldOption {
    fn begins(&self, typed: &str) -> bool {
        let begins = |word: &str| word.to_lowercase().starts_with(typed);
        begins(&self.id) || begins(&self.name)
    }
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
    if let Some(found) = choices.iter().find(|c| c.begins(typed)) {
        return Some(found);
    }
    let alone = letter.to_lowercase().to_string();
    let after = here.map_or(0, |i| i + 1);
    let found = choices.iter().skip(after).chain(choices.iter().take(after)).find(|c| c.begins(&alone));
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
        let choice = |(id, name): (&str, &str)| FieldOption { id: id.to_owned(), name: name.to_owned() };
        let choices: Vec<FieldOption> =
            [("medicare-part-b", "Medicare Part B"), ("medicaid", "Medicaid"), ("bcbs-idaho", "Blue Cross of Idaho")].map(choice).into();
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
        assert_eq!(spell("zé").into_iter().map(&mut press).last().unwrap(), "medicaid");
    }
}
