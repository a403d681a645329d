//! Any bytes are rows or located refusals, in every format; a row that became a sample becomes the same one again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spatialscore::record::{FORMATS, Rows, as_imported, parse_row};

fuzz_target!(|bytes: &[u8]| {
    for row in Rows::new(bytes).take(64).flatten() {
        for format in FORMATS {
            let Ok(parsed) = parse_row(&row, format, "fuzz", None) else {
                continue;
            };
            // A whole sample that comes back carries the row that it was once read from.
            let own = parsed.sample.raw.as_deref().map(str::as_bytes) == Some(&row.bytes[..]);
            if let Some((_, again)) = as_imported(&parsed.sample).filter(|_| own) {
                assert_eq!(parsed.sample.content_hash(), again.content_hash());
            }
        }
    }
});
