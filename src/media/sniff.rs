//! What a file is, by its first bytes and never by its name, and whether it is all there.
//!
//! Decoders are lenient where a person must not be: half a JPEG decodes to a picture with a grey lower half,
//! and a volunteer would judge that. These checks read structure only, no pixels, and allocate nothing.

use image::ImageFormat;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A picture that the decoder reads.
    Picture(ImageFormat),
    /// A video, with the name that ffmpeg has for its container.
    Video(&'static str),
    /// Neither.
    Other,
}

/// Bytes that [`kind`] needs; fewer will do.
pub(super) const HEAD_LEN: usize = 32;

/// Brands of still pictures in the container that MP4 uses too.
const STILL_BRANDS: [&[u8]; 6] = [b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"];

/// What a file that begins with `head` is.
pub(super) fn kind(head: &[u8]) -> Kind {
    match image::guess_format(head) {
        Ok(format) if format.reading_enabled() => return Kind::Picture(format),
        _ => {}
    }
    match (head.get(4..8), head.get(8..12)) {
        (Some(b"ftyp"), Some(brand)) if !STILL_BRANDS.contains(&brand) => Kind::Video("mov"),
        (Some(b"moov" | b"mdat" | b"wide" | b"free"), _) => Kind::Video("mov"),
        (_, Some(b"AVI ")) if head.starts_with(b"RIFF") => Kind::Video("avi"),
        _ if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) => Kind::Video("matroska"),
        _ => Kind::Other,
    }
}

/// Width and height in a PNG's header, before any decoder sees the file.
pub(super) fn png_size_px(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    Some((be32(bytes, 16)?, be32(bytes, 20)?))
}

/// Whether the file goes on to the end of the picture. Formats whose decoders tell themselves are `true`.
pub(super) fn complete(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => jpeg_complete(bytes),
        ImageFormat::WebP => webp_complete(bytes),
        _ => true,
    }
}

/// Whether an end-of-image marker stands after the first scan. In a scan a 0xFF is always followed by 0 or a
/// restart marker, so the pair cannot be picture data; thumbnails in metadata come before the scan.
fn jpeg_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(0xff), Some(0xff)) => at += 1,
            (Some(0xff), Some(0x01 | 0xd0..=0xd8)) => at += 2,
            (Some(0xff), Some(0xd9)) => return true,
            (Some(0xff), Some(0xda)) => break,
            (Some(0xff), Some(_)) => match be16(bytes, at + 2) {
                Some(length) => at += 2 + usize::from(length),
                None => return false,
            },
            // Not a marker: broken rather than cut off, and the decoder's to name.
            (Some(_), Some(_)) => return true,
            _ => return false,
        }
    }
    let scan = bytes.get(at..).unwrap_or_default();
    // From the back: that is where it is in every file but a broken one.
    scan.windows(2).rev().any(|pair| pair == [0xff, 0xd9])
}

/// Whether every chunk is as long as it says. This also keeps the decoder from reserving up to 4 GiB for a
/// metadata chunk that is not there.
fn webp_complete(bytes: &[u8]) -> bool {
    let Some(riff_len) = le32(bytes, 4) else {
        return false;
    };
    let end = 8 + u64::from(riff_len);
    let mut at = 12_u64;
    while at < end {
        let Some(length) = usize::try_from(at).ok().and_then(|at| le32(bytes, at + 4)) else {
            return false;
        };
        let data_end = at + 8 + u64::from(length);
        if data_end > bytes.len() as u64 {
            return false;
        }
        at = data_end + u64::from(length & 1);
    }
    true
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}
fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_kind() {
        let cases: [(&[u8], Kind); 9] = [
            (b"\x89PNG\r\n\x1a\n", Kind::Picture(ImageFormat::Png)),
            (b"\xff\xd8\xff\xe0", Kind::Picture(ImageFormat::Jpeg)),
            (b"RIFF\x04\0\0\0WEBPVP8 ", Kind::Picture(ImageFormat::WebP)),
            (b"\0\0\0\x20ftypisom\0\0\0\0", Kind::Video("mov")),
            (b"\0\0\0\x20ftypavif\0\0\0\0", Kind::Other),
            (b"RIFF\x04\0\0\0AVI LIST", Kind::Video("avi")),
            (
                b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\0",
                Kind::Video("matroska"),
            ),
            (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd", Kind::Other),
            (b"", Kind::Other),
        ];
        for (head, expected) in cases {
            assert_eq!(kind(head), expected, "{head:?}");
        }
    }

    #[test]
    fn a_jpeg_needs_its_end_marker_after_the_scan() {
        // Start, a metadata segment with a whole thumbnail in it, start of scan, data, end.
        let whole =
            b"\xff\xd8\xff\xe1\x00\x06\xff\xd8\xff\xd9\xff\xda\x00\x02\x01\xff\x00\x02\xff\xd9";
        assert!(jpeg_complete(whole));
        for len in 2..whole.len() {
            assert!(!jpeg_complete(&whole[..len]), "cut to {len}");
        }
    }

    #[test]
    fn a_webp_chunk_must_not_pass_the_end() {
        let mut file = b"RIFF\x10\0\0\0WEBPEXIF\x03\0\0\0abc\0".to_vec();
        assert!(webp_complete(&file));
        file[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(!webp_complete(&file));
        assert!(!webp_complete(b"RIFF\xff\xff\xff\xffWEBP"));
    }
}
