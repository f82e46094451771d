//! Every test of the program in one binary, a module an area.

mod support;

mod batch;
mod cases;
mod catalog;
mod claims;
mod cli;
mod coverage;
mod forms;
mod hostile;
mod import;
mod import_cli;
mod layers;
mod pages;
mod panel;
mod pictures;
#[cfg(unix)]
mod pty;
mod readme;
mod search;
mod session;
mod sizes;
mod storm;
mod supply;
mod training;
mod training_screen;
mod tui;
mod unit_parser;
mod units;
mod windows;
mod workbench;
mod x12;
