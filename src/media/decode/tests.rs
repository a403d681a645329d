//! Pictures made in memory: every format, hostile headers, orientation, depth, sizes, arbitrary bytes.

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
    let depth = image::ImageBuffer::<image::Luma<u16>, _>::from_vec(2, 2, vec![0, 1, 257, 65535])
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
