use super::*;
use crate::geom::DVec3;
use std::io::Write as _;

const XYZ: &str = "property float x\nproperty float y\nproperty float z\n";

fn file(format: &str, header: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("ply\nformat {format} 1.0\n{header}end_header\n").as_bytes(),
        body,
    ]
    .concat()
}

/// From memory; and from a file, which must come to the same.
fn loaded(bytes: &[u8]) -> Result<Loaded, String> {
    let path = Path::new("a.ply");
    let mut on_disk = tempfile::tempfile().expect("a file");
    on_disk.write_all(bytes).expect("written");
    let len = bytes.len() as u64;
    let source = Bytes::File {
        file: &on_disk,
        len,
    };
    let from_memory = read(Bytes::Memory(bytes), path).map_err(|e| e.to_string());
    assert_eq!(read(source, path).map_err(|e| e.to_string()), from_memory);
    from_memory
}

fn cloud(bytes: &[u8]) -> Loaded {
    loaded(bytes).expect("a cloud")
}

fn error(bytes: &[u8]) -> String {
    loaded(bytes).expect_err("an error")
}

#[test]
fn any_order_and_type_of_properties_in_all_three_encodings() {
    let header = "comment hi\nobj_info there\nelement vertex 2\nproperty uchar blue\nproperty uchar green\n\
                  property uchar red\nproperty double z\nproperty float y\nproperty short x\n\
                  property ushort instance\nproperty int extra\nelement face 0\n\
                  property list uchar int vertex_indices\n";
    let rows = [(1_i16, 2_f32, 3_f64, 7_u16), (-4, 5.5, 6.25, 9)];
    let (mut little, mut big, mut text) = (Vec::new(), Vec::new(), String::from("\n"));
    for (x, y, z, id) in rows {
        little.extend([30, 20, 10]);
        little.extend([&z.to_le_bytes()[..], &y.to_le_bytes(), &x.to_le_bytes()].concat());
        little.extend([&id.to_le_bytes()[..], &[0; 4]].concat());
        big.extend([30, 20, 10]);
        big.extend([&z.to_be_bytes()[..], &y.to_be_bytes(), &x.to_be_bytes()].concat());
        big.extend([&id.to_be_bytes()[..], &[0; 4]].concat());
        text += &format!(" 30 20\t10 {z} {y} {x} {id} 0  \r\n");
    }
    for bytes in [
        file("binary_little_endian", header, &little),
        file("binary_big_endian", header, &big),
        file("ascii", header, text.as_bytes()),
    ] {
        let Loaded { cloud, lost, .. } = cloud(&bytes);
        assert!(lost.is_empty());
        assert_eq!(cloud.position(0), Some(DVec3::new(1.0, 2.0, 3.0)));
        assert_eq!(cloud.position(1), Some(DVec3::new(-4.0, 5.5, 6.25)));
        assert_eq!(cloud.points[0].rgba, [10, 20, 30, 255]);
        assert_eq!(cloud.instance, [7, 9]);
    }
}

#[test]
fn a_header_that_claims_more_than_the_file_holds_allocates_nothing() {
    for count in ["1000000000000", "18446744073709551615"] {
        for format in ["binary_little_endian", "ascii"] {
            let vertices = format!("element vertex {count}\n{XYZ}");
            assert!(error(&file(format, &vertices, &[b'0'; 24])).contains(count));
            let face = format!(
                "element vertex 1\n{XYZ}element face {count}\nproperty list uchar int vertex_index\n"
            );
            let body: &[u8] = if format == "ascii" {
                b"1 2 3\n"
            } else {
                &[0; 13]
            };
            assert!(error(&file(format, &face, body)).contains(count));
        }
    }
}

#[test]
fn what_is_not_a_number_is_dropped_and_counted_and_its_faces_go() {
    let header =
        format!("element vertex 4\n{XYZ}element face 3\nproperty list uchar int vertex_indices\n");
    let text = "0 0 0\nnan 0 0\n1 0 0\n0 1 0\n3 0 2 3\n3 0 1 2\n3 0 2 9\n";
    let mut binary: Vec<u8> = [0., 0., 0., f32::NAN, 0., 0., 1., 0., 0., 0., 1., 0.]
        .iter()
        .flat_map(|v: &f32| v.to_le_bytes())
        .collect();
    for corners in [[0_i32, 2, 3], [0, 1, 2], [0, 2, 9]] {
        binary.push(3);
        binary.extend(corners.iter().flat_map(|c| c.to_le_bytes()));
    }
    for bytes in [
        file("ascii", &header, text.as_bytes()),
        file("binary_little_endian", &header, &binary),
    ] {
        let loaded = cloud(&bytes);
        assert_eq!((loaded.cloud.points.len(), &loaded.lost[..]), (3, &[1][..]));
        assert_eq!(
            loaded.triangles,
            [[0, 1, 2]],
            "counted without the one that went"
        );
        assert_eq!(
            loaded.warnings,
            ["2 of 3 triangles left out: a corner is not there"]
        );
    }
}

#[test]
fn faces_of_any_size_become_fans_whatever_stands_beside_them() {
    let header = format!(
        "element camera 1\nproperty list uchar float pose\nelement vertex 5\n{XYZ}element face 3\n\
         property uchar flags\nproperty list ushort uint vertex_index\nproperty list uchar float uv\n"
    );
    let text = "2 0.5 0.25\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n0 0 1\n7 4 0 1 2 3 0\n7 2 0 1 1 0.5\n7 3 4 2 1 0\n";
    let mut binary = vec![2];
    [0.5_f32, 0.25]
        .iter()
        .for_each(|v| binary.extend(v.to_be_bytes()));
    let corners: [[f32; 3]; 5] = [
        [0., 0., 0.],
        [1., 0., 0.],
        [1., 1., 0.],
        [0., 1., 0.],
        [0., 0., 1.],
    ];
    corners
        .iter()
        .flatten()
        .for_each(|v| binary.extend(v.to_be_bytes()));
    for (face, uv) in [(&[0_u32, 1, 2, 3][..], 0), (&[0, 1], 1), (&[4, 2, 1], 0)] {
        binary.push(7);
        binary.extend((face.len() as u16).to_be_bytes());
        face.iter().for_each(|c| binary.extend(c.to_be_bytes()));
        binary.push(uv);
        (0..uv).for_each(|_| binary.extend(0.5_f32.to_be_bytes()));
    }
    for bytes in [
        file("ascii", &header, text.as_bytes()),
        file("binary_big_endian", &header, &binary),
    ] {
        let loaded = cloud(&bytes);
        assert_eq!(loaded.triangles, [[0, 1, 2], [0, 2, 3], [4, 2, 1]]);
        assert_eq!(loaded.cloud.points.len(), 5);
        assert!(loaded.warnings.is_empty());
    }
}

#[test]
fn a_splat_has_the_colour_of_its_constant_term() {
    let header = "element vertex 1\nproperty float x\nproperty float y\nproperty float z\nproperty float f_dc_0\n\
                  property float f_dc_1\nproperty float f_dc_2\nproperty float f_rest_0\nproperty float opacity\n\
                  property float scale_0\nproperty float rot_0\n";
    let values = [1_f32, 2., 3., 1., 0., -9., 0.5, 0., -4., 1.];
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let text = values.map(|v| v.to_string()).join(" ");
    for bytes in [
        file("binary_little_endian", header, &bytes),
        file("ascii", header, text.as_bytes()),
    ] {
        assert_eq!(cloud(&bytes).cloud.points[0].rgba, [199, 128, 0, 128]);
    }
}

#[test]
fn rows_keep_their_places_over_many_blocks_of_text() {
    // Long lines and empty ones, so that blocks begin in the middle of things.
    let count = 40_000;
    let mut text = String::new();
    for n in 0..count {
        let pad = " ".repeat(n % 90);
        text += &format!(
            "{pad}{n} {} 0{pad}\n{}",
            n % 7,
            if n % 11 == 0 { "\n \n" } else { "" }
        );
    }
    assert!(text.len() > 3 << 20);
    let bytes = file(
        "ascii",
        &format!("element vertex {count}\n{XYZ}"),
        text.as_bytes(),
    );
    let loaded = cloud(&bytes);
    for n in [0, 1, 12_345, 20_000, count - 1] {
        let expected = DVec3::new(n as f64, (n % 7) as f64, 0.0);
        assert_eq!(loaded.cloud.position(n), Some(expected));
    }
    let all = (0..count).all(|n| loaded.cloud.points[n].offset_m[0] as usize == n);
    assert!(all);
    let broken = text.replace("39999 ", "39999x ");
    let bytes = file(
        "ascii",
        &format!("element vertex {count}\n{XYZ}"),
        broken.as_bytes(),
    );
    let line = 7 + broken.lines().position(|l| l.contains('x')).expect("there") + 1;
    assert_eq!(
        error(&bytes),
        format!("\"39999x\" is not a number, line {line} of \"a.ply\"")
    );
}

#[test]
fn errors_name_what_line_and_file() {
    let vertex = format!("element vertex 1\n{XYZ}");
    let cases: [(&[u8], &str); 9] = [
        (
            b"plx\nend_header\n",
            "expected \"ply\", line 1 of \"a.ply\"",
        ),
        (
            b"ply\nformat utf7 1.0\nend_header\n",
            "unknown format \"utf7\", line 2 of \"a.ply\"",
        ),
        (
            b"ply\nend_header\n",
            "there is no format line, line 2 of \"a.ply\"",
        ),
        (
            b"ply\nformat ascii 1.0\n",
            "there is no end_header line, line 2 of \"a.ply\"",
        ),
        (b"", "there is no end_header line, line 1 of \"a.ply\""),
        (
            b"ply\nformat ascii 1.0\nproperty float x\nend_header\n",
            "a property stands before any element, line 3 of \"a.ply\"",
        ),
        (
            b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1\n",
            "there is no x, y and z, header of \"a.ply\"",
        ),
        (
            &file("ascii", &vertex, b"1 2\n"),
            "2 numbers where 3 should be, line 8 of \"a.ply\"",
        ),
        (
            &file("ascii", &vertex, b"\xff 2 3\n"),
            "the line is not text, line 8 of \"a.ply\"",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(error(bytes), expected);
    }
    let endless = file("ascii", &vertex, &[b'1'; 3 << 20]);
    assert!(
        error(&endless).contains("longer than 64 KiB"),
        "{}",
        error(&endless)
    );
    let truncated = file(
        "binary_big_endian",
        &format!("{vertex}element face 1\nproperty list uchar int vertex_index\n"),
        &[[0; 12].as_slice(), &[200, 0, 0]].concat(),
    );
    assert_eq!(
        error(&truncated),
        "the file ends in \"vertex_index\", row 1 of \"face\" of \"a.ply\""
    );
}

#[test]
fn rows_that_hold_nothing_take_no_time_however_many_there_are() {
    let header = format!("element vertex 1\n{XYZ}element face 18446744073709551615\n");
    let bytes = file("binary_little_endian", &header, &[0; 12]);
    let loaded = cloud(&bytes);
    assert_eq!((loaded.cloud.points.len(), loaded.triangles.len()), (1, 0));
}
