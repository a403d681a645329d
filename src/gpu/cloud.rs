//! A point cloud on the adapter: buffers of at most 128 MiB, so that clouds of any size fit the binding limit
//! that every adapter has.

use super::layout::Chunk;
use super::pipelines::Pipelines;
use crate::geom::DVec3;
use crate::raster::CloudInfo;
use crate::scene::{CloudPoint, PointCloud};
use wgpu::util::DeviceExt as _;

/// The smallest binding limit in the field, bytes.
const CHUNK_BYTES: u64 = 128 << 20;

/// One part of a cloud.
pub(super) struct GpuChunk {
    /// Points, instances and [`Chunk`].
    pub(super) group: wgpu::BindGroup,
    /// Index of its first point in the cloud.
    pub(super) first: u32,
    /// Number of points.
    pub(super) count: u32,
}

/// An uploaded cloud.
pub(super) struct GpuCloud {
    /// Its parts in order.
    pub(super) chunks: Vec<GpuChunk>,
    /// What drawing needs besides points.
    pub(super) info: CloudInfo,
    /// World position of offset 0, metres.
    pub(super) origin: DVec3,
    /// Points on the adapter.
    pub(super) points: usize,
    /// Highest instance id.
    pub(super) highest_instance: u16,
    /// Bytes held on the adapter.
    pub(super) bytes: u64,
}

impl GpuCloud {
    /// Copies a cloud to the adapter in buffers of `per_chunk` points. Points beyond 2³² - 2 have no index and
    /// are left out.
    pub(super) fn upload(
        device: &wgpu::Device,
        pipelines: &Pipelines,
        cloud: &PointCloud,
        per_chunk: usize,
    ) -> Self {
        let info = CloudInfo::of(cloud);
        let mut bytes = 0;
        let mut chunks = Vec::new();
        for (i, points) in cloud.points.chunks(per_chunk).enumerate() {
            let start = i * per_chunk;
            if u32::try_from(start + points.len()).is_err() {
                break;
            }
            let instances = cloud
                .instance
                .get(start..start + points.len())
                .filter(|_| info.has_instances);
            let (chunk, held) = upload_chunk(device, pipelines, start as u32, points, instances);
            chunks.push(chunk);
            bytes += held;
        }
        let highest_instance = cloud.instance.iter().copied().max().unwrap_or(0);
        let points = chunks.iter().map(|chunk| chunk.count as usize).sum();
        Self {
            chunks,
            points,
            info,
            origin: cloud.origin,
            highest_instance,
            bytes,
        }
    }
}

/// One chunk and the bytes it holds.
fn upload_chunk(
    device: &wgpu::Device,
    pipelines: &Pipelines,
    first: u32,
    points: &[CloudPoint],
    instances: Option<&[u16]>,
) -> (GpuChunk, u64) {
    let count = points.len() as u32;
    let about = Chunk {
        first,
        count,
        has_instances: u32::from(instances.is_some()),
        padding: 0,
    };
    let storage = wgpu::BufferUsages::STORAGE;
    let words = instance_words(instances);
    let buffers = [
        buffer(
            device,
            "cloud points",
            bytemuck::cast_slice(points),
            storage,
        ),
        buffer(
            device,
            "cloud instances",
            bytemuck::cast_slice(&words),
            storage,
        ),
        buffer(
            device,
            "cloud chunk",
            bytemuck::bytes_of(&about),
            wgpu::BufferUsages::UNIFORM,
        ),
    ];
    let bytes = buffers.iter().map(wgpu::Buffer::size).sum();
    (
        GpuChunk {
            group: pipelines.chunk_group(device, buffers.each_ref()),
            first,
            count,
        },
        bytes,
    )
}

/// How many points one buffer holds. Even, so that pairs of instances share a word within one chunk.
pub(super) fn points_per_chunk(limits: &wgpu::Limits) -> usize {
    let bytes = limits
        .max_storage_buffer_binding_size
        .min(limits.max_buffer_size)
        .min(CHUNK_BYTES);
    ((bytes / size_of::<CloudPoint>() as u64).max(2) & !1) as usize
}

/// Two 16-bit ids a word, the first in the lower half; one word where there are none.
fn instance_words(instances: Option<&[u16]>) -> Vec<u32> {
    let pair = |p: &[u16]| u32::from(p[0]) | u32::from(p.get(1).copied().unwrap_or(0)) << 16;
    instances.map_or_else(|| vec![0], |ids| ids.chunks(2).map(pair).collect())
}

fn buffer(
    device: &wgpu::Device,
    label: &str,
    contents: &[u8],
    usage: wgpu::BufferUsages,
) -> wgpu::Buffer {
    device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some(label),
        contents,
        usage,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_packed_in_pairs() {
        assert_eq!(instance_words(Some(&[1, 2, 3])), [0x0002_0001, 3]);
        assert_eq!(instance_words(None), [0]);
    }
}
