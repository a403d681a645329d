//! Pictures and videos of questions: where they are on this machine, their hashes, and their pixels.
//!
//! Everything that comes from a file is hostile until decoded: no path outside its root ([`Roots`]), no
//! allocation beyond a stated bound ([`Limits`]), no panic, and each failure a located [`MediaError`].
//! The window asks a [`PictureCache`], which never makes it wait.
//!
//! What the program draws itself (puzzles, marks on photos, stand-ins) is drawn on a [`canvas`].
//!
//! Deliberately not here: textures (that is `ui`), network, sound, and guessing where a file might be;
//! [`propose_folder`] only proposes, and a person agrees.

mod cache;
pub mod canvas;
mod decode;
mod error;
mod file;
mod hash;
pub mod lettering;
pub mod marks;
pub mod palette;
mod pool;
mod roots;
mod sniff;
mod video;

pub use cache::{Ledger, PictureCache, Requested};
pub use decode::{Depth, Fit, Limits, Picture, decode, decode_depth, load, load_depth, size_px};
pub use error::MediaError;
pub use hash::{FillReport, fill, hash_file, spawn_fill};
pub use pool::{PictureKey, Priority};
pub use roots::{Roots, propose_folder, resolve_in};
pub use video::{
    FRAMES as VIDEO_FRAMES, VideoOptions, VideoTools, frames, frames_on_disk, is_video,
    named_like_one as is_video_name,
};
