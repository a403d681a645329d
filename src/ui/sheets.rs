//! Large rectangles, grounds and pictures, through shaders that do nothing else.
//!
//! On a software adapter a frame costs what its pixels cost, and egui's one shader (text, fills and pictures alike,
//! with a second filter behind a switch) costs some 70 ns a pixel. This plugin takes the few shapes that cover most of
//! the window out of a finished frame and puts callbacks in their place; what is seen stays the same to the bit for
//! grounds, and within rounding for pictures.

mod pipelines;

use eframe::egui_wgpu::{self, CallbackResources, CallbackTrait, RenderState, wgpu};
use egui::epaint::{RectShape, emath::GuiRounding as _};
use egui::{Color32, Context, FullOutput, PaintCallbackInfo, Pos2, Rect, Shape, TextureId, pos2};
use pipelines::{Instance, Pipelines};
use std::sync::Arc;
use wgpu::util::DeviceExt as _;

/// Smaller rectangles stay where they are: each change of the pipeline costs as much as some thousand pixels.
const SMALLEST_PT2: f32 = 8_000.0;

/// The plugin. Install it with [`Context::add_plugin`].
pub struct Sheets {
    state: RenderState,
    pipelines: Arc<Pipelines>,
}

/// One rectangle on its way to the adapter.
struct Sheet {
    pipelines: Arc<Pipelines>,
    /// `None` for a ground.
    picture: Option<wgpu::BindGroup>,
    instance: wgpu::Buffer,
    /// Points; within the window.
    rect: Rect,
}

impl Sheets {
    /// `None` where the window's colours are not gamma-encoded: egui mixes them in another way there.
    pub fn new(state: &RenderState) -> Option<Self> {
        if state.target_format.is_srgb() {
            return None;
        }
        let pipelines = Arc::new(Pipelines::new(&state.device, state.target_format)?);
        Some(Self {
            state: state.clone(),
            pipelines,
        })
    }

    fn replace(&self, shape: &mut Shape, clip: Rect, pixels_per_point: f32) {
        match shape {
            Shape::Vec(shapes) => {
                for shape in shapes {
                    self.replace(shape, clip, pixels_per_point);
                }
            }
            Shape::Rect(rect) => {
                if let Some((place, colour)) = ground(rect, pixels_per_point) {
                    self.put(shape, place, clip, None, Rect::ZERO, colour);
                }
            }
            Shape::Mesh(mesh) => {
                if let Some((place, uv)) = picture(mesh) {
                    let id = mesh.texture_id;
                    self.put(shape, place, clip, Some(id), uv, Color32::WHITE);
                }
            }
            _ => {}
        }
    }

    /// Puts a sheet in the place of `shape`; leaves it where the sheet would be small or has no picture yet.
    fn put(
        &self,
        shape: &mut Shape,
        place: Rect,
        clip: Rect,
        texture: Option<TextureId>,
        uv: Rect,
        colour: Color32,
    ) {
        let rect = place.intersect(clip);
        if !rect.is_positive() || rect.area() < SMALLEST_PT2 {
            return;
        }
        let picture = match texture {
            None => None,
            Some(id) => match self.state.renderer.read().texture(&id) {
                Some(texture) => Some(texture.bind_group.clone()),
                None => return,
            },
        };
        let uv = part(uv, place, rect);
        let instance = Instance {
            uv: [uv.left(), uv.top(), uv.right(), uv.bottom()],
            colour: colour.to_array().map(|c| f32::from(c) / 255.0),
        };
        let instance = (self.state.device).create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("sheet"),
            contents: bytemuck::bytes_of(&instance),
            usage: wgpu::BufferUsages::VERTEX,
        });
        let sheet = Sheet {
            pipelines: Arc::clone(&self.pipelines),
            picture,
            instance,
            rect,
        };
        *shape = Shape::Callback(egui_wgpu::Callback::new_paint_callback(rect, sheet));
    }
}

impl egui::Plugin for Sheets {
    fn debug_name(&self) -> &'static str {
        "sheets"
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        let window = context.viewport_rect();
        for clipped in &mut output.shapes {
            let clip = clipped.clip_rect.intersect(window);
            self.replace(&mut clipped.shape, clip, output.pixels_per_point);
        }
    }
}

/// Place and colour of a rectangle that is nothing but one opaque colour, on whole pixels as egui rounds it.
fn ground(shape: &RectShape, pixels_per_point: f32) -> Option<(Rect, Color32)> {
    let plain = shape.corner_radius == egui::CornerRadius::ZERO
        && shape.stroke.is_empty()
        && shape.blur_width == 0.0
        && shape.brush.is_none()
        && shape.angle == 0.0
        && shape.round_to_pixels != Some(false)
        && shape.fill.a() == u8::MAX;
    plain.then(|| (shape.rect.round_to_pixels(pixels_per_point), shape.fill))
}

/// Place and part of a picture that is drawn as it is: two triangles, not tinted.
fn picture(mesh: &egui::Mesh) -> Option<(Rect, Rect)> {
    let [first, _, _, last] = mesh.vertices.as_slice() else {
        return None;
    };
    let quad = mesh.texture_id != TextureId::default()
        && mesh.vertices.iter().all(|v| v.color == Color32::WHITE);
    let (place, uv) = (
        Rect::from_min_max(first.pos, last.pos),
        Rect::from_min_max(first.uv, last.uv),
    );
    let straight = |v: &egui::epaint::Vertex| {
        let (x, y) = (v.pos.x, v.pos.y);
        (x == place.left() || x == place.right()) && (y == place.top() || y == place.bottom())
    };
    (quad && place.is_positive() && mesh.vertices.iter().all(straight)).then_some((place, uv))
}

/// The part of a picture that falls into `rect` when `uv` fills `place`.
fn part(uv: Rect, place: Rect, rect: Rect) -> Rect {
    let at = |corner: Pos2| {
        let share = (corner - place.min) / place.size();
        pos2(
            uv.left() + share.x * uv.width(),
            uv.top() + share.y * uv.height(),
        )
    };
    Rect::from_min_max(at(rect.min), at(rect.max))
}

impl CallbackTrait for Sheet {
    fn paint(
        &self,
        info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        let [width, height] = info.screen_size_px.map(|px| px as f32);
        let window = Rect::from_min_max(Pos2::ZERO, pos2(width, height));
        let rect = (self.rect * info.pixels_per_point).intersect(window);
        if !rect.is_positive() {
            return;
        }
        pass.set_viewport(
            rect.left(),
            rect.top(),
            rect.width(),
            rect.height(),
            0.0,
            1.0,
        );
        match &self.picture {
            None => pass.set_pipeline(&self.pipelines.plain),
            Some(picture) => {
                pass.set_pipeline(&self.pipelines.pictured);
                pass.set_bind_group(0, picture, &[]);
            }
        }
        pass.set_vertex_buffer(0, self.instance.slice(..));
        pass.draw(0..4, 0..1);
    }
}
