//! Wavefront OBJ meshes and their materials.
//!
//! Format: <http://paulbourke.net/dataformats/obj/> and <http://paulbourke.net/dataformats/mtl/>. Used: `v x y z` and
//! the colour that many programs write behind; the corners of `f`, counted from the first vertex or, below 0, from the
//! last; `usemtl`, whose diffuse colour `Kd` the vertices of a face take that have none, the first face's winning. All
//! objects and groups become one mesh. Materials are read from the mesh's own folder and nowhere else.

use super::lines::number;
use super::records::{WHITE, byte};
use super::tones::{self, Tones};
use super::{Loaded, beside, format, io, mesh};
use crate::dataset::{Bytes, DatasetError};
use crate::geom::DVec3;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// More bytes of materials are refused, of all files together.
const MAX_MATERIALS_BYTES: u64 = 64 << 20;

/// Reads a mesh. `path` is where its materials are looked for, and for messages.
///
/// Faces that name a vertex which is not there are left out with a warning; materials that cannot be read are too.
///
/// # Errors
/// When a line cannot be read, which one, and when there is no vertex.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let mut buffer = Vec::new();
    let len = usize::try_from(source.len()).unwrap_or(usize::MAX);
    let bytes = source.part(0, len, &mut buffer).map_err(io(path))?;
    let mut file = Obj::default();
    let mut lines = 0;
    for statement in statements(bytes) {
        let line = lines + 1;
        lines += statement.lines;
        let read = file.statement(&statement.text, path);
        read.map_err(|what| format(path, what, format!("line {line}")))?;
    }
    if file.vertices.is_empty() {
        return Err(format(path, "there is no vertex", "end"));
    }
    Ok(file.loaded())
}

/// A line, and those that a backslash at its end joins to it.
struct Statement {
    text: String,
    lines: usize,
}

fn statements(bytes: &[u8]) -> impl Iterator<Item = Statement> + '_ {
    let mut lines = bytes.split(|b| *b == b'\n');
    std::iter::from_fn(move || {
        let mut statement = Statement {
            text: String::new(),
            lines: 0,
        };
        for line in lines.by_ref() {
            statement.lines += 1;
            // Names in old code pages are of no use here; numbers are what they are.
            let line = String::from_utf8_lossy(line);
            let line = line.trim_end();
            match line.strip_suffix('\\') {
                Some(before) => statement.text += before,
                None => {
                    statement.text += line;
                    return Some(statement);
                }
            }
        }
        (statement.lines > 0).then_some(statement)
    })
}

/// What was read so far.
#[derive(Default)]
struct Obj {
    vertices: Vec<DVec3>,
    /// The colour written behind a vertex.
    own: Vec<Option<[f64; 3]>>,
    tones: Tones,
    /// The colour of the material of the first face that has a vertex.
    of_face: Vec<Option<[u8; 4]>>,
    triangles: Vec<[u32; 3]>,
    materials: BTreeMap<String, [u8; 4]>,
    material: Option<[u8; 4]>,
    /// Files of materials that were looked for: any number of lines may name one.
    libraries: BTreeSet<String>,
    library_bytes: u64,
    warnings: Vec<String>,
}

impl Obj {
    fn statement(&mut self, text: &str, path: &Path) -> Result<(), String> {
        let text = text.trim_start();
        let (keyword, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match keyword {
            "v" => self.vertex(rest),
            "f" => self.face(rest),
            "mtllib" => {
                self.library(rest.trim(), path);
                Ok(())
            }
            "usemtl" => {
                self.material = self.materials.get(rest.trim()).copied();
                Ok(())
            }
            // Comments, normals, places in pictures, names, lines, curves.
            _ => Ok(()),
        }
    }

    fn vertex(&mut self, rest: &str) -> Result<(), String> {
        let numbers: Vec<f64> = rest
            .split_ascii_whitespace()
            .map(number)
            .collect::<Result<_, _>>()?;
        let (place, colour) = match *numbers.as_slice() {
            // A weight is for curves.
            [x, y, z] | [x, y, z, _] => ([x, y, z], None),
            [x, y, z, r, g, b] | [x, y, z, r, g, b, _] => ([x, y, z], Some([r, g, b])),
            _ => return Err(format!("a vertex of {} numbers", numbers.len())),
        };
        if u32::try_from(self.vertices.len()).is_err() {
            return Err("more vertices than can be numbered".into());
        }
        if let Some(colour) = colour {
            self.tones.see(colour);
        }
        self.vertices.push(place.into());
        self.own.push(colour);
        self.of_face.push(None);
        Ok(())
    }

    fn face(&mut self, rest: &str) -> Result<(), String> {
        let count = self.vertices.len() as i64;
        let corner = |word: &str| {
            let first = word.split('/').next().unwrap_or_default();
            let named: i64 = first
                .parse()
                .map_err(|_not_a_number| format!("{word:?} is not a corner"))?;
            let index = if named < 0 {
                count.checked_add(named)
            } else {
                named.checked_sub(1)
            };
            // What is none becomes one that no mesh has.
            Ok(index
                .and_then(|i| u32::try_from(i).ok())
                .unwrap_or(u32::MAX))
        };
        let corners = rest
            .split_ascii_whitespace()
            .map(corner)
            .collect::<Result<Vec<u32>, String>>()?;
        if let Some(colour) = self.material {
            for corner in &corners {
                if let Some(place) = self.of_face.get_mut(*corner as usize) {
                    place.get_or_insert(colour);
                }
            }
        }
        mesh::fan(&corners, &mut self.triangles);
        Ok(())
    }

    /// Reads materials. A name may have spaces in it; or it may be several.
    fn library(&mut self, names: &str, path: &Path) {
        if !self.libraries.insert(names.to_owned()) || self.read_library(names, path).is_ok() {
            return;
        }
        for name in names.split_ascii_whitespace() {
            if name != names && !self.libraries.insert(name.to_owned()) {
                continue;
            }
            if let Err(error) = self.read_library(name, path) {
                self.warnings.push(format!("materials left out: {error}"));
            }
        }
    }

    fn read_library(&mut self, name: &str, path: &Path) -> Result<(), DatasetError> {
        let left = MAX_MATERIALS_BYTES.saturating_sub(self.library_bytes);
        let bytes = beside::read(path, name, left)?;
        self.library_bytes += bytes.len() as u64;
        self.read_materials(&bytes, name);
        Ok(())
    }

    fn read_materials(&mut self, bytes: &[u8], file: &str) {
        let mut name = String::new();
        for (index, statement) in statements(bytes).enumerate() {
            let text = statement.text.trim_start();
            let Some((keyword, rest)) = text.split_once(char::is_whitespace) else {
                continue;
            };
            match keyword {
                "newmtl" => rest.trim().clone_into(&mut name),
                "Kd" => match diffuse(rest) {
                    Some(colour) => {
                        self.materials.insert(name.clone(), colour);
                    }
                    None => self.warnings.push(format!(
                        "a material's colour left out: {rest:?}, line {} of {file:?}",
                        index + 1
                    )),
                },
                _ => {}
            }
        }
    }

    fn loaded(mut self) -> Loaded {
        let full = self.tones.full();
        if full.is_none() {
            self.warnings.push(tones::NONE.into());
        }
        let colour = |own: Option<[f64; 3]>, of_face: Option<[u8; 4]>| {
            let own = own.zip(full).map(|([r, g, b], full)| {
                let [r, g, b] = [r, g, b].map(|v| byte(v / full));
                [r, g, b, 255]
            });
            own.or(of_face).unwrap_or(WHITE)
        };
        let points = self.vertices.iter().zip(&self.own).zip(&self.of_face);
        let points = points.map(|((place, own), of_face)| (*place, colour(*own, *of_face)));
        let mut loaded = mesh::gathered(points, self.triangles);
        loaded.warnings.extend(self.warnings);
        loaded
    }
}

/// `Kd r g b`, or `Kd r` for a grey. `None` for spectra, and what cannot be read.
fn diffuse(rest: &str) -> Option<[u8; 4]> {
    let words = rest.split_ascii_whitespace().map(number);
    let numbers: Vec<f64> = words.collect::<Result<_, _>>().ok()?;
    match *numbers.as_slice() {
        [r, g, b] => Some([byte(r), byte(g), byte(b), 255]),
        [grey] => Some([byte(grey), byte(grey), byte(grey), 255]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Loaded, String> {
        read(Bytes::Memory(text.as_bytes()), Path::new("none/a.obj")).map_err(|e| e.to_string())
    }

    #[test]
    fn faces_of_several_objects_count_from_either_end() {
        let text = "o one\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0 1.0\nf 1/1/1 2//2 3/3 4\r\n\
                    o two\nv 0 0 5\nv 1 0 5\nv 4500000.123 0 5\nf -3 \\\n -2 -1\nl 1 2\n";
        let loaded = load(text).expect("a mesh");
        assert_eq!(loaded.triangles, [[0, 1, 2], [0, 2, 3], [4, 5, 6]]);
        assert_eq!(loaded.cloud.points.len(), 7);
        assert_eq!(loaded.cloud.position(3), Some(DVec3::new(0.0, 1.0, 0.0)));
        assert_eq!(loaded.warnings, [""; 0]);
    }

    #[test]
    fn far_coordinates_keep_their_millimetres() {
        let cloud = load("v 4500000.123 600000.5 30.25\n")
            .expect("a point")
            .cloud;
        let error =
            cloud.position(0).expect("a point") - DVec3::new(4_500_000.123, 600_000.5, 30.25);
        assert!(error.length() < 1e-6, "{error}");
    }

    #[test]
    fn colours_are_the_vertex_s_own_else_the_material_s() {
        let folder = tempfile::tempdir().expect("a folder");
        let materials =
            "newmtl red paint\nKd 1 0 0.2\nnewmtl grey\nKd 0.4\nnewmtl odd\nKd spectral a.rfl\n";
        std::fs::write(folder.path().join("the paint.mtl"), materials).expect("written");
        let text = "mtllib the paint.mtl\nv 0 0 0\nv 1 0 0 0 1 0\nv 1 1 0\nv 0 1 0\nv 9 9 9\n\
                    usemtl red paint\nf 1 2 3\nusemtl grey\nf 1 3 4\nusemtl none\nf 1 2 5\n";
        let path = folder.path().join("a.obj");
        let loaded = read(Bytes::Memory(text.as_bytes()), &path).expect("a mesh");
        let colours: Vec<[u8; 4]> = loaded.cloud.points.iter().map(|p| p.rgba).collect();
        let (red, grey) = ([255, 0, 51, 255], [102, 102, 102, 255]);
        assert_eq!(colours, [red, [0, 255, 0, 255], red, grey, WHITE]);
        assert_eq!(loaded.warnings.len(), 1, "{:?}", loaded.warnings);
        assert!(loaded.warnings[0].contains("line 6 of \"the paint.mtl\""));
        let bytes = load("v 0 0 0 0 51 255\n").expect("a point");
        assert_eq!(bytes.cloud.points[0].rgba, [0, 51, 255, 255]);
    }

    #[test]
    fn missing_corners_and_materials_are_warnings() {
        let text = "mtllib ../a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\nf 1 2 4\nf 0 1 2\nf 1 2 -9223372036854775808\n";
        let loaded = load(text).expect("a mesh");
        assert_eq!(loaded.triangles, [[0, 1, 2]]);
        assert!(loaded.warnings[0].contains("3 of 4 triangles left out"));
        assert!(loaded.warnings[1].contains("materials left out"));
    }

    #[test]
    fn materials_are_read_once_however_often_they_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.mtl"), "newmtl a\nKd x\n").expect("written");
        let text = "mtllib a.mtl\nmtllib a.mtl b.mtl\n".repeat(100) + "v 0 0 0\n";
        let path = folder.path().join("a.obj");
        let loaded = read(Bytes::Memory(text.as_bytes()), &path).expect("a mesh");
        let warnings = &loaded.warnings;
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].contains("colour") && warnings[1].contains("b.mtl"));
    }

    #[test]
    fn wrong_lines_are_named() {
        let error = |text: &str| load(text).expect_err("an error");
        let at = "of \"none/a.obj\"";
        assert_eq!(
            error("v 1 2\n"),
            format!("a vertex of 2 numbers, line 1 {at}")
        );
        assert_eq!(
            error("#\nv 1 \\\n2 x\n"),
            format!("\"x\" is not a number, line 2 {at}")
        );
        assert_eq!(
            error("v 1 2 3\nf 1 a/b 3\n"),
            format!("\"a/b\" is not a corner, line 2 {at}")
        );
        assert_eq!(error("hello"), format!("there is no vertex, end {at}"));
    }
}
