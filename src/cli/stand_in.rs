//! Stand-in pictures: small, plain, the same bytes every time, with the number of the frame and the end of its path
//! on them, so that records can be screened where their pictures are not.

use crate::media::canvas::{Canvas, CanvasError, Pen};
use crate::media::lettering::{Align, Face, TextStyle};
use crate::media::palette::palette;
use std::path::{Path, PathBuf};

const WIDTH_PX: u32 = 320;
const HEIGHT_PX: u32 = 240;
const JPEG_QUALITY: u8 = 80;

/// A kind of picture that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
}

impl Kind {
    /// By the ending of a path; `None` for what cannot be made, such as a video.
    pub(super) fn of(path: &str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// The bytes of a stand-in: picture `number` (from 1) of `count` of its question.
pub(super) fn draw(
    path: &str,
    kind: Kind,
    number: usize,
    count: usize,
    seed: u64,
) -> Result<Vec<u8>, CanvasError> {
    let colours = palette();
    let (width, height) = (WIDTH_PX as f32, HEIGHT_PX as f32);
    let mut canvas = Canvas::new(WIDTH_PX, HEIGHT_PX, colours.paper)?;
    let shape = shape(path, seed);
    let colour = colours
        .cells
        .get(shape.colour)
        .copied()
        .unwrap_or(colours.ink);
    canvas.fill_circle([shape.x * width, shape.y * height], 40.0, colour.faded(0.5));
    canvas.stroke_rect(
        [1.5, 1.5, width - 1.5, height - 1.5],
        0.0,
        Pen::solid(colour, 3.0),
    );
    let large = TextStyle::new(Face::Mono, 56.0);
    canvas.text_centered(
        [width * 0.5, height * 0.45],
        large,
        colours.ink,
        &number.to_string(),
    );
    let small = TextStyle::new(Face::Mono, 12.0);
    let line = |y: f32, text: &str, canvas: &mut Canvas| {
        canvas.text([width * 0.5, y], Align::Middle, small, colours.muted, text);
    };
    line(
        height * 0.68,
        &format!("stand-in {number} of {count}"),
        &mut canvas,
    );
    line(height * 0.78, &end_of(path), &mut canvas);
    match kind {
        Kind::Jpeg => canvas.to_jpeg(JPEG_QUALITY),
        Kind::Png => canvas.to_png(),
    }
}

struct Shape {
    x: f32,
    y: f32,
    colour: usize,
}

/// Something to tell two pictures apart by at a glance, from the path.
fn shape(path: &str, seed: u64) -> Shape {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(path.as_bytes());
    let [a, b, c, ..] = *hasher.finalize().as_bytes();
    Shape {
        x: 0.15 + 0.7 * f32::from(a) / 255.0,
        y: 0.2 + 0.6 * f32::from(b) / 255.0,
        colour: usize::from(c) % palette().cells.len(),
    }
}

/// The last two parts of a path, at most 40 characters of it.
fn end_of(path: &str) -> String {
    let parts: Vec<&str> = path.rsplit('/').take(2).collect();
    let text: Vec<&str> = parts.into_iter().rev().collect();
    let text = text.join("/");
    let skip = text.chars().count().saturating_sub(40);
    text.chars().skip(skip).collect()
}

/// Where a record's path lies below `folder`; `None` when it leaves it, also by way of a link that is there.
pub(super) fn place(folder: &Path, path: &str) -> Option<PathBuf> {
    if crate::record::leaves_root(path) {
        return None;
    }
    let mut place = folder.to_owned();
    let parts = path
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."));
    for part in parts {
        place.push(part);
        if place.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
            return None;
        }
    }
    (place != folder).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_orders_give_equal_bytes_that_are_pictures() {
        for (path, kind) in [("./a/frame_07.jpg", Kind::Jpeg), ("b.PNG", Kind::Png)] {
            assert_eq!(Kind::of(path), Some(kind));
            let bytes = draw(path, kind, 8, 32, 0).expect("a picture");
            assert_eq!(bytes, draw(path, kind, 8, 32, 0).expect("a picture"));
            assert_ne!(bytes, draw(path, kind, 9, 32, 0).expect("a picture"));
            let image = image::load_from_memory(&bytes).expect("a picture");
            assert_eq!((image.width(), image.height()), (WIDTH_PX, HEIGHT_PX));
        }
        assert_eq!(Kind::of("./v/1.mp4"), None);
    }

    #[test]
    fn paths_stay_below_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| place(folder.path(), path);
        assert_eq!(at("./a/b.jpg"), Some(folder.path().join("a/b.jpg")));
        for path in ["../x.jpg", "/x.jpg", "C:\\x.jpg", "a/../../x.jpg", ".", ""] {
            assert_eq!(at(path), None, "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/tmp", folder.path().join("link")).expect("a link");
            assert_eq!(at("link/x.jpg"), None);
        }
    }
}
