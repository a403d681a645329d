//! A disk that forgets: an SQLite VFS over the system's that keeps, beside each file, what would still be there after
//! the power was cut. A write becomes durable when the file is synced; at a cut, any part of what was not synced may
//! have reached the disk, sector by sector, or nothing.
#![expect(unsafe_code, reason = "an SQLite VFS is a table of C functions")]

use libsqlite3_sys as ffi;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Name under which SQLite knows the disk.
pub const NAME: &str = "forgetful";
/// What reaches a disk as a whole.
const SECTOR: usize = 512;

/// A change that was not synced yet.
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl Change {
    fn apply(&self, image: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(image, *offset, bytes),
            Self::Truncate(length) => image.resize(*length, 0),
        }
    }
}

fn put(image: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    image[offset..end].copy_from_slice(bytes);
}

/// One file: what is durable, and what is on its way.
#[derive(Default)]
struct Image {
    durable: Vec<u8>,
    pending: Vec<Change>,
    syncs: u64,
}

/// What is left of a folder after a cut.
pub struct Remains {
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// How many decisions were acknowledged before the cut.
    pub acknowledged: usize,
}

impl Remains {
    /// Writes the files into another folder.
    pub fn restore(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let name = path.file_name().expect("files have names");
            std::fs::write(folder.join(name), bytes).expect("the folder is writable");
        }
    }
}

/// The files of one folder.
struct Disk {
    files: BTreeMap<PathBuf, Image>,
    random: ChaCha8Rng,
    one_in: u32,
    acknowledged: usize,
    cuts: Vec<Remains>,
}

impl Disk {
    /// Before every change: perhaps the power is cut here.
    fn maybe_cut(&mut self) {
        if self.random.next_u32().is_multiple_of(self.one_in) {
            let remains = self.cut();
            self.cuts.push(remains);
        }
    }

    fn cut(&mut self) -> Remains {
        // All three happen: nothing more was written, everything was, any part was.
        let luck = self.random.next_u32() % 3;
        let random = &mut self.random;
        let mut survives = || match luck {
            0 => false,
            1 => true,
            _ => random.next_u32().is_multiple_of(2),
        };
        let files = self
            .files
            .iter()
            .map(|(path, image)| (path.clone(), after_cut(image, &mut survives)))
            .collect();
        Remains {
            files,
            acknowledged: self.acknowledged,
        }
    }
}

fn after_cut(image: &Image, survives: &mut impl FnMut() -> bool) -> Vec<u8> {
    let mut left = image.durable.clone();
    for change in &image.pending {
        match change {
            Change::Truncate(_) if survives() => change.apply(&mut left),
            Change::Truncate(_) => {}
            Change::Write { offset, bytes } => {
                let mut done = 0;
                while done < bytes.len() {
                    let at = offset + done;
                    let length = (SECTOR - at % SECTOR).min(bytes.len() - done);
                    if survives() {
                        put(&mut left, at, &bytes[done..done + length]);
                    }
                    done += length;
                }
            }
        }
    }
    left
}

static DISKS: Mutex<BTreeMap<PathBuf, Disk>> = Mutex::new(BTreeMap::new());
/// Open files by address: their path, and the system's functions for them.
static OPEN: Mutex<BTreeMap<usize, (PathBuf, Methods)>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Copy)]
struct Methods(&'static ffi::sqlite3_io_methods);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on files in `folder` are watched when opened through the VFS; the power is cut before one in `one_in`
/// changes.
pub fn watch(folder: &Path, seed: u64, one_in: u32) {
    register();
    let random = ChaCha8Rng::seed_from_u64(seed);
    let disk = Disk {
        files: BTreeMap::new(),
        random,
        one_in,
        acknowledged: 0,
        cuts: Vec::new(),
    };
    lock(&DISKS).insert(folder.to_owned(), disk);
}

/// One more decision was acknowledged.
pub fn acknowledge(folder: &Path) {
    if let Some(disk) = lock(&DISKS).get_mut(folder) {
        disk.acknowledged += 1;
    }
}

/// What every cut left.
pub fn remains(folder: &Path) -> Vec<Remains> {
    lock(&DISKS)
        .get_mut(folder)
        .map(|disk| std::mem::take(&mut disk.cuts))
        .unwrap_or_default()
}

/// How often a file was synced, and how many changes are not.
pub fn syncs(path: &Path) -> (u64, usize) {
    let disks = lock(&DISKS);
    let image = path
        .parent()
        .and_then(|folder| disks.get(folder))
        .and_then(|disk| disk.files.get(path));
    image.map_or((0, 0), |image| (image.syncs, image.pending.len()))
}

fn with_image(path: &Path, work: impl FnOnce(&mut Image)) {
    let mut disks = lock(&DISKS);
    let Some(disk) = path.parent().and_then(|folder| disks.get_mut(folder)) else {
        return;
    };
    disk.maybe_cut();
    if let Some(image) = disk.files.get_mut(path) {
        work(image);
    }
}

/// Registers the VFS with SQLite, once a process.
fn register() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        // SAFETY: the system's VFS lives as long as the process; so does our copy of it, which is leaked. All its
        // functions but the two replaced ones ignore which VFS they are called for.
        unsafe {
            ffi::sqlite3_initialize();
            let base = ffi::sqlite3_vfs_find(std::ptr::null());
            let mut vfs = *base;
            vfs.pNext = std::ptr::null_mut();
            vfs.zName = c"forgetful".as_ptr();
            vfs.xOpen = Some(open);
            vfs.xDelete = Some(delete);
            assert_eq!(
                ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 0),
                ffi::SQLITE_OK
            );
        }
    });
}

/// The path that SQLite hands to a VFS.
///
/// # Safety
/// `name` is null or a C string.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: not null, so a C string by this function's contract.
    let text = unsafe { CStr::from_ptr(name) };
    Some(PathBuf::from(text.to_string_lossy().into_owned()))
}

/// Opens a file with the system's VFS and puts our functions before its own.
///
/// # Safety
/// Called by SQLite as `xOpen`: `file` has room for the system's file structure.
unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's, handed on to the VFS they are meant for; the file's methods are read only
    // after it was opened, and are static tables of the system's VFS.
    unsafe {
        let path = path_of(name).filter(|path| {
            path.parent()
                .is_some_and(|folder| lock(&DISKS).contains_key(folder))
        });
        if let Some(path) = &path {
            remember(path);
        }
        let base = ffi::sqlite3_vfs_find(std::ptr::null());
        let opened = (*base).xOpen.map_or(ffi::SQLITE_CANTOPEN, |open| {
            open(base, name, file, flags, out)
        });
        if let (ffi::SQLITE_OK, Some(path)) = (opened, path) {
            let system: &'static ffi::sqlite3_io_methods = &*(*file).pMethods;
            let mut ours = *system;
            ours.xClose = Some(close);
            ours.xWrite = Some(write);
            ours.xTruncate = Some(truncate);
            ours.xSync = Some(sync);
            lock(&OPEN).insert(file as usize, (path, Methods(system)));
            (*file).pMethods = Box::leak(Box::new(ours));
        }
        opened
    }
}

/// What is in a file when it is first opened is durable.
fn remember(path: &Path) {
    let mut disks = lock(&DISKS);
    if let Some(disk) = path.parent().and_then(|folder| disks.get_mut(folder)) {
        disk.files.entry(path.to_owned()).or_insert_with(|| Image {
            durable: std::fs::read(path).unwrap_or_default(),
            ..Image::default()
        });
    }
}

/// # Safety
/// Called by SQLite as `xDelete`.
unsafe extern "C" fn delete(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's, handed on to the VFS they are meant for.
    unsafe {
        if let Some(path) = path_of(name)
            && let Some(disk) = path
                .parent()
                .map(Path::to_owned)
                .and_then(|f| lock(&DISKS).remove_entry(&f))
        {
            let (folder, mut disk) = disk;
            disk.files.remove(&path);
            lock(&DISKS).insert(folder, disk);
        }
        let base = ffi::sqlite3_vfs_find(std::ptr::null());
        (*base)
            .xDelete
            .map_or(ffi::SQLITE_IOERR, |delete| delete(base, name, sync_folder))
    }
}

/// The path of an open file and the system's functions for it.
fn opened(file: *mut ffi::sqlite3_file) -> Option<(PathBuf, Methods)> {
    lock(&OPEN)
        .get(&(file as usize))
        .map(|(path, methods)| (path.clone(), *methods))
}

/// # Safety
/// Called by SQLite as `xClose` on a file that [`open`] opened.
unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let found = lock(&OPEN).remove(&(file as usize));
    let close = found.and_then(|(_, methods)| methods.0.xClose);
    // SAFETY: the file is the system's, open, and this is its own function.
    close.map_or(ffi::SQLITE_IOERR, |close| unsafe { close(file) })
}

/// # Safety
/// Called by SQLite as `xWrite` on a file that [`open`] opened; `data` has `amount` bytes.
unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    let Some((path, methods)) = opened(file) else {
        return ffi::SQLITE_IOERR;
    };
    let length = usize::try_from(amount).expect("SQLite writes no negative amounts");
    // SAFETY: SQLite hands over `amount` readable bytes.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length) }.to_vec();
    let at = usize::try_from(offset).expect("SQLite writes at no negative offsets");
    with_image(&path, |image| {
        image.pending.push(Change::Write { offset: at, bytes })
    });
    // SAFETY: the file is the system's, open, and this is its own function.
    methods.0.xWrite.map_or(ffi::SQLITE_IOERR, |write| unsafe {
        write(file, data, amount, offset)
    })
}

/// # Safety
/// Called by SQLite as `xTruncate` on a file that [`open`] opened.
unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let Some((path, methods)) = opened(file) else {
        return ffi::SQLITE_IOERR;
    };
    let length = usize::try_from(size).expect("SQLite truncates to no negative size");
    with_image(&path, |image| image.pending.push(Change::Truncate(length)));
    // SAFETY: the file is the system's, open, and this is its own function.
    methods
        .0
        .xTruncate
        .map_or(ffi::SQLITE_IOERR, |truncate| unsafe {
            truncate(file, size)
        })
}

/// # Safety
/// Called by SQLite as `xSync` on a file that [`open`] opened.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let Some((path, methods)) = opened(file) else {
        return ffi::SQLITE_IOERR;
    };
    // SAFETY: the file is the system's, open, and this is its own function.
    let synced = methods
        .0
        .xSync
        .map_or(ffi::SQLITE_IOERR, |sync| unsafe { sync(file, flags) });
    with_image(&path, |image| {
        for change in image.pending.drain(..) {
            change.apply(&mut image.durable);
        }
        image.syncs += 1;
    });
    synced
}
