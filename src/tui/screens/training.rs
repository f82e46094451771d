//! Training: the list of cases, and over it a case being worked, drills, the map of a case, what was mastered.
//!
//! ```text
//! message -> Training -> the screen in front -> effects
//! the screen in front -> ScreenContent (a file to read, work to do) -> draw
//! ```

mod capstone;
mod case;
mod content;
mod course;
mod draw;
mod drill;
mod exam;
mod exam_setup;
mod learners;
mod list;
mod map;
mod overrule;
mod record;
mod report;
mod screen;
mod scroll;
mod setup;
mod summary;
mod workspace;

pub use workspace::Training;
