//! Which adapter, which features, which limits: asked for in one place, by the window as well.

use super::GpuError;

/// The optional features that drawing can use and this adapter has: 64-bit atomics, which halve the work.
pub fn required_features(adapter: &wgpu::Adapter) -> wgpu::Features {
    let wanted = wgpu::Features::SHADER_INT64 | wgpu::Features::SHADER_INT64_ATOMIC_MIN_MAX;
    if adapter.features().contains(wanted) {
        wanted
    } else {
        wgpu::Features::empty()
    }
}

/// What to request of an adapter: [`required_features`] and all of its limits, for the defaults would refuse a
/// large cloud on a large card.
pub fn device_descriptor(adapter: &wgpu::Adapter) -> wgpu::DeviceDescriptor<'static> {
    wgpu::DeviceDescriptor {
        label: Some("spatialscore device"),
        required_features: required_features(adapter),
        required_limits: adapter.limits(),
        ..Default::default()
    }
}

/// Which adapter to take where there is no window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AdapterChoice {
    /// The fastest.
    #[default]
    Fastest,
    /// A software adapter if there is one: the same pictures on every machine, for tests.
    Software,
}

/// An adapter's device without a window.
///
/// # Errors
/// [`GpuError::NoAdapter`] where none is found, [`GpuError::Device`] where it refuses.
pub(super) fn open(
    choice: AdapterChoice,
) -> Result<(wgpu::Adapter, wgpu::Device, wgpu::Queue), GpuError> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let mut adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    adapters.retain(can_draw);
    adapters.sort_by_key(|a| preference(a.get_info().device_type, choice));
    let adapter = adapters.into_iter().next().ok_or(GpuError::NoAdapter)?;
    let (device, queue) = pollster::block_on(adapter.request_device(&device_descriptor(&adapter)))
        .map_err(|e| GpuError::Device(e.to_string()))?;
    Ok((adapter, device, queue))
}

/// Whether an adapter has what the passes need at the least.
fn can_draw(adapter: &wgpu::Adapter) -> bool {
    let flags = adapter.get_downlevel_capabilities().flags;
    flags.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS | wgpu::DownlevelFlags::VERTEX_STORAGE)
        && adapter.limits().max_storage_buffers_per_shader_stage >= 4
}

fn preference(kind: wgpu::DeviceType, choice: AdapterChoice) -> u8 {
    use wgpu::DeviceType as T;
    let speed = match kind {
        T::DiscreteGpu => 0,
        T::IntegratedGpu => 1,
        T::VirtualGpu => 2,
        T::Other => 3,
        T::Cpu => 4,
    };
    match choice {
        AdapterChoice::Fastest => speed,
        AdapterChoice::Software => 4 - speed,
    }
}
