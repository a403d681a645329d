//! Objects: their boxes, and which vertices of the mesh are theirs.

use super::scan::{self, ANNOTATIONS};
use crate::dataset::files;
use crate::dataset::lenient::Numbers;
use crate::geom::{DVec3, Obb};
use crate::scene::{Object, name_by_class};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How far a box's extent may be from what the file says, metres: `min` and `max` were computed from the axes in
/// double precision, so anything more is another reading of the axes.
const EXTENT_M: f64 = 1e-3;

#[derive(Deserialize)]
struct Annotations {
    #[serde(rename = "segGroups")]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(rename = "objectId")]
    id: Numbers<1>,
    #[serde(default)]
    label: String,
    #[serde(default)]
    segments: Vec<u32>,
    obb: Option<Box3>,
}

/// A box as the file has it.
#[derive(Deserialize)]
struct Box3 {
    centroid: Numbers<3>,
    /// Full lengths, metres.
    #[serde(rename = "axesLengths")]
    lengths: Numbers<3>,
    /// Three numbers an axis.
    #[serde(rename = "normalizedAxes")]
    axes: Numbers<9>,
    /// The least and greatest coordinates in world.
    #[serde(default)]
    min: Numbers<3>,
    #[serde(default)]
    max: Numbers<3>,
}

/// The annotated objects, with their vertices where there is a mesh.
pub(super) fn objects(folder: &Path, mesh: bool, warnings: &mut Vec<String>) -> Vec<Object> {
    let path = folder.join(ANNOTATIONS);
    if !path.is_file() {
        return Vec::new();
    }
    let read = files::text(&path).and_then(|text| {
        serde_json::from_str::<Annotations>(&text).map_err(|e| {
            let at = format!("line {} column {}", e.line(), e.column());
            files::wrong(&path, e.to_string(), at)
        })
    });
    let groups = match read {
        Ok(annotations) => annotations.groups,
        Err(error) => {
            warnings.push(format!("{error}; there are no objects"));
            return Vec::new();
        }
    };
    let segments = mesh.then(|| scan::segments(folder));
    let owners = match segments {
        Some(Ok(segments)) => Some(Vertices::new(&segments)),
        Some(Err(error)) => {
            warnings.push(format!("{error}; no object knows its points"));
            None
        }
        None => None,
    };
    let mut objects = BTreeMap::new();
    for (index, group) in groups.into_iter().enumerate() {
        let at = format!("group {index}");
        let mut warn = |what: String| warnings.push(files::warning(&path, what, &at));
        let mut object = match object(&group) {
            Ok(object) if objects.contains_key(&object.instance) => {
                warn(format!(
                    "object {} is there twice; the first counts",
                    object.instance
                ));
                continue;
            }
            Ok(object) => object,
            Err(why) => {
                warn(format!("{why}; the object is left out"));
                continue;
            }
        };
        if let Some(owners) = &owners {
            let (points, doubt) = owners.of(&group.segments);
            object.points = points;
            doubt.into_iter().for_each(&mut warn);
        }
        objects.insert(object.instance, object);
    }
    let mut objects: Vec<Object> = objects.into_values().collect();
    name_by_class(&mut objects);
    objects
}

fn object(group: &Group) -> Result<Object, String> {
    let id = group.id.whole().and_then(|id| u32::try_from(id).ok());
    let id = id.filter(|id| *id > 0).ok_or("no objectId above 0")?;
    let of = group.obb.as_ref().ok_or("no box")?;
    let (center, lengths, axes) = (of.centroid.0, of.lengths.0, of.axes.0);
    let (Some(center), Some(lengths), Some(rows)) = (center, lengths, axes) else {
        return Err("a box that lacks centroid, axesLengths or normalizedAxes".into());
    };
    let obb = obb(center, lengths, rows).ok_or("a box whose axes are none")?;
    if let (Some(min), Some(max)) = (of.min.0, of.max.0) {
        within(&obb, DVec3::from(min), DVec3::from(max))?;
    }
    Ok(Object::new(
        id,
        group.label.clone(),
        group.label.clone(),
        obb,
    ))
}

/// Rows of `axes` are the box's axes, so they are the columns of its rotation. A box that is mirrored is the same box.
fn obb(center: [f64; 3], lengths: [f64; 3], axes: [f64; 9]) -> Option<Obb> {
    let [a, b, c, d, e, f, g, h, i] = axes;
    let turned = |s: f64| Obb::from_full(center, lengths, [a, d, s * g, b, e, s * h, c, f, s * i]);
    turned(1.0).or_else(|| turned(-1.0))
}

fn within(obb: &Obb, min: DVec3, max: DVec3) -> Result<(), String> {
    let (low, high) = obb.corners().iter().fold(
        (DVec3::INFINITY, DVec3::NEG_INFINITY),
        |(low, high), corner| (low.min(*corner), high.max(*corner)),
    );
    let off = (low - min).abs().max((high - max).abs()).max_element();
    if off <= EXTENT_M {
        return Ok(());
    }
    Err(format!(
        "a box whose corners are {off:.3} m off its min and max"
    ))
}

/// Vertices by segment.
struct Vertices {
    /// Segment and vertex, ascending.
    pairs: Vec<(u32, u32)>,
    /// Whether every vertex is a segment of its own, called by its number, as in this data set.
    plain: bool,
}

impl Vertices {
    fn new(segments: &[u32]) -> Self {
        let numbered = segments.iter().zip(0_u32..);
        let plain = numbered.clone().all(|(segment, vertex)| *segment == vertex);
        let mut pairs: Vec<(u32, u32)> = numbered.map(|(s, v)| (*s, v)).collect();
        pairs.sort_unstable();
        Self { pairs, plain }
    }

    /// The vertices whose segment is one of these, ascending, and what is odd about them.
    fn of(&self, segments: &[u32]) -> (Vec<u32>, Vec<String>) {
        let wanted: BTreeSet<u32> = segments.iter().copied().collect();
        let (mut points, mut missing) = (Vec::new(), 0);
        for segment in &wanted {
            let from = self.pairs.partition_point(|(s, _)| s < segment);
            let own = self.pairs.get(from..).unwrap_or_default().iter();
            let before = points.len();
            points.extend(own.take_while(|(s, _)| s == segment).map(|(_, v)| *v));
            missing += usize::from(points.len() == before);
        }
        points.sort_unstable();
        let mut doubt = Vec::new();
        if missing > 0 {
            doubt.push(format!("{missing} segments that no vertex has"));
        }
        if !self.plain && missing == 0 && !points.iter().eq(&wanted) {
            doubt.push("segments are not vertices here; those of segments.json are taken".into());
        }
        (points, doubt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertices_are_those_whose_segment_is_listed() {
        // Two vertices of segment 7, one of 3; segments need not be vertices.
        let vertices = Vertices::new(&[7, 3, 7, 9]);
        let (points, doubt) = vertices.of(&[3, 7]);
        assert_eq!(points, [0, 1, 2]);
        assert!(doubt[0].contains("segments are not vertices"), "{doubt:?}");
        let (points, doubt) = vertices.of(&[9, 4, 5]);
        assert_eq!(points, [3]);
        assert_eq!(doubt, ["2 segments that no vertex has"]);
        let plain = Vertices::new(&[0, 1, 2, 3]);
        assert_eq!(plain.of(&[3, 1, 3]), (vec![1, 3], Vec::new()));
    }

    #[test]
    fn rows_are_axes_and_the_extent_tells() {
        // Half sizes (1, 0.5, 0.25) times the axes, summed without signs: (0.88, 0.94, 0.95) either way.
        let axes = [0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6];
        let found = obb([1.0, 2.0, 1.5], [2.0, 1.0, 0.5], axes).expect("a box");
        let corner = found.center + found.rotation * DVec3::new(1.0, 0.0, 0.0);
        assert!(
            (corner - DVec3::new(1.36, 2.48, 0.7)).length() < 1e-12,
            "{corner}"
        );
        let (min, max) = (DVec3::new(0.12, 1.06, 0.55), DVec3::new(1.88, 2.94, 2.45));
        assert_eq!(within(&found, min, max), Ok(()));
        let [a, b, c, d, e, f, g, h, i] = axes;
        let wrong = obb(
            [1.0, 2.0, 1.5],
            [2.0, 1.0, 0.5],
            [a, d, g, b, e, h, c, f, i],
        );
        assert!(within(&wrong.expect("a box"), min, max).is_err());
    }

    #[test]
    fn a_mirrored_box_is_the_same_box() {
        let axes = [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        let found = obb([0.0; 3], [2.0, 4.0, 6.0], axes).expect("a box");
        let mut size = found.corners().map(|c| c.abs());
        size.sort_by(|a, b| a.x.total_cmp(&b.x));
        assert_eq!(size[0], DVec3::new(2.0, 1.0, 3.0));
    }
}
