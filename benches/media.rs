//! What a reviewer waits for before a card's pictures are there: decoding, hashing, and the cache that the window
//! asks. Makes its own pictures; prints one line of JSON per figure.

mod report;

use image::{ImageFormat, Rgb, RgbImage};
use report::{figure, median, median_ms};
use spatialscore::job::Cancel;
use spatialscore::media::{
    Fit, Limits, PictureCache, PictureKey, Priority, Requested, Roots, decode, hash_file,
};
use std::io::Cursor;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

/// Times that each figure is taken; the median counts.
const TIMES: usize = 9;

fn main() {
    let photo = encoded(&photo(1920, 1440), ImageFormat::Jpeg);
    let limits = Limits::default();
    for (name, fit) in [
        ("decode, 1920 x 1440 JPEG", Fit::Full),
        ("decode to 256, 1920 x 1440 JPEG", Fit::Within(256)),
    ] {
        let ms = median_ms(TIMES, || {
            drop(decode(&photo, Path::new("photo"), fit, &limits))
        });
        figure(name, ms, "ms", "lower");
    }
    let png = encoded(&self::photo(640, 480), ImageFormat::Png);
    let ms = median_ms(TIMES, || {
        drop(decode(&png, Path::new("png"), Fit::Full, &limits))
    });
    figure("decode, 640 x 480 PNG", ms, "ms", "lower");
    hashing();
    strip();
}

/// One file of 64 MB, in the page cache.
fn hashing() {
    const MEGABYTES: usize = 64;
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("file");
    std::fs::write(&path, vec![7; MEGABYTES * 1_000_000]).expect("it is written");
    let cancel = Cancel::default();
    let ms = median_ms(TIMES, || drop(hash_file(&path, &cancel)));
    figure("hash of a file", MEGABYTES as f64 / ms, "GB/s", "higher");
}

/// A card of 32 frames of 1280 x 720: from turning to it until the last is there, and what one look costs.
fn strip() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let frame = encoded(&photo(1280, 720), ImageFormat::Jpeg);
    let keys: Vec<PictureKey> = (0..32)
        .map(|number| {
            let name = format!("frame_{number:02}.jpg");
            std::fs::write(dir.path().join(&name), &frame).expect("it is written");
            PictureKey {
                root: "bench".into(),
                path: name.as_str().into(),
                fit: Fit::Full,
                frame: 0,
            }
        })
        .collect();
    let roots = Roots::from_iter([("bench", dir.path())]);
    let mut looks_us = Vec::new();
    let ms = median_ms(TIMES, || {
        let (wake, woken) = sync_channel(64);
        let wake = move || {
            let _ = wake.try_send(());
        };
        let mut cache = PictureCache::new(roots.clone(), 512 << 20, wake).expect("two threads");
        cache.turn_to(&keys, &[]);
        for _ in &keys {
            woken.recv().expect("a thread tells");
            cache.poll();
        }
        let started = Instant::now();
        let ready = |key| matches!(cache.request(key, Priority::Now), Requested::Ready(_));
        assert!(keys.iter().all(ready), "every frame is there");
        looks_us.push(started.elapsed().as_secs_f64() * 1e6);
    });
    figure("32 frames of 1280 x 720, cold", ms, "ms", "lower");
    figure("32 requests of the window", median(looks_us), "us", "lower");
}

/// Smooth shades with some grain, as hard to unpack as a photograph.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 29;
        let shade = |n: u32| ((n + grain) % 256) as u8;
        Rgb([shade(x / 9), shade(y / 7), shade((x + y) / 13)])
    })
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("it is encoded");
    bytes.into_inner()
}
