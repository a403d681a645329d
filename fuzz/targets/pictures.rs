//! Any bytes are a picture within the limits or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spatialscore::media::{Fit, Limits, decode, decode_depth};
use std::path::Path;

fuzz_target!(|bytes: &[u8]| {
    let (path, limits) = (Path::new("fuzz"), Limits::default());
    if let Ok(picture) = decode(bytes, path, Fit::Within(64), &limits) {
        assert!(picture.bytes() <= 64 * 64 * 4, "{} bytes", picture.bytes());
    }
    let _ = decode_depth(bytes, path, &limits);
});
