//! The 3D view on the processor: what `gpu` draws, drawn with plain Rust.
//!
//! It is the fallback where there is no adapter and the oracle that the shaders are tested against, so both
//! start from the same numbers: [`Frame`] for points, [`ScreenLine`] and [`ScreenFace`] for the overlay. All
//! of geometry is done here in f64; the shaders only repeat the last, per-pixel steps in f32.
//!
//! - [`camera`](ViewCamera), [`Orbit`], [`evidence_views`], [`SideView`]: where to look from;
//! - [`draw`]: points, hole filling, photographs, eye-dome lighting, lines with a hidden style, into a [`Picture`];
//! - [`arrange`], [`Levels`]: which points of a large cloud a picture needs;
//! - [`Overlay`]: evidence as lines, faces, dots and labels; [`place_labels`] keeps plates apart.
//!
//! Not here: text, windows, adapters. Meshes would sit between [`PointCloud`] and [`Frame`].

mod bounds;
mod camera;
mod colour;
mod evidence;
#[cfg(test)]
pub(crate) mod fixture;
mod frame;
mod framing;
#[cfg(test)]
pub(crate) mod golden;
mod labels;
mod levels;
mod orbit;
mod overlay;
mod paint;
mod pen;
mod photo;
mod points;
mod resolve;
mod room;
mod screen;
mod side;
mod stage;
mod style;
mod views;

pub use bounds::{Bounds, CloudInfo};
pub use camera::{NEAR_M, PhotoRect, ViewCamera, perspective};
pub use colour::{category_colour, class_numbers, instance_table};
pub use evidence::{OverlayOptions, Palette, RoleStyle, evidence_overlay, piece_overlay};
pub use frame::Frame;
pub use labels::{LabelRequest, PlacedLabel, PlateRect, place_labels};
pub use levels::{Batch, Chosen, Levels, MOVING_POINTS, MOVING_PX, arrange};
pub use orbit::Orbit;
pub use overlay::{
    Anchor, Dot3, Face3, Halo, Hidden, Label3, LabelKind, Line3, Overlay, PicturePlane, Stroke,
};
pub use photo::{FramePhoto, Photo, PhotoPlane, ScreenPhoto};
pub use room::Walls;
pub use screen::{Screen, ScreenFace, ScreenLine};
pub use side::{Side, SideView};
pub use style::{ColourMode, PointStyle, RAMP};
pub use views::{EvidenceView, ViewKind, evidence_views, overviews};

use crate::scene::PointCloud;

/// A finished picture, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// sRGB with opaque alpha, 4 bytes a pixel.
    pub rgba: Vec<u8>,
    /// Depth of points and photographs along the camera's axis, metres; infinite where nothing is.
    pub depth_m: Vec<f32>,
    /// Index of the point shown; `u32::MAX` where there is none.
    pub point: Vec<u32>,
}

/// Draws a cloud and what lies over it ([`Screen::new`] projects an overlay for the same camera). Points that
/// are not finite are left out; an empty cloud or picture is no special case.
pub fn draw(
    cloud: &PointCloud,
    info: &CloudInfo,
    camera: &ViewCamera,
    style: &PointStyle<'_>,
    screen: &Screen,
) -> Picture {
    let all = Chosen::all(cloud.points.len());
    draw_chosen(cloud, info, camera, style, screen, &all)
}

/// Draws some points of a cloud, as [`draw`] does all; gaps that are left are covered by larger points.
pub fn draw_chosen(
    cloud: &PointCloud,
    info: &CloudInfo,
    camera: &ViewCamera,
    style: &PointStyle<'_>,
    screen: &Screen,
    chosen: &Chosen,
) -> Picture {
    let frame = Frame::new(info, cloud.origin, camera, style).closing(chosen, style);
    let highest = cloud.instance.iter().copied().max().unwrap_or(0);
    let table = instance_table(highest, style);
    let keys = points::rasterise(&frame, &cloud.points, &chosen.runs);
    let mut surface = resolve::gather(&frame, cloud, &table, &keys);
    for reach_px in style.fill_reaches_px(frame.widest_splat_px(info, camera)) {
        surface = resolve::fill(&frame, &surface, reach_px);
    }
    for photo in &screen.photos {
        photo::lay(&frame, &mut surface, photo);
    }
    let mut picture = resolve::shade(&frame, &surface);
    paint::paint(&mut picture, screen);
    picture
}
