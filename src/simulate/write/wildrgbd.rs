//! WildRGB-D: `<category>/scenes/scenes_<number>/` with `metadata`, `cam_poses.txt`, `rgb`, `depth`, `masks`.

use super::view::{Scene, Shown};
use super::{Place, Written, encode};
use crate::geom::Pose;
use serde_json::json;
use std::fmt::Write as _;
use std::io;

/// A folder for all scenes: they are about rooms and streets, which the data set has no word for.
const CATEGORY: &str = "simulated";

/// Writes a scene. The world is that of the first camera, as a tracker has it: up is not known.
pub(super) fn write(scene: &Scene<'_>, place: &Place) -> io::Result<Written> {
    let id = format!("{CATEGORY}/scenes_{:03}", place.number);
    let folder = place
        .root
        .join(format!("{CATEGORY}/scenes/scenes_{:03}", place.number));
    let pinhole = &scene.camera.pinhole;
    let first = scene.views.first().map(|v| v.world_from_camera);
    let written_from_world = first.map_or(Pose::IDENTITY, |pose| pose.inverse());
    let k = [
        pinhole.fx, 0.0, 0.0, 0.0, pinhole.fy, 0.0, pinhole.cx, pinhole.cy, 1.0,
    ];
    let metadata = json!({"w": pinhole.width, "h": pinhole.height, "K": k});
    encode::put(&folder.join("metadata"), &encode::json(&metadata))?;
    let mut poses = String::new();
    let mut shown = Vec::new();
    let mut about = 0;
    for (i, view) in scene.views.iter().enumerate() {
        let pose = written_from_world.compose(&view.world_from_camera);
        let numbers = pose.to_row_major().map(|n| n.to_string()).join(" ");
        let _ = writeln!(poses, "{i} {numbers}");
        if !scene.draws {
            continue;
        }
        let picture = scene.render(view);
        let (width, height) = (picture.width, picture.height);
        if i == 0 {
            let middle = (height / 2 * width + width / 2) as usize;
            about = picture.instance.get(middle).copied().unwrap_or_default();
        }
        let put = |kind: &str, bytes: Vec<u8>| {
            encode::put(&folder.join(format!("{kind}/{i:05}.png")), &bytes)
        };
        put("rgb", encode::png_rgb(width, height, &picture.rgb)?)?;
        let depth = encode::steps(&picture.depth_m, 1000.0);
        put("depth", encode::png16(width, height, &depth)?)?;
        let is_it = |n: &u16| 255 * u8::from(*n == about && about > 0);
        let mask: Vec<u8> = picture.instance.iter().map(is_it).collect();
        put("masks", encode::png8(width, height, &mask)?)?;
        shown.push(Shown::of(&picture));
    }
    encode::put(&folder.join("cam_poses.txt"), poses.as_bytes())?;
    Ok(Written {
        id,
        written_from_world: Some(written_from_world),
        shown,
        ..Written::default()
    })
}
