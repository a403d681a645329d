//! A box while it is pulled: one edit, however far the pointer goes.

use super::{BoxNumbers, Fix};
use crate::geom::Obb;
use crate::ui::state::{Command, FixEdit};

/// A pull that has begun.
#[derive(Clone, Debug)]
pub struct Pull {
    start: Obb,
    numbers: BoxNumbers,
    /// The numbers asked for last.
    last: BoxNumbers,
}

impl Pull {
    /// Takes hold of the box being edited.
    pub fn begin(fix: &Fix) -> Option<Self> {
        let ((start, _), numbers) = (fix.boxes()?, fix.box_numbers()?);
        Some(Self {
            start,
            numbers,
            last: numbers,
        })
    }

    /// The box as it was taken hold of.
    pub fn start(&self) -> &Obb {
        &self.start
    }

    /// Whether the box is still the one that was pulled: taken back, or typed over, in the middle of it, the edit that
    /// this was a part of is gone.
    pub fn holds(&self, fix: &Fix) -> bool {
        fix.box_numbers().is_some_and(|now| same(&now, &self.last))
    }

    /// The edit that makes it this box, `None` when it is; the first is the edit that all the others belong to.
    pub fn to(&mut self, obb: &Obb, turned: bool) -> Option<Command> {
        let numbers = BoxNumbers::from_obb(obb, &self.numbers, turned);
        let first = self.last == self.numbers;
        if numbers == self.last {
            return None;
        }
        self.last = numbers;
        Some(Command::Fix(if first {
            FixEdit::Box(numbers)
        } else {
            FixEdit::Drag(numbers)
        }))
    }
}

/// Whether the box has these numbers; degrees come out of its rotation again, so nearly is enough.
fn same(now: &BoxNumbers, asked: &BoxNumbers) -> bool {
    let turned = match (now.yaw_deg, asked.yaw_deg) {
        (Some(a), Some(b)) => (a - b + 180.0).rem_euclid(360.0) - 180.0,
        _ => 0.0,
    };
    (now.center, now.size) == (asked.center, asked.size) && turned.abs() < 1e-6
}
