//! What draws sheets on the adapter: one shader, with and without a picture.

use eframe::egui_wgpu::wgpu;
use std::mem::size_of;

/// Draws grounds, and pictures.
pub(super) struct Pipelines {
    pub(super) plain: wgpu::RenderPipeline,
    pub(super) pictured: wgpu::RenderPipeline,
}

/// One rectangle, as the vertex buffer holds it.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Instance {
    /// Left, top, right and bottom of the shown part of the picture, shares of its width and height.
    pub(super) uv: [f32; 4],
    /// Gamma-encoded, multiplied with its alpha.
    pub(super) colour: [f32; 4],
}

impl Pipelines {
    /// Compiles the shader for a window of this format; `None` when it is not embedded.
    pub(super) fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Option<Self> {
        let source = crate::gpu::shader("sheet.wgsl")?;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("sheet"),
            source: wgpu::ShaderSource::Wgsl(source.into()),
        });
        let texture = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("sheet"),
            entries: &TEXTURE_LAYOUT,
        });
        let make = |entry: &str, layouts: &[Option<&wgpu::BindGroupLayout>], blend| {
            let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(entry),
                bind_group_layouts: layouts,
                immediate_size: 0,
            });
            pipeline(device, &module, &layout, entry, format, blend)
        };
        Some(Self {
            plain: make("plain", &[], None),
            pictured: make(
                "pictured",
                &[Some(&texture)],
                Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            ),
        })
    }
}

/// As egui lays out the bind groups of its textures: equal layouts are one, so theirs can be bound here.
const TEXTURE_LAYOUT: [wgpu::BindGroupLayoutEntry; 3] = {
    const fn entry(binding: u32, ty: wgpu::BindingType) -> wgpu::BindGroupLayoutEntry {
        wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty,
            count: None,
        }
    }
    [
        entry(
            0,
            wgpu::BindingType::Texture {
                multisampled: false,
                sample_type: wgpu::TextureSampleType::Float { filterable: true },
                view_dimension: wgpu::TextureViewDimension::D2,
            },
        ),
        entry(
            1,
            wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
        ),
        entry(
            2,
            wgpu::BindingType::Buffer {
                has_dynamic_offset: false,
                min_binding_size: std::num::NonZeroU64::new(16),
                ty: wgpu::BufferBindingType::Uniform,
            },
        ),
    ]
};

fn pipeline(
    device: &wgpu::Device,
    module: &wgpu::ShaderModule,
    layout: &wgpu::PipelineLayout,
    entry: &str,
    format: wgpu::TextureFormat,
    blend: Option<wgpu::BlendState>,
) -> wgpu::RenderPipeline {
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(entry),
        layout: Some(layout),
        vertex: wgpu::VertexState {
            entry_point: Some("corner"),
            module,
            buffers: &[Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<Instance>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4],
            })],
            compilation_options: wgpu::PipelineCompilationOptions::default(),
        },
        primitive: wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            ..Default::default()
        },
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some(entry),
            targets: &[Some(wgpu::ColorTargetState {
                format,
                blend,
                write_mask: wgpu::ColorWrites::ALL,
            })],
            compilation_options: wgpu::PipelineCompilationOptions::default(),
        }),
        multiview_mask: None,
        cache: None,
    })
}
