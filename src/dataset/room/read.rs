//! Reader of `scene.json`: bytes to plain records, records to a scene.

use crate::dataset::DatasetError;
use crate::geom::{DVec2, Obb, Pinhole, Pose};
use crate::scene::{
    Depth, DepthEncoding, Frame, IdEncoding, Ids, Object, Provenance, Scene, Stored, Surface,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct SceneFile {
    frames: Vec<FrameRecord>,
    objects: Vec<ObjectRecord>,
    #[serde(default)]
    clouds: Vec<PathBuf>,
    #[serde(default)]
    floor: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
struct FrameRecord {
    image: PathBuf,
    depth: Option<PathBuf>,
    instance: Option<PathBuf>,
    width: u32,
    height: u32,
    #[serde(rename = "K")]
    k: [f64; 9],
    world_from_camera: [f64; 16],
    #[serde(default)]
    time_s: f64,
}

#[derive(Deserialize)]
struct ObjectRecord {
    instance: u32,
    class: String,
    name: String,
    center: [f64; 3],
    size: [f64; 3],
    rotation: [f64; 9],
}

/// Reads `scene.json` given as text; `root` is the folder that holds it. Opens no other file.
///
/// A frame or object with degenerate geometry is left out with a warning.
///
/// # Errors
/// When the text is not such a file, or nothing usable is left.
pub fn read(text: &str, root: &Path) -> Result<Scene, DatasetError> {
    let path = root.join("scene.json");
    let format = |what: String, at: String| DatasetError::Format {
        what,
        at,
        path: path.clone(),
    };
    let file: SceneFile = serde_json::from_str(text).map_err(|e| {
        format(
            e.to_string(),
            format!("line {} column {}", e.line(), e.column()),
        )
    })?;
    let mut warnings = Vec::new();
    let frames = file
        .frames
        .into_iter()
        .filter_map(|f| frame(f, &mut warnings))
        .collect::<Vec<_>>();
    let mut objects = file
        .objects
        .into_iter()
        .filter_map(|o| object(o, &mut warnings))
        .collect::<Vec<_>>();
    objects.sort_by_key(|o| o.instance);
    if frames.is_empty() && objects.is_empty() {
        return Err(format(
            "no usable frame or object".into(),
            "the whole".into(),
        ));
    }
    let clouds = if file.clouds.is_empty() {
        vec![PathBuf::from("cloud_small.ply")]
    } else {
        file.clouds
    };
    Ok(Scene {
        dataset: "room".into(),
        id: root
            .file_name()
            .map_or_else(|| "room".into(), |n| n.to_string_lossy().into_owned()),
        root: root.into(),
        frames,
        objects,
        sightings: None,
        surfaces: clouds
            .into_iter()
            .map(|path| Surface {
                stored: Stored::file(path),
                label: "cloud".into(),
                world_from_surface: Pose::IDENTITY,
            })
            .collect(),
        floor: file.floor.into_iter().map(DVec2::from_array).collect(),
        tracks: None,
        warnings,
        provenance: Provenance {
            convention: "metres, right-handed, Z up; OpenCV cameras; first pixel centre at 0.5"
                .into(),
            licence: "CC0-1.0".into(),
            complete: true,
            metric: true,
            upright: true,
        },
    })
}

fn frame(f: FrameRecord, warnings: &mut Vec<String>) -> Option<Frame> {
    // The number in the picture's name is the frame's number in the source; a subset keeps its numbers.
    let stem = f
        .image
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    let id = stem
        .parse::<u64>()
        .map_or_else(|_| format!("f_{stem}"), |n| format!("f{n}"));
    let camera =
        Pinhole::from_k(&f.k, f.width, f.height).zip(Pose::from_row_major(&f.world_from_camera));
    let Some((pinhole, world_from_camera)) = camera else {
        warnings.push(format!(
            "frame {:?} has a degenerate camera and is left out",
            f.image
        ));
        return None;
    };
    Some(Frame {
        id,
        image: Stored::file(f.image),
        camera: pinhole.into(),
        world_from_camera,
        time_secs: f.time_s,
        depth: f.depth.map(|path| Depth {
            stored: Stored::file(path),
            encoding: DepthEncoding::Steps { per_m: 1000.0 },
            camera: pinhole.into(),
        }),
        ids: f.instance.map(|path| Ids {
            stored: Stored::file(path),
            encoding: IdEncoding::Numbers,
        }),
        hidden: None,
        seen: Vec::new(),
        unlabelled: Vec::new(),
    })
}

fn object(o: ObjectRecord, warnings: &mut Vec<String>) -> Option<Object> {
    let Some(obb) = Obb::from_full(o.center, o.size, o.rotation) else {
        warnings.push(format!(
            "object {} ({:?}) has a degenerate box and is left out",
            o.instance, o.name
        ));
        return None;
    };
    Some(Object::new(o.instance, o.class, o.name, obb))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;

    const TEXT: &str = r#"{"frames":[{"image":"frames/012.jpg","width":10,"height":8,"K":[5,0,5,0,5,4,0,0,1],
        "world_from_camera":[1,0,0,1,0,1,0,2,0,0,1,3,0,0,0,1]}],
        "objects":[{"instance":9,"class":"door","name":"door","center":[1,2,3],"size":[2,4,6],"rotation":[0,-1,0,1,0,0,0,0,1]},
                   {"instance":2,"class":"rug","name":"rug","center":[1,2,3],"size":[2,-4,6],"rotation":[1,0,0,0,1,0,0,0,1]}]}"#;

    #[test]
    fn sizes_are_halved_and_rows_are_rows() {
        let scene = read(TEXT, Path::new("/data/room")).expect("a scene");
        let frame = scene.frame("f12").expect("frame 12");
        assert_eq!(
            frame.world_from_camera.translation,
            DVec3::new(1.0, 2.0, 3.0)
        );
        let door = scene.object(9).expect("the door");
        assert_eq!(door.obb.half_extents, DVec3::new(1.0, 2.0, 3.0));
        assert_eq!(door.obb.rotation * DVec3::X, DVec3::Y);
        assert_eq!(
            scene.warnings,
            ["object 2 (\"rug\") has a degenerate box and is left out"]
        );
    }

    #[test]
    fn errors_are_located() {
        let error = read("{\n\"frames\": 3}", Path::new("r"))
            .expect_err("no scene")
            .to_string();
        assert!(error.contains("line 2 column"), "{error}");
        let error = read("{\"frames\":[],\"objects\":[]}", Path::new("r"))
            .expect_err("no scene")
            .to_string();
        assert!(error.contains("no usable frame or object"), "{error}");
    }
}
