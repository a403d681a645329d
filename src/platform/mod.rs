//! What depends on the operating system: the configuration folder with its keys, what kind of disk a file is on, files
//! written beside their place or read in parts, whether there is a display, the wall clock, Ctrl+C, which threads give way,
//! and what becomes of a panic.
//!
//! Nothing else in the library calls a Unix-only function. Everything here has an answer on every system, even if it
//! is "not known".

pub mod beside;
pub mod clock;
pub mod config;
pub mod disk;
pub mod display;
pub mod file;
pub mod interrupt;
pub mod motion;
pub mod panics;
pub mod thread;
