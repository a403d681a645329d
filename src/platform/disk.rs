//! What kind of disk a file is on. SQLite's write-ahead log shares memory between processes, which no network file
//! system can do: a project there would be damaged by two people at once.

use std::path::Path;

/// Bytes that this user can still write where `path` (or the folder it will be in) stands; `None` where the system
/// does not say.
#[cfg(unix)]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let existing = path.ancestors().find(|p| p.exists())?;
    let stat = rustix::fs::statvfs(existing).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

/// Other systems are not asked.
#[cfg(not(unix))]
pub fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

/// The name of the network file system that `path` (or the folder it will be in) stands on; `None` for a local disk,
/// and wherever this cannot be told.
#[cfg(target_os = "linux")]
pub fn network_file_system(path: &Path) -> Option<String> {
    let existing = path.ancestors().find(|p| p.exists())?;
    let magic = u32::try_from(rustix::fs::statfs(existing).ok()?.f_type).ok()?;
    match name_of(magic)? {
        // Any program can be behind FUSE; the mount table says which.
        "fuse" => network_fuse(
            existing,
            &std::fs::read_to_string("/proc/self/mounts").ok()?,
        ),
        name => Some(name.to_owned()),
    }
}

/// Other systems are not asked.
#[cfg(not(target_os = "linux"))]
pub fn network_file_system(_path: &Path) -> Option<String> {
    None
}

/// Network file systems by their number in `statfs(2)`.
#[cfg(any(target_os = "linux", test))]
fn name_of(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x6969 => "nfs",
        0x517b | 0xfe53_4d42 => "smb",
        0xff53_4d42 => "cifs",
        0x5346_414f | 0x6b41_4653 => "afs",
        0x7375_7245 => "coda",
        0x564c => "ncp",
        0x00c3_6400 => "ceph",
        0x0bd0_0bd0 => "lustre",
        0x4750_4653 => "gpfs",
        0x1983_0326 => "beegfs",
        0x0116_1970 => "gfs2",
        0x7461_636f => "ocfs2",
        0x6573_5546 => "fuse",
        _ => return None,
    })
}

/// FUSE programs that reach over a network, as the mount table names them.
#[cfg(any(target_os = "linux", test))]
const NETWORK_FUSE: [&str; 8] = [
    "sshfs",
    "rclone",
    "s3fs",
    "gcsfuse",
    "glusterfs",
    "davfs",
    "curlftpfs",
    "gvfsd-fuse",
];

/// The network program behind the mount that holds `path`.
#[cfg(any(target_os = "linux", test))]
fn network_fuse(path: &Path, mounts: &str) -> Option<String> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (_, kind) = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            let point = words.next()?.replace("\\040", " ");
            let kind = words.next()?.strip_prefix("fuse.")?;
            path.starts_with(&point).then_some((point.len(), kind))
        })
        .max_by_key(|(length, _)| *length)?;
    NETWORK_FUSE.contains(&kind).then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_disks_are_known_by_number_and_local_ones_pass() {
        assert_eq!(name_of(0x6969), Some("nfs"));
        assert_eq!(name_of(0xfe53_4d42), Some("smb"));
        assert_eq!(name_of(0xef53), None, "ext4");
        assert_eq!(name_of(0x0102_1994), None, "tmpfs");
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(
            network_file_system(&folder.path().join("not/yet.spatialscore")),
            None
        );
    }

    #[test]
    fn a_fuse_mount_is_judged_by_its_program() {
        let mounts = "host: /mnt/a fuse.sshfs rw 0 0\nntfs /mnt/a/b fuseblk rw 0 0\nx /mnt/c\\040d fuse.rclone rw 0 0";
        let judge = |path: &str| network_fuse(Path::new(path), mounts);
        assert_eq!(judge("/mnt/a/x"), Some("sshfs".into()));
        assert_eq!(judge("/mnt/c d/x"), Some("rclone".into()));
        assert_eq!(judge("/home"), None);
    }
}
