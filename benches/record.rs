//! What people wait for before the store: rows cut, parsed, hashed and checked, without writing any of them.

mod report;

use report::{figure, median_ms};
use spatialscore::record::{Import, Options};
use std::fmt::Write as _;
use std::path::Path;

/// The published benchmark's number of candidates.
const ROWS: usize = 63_857;
const ROW_BYTES: usize = 1_500;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let file = folder.path().join("candidates.ndjson");
    write_rows(&file);
    let took = median_ms(3, || {
        let read = Import::open(&file, &Options::default()).expect("rows");
        assert_eq!(read.count(), ROWS);
    });
    figure(
        "reading of 63,857 records",
        ROWS as f64 / took * 1e3,
        "rows/s",
        "higher",
    );
}

/// Lines of video questions: most of a row are the paths of its frames, as in the released file.
fn write_rows(path: &Path) {
    let mut text = String::with_capacity(ROWS * (ROW_BYTES + 200));
    for n in 0..ROWS {
        let start = text.len();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{{\"id\": {n}, \"source_dataset\": \"vsi-bench\", \"category\": \"Object Distance\", \
             \"task\": \"3D Perception (Absolute)\", \"sub_task\": \"Relative Distance\", \
             \"question\": \"Measuring from the closest point of each object, which of these objects (chair {n}, \
             table, sofa, lamp) is the closest to the door?\", \"options\": [\"chair {n}\", \"table\", \"sofa\", \
             \"lamp\"], \"answer\": \"(B)\", \"extra_info\": {{}}, \"question_type\": \"multi-choice\", \
             \"input_modality\": \"video\", \"original_id\": {n}, \"original_category\": \"3D\", \
             \"original_task\": \"object_rel_distance\", \"image_paths\": ["
        );
        let mut frame = 0;
        while text.len() - start < ROW_BYTES - 40 {
            let between = if frame == 0 { "" } else { ", " };
            let _ = write!(
                text,
                "{between}\"./vsi-bench/32_frames/s{n}/frame_{frame:02}.jpg\""
            );
            frame += 1;
        }
        text.push_str("]}\n");
    }
    std::fs::write(path, text).expect("the records");
}
