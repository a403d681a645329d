//! `points3D.txt` and `points3D.bin`: the points of a model with their colours, without their tracks.

use super::cursor::Cursor;
use crate::dataset::cloud::{Gathered, Loaded};
use crate::dataset::{Bytes, DatasetError, files};
use crate::geom::DVec3;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

/// Bytes of a point without its track, and of each entry of the track.
const LEAST: u64 = 8 + 3 * 8 + 3 + 8 + 8;
const SIGHTING: u64 = 4 + 4;
/// A longer line is refused: that would be a point seen in a million images.
const LONGEST_LINE: usize = 16 << 20;

/// Reads `points3D.bin`: u64 id, f64 x y z, u8 r g b, f64 error, u64 count of sightings, the sightings (u32 image,
/// u32 point in it). `path` is for messages.
///
/// # Errors
/// When it ends too early or names more points than it has room for.
pub(in crate::dataset) fn binary(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let reader = source.reader().map_err(|e| io(path, e))?;
    let mut file = Cursor::new(reader, source.len(), path);
    let mut points = Gathered::default();
    for _ in 0..file.count(LEAST)? {
        let _id = file.u64()?;
        let position = DVec3::from_array(file.f64s()?);
        points.push(position, file.u8s()?);
        let [_error] = file.f64s()?;
        let sightings = file.count(SIGHTING)?;
        file.skip(sightings * SIGHTING)?;
    }
    Ok(points.loaded())
}

/// Reads `points3D.txt`: `id x y z r g b error track...` a line. `path` is for messages.
///
/// # Errors
/// When a line is no such point.
pub(in crate::dataset) fn text(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let reader = source.reader().map_err(|e| io(path, e))?;
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut points = Gathered::default();
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let mut limited = (&mut reader).take(LONGEST_LINE as u64);
        let read = limited.read_until(b'\n', &mut line);
        if read.map_err(|e| io(path, e))? == 0 {
            break;
        }
        let wrong = |what: &str| files::wrong(path, what, format!("line {number}"));
        if line.len() == LONGEST_LINE {
            return Err(wrong("the line is too long"));
        }
        let line = std::str::from_utf8(&line).map_err(|_not_utf8| wrong("the line is no text"))?;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (position, rgb) = point(line).ok_or_else(|| wrong("no point"))?;
        points.push(position, rgb);
    }
    Ok(points.loaded())
}

fn point(line: &str) -> Option<(DVec3, [u8; 3])> {
    let mut words = line.split_ascii_whitespace();
    let _id: u64 = words.next()?.parse().ok()?;
    let mut number = || words.next()?.parse::<f64>().ok();
    let position = DVec3::new(number()?, number()?, number()?);
    let mut byte = || words.next()?.parse::<u8>().ok();
    Some((position, [byte()?, byte()?, byte()?]))
}

fn io(path: &Path, source: std::io::Error) -> DatasetError {
    DatasetError::Io {
        path: path.into(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::cloud;

    fn point_bytes(at: [f64; 3], rgb: [u8; 3], sightings: u64) -> Vec<u8> {
        let mut bytes = 5_u64.to_le_bytes().to_vec();
        bytes.extend(at.iter().flat_map(|v| v.to_le_bytes()));
        bytes.extend(rgb);
        bytes.extend(0.5_f64.to_le_bytes());
        bytes.extend(sightings.to_le_bytes());
        bytes.extend((0..sightings * SIGHTING).map(|_| 0xee));
        bytes
    }

    #[test]
    fn binary_points_by_hand_past_tracks_of_any_length() {
        let mut bytes = 2_u64.to_le_bytes().to_vec();
        bytes.extend(point_bytes([1.0, 2.0, 3.5], [9, 8, 7], 3));
        bytes.extend(point_bytes([-1.0, 0.25, 0.0], [1, 2, 3], 0));
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("points3D.bin");
        std::fs::write(&path, &bytes).expect("written");
        for loaded in [
            binary(Bytes::Memory(&bytes), Path::new("points3D.bin")),
            cloud::open(&path),
        ] {
            let cloud = loaded.expect("points").cloud;
            assert_eq!(cloud.position(0), Some(DVec3::new(1.0, 2.0, 3.5)));
            assert_eq!(cloud.position(1), Some(DVec3::new(-1.0, 0.25, 0.0)));
            assert_eq!(cloud.points[0].rgba, [9, 8, 7, 255]);
        }
    }

    #[test]
    fn claims_that_the_file_cannot_hold_are_refused() {
        let refused = |bytes: &[u8]| {
            let loaded = binary(Bytes::Memory(bytes), Path::new("points3D.bin"));
            loaded.expect_err("refused").to_string()
        };
        assert!(refused(&[0xff; 60]).contains("52 bytes follow, byte 8"));
        let mut bytes = 1_u64.to_le_bytes().to_vec();
        bytes.extend(point_bytes([0.0; 3], [0; 3], 2));
        bytes.truncate(bytes.len() - 1);
        assert!(refused(&bytes).contains("15 bytes follow, byte 59"));
    }

    #[test]
    fn text_points_past_comments_and_tracks() {
        let read =
            |text: &str| self::text(Bytes::Memory(text.as_bytes()), Path::new("points3D.txt"));
        let good =
            "# 3D point list\n#   ...\n7 1 2 3.5 9 8 7 0.5 1 2 3 4\n\n8 -1e0 nan 0 1 2 3 0\n";
        let loaded = read(good).expect("points");
        assert_eq!(loaded.cloud.position(0), Some(DVec3::new(1.0, 2.0, 3.5)));
        assert_eq!(loaded.cloud.points[0].rgba, [9, 8, 7, 255]);
        assert_eq!(loaded.lost, [1]);
        for bad in [
            "# x\n7 1 2 3.5 9 8 256 0\n",
            "# x\n7 1 2\n",
            "# x\nx 1 2 3 4 5 6\n",
        ] {
            let error = read(bad).expect_err("refused").to_string();
            assert!(error.contains("line 2"), "{error}");
        }
    }
}
