//! CA-1M: `<video>/<time>.wide`, `<time>.gt` and `world.gt`, in a tar where the scene's number is odd, else in folders.

use super::view::{Scene, Shown, cuboid, cut, in_camera, k, projected, rows3, rows4};
use super::{Written, encode};
use crate::geom::{Camera, DMat3, DVec3, Obb, Pinhole};
use crate::simulate::{Object, View, World};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The first capture's id.
const FIRST_ID: u64 = 42_000_001;
/// The first picture's time, nanoseconds.
const START_NS: u64 = 21_859_797_734_958;
/// The scanner's depth and the phone's, in shares of the picture's size.
const SCANNER: f64 = 0.5;
const PHONE: f64 = 0.25;

/// Writes a scene.
pub(super) fn write(scene: &Scene<'_>) -> io::Result<Written> {
    let id = format!("{}", FIRST_ID + u64::from(scene.number));
    let mut files = Files::begin(scene, &id)?;
    let mut written = Written {
        id,
        paths: vec![files.name.clone()],
        ..Written::default()
    };
    for (i, view) in scene.views.iter().enumerate() {
        // Geometry may stand still, the clock does not.
        let time = scene.world.views().get(i).map_or(0.0, |v| v.time_secs);
        let time = START_NS + (time * 1e9).round() as u64;
        self::view(scene, view, time, &mut files, &mut written)?;
    }
    let objects = scene.world.objects().iter();
    let world: Vec<Value> = objects.map(|o| instance(o, &o.obb)).collect();
    files.put("world.gt/instances.json", &encode::json(&world.into()))?;
    files.end()?;
    Ok(written)
}

fn view(
    scene: &Scene<'_>,
    view: &View,
    time: u64,
    files: &mut Files,
    written: &mut Written,
) -> io::Result<()> {
    let (wide, gt) = (format!("{time}.wide"), format!("{time}.gt"));
    let pinhole = k(&scene.camera.pinhole);
    files.put(&format!("{wide}/image/K.json"), &encode::json(&pinhole))?;
    let pose = rows4(&view.world_from_camera);
    files.put(&format!("{gt}/RT.json"), &encode::json(&pose))?;
    let gravity = gravity(view);
    files.put(&format!("{wide}/T_gravity.json"), &encode::json(&gravity))?;
    let mut shown = None;
    if scene.draws {
        let (picture, seen) = scene.see(view, &scene.camera)?;
        let bytes = encode::png_rgb(picture.width, picture.height, &picture.rgb)?;
        files.put(&format!("{wide}/image.png"), &bytes)?;
        written.depth.push(depth(scene, view, files, &gt, SCANNER)?);
        depth(scene, view, files, &wide, PHONE)?;
        shown = Some(seen);
    }
    let objects = scene.world.objects().iter();
    let seen: Vec<Value> = objects
        .filter_map(|object| seen(scene, view, object, shown.as_ref()))
        .collect();
    files.put(
        &format!("{wide}/instances.json"),
        &encode::json(&seen.into()),
    )?;
    written.shown.extend(shown);
    Ok(())
}

/// Where a capture's files go: a folder, or a tar.
struct Files {
    /// The folder's or tar's name.
    name: String,
    /// Before every file's path, the capture's id.
    id: String,
    root: PathBuf,
    tar: Option<tar::Builder<BufWriter<File>>>,
}

impl Files {
    fn begin(scene: &Scene<'_>, id: &str) -> io::Result<Self> {
        let is_tar = scene.number % 2 == 1;
        let name = match is_tar {
            true => format!("ca1m-train-{id}.tar"),
            false => id.to_owned(),
        };
        let path = scene.root.join(&name);
        let file = is_tar.then(|| File::create(&path).map_err(encode::at(&path)));
        Ok(Self {
            tar: file
                .transpose()?
                .map(|f| tar::Builder::new(BufWriter::new(f))),
            name,
            id: id.to_owned(),
            root: scene.root.into(),
        })
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = format!("{}/{path}", self.id);
        let Some(tar) = &mut self.tar else {
            return encode::put(&self.root.join(path), bytes);
        };
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, &path, bytes)
            .map_err(encode::at(Path::new(&path)))
    }

    fn end(self) -> io::Result<()> {
        match self.tar {
            Some(tar) => tar.into_inner()?.flush(),
            None => Ok(()),
        }
    }
}

/// A depth map of its own size, in millimetres, with its intrinsics.
fn depth(
    scene: &Scene<'_>,
    view: &View,
    files: &mut Files,
    folder: &str,
    share: f64,
) -> io::Result<Shown> {
    let pinhole: Pinhole = scene.camera.pinhole.scaled(share);
    let map = scene.draw(view, &Camera::from(pinhole))?;
    let steps = encode::steps(&map.depth_m, 1000.0);
    let bytes = encode::png16(map.width, map.height, &steps)?;
    files.put(&format!("{folder}/depth.png"), &bytes)?;
    files.put(
        &format!("{folder}/depth/K.json"),
        &encode::json(&k(&pinhole)),
    )?;
    Ok(Shown::of(&map))
}

fn instance(object: &Object, obb: &Obb) -> Value {
    json!({
        "id": format!("{:08x}", object.instance), "category": object.class,
        "caption": format!("a {}", object.class),
        "position": obb.center.to_array(), "scale": obb.size().to_array(), "R": rows3(&obb.rotation),
        "corners": cuboid(obb),
    })
}

/// An object in the axes of a view's camera; `None` where the picture does not show it.
fn seen(scene: &Scene<'_>, view: &View, object: &Object, shown: Option<&Shown>) -> Option<Value> {
    let obb = in_camera(&scene.obb(object, view), view);
    let pinhole = &scene.camera.pinhole;
    let whole = projected(&obb, pinhole);
    let rect = match shown {
        Some(shown) => Some(shown.objects.get(&object.instance)?.1.map(f64::from)),
        None => Some(cut(whole?, pinhole)?),
    };
    let mut value = instance(object, &obb);
    value["box_2d_rend"] = json!(rect);
    if let Some(whole) = whole {
        value["box_2d_proj"] = json!(cut(whole, pinhole));
    }
    Some(value)
}

/// Turns a level camera (y straight down) into the view's: the second column is down in the camera.
fn gravity(view: &View) -> Value {
    let down = view.world_from_camera.rotation.transpose() * DVec3::NEG_Z;
    let aside = DVec3::X - down * down.x;
    let length = aside.length();
    let x = if length > 1e-9 {
        aside / length
    } else {
        DVec3::Z
    };
    rows3(&DMat3::from_cols(x, down, x.cross(down)))
}
