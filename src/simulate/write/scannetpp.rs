//! ScanNet++: `data/<scene>/` with the scan, a camera with a fisheye lens, and a phone.
//!
//! Which of the three encodings `depth.bin` has goes with the scene's number.

use super::view::{Scene, Shown, k, quaternion, rows4};
use super::{Place, Written, encode};
use crate::geom::{Camera, DMat3, DVec3, Lens, Pose};
use crate::simulate::{Mesh, View, World};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

/// Edges of the mesh, metres, with pictures and without.
const EDGE_M: f64 = 0.1;
const EDGE_WITHOUT_M: f64 = 1.0;
/// The lens of the camera: barrel, as the published ones.
const LENS: [f64; 4] = [-0.028, 0.006, -0.001, 0.0002];
/// One of so many frames of the phone has its picture taken out of the video.
const TAKEN_OUT: usize = 8;
/// Points of the reconstruction.
const POINTS: usize = 400;
/// How near the drawn depth must be for a point to be observed, metres.
const OBSERVED_M: f64 = 0.02;
/// Sizes of the phone's video and depth, px.
const VIDEO: (u32, u32) = (1920, 1440);
const DEPTH: (u32, u32) = (256, 192);

/// Writes a scene.
pub(super) fn write(scene: &Scene<'_>, place: &Place) -> io::Result<Written> {
    let hash = blake3::hash(scene.world.name().as_bytes()).to_hex();
    let id = hash.get(..10).unwrap_or_default().to_owned();
    let folder = place.root.join("data").join(&id);
    let edge_m = if scene.draws { EDGE_M } else { EDGE_WITHOUT_M };
    let mesh = scene.world.mesh(edge_m);
    scan(&folder.join("scans"), &id, scene, &mesh)?;
    let camera = Camera {
        pinhole: scene.camera.pinhole,
        lens: Lens::fisheye(LENS).unwrap_or(Lens::Ideal),
    };
    let shown = dslr(&folder.join("dslr"), scene, &camera, &mesh)?;
    let depth = phone(&folder.join("iphone"), scene, place.number)?;
    Ok(Written {
        id,
        shown,
        depth,
        camera: Some(camera),
        mesh: Some(mesh),
        ..Written::default()
    })
}

fn scan(folder: &Path, id: &str, scene: &Scene<'_>, mesh: &Mesh) -> io::Result<()> {
    encode::put(&folder.join("mesh_aligned_0.05.ply"), &encode::ply(mesh))?;
    let segments: Vec<usize> = (0..mesh.vertices.len()).collect();
    let segments = json!({"sceneId": id, "segIndices": segments});
    encode::put(&folder.join("segments.json"), &encode::json(&segments))?;
    let groups: Vec<Value> = scene
        .world
        .objects()
        .iter()
        .map(|o| group(o, mesh))
        .collect();
    let groups = json!({"sceneId": id, "segGroups": groups});
    encode::put(&folder.join("segments_anno.json"), &encode::json(&groups))
}

fn group(object: &crate::simulate::Object, mesh: &Mesh) -> Value {
    let own = mesh.instance.iter().enumerate();
    let own: Vec<usize> = own
        .filter(|(_, n)| **n == object.instance)
        .map(|(i, _)| i)
        .collect();
    let obb = &object.obb;
    let corners = obb.corners();
    let min = corners.iter().copied().fold(DVec3::INFINITY, DVec3::min);
    let max = corners
        .iter()
        .copied()
        .fold(DVec3::NEG_INFINITY, DVec3::max);
    // Axis after axis, which is column after column of the rotation.
    let axes = obb.rotation.to_cols_array();
    json!({
        "id": object.instance, "objectId": object.instance, "label": object.class, "segments": own,
        "obb": {"centroid": obb.center.to_array(), "axesLengths": obb.size().to_array(), "normalizedAxes": axes,
                "min": min.to_array(), "max": max.to_array()},
    })
}

/// Pictures, masks, and a reconstruction in COLMAP's text form.
fn dslr(folder: &Path, scene: &Scene<'_>, camera: &Camera, mesh: &Mesh) -> io::Result<Vec<Shown>> {
    let p = &camera.pinhole;
    let [k1, k2, k3, k4] = LENS;
    let cameras = format!(
        "# Camera list with one line of data per camera:\n1 OPENCV_FISHEYE {} {} {} {} {} {} {k1} {k2} {k3} {k4}\n",
        p.width, p.height, p.fx, p.fy, p.cx, p.cy
    );
    let points = Points::of(mesh);
    let mut images = "# Image list with two lines of data per image:\n".to_owned();
    let (mut all, mut frames) = (Vec::new(), Vec::new());
    let mut seen_by = vec![String::new(); points.world.len()];
    for (i, view) in scene.views.iter().enumerate() {
        let name = format!("DSC{:05}", i + 1);
        let camera_from_world = view.world_from_camera.inverse();
        let [w, x, y, z] = quaternion(&camera_from_world.rotation);
        let t = camera_from_world.translation;
        let _ = writeln!(
            images,
            "{} {w} {x} {y} {z} {} {} {} 1 {name}.JPG",
            i + 1,
            t.x,
            t.y,
            t.z
        );
        let mut observed = Vec::new();
        if scene.draws {
            let picture = scene.world.render(view, camera);
            let (width, height) = (picture.width, picture.height);
            let put = |path: String, bytes: &[u8]| encode::put(&folder.join(path), bytes);
            let jpeg = encode::jpeg(width, height, &picture.rgb)?;
            put(format!("resized_images/{name}.JPG"), &jpeg)?;
            let mask = encode::png8(width, height, &vec![255; picture.instance.len()])?;
            put(format!("resized_anon_masks/{name}.png"), &mask)?;
            for (number, world) in points.world.iter().enumerate() {
                let point = camera_from_world.transform(*world);
                let Some(pixel) = camera.project(point).filter(|p| camera.sees(*p)) else {
                    continue;
                };
                let index = pixel.y as usize * width as usize + pixel.x as usize;
                let depth = picture.depth_m.get(index).copied().unwrap_or_default();
                if (f64::from(depth) - point.z).abs() < OBSERVED_M {
                    let _ = write!(seen_by[number], " {} {}", i + 1, observed.len());
                    observed.push(format!("{} {} {}", pixel.x, pixel.y, number + 1));
                }
            }
            all.push(Shown::of(&picture));
        }
        let _ = writeln!(images, "{}", observed.join(" "));
        frames.push(json!({
            "file_path": format!("{name}.JPG"), "mask_path": format!("{name}.png"), "is_bad": false,
            "transform_matrix": rows4(&elsewhere(&view.world_from_camera)),
        }));
    }
    let mut sparse = "# 3D point list with one line of data per point:\n".to_owned();
    for (number, (at, rgb)) in points.world.iter().zip(&points.rgb).enumerate() {
        if seen_by[number].is_empty() {
            continue;
        }
        let [r, g, b] = rgb;
        let track = &seen_by[number];
        let _ = writeln!(
            sparse,
            "{} {} {} {} {r} {g} {b} 0{track}",
            number + 1,
            at.x,
            at.y,
            at.z
        );
    }
    let names: Vec<String> = (1..=scene.views.len())
        .map(|i| format!("DSC{i:05}.JPG"))
        .collect();
    let transforms = json!({
        "fl_x": p.fx, "fl_y": p.fy, "cx": p.cx, "cy": p.cy, "w": p.width, "h": p.height,
        "k1": k1, "k2": k2, "k3": k3, "k4": k4, "camera_model": "OPENCV_FISHEYE",
        "frames": frames, "test_frames": [],
    });
    let lists = json!({"train": names, "test": []});
    encode::put(&folder.join("colmap/cameras.txt"), cameras.as_bytes())?;
    encode::put(&folder.join("colmap/images.txt"), images.as_bytes())?;
    encode::put(&folder.join("colmap/points3D.txt"), sparse.as_bytes())?;
    encode::put(
        &folder.join("nerfstudio/transforms.json"),
        &encode::json(&transforms),
    )?;
    encode::put(&folder.join("train_test_lists.json"), &encode::json(&lists))?;
    Ok(all)
}

/// A few of the mesh's vertices.
struct Points {
    world: Vec<DVec3>,
    rgb: Vec<[u8; 3]>,
}

impl Points {
    fn of(mesh: &Mesh) -> Self {
        let every = mesh.vertices.len().div_ceil(POINTS).max(1);
        Self {
            world: mesh.vertices.iter().copied().step_by(every).collect(),
            rgb: mesh.rgb.iter().copied().step_by(every).collect(),
        }
    }
}

/// The world that the data set's nerfstudio files stand in: the camera's y and z turned over, the first two rows of
/// the world swapped, the third negated.
fn elsewhere(pose: &Pose) -> Pose {
    let r = &pose.rotation;
    let turned = DMat3::from_cols(r.x_axis, -r.y_axis, -r.z_axis).transpose();
    let t = pose.translation;
    Pose {
        rotation: DMat3::from_cols(turned.y_axis, turned.x_axis, -turned.z_axis).transpose(),
        translation: DVec3::new(t.y, t.x, -t.z),
    }
}

/// Poses, depth and some pictures of the phone, which goes the same way.
fn phone(folder: &Path, scene: &Scene<'_>, number: u32) -> io::Result<Vec<Shown>> {
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
        let map = scene.world.render(view, &depth.into());
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
        encode::put(&folder.join("depth.bin"), &packed(&maps, number)?)?;
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
    let picture = scene.world.render(view, camera);
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
    if number % 3 == 0 {
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
