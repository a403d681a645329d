//! LAS, LAZ and COPC: scans from the air and from tripods.
//!
//! Format: ASPRS LAS 1.4 (<https://github.com/ASPRSorg/LAS>), compressed by LASzip; a COPC file is a LAZ one whose
//! points stand in an octree (<https://copc.io>), and is read whole. Used of a point: its place, red, green and blue of
//! 16 bits (or 8, as some write them), else its intensity as grey. The crates `las` and `laz` do the reading; what a
//! header claims is held against the file's size before they see it, for they believe it.

mod claims;

use self::claims::{Claims, HEADER};
use super::{Loaded, format, io};
use crate::dataset::{Bytes, DatasetError};
use crate::geom::DVec3;
use crate::platform::panics;
use crate::scene::CloudPoint;
use las::reader::ReaderOptions;
use las::{PointData, Reader};
use std::io::{BufReader, Cursor};
use std::path::Path;

/// Bytes of points read at a time.
const BLOCK: u64 = 1 << 21;

/// What is wrong, and where.
type Wrong = (String, String);

/// Reads a cloud. `path` is for messages.
///
/// # Errors
/// When it is no such file, damaged, or its header names more than the file could hold.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let mut buffer = Vec::new();
    let head = source
        .part_up_to(0, HEADER, &mut buffer)
        .map_err(io(path))?
        .to_vec();
    let wrong = |(what, at): Wrong| format(path, what, at);
    let claims = Claims::of(&head).map_err(wrong)?;
    claims.hold(source).map_err(wrong)?;
    // The reader would look for what is packed, of which nothing was asked here.
    if claims.is_empty() {
        return Ok(Loaded::default());
    }
    // Damaged streams make the decoder reach past its tables, which it answers with a panic.
    let read = panics::caught(|| points(source));
    let read =
        read.unwrap_or_else(|| Err(("the packed points are damaged".into(), "points".into())));
    read.map_err(wrong)
}

/// Reads the points, block by block.
fn points(source: Bytes<'_>) -> Result<Loaded, Wrong> {
    let at_header = |error: las::Error| (error.to_string(), "header".to_owned());
    // One thread: the parallel decoder reserves what the list of chunks claims.
    let options = ReaderOptions::default().with_laz_parallelism(las::LazParallelism::No);
    let mut reader = match source {
        Bytes::Memory(bytes) => Reader::with_options(Cursor::new(bytes.to_vec()), options),
        Bytes::File { file, .. } => {
            let mut own = file
                .try_clone()
                .map_err(|error| (error.to_string(), "beginning".to_owned()))?;
            std::io::Seek::rewind(&mut own)
                .map_err(|error| (error.to_string(), "beginning".to_owned()))?;
            Reader::with_options(BufReader::with_capacity(1 << 18, own), options)
        }
    }
    .map_err(at_header)?;
    let count = reader.header().number_of_points();
    let record = u64::from(reader.header().point_format().len());
    let most = (BLOCK / record.max(1)).max(1);
    let mut scan = Scan::default();
    let mut done = 0;
    while done < count {
        let block = reader
            .read_points(most.min(count - done))
            .map_err(|error| (error.to_string(), format!("from point {done}")))?;
        if block.is_empty() {
            return Err(("it ends too early".into(), format!("point {done}")));
        }
        done += block.len() as u64;
        scan.take(&block);
    }
    Ok(scan.loaded())
}

/// Points as they come; what their colours run to is known at the end.
#[derive(Default)]
struct Scan {
    loaded: Loaded,
    rows: usize,
    /// Colour or intensity of each point, as stored.
    tones: Vec<[u16; 3]>,
    coloured: bool,
}

impl Scan {
    fn take(&mut self, block: &PointData) {
        let tones: Vec<[u16; 3]> = match block.rgb() {
            Some(rgb) => {
                self.coloured = true;
                rgb.map(|(r, g, b)| [r, g, b]).collect()
            }
            None => block.intensity().map(|i| [i; 3]).collect(),
        };
        let places = block.x().zip(block.y()).zip(block.z());
        for (((x, y), z), tone) in places.zip(tones) {
            let place = DVec3::new(x, y, z);
            let cloud = &mut self.loaded.cloud;
            if cloud.points.is_empty() && place.is_finite() {
                cloud.origin = place.round();
            }
            let offset = (place - cloud.origin).as_vec3();
            if offset.is_finite() {
                cloud.points.push(CloudPoint {
                    offset_m: offset.to_array(),
                    rgba: [255; 4],
                });
                self.tones.push(tone);
            } else {
                self.loaded.lost.push(self.rows);
            }
            self.rows += 1;
        }
    }

    fn loaded(mut self) -> Loaded {
        let brightest = self.tones.iter().flatten().copied().max().unwrap_or(0);
        let full = match (self.coloured, brightest) {
            // All black, or no intensity: white shows more.
            (_, 0) => return self.loaded,
            (true, 1..=255) => 255.0,
            (true, _) => 65_535.0,
            (false, brightest) => f64::from(brightest),
        };
        for (point, tone) in self.loaded.cloud.points.iter_mut().zip(&self.tones) {
            let [r, g, b] = tone.map(|v| (f64::from(v) / full * 255.0).round() as u8);
            point.rgba = [r, g, b, 255];
        }
        self.loaded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::scalar::at;

    /// LAS 1.2, format 2 (place, intensity, ..., red, green, blue): scale 0.01, offset (1000, 2000, 10).
    fn file(points: &[([i32; 3], [u16; 3])]) -> Vec<u8> {
        let mut head = vec![0; 227];
        head[..4].copy_from_slice(b"LASF");
        (head[24], head[25]) = (1, 2);
        head[94..96].copy_from_slice(&227_u16.to_le_bytes());
        head[96..100].copy_from_slice(&227_u32.to_le_bytes());
        head[104] = 2;
        head[105..107].copy_from_slice(&26_u16.to_le_bytes());
        head[107..111].copy_from_slice(&(points.len() as u32).to_le_bytes());
        for (i, value) in [0.01, 0.01, 0.01, 1000.0, 2000.0, 10.0_f64]
            .iter()
            .enumerate()
        {
            head[131 + 8 * i..139 + 8 * i].copy_from_slice(&value.to_le_bytes());
        }
        for (place, rgb) in points {
            head.extend(place.iter().flat_map(|v| v.to_le_bytes()));
            // Intensity 7, one return of one, class 2 and so on.
            head.extend([7, 0, 0b1001, 2, 0, 0, 0, 0]);
            head.extend(rgb.iter().flat_map(|v| v.to_le_bytes()));
        }
        head
    }

    fn load(bytes: &[u8]) -> Result<Loaded, String> {
        read(Bytes::Memory(bytes), Path::new("a.las")).map_err(|e| e.to_string())
    }

    #[test]
    fn places_are_scaled_and_moved_and_colours_have_8_or_16_bits() {
        let wide = load(&file(&[
            ([150, -250, 100], [0xffff, 0x8080, 0]),
            ([0, 0, 0], [0, 0, 256]),
        ]));
        let wide = wide.expect("points").cloud;
        let near = |found: Option<DVec3>, wanted: DVec3| {
            assert!(
                (found.expect("there") - wanted).length() < 1e-4,
                "{found:?}"
            );
        };
        near(wide.position(0), DVec3::new(1001.5, 1997.5, 11.0));
        near(wide.position(1), DVec3::new(1000.0, 2000.0, 10.0));
        assert_eq!(wide.points[0].rgba, [255, 128, 0, 255]);
        let narrow = load(&file(&[([0; 3], [255, 128, 0])])).expect("points");
        assert_eq!(narrow.cloud.points[0].rgba, [255, 128, 0, 255]);
    }

    #[test]
    fn claims_beyond_the_file_are_refused_before_anything_is_reserved() {
        let mut bytes = file(&[([0; 3], [0; 3])]);
        bytes[107..111].fill(0xff);
        let error = load(&bytes).expect_err("too many");
        assert!(
            error.contains("4294967295 points are named and 26 bytes follow"),
            "{error}"
        );
        // 10^12 points of LAS 1.4.
        let mut long = vec![0; HEADER];
        long[..227].copy_from_slice(&file(&[])[..227]);
        long[25] = 4;
        long[94..96].copy_from_slice(&(HEADER as u16).to_le_bytes());
        long[96..100].copy_from_slice(&(HEADER as u32).to_le_bytes());
        long[247..255].copy_from_slice(&1_000_000_000_000_u64.to_le_bytes());
        let error = load(&long).expect_err("too many");
        assert!(error.contains("1000000000000 points are named"), "{error}");
        long[247..255].fill(0);
        // Where the newer number is 0 the older one counts.
        long[107..111].copy_from_slice(&1000_u32.to_le_bytes());
        let error = load(&long).expect_err("too many");
        assert!(error.contains("1000 points are named"), "{error}");
        long[107..111].fill(0);
        long[235..243].copy_from_slice(&(HEADER as u64).to_le_bytes());
        long[243..247].copy_from_slice(&1_u32.to_le_bytes());
        assert!(
            load(&long)
                .expect_err("no record")
                .contains("extended record 0")
        );
        long.resize(HEADER + 60, 0);
        long[HEADER + 20..HEADER + 28].copy_from_slice(&(1_u64 << 60).to_le_bytes());
        assert!(
            load(&long)
                .expect_err("too long")
                .contains("longer than the file")
        );
        assert!(load(b"LASF").is_err());
        let cut = file(&[([0; 3], [0; 3]), ([1; 3], [0; 3])]);
        assert!(load(&cut[..cut.len() - 1]).is_err());
    }

    #[test]
    fn layers_longer_than_the_file_are_refused_before_they_are_reserved() {
        let sound = include_bytes!("../../../../fuzz/seeds/las/packed14.laz");
        let points = load(sound).expect("points").cloud.points.len();
        assert_eq!(points, 3);
        let first = u32::from_le_bytes(at(sound, 96)) as usize;
        // Of format 7: 36 bytes of the first point, then how many points there are.
        let sizes = first + 8 + 36 + 4;
        for layer in 0..10 {
            let mut broken = sound.to_vec();
            broken[sizes + 4 * layer + 2] = 1;
            let error = load(&broken).expect_err("too long");
            assert!(
                error.contains("its layers are longer than the file, packed chunk 0"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_packed_must_fill_a_point() {
        let sound = include_bytes!("../../../../fuzz/seeds/las/packed14.laz");
        let items = sound.windows(6).position(|six| six == [10, 0, 30, 0, 3, 0]);
        let at_size = items.expect("the first item") + 2;
        for size in [31_u16, 0xffff] {
            let mut broken = sound.to_vec();
            broken[at_size..at_size + 2].copy_from_slice(&size.to_le_bytes());
            let error = load(&broken).expect_err("another size");
            let wanted = format!("items of {} bytes in a point of 36", u32::from(size) + 6);
            assert!(error.contains(&wanted), "{error}");
        }
    }

    #[test]
    fn layers_whose_place_the_decoder_sees_elsewhere_are_refused() {
        let sound = include_bytes!("../../../../fuzz/seeds/las/packed14.laz");
        let refused = |broken: &[u8]| {
            let error = load(broken).expect_err("refused");
            assert!(error.contains("layers without a list of chunks"), "{error}");
        };
        // One chunk of all points: the decoder would not pass over the place of the list.
        let mut broken = sound.to_vec();
        let kind = sound.windows(8).position(|b| b == [3, 0, 0, 0, 2, 2, 0, 0]);
        broken[kind.expect("how points are packed")] = 1;
        refused(&broken);
        // A list whose own bytes are missing: the decoder would go on from its end.
        let first = u32::from_le_bytes(at(sound, 96)) as usize;
        let list = u64::from_le_bytes(at(sound, first)) as usize;
        let mut broken = sound[..list + 8].to_vec();
        broken[235..247].fill(0);
        refused(&broken);
    }
}
