//! The camera with a fisheye lens: `dslr/` with pictures, anonymisation masks, and a reconstruction in COLMAP's text
//! form and in nerfstudio's.

use crate::geom::{Camera, DMat3, DVec3, Pose};
use crate::simulate::write::encode;
use crate::simulate::write::view::{Scene, Shown, quaternion, rows4};
use crate::simulate::{Mesh, Rendered, View, World};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// Barrel, as the published ones: k1 to k4.
pub(super) const LENS: [f64; 4] = [-0.028, 0.006, -0.001, 0.0002];
/// The class whose pixels masks hide: somebody may be on a picture.
pub(super) const HIDDEN: &str = "picture";
/// Points of the reconstruction.
const POINTS: usize = 400;
/// How near the drawn depth must be for a point to be observed, metres.
const OBSERVED_M: f64 = 0.02;

/// Writes the folder; returns what the pictures show.
pub(super) fn write(
    folder: &Path,
    scene: &Scene<'_>,
    camera: &Camera,
    mesh: &Mesh,
) -> io::Result<Vec<Shown>> {
    let mut points = Points::of(mesh);
    let mut images = "# Image list with two lines of data per image:\n".to_owned();
    let (mut all, mut frames, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (i, view) in scene.views.iter().enumerate() {
        let name = format!("DSC{:05}", i + 1);
        let camera_from_world = view.world_from_camera.inverse();
        let [w, x, y, z] = quaternion(&camera_from_world.rotation);
        let t = camera_from_world.translation;
        let mut observed = String::new();
        if scene.draws {
            let (picture, shown) = scene.see(view, camera)?;
            pictures(folder, scene, &name, &picture)?;
            observed = points.observed(i + 1, view, camera, &picture);
            all.push(shown);
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            images,
            "{} {w} {x} {y} {z} {} {} {} 1 {name}.JPG\n{observed}",
            i + 1,
            t.x,
            t.y,
            t.z
        );
        frames.push(json!({
            "file_path": format!("{name}.JPG"), "mask_path": format!("{name}.png"), "is_bad": false,
            "transform_matrix": rows4(&elsewhere(&view.world_from_camera)),
        }));
        names.push(format!("{name}.JPG"));
    }
    let lists = json!({"train": names, "test": []});
    let put = |path: &str, bytes: &[u8]| encode::put(&folder.join(path), bytes);
    put("colmap/cameras.txt", cameras(camera).as_bytes())?;
    put("colmap/images.txt", images.as_bytes())?;
    put("colmap/points3D.txt", points.text().as_bytes())?;
    put(
        "nerfstudio/transforms.json",
        &encode::json(&transforms(camera, frames)),
    )?;
    put("train_test_lists.json", &encode::json(&lists))?;
    Ok(all)
}

fn cameras(camera: &Camera) -> String {
    let p = &camera.pinhole;
    let [k1, k2, k3, k4] = LENS;
    format!(
        "# Camera list with one line of data per camera:\n1 OPENCV_FISHEYE {} {} {} {} {} {} {k1} {k2} {k3} {k4}\n",
        p.width, p.height, p.fx, p.fy, p.cx, p.cy
    )
}

fn transforms(camera: &Camera, frames: Vec<Value>) -> Value {
    let p = &camera.pinhole;
    let [k1, k2, k3, k4] = LENS;
    json!({
        "fl_x": p.fx, "fl_y": p.fy, "cx": p.cx, "cy": p.cy, "w": p.width, "h": p.height,
        "k1": k1, "k2": k2, "k3": k3, "k4": k4, "camera_model": "OPENCV_FISHEYE",
        "frames": frames, "test_frames": [],
    })
}

/// A picture and its mask: 0 is hidden, 255 is not.
fn pictures(folder: &Path, scene: &Scene<'_>, name: &str, picture: &Rendered) -> io::Result<()> {
    let (width, height) = (picture.width, picture.height);
    let jpeg = encode::jpeg(width, height, &picture.rgb)?;
    encode::put(&folder.join(format!("resized_images/{name}.JPG")), &jpeg)?;
    let objects = scene.world.objects().iter();
    let hidden: Vec<u16> = objects
        .filter(|o| o.class == HIDDEN)
        .map(|o| o.instance)
        .collect();
    let shown = |instance: &u16| 255 * u8::from(!hidden.contains(instance));
    let mask: Vec<u8> = picture.instance.iter().map(shown).collect();
    let mask = encode::png8(width, height, &mask)?;
    encode::put(
        &folder.join(format!("resized_anon_masks/{name}.png")),
        &mask,
    )
}

/// A few of the mesh's vertices, and which pictures observe them.
struct Points {
    world: Vec<DVec3>,
    rgb: Vec<[u8; 3]>,
    /// Pairs of a picture and a place in its list of observations.
    seen_by: Vec<String>,
}

impl Points {
    fn of(mesh: &Mesh) -> Self {
        let every = mesh.vertices.len().div_ceil(POINTS).max(1);
        let world: Vec<DVec3> = mesh.vertices.iter().copied().step_by(every).collect();
        Self {
            seen_by: vec![String::new(); world.len()],
            rgb: mesh.rgb.iter().copied().step_by(every).collect(),
            world,
        }
    }

    /// The points that a picture observes, as a line of `images.txt`.
    fn observed(
        &mut self,
        image: usize,
        view: &View,
        camera: &Camera,
        picture: &Rendered,
    ) -> String {
        let camera_from_world = view.world_from_camera.inverse();
        let (mut line, mut count) = (String::new(), 0);
        for (number, world) in self.world.iter().enumerate() {
            let point = camera_from_world.transform(*world);
            let Some(pixel) = camera.project(point).filter(|p| camera.sees(*p)) else {
                continue;
            };
            let index = pixel.y as usize * picture.width as usize + pixel.x as usize;
            let depth = picture.depth_m.get(index).copied().unwrap_or_default();
            if (f64::from(depth) - point.z).abs() < OBSERVED_M {
                let space = if count > 0 { " " } else { "" };
                let _ = write!(line, "{space}{} {} {}", pixel.x, pixel.y, number + 1);
                let _ = write!(self.seen_by[number], " {image} {count}");
                count += 1;
            }
        }
        line
    }

    /// `points3D.txt`: those that are observed.
    fn text(&self) -> String {
        let mut out = "# 3D point list with one line of data per point:\n".to_owned();
        let points = self.world.iter().zip(&self.rgb).zip(&self.seen_by);
        for (number, ((at, [r, g, b]), track)) in (1..).zip(points) {
            if !track.is_empty() {
                let _ = writeln!(
                    out,
                    "{number} {} {} {} {r} {g} {b} 0{track}",
                    at.x, at.y, at.z
                );
            }
        }
        out
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
