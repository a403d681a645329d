//! The pictures taken out of the phone's video.

use super::packed;
use crate::dataset::colmap::{Image, model};
use crate::dataset::files;
use crate::dataset::lenient::Numbers;
use crate::geom::{Camera, Pinhole, Pose};
use crate::scene::{Depth, DepthEncoding, Frame, Part, Stored};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const FOLDER: &str = "iphone";
/// Poses and intrinsics of every frame of the video.
pub(super) const POSES: &str = "iphone/pose_intrinsic_imu.json";
const MODEL: &str = "iphone/colmap";
const DEPTH: &str = "iphone/depth.bin";
const MASKS: &str = "iphone/rgb_masks";

/// Size of the video, px, which `intrinsic` is for.
const SIZE: (u32, u32) = (1920, 1440);

/// A frame as the file has it; what else stands there is not used.
#[derive(Deserialize)]
struct Posed {
    #[serde(default)]
    timestamp: Numbers<1>,
    #[serde(default)]
    aligned_pose: Numbers<16>,
    #[serde(default)]
    intrinsic: Numbers<9>,
}

/// The frames whose picture was taken out of the video; all of them where none was.
pub(super) fn frames(folder: &Path, warnings: &mut Vec<String>) -> Vec<Frame> {
    let path = folder.join(POSES);
    if !path.is_file() {
        if folder.join(FOLDER).is_dir() {
            warnings.push(format!(
                "there is no {POSES}: no picture of the phone has a pose"
            ));
        }
        return Vec::new();
    }
    let read = files::text(&path).and_then(|text| {
        serde_json::from_str::<BTreeMap<String, Posed>>(&text).map_err(|e| {
            let at = format!("line {} column {}", e.line(), e.column());
            files::wrong(&path, e.to_string(), at)
        })
    });
    let posed = match read {
        Ok(posed) => posed,
        Err(error) => {
            warnings.push(error.to_string());
            return Vec::new();
        }
    };
    let start = posed.values().find_map(|p| p.timestamp.real());
    let known = registered(folder, warnings);
    let has_depth = folder.join(DEPTH).is_file();
    if !has_depth {
        warnings.push(format!("there is no {DEPTH}: frames have no depth"));
    }
    let mut frames = Vec::new();
    for (name, posed) in &posed {
        let made = number(name).and_then(|number| {
            let mut frame = frame(folder, name, posed, start)?;
            // Before the lens and pose of the picture change: they are not those of the depth.
            frame.depth = has_depth.then(|| depth(number, &frame.camera));
            if let Some(image) = known.get(name.as_str()) {
                frame.camera = image.camera;
                frame.world_from_camera = image.world_from_camera;
            }
            Ok(frame)
        });
        match made {
            Ok(frame) => frames.push(frame),
            Err(why) => {
                let what = format!("{why}; the frame is left out");
                warnings.push(files::warning(&path, what, &format!("{name:?}")));
            }
        }
    }
    let frames = taken_out(folder, frames, warnings);
    warnings.extend(super::unmasked(folder, MASKS, &frames));
    frames
}

/// The frames that have a picture, or all where there is not one.
fn taken_out(folder: &Path, mut frames: Vec<Frame>, warnings: &mut Vec<String>) -> Vec<Frame> {
    let is_there = |frame: &Frame| folder.join(&frame.image.path).is_file();
    let all = frames.len();
    let there = frames.iter().filter(|f| is_there(f)).count();
    if there == 0 && all > 0 {
        warnings.push("no picture was taken out of the phone's video: iphone/rgb".into());
        return frames;
    }
    frames.retain(is_there);
    if there < all {
        let left = all - there;
        warnings.push(format!(
            "{left} of {all} frames of the phone have no picture in iphone/rgb and are left out"
        ));
    }
    frames
}

/// What COLMAP has, by frame.
fn registered(folder: &Path, warnings: &mut Vec<String>) -> BTreeMap<String, Image> {
    if !folder.join(MODEL).is_dir() {
        return BTreeMap::new();
    }
    match model(&folder.join(MODEL)) {
        Ok(model) => {
            warnings.extend(model.warnings);
            let stem = |image: &Image| {
                let stem = Path::new(&image.name).file_stem().unwrap_or_default();
                stem.to_string_lossy().into_owned()
            };
            let images = model.images.into_iter();
            images.map(|image| (stem(&image), image)).collect()
        }
        Err(error) => {
            warnings.push(format!("{error}; the phone's own poses are taken"));
            BTreeMap::new()
        }
    }
}

fn number(name: &str) -> Result<u32, String> {
    let digits = name.strip_prefix("frame_").unwrap_or_default();
    digits
        .parse()
        .map_err(|_no_number| "not called frame_ and a number".to_owned())
}

fn frame(folder: &Path, name: &str, posed: &Posed, start: Option<f64>) -> Result<Frame, String> {
    let (width, height) = SIZE;
    let k = posed.intrinsic.0.ok_or("no intrinsic of 3 x 3")?;
    let pinhole = Pinhole::from_k(&k, width, height);
    let pinhole = pinhole.ok_or("an intrinsic that is none row by row")?;
    let pose = posed.aligned_pose.0.ok_or("no aligned_pose of 4 x 4")?;
    let pose = Pose::from_row_major(&pose).ok_or("an aligned_pose that is not rigid")?;
    let mask = format!("{MASKS}/{name}.png");
    let since = posed.timestamp.real().zip(start);
    Ok(Frame {
        id: name.into(),
        image: Stored::file(format!("iphone/rgb/{name}.jpg")),
        camera: pinhole.into(),
        world_from_camera: pose,
        time_secs: since.map_or(0.0, |(at, start)| at - start),
        depth: None,
        ids: None,
        hidden: folder.join(&mask).is_file().then(|| Stored::file(mask)),
        seen: Vec::new(),
        unlabelled: Vec::new(),
    })
}

fn depth(number: u32, camera: &Camera) -> Depth {
    let scale = f64::from(packed::WIDTH) / f64::from(SIZE.0);
    Depth {
        stored: Stored {
            path: DEPTH.into(),
            part: Part::Item(number),
        },
        encoding: DepthEncoding::Packed,
        camera: camera.pinhole.scaled(scale).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;

    const GOOD: &str = r#"{"timestamp": 12.5, "intrinsic": [[1500, 0, 960], [0, 1530, 712.5], [0, 0, 1]],
        "aligned_pose": [[0, -1, 0, 4], [1, 0, 0, 5], [0, 0, 1, 6], [0, 0, 0, 1]], "pose": 7, "imu": {}}"#;

    fn read(json: &str, pictures: &[&str]) -> (Vec<Frame>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("iphone/rgb")).expect("made");
        std::fs::write(folder.path().join(POSES), json).expect("written");
        std::fs::write(folder.path().join(DEPTH), "").expect("written");
        for name in pictures {
            let path = folder.path().join(format!("iphone/rgb/{name}.jpg"));
            std::fs::write(path, "").expect("written");
        }
        let mut warnings = Vec::new();
        let frames = frames(folder.path(), &mut warnings);
        (frames, warnings)
    }

    #[test]
    fn poses_lead_to_the_world_and_depth_has_its_own_intrinsics() {
        let later = GOOD.replace(": 12.5", ": 13.75");
        let json = format!(r#"{{"frame_000007": {GOOD}, "frame_000010": {later}}}"#);
        let (frames, warnings) = read(&json, &["frame_000007", "frame_000010"]);
        assert_eq!(warnings, [""; 0]);
        let frame = &frames[1];
        // A point 2 m ahead of the camera: (0, 0, 2) turned and moved.
        let ahead = frame.world_from_camera.transform(DVec3::new(1.0, 0.0, 2.0));
        assert_eq!(ahead, DVec3::new(4.0, 6.0, 8.0));
        assert_eq!(frame.time_secs, 1.25);
        let depth = frame.depth.as_ref().expect("depth");
        assert_eq!(depth.stored.part, Part::Item(10));
        // 2/15 of 1500, 1530, 960 and 712.5.
        let k = depth.camera.pinhole;
        assert_eq!((k.width, k.height), (256, 192));
        for (found, wanted) in [k.fx, k.fy, k.cx, k.cy]
            .into_iter()
            .zip([200.0, 204.0, 128.0, 95.0])
        {
            assert!((found - wanted).abs() < 1e-9, "{k:?}");
        }
    }

    #[test]
    fn broken_frames_are_named_and_the_rest_loads() {
        let turned = GOOD.replace(
            "[[1500, 0, 960], [0, 1530, 712.5], [0, 0, 1]]",
            "[[1, 0, 0], [0, 1, 0], [9, 9, 1]]",
        );
        let flat = GOOD.replace("[1, 0, 0, 5]", "[2, 0, 0, 5]");
        let json = format!(
            r#"{{"frame_000000": {GOOD}, "frame_000001": {turned}, "frame_000002": {flat}, "frame_000003": {{}},
                "picture": {GOOD}, "frame_000004": {GOOD}}}"#
        );
        let (frames, warnings) = read(&json, &["frame_000000"]);
        assert_eq!(frames.len(), 1);
        let all = warnings.join("\n");
        for part in [
            "an intrinsic that is none row by row; the frame is left out, \"frame_000001\"",
            "an aligned_pose that is not rigid; the frame is left out, \"frame_000002\"",
            "no intrinsic of 3 x 3; the frame is left out, \"frame_000003\"",
            "not called frame_ and a number; the frame is left out, \"picture\"",
            "1 of 2 frames of the phone have no picture",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }
}
