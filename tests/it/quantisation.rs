//! How finely each layout says what it says: the most that what is read may be off from the truth. The table in
//! docs/simulate.md says the same in words.

/// The bounds of a layout, or of one of its spellings.
#[derive(Clone, Copy)]
pub struct Quantum {
    /// Cameras' places, metres.
    pub place_m: f64,
    /// Entries of their rotations.
    pub turn: f64,
    /// Focal lengths and centres, px.
    pub k_px: f64,
    /// Corners of boxes, metres.
    pub corner_m: f64,
    /// Shares that are visible and cut off.
    pub share: f64,
    /// Depth, metres.
    pub depth_m: f64,
    /// Colours, of 255: the most that any pixel, and that the mean over a picture may be off.
    pub colour: [f64; 2],
    /// The mesh's vertices, metres.
    pub vertex_m: f64,
    /// Tracks: world, metres within 16 m of the middle; and picture, px within its first 512.
    pub track_m: f64,
    pub track_px: f64,
}

/// Numbers written in full, pictures without loss: what f64 loses on the way there and back.
const FULL: Quantum = Quantum {
    place_m: 1e-9,
    turn: 1e-9,
    k_px: 1e-9,
    corner_m: 1e-9,
    share: 1e-12,
    depth_m: MILLIMETRES,
    colour: [0.0, 0.0],
    vertex_m: 1e-6,
    track_m: 2e-6,
    track_px: 4e-5,
};
/// JPEG of quality 92: edges of colour are blurred over pairs of pixels, areas are not.
const JPEG: [f64; 2] = [90.0, 4.0];
/// Half a millimetre, and single precision's rounding of it.
const MILLIMETRES: f64 = 0.000_501;
/// Depth as float32 metres.
const METRES: f64 = 1e-6;
/// Half of PointOdyssey's step of depth, 1000/65535 m.
const STEP: f64 = 0.007_63;

/// ScanNet++ with depth in float32 metres (scenes 0, 2, 3, 5, …) and in millimetres (1, 4, …).
pub const SCANNETPP: [Quantum; 3] = [
    Quantum {
        depth_m: METRES,
        colour: JPEG,
        ..FULL
    },
    Quantum {
        colour: JPEG,
        ..FULL
    },
    Quantum {
        depth_m: METRES,
        colour: JPEG,
        ..FULL
    },
];
/// Omni3D.
pub const OMNI3D: Quantum = Quantum {
    colour: JPEG,
    ..FULL
};
/// CA-1M, folder and tar.
pub const CA1M: Quantum = FULL;
/// WildRGB-D.
pub const WILDRGBD: Quantum = FULL;
/// PointOdyssey in half, single and double precision.
pub const POINTODYSSEY: [Quantum; 3] = [
    // 11 bits. Below 16 m half a step is 4 mm, below 512 px an eighth of a pixel. A rotation of rounded entries is made
    // rigid again, and a camera's place is turned back by it.
    Quantum {
        place_m: 0.02,
        turn: 0.001,
        k_px: 0.125,
        depth_m: STEP,
        colour: JPEG,
        track_m: 0.004,
        track_px: 0.126,
        ..FULL
    },
    Quantum {
        place_m: 1e-5,
        turn: 1e-6,
        k_px: 1e-4,
        depth_m: STEP,
        colour: JPEG,
        ..FULL
    },
    Quantum {
        depth_m: STEP,
        colour: JPEG,
        ..FULL
    },
];
/// Normals as bytes in JPEG, which only PointOdyssey has: the most that the mean of a component may be off.
pub const NORMAL: f64 = 0.03;
