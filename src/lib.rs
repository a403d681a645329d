//! `spatialscore` makes spatial questions with proofs, lets people screen them beside the geometry
//! that proves them, and measures models on what survives.
//!
//! The modules are layers, bottom to top; a module uses what stands above it in this list and never
//! what stands below (`tests/it/layers` reads every `use crate::…` line and fails on the first
//! that points the wrong way). ARCHITECTURE.md says the same in prose.

/// Imports make many small texts on one thread and drop them on another, which costs the system's allocator a third of
/// their time. The fuzzer has one of its own, with a bound.
#[cfg(not(fuzzing))]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod answer;
pub mod cli;
pub mod dataset;
pub mod demo;
pub mod evidence;
pub mod geom;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod job;
pub mod media;
pub mod picture;
pub mod platform;
pub mod proof;
pub mod question;
pub mod raster;
pub mod record;
pub mod release;
pub mod sample;
pub mod scene;
pub mod simulate;
pub mod store;
#[cfg(feature = "gui")]
pub mod ui;

/// How a test says that it could not run; the same file serves `tests/it`.
#[cfg(test)]
#[path = "../tests/it/skip.rs"]
pub mod skip;
