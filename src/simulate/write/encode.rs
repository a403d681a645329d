//! Files as bytes: pictures, maps, arrays, meshes, JSON. The same input gives the same bytes.

use crate::simulate::Mesh;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::{FilterType::Triangle, resize};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use serde_json::Value;
use std::io::{self, Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Of JPEG files.
const QUALITY: u8 = 92;

/// An error of the system with the path that it is about.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{path:?}: {error}"))
}

/// Writes a file, with the folders above it.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(at(folder))?;
    }
    std::fs::write(path, bytes).map_err(at(path))
}

/// A value as one line of JSON.
pub(super) fn json(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// A picture of three bytes a pixel.
pub(super) fn jpeg(width: u32, height: u32, rgb: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .write_image(rgb, width, height, ExtendedColorType::Rgb8)
        .map_err(io::Error::other)?;
    Ok(out)
}

/// A picture of three bytes a pixel, without loss.
pub(super) fn png_rgb(width: u32, height: u32, rgb: &[u8]) -> io::Result<Vec<u8>> {
    png(width, height, rgb, ExtendedColorType::Rgb8)
}

/// A picture of three bytes a pixel at another size.
pub(super) fn enlarged(
    width: u32,
    height: u32,
    rgb: Vec<u8>,
    (to_width, to_height): (u32, u32),
) -> io::Result<Vec<u8>> {
    let picture = RgbImage::from_raw(width, height, rgb)
        .ok_or_else(|| io::Error::other("pixels that do not fill the picture"))?;
    Ok(resize(&picture, to_width, to_height, Triangle).into_raw())
}

/// A map of one byte a pixel.
pub(super) fn png8(width: u32, height: u32, values: &[u8]) -> io::Result<Vec<u8>> {
    png(width, height, values, ExtendedColorType::L8)
}

/// A map of two bytes a pixel.
pub(super) fn png16(width: u32, height: u32, values: &[u16]) -> io::Result<Vec<u8>> {
    // The encoder takes them in the machine's own order.
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_ne_bytes()).collect();
    png(width, height, &bytes, ExtendedColorType::L16)
}

fn png(width: u32, height: u32, bytes: &[u8], kind: ExtendedColorType) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Up)
        .write_image(bytes, width, height, kind)
        .map_err(io::Error::other)?;
    Ok(out)
}

/// Depths in steps; what is beyond the last step is none.
pub(super) fn steps(depth_m: &[f32], per_m: f64) -> Vec<u16> {
    let step = |m: &f32| {
        let step = f64::from(*m) * per_m + 0.5;
        if step < f64::from(u16::MAX) + 1.0 {
            step as u16
        } else {
            0
        }
    };
    depth_m.iter().map(step).collect()
}

/// How many bytes a number of an array has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    Half,
    Single,
    Double,
}

/// Version 1.0 of NumPy's format; numbers in C order.
pub(super) fn npy(precision: Precision, shape: &[usize], numbers: &[f64]) -> Vec<u8> {
    let (name, size) = match precision {
        Precision::Half => ("<f2", 2),
        Precision::Single => ("<f4", 4),
        Precision::Double => ("<f8", 8),
    };
    let mut out = npy_header(name, shape);
    out.reserve(numbers.len() * size);
    for number in numbers {
        match precision {
            Precision::Half => out.extend(half::f16::from_f64(*number).to_le_bytes()),
            Precision::Single => out.extend((*number as f32).to_le_bytes()),
            Precision::Double => out.extend(number.to_le_bytes()),
        }
    }
    out
}

/// The same of truth values or small numbers, a byte each.
pub(super) fn npy_bytes(name: &str, shape: &[usize], values: &[u8]) -> Vec<u8> {
    let mut out = npy_header(name, shape);
    out.extend(values);
    out
}

fn npy_header(name: &str, shape: &[usize]) -> Vec<u8> {
    let sides: String = shape.iter().map(|side| format!("{side}, ")).collect();
    let text = format!("{{'descr': '{name}', 'fortran_order': False, 'shape': ({sides}), }}");
    // Mark, version, length, text and a line's end fill whole lines of 64 bytes.
    let filled = (10 + text.len() + 1).div_ceil(64) * 64;
    let length = (filled - 10) as u16;
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend(length.to_le_bytes());
    out.extend(text.as_bytes());
    out.resize(filled - 1, b' ');
    out.push(b'\n');
    out
}

/// An archive of arrays, as `savez_compressed` makes it.
pub(super) fn npz(arrays: &[(&str, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in arrays {
        zip.start_file(format!("{name}.npy"), options)
            .map_err(io::Error::other)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

/// A binary PLY mesh with colours.
pub(super) fn ply(mesh: &Mesh) -> Vec<u8> {
    let mut out = format!(
        "ply\nformat binary_little_endian 1.0\nelement vertex {}\nproperty float x\nproperty float y\n\
         property float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\nelement face {}\n\
         property list uchar int vertex_indices\nend_header\n",
        mesh.vertices.len(),
        mesh.triangles.len()
    )
    .into_bytes();
    out.reserve(mesh.vertices.len() * 15 + mesh.triangles.len() * 13);
    for (vertex, rgb) in mesh.vertices.iter().zip(&mesh.rgb) {
        for value in vertex.to_array() {
            out.extend((value as f32).to_le_bytes());
        }
        out.extend(rgb);
    }
    for triangle in &mesh.triangles {
        out.push(3);
        out.extend(triangle.iter().flat_map(|i| (*i as i32).to_le_bytes()));
    }
    out
}
