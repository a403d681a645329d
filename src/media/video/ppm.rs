//! PPM, the plainest picture there is: what ffmpeg hands its frames over in, each with its own size.

use crate::media::Picture;
use std::io::{self, ErrorKind, Read};

/// The next picture of a stream of binary PPMs, `None` at its end. Nothing is reserved beyond `max_pixels`.
pub(super) fn read(input: &mut impl Read, max_pixels: u64) -> io::Result<Option<Picture>> {
    let mut first = [0];
    if input.read(&mut first)? == 0 {
        return Ok(None);
    }
    let second = byte(input)?;
    if (first, second) != ([b'P'], b'6') {
        return Err(broken("it does not begin with P6"));
    }
    byte(input)?;
    let (width, height, depth) = (number(input)?, number(input)?, number(input)?);
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > max_pixels || depth != 255 {
        return Err(broken("its size or depth is not what was asked for"));
    }
    let count = usize::try_from(pixels).map_err(|_too_many| broken("it is too large"))?;
    let mut rgb = vec![0; count * 3];
    input.read_exact(&mut rgb)?;
    let rgba = rgb
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|&[r, g, b]| [r, g, b, u8::MAX])
        .collect();
    Ok(Some(Picture {
        width,
        height,
        rgba,
    }))
}

/// A decimal number and the one blank after it.
fn number(input: &mut impl Read) -> io::Result<u32> {
    let mut value: u32 = 0;
    loop {
        match byte(input)? {
            digit @ b'0'..=b'9' => {
                value = value
                    .checked_mul(10)
                    .and_then(|v| v.checked_add(u32::from(digit - b'0')))
                    .ok_or_else(|| broken("a number is too large"))?;
            }
            b' ' | b'\n' => return Ok(value),
            _ => return Err(broken("a number holds something else")),
        }
    }
}

fn byte(input: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    input.read_exact(&mut byte)?;
    let [byte] = byte;
    Ok(byte)
}

fn broken(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("broken PPM frame: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_one_after_another_and_then_the_end() {
        let mut stream: &[u8] = b"P6\n2 1\n255\nABCabcP6\n1 1\n255\nxyz";
        let first = read(&mut stream, 2).expect("valid").expect("a picture");
        assert_eq!((first.width, first.height), (2, 1));
        assert_eq!(&*first.rgba, b"ABC\xffabc\xff");
        let second = read(&mut stream, 2).expect("valid").expect("a picture");
        assert_eq!(&*second.rgba, b"xyz\xff");
        assert_eq!(read(&mut stream, 2).expect("the end"), None);
    }

    #[test]
    fn refuses_what_was_not_asked_for() {
        let cases: [&[u8]; 7] = [
            b"P6\n2 1\n255\nABCab",
            b"P6\n2 2\n255\nABCabcABCabc",
            b"P6\n0 1\n255\n",
            b"P6\n1 1\n65535\nABCabc",
            b"P6\n99999999999 1\n255\n",
            b"P6\n4294967295 4294967295\n255\n",
            b"P5\n1 1\n255\nA",
        ];
        for mut case in cases {
            let shown = String::from_utf8_lossy(case).into_owned();
            assert!(read(&mut case, 3).is_err(), "{shown:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(tail in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [b"P6\n".as_slice(), &tail].concat();
            let _ = read(&mut bytes.as_slice(), 1000);
        }
    }
}
