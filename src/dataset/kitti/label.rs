//! A label file: `type truncated occluded alpha x1 y1 x2 y2 h w l x y z rotation_y` a line.

use super::calib::WORLD_FROM_RECTIFIED;
use crate::dataset::{DatasetError, files};
use crate::geom::{DVec3, Obb};
use crate::scene::{Object, Seen};
use std::path::Path;

/// The least strict level of the benchmark leaves out what is lower in the picture, px, or further out of it.
const LEAST_HEIGHT: f64 = 25.0;
const MOST_TRUNCATED: f64 = 0.5;
/// Occlusion in KITTI's steps: fully visible, partly and largely occluded, unknown.
const FULLY_VISIBLE: f64 = 0.0;
const LARGELY_OCCLUDED: f64 = 2.0;

/// What is labelled. An object's instance is the number of its line.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Labels {
    pub objects: Vec<Object>,
    pub seen: Vec<Seen>,
    /// Areas in which nobody labelled anything (`DontCare`), px.
    pub unlabelled: Vec<[f64; 4]>,
}

impl Labels {
    /// Reads them. A line that is none is left out with a warning.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path, warnings: &mut Vec<String>) -> Result<Self, DatasetError> {
        let text = files::text(path)?;
        let mut labels = Self::default();
        for (instance, line) in (1_u32..).zip(text.lines()) {
            if !line.trim().is_empty()
                && let Err(why) = labels.line(line, instance)
            {
                let what = format!("{why}, left out");
                warnings.push(files::warning(path, what, &format!("line {instance}")));
            }
        }
        Ok(labels)
    }

    fn line(&mut self, line: &str, instance: u32) -> Result<(), &'static str> {
        let mut words = line.split_ascii_whitespace();
        let class = words.next().ok_or("no label")?;
        let mut numbers = [0.0_f64; 14];
        for number in &mut numbers {
            let word = words.next().ok_or("fewer than 14 numbers")?;
            *number = word.parse().map_err(|_no_number| "no number")?;
        }
        let [
            truncated,
            occluded,
            _alpha,
            x1,
            y1,
            x2,
            y2,
            h,
            w,
            l,
            x,
            y,
            z,
            turn,
        ] = numbers;
        let rect = [x1, y1, x2, y2];
        if !rect.iter().all(|px| px.is_finite()) || x1 > x2 || y1 > y2 {
            return Err("no rectangle");
        }
        if class == "DontCare" {
            self.unlabelled.push(rect);
            return Ok(());
        }
        let obb = obb([h, w, l], DVec3::new(x, y, z), turn).ok_or("a degenerate box")?;
        self.objects.push(Object::new(instance, class, class, obb));
        self.seen.push(Seen {
            instance,
            rect: Some(rect),
            // The other steps name no shares.
            visible: (occluded == FULLY_VISIBLE).then_some(1.0),
            truncated: (0.0..=1.0).contains(&truncated).then_some(truncated),
            ignored: ignored(truncated, occluded, y2 - y1),
        });
        Ok(())
    }
}

/// Why the benchmark's least strict level leaves it out.
fn ignored(truncated: f64, occluded: f64, height: f64) -> Option<&'static str> {
    if !(FULLY_VISIBLE..=LARGELY_OCCLUDED).contains(&occluded) {
        Some("how much of it is occluded is unknown")
    } else if truncated > MOST_TRUNCATED {
        Some("more than half of it is outside the picture")
    } else {
        (height < LEAST_HEIGHT).then_some("it is lower than 25 px")
    }
}

/// The box of height, width and length, the centre of its bottom in the rectified camera, and a turn about that
/// camera's y, which points down: the other way round about world Z. Its x is the direction that it faces.
fn obb([h, w, l]: [f64; 3], bottom: DVec3, turn: f64) -> Option<Obb> {
    let center = bottom - DVec3::Y * (0.5 * h);
    let finite = center.is_finite() && turn.is_finite();
    let sized = [h, w, l].iter().all(|side| *side > 0.0 && side.is_finite());
    (finite && sized).then(|| {
        let center = WORLD_FROM_RECTIFIED.transform(center);
        Obb::upright(center, DVec3::new(l, w, h), -turn)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Labels, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("l.txt");
        std::fs::write(&path, text).expect("written");
        let mut warnings = Vec::new();
        let labels = Labels::read(&path, &mut warnings).expect("text");
        (labels, warnings)
    }

    #[test]
    fn places_are_of_the_bottom_and_sizes_are_height_width_length() {
        let (labels, _) = read("Car 0.25 0 0.1 10 20 110 80 1.5 1.6 4 2 1.7 12 0\n");
        let obb = labels.objects[0].obb;
        // The centre is h / 2 higher: y = 1.7 - 0.75 = 0.95 down; world (x, z, -y).
        assert!((obb.center - DVec3::new(2.0, 12.0, -0.95)).length() < 1e-12);
        assert_eq!(obb.size(), DVec3::new(4.0, 1.6, 1.5));
        assert_eq!(obb.rotation * DVec3::X, DVec3::X, "it faces the camera's x");
        let seen = &labels.seen[0];
        assert_eq!(
            (seen.instance, seen.rect),
            (1, Some([10.0, 20.0, 110.0, 80.0]))
        );
        assert_eq!(
            (seen.visible, seen.truncated, seen.ignored),
            (Some(1.0), Some(0.25), None)
        );
    }

    #[test]
    fn turns_are_about_an_axis_that_points_down() {
        // A quarter about y (down) takes the camera's x to -z: towards the camera, world -Y.
        let (labels, _) = read("Car 0 0 0 10 20 110 80 1 2 4 0 1 10 1.5707963267948966\n");
        let obb = labels.objects[0].obb;
        assert!((obb.rotation * DVec3::X - DVec3::NEG_Y).length() < 1e-12);
        // Its long side lies along Y: from 8 to 12.
        assert!(obb.contains(DVec3::new(0.9, 11.9, -0.9), 1.0));
        assert!(!obb.contains(DVec3::new(1.9, 10.9, -0.9), 1.0));
    }

    #[test]
    fn areas_without_labels_are_no_objects() {
        let text = "Van 0 3 0 0 0 50 50 1 1 1 0 1 9 0\nDontCare -1 -1 -10 503 169 590 190 -1 -1 -1 -1000 -1000 -1000 -10\n\
                    Tram 0.9 1 0 0 0 50 50 1 1 1 0 1 9 0\nCyclist 0 2 0 0 0 50 24 1 1 1 0 1 9 0\n";
        let (labels, warnings) = read(text);
        assert_eq!(warnings, [""; 0]);
        assert_eq!(labels.unlabelled, [[503.0, 169.0, 590.0, 190.0]]);
        let instances: Vec<u32> = labels.objects.iter().map(|o| o.instance).collect();
        assert_eq!(instances, [1, 3, 4], "lines keep their numbers");
        let why: Vec<_> = labels.seen.iter().map(|seen| seen.ignored).collect();
        let expected = [
            "how much of it is occluded is unknown",
            "more than half of it is outside the picture",
            "it is lower than 25 px",
        ];
        assert_eq!(why, expected.map(Some));
        assert!(labels.seen.iter().all(|seen| seen.visible.is_none()));
    }

    #[test]
    fn lines_that_are_no_labels_cost_themselves_alone() {
        let good = "Car 0 0 0 10 20 110 80 1 2 4 0 1 10 0";
        let flat = good.replace(" 1 2 4 ", " 0 2 4 ");
        let text = format!(
            "Car 0 0\n{flat}\n\n{}\n{good}\n",
            good.replace("10 20", "nan 20")
        );
        let (labels, warnings) = read(&text);
        assert_eq!(labels.objects[0].instance, 5);
        assert_eq!(
            warnings,
            [
                "fewer than 14 numbers, left out, line 1 of \"l.txt\"",
                "a degenerate box, left out, line 2 of \"l.txt\"",
                "no rectangle, left out, line 4 of \"l.txt\""
            ]
        );
    }
}
