//! Lines that are typed on: how much they take, and what stands before them.

use tui_input::{Input, InputRequest};

use crate::text;

/// Where something is typed.
#[derive(Debug)]
pub struct Prompt<'m> {
    /// What stands before it.
    pub sign: &'static str,
    /// What was typed.
    pub input: &'m Input,
    /// What stands there while nothing was typed.
    pub empty: &'static str,
}

/// Edits a line of at most `longest` bytes; whether it holds other words now.
pub fn edit(input: &mut Input, request: InputRequest, longest: usize) -> bool {
    let full = input.value().len() >= longest && matches!(request, InputRequest::InsertChar(_));
    !full && input.handle(request).is_some_and(|changed| changed.value)
}

/// A line that holds what was pasted, at most `longest` characters of it.
pub fn pasted(words: &str, longest: usize) -> Input {
    Input::new(text::clean(words.trim()).chars().take(longest).collect())
}
