//! Bind group layouts and pipelines, made once for a device.
//!
//! Groups: 0 the frame, 1 what a pass reads and writes, 2 a chunk of the cloud or a round of filling, 3 pieces of the
//! chunk.

use super::shaders;
use wgpu::{
    BindGroupLayout, BindGroupLayoutEntry, BindingType, BufferBindingType, ComputePipeline, Device,
    RenderPipeline, ShaderStages,
};

/// The format of the picture: sRGB-encoded values in a plain format, blended as they are, which is what egui
/// expects of a texture and what the CPU twin computes.
pub const PICTURE_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

/// How points are drawn, by what the adapter can do.
pub(super) enum PointPasses {
    /// One pass of 64-bit atomics.
    Wide(ComputePipeline),
    /// Two passes of 32-bit atomics.
    Narrow([ComputePipeline; 2]),
}

/// Everything that draws.
pub(super) struct Pipelines {
    pub(super) frame_layout: BindGroupLayout,
    pub(super) keys_layout: BindGroupLayout,
    pub(super) chunk_layout: BindGroupLayout,
    pub(super) pieces_layout: BindGroupLayout,
    pub(super) fill_layout: BindGroupLayout,
    pub(super) round_layout: BindGroupLayout,
    pub(super) photo_layout: BindGroupLayout,
    pub(super) shade_layout: BindGroupLayout,
    pub(super) overlay_layout: BindGroupLayout,
    pub(super) clear: ComputePipeline,
    pub(super) points: PointPasses,
    pub(super) gather: ComputePipeline,
    pub(super) fill: ComputePipeline,
    pub(super) photo: ComputePipeline,
    pub(super) shade: ComputePipeline,
    pub(super) faces: RenderPipeline,
    pub(super) lines: RenderPipeline,
}

impl Pipelines {
    /// Compiles all passes; `wide` chooses 64-bit atomics.
    pub(super) fn new(device: &Device, wide: bool) -> Self {
        let all = ShaderStages::COMPUTE | ShaderStages::VERTEX_FRAGMENT;
        let compute = ShaderStages::COMPUTE;
        let layout = |label, entries: &[BindGroupLayoutEntry]| {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some(label),
                entries,
            })
        };
        let frame_layout = layout("frame", &[uniform(0, all), read(1, all)]);
        let keys_layout = layout("keys and surface", &[write(0), write(1)]);
        let chunk_layout = layout(
            "cloud chunk",
            &[read(0, compute), read(1, compute), uniform(2, compute)],
        );
        let pieces_layout = layout("pieces", &[read(0, compute)]);
        let fill_layout = layout("surface before and after", &[read(0, compute), write(1)]);
        let round_layout = layout("fill round", &[uniform(0, compute)]);
        let photo_layout = layout(
            "surface and photograph",
            &[write(0), uniform(1, compute), read(2, compute)],
        );
        let shade_layout = layout("surface and picture", &[read(0, compute), picture(1)]);
        let overlay_layout = layout("surface and overlay", &[read(0, all), read(1, all)]);
        let make = Maker { device };
        let cloud = [&frame_layout, &keys_layout, &chunk_layout];
        let drawn = [&frame_layout, &keys_layout, &chunk_layout, &pieces_layout];
        let points = if wide {
            PointPasses::Wide(make.compute("points64.wgsl", "splat_points", &drawn))
        } else {
            let pass = |entry| make.compute("points32.wgsl", entry, &drawn);
            PointPasses::Narrow([pass("nearest_depth"), pass("lowest_index")])
        };
        Self {
            clear: make.compute("clear.wgsl", "clear", &[&frame_layout, &keys_layout]),
            points,
            gather: make.compute("gather.wgsl", "gather", &cloud),
            fill: make.compute(
                "fill.wgsl",
                "fill",
                &[&frame_layout, &fill_layout, &round_layout],
            ),
            photo: make.compute("photo.wgsl", "lay", &[&frame_layout, &photo_layout]),
            shade: make.compute("shade.wgsl", "shade", &[&frame_layout, &shade_layout]),
            faces: make.render(
                "faces.wgsl",
                ["face_corner", "face_colour"],
                &[&frame_layout, &overlay_layout],
            ),
            lines: make.render(
                "lines.wgsl",
                ["line_corner", "line_colour"],
                &[&frame_layout, &overlay_layout],
            ),
            frame_layout,
            keys_layout,
            chunk_layout,
            pieces_layout,
            fill_layout,
            round_layout,
            photo_layout,
            shade_layout,
            overlay_layout,
        }
    }

    /// Binds points, instances and chunk.
    pub(super) fn chunk_group(
        &self,
        device: &Device,
        buffers: [&wgpu::Buffer; 3],
    ) -> wgpu::BindGroup {
        group(
            device,
            "cloud chunk",
            &self.chunk_layout,
            &buffers.map(|b| b.as_entire_binding()),
        )
    }
}

/// A bind group whose bindings are numbered from 0.
pub(super) fn group(
    device: &Device,
    label: &str,
    layout: &BindGroupLayout,
    resources: &[wgpu::BindingResource<'_>],
) -> wgpu::BindGroup {
    let entries: Vec<wgpu::BindGroupEntry<'_>> = (0u32..)
        .zip(resources)
        .map(|(binding, resource)| wgpu::BindGroupEntry {
            binding,
            resource: resource.clone(),
        })
        .collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some(label),
        layout,
        entries: &entries,
    })
}

fn entry(binding: u32, visibility: ShaderStages, ty: BindingType) -> BindGroupLayoutEntry {
    BindGroupLayoutEntry {
        binding,
        visibility,
        ty,
        count: None,
    }
}

fn buffer(ty: BufferBindingType) -> BindingType {
    BindingType::Buffer {
        ty,
        has_dynamic_offset: false,
        min_binding_size: None,
    }
}

fn uniform(binding: u32, stages: ShaderStages) -> BindGroupLayoutEntry {
    entry(binding, stages, buffer(BufferBindingType::Uniform))
}

fn read(binding: u32, stages: ShaderStages) -> BindGroupLayoutEntry {
    entry(
        binding,
        stages,
        buffer(BufferBindingType::Storage { read_only: true }),
    )
}

fn write(binding: u32) -> BindGroupLayoutEntry {
    entry(
        binding,
        ShaderStages::COMPUTE,
        buffer(BufferBindingType::Storage { read_only: false }),
    )
}

fn picture(binding: u32) -> BindGroupLayoutEntry {
    let ty = BindingType::StorageTexture {
        access: wgpu::StorageTextureAccess::WriteOnly,
        format: PICTURE_FORMAT,
        view_dimension: wgpu::TextureViewDimension::D2,
    };
    entry(binding, ShaderStages::COMPUTE, ty)
}

/// Makes pipelines from shader files.
struct Maker<'a> {
    device: &'a Device,
}

impl Maker<'_> {
    fn module(&self, path: &str) -> wgpu::ShaderModule {
        // Every path is a literal of this file, and a test resolves each of them.
        let source = shaders::source(path).unwrap_or_default();
        let source = wgpu::ShaderSource::Wgsl(source.into());
        self.device
            .create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(path),
                source,
            })
    }

    fn layout(&self, label: &str, groups: &[&BindGroupLayout]) -> wgpu::PipelineLayout {
        let groups: Vec<Option<&BindGroupLayout>> = groups.iter().copied().map(Some).collect();
        self.device
            .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(label),
                bind_group_layouts: &groups,
                immediate_size: 0,
            })
    }

    fn compute(&self, path: &str, entry: &str, groups: &[&BindGroupLayout]) -> ComputePipeline {
        self.device
            .create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry),
                layout: Some(&self.layout(entry, groups)),
                module: &self.module(path),
                entry_point: Some(entry),
                compilation_options: Default::default(),
                cache: None,
            })
    }

    fn render(
        &self,
        path: &str,
        [vertex, fragment]: [&str; 2],
        groups: &[&BindGroupLayout],
    ) -> RenderPipeline {
        let module = self.module(path);
        let target = wgpu::ColorTargetState {
            format: PICTURE_FORMAT,
            blend: Some(wgpu::BlendState::ALPHA_BLENDING),
            write_mask: wgpu::ColorWrites::COLOR,
        };
        self.device
            .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(fragment),
                layout: Some(&self.layout(fragment, groups)),
                vertex: wgpu::VertexState {
                    module: &module,
                    entry_point: Some(vertex),
                    compilation_options: Default::default(),
                    buffers: &[],
                },
                primitive: wgpu::PrimitiveState {
                    topology: wgpu::PrimitiveTopology::TriangleStrip,
                    ..Default::default()
                },
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &module,
                    entry_point: Some(fragment),
                    compilation_options: Default::default(),
                    targets: &[Some(target)],
                }),
                multiview_mask: None,
                cache: None,
            })
    }
}
