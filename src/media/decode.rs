//! Pixels of a picture, bounded: the header is held against [`Limits`] before anything is reserved for pixels.
//!
//! Memory at the worst is the file, the decoded pixels and their RGBA8 form. The stored orientation (EXIF) is
//! applied to pictures and not to depth, whose pixels belong to a camera's intrinsics. Colour profiles are
//! ignored, as the models' own loaders ignore them.

use super::MediaError;
use super::sniff::{self, Kind};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};
use std::error::Error as _;
use std::fs::File;
use std::io::{Cursor, ErrorKind, Read as _};
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
    decode(&read(path, limits)?, path, fit, limits)
}

/// Reads and decodes a depth file.
///
/// # Errors
/// As [`load`], and when it is not one channel of 16 bits.
pub fn load_depth(path: &Path, limits: &Limits) -> Result<Depth, MediaError> {
    decode_depth(&read(path, limits)?, path, limits)
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

/// A file's content, if it is a file and not too long.
pub(super) fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, MediaError> {
    let io = |source| MediaError::Io {
        path: path.to_owned(),
        source,
    };
    let (file, len) = open_file(path)?;
    let too_large = |bytes| MediaError::FileTooLarge {
        path: path.to_owned(),
        bytes,
        limit: limits.max_file_bytes,
    };
    if len > limits.max_file_bytes {
        return Err(too_large(len));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
    // It may have grown since.
    file.take(limits.max_file_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Opens a file that is one, with its length in bytes. Asked before opening, because opening a pipe waits.
pub(super) fn open_file(path: &Path) -> Result<(File, u64), MediaError> {
    let io = |source| MediaError::Io {
        path: path.to_owned(),
        source,
    };
    let about = path.metadata().map_err(io)?;
    if !about.is_file() {
        return Err(MediaError::NotAFile {
            path: path.to_owned(),
        });
    }
    Ok((File::open(path).map_err(io)?, about.len()))
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
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::prelude::*;

    /// Left half red, right half blue: what is lost or turned shows.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 {
                Rgb([255, 0, 0])
            } else {
                Rgb([0, 0, 255])
            }
        })
    }

    fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image
            .into()
            .write_to(&mut bytes, format)
            .expect("an encoder for it");
        bytes.into_inner()
    }

    fn full(bytes: &[u8]) -> Result<Picture, MediaError> {
        decode(bytes, Path::new("p"), Fit::Full, &Limits::default())
    }

    fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
        let at = ((y * picture.width + x) * 4) as usize;
        picture.rgba[at..at + 4].try_into().expect("four bytes")
    }

    const ALL: [ImageFormat; 6] = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
    ];

    #[test]
    fn content_counts_and_not_the_name() {
        let dir = tempfile::tempdir().expect("a folder");
        for format in ALL {
            let path = dir.path().join("it.says.png.but.is.mp4");
            std::fs::write(&path, encoded(halves(40, 20), format)).expect("a file");
            let picture = load(&path, Fit::Full, &Limits::default()).expect("a picture");
            assert_eq!((picture.width, picture.height), (40, 20), "{format:?}");
            let [r, g, b, a] = pixel(&picture, 2, 2);
            assert!(r > 240 && g < 15 && b < 15 && a == 255, "{format:?}");
        }
        let error = full(b"<svg xmlns='http://www.w3.org/2000/svg'/>").expect_err("no picture");
        assert!(matches!(error, MediaError::UnknownFormat { .. }));
        assert!(matches!(full(b""), Err(MediaError::UnknownFormat { .. })));
    }

    /// A PNG that is only its header: signature, IHDR with a right checksum.
    fn png_header(width: u32, height: u32) -> Vec<u8> {
        let mut png = encoded(RgbImage::new(1, 1), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        png.truncate(33);
        png
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
            })
        })
    }

    #[test]
    fn a_huge_header_is_refused_before_anything_is_reserved() {
        let started = std::time::Instant::now();
        let error = full(&png_header(60_000, 60_000)).expect_err("too large");
        assert_eq!(
            error.to_string(),
            "expected at most 100000000 pixels and 536870912 bytes once decoded, \
             found 60000 x 60000 pixels and 14400000000 bytes: \"p\""
        );
        assert!(full(&png_header(u32::MAX, u32::MAX)).is_err());
        // The same header within the limits: only then the rest matters.
        assert!(matches!(
            full(&png_header(600, 600)),
            Err(MediaError::Truncated { .. })
        ));
        assert!(started.elapsed().as_secs() < 1, "nothing was decoded");
    }

    #[test]
    fn limits_hold_for_every_format() {
        let small = Limits {
            max_pixels: 799,
            ..Limits::default()
        };
        let few_bytes = Limits {
            max_bytes: 40 * 20 * 4 - 1,
            ..Limits::default()
        };
        for format in ALL {
            let bytes = encoded(halves(40, 20), format);
            for limits in [small, few_bytes] {
                let error = decode(&bytes, Path::new("p"), Fit::Within(4), &limits)
                    .expect_err("over the limit");
                let fits = matches!(
                    error,
                    MediaError::TooLarge {
                        width: 40,
                        height: 20,
                        ..
                    }
                );
                assert!(
                    fits || matches!(error, MediaError::Bomb { .. }),
                    "{format:?}: {error}"
                );
            }
        }
    }

    #[test]
    fn the_files_own_pixels_count_and_not_only_rgba8() {
        let deep = encoded(
            DynamicImage::ImageRgba16(image::ImageBuffer::new(40, 20)),
            ImageFormat::Png,
        );
        let limits = Limits {
            max_bytes: 40 * 20 * 8 - 1,
            ..Limits::default()
        };
        assert!(matches!(
            decode(&deep, Path::new("p"), Fit::Full, &limits),
            Err(MediaError::TooLarge { bytes: 6400, .. })
        ));
    }

    /// A PNG chunk with its checksum.
    fn png_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("a short chunk");
        let body = [&kind, data].concat();
        [
            &length.to_be_bytes(),
            &body[..],
            &crc32(&body).to_be_bytes(),
        ]
        .concat()
    }

    #[test]
    fn a_profile_that_unpacks_to_megabytes_is_not_unpacked() {
        // The pixel data of a blank picture, 16 MB that pack to a few KB, as the colour profile of a small one.
        let blank = encoded(image::GrayImage::new(4000, 4000), ImageFormat::Png);
        let length = u32::from_be_bytes(blank[33..37].try_into().expect("four bytes")) as usize;
        assert_eq!(&blank[37..41], b"IDAT");
        let packed = &blank[41..41 + length];
        let profile = png_chunk(*b"iCCP", &[b"p\0\0", packed].concat());
        let small = encoded(halves(40, 20), ImageFormat::Png);
        let bomb = [&small[..33], &profile, &small[33..]].concat();
        let limits = Limits {
            max_bytes: 1 << 20,
            ..Limits::default()
        };
        // Either is right: the picture without its profile, or a refusal.
        match decode(&bomb, Path::new("p"), Fit::Full, &limits) {
            Ok(picture) => assert_eq!((picture.width, picture.height), (40, 20)),
            Err(error) => assert!(matches!(error, MediaError::Bomb { .. }), "{error}"),
        }
    }

    #[test]
    fn half_a_file_is_truncated_in_every_format() {
        for format in ALL {
            // Noise, so that half the file is half the picture.
            let noise = RgbImage::from_fn(64, 64, |x, y| {
                let v = (x * 7919 + y * 104_729) % 251;
                Rgb([v as u8, (v * 3 % 256) as u8, (v * 7 % 256) as u8])
            });
            let bytes = encoded(noise, format);
            assert!(full(&bytes).is_ok(), "{format:?}");
            let error = full(&bytes[..bytes.len() / 2]).expect_err("half a file");
            let named = matches!(error, MediaError::Truncated { .. });
            assert!(named || format == ImageFormat::Gif, "{format:?}: {error}");
            assert!(error.to_string().ends_with("\"p\""), "{error}");
        }
    }

    /// A JPEG whose metadata says orientation `value`.
    fn turned(value: u8) -> Vec<u8> {
        let jpeg = encoded(halves(40, 20), ImageFormat::Jpeg);
        let mut exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
        exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0]);
        [&jpeg[..2], &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn the_stored_orientation_is_applied() {
        let red = |p: [u8; 4]| p[0] > 200 && p[2] < 50;
        // 1 as stored, 3 upside down, 6 a quarter clockwise, 8 a quarter back; where red must be.
        let cases = [
            (1, (40, 20), (2, 10)),
            (3, (40, 20), (37, 10)),
            (6, (20, 40), (10, 2)),
            (8, (20, 40), (10, 37)),
        ];
        for (value, size, (x, y)) in cases {
            let bytes = turned(value);
            let picture = full(&bytes).expect("a picture");
            assert_eq!((picture.width, picture.height), size, "orientation {value}");
            assert!(red(pixel(&picture, x, y)), "orientation {value}");
            assert!(!red(pixel(&picture, size.0 - 1 - x, size.1 - 1 - y)));
            let said = size_px(&bytes, Path::new("p"), &Limits::default()).expect("a size");
            assert_eq!(said, size);
        }
    }

    #[test]
    fn depth_keeps_all_16_bits() {
        let depth =
            image::ImageBuffer::<image::Luma<u16>, _>::from_vec(2, 2, vec![0, 1, 257, 65535])
                .expect("four pixels");
        let bytes = encoded(DynamicImage::ImageLuma16(depth), ImageFormat::Png);
        let read = decode_depth(&bytes, Path::new("d"), &Limits::default()).expect("depth");
        assert_eq!((read.width, read.height), (2, 2));
        assert_eq!(read.values, [0, 1, 257, 65535]);
        let colour = encoded(halves(2, 2), ImageFormat::Png);
        let error = decode_depth(&colour, Path::new("d"), &Limits::default()).expect_err("colour");
        assert_eq!(
            error.to_string(),
            "expected a depth picture of one 16 bit channel, found Rgb8: \"d\""
        );
    }

    #[test]
    fn smaller_keeps_shape_and_colour_and_nothing_grows() {
        assert_eq!(Fit::Within(100).size_px(4000, 3000), (100, 75));
        assert_eq!(Fit::Within(100).size_px(1, 100_000), (1, 100));
        assert_eq!(Fit::Within(0).size_px(10, 10), (1, 1));
        assert_eq!(Fit::Within(100).size_px(50, 20), (50, 20));
        assert_eq!(Fit::Full.size_px(50, 20), (50, 20));
        let bytes = encoded(halves(1000, 500), ImageFormat::Png);
        for side in [900, 64, 10] {
            let small = decode(
                &bytes,
                Path::new("p"),
                Fit::Within(side),
                &Limits::default(),
            )
            .expect("a picture");
            assert_eq!((small.width, small.height), (side, side / 2));
            assert_eq!(pixel(&small, 1, 1), [255, 0, 0, 255]);
            assert_eq!(pixel(&small, side - 2, 1), [0, 0, 255, 255]);
        }
    }

    #[test]
    fn shrinking_averages_instead_of_skipping() {
        // A fine checkerboard skips to black or white, and averages to grey.
        let board = RgbImage::from_fn(512, 512, |x, y| Rgb([255 * ((x + y) % 2) as u8; 3]));
        let bytes = encoded(board, ImageFormat::Png);
        let small =
            decode(&bytes, Path::new("p"), Fit::Within(50), &Limits::default()).expect("a picture");
        let middle = pixel(&small, 25, 25)[0];
        assert!((118..=138).contains(&middle), "{middle}");
    }

    #[test]
    fn transparency_survives() {
        let image = RgbaImage::from_pixel(2, 2, Rgba([10, 20, 30, 40]));
        let picture = full(&encoded(image, ImageFormat::Png)).expect("a picture");
        assert_eq!(pixel(&picture, 1, 1), [10, 20, 30, 40]);
    }

    #[test]
    fn only_files_of_bounded_length_are_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let limits = Limits {
            max_file_bytes: 10,
            ..Limits::default()
        };
        assert!(matches!(
            load(dir.path(), Fit::Full, &limits),
            Err(MediaError::NotAFile { .. })
        ));
        let file = dir.path().join("x");
        std::fs::write(&file, [0; 11]).expect("a file");
        assert!(matches!(
            load(&file, Fit::Full, &limits),
            Err(MediaError::FileTooLarge {
                bytes: 11,
                limit: 10,
                ..
            })
        ));
        assert!(matches!(
            load(&dir.path().join("gone"), Fit::Full, &limits),
            Err(MediaError::Io { .. })
        ));
    }

    /// First bytes of every format, some with a plausible beginning after it.
    fn magic() -> impl Strategy<Value = Vec<u8>> {
        let heads = vec![
            b"\x89PNG\r\n\x1a\n".to_vec(),
            png_header(8, 8),
            b"\xff\xd8\xff".to_vec(),
            b"\xff\xd8\xff\xe1\x00\x10Exif\0\0".to_vec(),
            b"RIFF\x40\0\0\0WEBPVP8 ".to_vec(),
            b"RIFF\x40\0\0\0WEBPVP8L".to_vec(),
            b"RIFF\x40\0\0\0WEBPVP8X".to_vec(),
            b"GIF89a".to_vec(),
            b"GIF89a\x08\0\x08\0\x80\0\0".to_vec(),
            b"BM".to_vec(),
            b"II*\0\x08\0\0\0".to_vec(),
            b"MM\0*\0\0\0\x08".to_vec(),
        ];
        prop::sample::select(heads)
    }

    /// Small bounds keep the test honest: whatever gets through would be noticed by time.
    fn tight() -> Limits {
        Limits {
            max_file_bytes: 1 << 20,
            max_pixels: 1 << 16,
            max_bytes: 1 << 20,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn bytes_with_a_valid_beginning_never_panic(head in magic(), tail in prop::collection::vec(any::<u8>(), 0..600)) {
            let bytes = [head, tail].concat();
            let _ = decode(&bytes, Path::new("p"), Fit::Within(16), &tight());
            let _ = decode_depth(&bytes, Path::new("p"), &tight());
            let _ = size_px(&bytes, Path::new("p"), &tight());
        }

        #[test]
        fn a_whole_file_with_wrong_bytes_never_panics(
            which in 0..ALL.len(),
            wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        ) {
            let mut bytes = encoded(halves(16, 12), ALL[which]);
            for (index, value) in wrong {
                let at = index.index(bytes.len());
                bytes[at] = value;
            }
            if let Ok(picture) = decode(&bytes, Path::new("p"), Fit::Full, &tight()) {
                prop_assert_eq!(picture.rgba.len() as u64, u64::from(picture.width) * u64::from(picture.height) * 4);
            }
        }
    }
}
