//! Draws a cloud and an overlay into a texture of its own, pass by pass.

use super::cloud::{GpuChunk, GpuCloud, points_per_chunk};
use super::device::{self, AdapterChoice};
use super::pipelines::{Pipelines, PointPasses, group};
use super::target::Target;
use super::{CloudId, GpuError, Hit, pieces, readback};
use crate::raster::{
    Chosen, Frame, Picture, PointStyle, Screen, ScreenPhoto, ViewCamera, instance_table,
};
use crate::scene::PointCloud;
use std::collections::BTreeMap;
use wgpu::util::DeviceExt as _;

/// Side of the groups that work on pixels.
const TILE: u32 = 8;

/// Draws on one device. Holds uploaded clouds and the last picture.
pub struct Renderer {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    adapter_name: String,
    pipelines: Pipelines,
    /// Reach 1, 2, 4, 8, 16 px, by round.
    rounds: Vec<wgpu::BindGroup>,
    clouds: BTreeMap<CloudId, GpuCloud>,
    next_cloud: u32,
    per_chunk: usize,
    target: Option<Target>,
    /// Which surface the last picture was shaded from.
    shown: usize,
    generation: u64,
}

impl Renderer {
    /// Draws on a device that is there already. `features` are the device's; with those that
    /// [`required_features`](super::required_features) asks for it is faster.
    pub fn new(device: wgpu::Device, queue: wgpu::Queue, features: wgpu::Features) -> Self {
        let wide = features
            .contains(wgpu::Features::SHADER_INT64 | wgpu::Features::SHADER_INT64_ATOMIC_MIN_MAX);
        let pipelines = Pipelines::new(&device, wide);
        let rounds = (0..PointStyle::MAX_FILL_ROUNDS)
            .map(|r| round_group(&device, &pipelines, 1 << r))
            .collect();
        let adapter_name = device.adapter_info().name;
        let per_chunk = points_per_chunk(&device.limits());
        Self {
            device,
            queue,
            adapter_name,
            pipelines,
            rounds,
            clouds: BTreeMap::new(),
            next_cloud: 0,
            per_chunk,
            target: None,
            shown: 0,
            generation: 0,
        }
    }

    /// Draws without a window.
    ///
    /// # Errors
    /// [`GpuError::NoAdapter`] or [`GpuError::Device`].
    pub fn headless(choice: AdapterChoice) -> Result<Self, GpuError> {
        let (_, device, queue) = device::open(choice)?;
        let features = device.features();
        Ok(Self::new(device, queue, features))
    }

    /// The adapter's name, for the status line and for tests.
    pub fn adapter_name(&self) -> &str {
        &self.adapter_name
    }

    /// Whether the adapter is the machine's processor in disguise.
    pub fn is_software(&self) -> bool {
        self.device.adapter_info().device_type == wgpu::DeviceType::Cpu
    }

    /// Copies a cloud to the adapter.
    pub fn upload(&mut self, cloud: &PointCloud) -> CloudId {
        let id = CloudId(self.next_cloud);
        self.next_cloud += 1;
        self.clouds.insert(
            id,
            GpuCloud::upload(&self.device, &self.pipelines, cloud, self.per_chunk),
        );
        id
    }

    /// Makes later uploads use small chunks, an even number of points each.
    #[cfg(test)]
    pub(super) fn limit_chunks(&mut self, points: usize) {
        self.per_chunk = points;
    }

    /// Gives a cloud's memory back. An id that is not there any more is no error.
    pub fn remove(&mut self, cloud: CloudId) {
        self.clouds.remove(&cloud);
    }

    /// Bytes held on the adapter: clouds and picture.
    pub fn bytes(&self) -> u64 {
        self.clouds.values().map(|c| c.bytes).sum::<u64>()
            + self.target.as_ref().map_or(0, |t| t.bytes)
    }

    /// Draws a picture of the camera's size and returns its texture. `screen` is the overlay projected for
    /// the same camera. A side of 0 px counts as 1.
    ///
    /// The texture stays the same until [`generation`](Self::generation) changes.
    ///
    /// # Errors
    /// [`GpuError::UnknownCloud`], or [`GpuError::TooLarge`].
    pub fn draw(
        &mut self,
        cloud: CloudId,
        camera: &ViewCamera,
        style: &PointStyle<'_>,
        screen: &Screen,
    ) -> Result<&wgpu::TextureView, GpuError> {
        let points = self.clouds.get(&cloud).map_or(0, |c| c.points);
        self.draw_chosen(cloud, camera, style, screen, &Chosen::all(points))
    }

    /// Draws some points of a cloud, as [`draw`](Self::draw) does all.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn draw_chosen(
        &mut self,
        cloud: CloudId,
        camera: &ViewCamera,
        style: &PointStyle<'_>,
        screen: &Screen,
        chosen: &Chosen,
    ) -> Result<&wgpu::TextureView, GpuError> {
        let size_px = camera.size_px().map(|s| s.max(1));
        if self.target.as_ref().is_none_or(|t| t.size_px != size_px) {
            // The old one first: both may not fit.
            self.target = None;
            self.target = Some(Target::new(&self.device, &self.pipelines, size_px)?);
            self.generation += 1;
        }
        let cloud = self.clouds.get(&cloud).ok_or(GpuError::UnknownCloud)?;
        let target = self.target.as_ref().ok_or(GpuError::NothingDrawn)?;
        let mut frame = Frame::new(&cloud.info, cloud.origin, camera, style).closing(chosen, style);
        frame.size_px = size_px;
        let table = instance_table(cloud.highest_instance, style);
        let pass = Pass {
            device: &self.device,
            pipelines: &self.pipelines,
            target,
            frame: self.frame_group(&frame, &table),
        };
        let label = wgpu::CommandEncoderDescriptor {
            label: Some("3D view"),
        };
        let mut encoder = self.device.create_command_encoder(&label);
        pass.points(&mut encoder, cloud, chosen);
        let reaches_px = style.fill_reaches_px(frame.widest_splat_px(&cloud.info, camera));
        self.shown = pass.fill(&mut encoder, &self.rounds, reaches_px);
        for photo in &screen.photos {
            pass.photo(&mut encoder, photo, self.shown);
        }
        pass.shade(&mut encoder, self.shown);
        pass.overlay(&mut encoder, screen, self.shown);
        self.queue.submit([encoder.finish()]);
        Ok(&target.view)
    }

    /// The texture of the last picture; `None` before the first.
    pub fn view(&self) -> Option<&wgpu::TextureView> {
        self.target.as_ref().map(|t| &t.view)
    }

    /// Counts how often the texture was replaced; whoever registered it elsewhere does so again.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The last picture, in memory.
    ///
    /// # Errors
    /// [`GpuError::NothingDrawn`] before the first picture, [`GpuError::ReadBack`] when the device is gone.
    pub fn read_back(&self) -> Result<Picture, GpuError> {
        let target = self.target.as_ref().ok_or(GpuError::NothingDrawn)?;
        readback::picture(&self.device, &self.queue, target, self.shown)
    }

    /// The point shown at a pixel of the last picture, and its depth; `None` where nothing is.
    ///
    /// # Errors
    /// [`GpuError::NothingDrawn`] before the first picture, [`GpuError::ReadBack`] when the device is gone.
    pub fn pick(&self, x: u32, y: u32) -> Result<Option<Hit>, GpuError> {
        let target = self.target.as_ref().ok_or(GpuError::NothingDrawn)?;
        let found = readback::pixel(&self.device, &self.queue, target, self.shown, [x, y])?;
        Ok(found.map(|(point, depth_m)| Hit { point, depth_m }))
    }

    fn frame_group(&self, frame: &Frame, table: &[u32]) -> wgpu::BindGroup {
        let frame = init(
            &self.device,
            "frame",
            bytemuck::bytes_of(frame),
            wgpu::BufferUsages::UNIFORM,
        );
        let table = init(
            &self.device,
            "instance table",
            bytemuck::cast_slice(table),
            wgpu::BufferUsages::STORAGE,
        );
        let resources = [frame.as_entire_binding(), table.as_entire_binding()];
        group(
            &self.device,
            "frame",
            &self.pipelines.frame_layout,
            &resources,
        )
    }
}

fn init(
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

fn round_group(device: &wgpu::Device, pipelines: &Pipelines, reach_px: i32) -> wgpu::BindGroup {
    let reach = [reach_px, 0, 0, 0];
    let buffer = init(
        device,
        "fill round",
        bytemuck::cast_slice(&reach),
        wgpu::BufferUsages::UNIFORM,
    );
    group(
        device,
        "fill round",
        &pipelines.round_layout,
        &[buffer.as_entire_binding()],
    )
}

/// What is drawn of a chunk.
struct Work<'c> {
    chunk: &'c GpuChunk,
    pieces: wgpu::BindGroup,
    /// How many pieces.
    count: u32,
}

/// One picture on its way.
struct Pass<'a> {
    device: &'a wgpu::Device,
    pipelines: &'a Pipelines,
    target: &'a Target,
    frame: wgpu::BindGroup,
}

impl Pass<'_> {
    /// Clears, draws points, looks up colours.
    fn points(&self, encoder: &mut wgpu::CommandEncoder, cloud: &GpuCloud, chosen: &Chosen) {
        let work = self.work(cloud, chosen);
        self.per_pixel(
            encoder,
            "clear",
            &self.pipelines.clear,
            &[&self.target.keys_group],
        );
        match &self.pipelines.points {
            PointPasses::Wide(pipeline) => self.per_piece(encoder, "points", pipeline, &work),
            PointPasses::Narrow([depth, index]) => {
                self.per_piece(encoder, "points, depth", depth, &work);
                self.per_piece(encoder, "points, index", index, &work);
            }
        }
        for Work { chunk, .. } in &work {
            let groups = [&self.target.keys_group, &chunk.group];
            self.per_pixel(encoder, "gather", &self.pipelines.gather, &groups);
        }
    }

    /// What is to be drawn of each chunk; chunks of which nothing is are left out.
    fn work<'c>(&self, cloud: &'c GpuCloud, chosen: &Chosen) -> Vec<Work<'c>> {
        let of_chunk = |chunk: &'c GpuChunk| {
            let pieces = pieces::pieces(&chosen.runs, chunk);
            if pieces.is_empty() {
                return None;
            }
            let buffer = init(
                self.device,
                "pieces",
                bytemuck::cast_slice(&pieces),
                wgpu::BufferUsages::STORAGE,
            );
            let resources = [buffer.as_entire_binding()];
            let layout = &self.pipelines.pieces_layout;
            Some(Work {
                chunk,
                pieces: group(self.device, "pieces", layout, &resources),
                count: pieces.len() as u32,
            })
        };
        cloud.chunks.iter().filter_map(of_chunk).collect()
    }

    /// Fills holes; returns which surface they were filled in last.
    fn fill(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        rounds: &[wgpu::BindGroup],
        reaches_px: impl Iterator<Item = i32>,
    ) -> usize {
        let mut shown = 0;
        for reach_px in reaches_px {
            if let Some(round) = rounds.get(reach_px.ilog2() as usize) {
                let groups = [&self.target.fill_groups[shown], round];
                self.per_pixel(encoder, "fill", &self.pipelines.fill, &groups);
                shown = 1 - shown;
            }
        }
        shown
    }

    /// Puts a photograph into the surface.
    fn photo(&self, encoder: &mut wgpu::CommandEncoder, photo: &ScreenPhoto, shown: usize) {
        let plane = bytemuck::bytes_of(&photo.plane);
        let plane = init(
            self.device,
            "photograph's plane",
            plane,
            wgpu::BufferUsages::UNIFORM,
        );
        let texels = bytemuck::cast_slice(photo.texels());
        let texels = init(
            self.device,
            "photograph",
            texels,
            wgpu::BufferUsages::STORAGE,
        );
        let resources = [
            self.target.surfaces[shown].as_entire_binding(),
            plane.as_entire_binding(),
            texels.as_entire_binding(),
        ];
        let group = group(
            self.device,
            "photograph",
            &self.pipelines.photo_layout,
            &resources,
        );
        let [width, height] = photo.plane.size_px;
        let mut pass = self.begin(encoder, "photograph", &self.pipelines.photo);
        pass.set_bind_group(1, &group, &[]);
        pass.dispatch_workgroups(width.div_ceil(TILE), height.div_ceil(TILE), 1);
    }

    /// Lights the picture.
    fn shade(&self, encoder: &mut wgpu::CommandEncoder, shown: usize) {
        let surface = &self.target.shade_groups[shown];
        self.per_pixel(encoder, "shade", &self.pipelines.shade, &[surface]);
    }

    fn per_pixel(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        label: &str,
        pipeline: &wgpu::ComputePipeline,
        groups: &[&wgpu::BindGroup],
    ) {
        let [width, height] = self.target.size_px;
        let mut pass = self.begin(encoder, label, pipeline);
        for (index, group) in (1u32..).zip(groups) {
            pass.set_bind_group(index, *group, &[]);
        }
        pass.dispatch_workgroups(width.div_ceil(TILE), height.div_ceil(TILE), 1);
    }

    fn per_piece(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        label: &str,
        pipeline: &wgpu::ComputePipeline,
        work: &[Work<'_>],
    ) {
        let limit = self.device.limits().max_compute_workgroups_per_dimension;
        let mut pass = self.begin(encoder, label, pipeline);
        pass.set_bind_group(1, &self.target.keys_group, &[]);
        for part in work {
            // One dimension ends at 65,535 groups.
            let rows = part.count.div_ceil(limit).max(1);
            pass.set_bind_group(2, &part.chunk.group, &[]);
            pass.set_bind_group(3, &part.pieces, &[]);
            pass.dispatch_workgroups(part.count.div_ceil(rows), rows, 1);
        }
    }

    fn begin<'e>(
        &self,
        encoder: &'e mut wgpu::CommandEncoder,
        label: &str,
        pipeline: &wgpu::ComputePipeline,
    ) -> wgpu::ComputePass<'e> {
        let descriptor = wgpu::ComputePassDescriptor {
            label: Some(label),
            timestamp_writes: None,
        };
        let mut pass = encoder.begin_compute_pass(&descriptor);
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, &self.frame, &[]);
        pass
    }

    /// Faces, then lines, over the shaded picture.
    fn overlay(&self, encoder: &mut wgpu::CommandEncoder, screen: &Screen, shown: usize) {
        let limit = self.device.limits().max_storage_buffer_binding_size;
        let faces = self.primitives("faces", &screen.faces, limit, shown);
        let lines = self.primitives("lines", &screen.lines, limit, shown);
        let attachment = wgpu::RenderPassColorAttachment {
            view: &self.target.view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Load,
                store: wgpu::StoreOp::Store,
            },
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("overlay"),
            color_attachments: &[Some(attachment)],
            ..Default::default()
        });
        pass.set_bind_group(0, &self.frame, &[]);
        for (pipeline, corners, primitives) in [
            (&self.pipelines.faces, 3, faces),
            (&self.pipelines.lines, 4, lines),
        ] {
            if let Some((group, count)) = primitives {
                pass.set_pipeline(pipeline);
                pass.set_bind_group(1, &group, &[]);
                pass.draw(0..corners, 0..count);
            }
        }
    }

    /// Uploads what is drawn over the picture; `None` when there is nothing. What exceeds a binding's limit
    /// (over a million lines) is not drawn.
    fn primitives<T: bytemuck::Pod>(
        &self,
        label: &str,
        all: &[T],
        limit: u64,
        shown: usize,
    ) -> Option<(wgpu::BindGroup, u32)> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX) / size_of::<T>();
        let drawn = all.get(..all.len().min(most)).filter(|d| !d.is_empty())?;
        let buffer = init(
            self.device,
            label,
            bytemuck::cast_slice(drawn),
            wgpu::BufferUsages::STORAGE,
        );
        let resources = [
            self.target.surfaces[shown].as_entire_binding(),
            buffer.as_entire_binding(),
        ];
        let group = group(
            self.device,
            label,
            &self.pipelines.overlay_layout,
            &resources,
        );
        Some((group, drawn.len() as u32))
    }
}
