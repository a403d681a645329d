//! `depth.bin`: the phone's depth maps of 256 x 192, row by row from the top, in one of three encodings.
//!
//! 1. One raw DEFLATE stream (no header) of every map's float32 metres, one map after another.
//! 2. For each map its length (u32, little-endian) and an LZ4 block of u16 millimetres.
//! 3. For each map its length and a raw DEFLATE stream of float32 metres.
//!
//! Nothing in the file says which: lengths that lead exactly to its end are lengths. 0 is no depth. A map of the first
//! encoding costs the unpacking of all before it.

use crate::dataset::{DatasetError, files};
use crate::platform::file::read_exact_at;
use crate::scene::{DepthMap, DepthValues};
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Size of a map, px.
pub(super) const WIDTH: u32 = 256;
const HEIGHT: u32 = 192;
/// Pixels of a map.
const PIXELS: usize = WIDTH as usize * HEIGHT as usize;
/// Bytes of a map of float32 and of u16.
const METRES: usize = PIXELS * 4;
const MILLIMETRES: usize = PIXELS * 2;
/// A longer part is refused: neither way of packing makes a map larger by more than this.
const LONGEST: u64 = METRES as u64 + 4096;

/// What is wrong, and where.
type Wrong = (String, String);

/// Reads the map with this number, from 0.
///
/// # Errors
/// When the file cannot be read, ends before that map, or its bytes are no such map.
pub(in crate::dataset) fn map(path: &Path, number: u32) -> Result<DepthMap, DatasetError> {
    let io = |source| DatasetError::Io {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let wrong = |(what, at): Wrong| files::wrong(path, what, at);
    let chain = Chain::walk(&file, size, number);
    let values = match chain {
        Chain::Part { at, len } => {
            let mut part = vec![0; len];
            read_exact_at(&file, &mut part, at).map_err(io)?;
            let place = format!("map {number} (byte {at})");
            unpack(&part).map_err(|what| wrong((what, place)))?
        }
        Chain::Short { maps } => {
            let what = format!("it holds {maps} maps");
            return Err(wrong((what, format!("map {number}"))));
        }
        Chain::Broken { at } => match streamed(&file, number) {
            Ok(values) => values,
            // Not one stream at all: then it was a chain that does not end with the file.
            Err(None) => {
                let what = "its parts do not lead to its end".to_owned();
                return Err(wrong((what, format!("byte {at}"))));
            }
            Err(Some(what)) => return Err(wrong((what, format!("map {number}")))),
        },
    };
    Ok(DepthMap {
        width: WIDTH,
        height: HEIGHT,
        values,
    })
}

/// Where lengths lead.
enum Chain {
    /// To the end, past the wanted map.
    Part { at: u64, len: usize },
    /// To the end, before the wanted map.
    Short { maps: u32 },
    /// Not to the end: broken at this byte.
    Broken { at: u64 },
}

impl Chain {
    fn walk(file: &File, size: u64, wanted: u32) -> Self {
        let (mut at, mut maps, mut found) = (0, 0_u32, None);
        while at < size {
            let mut length = [0; 4];
            if read_exact_at(file, &mut length, at).is_err() {
                return Self::Broken { at };
            }
            let len = u64::from(u32::from_le_bytes(length));
            let end = at + 4 + len;
            if len == 0 || len > LONGEST || end > size {
                return Self::Broken { at };
            }
            if maps == wanted {
                found = Some((at + 4, len as usize));
            }
            (at, maps) = (end, maps.saturating_add(1));
        }
        match found {
            Some((at, len)) => Self::Part { at, len },
            None => Self::Short { maps },
        }
    }
}

/// A part: LZ4 where it is a block of just a map's millimetres, else DEFLATE.
fn unpack(part: &[u8]) -> Result<DepthValues, String> {
    let mut millimetres = vec![0; MILLIMETRES];
    if lz4_flex::block::decompress_into(part, &mut millimetres).ok() == Some(MILLIMETRES) {
        let values = millimetres
            .chunks_exact(2)
            .map(|b| u16::from_le_bytes([b[0], b[1]]))
            .collect();
        let per_m = 1000.0;
        return Ok(DepthValues::Steps { values, per_m });
    }
    let mut metres = Vec::new();
    let read = DeflateDecoder::new(part)
        .take(METRES as u64 + 1)
        .read_to_end(&mut metres);
    match read {
        Ok(METRES) => Ok(DepthValues::Metres(floats(&metres))),
        Ok(count) => Err(format!("{count} bytes where a map has {METRES}")),
        Err(error) => Err(format!("neither LZ4 nor DEFLATE of a map ({error})")),
    }
}

/// The map with this number of one stream.
///
/// # Errors
/// `None` when not even a first map comes out, else why this one does not.
fn streamed(file: &File, number: u32) -> Result<DepthValues, Option<String>> {
    let mut reader = BufReader::with_capacity(1 << 16, Whole { file, at: 0 });
    let mut stream = DeflateDecoder::new(&mut reader);
    let mut metres = vec![0; METRES];
    for done in 0..=number {
        if let Err(error) = stream.read_exact(&mut metres) {
            return Err((done > 0).then(|| format!("it ends after {done} maps ({error})")));
        }
    }
    Ok(DepthValues::Metres(floats(&metres)))
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let four = bytes.chunks_exact(4);
    four.map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

/// A file from its beginning, whoever else reads it.
struct Whole<'a> {
    file: &'a File,
    at: u64,
}

impl Read for Whole<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.file.metadata()?.len().saturating_sub(self.at);
        let len = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let Some(part) = buffer.get_mut(..len) else {
            return Ok(0);
        };
        read_exact_at(self.file, part, self.at)?;
        self.at += len as u64;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use std::io::Write as _;

    /// Millimetres of pixel `x` of every row of a map.
    fn steps(map: u16, x: u16) -> u16 {
        1000 * (map + 1) + x
    }

    fn metres(map: u16) -> Vec<u8> {
        let row = (0..256).flat_map(|x| (f32::from(steps(map, x)) / 1000.0).to_le_bytes());
        row.collect::<Vec<u8>>().repeat(192)
    }

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    fn block(map: u16) -> Vec<u8> {
        let row = (0..256).flat_map(|x| steps(map, x).to_le_bytes());
        lz4_flex::block::compress(&row.collect::<Vec<u8>>().repeat(192))
    }

    fn chained(parts: &[Vec<u8>]) -> Vec<u8> {
        let part = |p: &Vec<u8>| [(p.len() as u32).to_le_bytes().to_vec(), p.clone()].concat();
        parts.iter().flat_map(part).collect()
    }

    fn read(bytes: &[u8], number: u32) -> Result<DepthMap, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("depth.bin");
        std::fs::write(&path, bytes).expect("written");
        map(&path, number).map_err(|e| e.to_string())
    }

    #[test]
    fn the_same_maps_in_all_three_encodings() {
        let one: Vec<u8> = deflated(&[metres(0), metres(1), metres(2)].concat());
        let blocks = chained(&[block(0), block(1), block(2)]);
        let streams = chained(&[0, 1, 2].map(|m| deflated(&metres(m))));
        for bytes in [one, blocks, streams] {
            for (number, at) in [(0, 1.007), (1, 2.007), (2, 3.007)] {
                let map = read(&bytes, number).expect("a map");
                assert_eq!((map.width, map.height), (256, 192));
                for y in [0, 191] {
                    let found = map.at(7, y).expect("a depth");
                    assert!((found - at).abs() < 1e-6, "{found}");
                }
            }
            let error = read(&bytes, 3).expect_err("no fourth map");
            assert!(error.contains("3 maps"), "{error}");
        }
    }

    #[test]
    fn what_is_cut_is_told_with_its_place() {
        let blocks = chained(&[block(0), block(1)]);
        let error = read(&blocks[..blocks.len() - 1], 0).expect_err("cut");
        assert!(error.contains("do not lead to its end, byte "), "{error}");
        let stream = deflated(&[metres(0), metres(1)].concat());
        let cut = &stream[..stream.len() - 20];
        assert!(read(cut, 0).is_ok(), "what stands before the cut");
        let error = read(cut, 1).expect_err("cut");
        assert!(error.contains("ends after 1 maps"), "{error}");
        let half = chained(&[deflated(&metres(0)[..METRES / 2])]);
        let error = read(&half, 0).expect_err("half a map");
        assert!(
            error.contains("98304 bytes where a map has 196608"),
            "{error}"
        );
        assert!(read(b"", 0).is_err());
    }

    #[test]
    fn a_length_that_no_map_has_reserves_nothing() {
        let mut bytes = u32::MAX.to_le_bytes().to_vec();
        bytes.extend([0xff; 64]);
        let error = read(&bytes, 0).expect_err("no map");
        assert!(error.contains("byte 0"), "{error}");
        // A stream of far more than a map in few bytes.
        let bomb = chained(&[deflated(&vec![0; 40_000_000])]);
        let error = read(&bomb, 0).expect_err("too much");
        assert!(error.contains("196609 bytes"), "{error}");
    }
}
