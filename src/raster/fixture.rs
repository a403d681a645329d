//! Values that several tests share.

use super::{Halo, Hidden, Palette, RoleStyle, ViewCamera};
use crate::evidence::{CameraShape, Evidence, ObbShape, Role, Shape};
use crate::geom::{DVec3, Obb, Pinhole, Pose};
use crate::scene::{CloudPoint, PointCloud};
use serde_json::Value;

/// The palette that `assets/tokens.json` describes.
pub(crate) fn palette() -> Palette {
    let tokens: Value =
        serde_json::from_str(include_str!("../../assets/tokens.json")).expect("tokens");
    let scene = &tokens["color"]["scene"];
    let role = |name: &str, dash_px: Option<[f32; 2]>, has_halo: bool| {
        let style = &tokens["evidence_style"][name];
        RoleStyle {
            rgb: first_three(hex(&scene["evidence"][name])),
            stroke_px: number(&style["stroke"]),
            dash_px,
            fill_alpha: number(&style["fill_alpha"]),
            has_halo,
        }
    };
    let camera = RoleStyle {
        rgb: first_three(hex(&scene["camera"])),
        stroke_px: 1.5,
        dash_px: None,
        fill_alpha: 0.0,
        has_halo: true,
    };
    let hidden = &tokens["evidence_style"]["hidden_part"];
    Palette {
        subject: role("subject", None, true),
        reference: role("reference", None, true),
        distractor: role("distractor", None, false),
        excluded: role("excluded", Some([5.0, 4.0]), false),
        measure: role("measure", None, true),
        context: camera,
        halo: Halo {
            rgba: hex(&scene["halo"]),
            extra_px: 2.0,
        },
        hidden: Hidden {
            alpha: number(&hidden["alpha"]),
            dash_px: Some([2.0, 4.0]),
        },
        dot_px: 7.0,
    }
}

fn number(value: &Value) -> f32 {
    value.as_f64().expect("a number") as f32
}

fn hex(value: &Value) -> [u8; 4] {
    let digits = value
        .as_str()
        .and_then(|s| s.strip_prefix('#'))
        .expect("a colour");
    let byte = |i: usize| {
        digits
            .get(2 * i..2 * i + 2)
            .map_or(255, |d| u8::from_str_radix(d, 16).expect("hex"))
    };
    std::array::from_fn(byte)
}

fn first_three([r, g, b, _]: [u8; 4]) -> [u8; 3] {
    [r, g, b]
}

/// A corner of a room with a crate in it, seen by nobody's scanner: about 50,000 points, three instances.
pub(crate) fn corner() -> PointCloud {
    let mut cloud = PointCloud {
        origin: DVec3::new(1e5, -2e5, 30.0),
        ..PointCloud::default()
    };
    let mut add = |offset_m: [f32; 3], rgb: [u8; 3], instance: u16| {
        cloud.points.push(CloudPoint {
            offset_m,
            rgba: [rgb[0], rgb[1], rgb[2], 255],
        });
        cloud.instance.push(instance);
    };
    for i in 0..120u16 {
        for j in 0..120u16 {
            let (u, v) = (f32::from(i) * 0.025, f32::from(j) * 0.025);
            // Off the grid by a little, so that no splat's edge falls on a pixel's centre by design.
            let wobble = f32::from((i * 7 + j * 13) % 11) * 0.0007;
            let check = if (i / 12 + j / 12) % 2 == 0 { 90 } else { 180 };
            add([u + wobble, v, wobble], [check, check / 2 + 40, 60], 1);
            add([u, 3.0 + wobble, v + wobble], [200, 200, 190], 2);
            let side = [u * 0.25 + 1.2, v * 0.25 + 1.4];
            add([side[0], side[1], 0.7 + wobble], [40, 90, 170], 3);
            add([side[0], 1.4 + wobble, side[1] - 1.4], [60, 110, 190], 3);
        }
    }
    cloud
}

/// A camera that sees most of [`corner`].
pub(crate) fn corner_camera(size_px: [u32; 2]) -> ViewCamera {
    let origin = corner().origin;
    let (eye, target) = (DVec3::new(0.3, -1.6, 2.1), DVec3::new(1.6, 1.6, 0.4));
    ViewCamera::look_at(origin + eye, origin + target, 0.8, size_px).expect("a direction")
}

/// One piece of evidence of each role about [`corner`].
pub(crate) fn corner_evidence() -> Vec<Evidence> {
    let at = |p: [f64; 3]| (corner().origin + DVec3::from(p)).to_array();
    let boxed = |id: &str, role, center, size: [f64; 3]| {
        let obb = Obb::upright(DVec3::from(at(center)), DVec3::from(size), 0.2);
        Evidence::new(id, role, id, Shape::Obb(ObbShape::new(&obb, None, "crate")))
    };
    let pose = Pose::look_at(
        DVec3::from(at([2.6, 0.2, 1.2])),
        DVec3::from(at([1.4, 2.0, 0.3])),
        DVec3::Z,
    );
    let photo = Pinhole {
        fx: 500.0,
        fy: 500.0,
        cx: 320.0,
        cy: 240.0,
        width: 640,
        height: 480,
    };
    let camera = CameraShape::new("f0", &photo, &pose.expect("a direction"));
    let segment = Shape::Segment {
        a: at([1.6, 1.4, 0.7]),
        b: at([0.4, 0.4, 0.2]),
    };
    vec![
        boxed(
            "crate",
            Role::Subject,
            [1.57, 1.77, 0.36],
            [0.78, 0.78, 0.72],
        ),
        boxed("mat", Role::Reference, [0.4, 0.4, 0.1], [0.5, 0.5, 0.2]),
        boxed("other", Role::Distractor, [2.4, 2.4, 0.5], [0.4, 0.4, 1.0]),
        boxed("gone", Role::Excluded, [0.6, 3.2, 0.5], [0.6, 0.3, 0.8]),
        Evidence::new("distance", Role::Measure, "", segment),
        Evidence::new("camera", Role::Context, "photo", Shape::Camera(camera)),
    ]
}
