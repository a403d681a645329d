//! The layout of the simulated room (`scene.json` and its pictures, maps and clouds): our own, and the
//! simplest. Already in our convention, so the reader converts nothing but full sizes to half extents.

mod read;

pub use read::read;
