//! Per-pixel maps of a frame, in memory.

/// Depth along the optical axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepthMap {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Millimetres, row by row from the top; 0 where there is none.
    pub mm: Vec<u16>,
}

impl DepthMap {
    /// Depth in metres at a pixel; `None` outside the map and where there is none.
    pub fn at(&self, x: u32, y: u32) -> Option<f64> {
        let index = (x < self.width && y < self.height)
            .then(|| y as usize * self.width as usize + x as usize)?;
        self.mm
            .get(index)
            .filter(|mm| **mm > 0)
            .map(|mm| f64::from(*mm) / 1000.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_no_depth_and_the_median_ignores_it() {
        let map = DepthMap {
            width: 3,
            height: 2,
            mm: vec![0, 1000, 2000, 3000, 0, 5000],
        };
        assert_eq!(map.at(0, 0), None);
        assert_eq!(map.at(1, 0), Some(1.0));
        assert_eq!(map.at(3, 0), None);
        assert_eq!(map.median_3x3(1, 1), Some(3.0));
        assert_eq!(map.median_3x3(0, 0), Some(3.0));
    }
}
