//! Depth maps and maps of objects on disk.

use super::DatasetError;
use super::cloud::lzf;
use super::scalar::at;
use crate::media::{self, Limits};
use crate::scene::{Depth, DepthEncoding, DepthMap, DepthValues, IdEncoding, IdMap};
use std::path::Path;

/// PCL's compressed pictures begin so.
const PCLZF: &[u8] = b"PCLZF";
/// Bytes of their header: mark, width, height, 16 letters of a type, packed and unpacked size.
const PCLZF_HEADER: usize = 37;

/// Decodes a depth map of one picture: 16-bit PNG or TIFF, or PCLZF, told by its bytes. `path` is for messages.
///
/// # Errors
/// When the bytes are no such map, or larger than the limits for pictures allow.
pub fn decode(bytes: &[u8], depth: &Depth, path: &Path) -> Result<DepthMap, DatasetError> {
    let DepthEncoding::Steps { per_m } = depth.encoding else {
        return Err(format(path, "many maps where one is wanted", "beginning"));
    };
    let (width, height, values) = if bytes.starts_with(PCLZF) {
        pclzf(bytes).map_err(|(what, at)| format(path, what, at))?
    } else {
        let picture = media::decode_depth(bytes, path, &Limits::default())
            .map_err(|error| format(path, error.to_string(), "picture"))?;
        (picture.width, picture.height, picture.values)
    };
    Ok(DepthMap {
        width,
        height,
        values: DepthValues::Steps { values, per_m },
    })
}

/// Decodes a map of objects. `path` is for messages.
///
/// # Errors
/// When the bytes are no picture of the kind that the encoding asks for.
pub fn decode_ids(bytes: &[u8], encoding: IdEncoding, path: &Path) -> Result<IdMap, DatasetError> {
    let limits = Limits::default();
    let wrong = |error: media::MediaError| format(path, error.to_string(), "picture");
    if encoding == IdEncoding::Numbers
        && let Ok(map) = media::decode_depth(bytes, path, &limits)
    {
        return Ok(IdMap {
            width: map.width,
            height: map.height,
            values: map.values.into_iter().map(u32::from).collect(),
        });
    }
    let picture = media::decode(bytes, path, media::Fit::Full, &limits).map_err(wrong)?;
    let id = |pixel: &[u8]| match (encoding, pixel) {
        (IdEncoding::Numbers, [value, ..]) => u32::from(*value),
        (IdEncoding::Colours, [r, g, b, ..]) => u32::from_be_bytes([0, *r, *g, *b]),
        (IdEncoding::Mask(instance), [r, g, b, ..]) => instance * u32::from((r | g | b) > 0),
        _ => 0,
    };
    Ok(IdMap {
        width: picture.width,
        height: picture.height,
        values: picture.rgba.chunks_exact(4).map(id).collect(),
    })
}

/// What a PCLZF holds: width, height, steps; or what is wrong, and where.
type Unpacked = Result<(u32, u32, Vec<u16>), (String, String)>;

/// Unpacks PCL's depth pictures
/// (<https://pointclouds.org/documentation/classpcl_1_1io_1_1_l_z_f_depth16_image_reader.html>).
fn pclzf(bytes: &[u8]) -> Unpacked {
    let wrong = |what: &str, at: usize| (what.to_owned(), format!("byte {at}"));
    let (head, packed) = bytes
        .split_at_checked(PCLZF_HEADER)
        .ok_or_else(|| wrong("the header ends too early", bytes.len()))?;
    let number = |offset| u32::from_le_bytes(at(head, offset));
    let (width, height) = (number(5), number(9));
    if head
        .get(13..29)
        .is_none_or(|name| name.trim_ascii() != b"depth16")
    {
        return Err(wrong("it holds no depth of 16 bits", 13));
    }
    let (packed_size, size) = (number(29) as usize, u64::from(number(33)));
    let needed = u128::from(width) * u128::from(height) * 2;
    if u128::from(size) != needed {
        let what = format!("{size} bytes for {width} x {height} depths");
        return Err(wrong(&what, 33));
    }
    let packed = packed
        .get(..packed_size)
        .ok_or_else(|| wrong("the packed depths end too early", bytes.len()))?;
    if size > packed.len() as u64 * lzf::MOST_PER_BYTE {
        return Err(wrong("so few bytes cannot hold that many depths", 29));
    }
    let values =
        lzf::unpack(packed, size as usize).map_err(|(what, at)| wrong(&what, PCLZF_HEADER + at))?;
    let values = values.chunks_exact(2).map(|b| u16::from_le_bytes(at(b, 0)));
    Ok((width, height, values.collect()))
}

fn format(path: &Path, what: impl Into<String>, at: impl Into<String>) -> DatasetError {
    DatasetError::Format {
        what: what.into(),
        at: at.into(),
        path: path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pinhole;
    use crate::scene::Stored;

    fn depth() -> Depth {
        let k = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        Depth {
            stored: Stored::file("d.pclzf"),
            encoding: DepthEncoding::Steps { per_m: 1000.0 },
            camera: Pinhole::from_k(&k, 2, 2).expect("a camera").into(),
        }
    }

    /// A 2 x 2 map, its eight bytes as they are.
    fn packed(kind: &[u8; 16], size: u32) -> Vec<u8> {
        let mut bytes = b"PCLZF".to_vec();
        bytes.extend([2, 0, 0, 0, 2, 0, 0, 0]);
        bytes.extend(kind);
        bytes.extend(9_u32.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend([7, 0xd2, 0x04, 0, 0, 0xff, 0xff, 1, 0]);
        bytes
    }

    #[test]
    fn a_pclzf_by_hand_and_what_is_none() {
        let read = |bytes: &[u8]| decode(bytes, &depth(), Path::new("d.pclzf"));
        let good = packed(b"depth16         ", 8);
        let map = read(&good).expect("depths");
        assert_eq!([map.at(0, 0), map.at(1, 0)], [Some(1.234), None]);
        assert_eq!([map.at(0, 1), map.at(1, 1)], [Some(65.535), Some(0.001)]);
        let refused = |bytes: &[u8]| read(bytes).expect_err("refused").to_string();
        assert!(refused(&packed(b"rgb24           ", 8)).contains("byte 13"));
        assert!(refused(&packed(b"depth16         ", 9)).contains("2 x 2"));
        assert!(refused(&good[..40]).contains("end too early"));
        assert!(refused(&good[..20]).contains("header"));
        let mut huge = good;
        huge[5..13].fill(0xff);
        assert!(
            refused(&huge).contains("4294967295"),
            "nothing is reserved for a claim"
        );
    }
}
