//! The files of the laser scan.

use crate::dataset::cloud::ply;
use crate::dataset::{DatasetError, files};
use serde::Deserialize;
use std::path::Path;

/// The mesh that everything refers to.
pub(super) const MESH: &str = "scans/mesh_aligned_0.05.ply";
/// The objects.
pub(super) const ANNOTATIONS: &str = "scans/segments_anno.json";
/// Which segment each vertex of the mesh belongs to.
const SEGMENTS: &str = "scans/segments.json";

#[derive(Deserialize)]
struct Segments {
    #[serde(rename = "segIndices")]
    of_vertices: Vec<u32>,
}

/// The segment of each vertex.
///
/// # Errors
/// When the file cannot be read, or has not a number for each vertex of the mesh.
pub(super) fn segments(folder: &Path) -> Result<Vec<u32>, DatasetError> {
    let path = folder.join(SEGMENTS);
    let text = files::text(&path)?;
    let segments: Segments = serde_json::from_str(&text).map_err(|e| {
        let at = format!("line {} column {}", e.line(), e.column());
        files::wrong(&path, e.to_string(), at)
    })?;
    let vertices = ply::vertices(&folder.join(MESH))?;
    let count = segments.of_vertices.len();
    if count as u64 != vertices {
        let what = format!("{count} numbers for the mesh's {vertices} vertices");
        return Err(files::wrong(&path, what, "field segIndices"));
    }
    Ok(segments.of_vertices)
}
