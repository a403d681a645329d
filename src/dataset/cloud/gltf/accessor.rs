//! Numbers of an accessor, in the bytes of its buffer.

use super::buffers::Buffer;
use crate::dataset::scalar::{Field, Kind, Order};
use gltf::Accessor;
use gltf::accessor::DataType;
use std::ops::RangeInclusive;

/// Items of one size, whose bytes are known to be there.
pub(super) struct Numbers<'a> {
    bytes: &'a [u8],
    stride: usize,
    count: usize,
    kind: Kind,
    /// Whole numbers stand for shares of their type's largest.
    are_shares: bool,
}

impl<'a> Numbers<'a> {
    /// Of an accessor whose items have as many numbers.
    ///
    /// # Errors
    /// When it has others, is sparse, or its bytes are not there; in words.
    pub fn of(
        accessor: &Accessor<'_>,
        numbers: RangeInclusive<usize>,
        buffers: &'a [Buffer<'_>],
    ) -> Result<Self, String> {
        let wrong = |what: &str| format!("accessor {}: {what}", accessor.index());
        let parts = accessor.dimensions().multiplicity();
        if !numbers.contains(&parts) {
            return Err(wrong(&format!("{parts} numbers an item")));
        }
        if accessor.sparse().is_some() {
            return Err(wrong("sparse ones are not read"));
        }
        let view = accessor
            .view()
            .ok_or_else(|| wrong("it has no buffer view"))?;
        let buffer = match buffers.get(view.buffer().index()) {
            Some(Ok(bytes)) => bytes,
            Some(Err(what)) => return Err(wrong(what)),
            None => return Err(wrong("its buffer is not there")),
        };
        let past = || wrong("it goes past the end of its buffer");
        let of = |bytes: &'a [u8], at: usize, len: usize| bytes.get(at..at.checked_add(len)?);
        let view_bytes = of(buffer, view.offset(), view.length()).ok_or_else(past)?;
        let (count, size) = (accessor.count(), accessor.size());
        let stride = view.stride().unwrap_or(size);
        // The last item may end before its stride does.
        let len = match count.checked_sub(1) {
            None => Some(0),
            Some(before) => before.checked_mul(stride).and_then(|n| n.checked_add(size)),
        };
        let bytes = len.and_then(|len| of(view_bytes, accessor.offset(), len));
        Ok(Self {
            bytes: bytes.ok_or_else(past)?,
            stride,
            count,
            kind: match accessor.data_type() {
                DataType::I8 => Kind::I8,
                DataType::U8 => Kind::U8,
                DataType::I16 => Kind::I16,
                DataType::U16 => Kind::U16,
                DataType::U32 => Kind::U32,
                DataType::F32 => Kind::F32,
            },
            are_shares: accessor.normalized(),
        })
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The first numbers of an item; zeros past the end.
    pub fn item<const N: usize>(&self, index: usize) -> [f64; N] {
        let start = index.saturating_mul(self.stride);
        let record = self.bytes.get(start..).unwrap_or_default();
        let full = if self.are_shares {
            self.kind.full()
        } else {
            1.0
        };
        std::array::from_fn(|part| {
            let field = Field {
                kind: self.kind,
                offset: part * self.kind.bytes(),
            };
            field.read(record, Order::Little) / full
        })
    }
}
