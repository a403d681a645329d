"""The scene of colmap_text as COLMAP's binary files (note, section 6). Little-endian throughout.

    cameras.bin   u64 count; each: i32 id, i32 model, u64 width, u64 height, f64 parameters (their number by model)
    images.bin    u64 count; each: i32 id, 4 f64 quaternion, 3 f64 translation, i32 camera, name and a zero byte,
                  u64 features, each f64 x, f64 y, i64 point (-1: none)
    points3D.bin  u64 count; each: u64 id, 3 f64, 3 u8, f64 error, u64 length, each i32 image, i32 feature
"""
import struct

from colmap_text import expected, pictures

SIMPLE_PINHOLE, PINHOLE, SIMPLE_RADIAL, OPENCV, OPENCV_FISHEYE = 0, 1, 2, 4, 5
CAMERAS = [
    (1, SIMPLE_PINHOLE, 16, 12, [20, 8, 6]),
    (2, PINHOLE, 16, 12, [20, 22, 8.5, 5.5]),
    (3, SIMPLE_RADIAL, 16, 12, [18, 8, 6, -0.05]),
    (4, OPENCV, 16, 12, [19, 21, 8.25, 6.25, 0.1, -0.02, 0.001, -0.002]),
    (5, OPENCV_FISHEYE, 12, 10, [7, 7.5, 6.25, 4.75, 0.1, -0.02, 0.003, -0.0004]),
]
IMAGES = [
    (1, (1, 0, 0, 0), (0, 0, 4), 1, "a.jpg", [(8, 6, 1), (13, 8.5, 2), (3, 7.25, 3), (10, 3, 4)]),
    (2, (1.6, 0.4, -0.8, -0.8), (0.1, 0.2, 5), 2, "b.jpg", []),
    (3, (0.8, 0, 0, 0.6), (0, 0, 5), 3, "sub/c.jpg",
     [(8, 6, 1), (7.2818, 9.9501, 2), (6.131978, 2.8028085, 3), (10.577088541666667, 6.8090859375, 4)]),
    (4, (0.5, 0.5, 0.5, 0.5), (1, 2, 3), 4, "d.jpg", [(3.5, 4.5, -1)]),
    (5, (0.5, -0.5, 0.5, -0.5), (0.5, 0.25, 3), 5, "e.jpg",
     [(7.407326347996241, 5.369996257855129, 1), (7.45710280791486, 7.983311092629091, 3)]),
]
POINTS = [
    (1, (0, 0, 0), (255, 0, 0), 0.1, [(1, 0), (3, 0), (5, 0)]),
    (2, (1, 0.5, 0), (0, 255, 0), 0.2, [(1, 1), (3, 1)]),
    (3, (-1, 0.25, 0), (0, 0, 255), 0.1, [(1, 2), (3, 2), (5, 1)]),
    (4, (0.5, -0.75, 1), (9, 8, 7), 0.1, [(1, 3), (3, 3)]),
    (7, (-1.5, 2.5, 3.25), (10, 20, 30), 0.3, []),
]


def files():
    cameras = struct.pack("<Q", len(CAMERAS))
    for number, model, width, height, parameters in CAMERAS:
        cameras += struct.pack(f"<iiQQ{len(parameters)}d", number, model, width, height, *parameters)
    images = struct.pack("<Q", len(IMAGES))
    for number, q, t, camera, name, features in IMAGES:
        images += struct.pack("<i7di", number, *q, *t, camera) + name.encode() + b"\0"
        images += struct.pack("<Q", len(features)) + b"".join(struct.pack("<ddq", *f) for f in features)
    points = struct.pack("<Q", len(POINTS))
    for number, xyz, rgb, error, track in POINTS:
        points += struct.pack("<Q3d3BdQ", number, *xyz, *rgb, error, len(track))
        points += b"".join(struct.pack("<ii", *t) for t in track)
    return {"sparse/0/cameras.bin": cameras, "sparse/0/images.bin": images, "sparse/0/points3D.bin": points,
            **pictures()}


EXPECTED = {"colmap_binary": expected("colmap_binary")}
