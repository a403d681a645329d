//! The tracks of a sequence's archive.

use super::camera::in_world;
use crate::dataset::DatasetError;
use crate::dataset::archive::Archive;
use crate::dataset::array::{Array, Shape};
use crate::dataset::files;
use crate::scene::{Sight, TrackTable, Tracks};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// The arrays that make tracks, without their numbers.
pub(super) struct Shapes {
    /// Frames.
    pub frames: usize,
    /// Points.
    pub count: usize,
    world: Shape,
    pixel: Shape,
    sight: SightShape,
}

/// How an archive says what is seen.
enum SightShape {
    /// 0 hidden, 1 visible, 2 meaningless.
    Visibilities(Shape),
    /// Seen, and meaningful.
    Flags(Shape, Shape),
}

impl Shapes {
    /// Looks for them.
    ///
    /// # Errors
    /// Which is missing or damaged, or has another shape than the others; in words.
    pub fn find<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Self, String> {
        let mut wanted = |name: &str| {
            let found = Shape::find(archive, name)?;
            found.ok_or_else(|| format!("there is no array {name:?}"))
        };
        let (world, pixel) = (wanted("trajs_3d")?, wanted("trajs_2d")?);
        let [frames, count] = match (world.sides(), pixel.sides()) {
            (Some([t, n, 3]), Some([u, m, 2])) if [t, n] == [u, m] => [t, n],
            _ => return Err("\"trajs_3d\" and \"trajs_2d\" have not the same points".into()),
        };
        let of_points = |name: &str, shape: Shape| match shape.sides::<2>() {
            Some(sides) if sides == [frames, count] => Ok(shape),
            _ => Err(format!("array {name:?} has not the points of the tracks")),
        };
        let sight = match Shape::find(archive, "visibilities")? {
            Some(shape) => SightShape::Visibilities(of_points("visibilities", shape)?),
            None => {
                let mut flag = |name: &str| match Shape::find(archive, name)? {
                    Some(shape) => of_points(name, shape),
                    None => Err("neither \"visibilities\" nor \"visibs\" and \"valids\"".into()),
                };
                SightShape::Flags(flag("visibs")?, flag("valids")?)
            }
        };
        Ok(Self {
            frames,
            count,
            world,
            pixel,
            sight,
        })
    }
}

/// Reads them, a row for each of the scene's frames: world turned to Z up, pixels as they stand.
///
/// # Errors
/// When the archive changed or is damaged.
pub(in crate::dataset) fn tracks(path: &Path, tracks: &Tracks) -> Result<TrackTable, DatasetError> {
    let wrong = |what: String| files::wrong(path, what, "archive");
    let file = File::open(path).map_err(|source| DatasetError::Io {
        path: path.into(),
        source,
    })?;
    let mut archive = Archive::open(file).map_err(wrong)?;
    let shapes = Shapes::find(&mut archive).map_err(wrong)?;
    let sight = shapes.sight.read(&mut archive).map_err(wrong)?;
    // One array of numbers in memory at a time.
    let mut table = TrackTable {
        count: shapes.count,
        ..TrackTable::default()
    };
    let world = shapes.world.read(&mut archive).map_err(wrong)?;
    for row in &tracks.rows {
        for track in 0..shapes.count {
            let value = |axis| world.at([*row, track, axis]) as f32;
            table.world.push(in_world([value(0), value(1), value(2)]));
        }
    }
    drop(world);
    let pixel = shapes.pixel.read(&mut archive).map_err(wrong)?;
    for row in &tracks.rows {
        for track in 0..shapes.count {
            let value = |axis| pixel.at([*row, track, axis]) as f32;
            table.pixel.push([value(0), value(1)]);
            table.sight.push(sight.at([*row, track]));
        }
    }
    let numbers = table.world.iter().zip(&table.pixel);
    for (sight, (world, pixel)) in table.sight.iter_mut().zip(numbers) {
        if !world.iter().chain(pixel).all(|v| v.is_finite()) {
            *sight = Sight::Invalid;
        }
    }
    Ok(table)
}

impl SightShape {
    fn read<R: Read + Seek>(self, archive: &mut Archive<R>) -> Result<Sights, String> {
        Ok(match self {
            Self::Visibilities(shape) => Sights::Visibilities(shape.read(archive)?),
            Self::Flags(seen, valid) => Sights::Flags(seen.read(archive)?, valid.read(archive)?),
        })
    }
}

/// [`SightShape`] with its numbers.
enum Sights {
    Visibilities(Array),
    Flags(Array, Array),
}

impl Sights {
    fn at(&self, place: [usize; 2]) -> Sight {
        let code = match self {
            Self::Visibilities(codes) => codes.at(place),
            Self::Flags(_, valid) if valid.at(place) != 1.0 => 2.0,
            Self::Flags(seen, _) => seen.at(place),
        };
        match code {
            0.0 => Sight::Hidden,
            1.0 => Sight::Visible,
            _ => Sight::Invalid,
        }
    }
}
