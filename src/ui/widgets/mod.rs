//! The controls that screens are built from, one a file.
pub mod mark;
