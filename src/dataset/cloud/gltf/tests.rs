use super::*;
use serde_json::{Value, json};

/// Three points, three colours of 16 bits (red, a fifth of green, full blue), three indices.
fn numbers() -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in [1.0_f32, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0] {
        bytes.extend(value.to_le_bytes());
    }
    for value in [65535_u16, 0, 0, 0, 13107, 0, 0, 0, 65535] {
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0, 1, 2]);
    bytes
}

fn document(nodes: &Value, buffer: &Value) -> Value {
    json!({
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": nodes,
        "buffers": [buffer],
        "bufferViews": [
            {"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 18},
            {"buffer": 0, "byteOffset": 54, "byteLength": 3},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
             "min": [0, 0, 0], "max": [1, 2, 3]},
            {"bufferView": 1, "componentType": 5123, "count": 3, "type": "VEC3", "normalized": true},
            {"bufferView": 2, "componentType": 5121, "count": 3, "type": "SCALAR"},
        ],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.5, 1.0, 1.0, 1.0]}}],
        "meshes": [{"primitives": [
            {"attributes": {"POSITION": 0, "COLOR_0": 1}, "indices": 2, "material": 0},
        ]}],
    })
}

fn glb(document: &Value, bin: &[u8]) -> Vec<u8> {
    let mut json = document.to_string().into_bytes();
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut bytes = b"glTF\x02\0\0\0".to_vec();
    bytes.extend((28 + json.len() as u32 + bin.len() as u32).to_le_bytes());
    bytes.extend((json.len() as u32).to_le_bytes());
    bytes.extend(b"JSON");
    bytes.extend(json);
    bytes.extend((bin.len() as u32).to_le_bytes());
    bytes.extend(b"BIN\0");
    bytes.extend(bin);
    bytes
}

fn load(bytes: &[u8]) -> Result<Loaded, String> {
    read(Bytes::Memory(bytes), Path::new("none/a.gltf")).map_err(|e| e.to_string())
}

fn inside(nodes: &Value) -> Result<Loaded, String> {
    load(&glb(
        &document(nodes, &json!({"byteLength": 57})),
        &numbers(),
    ))
}

fn places(loaded: &Loaded) -> Vec<[f64; 3]> {
    let place = |n| loaded.cloud.position(n).expect("a point").to_array();
    (0..loaded.cloud.points.len()).map(place).collect()
}

#[test]
fn y_up_becomes_z_up_by_hand() {
    let loaded = inside(&json!([{"mesh": 0}])).expect("a mesh");
    assert_eq!(
        places(&loaded),
        [[1.0, -3.0, 2.0], [0.0; 3], [0.0, 0.0, 1.0]]
    );
    assert_eq!(loaded.triangles, [[0, 1, 2]]);
}

#[test]
fn linear_colours_become_srgb_times_the_material_s() {
    let loaded = inside(&json!([{"mesh": 0}])).expect("a mesh");
    let colours: Vec<[u8; 4]> = loaded.cloud.points.iter().map(|p| p.rgba).collect();
    // 1.055 * 0.5^(1/2.4) - 0.055 = 0.7354 -> 188; of 0.2, 0.4845 -> 124.
    assert_eq!(
        colours,
        [[188, 0, 0, 255], [0, 124, 0, 255], [0, 0, 255, 255]]
    );
}

#[test]
fn nodes_move_turn_and_mirror_what_hangs_on_them() {
    // A quarter turn about Y takes X to -Z; twice its unit length.
    let nodes = json!([
        {"children": [1], "translation": [10.0, 0.0, 0.0]},
        {"mesh": 0, "rotation": [0.0, std::f64::consts::SQRT_2, 0.0, std::f64::consts::SQRT_2],
         "scale": [2.0, 1.0, 1.0]},
    ]);
    let loaded = inside(&nodes).expect("a mesh");
    // (1, 2, 3), scaled (2, 2, 3), turned (3, 2, -2), moved (13, 2, -2), Z up (13, 2, 2).
    let first = loaded.cloud.position(0).expect("a point");
    assert!(
        (first - DVec3::new(13.0, 2.0, 2.0)).length() < 1e-6,
        "{first}"
    );
    let matrix = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 0, 0, 1];
    let mirrored = inside(&json!([{"mesh": 0, "matrix": matrix}])).expect("a mesh");
    assert_eq!(places(&mirrored)[0], [4.0, -3.0, 2.0]);
    assert_eq!(mirrored.triangles, [[0, 2, 1]]);
}

#[test]
fn a_ring_of_nodes_ends() {
    let ring = json!([{"children": [1, 1]}, {"mesh": 0, "children": [0, 1]}]);
    let loaded = inside(&ring).expect("a mesh");
    assert_eq!(loaded.cloud.points.len(), 3);
    assert_eq!(loaded.warnings.len(), 3, "{:?}", loaded.warnings);
}

#[test]
fn numbers_come_from_data_uris_and_files_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a b.bin"), numbers()).expect("written");
    let nodes = json!([{"mesh": 0}]);
    let at = |uri: &str| {
        let text = document(&nodes, &json!({"byteLength": 57, "uri": uri})).to_string();
        let path = folder.path().join("a.gltf");
        read(Bytes::Memory(text.as_bytes()), &path).map_err(|e| e.to_string())
    };
    let expected = inside(&nodes).expect("a mesh");
    assert_eq!(at("a%20b.bin").expect("beside"), expected);
    let text = "AACAPwAAAEAAAEBAAAAAAAAAAAAAAAAAAAAAAAAAgD8AAAAA//8AAAAAAAAzMwAAAAAAAP//AAEC";
    let data = format!("data:application/octet-stream;base64,{text}");
    assert_eq!(at(&data).expect("inside"), expected);
    let refused = |uri: &str| at(uri).expect_err("refused");
    assert!(refused("../a.bin").contains("climbs with .."));
    assert!(refused("c.bin").contains("c.bin"));
    assert!(refused("data:text/plain,abc").contains("data URI"));
}

#[test]
fn accessors_past_their_buffer_reserve_nothing_and_are_left_out() {
    let nodes = json!([{"mesh": 0}]);
    let changed = |pointer: &str, value: u64| {
        let mut document = document(&nodes, &json!({"byteLength": 57}));
        *document.pointer_mut(pointer).expect("a field") = value.into();
        load(&glb(&document, &numbers()))
    };
    for (pointer, value) in [
        ("/accessors/0/count", 4),
        ("/accessors/0/count", 1 << 62),
        ("/accessors/1/count", u64::MAX),
        ("/bufferViews/0/byteLength", 58),
        ("/bufferViews/0/byteLength", u64::MAX),
        ("/bufferViews/1/byteOffset", u64::MAX),
        ("/bufferViews/2/byteOffset", 57),
    ] {
        let error = changed(pointer, value).expect_err("refused");
        assert!(
            error.contains("goes past the end"),
            "{pointer} {value}: {error}"
        );
    }
    let error = changed("/accessors/1/count", 2).expect_err("refused");
    assert!(error.contains("2 colours for 3 points"), "{error}");
    assert!(
        changed("/nodes/0/mesh", 7)
            .expect_err("refused")
            .contains("json of")
    );
    assert!(
        changed("/accessors/0/bufferView", 7)
            .expect_err("refused")
            .contains("json of")
    );
    let out = inside(&json!([{"mesh": 0}, {"mesh": 0}])).expect("a mesh");
    assert_eq!(
        out.cloud.points.len(),
        3,
        "the second node is not of the scene"
    );
}

#[test]
fn strips_and_fans_are_triangles_of_one_side() {
    let indices = [0, 1, 2, 3];
    assert_eq!(
        triangles(Mode::TriangleStrip, &indices, false),
        [[0, 1, 2], [2, 1, 3]]
    );
    assert_eq!(
        triangles(Mode::TriangleFan, &indices, false),
        [[0, 1, 2], [0, 2, 3]]
    );
    assert_eq!(triangles(Mode::Triangles, &indices, false), [[0, 1, 2]]);
    assert_eq!(triangles(Mode::Lines, &indices, false), [[0; 3]; 0]);
}

#[test]
fn what_is_no_gltf_is_refused_with_its_place() {
    let error = |bytes: &[u8]| load(bytes).expect_err("refused");
    assert!(error(b"glTF\x02\0\0\0\x05\0\0\0").contains("5 bytes, byte 8"));
    assert!(error(b"glTF").contains("byte 8"));
    assert!(error(b"glTF\x02\0\0\0\xff\0\0\0abc").contains("header"));
    assert!(error(b"glTF\x01\0\0\0\x0c\0\0\0").contains("header"));
    assert!(error(b"{}").contains("json of"));
    assert!(error(b"{\"asset\": {\"version\": \"2.0\"}}").contains("there is no scene"));
    let draco =
        json!({"asset": {"version": "2.0"}, "extensionsRequired": ["KHR_draco_mesh_compression"]});
    assert!(error(draco.to_string().as_bytes()).contains("json of"));
}
