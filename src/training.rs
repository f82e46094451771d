//! Denials to be worked: scenarios and drills, graded by the engine that checks real claims, and what a learner has mastered.
//!
//! ```text
//! catalog::Scenario -> Run (pure steps) -> Reply, Score -> Outcome -> Progress
//!                        \-> grade (typed lines) -> billing::check -> findings
//! Deck + seed -> Drill -> graded answer -> Progress
//! ```
//!
//! Nothing here reads a clock, a file or a terminal: dates, seeds and texts come in as values.

pub mod answer;
pub mod attempt;
pub mod capstone;
pub mod case;
pub mod drill;
pub mod exam;
pub mod grade;
pub mod map;
pub mod progress;
pub mod random;
pub mod roster;
pub mod score;
pub mod validate;
