//! What can go wrong with a picture or a video, located: what failed, what was expected, what was found, path last.

use std::path::PathBuf;

/// Why a picture or a video cannot be shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// No folder on this machine belongs to the root.
    #[error("no folder is known for media root {root:?}, which holds {path:?}")]
    UnknownRoot {
        /// Name of the root.
        root: String,
        /// Path as the record spells it.
        path: String,
    },
    /// The root's folder is gone.
    #[error("the folder of media root {root:?} cannot be opened: {source}: {folder:?}")]
    RootGone {
        /// Name of the root.
        root: String,
        /// The folder that this machine knows for it.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The path is not one that a record may name.
    #[error("expected a path below its media root, found one that {why}, root {root:?}: {path:?}")]
    UnsafePath {
        /// Name of the root.
        root: String,
        /// Path as the record spells it, at most 200 characters.
        path: String,
        /// What is wrong with it, continuing "one that …".
        why: &'static str,
    },
    /// The path looks harmless but a link on the way leads out of the root.
    #[error("a link leads out of media root {root:?}: {path:?}")]
    LeavesRoot {
        /// Name of the root.
        root: String,
        /// Path as the record spells it.
        path: String,
    },
    /// There is no such file below the root's folder.
    #[error("no such file in media root {root:?}: {path:?}, looked in {folder:?}")]
    Missing {
        /// Name of the root.
        root: String,
        /// Path as the record spells it.
        path: String,
        /// The folder that was looked in.
        folder: PathBuf,
    },
    /// A folder, a pipe or a device stands where a file is expected.
    #[error("expected a file, found something else: {path:?}")]
    NotAFile {
        /// Where.
        path: PathBuf,
    },
    /// The system refused to read.
    #[error("cannot read: {source}: {path:?}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file alone is larger than pictures may be.
    #[error("expected a file of at most {limit} bytes, found {bytes}: {path:?}")]
    FileTooLarge {
        /// Where.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// What is allowed.
        limit: u64,
    },
    /// The header promises more pixels than are allowed; nothing was decoded.
    #[error(
        "expected at most {max_pixels} pixels and {max_bytes} bytes once decoded, found {width} x {height} pixels and {bytes} bytes: {path:?}"
    )]
    TooLarge {
        /// Where.
        path: PathBuf,
        /// Width in the header, pixels.
        width: u32,
        /// Height in the header, pixels.
        height: u32,
        /// Bytes that decoding would take.
        bytes: u64,
        /// Pixels that are allowed.
        max_pixels: u64,
        /// Bytes that are allowed.
        max_bytes: u64,
    },
    /// A part of the file asks for more memory than allowed.
    #[error("decoding would take more than {max_bytes} bytes: {path:?}")]
    Bomb {
        /// Where.
        path: PathBuf,
        /// Bytes that are allowed.
        max_bytes: u64,
    },
    /// The content is in no format that this program reads.
    #[error(
        "expected a JPEG, PNG, WebP, GIF, BMP or TIFF picture, found another content: {path:?}"
    )]
    UnknownFormat {
        /// Where.
        path: PathBuf,
    },
    /// The file ends before the picture does.
    #[error("the file ends before the picture does: {path:?}")]
    Truncated {
        /// Where.
        path: PathBuf,
    },
    /// The content breaks the rules of its format.
    #[error("broken picture: {source}: {path:?}")]
    Broken {
        /// Where.
        path: PathBuf,
        /// What the decoder said.
        source: image::ImageError,
    },
    /// A depth picture that is not one channel of 16 bits.
    #[error("expected a depth picture of one 16 bit channel, found {found}: {path:?}")]
    NotDepth {
        /// Where.
        path: PathBuf,
        /// Kind of pixel found.
        found: String,
    },
    /// The video tool failed.
    #[error("ffmpeg cannot read the video: {message}: {path:?}")]
    Video {
        /// Where.
        path: PathBuf,
        /// What ffmpeg or the reader of its output said, at most 4 KiB.
        message: String,
    },
    /// The video took too long.
    #[error("ffmpeg did not finish in {secs} s: {path:?}")]
    TimedOut {
        /// Where.
        path: PathBuf,
        /// How long it had.
        secs: u64,
    },
    /// A video, no tool to read it, and no frames beside it.
    #[error(
        "ffmpeg is not installed and no extracted frames (frame_00.jpg …) were found, root {root:?}: {path:?}"
    )]
    NoVideoTool {
        /// Name of the root.
        root: String,
        /// Path as the record spells it.
        path: String,
    },
    /// The pictures in use do not fit into the cache.
    #[error("expected at most {budget} bytes for the pictures in use, found {bytes}: {path:?}")]
    OverBudget {
        /// Path as the record spells it.
        path: String,
        /// Bytes of the pictures in use with this one.
        bytes: u64,
        /// Bytes that are allowed.
        budget: u64,
    },
    /// A decoder gave up in a way that it should not.
    #[error("the decoder failed unexpectedly: {path:?}")]
    Panicked {
        /// Path as the record spells it.
        path: String,
    },
    /// Nobody wants the picture any more.
    #[error(transparent)]
    Cancelled(#[from] crate::job::Cancelled),
}

impl MediaError {
    /// Whether another folder for the root may help: the window then offers "Find folder".
    pub fn asks_for_folder(&self) -> bool {
        matches!(
            self,
            Self::UnknownRoot { .. } | Self::RootGone { .. } | Self::Missing { .. }
        )
    }
}
