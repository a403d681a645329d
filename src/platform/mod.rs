//! What depends on the operating system: the configuration folder with its keys, and what kind of disk a file is on.
//!
//! Nothing else in the library calls a Unix-only function. Everything here has an answer on every system, even if it
//! is "not known".

pub mod config;
pub mod disk;
