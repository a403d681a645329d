//! Pixels of a picture, bounded: the header is held against [`Limits`] before anything is reserved for pixels.
//!
//! Memory at the worst is the file, the decoded pixels and their RGBA8 form. The stored orientation (EXIF) is
//! applied to pictures and not to depth, whose pixels belong to a camera's intrinsics. Colour profiles are
//! ignored, as the models' own loaders ignore them.

use super::sniff::{self, Kind};
use super::{MediaError, file};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};
use std::error::Error as _;
use std::io::{Cursor, ErrorKind};
use std::path::Path;
use std::sync::Arc;

/// What a picture may cost at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub max_file_bytes: u64,
    /// Width times height.
    pub max_pixels: u64,
    /// Bytes of the decoded pixels, as stored and as RGBA8.
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 256 << 20,
            max_pixels: 100_000_000,
            max_bytes: 512 << 20,
        }
    }
}

/// How large a picture is wanted. Nothing is ever made larger than it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The longer side at most so many pixels.
    Within(u32),
    /// As it is.
    Full,
}

impl Fit {
    /// The size of a `width` x `height` picture under this wish; both at least 1.
    pub fn size_px(self, width: u32, height: u32) -> (u32, u32) {
        let longer = width.max(height);
        match self {
            Self::Within(side) if side < longer => {
                let scaled = |length: u32| {
                    let exact = u64::from(length) * u64::from(side.max(1));
                    let rounded = (exact + u64::from(longer) / 2) / u64::from(longer);
                    // At most `side`, so it fits.
                    u32::try_from(rounded).unwrap_or(side).max(1)
                };
                (scaled(width), scaled(height))
            }
            _ => (width, height),
        }
    }
}

/// A picture in memory, upright, sRGB.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// `[height, width, 4]`, row-major, alpha not premultiplied.
    pub rgba: Arc<[u8]>,
}

impl Picture {
    /// Bytes that its pixels take.
    pub fn bytes(&self) -> u64 {
        self.rgba.len() as u64
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// A depth picture as stored; what one step means is the data set's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depth {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `[height, width]`, row-major.
    pub values: Vec<u16>,
}

/// Reads and decodes a file.
///
/// # Errors
/// Anything but a whole picture within `limits`; the error names the file.
pub fn load(path: &Path, fit: Fit, limits: &Limits) -> Result<Picture, MediaError> {
    decode(&file::read(path, limits)?, path, fit, limits)
}

/// Reads and decodes a depth file.
///
/// # Errors
/// As [`load`], and when it is not one channel of 16 bits.
pub fn load_depth(path: &Path, limits: &Limits) -> Result<Depth, MediaError> {
    decode_depth(&file::read(path, limits)?, path, limits)
}

/// Decodes a file's content; `path` is only named in errors.
///
/// # Errors
/// As [`load`].
pub fn decode(bytes: &[u8], path: &Path, fit: Fit, limits: &Limits) -> Result<Picture, MediaError> {
    let mut decoder = open(bytes, path, limits)?;
    // A picture whose metadata is broken is still a picture.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let stored = pixels(decoder, path, limits)?;
    let mut upright = shrink(stored, fit);
    upright.apply_orientation(orientation);
    let rgba = upright.into_rgba8();
    Ok(Picture {
        width: rgba.width(),
        height: rgba.height(),
        rgba: rgba.into_raw().into(),
    })
}

/// Decodes a depth file's content; `path` is only named in errors.
///
/// # Errors
/// As [`load_depth`].
pub fn decode_depth(bytes: &[u8], path: &Path, limits: &Limits) -> Result<Depth, MediaError> {
    match pixels(open(bytes, path, limits)?, path, limits)? {
        DynamicImage::ImageLuma16(depth) => Ok(Depth {
            width: depth.width(),
            height: depth.height(),
            values: depth.into_raw(),
        }),
        other => Err(MediaError::NotDepth {
            path: path.to_owned(),
            found: format!("{:?}", other.color()),
        }),
    }
}

/// Width and height, in pixels, of the upright picture; decodes the header only. `path` is only named in errors.
///
/// # Errors
/// When the header is not that of a picture within `limits`.
pub fn size_px(bytes: &[u8], path: &Path, limits: &Limits) -> Result<(u32, u32), MediaError> {
    use image::metadata::Orientation as O;
    let mut decoder = open(bytes, path, limits)?;
    let (width, height) = decoder.dimensions();
    match decoder.orientation() {
        Ok(O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH) => {
            Ok((height, width))
        }
        _ => Ok((width, height)),
    }
}

/// A decoder that has read the header, which is within the limits.
fn open<'a>(
    bytes: &'a [u8],
    path: &Path,
    limits: &Limits,
) -> Result<impl ImageDecoder + 'a, MediaError> {
    let Kind::Picture(format) = sniff::kind(bytes.get(..sniff::HEAD_LEN).unwrap_or(bytes)) else {
        return Err(MediaError::UnknownFormat {
            path: path.to_owned(),
        });
    };
    // The PNG decoder goes on to the first pixels before it tells the size; a bare header must do.
    if let (image::ImageFormat::Png, Some((width, height))) = (format, sniff::png_size_px(bytes)) {
        check(width, height, 1, path, limits)?;
    }
    if !sniff::complete(bytes, format) {
        return Err(MediaError::Truncated {
            path: path.to_owned(),
        });
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut theirs = image::Limits::no_limits();
    theirs.max_alloc = Some(limits.max_bytes);
    reader.limits(theirs);
    let decoder = reader
        .into_decoder()
        .map_err(|error| located(error, path, limits))?;
    let (width, height) = decoder.dimensions();
    let stored = u64::from(decoder.color_type().bytes_per_pixel());
    check(width, height, stored, path, limits)?;
    Ok(decoder)
}

/// Holds a header against the limits; `stored` is bytes per pixel in the file's own kind of pixel.
fn check(
    width: u32,
    height: u32,
    stored: u64,
    path: &Path,
    limits: &Limits,
) -> Result<(), MediaError> {
    let count = u64::from(width) * u64::from(height);
    let bytes = count.saturating_mul(stored.max(4));
    if count <= limits.max_pixels && bytes <= limits.max_bytes {
        return Ok(());
    }
    Err(MediaError::TooLarge {
        path: path.to_owned(),
        width,
        height,
        bytes,
        max_pixels: limits.max_pixels,
        max_bytes: limits.max_bytes,
    })
}

fn pixels(
    decoder: impl ImageDecoder,
    path: &Path,
    limits: &Limits,
) -> Result<DynamicImage, MediaError> {
    let image =
        DynamicImage::from_decoder(decoder).map_err(|error| located(error, path, limits))?;
    if image.width() == 0 || image.height() == 0 {
        return Err(MediaError::Truncated {
            path: path.to_owned(),
        });
    }
    Ok(image)
}

/// Area average down to about twice the size, which is fast, then a sharp cubic for the rest.
fn shrink(image: DynamicImage, fit: Fit) -> DynamicImage {
    let (width, height) = fit.size_px(image.width(), image.height());
    if (width, height) == (image.width(), image.height()) {
        return image;
    }
    let near = if image.width() / width >= 4 && image.height() / height >= 4 {
        image.thumbnail_exact(width * 2, height * 2)
    } else {
        image
    };
    near.resize_exact(width, height, FilterType::CatmullRom)
}

fn located(error: ImageError, path: &Path, limits: &Limits) -> MediaError {
    let path = path.to_owned();
    match error {
        ImageError::Limits(_) => MediaError::Bomb {
            path,
            max_bytes: limits.max_bytes,
        },
        error if ends_early(&error) => MediaError::Truncated { path },
        source => MediaError::Broken { path, source },
    }
}

/// Whether an unexpected end of the file is the cause, however deep.
fn ends_early(error: &ImageError) -> bool {
    let eof = |io: &std::io::Error| io.kind() == ErrorKind::UnexpectedEof;
    let mut cause = match error {
        ImageError::IoError(io) => return eof(io),
        other => other.source(),
    };
    while let Some(inner) = cause {
        if inner.downcast_ref::<std::io::Error>().is_some_and(eof) {
            return true;
        }
        cause = inner.source();
    }
    false
}

#[cfg(test)]
mod tests;
