//! glTF 2.0 meshes and clouds: `.gltf` with its numbers beside or inside, and `.glb`.
//!
//! Format: <https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html>. Used: the nodes of the default scene with their
//! transforms; of a primitive `POSITION`, `COLOR_0`, its indices and its material's base colour. Colours, which are
//! linear light there, become sRGB. Textures, morphs and skins are not used; sparse accessors, and extensions that a
//! file asks for, are refused.
//!
//! The format defines metres with Y up, so this reader converts, as no other of clouds does: (x, y, z) becomes
//! (x, -z, y), Z up.

mod accessor;
mod buffers;

use super::records::byte;
use super::{Loaded, format, io, mesh};
use crate::dataset::{Bytes, DatasetError};
use crate::geom::DVec3;
use accessor::Numbers;
use buffers::Buffer;
use glam::{DMat4, DQuat};
use gltf::mesh::Mode;
use gltf::scene::Transform;
use gltf::{Document, Glb, Node, Primitive, Semantic};
use std::path::Path;

/// A file of a few bytes can name a mesh any number of times: more points or triangles, some 2 GB, are refused.
const MOST: usize = 1 << 26;

/// Reads the default scene, else the first. `path` is where its numbers are looked for, and for messages.
///
/// Primitives that cannot be read are left out with a warning, and so are nodes that are named a second time.
///
/// # Errors
/// When it is no such file, and when nothing of it can be read.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let mut buffer = Vec::new();
    let len = usize::try_from(source.len()).unwrap_or(usize::MAX);
    let bytes = source.part(0, len, &mut buffer).map_err(io(path))?;
    let (json, bin) = parts(bytes).map_err(|(what, at)| format(path, what, at))?;
    let root = gltf::json::deserialize::from_slice(&json)
        .map_err(|error| format(path, error.to_string(), "json"))?;
    has_accessors(&root).map_err(|(what, at)| format(path, what, at))?;
    let document =
        Document::from_json(root).map_err(|error| format(path, error.to_string(), "json"))?;
    let mut walk = Walk {
        buffers: &buffers::all(&document, bin.as_deref(), path),
        points: Vec::new(),
        triangles: Vec::new(),
        warnings: Vec::new(),
    };
    walk.scene(&document)
        .map_err(|(what, at)| format(path, what, at))?;
    if walk.points.is_empty() {
        let first = walk.warnings.into_iter().next();
        let what = first.unwrap_or_else(|| "the scene has no points".into());
        return Err(format(path, what, "scene"));
    }
    let mut loaded = mesh::gathered(walk.points.into_iter(), walk.triangles);
    loaded.warnings.extend(walk.warnings);
    Ok(loaded)
}

/// JSON text, and the bytes behind it in a `.glb`.
type Parts<'a> = (
    std::borrow::Cow<'a, [u8]>,
    Option<std::borrow::Cow<'a, [u8]>>,
);

fn parts(bytes: &[u8]) -> Result<Parts<'_>, (String, &'static str)> {
    if !bytes.starts_with(b"glTF") {
        return Ok((bytes.into(), None));
    }
    // The crate counts the header off this length without a look.
    let length = u32::from_le_bytes(crate::dataset::scalar::at(bytes, 8));
    if length < 12 {
        return Err((format!("a length of {length} bytes"), "byte 8"));
    }
    let glb = Glb::from_slice(bytes).map_err(|error| (error.to_string(), "header"))?;
    Ok((glb.json, glb.bin))
}

/// Whether the accessors are there that primitives name: the crate looks into them before it looks whether they are.
fn has_accessors(root: &gltf::json::Root) -> Result<(), (String, String)> {
    for (mesh, record) in root.meshes.iter().enumerate() {
        let named = record.primitives.iter().flat_map(|p| p.attributes.values());
        for accessor in named.map(gltf::json::Index::value) {
            if accessor >= root.accessors.len() {
                let what = format!("there is no accessor {accessor}");
                return Err((what, format!("meshes[{mesh}]")));
            }
        }
    }
    Ok(())
}

/// What was gathered on the way through a scene.
struct Walk<'a> {
    buffers: &'a [Buffer<'a>],
    points: Vec<(DVec3, [u8; 4])>,
    triangles: Vec<[u32; 3]>,
    warnings: Vec<String>,
}

impl Walk<'_> {
    fn scene(&mut self, document: &Document) -> Result<(), (String, String)> {
        let scene = document
            .default_scene()
            .or_else(|| document.scenes().next());
        let Some(scene) = scene else {
            return Err(("there is no scene".into(), "json".into()));
        };
        let mut seen = vec![false; document.nodes().len()];
        let mut ahead: Vec<(Node<'_>, DMat4)> = Vec::new();
        push(&mut ahead, scene.nodes(), DMat4::IDENTITY);
        while let Some((node, scene_from_parent)) = ahead.pop() {
            let Some(is_seen) = seen.get_mut(node.index()) else {
                continue;
            };
            // A tree names every node once; what is named twice may be a ring.
            if std::mem::replace(is_seen, true) {
                let what = format!("node {} left out where it is named again", node.index());
                self.warnings.push(what);
                continue;
            }
            let scene_from_node = scene_from_parent * matrix(node.transform());
            if let Some(mesh) = node.mesh() {
                for primitive in mesh.primitives() {
                    self.primitive(&primitive, &scene_from_node)
                        .map_err(|what| (what, format!("node {}", node.index())))?;
                }
            }
            push(&mut ahead, node.children(), scene_from_node);
        }
        Ok(())
    }

    /// Gathers a primitive, or says why not in a warning.
    ///
    /// # Errors
    /// When there are too many points.
    fn primitive(&mut self, primitive: &Primitive<'_>, to: &DMat4) -> Result<(), String> {
        let (points, triangles) = match read_primitive(primitive, to, self.buffers) {
            Ok(read) => read,
            Err(what) => {
                let index = primitive.index();
                self.warnings
                    .push(format!("primitive {index} of a mesh left out: {what}"));
                return Ok(());
            }
        };
        let most = |held: usize, more: usize| held.saturating_add(more) > MOST;
        if most(self.points.len(), points.len()) || most(self.triangles.len(), triangles.len()) {
            return Err(format!("more than {MOST} points or triangles"));
        }
        let first = self.points.len() as u32;
        self.points.extend(points);
        let moved = |corner: u32| corner.saturating_add(first);
        self.triangles
            .extend(triangles.into_iter().map(|t| t.map(moved)));
        Ok(())
    }
}

/// Puts nodes before those ahead, in their order: the last in is the first out.
fn push<'a>(
    ahead: &mut Vec<(Node<'a>, DMat4)>,
    nodes: impl Iterator<Item = Node<'a>>,
    scene_from_parent: DMat4,
) {
    let nodes: Vec<Node<'a>> = nodes.collect();
    ahead.extend(
        nodes
            .into_iter()
            .rev()
            .map(|node| (node, scene_from_parent)),
    );
}

/// Points, and triangles over them; corners that are not there are `u32::MAX`.
type Gathered = (Vec<(DVec3, [u8; 4])>, Vec<[u32; 3]>);

fn read_primitive(
    primitive: &Primitive<'_>,
    scene_from_mesh: &DMat4,
    buffers: &[Buffer<'_>],
) -> Result<Gathered, String> {
    let positions = primitive
        .get(&Semantic::Positions)
        .ok_or("there is no POSITION")?;
    let positions = Numbers::of(&positions, 3..=3, buffers)?;
    let count = positions.count();
    if count > MOST {
        return Err(format!("{count} points are too many"));
    }
    let colours = colours(primitive, count, buffers)?;
    let indices: Vec<u32> = match primitive.indices() {
        Some(accessor) => {
            let numbers = Numbers::of(&accessor, 1..=1, buffers)?;
            let index = |n| match numbers.item(n) {
                [value] if value >= 0.0 && value < count as f64 => value as u32,
                _ => u32::MAX,
            };
            (0..numbers.count()).map(index).collect()
        }
        None => (0..count as u32).collect(),
    };
    let point = |(index, rgba): (usize, [u8; 4])| {
        let place = scene_from_mesh.transform_point3(positions.item(index).into());
        (DVec3::new(place.x, -place.z, place.y), rgba)
    };
    let points = colours.into_iter().enumerate().map(point).collect();
    let mirrors = scene_from_mesh.determinant() < 0.0;
    Ok((points, triangles(primitive.mode(), &indices, mirrors)))
}

/// Base colours, times those of the vertices where there are some.
fn colours(
    primitive: &Primitive<'_>,
    count: usize,
    buffers: &[Buffer<'_>],
) -> Result<Vec<[u8; 4]>, String> {
    let base = primitive.material().pbr_metallic_roughness();
    let [r, g, b, _] = base.base_color_factor().map(f64::from);
    let srgb = |linear: [f64; 3]| {
        let [r, g, b] = linear.map(|v| byte(srgb(v)));
        [r, g, b, 255]
    };
    let Some(accessor) = primitive.get(&Semantic::Colors(0)) else {
        return Ok(vec![srgb([r, g, b]); count]);
    };
    let numbers = Numbers::of(&accessor, 3..=4, buffers)?;
    if numbers.count() != count {
        return Err(format!("{} colours for {count} points", numbers.count()));
    }
    let colour = |index| {
        let [own_r, own_g, own_b] = numbers.item(index);
        srgb([r * own_r, g * own_g, b * own_b])
    };
    Ok((0..count).map(colour).collect())
}

/// The share of the screen's light that stands for a share of light (IEC 61966-2-1).
fn srgb(linear: f64) -> f64 {
    if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * libm::pow(linear, 1.0 / 2.4) - 0.055
    }
}

/// Triangles of any mode; none of points and lines. `mirrors`: the faces are turned inside out, which this undoes.
fn triangles(mode: Mode, indices: &[u32], mirrors: bool) -> Vec<[u32; 3]> {
    let mut triangles = Vec::new();
    match mode {
        Mode::Triangles => triangles.extend(indices.as_chunks::<3>().0),
        Mode::TriangleStrip => {
            triangles.extend(indices.windows(3).enumerate().map(|(n, w)| match n % 2 {
                0 => [w[0], w[1], w[2]],
                _ => [w[1], w[0], w[2]],
            }))
        }
        Mode::TriangleFan => mesh::fan(indices, &mut triangles),
        _ => {}
    }
    if mirrors {
        triangles.iter_mut().for_each(|t| t.swap(1, 2));
    }
    triangles
}

/// `parent_from_node`.
fn matrix(transform: Transform) -> DMat4 {
    match transform {
        Transform::Matrix { matrix } => {
            DMat4::from_cols_array_2d(&matrix.map(|column| column.map(f64::from)))
        }
        Transform::Decomposed {
            translation,
            rotation,
            scale,
        } => {
            let rotation = DQuat::from_array(rotation.map(f64::from));
            // Few files have it to the last digit of unit length.
            let length = rotation.length();
            let rotation = if length > 0.0 {
                rotation / length
            } else {
                DQuat::IDENTITY
            };
            let [translation, scale] = [translation, scale].map(|v| DVec3::from(v.map(f64::from)));
            DMat4::from_scale_rotation_translation(scale, rotation, translation)
        }
    }
}

#[cfg(test)]
mod tests;
