//! The shaders, embedded, and the one place that resolves their includes.

/// A file under `shaders/`.
struct File {
    path: &'static str,
    text: &'static str,
}

macro_rules! file {
    ($path:literal) => {
        File {
            path: $path,
            text: include_str!(concat!("../../shaders/", $path)),
        }
    };
}

const SHARED: [File; 5] = [
    file!("shared/frame.wgsl"),
    file!("shared/surface.wgsl"),
    file!("shared/splat.wgsl"),
    file!("shared/pieces.wgsl"),
    file!("shared/hidden.wgsl"),
];

const PASSES: [File; 10] = [
    file!("clear.wgsl"),
    file!("points64.wgsl"),
    file!("points32.wgsl"),
    file!("gather.wgsl"),
    file!("fill.wgsl"),
    file!("photo.wgsl"),
    file!("shade.wgsl"),
    file!("faces.wgsl"),
    file!("lines.wgsl"),
    file!("sheet.wgsl"),
];

/// A shader's text with every `//!include PATH` line replaced by that file; `None` for an unknown shader or
/// include. Included files include nothing themselves.
pub(crate) fn source(path: &str) -> Option<String> {
    let pass = PASSES.iter().find(|f| f.path == path)?;
    let mut out = String::with_capacity(pass.text.len() * 2);
    for line in pass.text.lines() {
        match line.strip_prefix("//!include ") {
            Some(wanted) => out.push_str(SHARED.iter().find(|f| f.path == wanted.trim())?.text),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::layout::{Chunk, Piece, Surface};
    use crate::raster::{Frame, PhotoPlane, ScreenFace, ScreenLine};
    use crate::scene::CloudPoint;
    use naga::valid::{Capabilities, ValidationFlags, Validator};

    fn checked(path: &str) -> Result<naga::Module, String> {
        let source = source(path).ok_or_else(|| format!("{path}: an include is missing"))?;
        let module = naga::front::wgsl::parse_str(&source)
            .map_err(|e| format!("{path}: {}", e.emit_to_string(&source)))?;
        let mut validator = Validator::new(ValidationFlags::all(), Capabilities::all());
        validator
            .validate(&module)
            .map_err(|e| format!("{path}: {}", e.emit_to_string(&source)))?;
        Ok(module)
    }

    #[test]
    fn every_shader_is_valid() {
        let failures: Vec<String> = PASSES
            .iter()
            .filter_map(|f| checked(f.path).err())
            .collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn every_file_on_disk_is_embedded() {
        for (folder, files) in [("shaders", &PASSES[..]), ("shaders/shared", &SHARED[..])] {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let on_disk = std::fs::read_dir(root).expect("the folder of shaders");
            for entry in on_disk
                .filter_map(Result::ok)
                .filter(|e| e.path().is_file())
            {
                let name = entry.file_name().into_string().expect("a plain name");
                assert!(
                    files.iter().any(|f| f.path.ends_with(&name)),
                    "{name} is not embedded"
                );
            }
        }
    }

    /// Size and member offsets of a struct as naga lays it out.
    fn layout(path: &str, name: &str) -> (usize, Vec<usize>) {
        let module = checked(path).expect("a valid shader");
        let found = module
            .types
            .iter()
            .find(|(_, t)| t.name.as_deref() == Some(name));
        let (_, found) = found.expect("the struct");
        let naga::TypeInner::Struct { members, span } = &found.inner else {
            panic!("{name} is no struct")
        };
        (
            *span as usize,
            members.iter().map(|m| m.offset as usize).collect(),
        )
    }

    macro_rules! same_layout {
        ($path:literal, $name:literal, $type:ty, [$($field:ident),+]) => {
            let rust = (size_of::<$type>(), vec![$(std::mem::offset_of!($type, $field)),+]);
            let (size, mut offsets) = layout($path, $name);
            // Padding is one array in Rust and single words in the shader.
            offsets.retain(|o| rust.1.contains(o));
            assert_eq!((size, offsets), rust, "{}", $name);
        };
    }

    #[test]
    fn structs_are_laid_out_as_in_the_shaders() {
        same_layout!(
            "clear.wgsl",
            "Frame",
            Frame,
            [
                camera_from_cloud,
                focal_px,
                center_px,
                size_px,
                near_m,
                point_px,
                splat_m,
                max_splat_px,
                edl_strength,
                edl_radius_px,
                ramp_offset,
                ramp_scale,
                unlit_share,
                mode,
                smoothing,
                padding,
                background,
                ramp,
                keep_min,
                keep_max
            ]
        );
        same_layout!(
            "lines.wgsl",
            "Line",
            ScreenLine,
            [
                rgba,
                a_px,
                b_px,
                inv_z,
                dash_px,
                hidden_dash_px,
                width_px,
                dash_start_px,
                hidden_alpha,
                padding
            ]
        );
        same_layout!(
            "faces.wgsl",
            "Face",
            ScreenFace,
            [rgba, a_px, b_px, c_px, hidden_alpha, padding, inv_z]
        );
        same_layout!(
            "photo.wgsl",
            "Plane",
            PhotoPlane,
            [
                inv_z, u_over_z, v_over_z, first_px, size_px, texels, opacity, padding
            ]
        );
        same_layout!("clear.wgsl", "Surface", Surface, [rgb, depth_m, point]);
        same_layout!(
            "gather.wgsl",
            "Chunk",
            Chunk,
            [first, count, has_instances, padding]
        );
        same_layout!("points64.wgsl", "Piece", Piece, [first, count]);
        same_layout!("gather.wgsl", "Point", CloudPoint, [offset_m, rgba]);
    }
}
