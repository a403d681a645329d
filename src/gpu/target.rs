//! What a picture of one size needs on the adapter.

use super::GpuError;
use super::layout::Surface;
use super::pipelines::{PICTURE_FORMAT, Pipelines, group};

/// Bytes a pixel of the keys: index and depth bits.
const KEY_BYTES: u64 = 8;
/// Bytes a pixel of a surface.
const SURFACE_BYTES: u64 = size_of::<Surface>() as u64;

/// Buffers and textures of one picture size.
pub(super) struct Target {
    /// The picture's size, px.
    pub(super) size_px: [u32; 2],
    /// Two, because filling reads one and writes the other.
    pub(super) surfaces: [wgpu::Buffer; 2],
    /// The finished picture.
    pub(super) texture: wgpu::Texture,
    /// Its view.
    pub(super) view: wgpu::TextureView,
    /// Keys and the first surface.
    pub(super) keys_group: wgpu::BindGroup,
    /// From the first surface to the second, and back.
    pub(super) fill_groups: [wgpu::BindGroup; 2],
    /// From either surface to the picture.
    pub(super) shade_groups: [wgpu::BindGroup; 2],
    /// Bytes held on the adapter.
    pub(super) bytes: u64,
}

impl Target {
    /// Makes room for a picture of `size_px`, at least 1 x 1.
    ///
    /// # Errors
    /// [`GpuError::TooLarge`] when the adapter's limits do not allow it.
    pub(super) fn new(
        device: &wgpu::Device,
        pipelines: &Pipelines,
        size_px: [u32; 2],
    ) -> Result<Self, GpuError> {
        let pixels = check_size(&device.limits(), size_px)?;
        let buffer = |label, bytes, extra| {
            let usage = wgpu::BufferUsages::STORAGE | extra;
            let size = pixels * bytes;
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size,
                usage,
                mapped_at_creation: false,
            })
        };
        let copied = wgpu::BufferUsages::COPY_SRC;
        let keys = buffer("keys", KEY_BYTES, wgpu::BufferUsages::empty());
        let surfaces = [
            buffer("surface a", SURFACE_BYTES, copied),
            buffer("surface b", SURFACE_BYTES, copied),
        ];
        let texture = picture_texture(device, size_px);
        let view = texture.create_view(&wgpu::TextureViewDescriptor {
            label: Some("picture"),
            ..Default::default()
        });
        let [a, b] = [
            surfaces[0].as_entire_binding(),
            surfaces[1].as_entire_binding(),
        ];
        let shown = || wgpu::BindingResource::TextureView(&view);
        let fill = |from: &_, to: &_| {
            let resources = [
                wgpu::BindingResource::clone(from),
                wgpu::BindingResource::clone(to),
            ];
            group(
                device,
                "surface before and after",
                &pipelines.fill_layout,
                &resources,
            )
        };
        let shade = |from: &wgpu::BindingResource<'_>| {
            group(
                device,
                "surface and picture",
                &pipelines.shade_layout,
                &[from.clone(), shown()],
            )
        };
        let keys_group = group(
            device,
            "keys and surface",
            &pipelines.keys_layout,
            &[keys.as_entire_binding(), a.clone()],
        );
        let (fill_groups, shade_groups) = ([fill(&a, &b), fill(&b, &a)], [shade(&a), shade(&b)]);
        let bytes = pixels * (KEY_BYTES + 2 * SURFACE_BYTES + 4);
        Ok(Self {
            size_px,
            surfaces,
            texture,
            view,
            keys_group,
            fill_groups,
            shade_groups,
            bytes,
        })
    }
}

/// The number of pixels, if the limits allow it.
fn check_size(limits: &wgpu::Limits, [width, height]: [u32; 2]) -> Result<u64, GpuError> {
    let pixels = u64::from(width) * u64::from(height);
    let side = limits.max_texture_dimension_2d;
    let bytes = limits
        .max_storage_buffer_binding_size
        .min(limits.max_buffer_size);
    let max_pixels = bytes / SURFACE_BYTES;
    if width > side || height > side || pixels > max_pixels {
        return Err(GpuError::TooLarge {
            width,
            height,
            max_side: side,
            max_pixels,
        });
    }
    Ok(pixels)
}

fn picture_texture(device: &wgpu::Device, [width, height]: [u32; 2]) -> wgpu::Texture {
    use wgpu::TextureUsages as U;
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some("picture"),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: PICTURE_FORMAT,
        usage: U::STORAGE_BINDING | U::RENDER_ATTACHMENT | U::TEXTURE_BINDING | U::COPY_SRC,
        view_formats: &[],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_beyond_the_limits_is_refused_with_the_limits() {
        let limits = wgpu::Limits::default();
        assert_eq!(
            check_size(&limits, [3840, 2160]).expect("4K fits"),
            3840 * 2160
        );
        let error = check_size(&limits, [9000, 10])
            .expect_err("too wide")
            .to_string();
        assert_eq!(
            error,
            "a picture of 9000 x 10 px is larger than the adapter draws (8192 px a side, 11184810 px in all)"
        );
    }
}
