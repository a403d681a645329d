//! What is drawn over the points: plain values, before any camera. [`super::evidence_overlay`] builds them.

use super::photo::Photo;
use crate::geom::DVec3;

/// How a line looks. Widths and dashes are in points of the interface and scaled when projected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour, sRGB, and opacity.
    pub rgba: [u8; 4],
    /// Width.
    pub width_px: f32,
    /// Dash and gap; `None` is solid.
    pub dash_px: Option<[f32; 2]>,
    /// A wider, darker stroke below; `None` for quiet lines.
    pub halo: Option<Halo>,
    /// How the parts behind the surface look.
    pub hidden: Hidden,
}

/// The stroke below a stroke, which keeps it readable on any scan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Halo {
    /// Colour, sRGB, and opacity.
    pub rgba: [u8; 4],
    /// How much wider than the stroke, in all.
    pub extra_px: f32,
}

/// The look of what lies behind the surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hidden {
    /// Factor of the opacity.
    pub alpha: f32,
    /// Dash and gap; `None` is solid.
    pub dash_px: Option<[f32; 2]>,
}

/// A straight line in world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line3 {
    /// One end, metres.
    pub from: DVec3,
    /// Other end, metres; dashes count from `from`.
    pub to: DVec3,
    /// Its look.
    pub stroke: Stroke,
}

/// A translucent, convex, flat face in world.
#[derive(Clone, Debug, PartialEq)]
pub struct Face3 {
    /// Corners in order, metres.
    pub corners: Vec<DVec3>,
    /// Colour, sRGB, and opacity.
    pub rgba: [u8; 4],
    /// Factor of the opacity behind the surface.
    pub hidden_alpha: f32,
}

/// A round mark of constant size on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot3 {
    /// Centre in world, metres.
    pub at: DVec3,
    /// Diameter, points of the interface.
    pub diameter_px: f32,
    /// Colour, halo and hidden look; its width and dash are not used.
    pub stroke: Stroke,
}

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    /// The name of a piece of evidence.
    Name,
    /// A measured value, on a larger plate with a line in the measure colour.
    Dimension,
    /// The letter of an axis, without a plate.
    Axis,
}

/// Where a label wants to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// Above the highest of these points on the screen.
    Above(Vec<DVec3>),
    /// Below the lowest of these points on the screen.
    Below(Vec<DVec3>),
    /// Beside the middle of a line, off the line itself.
    Beside(DVec3, DVec3),
}

/// A text with its place in world; the caller draws it on a plate.
#[derive(Clone, Debug, PartialEq)]
pub struct Label3 {
    /// Id of the evidence it belongs to.
    pub evidence: String,
    /// What it says.
    pub kind: LabelKind,
    /// The words.
    pub text: String,
    /// Colour of its evidence, sRGB and opacity, for the glyph on the plate.
    pub rgba: [u8; 4],
    /// Where it wants to be.
    pub anchor: Anchor,
}

/// The plane in a frustum that a photo is drawn on.
#[derive(Clone, Debug, PartialEq)]
pub struct PicturePlane {
    /// Id of the camera's evidence.
    pub evidence: String,
    /// Id of the frame whose photo belongs here.
    pub frame: String,
    /// Corners in world, metres: top left, top right, bottom right, bottom left of the photo.
    pub corners: [DVec3; 4],
    /// The photo, where it is at hand.
    pub photo: Option<Photo>,
    /// How much of what lies behind it is covered, 0 to 1.
    pub opacity: f32,
}

/// Everything that is drawn over the points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Lines.
    pub lines: Vec<Line3>,
    /// Translucent faces, drawn below all lines.
    pub faces: Vec<Face3>,
    /// Round marks, drawn above all lines.
    pub dots: Vec<Dot3>,
    /// Texts.
    pub labels: Vec<Label3>,
    /// Places for photos.
    pub pictures: Vec<PicturePlane>,
}

impl Overlay {
    /// Adds another overlay after this one.
    pub fn append(&mut self, mut other: Self) {
        self.lines.append(&mut other.lines);
        self.faces.append(&mut other.faces);
        self.dots.append(&mut other.dots);
        self.labels.append(&mut other.labels);
        self.pictures.append(&mut other.pictures);
    }
}
