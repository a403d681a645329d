//! What depends on the operating system: the configuration folder with its keys, what kind of disk a file is on, and
//! whether there is a display, the wall clock, which threads give way, and files that get their name at the end.
//!
//! Nothing else in the library calls a Unix-only function. Everything here has an answer on every system, even if it
//! is "not known".

pub mod beside;
pub mod clock;
pub mod config;
pub mod disk;
pub mod display;
pub mod motion;
pub mod thread;
