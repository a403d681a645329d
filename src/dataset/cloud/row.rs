//! A line of numbers as a point: which columns are kept, and what they mean.

use super::lines::{Point, number};
use super::records::{Colour, Layout};
use crate::dataset::scalar::{Field, Kind};
use crate::geom::DVec3;

/// Numbers kept of a line: position, colour, opacity, instance.
const SLOTS: usize = 8;

/// See the module.
pub(super) struct Row {
    /// Offsets of its fields are slots.
    layout: Layout,
    /// The slot of each column.
    slots: Vec<Option<usize>>,
    /// What stands between columns, if not white space.
    separator: Option<char>,
}

/// The numbers of a line that are kept.
pub(super) type Numbers = [f64; SLOTS];

impl Row {
    /// Of a layout whose records would have their columns begin at `offsets`.
    pub fn new(mut layout: Layout, offsets: &[usize]) -> Self {
        let mut fields: Vec<&mut Field> = layout.position.iter_mut().collect();
        match &mut layout.colour {
            Colour::None => {}
            Colour::Bgr(packed) => fields.push(packed),
            Colour::Rgb(rgb) | Colour::RgbTo(rgb, _) => fields.extend(rgb),
            Colour::Harmonics(rgb, opacity) => fields.extend(rgb.iter_mut().chain(opacity)),
        }
        fields.extend(layout.instance.as_mut());
        let mut slots = vec![None; offsets.len()];
        for (slot, field) in fields.into_iter().enumerate() {
            let column = offsets.iter().position(|offset| *offset == field.offset);
            field.offset = slot;
            if let Some(place) = column.and_then(|c| slots.get_mut(c)) {
                *place = Some(slot);
            }
        }
        Self {
            layout,
            slots,
            separator: None,
        }
    }

    /// The same row, its columns apart by `separator` where there is one, else by white space.
    pub fn separated(self, separator: Option<char>) -> Self {
        Self { separator, ..self }
    }

    /// Whether its points know their instance.
    pub fn has_instance(&self) -> bool {
        self.layout.instance.is_some()
    }

    /// Reads a line.
    pub fn parse(&self, line: &str) -> Result<Point, String> {
        Ok(self.point(&self.numbers(line)?))
    }

    /// The numbers of a line.
    pub fn numbers(&self, line: &str) -> Result<Numbers, String> {
        match self.separator {
            Some(between) => self.of_words(line.split(between).map(str::trim)),
            None => self.of_words(line.split_ascii_whitespace()),
        }
    }

    fn of_words<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> Result<Numbers, String> {
        let mut values = [0.0; SLOTS];
        for (column, slot) in self.slots.iter().enumerate() {
            let word = words
                .next()
                .ok_or_else(|| format!("{column} numbers where {} should be", self.slots.len()))?;
            if let Some(value) = slot.and_then(|slot| values.get_mut(slot)) {
                *value = number(word)?;
            }
        }
        Ok(values)
    }

    /// What numbers mean.
    pub fn point(&self, values: &Numbers) -> Point {
        let value = |field: Field| values.get(field.offset).copied().unwrap_or_default();
        // A colour written as a fraction is the bits of one, as PCL has it.
        let packed = |field: Field| match field.kind {
            Kind::F32 => (value(field) as f32).to_bits().to_le_bytes(),
            _ => (value(field) as u32).to_le_bytes(),
        };
        Point {
            position: DVec3::from_array(self.layout.position.map(value)),
            rgba: self.layout.colour.rgba(value, packed),
            instance: self.layout.instance.map_or(0, |field| value(field) as u16),
        }
    }
}
