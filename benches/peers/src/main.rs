//! Reads a PLY of points and colours with a crate, into structs of its own as the crates' examples have it, and prints
//! `milliseconds points x y z red green blue`, the last six of the last point.
//!
//!     spatialscore-peers ply-rs-bw cloud.ply

use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

#[derive(Default)]
struct Vertex {
    position: [f32; 3],
    rgb: [u8; 3],
}

/// The same for both crates: one is a fork of the other.
macro_rules! reader {
    ($name:ident, $krate:ident, $result:ty, $done:expr) => {
        mod $name {
            use super::Vertex;
            use $krate::ply::{Property, PropertyAccess};

            impl PropertyAccess for Vertex {
                fn new() -> Self {
                    Self::default()
                }

                #[allow(clippy::unused_unit, reason = "one of the crates gives nothing back")]
                fn set_property(&mut self, key: $crate::key!($name), property: Property) -> $result {
                    match (key.as_ref(), property) {
                        ("x", Property::Float(v)) => self.position[0] = v,
                        ("y", Property::Float(v)) => self.position[1] = v,
                        ("z", Property::Float(v)) => self.position[2] = v,
                        ("red", Property::UChar(v)) => self.rgb[0] = v,
                        ("green", Property::UChar(v)) => self.rgb[1] = v,
                        ("blue", Property::UChar(v)) => self.rgb[2] = v,
                        (key, _) => panic!("a property {key} of another type"),
                    }
                    $done
                }
            }
        }
    };
}

/// How a crate hands over a property's name.
#[macro_export]
macro_rules! key {
    (first) => { String };
    (fork) => { &str };
}

reader!(first, ply_rs, (), ());
reader!(fork, ply_rs_bw, ply_rs_bw::ply::PropertyAccessResult, ply_rs_bw::ply::PropertyAccessResult::Set);

fn first(path: &str) -> Vec<Vertex> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).expect("a file"));
    let parser = ply_rs::parser::Parser::<Vertex>::new();
    let header = parser.read_header(&mut file).expect("a header");
    let element = &header.elements["vertex"];
    parser.read_payload_for_element(&mut file, element, &header).expect("points")
}

fn fork(path: &str) -> Vec<Vertex> {
    let file = BufReader::with_capacity(1 << 20, File::open(path).expect("a file"));
    let mut file = ply_rs_bw::parser::Reader::new(file);
    let parser = ply_rs_bw::parser::Parser::<Vertex>::new();
    let header = parser.read_header(&mut file).expect("a header");
    let element = &header.elements["vertex"];
    parser.read_payload_for_element(&mut file, element, &header).expect("points")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [krate, path] = &arguments[..] else { panic!("a crate and a file") };
    let began = Instant::now();
    let points = match krate.as_str() {
        "ply-rs" => first(path),
        "ply-rs-bw" => fork(path),
        other => panic!("no crate {other} here"),
    };
    let ms = began.elapsed().as_secs_f64() * 1e3;
    let Vertex { position: [x, y, z], rgb: [r, g, b] } = points.last().expect("a point");
    println!("{ms} {} {x} {y} {z} {r} {g} {b}", points.len());
}
