//! Readers: what a source wrote, turned into a [`crate::scene::Scene`]. One folder per layout. Conversions of axes and units happen here and nowhere else.
//!
//! [`find`] recognises a layout and opens its scenes; what they only name (pictures, maps, points) is read by [`load`].
//! Clouds and meshes are in [`cloud`], the visibility tables measured from a scene in [`index`].

mod archive;
mod array;
mod bytes;
mod ca1m;
pub mod check;
pub mod cloud;
mod colmap;
pub mod depth;
mod files;
pub mod index;
mod kitti;
mod layout;
mod lenient;
pub mod load;
mod nerfstudio;
mod npy;
mod omni3d;
mod opensfm;
mod pointodyssey;
pub mod room;
mod scalar;
mod scannetpp;
mod wildrgbd;

pub use bytes::Bytes;
pub use layout::{Collection, LAYOUTS, Layout, find};

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
