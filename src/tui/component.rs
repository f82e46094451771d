//! What every screen and overlay can do.

use std::any::Any;
use std::fmt::Debug;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Action, Context, Effect, Env, FrameLayout, Group, Msg};
/// An action named on the key bar, and what it does here; empty for the action's own short words.
pub(crate) type Hint = (Action, &'static str);

/// A screen, or an overlay over the screens.
pub(crate) trait Component: Any + Debug {
    /// Which keys hold while it is in front.
    fn context(&self) -> Context {
        Context::Overlay
    }

    /// Answers a key, text, a click or the wheel; a message it does not know does nothing.
    fn handle(&mut self, env: &Env, layout: &FrameLayout, msg: &Msg) -> Vec<Effect>;

    /// Draws it, and notes in the layout what was drawn where.
    fn draw(&self, env: &Env, area: Rect, layout: &mut FrameLayout, buf: &mut Buffer);

    /// What stepping back from it does, and a click beside it.
    fn dismiss(&mut self, _env: &Env) -> Vec<Effect> {
        vec![Effect::Close]
    }

    /// What `Enter` does, for the key bar.
    fn verb(&self) -> &'static str {
        "close"
    }

    /// The actions that matter now, the most useful first.
    fn footer(&self, _layout: &FrameLayout) -> Vec<Hint> {
        let open = (Action::Open, self.verb());
        match self.context() {
            Context::Input => vec![open, (Action::Back, "")],
            _ => vec![open, (Action::PageDown, ""), (Action::Back, "")],
        }
    }

    /// The jobs that can be gone to from here.
    fn jobs(&self) -> &'static [Action] {
        &[]
    }

    /// A job is chosen here: their names matter more than the screen's own keys.
    fn names_jobs(&self) -> bool {
        false
    }

    /// Words before the actions on the key bar.
    fn lead(&self) -> &'static str {
        ""
    }

    /// The group of keys that the help shows first.
    fn help(&self) -> Option<Group> {
        None
    }
}
