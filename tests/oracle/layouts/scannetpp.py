"""ScanNet++: data/<scene>/{scans,dslr,iphone}, splits, metadata (note, section 1.1).

The first scene has everything: a mesh of 13 vertices with an oblique table, a book that shares a vertex with it and a
floor, two fisheye pictures with a COLMAP model, an anonymisation mask, nerfstudio transforms in their other world, and
a phone that looks down at the floor, 16 degrees from straight, from 1.5, 1.375 and 1.25 m. Each scene has one of
depth.bin's three encodings. In the second the phone has a COLMAP model for one of its two frames. The hidden scenes of
the benchmark have no scan, as the second and third here.
"""
import struct

from common import deflate_runs, dump, jpeg, lz4_runs, ply_mesh, png

FULL, LZ4, PARTS = "0a1b2c3d4e", "1a1b2c3d4e", "2a1b2c3d4e"
WIDE, HIGH = 256, 192

# ---- the mesh and what is in it --------------------------------------------------------------------------------

# The table's corners: (1,2,1.5) +- (.36,.48,-.8) +- .5 (-.8,.6,0) +- .25 (.48,.64,.6); then the floor and the book.
VERTICES = [(1.08, 2.94, 0.85), (1.88, 2.34, 0.85), (0.84, 2.62, 0.55), (1.64, 2.02, 0.55),
            (0.36, 1.98, 2.45), (1.16, 1.38, 2.45), (0.12, 1.66, 2.15), (0.92, 1.06, 2.15),
            (-3, -3, 0), (3, -3, 0), (3, 3, 0), (-3, 3, 0), (0.5, 1.9, 2.5)]
TRIANGLES = [(8, 9, 10), (8, 10, 11), (0, 1, 3), (0, 3, 2), (4, 5, 12)]
LABELS = [1, 1, 1, 1, 2, 1, 1, 1, 3, 3, 3, 3, 2]
# A row of three numbers is an axis. min and max are the box's own: half sizes (1,.5,.25) times the axes, summed
# without signs: x .36+.4+.12 = .88, y .48+.3+.16 = .94, z .8+0+.15 = .95.
GROUPS = [
    {"id": 1, "objectId": 1, "label": "table", "segments": [0, 1, 2, 3, 4, 5, 6, 7],
     "obb": {"centroid": [1.0, 2.0, 1.5], "axesLengths": [2.0, 1.0, 0.5],
             "normalizedAxes": [0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6],
             "min": [0.12, 1.06, 0.55], "max": [1.88, 2.94, 2.45]}},
    {"id": 2, "objectId": 2, "label": "book", "segments": [4, 12],
     "obb": {"centroid": [0.43, 1.94, 2.475], "axesLengths": [0.2, 0.12, 0.09],
             "normalizedAxes": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
             "min": [0.33, 1.88, 2.43], "max": [0.53, 2.0, 2.52]}},
    {"id": 3, "objectId": 3, "label": "floor", "segments": [8, 9, 10, 11],
     "obb": {"centroid": [0.0, 0.0, 0.0], "axesLengths": [6.0, 6.0, 0.02],
             "normalizedAxes": [0.0, 1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0],
             "min": [-3.0, -3.0, -0.01], "max": [3.0, 3.0, 0.01]}},
]

# ---- the camera ------------------------------------------------------------------------------------------------

DSLR_CAMERAS = """\
# Camera list with one line of data per camera:
1 OPENCV_FISHEYE 160 120 80 82 80.5 59.5 -0.03 0.01 -0.002 0.0003
"""
# World-to-camera. (3,3,-1,-1) / sqrt 20 carries world x to (.8,-.6,0), y to (0,0,1), z to (-.6,-.8,0).
DSLR_IMAGES = """\
# Image list with two lines of data per image:
1 0.6708203932499369 0.6708203932499369 -0.22360679774997896 -0.22360679774997896 0.1 1.8 2 1 DSC00001.JPG
80.5 59.5 1 103.69946024732485 66.43567196977315 2
2 0.8 0.2 -0.4 -0.4 2.52 0.4 0.86 1 DSC00002.JPG

"""
DSLR_POINTS = """\
# 3D point list with one line of data per point:
1 1 2 1.5 10 20 30 0.1 1 0
2 1.75 2 0.5 40 50 60 0.2 1 1
"""
# From the poses below: camera's y and z columns negated, world rows 0 and 1 swapped, world row 2 negated.
TRANSFORMS = {
    "fl_x": 80.0, "fl_y": 82.0, "cx": 80.5, "cy": 59.5, "w": 160, "h": 120, "k1": -0.03, "k2": 0.01, "k3": -0.002,
    "k4": 0.0003, "camera_model": "OPENCV_FISHEYE",
    "frames": [{"file_path": "DSC00001.JPG", "mask_path": "DSC00001.png", "is_bad": False,
                "transform_matrix": [[0, 0, -1, -2], [0.8, 0.6, 0, 1], [0.6, -0.8, 0, -1.5], [0, 0, 0, 1]]}],
    "test_frames": [{"file_path": "DSC00002.JPG", "mask_path": "DSC00002.png", "is_bad": False,
                     "transform_matrix": [[0.48, -0.6, -0.64, -2], [0.36, 0.8, -0.48, -1], [0.8, 0, 0.6, -1.5],
                                          [0, 0, 0, 1]]}],
}

# ---- the phone -------------------------------------------------------------------------------------------------

INTRINSIC = [[1500.0, 0.0, 960.0], [0.0, 1530.0, 712.5], [0.0, 0.0, 1.0]]
# Camera-to-world in the mesh's world. All look along (0,.28,-.96), the third turned by (.8,.6) about z.
ALIGNED = [[[1, 0, 0, -1.5], [0, -0.96, 0.28, -1], [0, -0.28, -0.96, 1.5], [0, 0, 0, 1]],
           [[1, 0, 0, -1.5], [0, -0.96, 0.28, -1], [0, -0.28, -0.96, 1.375], [0, 0, 0, 1]],
           [[0.8, 0.576, -0.168, -1.25], [0.6, -0.768, 0.224, -1.25], [0, -0.28, -0.96, 1.25], [0, 0, 0, 1]]]
# The same three in the phone's own world: (x + 1.75, z - 1, -y - 3) of the mesh's, so y is up.
ARKIT = [[[1, 0, 0, 0.25], [0, -0.28, -0.96, 0.5], [0, 0.96, -0.28, -2], [0, 0, 0, 1]],
         [[1, 0, 0, 0.25], [0, -0.28, -0.96, 0.375], [0, 0.96, -0.28, -2], [0, 0, 0, 1]],
         [[0.8, 0.576, -0.168, 0.5], [0, -0.28, -0.96, 0.25], [-0.6, 0.768, -0.224, -1.75], [0, 0, 0, 1]]]
# Pixels (x, y) of each frame's depth that are not the floor's, metres; 0 is no depth.
SPECIAL = [{(1, 0): 1.81, (0, 1): 1.8, (255, 191): 0.0}, {(100, 50): 0.0}, {(7, 3): 1.49}]
PHONE_CAMERAS = "1 OPENCV 1920 1440 1510 1540 962 714.5 0.05 -0.01 0.001 -0.002\n"
# The second scene's first frame, 1 cm aside of aligned_pose: (1,7,0,0) / sqrt 50.
PHONE_IMAGES = "1 0.1414213562373095 0.9899494936611665 0 0 1.49 -0.54 1.72 1 frame_000000.jpg\n\n"


def poses(frames):
    return dump({f"frame_{i:06}": {"timestamp": 100.0 + i / 60, "pose": ARKIT[i], "aligned_pose": ALIGNED[i],
                                   "intrinsic": INTRINSIC, "imu": {"rotate_rate": [0.0, 0.0, 0.0]}}
                 for i in frames})


def depth(frame, code):
    """One map, to the millimetre: 'f' float32 metres, 'H' uint16 millimetres.

    The floor is at h / (.96 + .28 y), h the camera's height, y = (row + .5 - 95) / 204.
    """
    data = b""
    for row in range(HIGH):
        steps = [round(1000 * ALIGNED[frame][2][3] / (0.96 + 0.28 * (row + 0.5 - 95) / 204))] * WIDE
        for (x, y), metres in SPECIAL[frame].items():
            if y == row:
                steps[x] = round(1000 * metres)
        data += struct.pack(f"<{WIDE}{code}", *(s / 1000 if code == "f" else s for s in steps))
    return data


def chained(parts):
    return b"".join(struct.pack("<I", len(p)) + p for p in parts)


def full_scene():
    mesh = ply_mesh(VERTICES, TRIANGLES)
    mask = png(160, 120, lambda x, y: 0 if 40 <= x < 60 and 10 <= y < 30 else 255, packed=True)
    return {
        "scans/mesh_aligned_0.05.ply": mesh,
        "scans/mesh_aligned_0.05_semantic.ply": ply_mesh(VERTICES, TRIANGLES, LABELS),
        "scans/mesh_aligned_0.05_mask.txt": b"1\n" * len(VERTICES),
        "scans/segments.json": dump({"sceneId": FULL, "segIndices": list(range(len(VERTICES)))}),
        "scans/segments_anno.json": dump({"sceneId": FULL, "segGroups": GROUPS}),
        "dslr/colmap/cameras.txt": DSLR_CAMERAS.encode(),
        "dslr/colmap/images.txt": DSLR_IMAGES.encode(),
        "dslr/colmap/points3D.txt": DSLR_POINTS.encode(),
        "dslr/nerfstudio/transforms.json": dump(TRANSFORMS),
        "dslr/train_test_lists.json": dump({"train": ["DSC00001.JPG"], "test": ["DSC00002.JPG"]}),
        "dslr/resized_images/DSC00001.JPG": jpeg(160, 120, 100),
        "dslr/resized_images/DSC00002.JPG": jpeg(160, 120, 140),
        "dslr/resized_anon_masks/DSC00001.png": mask,
        "dslr/resized_anon_masks/DSC00002.png": png(160, 120, lambda x, y: 255, packed=True),
        "iphone/pose_intrinsic_imu.json": poses([0, 1, 2]),
        "iphone/depth.bin": deflate_runs(b"".join(depth(i, "f") for i in range(3)), 4),
        "iphone/rgb/frame_000000.jpg": jpeg(1920, 1440, 110),
        "iphone/rgb/frame_000002.jpg": jpeg(1920, 1440, 120),
    }


def files():
    out = {f"data/{FULL}/{path}": data for path, data in full_scene().items()}
    second, third = f"data/{LZ4}/iphone", f"data/{PARTS}/iphone"
    out |= {
        f"{second}/pose_intrinsic_imu.json": poses([0, 1]),
        f"{second}/depth.bin": chained([lz4_runs(depth(i, "H"), 2) for i in range(2)]),
        f"{second}/rgb/frame_000000.jpg": jpeg(1920, 1440, 130),
        f"{second}/rgb/frame_000001.jpg": jpeg(1920, 1440, 132),
        f"{second}/colmap/cameras.txt": PHONE_CAMERAS.encode(),
        f"{second}/colmap/images.txt": PHONE_IMAGES.encode(),
        f"{second}/colmap/points3D.txt": b"",
        f"{third}/pose_intrinsic_imu.json": poses([0, 1, 2]),
        f"{third}/depth.bin": chained([deflate_runs(depth(i, "f"), 4) for i in range(3)]),
        f"{third}/rgb/frame_000000.jpg": jpeg(1920, 1440, 134),
        f"{third}/rgb/frame_000002.jpg": jpeg(1920, 1440, 136),
        "splits/nvs_sem_val.txt": f"{FULL}\n".encode(),
        "splits/nvs_test_iphone.txt": f"{LZ4}\n{PARTS}\n".encode(),
        "metadata/semantic_classes.txt": b"table\nbook\nfloor\n",
        "metadata/instance_classes.txt": b"table\nbook\n",
        "metadata/scene_types.json": dump({FULL: "office", LZ4: "office", PARTS: "office"}),
    }
    return out


# ---- what a reader must find -----------------------------------------------------------------------------------

# 1500, 1530, 960 and 712.5 times 256/1920 = 2/15.
DEPTH_K = [200, 0, 128, 0, 204, 95, 0, 0, 1]


def phone(scene, number, pose, at):
    flat_k = [n for row in INTRINSIC for n in row]
    return {"id": f"frame_{number:06}", "image": f"data/{scene}/iphone/rgb/frame_{number:06}.jpg", "K": flat_k,
            "lens": {"model": "ideal", "coefficients": []}, "width": 1920, "height": 1440, "world_from_camera": pose,
            "depth": {"width": WIDE, "height": HIGH, "K": DEPTH_K, "at": at}}


def dslr(number, pose):
    base = f"data/{FULL}/dslr"
    return {"id": f"DSC{number:05}", "image": f"{base}/resized_images/DSC{number:05}.JPG",
            "K": [80, 0, 80.5, 0, 82, 59.5, 0, 0, 1],
            "lens": {"model": "fisheye", "coefficients": [-0.03, 0.01, -0.002, 0.0003]}, "width": 160, "height": 120,
            "world_from_camera": pose, "hidden": f"{base}/resized_anon_masks/DSC{number:05}.png"}


# aligned_pose as it is.
DOWN = [1, 0, 0, -1.5, 0, -0.96, 0.28, -1, 0, -0.28, -0.96, 1.5, 0, 0, 0, 1]
LOWER = [1, 0, 0, -1.5, 0, -0.96, 0.28, -1, 0, -0.28, -0.96, 1.375, 0, 0, 0, 1]
TURNED = [0.8, 0.576, -0.168, -1.25, 0.6, -0.768, 0.224, -1.25, 0, -0.28, -0.96, 1.25, 0, 0, 0, 1]
# The floor: p = C + d R (x,y,1) with p's z 0, so h = d (.28 y + .96). Row 0: y = -94.5/204 = -.463235: 1.5/.830294 =
# 1.807. Row 95: y = .5/204: 1.5/.960686 = 1.561. Row 191: 1.373, but its last pixel has no depth. The others tell
# x from y.
AT_DOWN = [[0, 0, 1.807], [1, 0, 1.81], [0, 1, 1.8], [128, 95, 1.561], [254, 191, 1.373], [255, 191, None]]
# Row 50: y = -44.5/204 = -.218137: 1.375/.898922 = 1.530. Row 100: y = 5.5/204 = .026961: 1.375/.967549 = 1.421.
AT_LOWER = [[100, 50, None], [50, 50, 1.53], [50, 100, 1.421]]
# Row 3: y = -91.5/204 = -.448529: 1.25/.834412 = 1.498. Row 7: y = -87.5/204 = -.428922: 1.25/.839902 = 1.488.
AT_TURNED = [[7, 3, 1.49], [3, 3, 1.498], [3, 7, 1.488]]

MAIN = {
    "id": FULL, "path": f"data/{FULL}", "metric": True, "gravity_aligned": True, "only_these_frames": False,
    "frames": [
        # R as above; -R^T t with R's rows (.8,0,-.6), (-.6,0,-.8), (0,1,0): x .8*.1-.6*1.8 = -1, y 2, z -.6*.1-.8*1.8
        # = -1.5, so the camera stands at (1,-2,1.5). Point 1 (1,2,1.5) is (0,0,4) in it: the principal point.
        # Point 2 (1.75,2,.5) is (.75*.8+1*.6, -.75*.6+1*.8, 4) = (1.2,.35,4), over 4 (.3,.0875), r = .3125,
        # theta = atan r = .302885, theta_d = theta (1-.03 theta^2+.01 theta^4-...) = .302076, over r .966644:
        # x = 80.5+80*.3*.966644 = 103.69946, y = 59.5+82*.0875*.966644 = 66.43567.
        dslr(1, [0.8, -0.6, 0, 1, 0, 0, 1, -2, -0.6, -0.8, 0, 1.5, 0, 0, 0, 1]),
        # (.8,.2,-.4,-.4): R rows (.36,.48,-.8), (-.8,.6,0), (.48,.64,.6), as in colmap_text. -R^T t:
        # x .36*2.52-.8*.4+.48*.86 = 1, y .48*2.52+.6*.4+.64*.86 = 2, z -.8*2.52+.6*.86 = -1.5, all negated.
        dslr(2, [0.36, -0.8, 0.48, -1, 0.48, 0.6, 0.64, -2, -0.8, 0, 0.6, 1.5, 0, 0, 0, 1]),
        phone(FULL, 0, DOWN, AT_DOWN),
        phone(FULL, 2, TURNED, AT_TURNED),
    ],
    "objects": [
        # The rows of normalizedAxes are the axes, so they are the columns of the rotation.
        {"instance": "1", "class": "table", "center": [1, 2, 1.5], "size": [2, 1, 0.5],
         "rotation": [0.36, -0.8, 0.48, 0.48, 0.6, 0.64, -0.8, 0, 0.6], "points": [0, 1, 2, 3, 4, 5, 6, 7]},
        {"instance": "2", "class": "book", "center": [0.43, 1.94, 2.475], "size": [0.2, 0.12, 0.09],
         "rotation": [1, 0, 0, 0, 1, 0, 0, 0, 1], "points": [4, 12]},
        # Axes (0,1,0) and (-1,0,0) as columns.
        {"instance": "3", "class": "floor", "center": [0, 0, 0], "size": [6, 6, 0.02],
         "rotation": [0, -1, 0, 1, 0, 0, 0, 0, 1], "points": [8, 9, 10, 11]},
    ],
    "surfaces": [{"file": f"data/{FULL}/scans/mesh_aligned_0.05.ply", "points": 13, "first": [1.08, 2.94, 0.85],
                  "all": [list(v) for v in VERTICES]}],
}
SECOND = {
    "id": LZ4, "path": f"data/{LZ4}", "metric": True, "gravity_aligned": True, "only_these_frames": False,
    "frames": [
        # COLMAP has this one: (1,7,0,0) / sqrt 50 turns about x, cos (1-49)/50 = -.96, sin 2*7/50 = .28. R rows
        # (1,0,0), (0,-.96,-.28), (0,.28,-.96). R^T t: y .96*.54+.28*1.72 = 1, z .28*.54-.96*1.72 = -1.5, negated.
        {"id": "frame_000000", "image": f"data/{LZ4}/iphone/rgb/frame_000000.jpg",
         "K": [1510, 0, 962, 0, 1540, 714.5, 0, 0, 1],
         "lens": {"model": "opencv", "coefficients": [0.05, -0.01, 0.001, -0.002]}, "width": 1920, "height": 1440,
         "world_from_camera": [1, 0, 0, -1.49, 0, -0.96, 0.28, -1, 0, -0.28, -0.96, 1.5, 0, 0, 0, 1],
         # Millimetres: 1807 and so on.
         "depth": {"width": WIDE, "height": HIGH, "at": AT_DOWN}},
        # COLMAP has it not.
        phone(LZ4, 1, LOWER, AT_LOWER),
    ],
    "objects": [],
}
THIRD = {
    "id": PARTS, "path": f"data/{PARTS}", "metric": True, "gravity_aligned": True, "only_these_frames": False,
    "frames": [phone(PARTS, 0, DOWN, AT_DOWN), phone(PARTS, 2, TURNED, AT_TURNED)],
    "objects": [],
}

EXPECTED = {"scannetpp": {
    "layout": "scannetpp", "path": "scannetpp", "also": ["scannetpp/data"],
    "scenes": [MAIN, SECOND, THIRD],
    "notes": [
        "Opening one scene's folder gives that scene alone, with the same contents.",
        "Depth frame i is video frame i, whatever is extracted: frame 1 of the first and third scene has a pose and "
        "depth and no picture, and frame 2's depth is the third map. Whether frame 1 is listed is left open.",
        "Where COLMAP has a frame, its pose and intrinsics come before aligned_pose. Which intrinsics the depth map "
        "then has is left open.",
        "The nerfstudio transforms are in another world. The DSLR's poses are those of COLMAP in the mesh's world.",
        "An object's points are rows of mesh_aligned_0.05.ply. Vertex 4 belongs to two objects.",
        "A hidden pixel is 0 in the mask: here 40 <= x < 60 and 10 <= y < 30 of the first picture, none of the "
        "second.",
        "Scenes without a scan are no error; a warning is welcome.",
        "Pixel centres: the first is (0.5, 0.5), as in COLMAP; the phone's intrinsics are taken unchanged.",
    ],
    "warnings": [],
}}
