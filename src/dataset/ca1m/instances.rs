//! Boxes of CA-1M: `instances.json` of the world and of each frame.

use crate::dataset::lenient::{Numbers, Text};
use crate::geom::{DVec3, Obb};
use serde::Deserialize;

/// `corners` lie on the box to this, metres.
const CORNERS_AGREE_M: f64 = 1e-3;

/// One record, as the source has it. The keys are the source's.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    /// Unique in the capture; the same in the world and in frames.
    pub id: Text,
    /// A word, or nothing of use: boxes are of no class.
    pub category: Text,
    /// Centre, metres; in world, or in the frame's camera.
    pub position: Numbers<3>,
    /// Full size along the box's axes, metres.
    scale: Numbers<3>,
    /// Rows of a matrix whose columns are the box's axes.
    #[serde(rename = "R")]
    r: Numbers<9>,
    corners: Numbers<24>,
    /// Around the pixels that show it.
    box_2d_rend: Numbers<4>,
    /// Around the projected box.
    box_2d_proj: Numbers<4>,
}

/// Reads a list of records; or says what is wrong, and where.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Record>, String> {
    serde_json::from_slice(bytes).map_err(|e| e.to_string())
}

impl Record {
    /// The box; or why it is none.
    pub fn obb(&self) -> Result<Obb, &'static str> {
        let obb = || {
            let scale = self
                .scale
                .0
                .filter(|scale| scale.iter().all(|side| *side > 0.0))?;
            Obb::from_full(self.position.0?, scale, self.r.0?)
        };
        let obb = obb().ok_or("a box has degenerate geometry and is left out")?;
        match self.corners.0 {
            Some(corners) if !on_corners(&obb, &corners) => {
                Err("a box disagrees with its corners and is left out")
            }
            _ => Ok(obb),
        }
    }

    /// Around what is seen of it, pixels; else around its box in the picture.
    pub fn rect(&self) -> Option<[f64; 4]> {
        let usable = |rect: Numbers<4>| {
            let rect = rect.0?;
            let [x0, y0, x1, y1] = rect;
            (rect.iter().all(|v| v.is_finite()) && x0 < x1 && y0 < y1).then_some(rect)
        };
        usable(self.box_2d_rend).or_else(|| usable(self.box_2d_proj))
    }
}

/// Whether eight points, in any order, all are corners of the box. A matrix read by columns in place of rows, half
/// sizes for full ones and sizes in another order fail it.
fn on_corners(obb: &Obb, corners: &[f64; 24]) -> bool {
    let (corners, _) = corners.as_chunks::<3>();
    corners.iter().all(|corner| {
        let local = obb.to_local(DVec3::from_array(*corner)).abs();
        (local - obb.half_extents).abs().max_element() <= CORNERS_AGREE_M
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Turned by 90 degrees about Z: its x axis, 4 long, is world's y.
    fn record() -> Value {
        json!({"id": "a", "category": "chair", "position": [1, 2, 3], "scale": [4, 2, 6],
               "R": [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
               "corners": [[0, 0, 0], [2, 0, 0], [0, 4, 0], [2, 4, 0], [0, 0, 6], [2, 0, 6], [0, 4, 6], [2, 4, 6]],
               "box_2d_rend": [10, 20, 30, 40], "box_2d_proj": [5, 15, 35, 45]})
    }

    fn read_one(value: Value) -> Record {
        read(json!([value]).to_string().as_bytes())
            .expect("records")
            .remove(0)
    }

    #[test]
    fn a_box_by_hand_and_its_corners_in_any_order() {
        let obb = read_one(record()).obb().expect("a box");
        assert_eq!(obb.half_extents, DVec3::new(2.0, 1.0, 3.0));
        assert_eq!(obb.rotation * DVec3::X, DVec3::Y);
        let mut turned = record();
        // A turn that is its own inverse would not tell rows from columns.
        turned["R"] = json!([[0.8, -0.6, 0], [0.6, 0.8, 0], [0, 0, 1]]);
        turned["corners"] = json!([
            [0.0, 0.0, 0],
            [0.8, 3.6, 0],
            [2.0, 4.0, 0],
            [0, 0, 0],
            [0, 0, 6],
            [0, 0, 6],
            [0, 0, 6],
            [0, 0, 6]
        ]);
        // Centre (1, 2): corner (+2, +1) is (1 + 1.6 - 0.6, 2 + 1.2 + 0.8) = (2, 4); (+2, -1) is (3.2, 2.4);
        // (-2, +1) is (-1.2, 1.6); (-2, -1) is (0, 0).
        let ring = [[2.0, 4.0], [3.2, 2.4], [-1.2, 1.6], [0.0, 0.0]];
        let corners: Vec<[f64; 3]> = [0.0, 6.0]
            .iter()
            .flat_map(|z| ring.map(|[x, y]| [x, y, *z]))
            .collect();
        turned["corners"] = json!(corners);
        assert!(read_one(turned.clone()).obb().is_ok());
        turned["R"] = json!([[0.8, 0.6, 0], [-0.6, 0.8, 0], [0, 0, 1]]);
        assert_eq!(
            read_one(turned).obb(),
            Err("a box disagrees with its corners and is left out")
        );
    }

    #[test]
    fn degenerate_boxes_are_refused_and_corners_may_be_missing() {
        let with = |key: &str, value: Value| {
            let mut record = record();
            record[key] = value;
            read_one(record).obb()
        };
        assert!(with("corners", Value::Null).is_ok());
        for (key, value) in [
            ("scale", json!([4, 0, 6])),
            ("scale", json!([4, 2])),
            ("position", json!([1, null, 3])),
            ("R", json!([[0, 1, 0], [1, 0, 0], [0, 0, 1]])),
            ("scale", json!([8, 4, 12])),
        ] {
            assert!(with(key, value.clone()).is_err(), "{key} {value}");
        }
    }

    #[test]
    fn the_rendered_rectangle_goes_before_the_projected_one() {
        assert_eq!(read_one(record()).rect(), Some([10.0, 20.0, 30.0, 40.0]));
        let mut record = record();
        record["box_2d_rend"] = json!([10, 20, 10, 40]);
        assert_eq!(
            read_one(record.clone()).rect(),
            Some([5.0, 15.0, 35.0, 45.0]),
            "no area"
        );
        record["box_2d_proj"] = Value::Null;
        assert_eq!(read_one(record).rect(), None);
    }
}
