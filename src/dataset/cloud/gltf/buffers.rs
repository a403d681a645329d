//! The bytes that a glTF file's numbers are in: behind its text, written into it, or in files beside it.

use crate::dataset::cloud::beside;
use gltf::Document;
use gltf::buffer::Source;
use std::borrow::Cow;
use std::path::Path;

/// More bytes of files beside are not read: any number of buffers may name one file.
const MOST: u64 = 8 << 30;

/// The bytes of a buffer, or why there are none.
pub(super) type Buffer<'a> = Result<Cow<'a, [u8]>, String>;

/// All buffers of a document. `bin` is what stands behind the text of a `.glb`.
pub(super) fn all<'a>(document: &Document, bin: Option<&'a [u8]>, path: &Path) -> Vec<Buffer<'a>> {
    let mut left = MOST;
    let buffer = |buffer: gltf::Buffer<'_>| match buffer.source() {
        Source::Bin => bin
            .filter(|_| buffer.index() == 0)
            .map(Cow::Borrowed)
            .ok_or_else(|| "its bytes are nowhere".to_owned()),
        Source::Uri(uri) => match uri.strip_prefix("data:") {
            Some(data) => {
                let encoded = data.split_once(";base64,").map(|(_, encoded)| encoded);
                let decoded = encoded.and_then(base64);
                decoded
                    .map(Cow::Owned)
                    .ok_or_else(|| "its data URI cannot be read".into())
            }
            None => {
                let named = unescaped(uri).ok_or("its URI is not text")?;
                let bytes = beside::read(path, &named, left).map_err(|error| error.to_string())?;
                left -= left.min(bytes.len() as u64);
                Ok(Cow::Owned(bytes))
            }
        },
    };
    document.buffers().map(buffer).collect()
}

/// Base64 (RFC 4648), with or without its `=`. `None` when something else stands in it.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for four in text.chunks(4) {
        let mut bits = 0_u32;
        for letter in four {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
        }
        let [_, whole @ ..] = (bits << (6 * (4 - four.len()))).to_be_bytes();
        match four.len() {
            4 => bytes.extend(whole),
            n @ 2..=3 => bytes.extend(whole.iter().take(n - 1)),
            _ => return None,
        }
    }
    Some(bytes)
}

/// A relative URI as a path: `%20` is a space (RFC 3986). `None` when that gives no text.
fn unescaped(uri: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_length_by_the_standard_s_own_examples() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(encoded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(base64("+/8="), Some(vec![0xfb, 0xff]));
        assert_eq!(
            (base64("Zm9vY"), base64("Zm 9"), base64("Zg==Zg==")),
            (None, None, None)
        );
    }

    #[test]
    fn escapes_become_their_bytes() {
        assert_eq!(unescaped("a%20b%C3%A9%2"), Some("a bé%2".into()));
        assert_eq!(unescaped("%ff"), None);
        assert_eq!(unescaped("é%é"), Some("é%é".into()));
    }
}
