//! Training as lines: what is asked, what the learner hears, what is mastered. The command line prints them, the browser adds styles.

mod capstone;
mod drill;
mod exam;
mod handout;
mod play;
mod record;

pub use capstone::{capstone_lines, capstone_result_lines, queue_heading, queue_line, queue_title, work_lines};
pub use drill::{drill_answer_lines, drill_lines, drill_marked_lines};
pub use exam::{exam_case_lines, exam_heading, exam_question_lines, exam_result_lines};
pub use handout::{case_handout, drill_handout};
pub use play::{lesson_lines, map_lines, reply_lines, step_heading, stop_lines, summary_lines};
pub use record::{capstone_line, exam_line, learner_line, mastery_line, record_lines};
