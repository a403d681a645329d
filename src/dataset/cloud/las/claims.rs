//! What a file claims of itself, held against its size: the crates that read it reserve what it says.

use super::Wrong;
use crate::dataset::Bytes;
use crate::dataset::scalar::at;
use laz::laszip::ChunkTable;
use laz::{LazItem, LazItemType, LazVlr};
use std::io::{Cursor, Seek, SeekFrom};

/// Bytes of the largest header, that of LAS 1.4.
pub(super) const HEADER: usize = 375;
/// A byte of a compressed file holds no more points than this; scans have a half, a row of equal points some dozens.
const MOST_PER_BYTE: u64 = 64;
/// Bytes of a record's own header, and of an extended record's.
const RECORD: u64 = 54;
const EXTENDED: u64 = 60;
/// Bytes of a packed point: for each that is no usual field the decoder keeps some 8 kB of tables, for each of 4 channels.
const MOST_PACKED: u64 = 1024;

/// The number of packing in layers and chunks (LASzip's specification, 2.3).
const LAYERED: u16 = 3;

/// What a record says of how points are packed.
struct Packing {
    vlr: LazVlr,
    is_layered: bool,
}

/// What a header claims.
pub(super) struct Claims {
    points: u64,
    record: u64,
    first_point: u64,
    packed: bool,
    /// Where records begin, and how many there are.
    records: (u64, u32),
    /// Where extended records begin, and how many there are.
    extended: (u64, u32),
    minor: u8,
}

impl Claims {
    /// From a file's first [`HEADER`] bytes, or as many as it has.
    pub(super) fn of(head: &[u8]) -> Result<Self, Wrong> {
        if head.len() < 227 || !head.starts_with(b"LASF") {
            return Err(("no header of a LAS file".into(), "beginning".into()));
        }
        let minor = head[25];
        let long = minor >= 4;
        if long && head.len() < HEADER {
            return Err((
                "the header ends too early".into(),
                format!("byte {}", head.len()),
            ));
        }
        let few = u64::from(u32::from_le_bytes(at(head, 107)));
        Ok(Self {
            // The reader takes the older number where the newer one is 0.
            points: if long {
                u64::from_le_bytes(at(head, 247)).max(few)
            } else {
                few
            },
            record: u64::from(u16::from_le_bytes(at(head, 105))),
            first_point: u64::from(u32::from_le_bytes(at(head, 96))),
            packed: head[104] & 0xc0 != 0,
            records: (
                u64::from(u16::from_le_bytes(at(head, 94))),
                u32::from_le_bytes(at(head, 100)),
            ),
            extended: match long {
                true => (
                    u64::from_le_bytes(at(head, 235)),
                    u32::from_le_bytes(at(head, 243)),
                ),
                false => (0, 0),
            },
            minor,
        })
    }

    /// Whether there are no points.
    pub(super) fn is_empty(&self) -> bool {
        self.points == 0
    }

    /// Whether a file can hold them.
    pub(super) fn hold(&self, source: Bytes<'_>) -> Result<(), Wrong> {
        let len = source.len();
        let left = len.saturating_sub(self.first_point);
        let most = match self.packed {
            true => left.saturating_mul(MOST_PER_BYTE),
            false => left / self.record.max(1),
        };
        if self.points > most {
            let what = format!("{} points are named and {left} bytes follow", self.points);
            return Err((what, "header".into()));
        }
        if self.minor >= 4 {
            self.extended_end(source)?;
        }
        if !self.packed || self.is_empty() {
            return Ok(());
        }
        self.chunks(source)?;
        let packings = self.packings(source)?;
        if packings.is_empty() {
            let what = "nothing says how the points are packed";
            return Err((what.into(), "records".into()));
        }
        packings
            .iter()
            .try_for_each(|packing| self.layers(packing, source))
    }

    /// What the file says of how its points are packed: every record of that number, whoever it says it is from, for the
    /// reader takes the first whose name looks right to it.
    fn packings(&self, source: Bytes<'_>) -> Result<Vec<Packing>, Wrong> {
        let (mut place, mut buffer) = (self.records.0, Vec::new());
        let mut found = Vec::new();
        for number in 0..self.records.1 {
            let wrong = |what: &str| (what.to_owned(), format!("record {number}"));
            let head = source
                .part(place, RECORD as usize, &mut buffer)
                .map_err(|_short| wrong("it is not there"))?;
            let id = u16::from_le_bytes(at(head, 18));
            let len = u16::from_le_bytes(at(head, 20));
            place += RECORD;
            if id == LazVlr::RECORD_ID {
                let data = source
                    .part(place, usize::from(len), &mut buffer)
                    .map_err(|_short| wrong("it is not there"))?;
                let vlr = LazVlr::from_buffer(data)
                    .map_err(|_broken| wrong("it does not say what is packed"))?;
                let is_layered = u16::from_le_bytes(at(data, 0)) == LAYERED;
                found.push(Packing { vlr, is_layered });
            }
            place += u64::from(len);
        }
        Ok(found)
    }

    /// Extended records say their own length, in eight bytes.
    fn extended_end(&self, source: Bytes<'_>) -> Result<(), Wrong> {
        let (mut place, mut buffer) = (self.extended.0, Vec::new());
        for number in 0..self.extended.1 {
            let wrong = |what: &str| (what.to_owned(), format!("extended record {number}"));
            let head = source
                .part(place, EXTENDED as usize, &mut buffer)
                .map_err(|_short| wrong("it is not there"))?;
            let length = u64::from_le_bytes(at(head, 20));
            place = place
                .checked_add(EXTENDED)
                .and_then(|place| place.checked_add(length))
                .filter(|end| *end <= source.len())
                .ok_or_else(|| wrong("it is longer than the file"))?;
        }
        Ok(())
    }

    /// The list of packed chunks says how many they are, in four bytes.
    fn chunks(&self, source: Bytes<'_>) -> Result<(), Wrong> {
        let wrong = |what: &str| (what.to_owned(), "list of chunks".to_owned());
        let mut buffer = Vec::new();
        let mut number = |place: u64, len: usize| -> Result<u64, Wrong> {
            let bytes = source
                .part(place, len, &mut buffer)
                .map_err(|_short| wrong("it is not there"))?;
            let mut eight = [0; 8];
            eight[..len].copy_from_slice(bytes);
            Ok(u64::from_le_bytes(eight))
        };
        let mut list = number(self.first_point, 8)?;
        // A writer that could not go back puts it at the end.
        if list as i64 <= self.first_point as i64 {
            list = number(source.len().saturating_sub(8), 8)?;
        }
        if list as i64 <= self.first_point as i64 {
            return Ok(());
        }
        let place = list
            .checked_add(4)
            .ok_or_else(|| wrong("it is not there"))?;
        let count = number(place, 4)?;
        // The first point of each chunk stands in it as it is.
        if count > source.len() / self.record.max(1) {
            return Err(wrong("more chunks than the file has room for"));
        }
        Ok(())
    }

    /// Whether points are of a usual size, and the layers of every packed chunk fit into the file.
    ///
    /// From point format 6 on a chunk is its first point as it is, the number of points, the length of each layer, the
    /// layers (LASzip's specification, 2.6); the next chunk follows. The lengths have four bytes each, and the decoder
    /// reserves them.
    fn layers(&self, packing: &Packing, source: Bytes<'_>) -> Result<(), Wrong> {
        let Packing { vlr, is_layered } = packing;
        // Not `items_size`, whose sum has two bytes.
        let size: u64 = vlr.items().iter().map(|item| u64::from(item.size())).sum();
        if size != self.record || size > MOST_PACKED {
            let what = format!("items of {size} bytes in a point of {}", self.record);
            return Err((what, "list of what is packed".into()));
        }
        let shapes: Option<Vec<[u64; 2]>> = vlr.items().iter().map(shape).collect();
        let Some(shapes) = shapes else { return Ok(()) };
        // Told otherwise, or without the list, the decoder would begin elsewhere than is looked here.
        let table = table(vlr, self.first_point, source).filter(|_| *is_layered);
        let Some(table) = table else {
            let what = "layers without a list of chunks";
            return Err((what.into(), "list of chunks".into()));
        };
        let [record, layers] = shapes.iter().fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
        let mut buffer = Vec::new();
        let mut place = self.first_point + 8;
        let mut left = self.points;
        let mut chunk = 0;
        while left > 0 {
            let wrong = |what: &str| (what.to_owned(), format!("packed chunk {chunk}"));
            let end = place + record + 4 + 4 * layers;
            if end > source.len() {
                return Err(wrong("it is not there"));
            }
            let head = source
                .part(place + record, 4 + 4 * layers as usize, &mut buffer)
                .map_err(|_short| wrong("it is not there"))?;
            // How many points there are comes first, and is the decoder's to ignore.
            let sizes = head.chunks_exact(4).skip(1);
            place = end
                + sizes
                    .map(|n| u64::from(u32::from_le_bytes(at(n, 0))))
                    .sum::<u64>();
            if place > source.len() {
                return Err(wrong("its layers are longer than the file"));
            }
            let points = if vlr.uses_variable_size_chunks() {
                table.get(chunk).copied().unwrap_or(0)
            } else {
                u64::from(vlr.chunk_size())
            };
            // A chunk of no points is one that never ends, to the decoder.
            left = if points == 0 {
                0
            } else {
                left.saturating_sub(points)
            };
            chunk += 1;
        }
        Ok(())
    }
}

/// How many bytes and layers an item of a point has; none for those without layers.
fn shape(item: &LazItem) -> Option<[u64; 2]> {
    match item.item_type() {
        LazItemType::Point14 => Some([30, 9]),
        LazItemType::RGB14 => Some([6, 1]),
        LazItemType::RGBNIR14 => Some([8, 2]),
        LazItemType::WavePacket14 => Some([29, 1]),
        LazItemType::Byte14(count) => Some([u64::from(count); 2]),
        _ => None,
    }
}

/// Points of each chunk, where there is a list that can be read. [`Claims::hold`] has looked at how many it names.
fn table(vlr: &LazVlr, first: u64, source: Bytes<'_>) -> Option<Vec<u64>> {
    let table = match source {
        Bytes::Memory(bytes) => {
            let mut bytes = Cursor::new(bytes);
            bytes.set_position(first);
            ChunkTable::read_from(bytes, vlr)
        }
        Bytes::File { file, .. } => {
            let mut own = std::io::BufReader::new(file.try_clone().ok()?);
            own.seek(SeekFrom::Start(first)).ok()?;
            ChunkTable::read_from(own, vlr)
        }
    };
    let table = table.ok()?;
    Some(table.into_iter().map(|entry| entry.point_count).collect())
}
