//! A point cloud on the adapter: buffers of at most 128 MiB, so that clouds of any size fit the binding limit
//! that every adapter has.

use super::layout::Chunk;
use super::pipelines::Pipelines;
use crate::geom::DVec3;
use crate::raster::CloudInfo;
use crate::scene::PointCloud;
use wgpu::util::DeviceExt as _;

/// The smallest binding limit in the field, bytes.
const CHUNK_BYTES: u64 = 128 << 20;

/// One part of a cloud.
pub(super) struct GpuChunk {
    /// Points, instances and [`Chunk`].
    pub(super) group: wgpu::BindGroup,
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
    /// Highest instance id.
    pub(super) highest_instance: u16,
    /// Bytes held on the adapter.
    pub(super) bytes: u64,
}

impl GpuCloud {
    /// Copies a cloud to the adapter. Points beyond 2³² - 2 have no index and are left out.
    pub(super) fn upload(device: &wgpu::Device, pipelines: &Pipelines, cloud: &PointCloud) -> Self {
        let info = CloudInfo::of(cloud);
        let limit = device
            .limits()
            .max_storage_buffer_binding_size
            .min(CHUNK_BYTES);
        let point_bytes = size_of::<crate::scene::CloudPoint>() as u64;
        // Even, so that pairs of instances share a word within one chunk.
        let per_chunk = ((limit / point_bytes).max(2) & !1) as usize;
        let mut bytes = 0;
        let mut chunks = Vec::new();
        for (i, points) in cloud.points.chunks(per_chunk).enumerate() {
            let start = i * per_chunk;
            let Ok(first) = u32::try_from(start + points.len()).map(|_| start as u32) else {
                break;
            };
            let instances = info
                .has_instances
                .then(|| &cloud.instance[start..start + points.len()]);
            let (words, chunk) = (
                instance_words(instances),
                Chunk {
                    first,
                    count: points.len() as u32,
                    has_instances: u32::from(instances.is_some()),
                    padding: 0,
                },
            );
            let storage = wgpu::BufferUsages::STORAGE;
            let points = buffer(
                device,
                "cloud points",
                bytemuck::cast_slice(points),
                storage,
            );
            let words = buffer(
                device,
                "cloud instances",
                bytemuck::cast_slice(&words),
                storage,
            );
            let about = buffer(
                device,
                "cloud chunk",
                bytemuck::bytes_of(&chunk),
                wgpu::BufferUsages::UNIFORM,
            );
            bytes += points.size() + words.size() + about.size();
            let group = pipelines.chunk_group(device, [&points, &words, &about]);
            chunks.push(GpuChunk {
                group,
                count: chunk.count,
            });
        }
        let highest_instance = cloud.instance.iter().copied().max().unwrap_or(0);
        Self {
            chunks,
            info,
            origin: cloud.origin,
            highest_instance,
            bytes,
        }
    }
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
