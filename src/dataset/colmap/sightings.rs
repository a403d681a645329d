//! Where a model's images saw its points: the second line of an image in `images.txt`, the list behind an image in
//! `images.bin`.

use super::cursor::Cursor;
use super::model::{ending, none_in};
use crate::dataset::{DatasetError, files};
use crate::geom::{DVec2, DVec3};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// What one image saw: its name, and each point with its pixel.
pub(in crate::dataset) type Seen = (String, Vec<(DVec2, DVec3)>);

/// Points by their id.
type Points = BTreeMap<u64, DVec3>;
/// A feature of an image: pixel and the point's id, where it has one.
type Feature = (DVec2, u64);
/// Of features that are no point's.
const NO_POINT: u64 = u64::MAX;

/// Reads them from a model's folder.
///
/// # Errors
/// When a file is not one of COLMAP's.
pub(in crate::dataset) fn sightings(folder: &Path) -> Result<Vec<Seen>, DatasetError> {
    let ending = ending(folder).ok_or_else(|| none_in(folder))?;
    let file = |name: &str| folder.join(format!("{name}.{ending}"));
    let (images, points) = if ending == "bin" {
        (
            binary_features(&file("images"))?,
            binary_points(&file("points3D"))?,
        )
    } else {
        (
            text_features(&file("images"))?,
            text_points(&file("points3D"))?,
        )
    };
    let joined = images.into_iter().map(|(name, features)| {
        let known = |(pixel, id): Feature| Some((pixel, *points.get(&id)?));
        (name, features.into_iter().filter_map(known).collect())
    });
    Ok(joined.collect())
}

fn text_features(path: &Path) -> Result<Vec<(String, Vec<Feature>)>, DatasetError> {
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

fn text_points(path: &Path) -> Result<Points, DatasetError> {
    let text = files::text(path)?;
    let point = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let id = words.next()?.parse().ok()?;
        let mut number = || words.next()?.parse::<f64>().ok();
        Some((id, DVec3::new(number()?, number()?, number()?)))
    };
    Ok(text.lines().filter_map(point).collect())
}

fn open(path: &Path) -> Result<(File, u64), DatasetError> {
    let io = |source| DatasetError::Io {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(io)?;
    let len = file.metadata().map_err(io)?.len();
    Ok((file, len))
}

fn binary_features(path: &Path) -> Result<Vec<(String, Vec<Feature>)>, DatasetError> {
    let (file, len) = open(path)?;
    let mut file = Cursor::new(file, len, path);
    let mut images = Vec::new();
    // An image: id, seven numbers, camera, the end of a name, a count.
    for _ in 0..file.count(4 + 7 * 8 + 4 + 1 + 8)? {
        let _id = file.u32()?;
        let _pose: [f64; 7] = file.f64s()?;
        let (_camera, name) = (file.u32()?, file.name()?);
        let mut features = Vec::new();
        for _ in 0..file.count(8 + 8 + 8)? {
            let [x, y] = file.f64s()?;
            features.push((DVec2::new(x, y), file.u64()?));
        }
        images.push((name, features));
    }
    Ok(images)
}

fn binary_points(path: &Path) -> Result<Points, DatasetError> {
    let (file, len) = open(path)?;
    let mut file = Cursor::new(file, len, path);
    let mut points = Points::new();
    for _ in 0..file.count(8 + 3 * 8 + 3 + 8 + 8)? {
        let id = file.u64()?;
        let position = DVec3::from_array(file.f64s()?);
        let _rgb: [u8; 3] = file.u8s()?;
        let [_error] = file.f64s()?;
        let track = file.count(8)?;
        file.skip(track * 8)?;
        points.insert(id, position);
    }
    Ok(points)
}
