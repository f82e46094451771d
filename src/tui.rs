//! The browser: events in, effects out, one frame a batch of events, nothing while idle.
//!
//! ```text
//! event -> keymap -> Msg -> update(model, env, layout) -> effects, performed by app -> view(model, env) -> layout
//!
//! app  startup  persistence  terminal  screen    the world: event loop, files, the terminal, what of a frame is written
//! update  view  model                    what messages do, what a frame shows, what keys change
//! screens/   browse, units, claims, training     one trait, Component, for these two
//! overlays/  help, palette, date, ...
//! widgets/   boxes, rows, text input, key bar
//! component  env  msg  effect  frame  scroll  hyperlinks     leaves        action  keymap  theme     tables
//! ```

pub mod action;
mod app;
mod background;
mod component;
pub mod effect;
pub mod env;
pub mod frame;
pub mod hyperlinks;
pub mod keymap;
pub mod model;
pub mod msg;
mod overlays;
pub mod persistence;
pub mod screen;
pub mod screens;
mod scroll;
mod startup;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
mod widgets;

pub(crate) use action::{Action, Group};
pub use app::{message, run};
pub(crate) use component::{Component, Hint};
pub(crate) use effect::{CheckedItem, Effect, MenuItem, Opening};
pub(crate) use env::{BillingDefaults, CoverageAsked, Env};
pub(crate) use frame::{FrameLayout, HitFact, PageKey, Target, Viewport};
pub(crate) use keymap::Context;
pub(crate) use msg::Msg;
pub(crate) use scroll::{is_move, scroll_target, wheel_target};
pub use startup::{StartupOptions, problems, startup};
pub(crate) use theme::Meaning;
