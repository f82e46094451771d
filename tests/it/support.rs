//! What several areas share.

pub mod browser;
pub mod chance;
pub mod coverage_export;
pub mod picture;
pub mod readers;
pub mod render;
