//! Draws a scene into a texture that egui can show: on the window's adapter, or on the processor without one.
//! One picture is drawn only when something in it changed.

use crate::gpu::{CloudId, Renderer};
use crate::raster::{self, Overlay, PointStyle, Screen, ViewCamera};
use crate::ui::scene_cache::Loaded;
use eframe::egui_wgpu::RenderState;
use egui::{ColorImage, TextureHandle, TextureId, TextureOptions};
use std::sync::Arc;

/// A 3D picture and what it was drawn from.
pub struct View3d {
    painter: Painter,
    drawn: Option<Drawn>,
}

enum Painter {
    Adapter {
        state: RenderState,
        renderer: Box<Renderer>,
        cloud: Option<(Arc<Loaded>, CloudId)>,
        shown: Option<(TextureId, u64)>,
    },
    Processor {
        context: egui::Context,
        shown: Option<TextureHandle>,
    },
}

/// What a picture depends on.
#[derive(PartialEq)]
struct Drawn {
    cloud: usize,
    camera: ViewCamera,
    style: PointStyle<'static>,
    classes: Vec<u16>,
    lit: Option<Vec<u16>>,
    overlay: Overlay,
    pixels_per_point: f32,
}

/// What to draw. `style` borrows nothing: classes and lit instances come beside it.
pub struct Shot<'a> {
    /// The scene.
    pub loaded: &'a Arc<Loaded>,
    /// Where from; its size is the picture's, pixels.
    pub camera: ViewCamera,
    /// How points look.
    pub style: PointStyle<'static>,
    /// Class of each instance.
    pub classes: &'a [u16],
    /// Instances that keep their colour, or all.
    pub lit: Option<&'a [u16]>,
    /// What lies over the points.
    pub overlay: &'a Overlay,
    /// Pixels for a point of the interface.
    pub pixels_per_point: f32,
}

impl View3d {
    /// On the window's adapter where there is one.
    pub fn new(context: &egui::Context, state: Option<&RenderState>) -> Self {
        let painter = match state {
            Some(state) => Painter::Adapter {
                renderer: Box::new(Renderer::new(
                    state.device.clone(),
                    state.queue.clone(),
                    state.device.features(),
                )),
                state: state.clone(),
                cloud: None,
                shown: None,
            },
            None => Painter::Processor {
                context: context.clone(),
                shown: None,
            },
        };
        Self {
            painter,
            drawn: None,
        }
    }

    /// Name of the adapter; `None` when the processor draws.
    pub fn adapter(&self) -> Option<&str> {
        match &self.painter {
            Painter::Adapter { renderer, .. } => Some(renderer.adapter_name()),
            Painter::Processor { .. } => None,
        }
    }

    /// What the last picture was drawn from: camera, and what lies over the points.
    #[cfg(test)]
    pub(crate) fn drawn(&self) -> Option<(&ViewCamera, &Overlay)> {
        self.drawn.as_ref().map(|d| (&d.camera, &d.overlay))
    }

    /// Bytes held on the adapter.
    pub fn bytes(&self) -> u64 {
        match &self.painter {
            Painter::Adapter { renderer, .. } => renderer.bytes(),
            Painter::Processor { .. } => 0,
        }
    }

    /// The picture, drawn anew only when it changed. `Err` says why there is none.
    ///
    /// # Errors
    /// When the adapter refuses the size or the cloud.
    pub fn show(&mut self, shot: &Shot<'_>) -> Result<TextureId, String> {
        let wanted = Drawn {
            cloud: Arc::as_ptr(shot.loaded) as usize,
            camera: shot.camera,
            style: shot.style,
            classes: shot.classes.to_vec(),
            lit: shot.lit.map(<[u16]>::to_vec),
            overlay: shot.overlay.clone(),
            pixels_per_point: shot.pixels_per_point,
        };
        match (self.texture(), self.drawn.as_ref() == Some(&wanted)) {
            (Some(texture), true) => Ok(texture),
            _ => {
                let texture = self.draw(shot)?;
                self.drawn = Some(wanted);
                Ok(texture)
            }
        }
    }

    fn texture(&self) -> Option<TextureId> {
        match &self.painter {
            Painter::Adapter { shown, .. } => shown.map(|(id, _)| id),
            Painter::Processor { shown, .. } => shown.as_ref().map(TextureHandle::id),
        }
    }

    fn draw(&mut self, shot: &Shot<'_>) -> Result<TextureId, String> {
        let style = PointStyle {
            class_of_instance: shot.classes,
            lit: shot.lit,
            ..shot.style
        };
        let screen = Screen::new(shot.overlay, &shot.camera, shot.pixels_per_point);
        match &mut self.painter {
            Painter::Adapter {
                state,
                renderer,
                cloud,
                shown,
            } => {
                let id = match cloud {
                    Some((kept, id)) if Arc::ptr_eq(kept, shot.loaded) => *id,
                    other => {
                        if let Some((_, old)) = other.take() {
                            renderer.remove(old);
                        }
                        let id = renderer.upload(&shot.loaded.cloud);
                        *other = Some((Arc::clone(shot.loaded), id));
                        id
                    }
                };
                renderer
                    .draw(id, &shot.camera, &style, &screen)
                    .map_err(|e| e.to_string())?;
                register(state, renderer, shown).ok_or_else(|| "nothing was drawn".to_owned())
            }
            Painter::Processor { context, shown } => {
                let picture = raster::draw(
                    &shot.loaded.cloud,
                    &shot.loaded.info,
                    &shot.camera,
                    &style,
                    &screen,
                );
                let size = [picture.width as usize, picture.height as usize];
                let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
                let texture = match shown {
                    Some(texture) => {
                        texture.set(image, TextureOptions::LINEAR);
                        texture
                    }
                    none => {
                        none.insert(context.load_texture("3d view", image, TextureOptions::LINEAR))
                    }
                };
                Ok(texture.id())
            }
        }
    }
}

/// Tells egui about the renderer's texture, anew whenever it was replaced.
fn register(
    state: &RenderState,
    renderer: &Renderer,
    shown: &mut Option<(TextureId, u64)>,
) -> Option<TextureId> {
    let generation = renderer.generation();
    if let Some((id, at)) = shown
        && *at == generation
    {
        return Some(*id);
    }
    let (view, mut egui) = (renderer.view()?, state.renderer.write());
    let filter = wgpu::FilterMode::Linear;
    let id = match shown.take() {
        Some((id, _)) => {
            egui.update_egui_texture_from_wgpu_texture(&state.device, view, filter, id);
            id
        }
        None => egui.register_native_texture(&state.device, view, filter),
    };
    *shown = Some((id, generation));
    Some(id)
}
