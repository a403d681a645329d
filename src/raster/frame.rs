//! All numbers of one picture of a cloud, worked out once in f64 and handed to both paths as f32.

use super::style::{ColourMode, PointStyle, RAMP};
use super::{Bounds, Chosen, CloudInfo, NEAR_M, ViewCamera, Walls};
use crate::geom::{DVec3, Pose};

/// Points never grow beyond this side, px: a stray before the lens must not cover the picture.
pub(super) const MAX_SPLAT_PX: f32 = 48.0;

/// What the shaders call `Frame` (`shaders/shared/frame.wgsl`, same order, same layout).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Frame {
    /// Rows of the 3x4 matrix from the cloud's offsets to camera space, metres.
    pub camera_from_cloud: [[f32; 4]; 3],
    /// Focal lengths, px.
    pub focal_px: [f32; 2],
    /// Principal point, px.
    pub center_px: [f32; 2],
    /// Picture size, px.
    pub size_px: [u32; 2],
    /// Nearest depth drawn, metres.
    pub near_m: f32,
    /// Smallest side of a point's square, px.
    pub point_px: f32,
    /// Side of a point's square on the surface, metres.
    pub splat_m: f32,
    /// Largest side of a point's square, px.
    pub max_splat_px: f32,
    /// Eye-dome lighting, 0 is off.
    pub edl_strength: f32,
    /// Distance to the compared pixels, px.
    pub edl_radius_px: i32,
    /// Added to a height or depth before scaling, metres.
    pub ramp_offset: f32,
    /// Ramp lengths a metre.
    pub ramp_scale: f32,
    /// What unlit points keep of their colour.
    pub unlit_share: f32,
    /// One of the constants below.
    pub mode: u32,
    /// Reach of colour smoothing as a share of the point's square.
    pub smoothing: f32,
    /// Keeps what follows at a multiple of 16.
    pub padding: [u32; 3],
    /// Colour behind everything, 0 to 255, sRGB; the fourth number is unused.
    pub background: [f32; 4],
    /// Colours of the ramp, 0 to 255, sRGB; the fourth numbers are unused.
    pub ramp: [[f32; 4]; RAMP],
    /// Offsets below this are left out, metres; the fourth number is unused.
    pub keep_min: [f32; 4],
    /// Offsets above this are left out, metres; the fourth number is unused.
    pub keep_max: [f32; 4],
}

impl Frame {
    /// `mode`: the point's own colour.
    pub const RGB: u32 = 0;
    /// `mode`: lightness of the own colour.
    pub const GREY: u32 = 1;
    /// `mode`: height over the ramp.
    pub const HEIGHT: u32 = 2;
    /// `mode`: depth over the ramp.
    pub const DEPTH: u32 = 3;
    /// `mode`: colour from the table of instances.
    pub const TABLE: u32 = 4;

    /// The numbers for drawing a cloud whose offsets count from `origin`.
    pub fn new(
        info: &CloudInfo,
        origin: DVec3,
        camera: &ViewCamera,
        style: &PointStyle<'_>,
    ) -> Self {
        let camera_from_cloud = camera.camera_from_world().compose(&Pose {
            translation: origin,
            ..Pose::IDENTITY
        });
        let mode = mode(info, style);
        let (ramp_offset, ramp_scale) = ramp_range(mode, info, origin, camera);
        let point_px = if style.point_px >= 1.0 {
            style.point_px.min(MAX_SPLAT_PX)
        } else {
            1.0
        };
        let walls = if style.cutaway {
            info.walls
        } else {
            Walls::default()
        };
        let kept = walls.kept_from(camera.eye());
        // Sides that are not cut stay at the end of what f32 can hold.
        let offset = |corner: DVec3| {
            let [x, y, z] = (corner - origin)
                .to_array()
                .map(|v| v.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32);
            [x, y, z, 0.0]
        };
        let p = &camera.pinhole;
        Self {
            camera_from_cloud: rows(&camera_from_cloud),
            focal_px: [p.fx as f32, p.fy as f32],
            center_px: [p.cx as f32, p.cy as f32],
            size_px: [p.width, p.height],
            near_m: camera.near_m.max(NEAR_M) as f32,
            point_px,
            splat_m: (info.spacing_m as f32 * style.closing).max(0.0),
            max_splat_px: MAX_SPLAT_PX,
            edl_strength: style.edl_strength.max(0.0),
            edl_radius_px: style.edl_radius_px.clamp(1, 16) as i32,
            ramp_offset,
            ramp_scale,
            unlit_share: style.unlit_share.clamp(0.0, 1.0),
            mode,
            smoothing: style.smoothing.clamp(0.0, 1.0),
            padding: [0; 3],
            background: widen(style.background),
            ramp: style.ramp.map(widen),
            keep_min: offset(kept.min),
            keep_max: offset(kept.max),
        }
    }

    /// The same with points large enough to cover the gaps between those that were chosen.
    pub fn closing(mut self, chosen: &Chosen, style: &PointStyle<'_>) -> Self {
        let needed = chosen.gap_px * style.closing;
        self.point_px = self.point_px.max(needed.min(self.max_splat_px));
        self
    }

    /// No point's square is wider than this, px: that of a point as near as the cloud comes to the eye.
    pub fn widest_splat_px(&self, info: &CloudInfo, camera: &ViewCamera) -> f32 {
        let nearest_m = info.bounds.map_or(f64::INFINITY, |b| {
            let eye = camera.eye();
            eye.distance(eye.clamp(b.min, b.max))
        });
        // What is so far off along a slanted ray is nearer along the axis, most of all at the picture's corners.
        let p = &camera.pinhole;
        let [w, h] = camera.size_px().map(f64::from);
        let corners = [(0.0, 0.0), (w, 0.0), (0.0, h), (w, h)];
        let slants = corners.map(|(x, y)| p.unproject((x, y).into(), 1.0).length());
        let depth_m =
            (nearest_m / slants.into_iter().fold(1.0, f64::max)).max(f64::from(self.near_m));
        (self.splat_m * self.focal_px[0] / depth_m as f32).min(self.max_splat_px)
    }
}

fn mode(info: &CloudInfo, style: &PointStyle<'_>) -> u32 {
    if !style.colour.is_available(info, style) {
        return Frame::RGB;
    }
    match style.colour {
        ColourMode::Rgb | ColourMode::Normal => Frame::RGB,
        ColourMode::Grey => Frame::GREY,
        ColourMode::Height => Frame::HEIGHT,
        ColourMode::Depth => Frame::DEPTH,
        ColourMode::Instance | ColourMode::Class => Frame::TABLE,
    }
}

/// Offset and scale that bring the cloud's heights, or its depths before this camera, to 0..1.
fn ramp_range(mode: u32, info: &CloudInfo, origin: DVec3, camera: &ViewCamera) -> (f32, f32) {
    let Some(bounds) = info.bounds else {
        return (0.0, 0.0);
    };
    let (low, high) = match mode {
        Frame::HEIGHT => (bounds.min.z - origin.z, bounds.max.z - origin.z),
        Frame::DEPTH => depth_range(&bounds, camera),
        _ => return (0.0, 0.0),
    };
    let scale = if high > low { 1.0 / (high - low) } else { 0.0 };
    (-low as f32, scale as f32)
}

fn depth_range(bounds: &Bounds, camera: &ViewCamera) -> (f64, f64) {
    let camera_from_world = camera.camera_from_world();
    let depths = bounds.corners().map(|c| camera_from_world.transform(c).z);
    let (low, high) = depths
        .iter()
        .fold((f64::MAX, f64::MIN), |(l, h), z| (l.min(*z), h.max(*z)));
    (low.max(camera.near_m), high)
}

fn rows(pose: &Pose) -> [[f32; 4]; 3] {
    let m = pose.to_row_major();
    std::array::from_fn(|row| std::array::from_fn(|column| m[row * 4 + column] as f32))
}

fn widen([r, g, b]: [u8; 3]) -> [f32; 4] {
    [f32::from(r), f32::from(g), f32::from(b), 0.0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{CloudPoint, PointCloud};

    #[test]
    fn a_far_origin_is_gone_before_f32() {
        let origin = DVec3::new(1e7, -1e7, 1e3);
        let point = CloudPoint {
            offset_m: [0.001, 3.0, 0.0],
            rgba: [0; 4],
        };
        let cloud = PointCloud {
            origin,
            points: vec![point; 2],
            instance: vec![],
        };
        let camera =
            ViewCamera::look_at(origin, origin + DVec3::Y, 1.0, [100, 100]).expect("ahead");
        let frame = Frame::new(
            &CloudInfo::of(&cloud),
            origin,
            &camera,
            &PointStyle::default(),
        );
        let x: f32 = (0..3)
            .map(|i| frame.camera_from_cloud[0][i] * point.offset_m[i])
            .sum();
        assert_eq!(x + frame.camera_from_cloud[0][3], 0.001);
    }

    #[test]
    fn the_height_ramp_spans_the_cloud() {
        let at = |z| CloudPoint {
            offset_m: [0.0, 0.0, z],
            rgba: [0; 4],
        };
        let cloud = PointCloud {
            origin: DVec3::Z * 10.0,
            points: vec![at(-1.0), at(3.0)],
            instance: vec![],
        };
        let style = PointStyle {
            colour: ColourMode::Height,
            ..PointStyle::default()
        };
        let camera = ViewCamera::look_at(DVec3::X * 5.0, DVec3::ZERO, 1.0, [8, 8]).expect("ahead");
        let frame = Frame::new(&CloudInfo::of(&cloud), cloud.origin, &camera, &style);
        let value = |z: f32| (z + frame.ramp_offset) * frame.ramp_scale;
        assert_eq!((value(-1.0), value(3.0)), (0.0, 1.0));
    }

    #[test]
    fn modes_without_data_fall_back_to_rgb() {
        let info = CloudInfo {
            bounds: None,
            spacing_m: 0.0,
            walls: crate::raster::Walls::default(),
            has_instances: false,
        };
        for colour in [ColourMode::Normal, ColourMode::Instance, ColourMode::Class] {
            let style = PointStyle {
                colour,
                ..PointStyle::default()
            };
            assert!(!colour.is_available(&info, &style));
            assert_eq!(mode(&info, &style), Frame::RGB);
        }
    }
}
