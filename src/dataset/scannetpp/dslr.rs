//! The pictures of the camera on a tripod.

use crate::dataset::colmap::{Image, model};
use crate::dataset::files::Pictures;
use crate::scene::{Frame, Stored};
use std::path::Path;

const FOLDER: &str = "dslr";
/// The reconstruction.
pub(super) const MODEL: &str = "dslr/colmap";
const PICTURES: &str = "dslr/resized_images";
const MASKS: &str = "dslr/resized_anon_masks";

/// The frames that COLMAP has; none, with a warning where the model is broken, where there is none.
pub(super) fn frames(folder: &Path, warnings: &mut Vec<String>) -> Vec<Frame> {
    if !has_model(folder) {
        if folder.join(FOLDER).is_dir() {
            warnings.push(format!(
                "there is no {MODEL}: no picture of the camera has a pose"
            ));
        }
        return Vec::new();
    }
    let model = match model(&folder.join(MODEL)) {
        Ok(model) => model,
        Err(error) => {
            warnings.push(error.to_string());
            return Vec::new();
        }
    };
    warnings.extend(model.warnings);
    let mut pictures = Pictures::new(folder);
    let mut frames = Vec::new();
    for image in model.images {
        let frame = frame(folder, image);
        match pictures.look_for(&frame.image.path) {
            Ok(()) => frames.push(frame),
            Err(why) => warnings.push(format!("picture {:?} is left out: {why}", frame.id)),
        }
    }
    warnings.extend(pictures.warning());
    warnings.extend(super::unmasked(folder, MASKS, &frames));
    frames
}

/// Whether there is a reconstruction.
pub(super) fn has_model(folder: &Path) -> bool {
    folder.join(MODEL).is_dir()
}

fn frame(folder: &Path, image: Image) -> Frame {
    let mask = Path::new(MASKS).join(&image.name).with_extension("png");
    let id = Path::new(&image.name).with_extension("");
    Frame {
        id: id.to_string_lossy().into_owned(),
        image: Stored::file(Path::new(PICTURES).join(&image.name)),
        camera: image.camera,
        world_from_camera: image.world_from_camera,
        time_secs: 0.0,
        depth: None,
        ids: None,
        hidden: folder.join(&mask).is_file().then(|| Stored::file(mask)),
        seen: Vec::new(),
        unlabelled: Vec::new(),
    }
}
