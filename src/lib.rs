//! jdex: the terminal reference for US drug billing codes.

pub mod catalog;
pub mod quantity;
pub mod text;
