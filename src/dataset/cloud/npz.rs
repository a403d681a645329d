//! Archives of NumPy arrays, `.npz`, of which one holds points.

use super::npy::Array;
use super::{Loaded, format, io};
use crate::dataset::archive::Archive;
use crate::dataset::{Bytes, DatasetError};
use std::path::Path;

/// What an array of points is called, the best first.
const NAMES: [&str; 5] = ["points", "xyz", "pos", "positions", "vertices"];

/// Reads a cloud: the array called `points`, `xyz`, `pos`, `positions` or `vertices`, else the only one that can hold
/// points. `path` is for messages.
///
/// # Errors
/// When it is no archive, or no array is the one, which names those that there are; as [`super::npy::read`] for that
/// array.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let mut buffer = Vec::new();
    let len = usize::try_from(source.len()).unwrap_or(usize::MAX);
    let bytes = source.part(0, len, &mut buffer).map_err(io(path))?;
    let mut archive =
        Archive::open(std::io::Cursor::new(bytes)).map_err(|what| format(path, what, "archive"))?;
    let entries = archive.names();
    let find = |name: &&str| {
        let is = |entry: &&String| entry.strip_suffix(".npy").is_some_and(|e| e == *name);
        entries.iter().find(is)
    };
    if let Some(entry) = NAMES.iter().find_map(find) {
        let place = format!("array {:?}", entry.trim_end_matches(".npy"));
        let wrong = |what: String| format(path, what, place.clone());
        let bytes = archive.read(entry).map_err(wrong)?;
        let array = Array::of(&bytes, bytes.len() as u64).map_err(wrong)?;
        return array.points(Bytes::Memory(&bytes)).map_err(io(path));
    }
    let mut fitting = None;
    let mut others = Vec::new();
    for entry in &entries {
        let name = entry.trim_end_matches(".npy");
        let bytes = match archive.read(entry) {
            Ok(bytes) => bytes,
            Err(what) => {
                others.push(format!("{name} ({what})"));
                continue;
            }
        };
        match Array::of(&bytes, bytes.len() as u64) {
            Ok(_) if fitting.is_some() => others.push(format!("{name} (could be the points too)")),
            Ok(array) => fitting = Some((name, array, bytes)),
            Err(what) => others.push(format!("{name} ({what})")),
        }
    }
    let is_one = !others.iter().any(|other| other.ends_with("too)"));
    match fitting {
        Some((_, array, bytes)) if is_one => array.points(Bytes::Memory(&bytes)).map_err(io(path)),
        found => {
            let first = found.map(|(name, ..)| format!("{name} (could be the points)"));
            let all: Vec<String> = first.into_iter().chain(others).collect();
            let what = format!("no array is sure to be the points: {}", all.join(", "));
            Err(format(path, what, "archive"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::npy::tests::file;
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in arrays {
            let options = SimpleFileOptions::default();
            zip.start_file(format!("{name}.npy"), options)
                .expect("an entry");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("an archive").into_inner()
    }

    fn load(arrays: &[(&str, Vec<u8>)]) -> Result<usize, String> {
        let bytes = archive(arrays);
        let loaded = read(Bytes::Memory(&bytes), Path::new("a.npz"));
        loaded
            .map(|l| l.cloud.points.len())
            .map_err(|e| e.to_string())
    }

    #[test]
    fn the_array_by_its_name_else_the_only_one_that_fits() {
        let points = |n: u8| {
            file(
                "'<f4'",
                false,
                &format!("({n}, 3)"),
                &vec![0; 12 * usize::from(n)],
            )
        };
        let flat = file("'<f4'", false, "(3,)", &[0; 12]);
        assert_eq!(
            load(&[("a", points(2)), ("xyz", points(5)), ("points", points(4))]),
            Ok(4)
        );
        assert_eq!(load(&[("flat", flat.clone()), ("a", points(2))]), Ok(2));
        assert_eq!(
            load(&[("a", points(2)), ("b", points(3)), ("c", flat.clone())]).expect_err("two"),
            "no array is sure to be the points: a (could be the points), b (could be the points too), \
             c (an array of shape (3,) is no list of points), archive of \"a.npz\""
        );
        assert_eq!(
            load(&[("a", points(2)), ("pos", flat)]).expect_err("a wrong one"),
            "an array of shape (3,) is no list of points, array \"pos\" of \"a.npz\""
        );
        assert!(read(Bytes::Memory(b"PK\x03\x04"), Path::new("a.npz")).is_err());
    }
}
