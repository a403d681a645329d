//! Numbers as cloud formats store them.

/// Type of one stored number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum Kind {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F16,
    F32,
    F64,
}

impl Kind {
    /// Size of one, bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 | Self::F16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// Whether it holds fractions.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::F32 | Self::F64)
    }

    /// The largest value of an integer type; 1 for the types of fractions, which is what they run to where they stand
    /// for a share.
    pub const fn full(self) -> f64 {
        match self {
            Self::I8 => i8::MAX as f64,
            Self::U8 => u8::MAX as f64,
            Self::I16 => i16::MAX as f64,
            Self::U16 => u16::MAX as f64,
            Self::I32 => i32::MAX as f64,
            Self::U32 => u32::MAX as f64,
            Self::I64 => i64::MAX as f64,
            Self::U64 => u64::MAX as f64,
            Self::F16 | Self::F32 | Self::F64 => 1.0,
        }
    }
}

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum Order {
    Little,
    Big,
}

/// One number of a record: its type, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) struct Field {
    pub kind: Kind,
    pub offset: usize,
}

impl Field {
    /// The number in a record, as f64 (exact but for integers beyond 2^53); 0 past its end.
    pub fn read(self, record: &[u8], order: Order) -> f64 {
        macro_rules! number {
            ($type:ty) => {{
                let bytes = at(record, self.offset);
                let value = match order {
                    Order::Little => <$type>::from_le_bytes(bytes),
                    Order::Big => <$type>::from_be_bytes(bytes),
                };
                value as f64
            }};
        }
        match self.kind {
            Kind::I8 => number!(i8),
            Kind::U8 => number!(u8),
            Kind::I16 => number!(i16),
            Kind::U16 => number!(u16),
            Kind::I32 => number!(i32),
            Kind::U32 => number!(u32),
            Kind::I64 => number!(i64),
            Kind::U64 => number!(u64),
            Kind::F16 => {
                let bytes = at(record, self.offset);
                f64::from(match order {
                    Order::Little => half::f16::from_le_bytes(bytes),
                    Order::Big => half::f16::from_be_bytes(bytes),
                })
            }
            Kind::F32 => number!(f32),
            Kind::F64 => number!(f64),
        }
    }
}

/// The `N` bytes of a record from `offset` on; zeros past its end.
#[inline]
pub(in crate::dataset) fn at<const N: usize>(record: &[u8], offset: usize) -> [u8; N] {
    record
        .get(offset..offset + N)
        .and_then(|bytes| bytes.try_into().ok())
        .unwrap_or([0; N])
}
