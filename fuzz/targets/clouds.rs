//! Any bytes are a cloud, no longer than they are, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spatialscore::dataset::{Bytes, cloud::ply};
use std::path::Path;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(loaded) = ply::read(Bytes::Memory(bytes), Path::new("fuzz")) {
        assert!(loaded.cloud.points.len() + loaded.lost.len() <= bytes.len());
    }
});
