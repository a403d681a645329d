//! The phone, which goes the same way: `iphone/` with poses, `depth.bin` and some pictures.

use crate::geom::{Camera, DMat3, DVec3, Pose};
use crate::simulate::write::encode;
use crate::simulate::write::view::{Scene, Shown, k, rows4};
use crate::simulate::{View, World};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value, json};
use std::io::{self, Write as _};
use std::path::Path;

/// One of so many frames of the phone has its picture taken out of the video.
const TAKEN_OUT: usize = 8;
/// Sizes of the phone's video and depth, px.
const VIDEO: (u32, u32) = (1920, 1440);
const DEPTH: (u32, u32) = (256, 192);

/// Writes the folder; returns what the depth maps show.
pub(super) fn write(folder: &Path, scene: &Scene<'_>) -> io::Result<Vec<Shown>> {
    let full = scene.world.camera().pinhole;
    let scale = f64::from(VIDEO.0) / f64::from(full.width);
    let mut video = full.scaled(scale);
    // Of pictures of another shape, the middle.
    (video.width, video.height) = VIDEO;
    video.cy = f64::from(VIDEO.1) / 2.0;
    let mut depth = video.scaled(f64::from(DEPTH.0) / f64::from(VIDEO.0));
    (depth.width, depth.height) = DEPTH;
    let (mut poses, mut maps, mut shown) = (Map::new(), Vec::new(), Vec::new());
    for (i, view) in scene.views.iter().enumerate() {
        let time = scene.world.views().get(i).map_or(0.0, |v| v.time_secs);
        let posed = json!({
            "timestamp": 100.0 + time, "pose": rows4(&own_world(&view.world_from_camera)),
            "aligned_pose": rows4(&view.world_from_camera), "intrinsic": k(&video),
            "imu": {"rotate_rate": [0.0, 0.0, 0.0]},
        });
        poses.insert(format!("frame_{i:06}"), posed);
        if !scene.draws {
            continue;
        }
        let map = scene.draw(view, &depth.into())?;
        shown.push(Shown::of(&map));
        maps.push(map.depth_m);
        let is_full = scene.camera.pinhole == full;
        if is_full && i % TAKEN_OUT == 0 {
            // Drawn at the size of the other pictures: nine times as many pixels would tell nothing more.
            picture(folder, scene, view, i, &video.scaled(scale.recip()).into())?;
        }
    }
    encode::put(
        &folder.join("pose_intrinsic_imu.json"),
        &encode::json(&Value::Object(poses)),
    )?;
    if scene.draws {
        encode::put(&folder.join("depth.bin"), &packed(&maps, scene.number)?)?;
    }
    Ok(shown)
}

fn picture(
    folder: &Path,
    scene: &Scene<'_>,
    view: &View,
    number: usize,
    camera: &Camera,
) -> io::Result<()> {
    let picture = scene.draw(view, camera)?;
    let rgb = encode::enlarged(picture.width, picture.height, picture.rgb, VIDEO)?;
    let bytes = encode::jpeg(VIDEO.0, VIDEO.1, &rgb)?;
    encode::put(&folder.join(format!("rgb/frame_{number:06}.jpg")), &bytes)
}

/// The phone's own world, in which y is up.
fn own_world(pose: &Pose) -> Pose {
    let to = Pose {
        rotation: DMat3::from_cols(DVec3::X, DVec3::NEG_Z, DVec3::Y),
        translation: DVec3::new(1.75, -1.0, -3.0),
    };
    to.compose(pose)
}

/// `depth.bin` of maps in metres: one stream, LZ4 blocks of millimetres, or a stream for each.
fn packed(maps: &[Vec<f32>], number: u32) -> io::Result<Vec<u8>> {
    let metres = |map: &[f32]| {
        map.iter()
            .flat_map(|m| m.to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let deflated = |bytes: &[u8]| {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes)?;
        encoder.finish()
    };
    if number.is_multiple_of(3) {
        return deflated(&maps.iter().flat_map(|map| metres(map)).collect::<Vec<u8>>());
    }
    let mut out = Vec::new();
    for map in maps {
        let part = match number % 3 {
            1 => {
                let steps = encode::steps(map, 1000.0).into_iter();
                lz4_flex::block::compress(&steps.flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
            }
            _ => deflated(&metres(map))?,
        };
        out.extend((part.len() as u32).to_le_bytes());
        out.extend(part);
    }
    Ok(out)
}
