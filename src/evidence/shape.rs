//! The kinds of evidence and their geometry, as the interchange writes them.

use crate::geom::{Obb, Pinhole, Pose};
use serde::{Deserialize, Serialize};

/// Kind and geometry of one piece of evidence; `kind` is the tag in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shape {
    /// An oriented box.
    Obb(ObbShape),
    /// Points in world (`xyz`, metres) or in one frame (`uv`, pixels).
    Points {
        /// World or camera points, metres.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        xyz: Vec<[f64; 3]>,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        uv: Vec<[f64; 2]>,
    },
    /// A straight line from `a` to `b`, metres.
    Segment {
        /// One end.
        a: [f64; 3],
        /// Other end.
        b: [f64; 3],
    },
    /// A half line.
    Ray {
        /// Start, metres.
        origin: [f64; 3],
        /// Direction, need not be unit length.
        direction: [f64; 3],
    },
    /// An open chain of points, metres.
    Polyline {
        /// Its points in order.
        points: Vec<[f64; 3]>,
    },
    /// A closed flat ring, metres.
    Polygon {
        /// Corners in order, the last joins the first.
        ring: Vec<[f64; 3]>,
        /// Unit normal.
        normal: [f64; 3],
    },
    /// An unbounded plane.
    Plane {
        /// A point of it, metres.
        point: [f64; 3],
        /// Unit normal.
        normal: [f64; 3],
    },
    /// The space between two parallel planes.
    Slab {
        /// Unit axis.
        axis: [f64; 3],
        /// Start along the axis, metres.
        from: f64,
        /// End along the axis, metres.
        to: f64,
    },
    /// A rectangle in one frame, pixels `[x0, y0, x1, y1]`.
    Box2d {
        /// Corners, pixels.
        xyxy: [f64; 4],
    },
    /// A mask in one frame: run lengths, starting with background, row by row.
    Mask2d {
        /// Run lengths, pixels.
        rle: Vec<u32>,
    },
    /// A camera, drawn as a frustum with axes.
    Camera(CameraShape),
    /// Pose of one frame's camera in another's.
    RelativePose {
        /// Frame a.
        from: String,
        /// Frame b.
        to: String,
        /// `b_from_a`, row-major 4x4.
        b_from_a: [f64; 16],
    },
    /// A point or object over time.
    Track {
        /// Times, seconds.
        t_secs: Vec<f64>,
        /// Positions, metres, one per time.
        xyz: Vec<[f64; 3]>,
        /// Whether it was seen, one per time.
        visible: Vec<bool>,
    },
    /// A part of a circle on a plane, for directions.
    Sector {
        /// Centre, metres.
        origin: [f64; 3],
        /// Middle direction, unit.
        forward: [f64; 3],
        /// Plane normal, unit.
        up: [f64; 3],
        /// Half opening, radians.
        half_angle_rad: f64,
        /// Radius, metres.
        radius: f64,
    },
    /// An image warp.
    Warp {
        /// Homography, row-major 3x3, target pixel from source pixel.
        #[serde(rename = "H")]
        h: [f64; 9],
        /// Source frame or picture.
        source: String,
        /// Target frame or picture.
        target: String,
    },
    /// A route with its turns.
    Path {
        /// Way points, metres.
        points: Vec<[f64; 3]>,
        /// What happens at each inner point.
        turns: Vec<Turn>,
    },
    /// A map, grid, voxel shape, maze or fold: its own parameters and state.
    Puzzle {
        /// Which puzzle, for example `spatial_map`.
        puzzle: String,
        /// How it was made.
        parameters: serde_json::Value,
        /// What it shows.
        state: serde_json::Value,
    },
}

impl Shape {
    /// What it is, with its article, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Obb(_) => "a box",
            Self::Points { .. } => "points",
            Self::Segment { .. } => "a segment",
            Self::Ray { .. } => "a ray",
            Self::Polyline { .. } => "a polyline",
            Self::Polygon { .. } => "a polygon",
            Self::Plane { .. } => "a plane",
            Self::Slab { .. } => "a slab",
            Self::Box2d { .. } => "a rectangle",
            Self::Mask2d { .. } => "a mask",
            Self::Camera(_) => "a camera",
            Self::RelativePose { .. } => "a relative pose",
            Self::Track { .. } => "a track",
            Self::Sector { .. } => "a sector",
            Self::Warp { .. } => "a warp",
            Self::Path { .. } => "a path",
            Self::Puzzle { .. } => "a puzzle",
        }
    }
}

/// A turn of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Round.
    Back,
    /// None.
    Straight,
}

/// An oriented box with its identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObbShape {
    /// Centre, metres.
    pub center: [f64; 3],
    /// Full size along the box's axes, metres.
    pub size: [f64; 3],
    /// `world_from_box`, row-major.
    pub rotation: [f64; 9],
    /// Instance id in the scene, for points and masks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<u32>,
    /// Class name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
}

impl ObbShape {
    /// From a box in memory.
    pub fn new(obb: &Obb, instance: Option<u32>, class: impl Into<String>) -> Self {
        Self {
            center: obb.center.to_array(),
            size: obb.size().to_array(),
            rotation: obb.rotation_row_major(),
            instance,
            class: class.into(),
        }
    }

    /// The box in memory; `None` when numbers are not finite, a size is negative or the matrix is no rotation.
    pub fn obb(&self) -> Option<Obb> {
        Obb::from_full(self.center, self.size, self.rotation)
    }
}

/// A camera with its picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraShape {
    /// Frame id, for example `f0`.
    pub frame: String,
    /// Intrinsics, row-major 3x3, pixels.
    #[serde(rename = "K")]
    pub k: [f64; 9],
    /// Distortion coefficients of the source's model; empty for an ideal pinhole.
    #[serde(default)]
    pub distortion: Vec<f64>,
    /// Pose, row-major 4x4.
    pub world_from_camera: [f64; 16],
    /// Image width, px.
    pub width: u32,
    /// Image height, px.
    pub height: u32,
}

impl CameraShape {
    /// From a camera in memory.
    pub fn new(frame: impl Into<String>, pinhole: &Pinhole, world_from_camera: &Pose) -> Self {
        Self {
            frame: frame.into(),
            k: pinhole.k(),
            distortion: Vec::new(),
            world_from_camera: world_from_camera.to_row_major(),
            width: pinhole.width,
            height: pinhole.height,
        }
    }

    /// Intrinsics and pose; `None` when either is degenerate or the camera is distorted (not an ideal pinhole).
    pub fn ideal(&self) -> Option<(Pinhole, Pose)> {
        let plain = self.distortion.iter().all(|d| *d == 0.0);
        let pinhole = Pinhole::from_k(&self.k, self.width, self.height)?;
        let pose = Pose::from_row_major(&self.world_from_camera)?;
        plain.then_some((pinhole, pose))
    }
}
