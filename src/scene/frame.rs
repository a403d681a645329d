//! Frames, and where their pictures and maps are.

use crate::geom::{Camera, Pose};
use std::path::PathBuf;

/// Where something is on disk. Nothing of it is read until someone asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The file, relative to the scene's root. As the source names it: whoever opens it goes through the resolver,
    /// which keeps it inside the root.
    pub path: PathBuf,
    /// What of the file.
    pub part: Part,
}

/// What of a file is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// A stretch of bytes, as a member of a tar is.
    Bytes {
        /// First byte.
        at: u64,
        /// How many.
        len: u64,
    },
    /// The picture or map with this number, from 0, of a file that holds many.
    Item(u32),
}

impl Stored {
    /// A whole file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            part: Part::Whole,
        }
    }
}

/// One picture with the camera that took it.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// `f` and the frame's number in the source, for example `f12`; else its name.
    pub id: String,
    /// The picture.
    pub image: Stored,
    /// Intrinsics at the picture's own size, and lens.
    pub camera: Camera,
    /// Camera pose.
    pub world_from_camera: Pose,
    /// Time since the first frame, seconds.
    pub time_secs: f64,
    /// Depth along the optical axis.
    pub depth: Option<Depth>,
    /// Which object each pixel shows.
    pub ids: Option<Ids>,
    /// Pixels made unrecognisable on purpose, where a mask says which: one channel of 8 bits, 0 is hidden.
    pub hidden: Option<Stored>,
    /// Objects that the source says are in the picture.
    pub seen: Vec<Seen>,
    /// Rectangles in which objects are not annotated, pixels `[x0, y0, x1, y1]`.
    pub unlabelled: Vec<[f64; 4]>,
}

/// A frame's depth map.
#[derive(Clone, Debug, PartialEq)]
pub struct Depth {
    /// Where it is.
    pub stored: Stored,
    /// How it is written.
    pub encoding: DepthEncoding,
    /// Intrinsics at the map's own size, which need not be the picture's; the pose is the frame's.
    pub camera: Camera,
}

/// How depth is written. Told apart by the bytes where they tell: 16-bit PNG and TIFF, PCLZF.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DepthEncoding {
    /// A picture of one 16-bit channel; 0 is none.
    Steps {
        /// Steps in a metre: 1000 for millimetres.
        per_m: f64,
    },
    /// ScanNet++'s `depth.bin`, in any of its three encodings; the part is the frame's number.
    Packed,
}

/// A frame's map of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    /// Where it is.
    pub stored: Stored,
    /// How it is written.
    pub encoding: IdEncoding,
}

/// How a map of objects is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdEncoding {
    /// Instance ids in one channel of 8 or 16 bits; 0 is none.
    Numbers,
    /// A colour for each object; its id is red x 65536 + green x 256 + blue, and black is none.
    Colours,
    /// Everything that is not black is this object.
    Mask(u32),
}

/// An object in a picture, as the source has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The object.
    pub instance: u32,
    /// Around what is seen of it, pixels `[x0, y0, x1, y1]`.
    pub rect: Option<[f64; 4]>,
    /// Share of it that is not hidden, 0 to 1, where the source says so.
    pub visible: Option<f64>,
    /// Share of it outside the picture, 0 to 1, where the source says so.
    pub truncated: Option<f64>,
    /// Why the source's own rules leave it out of account.
    pub ignored: Option<&'static str>,
}
