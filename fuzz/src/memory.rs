//! Memory with a bound. What asks for more ends the process, which the fuzzer takes for the error that it is: a parser
//! has believed what a file claims.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[global_allocator]
static MEMORY: Bounded = Bounded;

/// Bytes that are held.
static HELD: AtomicUsize = AtomicUsize::new(0);
/// Bytes that may be held.
static MOST: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Allows so many bytes beyond those that are held now.
pub fn allow(more: usize) {
    MOST.store(HELD.load(Relaxed).saturating_add(more), Relaxed);
}

struct Bounded;

impl Bounded {
    fn take(bytes: usize) -> bool {
        let held = HELD.fetch_add(bytes, Relaxed).saturating_add(bytes);
        let fits = held <= MOST.load(Relaxed);
        if !fits {
            HELD.fetch_sub(bytes, Relaxed);
        }
        fits
    }
}

// Safety: every call is the system's own, or refused with a null pointer, as the trait allows.
unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !Self::take(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !Self::take(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size > layout.size() && !Self::take(size - layout.size()) {
            return std::ptr::null_mut();
        }
        if size < layout.size() {
            HELD.fetch_sub(layout.size() - size, Relaxed);
        }
        unsafe { System.realloc(pointer, layout, size) }
    }
}
