//! Where a model's images saw its points: the second line of an image in `images.txt`, the list behind an image in
//! `images.bin`.

use super::model::{ending, none_in};
use super::{binary, text};
use crate::dataset::DatasetError;
use crate::geom::{DVec2, DVec3};
use std::collections::BTreeMap;
use std::path::Path;

/// What one image saw: its name, and each point with its pixel.
pub(in crate::dataset) type Seen = (String, Vec<(DVec2, DVec3)>);

/// Points by their id.
pub(super) type Points = BTreeMap<u64, DVec3>;
/// A feature of an image: pixel and the point's id, where it has one.
pub(super) type Feature = (DVec2, u64);
/// The features of each image, by its name.
pub(super) type Features = Vec<(String, Vec<Feature>)>;
/// Of features that are no point's.
pub(super) const NO_POINT: u64 = u64::MAX;

/// Reads them from a model's folder.
///
/// # Errors
/// When a file is not one of COLMAP's.
pub(in crate::dataset) fn sightings(folder: &Path) -> Result<Vec<Seen>, DatasetError> {
    let ending = ending(folder).ok_or_else(|| none_in(folder))?;
    let file = |name: &str| folder.join(format!("{name}.{ending}"));
    let (images, points) = if ending == "bin" {
        (
            binary::features(&file("images"))?,
            binary::places(&file("points3D"))?,
        )
    } else {
        (
            text::features(&file("images"))?,
            text::places(&file("points3D"))?,
        )
    };
    let joined = images.into_iter().map(|(name, features)| {
        let known = |(pixel, id): Feature| Some((pixel, *points.get(&id)?));
        (name, features.into_iter().filter_map(known).collect())
    });
    Ok(joined.collect())
}
