//! Per-pixel maps of a frame, in memory.

/// Depth along the optical axis.
#[derive(Clone, Debug, PartialEq)]
pub struct DepthMap {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Row by row from the top.
    pub values: DepthValues,
}

/// Depths as they are stored: 0 and what is not finite is none.
#[derive(Clone, Debug, PartialEq)]
pub enum DepthValues {
    /// Whole steps.
    Steps {
        /// The steps.
        values: Vec<u16>,
        /// Steps in a metre: 1000 for millimetres.
        per_m: f64,
    },
    /// Metres.
    Metres(Vec<f32>),
}

impl DepthMap {
    /// A map of millimetres.
    pub fn of_mm(width: u32, height: u32, values: Vec<u16>) -> Self {
        let per_m = 1000.0;
        Self {
            width,
            height,
            values: DepthValues::Steps { values, per_m },
        }
    }

    /// Depth in metres at a pixel; `None` outside the map and where there is none.
    pub fn at(&self, x: u32, y: u32) -> Option<f64> {
        let index = index(self.width, self.height, x, y)?;
        let depth_m = match &self.values {
            DepthValues::Steps { values, per_m } => f64::from(*values.get(index)?) / per_m,
            DepthValues::Metres(values) => f64::from(*values.get(index)?),
        };
        (depth_m > 0.0 && depth_m.is_finite()).then_some(depth_m)
    }

    /// Median of the 3x3 neighbourhood, over the pixels that have a depth; steadier than one pixel at edges.
    pub fn median_3x3(&self, x: u32, y: u32) -> Option<f64> {
        let mut around: Vec<f64> = (0..9)
            .filter_map(|i| self.at((x + i % 3).checked_sub(1)?, (y + i / 3).checked_sub(1)?))
            .collect();
        around.sort_by(f64::total_cmp);
        around.get(around.len() / 2).copied()
    }
}

/// Which object each pixel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdMap {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Instance ids row by row from the top; 0 is none.
    pub values: Vec<u32>,
}

impl IdMap {
    /// The object at a pixel; `None` outside the map and where there is none.
    pub fn at(&self, x: u32, y: u32) -> Option<u32> {
        let id = *self.values.get(index(self.width, self.height, x, y)?)?;
        (id > 0).then_some(id)
    }
}

fn index(width: u32, height: u32, x: u32, y: u32) -> Option<usize> {
    (x < width && y < height).then(|| y as usize * width as usize + x as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_no_depth_and_the_median_ignores_it() {
        let map = DepthMap::of_mm(3, 2, vec![0, 1000, 2000, 3000, 0, 5000]);
        assert_eq!(map.at(0, 0), None);
        assert_eq!(map.at(1, 0), Some(1.0));
        assert_eq!(map.at(3, 0), None);
        assert_eq!(map.median_3x3(1, 1), Some(3.0));
        assert_eq!(map.median_3x3(0, 0), Some(3.0));
    }

    #[test]
    fn metres_that_are_no_numbers_are_no_depth() {
        let values = DepthValues::Metres(vec![1.5, f32::NAN, f32::INFINITY, -1.0]);
        let map = DepthMap {
            width: 4,
            height: 1,
            values,
        };
        assert_eq!(
            [0, 1, 2, 3].map(|x| map.at(x, 0)),
            [Some(1.5), None, None, None]
        );
    }

    #[test]
    fn no_object_has_the_id_zero() {
        let map = IdMap {
            width: 2,
            height: 1,
            values: vec![0, 7],
        };
        assert_eq!([0, 1, 2].map(|x| map.at(x, 0)), [None, Some(7), None]);
    }
}
