//! From the adapter back to memory: a whole picture, or the one pixel under the cursor.

use super::GpuError;
use super::layout::Surface;
use super::target::Target;
use crate::raster::Picture;

/// Rows of a texture are copied in multiples of this, bytes.
const ROW_ALIGN: u32 = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;

/// Waits for all drawing and copies the picture with its depth and point indices.
pub(super) fn picture(
    device: &wgpu::Device,
    queue: &wgpu::Queue,
    target: &Target,
    shown: usize,
) -> Result<Picture, GpuError> {
    let [width, height] = target.size_px;
    let row_bytes = (width * 4).next_multiple_of(ROW_ALIGN);
    let colours = read_buffer(
        device,
        "picture read-back",
        u64::from(row_bytes) * u64::from(height),
    );
    let surface_bytes = target.surfaces[shown].size();
    let surface = read_buffer(device, "surface read-back", surface_bytes);
    let mut encoder = encoder(device, "picture read-back");
    encoder.copy_texture_to_buffer(
        target.texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &colours,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(row_bytes),
                rows_per_image: None,
            },
        },
        wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
    );
    encoder.copy_buffer_to_buffer(&target.surfaces[shown], 0, &surface, 0, surface_bytes);
    queue.submit([encoder.finish()]);
    let rows = mapped(device, &colours)?;
    let rgba = rows
        .chunks(row_bytes as usize)
        .flat_map(|row| &row[..width as usize * 4])
        .copied()
        .collect();
    let pixels: Vec<Surface> = bytemuck::pod_collect_to_vec(&mapped(device, &surface)?);
    Ok(Picture {
        width,
        height,
        rgba,
        depth_m: pixels.iter().map(depth_or_infinity).collect(),
        point: pixels.iter().map(|s| s.point).collect(),
    })
}

/// Copies the one pixel at `x`, `y`; `None` where nothing is, or outside.
pub(super) fn pixel(
    device: &wgpu::Device,
    queue: &wgpu::Queue,
    target: &Target,
    shown: usize,
    [x, y]: [u32; 2],
) -> Result<Option<(u32, f32)>, GpuError> {
    let [width, height] = target.size_px;
    if x >= width || y >= height {
        return Ok(None);
    }
    let bytes = size_of::<Surface>() as u64;
    let at = (u64::from(y) * u64::from(width) + u64::from(x)) * bytes;
    let copy = read_buffer(device, "pixel read-back", bytes);
    let mut encoder = encoder(device, "pixel read-back");
    encoder.copy_buffer_to_buffer(&target.surfaces[shown], at, &copy, 0, bytes);
    queue.submit([encoder.finish()]);
    let pixels: Vec<Surface> = bytemuck::pod_collect_to_vec(&mapped(device, &copy)?);
    Ok(pixels.first().and_then(|s| Some((s.point, depth(s)?))))
}

/// Where nothing is the adapter holds the largest number instead of infinity.
fn depth_or_infinity(surface: &Surface) -> f32 {
    if surface.depth_m < f32::MAX {
        surface.depth_m
    } else {
        f32::INFINITY
    }
}

/// The depth of the pixel's point; `None` where there is none.
fn depth(surface: &Surface) -> Option<f32> {
    (surface.point != u32::MAX).then_some(surface.depth_m)
}

fn encoder(device: &wgpu::Device, label: &str) -> wgpu::CommandEncoder {
    device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some(label) })
}

fn read_buffer(device: &wgpu::Device, label: &str, size: u64) -> wgpu::Buffer {
    let usage = wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ;
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some(label),
        size,
        usage,
        mapped_at_creation: false,
    })
}

/// Waits for the queue and copies a buffer's bytes out.
fn mapped(device: &wgpu::Device, buffer: &wgpu::Buffer) -> Result<Vec<u8>, GpuError> {
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    buffer.map_async(wgpu::MapMode::Read, .., move |result| {
        // The receiver is gone only when waiting failed, which is reported there.
        let _ = sender.send(result);
    });
    let lost = |e: &dyn std::fmt::Display| GpuError::ReadBack(e.to_string());
    device
        .poll(wgpu::PollType::wait_indefinitely())
        .map_err(|e| lost(&e))?;
    receiver
        .try_recv()
        .map_err(|e| lost(&e))?
        .map_err(|e| lost(&e))?;
    let bytes = buffer.get_mapped_range(..).map_err(|e| lost(&e))?.to_vec();
    buffer.unmap();
    Ok(bytes)
}
