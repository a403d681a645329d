//! Runs of points as work for the adapter: pieces of one size, a group of invocations each.

use super::cloud::GpuChunk;
use super::layout::Piece;
use std::ops::Range;

/// Points of a piece at most: four for each invocation of a group.
const POINTS: u32 = 1024;

/// The parts of `runs` that lie in a chunk, cut into pieces; indices count from the chunk's first point.
pub(super) fn pieces(runs: &[Range<u32>], chunk: &GpuChunk) -> Vec<Piece> {
    cut(runs, chunk.first, chunk.count)
}

fn cut(runs: &[Range<u32>], first: u32, count: u32) -> Vec<Piece> {
    let end = first.saturating_add(count);
    let before = runs.partition_point(|run| run.end <= first);
    let within = runs.iter().skip(before).take_while(|run| run.start < end);
    within
        .flat_map(|run| {
            let (from, to) = (run.start.max(first) - first, run.end.min(end) - first);
            (from..to).step_by(POINTS as usize).map(move |first| Piece {
                first,
                count: POINTS.min(to - first),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hold_the_points_of_the_runs_within_their_chunk() {
        let piece = |first, count| Piece { first, count };
        let runs = [5..8, 90..2300, 5000..5001];
        assert_eq!(cut(&runs, 0, 7), [piece(5, 2)]);
        assert_eq!(cut(&runs, 7, 1), [piece(0, 1)]);
        assert_eq!(
            cut(&runs, 100, 3000),
            [piece(0, 1024), piece(1024, 1024), piece(2048, 152)]
        );
        assert_eq!(cut(&runs, 3000, 100), []);
        assert_eq!(cut(&runs, 5000, u32::MAX), [piece(0, 1)]);
        assert_eq!(cut(&[], 0, 10), []);
    }
}
