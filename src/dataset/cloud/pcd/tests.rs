use super::*;
use crate::geom::DVec3;

fn load(bytes: &[u8]) -> Result<Loaded, String> {
    read(Bytes::Memory(bytes), Path::new("a.pcd")).map_err(|e| e.to_string())
}

fn file(header: &str, data: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("# .PCD v.7\nVERSION .7\n{header}DATA {data}\n").as_bytes(),
        body,
    ]
    .concat()
}

const HEADER: &str = "FIELDS n x y z rgb instance\nSIZE 1 4 4 8 4 2\nTYPE U F F F U U\nCOUNT 3 1 1 1 1 1\n\
                      WIDTH 2\nHEIGHT 2\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS 4\n";

/// Four points of [`HEADER`], by field: a triple of bytes, x, y, z, colour, instance.
fn fields() -> [Vec<u8>; 6] {
    let each = |of: &dyn Fn(u8) -> Vec<u8>| (0..4).flat_map(of).collect::<Vec<u8>>();
    [
        each(&|n| vec![n; 3]),
        each(&|n| {
            if n == 1 { f32::NAN } else { f32::from(n) }
                .to_le_bytes()
                .to_vec()
        }),
        each(&|_| 5.5_f32.to_le_bytes().to_vec()),
        each(&|n| (-f64::from(n)).to_le_bytes().to_vec()),
        each(&|n| vec![10 + n, 20, 30, 0]),
        each(&|n| vec![n, 1]),
    ]
}

fn check(loaded: &Loaded) {
    assert_eq!((loaded.grid, &loaded.lost[..]), (Some([2, 2]), &[1][..]));
    let cloud = &loaded.cloud;
    assert_eq!(cloud.points.len(), 3);
    assert_eq!(cloud.position(1), Some(DVec3::new(2.0, 5.5, -2.0)));
    assert_eq!(cloud.points[1].rgba, [30, 20, 12, 255], "stored blue first");
    assert_eq!(cloud.instance, [256, 258, 259]);
}

#[test]
fn the_same_points_in_all_three_encodings() {
    let sizes = [3, 4, 4, 8, 4, 2];
    let fields = fields();
    let mut records = Vec::new();
    let mut text = String::new();
    for n in 0..4 {
        for (field, size) in fields.iter().zip(sizes) {
            records.extend(&field[n * size..(n + 1) * size]);
        }
        let x = if n == 1 { "nan".into() } else { n.to_string() };
        let colour = 30 << 16 | 20 << 8 | (10 + n);
        text += &format!("{n} {n} {n} {x} 5.5 -{n} {colour} {}\n", 256 + n);
    }
    check(&load(&file(HEADER, "binary", &records)).expect("binary"));
    check(&load(&file(HEADER, "ascii", text.as_bytes())).expect("text"));
    // Not one byte repeated: every 32 of them as they are.
    let planes = fields.concat();
    let mut packed = Vec::new();
    for part in planes.chunks(32) {
        packed.push(part.len() as u8 - 1);
        packed.extend(part);
    }
    let mut body = (packed.len() as u32).to_le_bytes().to_vec();
    body.extend((planes.len() as u32).to_le_bytes());
    body.extend(&packed);
    check(&load(&file(HEADER, "binary_compressed", &body)).expect("compressed"));
}

#[test]
fn a_colour_written_as_a_fraction_is_its_bits() {
    // 4.2108e+06 is how PCL prints the float whose bits are 0x4a8080.. : red 0x40, green 0x40, blue 0x40 and so on.
    let header = "FIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\n";
    let bits = f32::from_bits(0x00_ff_80_01);
    let text = format!("1 2 3 {bits:e}\n");
    let loaded = load(&file(header, "ascii", text.as_bytes())).expect("a cloud");
    assert_eq!(loaded.cloud.points[0].rgba, [255, 128, 1, 255]);
    assert_eq!(loaded.grid, None, "one row is no grid");
}

#[test]
fn errors_name_what_and_where() {
    let error = |bytes: &[u8]| load(bytes).expect_err("an error");
    let xyz = "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\n";
    let huge = format!("{xyz}HEIGHT 1\nPOINTS 1000000000000\n");
    for data in ["ascii", "binary"] {
        assert!(error(&file(&huge, data, &[b'1'; 40])).contains("1000000000000 points"));
    }
    let wide = "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 18446744073709551615\nHEIGHT 9\n";
    assert!(error(&file(wide, "binary", &[0; 40])).contains("18446744073709551615"));
    let claims = [
        [4_u32.to_le_bytes(), 4_000_000_000_u32.to_le_bytes()].concat(),
        vec![0; 4],
    ];
    assert_eq!(
        error(&file(
            &format!("{xyz}HEIGHT 1\n"),
            "binary_compressed",
            &claims.concat()
        )),
        "4 bytes cannot hold the 4000000000 that are named, byte 101 of \"a.pcd\""
    );
    assert_eq!(
        error(b"VERSION .4\n"),
        "version .4 is not read, line 1 of \"a.pcd\""
    );
    assert_eq!(
        error(&file(
            "FIELDS x y z\nSIZE 4 4\nTYPE F F F\nWIDTH 1\n",
            "ascii",
            b""
        )),
        "3 fields and 2 values of SIZE, line 7 of \"a.pcd\""
    );
    assert_eq!(
        error(b"hello\n"),
        "cannot read \"hello\", line 1 of \"a.pcd\""
    );
    assert_eq!(error(b""), "there is no DATA line, line 1 of \"a.pcd\"");
    assert_eq!(
        error(&file(&format!("{xyz}HEIGHT 1\n"), "ascii", b"1 2\n")),
        "2 numbers where 3 should be, line 9 of \"a.pcd\""
    );
}

#[test]
fn a_point_of_more_numbers_than_a_line_could_hold_is_refused() {
    let of = |count: usize| {
        let header = format!(
            "FIELDS x y z n n\nSIZE 4 4 4 1 1\nTYPE F F F U U\nCOUNT 1 1 1 {count} 1\nWIDTH 0\n"
        );
        load(&file(&header, "ascii", b""))
    };
    let refused = of(65_533).expect_err("refused");
    assert!(
        refused.contains("a point of 65537 numbers, line 8"),
        "{refused}"
    );
    assert!(of(65_532).is_ok());
}
