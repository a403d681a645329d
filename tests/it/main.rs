//! The one integration binary: each further one would link egui and wgpu again.
//!
//! A test that cannot run here (no data folder, no adapter, no `ffmpeg`) calls [`skip::skip`], which says so
//! aloud and fails the run where everything is meant to be there.

mod cli;
mod clouds;
#[cfg(unix)]
mod disk;
#[cfg(unix)]
mod durability;
mod fuzz_replay;
mod hostile;
#[cfg(unix)]
mod house;
#[cfg(unix)]
mod index;
mod interrupt;
#[cfg(unix)]
mod kill;
mod layers;
mod layouts;
mod opensfm;
mod oracle;
mod project;
mod quantisation;
mod readers;
mod record;
mod room;
mod scene;
mod simulate;
mod simulated;
mod skip;
mod support;
mod traps;
#[cfg(all(unix, feature = "gui"))]
mod window;
