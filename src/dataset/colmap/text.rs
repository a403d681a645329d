//! `cameras.txt` and `images.txt`.

use super::lens;
use super::model::{Cameras, Record};
use super::sightings::{Features, NO_POINT, Points};
use crate::dataset::{DatasetError, files};
use crate::geom::{DVec2, DVec3};
use std::path::Path;

/// Cameras: `id model width height parameters...` a line. A line that is none is left out with a warning.
pub(super) fn cameras(path: &Path, warnings: &mut Vec<String>) -> Result<Cameras, DatasetError> {
    let text = files::text(path)?;
    let mut cameras = Cameras::new();
    for (index, line) in text.lines().enumerate() {
        if is_empty(line) {
            continue;
        }
        let at = format!("line {}", index + 1);
        let mut warn = |what: &str| warnings.push(files::warning(path, what, &at));
        let Some((id, camera)) = camera(line) else {
            warn("no camera, left out");
            continue;
        };
        if let Err(why) = &camera {
            warn(why);
        }
        if cameras.insert(id, camera).is_some() {
            warn(&format!("camera {id} is there twice; the later one counts"));
        }
    }
    Ok(cameras)
}

fn camera(line: &str) -> Option<(u32, Result<crate::geom::Camera, String>)> {
    let mut words = line.split_ascii_whitespace();
    let id = words.next()?.parse().ok()?;
    let model = words.next()?;
    let (width, height) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let parameters: Option<Vec<f64>> = words.map(|word| word.parse().ok()).collect();
    Some((id, lens::camera(model, width, height, &parameters?)))
}

/// Images: `id qw qx qy qz tx ty tz camera name` on one line, the points in it on the next, which is empty where there
/// are none. A line that is no image is left out with a warning.
pub(super) fn images(path: &Path, warnings: &mut Vec<String>) -> Result<Vec<Record>, DatasetError> {
    let text = files::text(path)?;
    let mut images = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    // How many images have no line of points though they are not the last, and the first such place.
    let mut without_points: Option<(usize, usize)> = None;
    while let Some((index, line)) = lines.next() {
        if is_empty(line) {
            continue;
        }
        match record(line, index + 1) {
            Some(record) => images.push(record),
            None => {
                let at = format!("line {}", index + 1);
                warnings.push(files::warning(path, "no image, left out", &at));
            }
        }
        let next_is_none = |(_, line): &(usize, &str)| !are_points(line);
        match lines.peek() {
            // An editor took out the empty lines: what follows is the next image.
            Some(next) if next_is_none(next) => without_points.get_or_insert((0, index + 1)).0 += 1,
            _ => drop(lines.next()),
        }
    }
    if let Some((count, line)) = without_points {
        let what = format!("{count} images are not followed by a line of their points");
        let at = format!("from line {line}");
        warnings.push(files::warning(path, what, &at));
    }
    Ok(images)
}

fn is_empty(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

fn record(line: &str, number: usize) -> Option<Record> {
    let mut rest = line.trim_end_matches(['\r', '\n']);
    let mut word = || {
        let trimmed = rest.trim_start();
        let end = trimmed.find(char::is_whitespace)?;
        let (word, after) = trimmed.split_at_checked(end)?;
        rest = after;
        Some(word)
    };
    let _id: u32 = word()?.parse().ok()?;
    let mut numbers = [0.0; 7];
    for number in &mut numbers {
        *number = word()?.parse().ok()?;
    }
    let camera = word()?.parse().ok()?;
    let [w, x, y, z, tx, ty, tz] = numbers;
    // A name may hold spaces: it is all that is left.
    let name = rest.trim();
    (!name.is_empty()).then(|| Record {
        quaternion: [w, x, y, z],
        translation: [tx, ty, tz],
        camera,
        name: name.to_owned(),
        at: format!("line {number}"),
    })
}

/// Whether a line can be that of an image's points: nothing, or triples of x, y and a point's id.
fn are_points(line: &str) -> bool {
    let words = || line.split_ascii_whitespace();
    let is_id = |word: Option<&str>| word.is_none_or(|word| word.parse::<i64>().is_ok());
    words().count().is_multiple_of(3) && is_id(words().nth(2)) && is_id(words().next_back())
}

/// What the images of `images.txt` saw: `x y point` for each feature in the line behind an image's own.
pub(super) fn features(path: &Path) -> Result<Features, DatasetError> {
    let text = files::text(path)?;
    let mut lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let mut images = Vec::new();
    while let Some(line) = lines.next() {
        // Nine words stand before the name, which may hold spaces.
        let name = line.split_ascii_whitespace().nth(9).and_then(|word| {
            let at = word.as_ptr() as usize - line.as_ptr() as usize;
            line.get(at..)
        });
        let Some(name) = name else { continue };
        let features = lines.next().unwrap_or_default();
        let words: Vec<&str> = features.split_ascii_whitespace().collect();
        let feature = |three: &[&str]| {
            let [x, y, id] = three else { return None };
            let pixel = DVec2::new(x.parse().ok()?, y.parse().ok()?);
            Some((pixel, id.parse().unwrap_or(NO_POINT)))
        };
        images.push((
            name.trim().to_owned(),
            words.chunks_exact(3).filter_map(feature).collect(),
        ));
    }
    Ok(images)
}

/// Where the points of `points3D.txt` are.
pub(super) fn places(path: &Path) -> Result<Points, DatasetError> {
    let text = files::text(path)?;
    let point = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let id = words.next()?.parse().ok()?;
        let mut number = || words.next()?.parse::<f64>().ok();
        Some((id, DVec3::new(number()?, number()?, number()?)))
    };
    Ok(text.lines().filter_map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Record>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("images.txt");
        std::fs::write(&path, text).expect("written");
        let mut warnings = Vec::new();
        let images = images(&path, &mut warnings).expect("text");
        (images, warnings)
    }

    fn names(text: &str) -> Vec<String> {
        let (images, warnings) = read(text);
        assert_eq!(warnings, [""; 0]);
        images.into_iter().map(|image| image.name).collect()
    }

    #[test]
    fn the_second_line_of_an_image_may_be_empty() {
        let text = "# Image list\n1 1 0 0 0 0 0 0 1 a.jpg\n\n2 1 0 0 0 0 0 0 1 b.jpg\n1.5 2.5 -1\n\
                    3 1 0 0 0 0 0 0 1 c.jpg\n\n4 1 0 0 0 0 0 0 1 d.jpg";
        assert_eq!(names(text), ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
        assert_eq!(names(&text.replace('\n', "\r\n")).len(), 4);
    }

    #[test]
    fn names_may_hold_spaces_and_numbers_are_in_their_places() {
        let (images, _) = read("7 0.5 0.25 -1 2e0 3 4 5 9 left cam/a b.jpg \n\n");
        let expected = Record {
            quaternion: [0.5, 0.25, -1.0, 2.0],
            translation: [3.0, 4.0, 5.0],
            camera: 9,
            name: "left cam/a b.jpg".into(),
            at: "line 1".into(),
        };
        assert_eq!(images, [expected]);
        // Twelve words, a multiple of three, and yet an image.
        assert_eq!(
            names("1 1 0 0 0 0 0 0 1 a b c\n\n2 1 0 0 0 0 0 0 1 d e 5.jpg\n"),
            ["a b c", "d e 5.jpg"]
        );
    }

    #[test]
    fn images_without_their_line_of_points_are_not_lost() {
        let (images, warnings) =
            read("1 1 0 0 0 0 0 0 1 a\n2 1 0 0 0 0 0 0 1 b\n3 1 0 0 0 0 0 0 1 c");
        assert_eq!(images.len(), 3);
        assert_eq!(
            warnings,
            ["2 images are not followed by a line of their points, from line 1 of \"images.txt\""]
        );
    }

    #[test]
    fn a_line_that_is_no_image_costs_itself_alone() {
        let (images, warnings) = read("x 1 0 0 0 0 0 0 1 a\n\n2 1 0 0 0 0 0 0 1 b\n\n3 1 0 0\n\n");
        assert_eq!(images.len(), 1);
        assert_eq!(
            warnings,
            [
                "no image, left out, line 1 of \"images.txt\"",
                "no image, left out, line 5 of \"images.txt\""
            ]
        );
    }

    #[test]
    fn a_camera_that_is_not_read_is_told_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cameras.txt");
        let text =
            "# Camera list\n1 PINHOLE 640 480 500 500 320 240\n2 FOV 640 480 1 1 1 1 1\nhello\n";
        std::fs::write(&path, text).expect("written");
        let mut warnings = Vec::new();
        let cameras = cameras(&path, &mut warnings).expect("text");
        assert!(cameras[&1].is_ok() && cameras[&2].is_err());
        assert_eq!(
            warnings,
            [
                "camera model FOV is not read, line 3 of \"cameras.txt\"",
                "no camera, left out, line 4 of \"cameras.txt\""
            ]
        );
    }
}
