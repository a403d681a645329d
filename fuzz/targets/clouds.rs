//! Any bytes are a cloud, no longer than they are, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spatialscore::dataset::ply;
use std::path::Path;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((cloud, _)) = ply::read(bytes, Path::new("fuzz")) {
        assert!(cloud.points.len() <= bytes.len());
    }
});
