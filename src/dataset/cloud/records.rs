//! Records of one size, one after another: binary PLY, PCD, KITTI's `.bin` and NPY alike.
//!
//! Blocks of records are decoded in parallel, straight into the cloud. The common shapes (three neighbouring or not,
//! but equal, float types; three bytes of colour) have a loop each, made by the compiler from one; every other shape
//! goes through a slower general one.

use crate::dataset::Bytes;
use crate::dataset::scalar::{Field, Kind, Order, at};
use crate::geom::DVec3;
use crate::scene::{CloudPoint, PointCloud};
use rayon::prelude::*;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// Records decoded together: what is read and what is written stay in the cache.
pub(super) const BLOCK: usize = 16_384;
/// Colour of points that have none.
pub(super) const WHITE: [u8; 4] = [255; 4];
/// The constant spherical harmonic, 1 / (2 sqrt(pi)).
const HARMONIC_0: f64 = 0.282_094_791_773_878_14;

/// What a record holds and where.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    /// Bytes from one record to the next.
    pub stride: usize,
    pub order: Order,
    /// x, y, z.
    pub position: [Field; 3],
    pub colour: Colour,
    pub instance: Option<Field>,
}

/// How a record holds its colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Colour {
    None,
    /// Red, green, blue: integers run to their type's largest, fractions to 1.
    Rgb([Field; 3]),
    /// Red, green, blue that run to this number, whatever their type's largest is.
    RgbTo([Field; 3], f64),
    /// The four bytes of a number: blue, green, red and one that is not used (PCD's packed colour).
    Bgr(Field),
    /// The constant terms of spherical harmonics, and the logit of opacity: a Gaussian splat
    /// (<https://github.com/graphdeco-inria/gaussian-splatting>).
    Harmonics([Field; 3], Option<Field>),
}

/// Reads `count` records from `start` on, without those whose position is not finite. Gives the cloud and the numbers
/// of those, ascending from 0. The caller has checked that the source is long enough.
pub(super) fn read(
    source: Bytes<'_>,
    start: u64,
    count: usize,
    layout: &Layout,
) -> io::Result<(PointCloud, Vec<usize>)> {
    let mut cloud = PointCloud {
        origin: origin(source, start, count, layout)?,
        points: bytemuck::allocation::zeroed_vec(count),
        instance: match layout.instance {
            Some(_) => bytemuck::allocation::zeroed_vec(count),
            None => Vec::new(),
        },
    };
    let all_finite = AtomicBool::new(true);
    let block = |index: usize, points: &mut [CloudPoint], instance: &mut [u16], buffer: &mut _| {
        let from = start + index as u64 * (BLOCK * layout.stride) as u64;
        let bytes = source.part(from, points.len() * layout.stride, buffer)?;
        if !fill(bytes, layout, cloud.origin, points) {
            all_finite.store(false, Ordering::Relaxed);
        }
        if let Some(field) = layout.instance {
            for (id, record) in instance.iter_mut().zip(bytes.chunks_exact(layout.stride)) {
                *id = field.read(record, layout.order) as u16;
            }
        }
        Ok::<(), io::Error>(())
    };
    if layout.instance.is_none() {
        let blocks = cloud.points.par_chunks_mut(BLOCK).enumerate();
        blocks.try_for_each_init(Vec::new, |b, (i, points)| block(i, points, &mut [], b))?;
    } else {
        let instance = cloud.instance.par_chunks_mut(BLOCK);
        let blocks = cloud.points.par_chunks_mut(BLOCK).zip(instance).enumerate();
        blocks.try_for_each_init(Vec::new, |b, (i, (points, ids))| block(i, points, ids, b))?;
    }
    let lost = if all_finite.into_inner() {
        Vec::new()
    } else {
        drop_infinite(&mut cloud)
    };
    Ok((cloud, lost))
}

/// Where offsets are counted from: the first finite position, in whole metres.
fn origin(source: Bytes<'_>, start: u64, count: usize, layout: &Layout) -> io::Result<DVec3> {
    let mut buffer = Vec::new();
    for first in (0..count).step_by(BLOCK) {
        let records = BLOCK.min(count - first);
        let from = start + (first * layout.stride) as u64;
        let bytes = source.part(from, records * layout.stride, &mut buffer)?;
        let mut positions = bytes
            .chunks_exact(layout.stride)
            .map(|record| DVec3::from(layout.position.map(|f| f.read(record, layout.order))));
        if let Some(found) = positions.find(|p| p.is_finite()) {
            return Ok(found.round());
        }
    }
    Ok(DVec3::ZERO)
}

/// Takes out the points that have no place, and their instances. Which they were, ascending.
pub(super) fn drop_infinite(cloud: &mut PointCloud) -> Vec<usize> {
    let has_place = |p: &CloudPoint| p.offset_m.iter().all(|v| v.is_finite());
    let lost: Vec<usize> = (0..cloud.points.len())
        .filter(|row| cloud.points.get(*row).is_some_and(|p| !has_place(p)))
        .collect();
    cloud.points.retain(has_place);
    let mut row = 0;
    cloud.instance.retain(|_| {
        row += 1;
        lost.binary_search(&(row - 1)).is_err()
    });
    lost
}

/// Decodes as many records as there is room for. Whether all have a place.
fn fill(bytes: &[u8], layout: &Layout, origin: DVec3, points: &mut [CloudPoint]) -> bool {
    let [x, y, z] = layout.position;
    let place = [x.offset, y.offset, z.offset];
    macro_rules! alike {
        ($type:ty, $read:ident) => {
            coloured(bytes, layout, points, move |record| {
                let position = place.map(|offset| <$type>::$read(at(record, offset)).into());
                DVec3::from_array(position) - origin
            })
        };
    }
    let same = (x.kind == y.kind && x.kind == z.kind).then_some(x.kind);
    match (same, layout.order) {
        (Some(Kind::F32), Order::Little) => alike!(f32, from_le_bytes),
        (Some(Kind::F32), Order::Big) => alike!(f32, from_be_bytes),
        (Some(Kind::F64), Order::Little) => alike!(f64, from_le_bytes),
        (Some(Kind::F64), Order::Big) => alike!(f64, from_be_bytes),
        (_, order) => coloured(bytes, layout, points, move |record| {
            DVec3::from_array([x, y, z].map(|field| field.read(record, order))) - origin
        }),
    }
}

fn coloured(
    bytes: &[u8],
    layout: &Layout,
    points: &mut [CloudPoint],
    position: impl Fn(&[u8]) -> DVec3,
) -> bool {
    let (stride, order) = (layout.stride, layout.order);
    match layout.colour {
        Colour::None => run(bytes, stride, points, position, |_| WHITE),
        Colour::Rgb(fields) if fields.iter().all(|f| f.kind == Kind::U8) => {
            let place = fields.map(|f| f.offset);
            run(bytes, stride, points, position, move |record| {
                let [r, g, b] = place.map(|offset| at::<1>(record, offset)[0]);
                [r, g, b, 255]
            })
        }
        colour => run(bytes, stride, points, position, move |record| {
            colour.rgba(
                |field| field.read(record, order),
                |field| at(record, field.offset),
            )
        }),
    }
}

#[inline]
fn run(
    bytes: &[u8],
    stride: usize,
    points: &mut [CloudPoint],
    position: impl Fn(&[u8]) -> DVec3,
    colour: impl Fn(&[u8]) -> [u8; 4],
) -> bool {
    let mut finite = true;
    for (record, point) in bytes.chunks_exact(stride).zip(points) {
        let offset = position(record).as_vec3();
        finite &= offset.is_finite();
        *point = CloudPoint {
            offset_m: offset.to_array(),
            rgba: colour(record),
        };
    }
    finite
}

impl Colour {
    /// Red, green, blue, alpha. `number` reads a field, `packed` four bytes.
    pub fn rgba(self, number: impl Fn(Field) -> f64, packed: impl Fn(Field) -> [u8; 4]) -> [u8; 4] {
        match self {
            Self::None => WHITE,
            Self::Rgb(fields) => {
                let [r, g, b] = fields.map(|field| byte(number(field) / field.kind.full()));
                [r, g, b, 255]
            }
            Self::RgbTo(fields, full) => {
                let [r, g, b] = fields.map(|field| byte(number(field) / full));
                [r, g, b, 255]
            }
            Self::Bgr(field) => {
                let [b, g, r, _] = packed(field);
                [r, g, b, 255]
            }
            Self::Harmonics(fields, opacity) => {
                let [r, g, b] = fields.map(|field| byte(0.5 + HARMONIC_0 * number(field)));
                let alpha = opacity.map_or(255, |o| byte(1.0 / (1.0 + libm::exp(-number(o)))));
                [r, g, b, alpha]
            }
        }
    }
}

/// A share from 0 to 1 as a byte; what is beyond is cut, what is no number is 0.
pub(super) fn byte(share: f64) -> u8 {
    (share * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: Kind, offset: usize) -> Field {
        Field { kind, offset }
    }

    fn layout(stride: usize) -> Layout {
        Layout {
            stride,
            order: Order::Little,
            position: [0, 4, 8].map(|o| field(Kind::F32, o)),
            colour: Colour::None,
            instance: None,
        }
    }

    fn read_all(bytes: &[u8], layout: &Layout) -> (PointCloud, Vec<usize>) {
        let count = bytes.len() / layout.stride;
        read(Bytes::Memory(bytes), 0, count, layout).expect("as many as there are")
    }

    #[test]
    fn points_come_in_their_order_across_blocks_and_those_without_a_place_go() {
        let count = BLOCK * 2 + 7;
        let lost = [0, BLOCK, count - 1];
        let mut bytes = Vec::new();
        for n in 0..count {
            let x = if lost.contains(&n) {
                f32::NAN
            } else {
                n as f32
            };
            [x, 0.0, -1.0]
                .iter()
                .for_each(|v| bytes.extend(v.to_le_bytes()));
            bytes.extend((n as u16).to_le_bytes());
        }
        let with_ids = Layout {
            instance: Some(field(Kind::U16, 12)),
            ..layout(14)
        };
        let (cloud, dropped) = read_all(&bytes, &with_ids);
        assert_eq!(
            (cloud.points.len(), dropped.as_slice()),
            (count - 3, &lost[..])
        );
        let expected: Vec<usize> = (0..count).filter(|n| !lost.contains(n)).collect();
        for (at, n) in expected.into_iter().enumerate() {
            assert_eq!(cloud.position(at), Some(DVec3::new(n as f64, 0.0, -1.0)));
            assert_eq!(cloud.instance[at], n as u16);
        }
    }

    #[test]
    fn far_coordinates_keep_their_millimetres() {
        let far = [4_500_000.123, 600_000.5, 30.25];
        let bytes: Vec<u8> = far.iter().flat_map(|v: &f64| v.to_be_bytes()).collect();
        let big = Layout {
            order: Order::Big,
            position: [0, 8, 16].map(|o| field(Kind::F64, o)),
            ..layout(24)
        };
        let (cloud, _) = read_all(&bytes, &big);
        let error = (cloud.position(0).expect("a point") - DVec3::from_array(far)).abs();
        assert!(error.max_element() < 1e-6, "{error}");
    }

    #[test]
    fn colours_of_every_kind_by_hand() {
        let number = |values: [f64; 4]| move |field: Field| values[field.offset];
        let packed = |_: Field| [1, 2, 3, 4];
        let fields = |kind| [0, 1, 2].map(|o| field(kind, o));
        let rgb = Colour::Rgb(fields(Kind::U16));
        assert_eq!(
            rgb.rgba(number([65_535.0, 0.0, 257.0, 0.0]), packed),
            [255, 0, 1, 255]
        );
        let shares = Colour::Rgb(fields(Kind::F32));
        assert_eq!(
            shares.rgba(number([0.5, 2.0, f64::NAN, 0.0]), packed),
            [128, 255, 0, 255]
        );
        let to_100 = Colour::RgbTo(fields(Kind::F32), 100.0);
        assert_eq!(
            to_100.rgba(number([100.0, 20.0, -1.0, 0.0]), packed),
            [255, 51, 0, 255]
        );
        assert_eq!(
            Colour::Bgr(field(Kind::U32, 0)).rgba(number([0.0; 4]), packed),
            [3, 2, 1, 255]
        );
        // 0.5 + 0.28209479 * 1 = 0.78209 -> 199; logit 0 is half opaque.
        let splat = Colour::Harmonics(fields(Kind::F32), Some(field(Kind::F32, 3)));
        assert_eq!(
            splat.rgba(number([1.0, 0.0, -9.0, 0.0]), packed),
            [199, 128, 0, 128]
        );
    }

    #[test]
    fn the_general_way_and_the_fast_ones_agree() {
        let mut bytes = Vec::new();
        for n in 0..50_u8 {
            [1.5 + f32::from(n), -2.25, 3.0]
                .iter()
                .for_each(|v| bytes.extend(v.to_le_bytes()));
            bytes.extend([n, 2 * n, 255 - n]);
        }
        let fast = Layout {
            colour: Colour::Rgb([12, 13, 14].map(|o| field(Kind::U8, o))),
            ..layout(15)
        };
        let mut points = bytemuck::allocation::zeroed_vec::<CloudPoint>(50);
        let origin = DVec3::new(2.0, -2.0, 3.0);
        run(
            &bytes,
            15,
            &mut points,
            |record| {
                DVec3::from_array(fast.position.map(|f| f.read(record, Order::Little))) - origin
            },
            |record| {
                fast.colour
                    .rgba(|f| f.read(record, Order::Little), |f| at(record, f.offset))
            },
        );
        assert_eq!(read_all(&bytes, &fast).0.points, points);
    }
}
