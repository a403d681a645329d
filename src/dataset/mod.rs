//! Readers: what a source wrote, turned into a [`crate::scene::Scene`]. One folder per layout, one file per
//! cloud format. Conversions of axes and units happen here and nowhere else.
//!
//! Only the layout of the simulated room and its PLY clouds stand here so far; the paper's five sources and
//! the other cloud formats each get a folder or file of their own beside them.

pub mod ply;
pub mod room;

use std::path::PathBuf;

/// Why a scene or cloud could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The file could not be opened or read.
    #[error("cannot read {path:?}")]
    Io {
        /// File.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{what}, {at} of {path:?}")]
    Format {
        /// What is wrong.
        what: String,
        /// Line, byte or field.
        at: String,
        /// File.
        path: PathBuf,
    },
}
