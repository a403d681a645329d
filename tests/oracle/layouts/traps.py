"""Broken copies of the layouts: for each trap of the note's sections 0 and 1 what to change, and who can see it.

traps.json is a list of

    {"name": ..., "of": the expectation that is copied, "wrong": a sentence, "seen": ..., "by": ..., "edits": [...]}

`seen` is one of

    refused     reading it shows an error, or a warning, that names the file or the field; at the latest when the
                pictures, maps, points and tracks that the expectation names are read too
    check       reading may go well; `scene check` must report failure. `by` says which comparison shows it:
                  depth         depth maps of one scene's frames against each other
                  depth-mesh    depth maps against the mesh
                  depth-tracks  depth maps against visible track points
                  tracks        trajs_2d against trajs_3d
                  observations  COLMAP's features against its points
                  boxes2d       2D boxes against projected 3D boxes
    unchanged   the change is to something that must not be used: the expectation still holds
    silent      nothing in the files shows it, only the expectation does. Listed so that nobody counts on a check

An edit changes one file, whose path starts at tests/data/layouts:

    {"file", "find": text, "put": text}         the text occurs exactly once
    {"file", "json": [keys and indices], "put"} the value at that place of a JSON file
    {"file", "keep": n}                         the first n bytes
    {"file", "base64": content}                 other content
    {"file", "remove": true}                    no such file
"""
import base64
import copy
import json
import struct

import ca1m
import colmap_binary
import omni3d as boxes
import pointodyssey as po
import scannetpp
from common import deflate_runs, npy, png, png16, zip_file


def text(file, find, put):
    return {"file": file, "find": find, "put": put}


def value(file, where, put):
    return {"file": file, "json": where, "put": put}


def content(file, data):
    return {"file": file, "base64": base64.b64encode(data).decode()}


def keep(file, count):
    return {"file": file, "keep": count}


def remove(file):
    return {"file": file, "remove": True}


def trap(of, name, seen, wrong, *edits):
    seen, _, by = seen.partition(" by ")
    return {"name": name, "of": of, "wrong": wrong, "seen": seen, **({"by": by} if by else {}), "edits": list(edits)}


# ---- matrices --------------------------------------------------------------------------------------------------

def product(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for i in range(len(a))]


def transposed(m):
    return [list(row) for row in zip(*m)]


def inverse(m):
    """Of a rigid transform of four rows."""
    r = transposed([row[:3] for row in m[:3]])
    t = product(r, [[-row[3]] for row in m[:3]])
    return [[round(n, 9) + 0.0 for n in r[i] + t[i]] for i in range(3)] + [[0, 0, 0, 1]]


def rows(flat):
    return [list(flat[i:i + 4]) for i in range(0, 16, 4)]


FLIP = [[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 0], [0, 0, 0, 1]]


def line(number, matrix):
    return " ".join(f"{n:g}" for n in [number, *(n for row in matrix for n in row)])


# ---- WildRGB-D -------------------------------------------------------------------------------------------------

def wildrgbd():
    base = "wildrgbd/cup/scenes/scenes_007"
    poses = f"{base}/cam_poses.txt"
    own = {0: rows([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
           3: rows([0.6, -0.8, 0, 0.1, 0.8, 0.6, 0, -0.2, 0, 0, 1, 0.25, 0, 0, 0, 1]),
           4: rows([0.96, 0.28, 0, 0.25, -0.28, 0.96, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 1])}

    def all_by(change):
        return content(poses, "".join(line(n, change(m)) + "\n" for n, m in own.items()).encode())

    of = "wildrgbd"
    return [
        trap(of, "wildrgbd_k_row_major", "refused",
             "K is written row by row; read column by column its last row is not 0 0 1.",
             value(f"{base}/metadata", ["K"], [10.0, 0.0, 3.5, 0.0, 12.0, 2.25, 0.0, 0.0, 1.0])),
        trap(of, "wildrgbd_poses_world_to_camera", "check by depth", "The poses are world-to-camera.", all_by(inverse)),
        trap(of, "wildrgbd_poses_opengl", "check by depth", "The poses' y and z columns are those of OpenGL.",
             all_by(lambda m: product(m, FLIP))),
        trap(of, "wildrgbd_poses_column_major", "refused",
             "The poses are written column by column: their last row is not 0 0 0 1.", all_by(transposed)),
        trap(of, "wildrgbd_poses_counted", "refused",
             "The poses are numbered 0, 1, 2 though the frames are 0, 3, 4: two frames have none.",
             text(poses, "3 0.6", "1 0.6"), text(poses, "4 0.96", "2 0.96")),
        trap(of, "wildrgbd_depth_of_another_scale", "check by depth", "Depth is in tenths of millimetres.",
             *(content(f"{base}/depth/{n:05}.png", png16(8, 6, d)) for n, d in ((0, 20000), (3, 17500), (4, 15000)))),
        trap(of, "wildrgbd_picture_cut", "refused", "A depth map ends in the middle.",
             keep(f"{base}/depth/00003.png", 100)),
        trap(of, "wildrgbd_depth_of_8_bits", "refused", "A depth map has one byte a pixel.",
             content(f"{base}/depth/00004.png", png(8, 6, lambda x, y: 200))),
        trap(of, "wildrgbd_pose_of_12_numbers", "refused",
             "A line of cam_poses.txt has 12 numbers after its frame instead of 16.",
             text(poses, " 0.5 0 0 0 1", " 0.5")),
    ]


# ---- KITTI -----------------------------------------------------------------------------------------------------

def kitti():
    label, calib = "kitti/training/label_2/000042.txt", "kitti/training/calib/000042.txt"
    of = "kitti"
    return [
        trap(of, "kitti_centre_for_bottom", "check by boxes2d", "Locations are centres, not the middle of the bottom.",
             text(label, " 3.5 1.6 12 ", " 3.5 0.85 12 "), text(label, " -3 1.7 8 ", " -3 0.8 8 ")),
        trap(of, "kitti_length_first", "check by boxes2d", "Sizes are length, width, height.",
             text(label, "1.5 1.6 4.0 ", "4.0 1.6 1.5 "), text(label, "1.8 0.5 0.7 ", "0.7 0.5 1.8 ")),
        trap(of, "kitti_turned_the_other_way", "check by boxes2d", "rotation_y has the other sign.",
             text(label, " -1.2870022175865687", " 1.2870022175865687"), text(label, " -1.5707", " 1.5707")),
        trap(of, "kitti_velodyne_the_other_way", "silent", "Tr_velo_to_cam is the way back, camera to laser scanner.",
             text(calib, "0 -1 0 0.1 0 0 -1 -0.2 1 0 0 -0.3", "0 0 1 0.3 -1 0 0 0.1 0 -1 0 -0.2")),
        trap(of, "kitti_label_of_14_fields", "refused", "A label lacks its last field.",
             text(label, " -1.2870022175865687", "")),
        trap(of, "kitti_velodyne_cut", "refused", "The scan ends within a point.",
             keep("kitti/training/velodyne/000042.bin", 40)),
        trap(of, "kitti_without_rectification", "refused", "calib has no R0_rect.",
             text(calib, "R0_rect: 0.96 0.28 0 -0.28 0.96 0 0 0 1\n", "")),
        trap(of, "kitti_p2_of_11_numbers", "refused", "P2 has 11 numbers instead of 12.",
             text(calib, "P2: 200 0 80 12 0 200 60 -4 0 0 1 0.01", "P2: 200 0 80 12 0 200 60 -4 0 0 1")),
        trap(of, "kitti_number_that_is_none", "refused", "A location is nan.",
             text(label, " 3.5 1.6 12 ", " nan 1.6 12 ")),
    ]


# ---- COLMAP ----------------------------------------------------------------------------------------------------

# (1.6,-.4,.8,.8) is the conjugate and so on; the translation is the camera's place.
BACKWARDS = [("1 1 0 0 0 0 0 4 1", "1 1 0 0 0 0 0 -4 1"),
             ("1.6 0.4 -0.8 -0.8 0.1 0.2 5 2", "1.6 -0.4 0.8 0.8 -2.276 -3.368 -2.92 2"),
             ("0.8 0 0 0.6 0 0 5 3", "0.8 0 0 -0.6 0 0 -5 3"),
             ("0.5 0.5 0.5 0.5 1 2 3 4", "0.5 -0.5 -0.5 -0.5 -2 -3 -1 4"),
             ("0.5 -0.5 0.5 -0.5 0.5 0.25 3 5", "0.5 0.5 -0.5 0.5 0.25 3 -0.5 5")]
# x y z w. For d.jpg nothing changes, for e.jpg only the sign.
REAL_LAST = [("1 1 0 0 0 0 0 4 1", "1 0 0 0 1 0 0 4 1"),
             ("1.6 0.4 -0.8 -0.8 0.1", "0.4 -0.8 -0.8 1.6 0.1"), ("0.8 0 0 0.6 0 0 5 3", "0 0 0.6 0.8 0 0 5 3"),
             ("0.5 -0.5 0.5 -0.5 0.5", "-0.5 0.5 -0.5 0.5 0.5")]


def colmap():
    images, cameras = "colmap_text/sparse/0/images.txt", "colmap_text/sparse/0/cameras.txt"
    binary = "colmap_binary/sparse/0"
    own = colmap_binary.files()
    first = own["sparse/0/cameras.bin"]
    return [
        trap("colmap_text", "colmap_camera_to_world", "check by observations", "The poses are camera-to-world.",
             *(text(images, a, b) for a, b in BACKWARDS)),
        trap("colmap_text", "colmap_quaternion_real_last", "check by observations", "Quaternions are x y z w.",
             *(text(images, a, b) for a, b in REAL_LAST)),
        trap("colmap_text", "colmap_without_the_empty_line", "refused",
             "The empty second line of b.jpg is missing: a picture's line is read as features.",
             text(images, " b.jpg\n\n", " b.jpg\n")),
        trap("colmap_text", "colmap_opencv_of_7_parameters", "refused", "OPENCV has 7 parameters instead of 8.",
             text(cameras, "8.25 6.25 0.1 -0.02 0.001 -0.002", "8.25 6.25 0.1 -0.02 0.001")),
        trap("colmap_text", "colmap_model_unheard_of", "refused", "A camera has a model that does not exist.",
             text(cameras, "4 OPENCV 16", "4 OPENCW 16")),
        trap("colmap_text", "colmap_camera_missing", "refused", "Two pictures name a camera that is not there.",
             text(images, "5 2 b.jpg", "5 22 b.jpg"), text(images, "5 3 sub/c.jpg", "5 33 sub/c.jpg")),
        trap("colmap_text", "colmap_quaternion_of_zero", "refused", "A quaternion is 0 0 0 0.",
             text(images, "1 1 0 0 0 0 0 4 1 a.jpg", "1 0 0 0 0 0 0 4 1 a.jpg")),
        trap("colmap_text", "colmap_picture_outside", "refused", "A picture's name leads out of the folder.",
             text(images, "sub/c.jpg", "../../c.jpg")),
        trap("colmap_binary", "colmap_points_cut", "refused", "points3D.bin ends within a point.",
             keep(f"{binary}/points3D.bin", len(own["sparse/0/points3D.bin"]) - 5)),
        trap("colmap_binary", "colmap_images_beyond_the_file", "refused", "images.bin claims 2^60 pictures.",
             content(f"{binary}/images.bin", struct.pack("<Q", 1 << 60) + own["sparse/0/images.bin"][8:])),
        trap("colmap_binary", "colmap_name_without_end", "refused", "images.bin ends within a name.",
             keep(f"{binary}/images.bin", 8 + 4 + 7 * 8 + 4 + 3)),
        trap("colmap_binary", "colmap_model_99", "refused", "The first camera has model 99.",
             content(f"{binary}/cameras.bin", first[:12] + struct.pack("<i", 99) + first[16:])),
    ]


# ---- nerfstudio ------------------------------------------------------------------------------------------------

def nerfstudio():
    file = "nerfstudio/scene/transforms.json"
    where = ["frames", 0, "transform_matrix"]
    of = "nerfstudio"
    return [
        trap(of, "nerfstudio_poses_opencv", "silent", "The poses have OpenCV's axes.",
             value(file, where, [[1, 0, 0, 1], [0, -1, 0, 2], [0, 0, -1, 3], [0, 0, 0, 1]])),
        trap(of, "nerfstudio_world_to_camera", "silent", "The poses are world-to-camera.",
             value(file, where, [[1, 0, 0, -1], [0, 1, 0, -2], [0, 0, 1, -3], [0, 0, 0, 1]])),
        trap(of, "nerfstudio_scaled", "refused", "A pose is no rigid transform: its axes are 2 long.",
             value(file, where, [[2, 0, 0, 1], [0, 2, 0, 2], [0, 0, 2, 3], [0, 0, 0, 1]])),
        trap(of, "nerfstudio_mirrored", "refused", "A pose mirrors: its determinant is -1.",
             value(file, where, [[1, 0, 0, 1], [0, 1, 0, 2], [0, 0, -1, 3], [0, 0, 0, 1]])),
        trap(of, "nerfstudio_column_major", "refused", "A pose is written column by column.",
             value(file, where, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 2, 3, 1]])),
        trap(of, "nerfstudio_model_unheard_of", "refused", "The camera has a model that does not exist.",
             value(file, ["camera_model"], "FISHEYE77")),
        trap(of, "nerfstudio_without_focal_length", "refused", "There is no focal length for the first frame.",
             text(file, '"fl_x": 7.0', '"fl_x_was": 7.0')),
    ]


# ---- ScanNet++ -------------------------------------------------------------------------------------------------

def scannetpp_scan():
    base = f"scannetpp/data/{scannetpp.FULL}"
    annotations = f"{base}/scans/segments_anno.json"
    obb = ["segGroups", 0, "obb"]
    axes = scannetpp.GROUPS[0]["obb"]["normalizedAxes"]
    images = f"{base}/dslr/colmap/images.txt"
    of = "scannetpp"
    return [
        trap(of, "scannetpp_axes_as_columns", "refused",
             "normalizedAxes has its axes as columns: the box's extent is not min to max.",
             value(annotations, [*obb, "normalizedAxes"], [axes[3 * (i % 3) + i // 3] for i in range(9)])),
        trap(of, "scannetpp_half_lengths", "refused", "axesLengths are half lengths: the extent is not min to max.",
             value(annotations, [*obb, "axesLengths"], [1.0, 0.5, 0.25])),
        trap(of, "scannetpp_segments_too_few", "refused", "segments.json has a number less than the mesh has vertices.",
             value(f"{base}/scans/segments.json", ["segIndices"], list(range(12)))),
        trap(of, "scannetpp_segments_are_no_vertices", "refused",
             "Segments are not vertices: the general rule and vertex numbers disagree.",
             value(f"{base}/scans/segments.json", ["segIndices"], [*range(1, 13), 0])),
        trap(of, "scannetpp_segment_missing", "refused", "An object has a segment that no vertex has.",
             value(annotations, ["segGroups", 1, "segments"], [4, 99])),
        trap(of, "scannetpp_dslr_camera_to_world", "check by observations", "The pictures' poses are camera-to-world.",
             text(images, "0.6708203932499369 0.6708203932499369 -0.22360679774997896 -0.22360679774997896 0.1 1.8 2",
                  "0.6708203932499369 -0.6708203932499369 0.22360679774997896 0.22360679774997896 1 -2 1.5")),
        trap(of, "scannetpp_dslr_quaternion_real_last", "check by observations", "Quaternions are x y z w.",
             text(images, "0.6708203932499369 0.6708203932499369 -0.22360679774997896 -0.22360679774997896",
                  "0.6708203932499369 -0.22360679774997896 -0.22360679774997896 0.6708203932499369")),
        trap(of, "scannetpp_other_world", "unchanged",
             "The nerfstudio transforms are somewhere else; COLMAP has the poses.",
             value(f"{base}/dslr/nerfstudio/transforms.json", ["frames", 0, "transform_matrix"],
                   [[1, 0, 0, 7], [0, 1, 0, 8], [0, 0, 1, 9], [0, 0, 0, 1]])),
        trap(of, "scannetpp_mesh_cut", "refused", "The mesh ends within its vertices.",
             keep(f"{base}/scans/mesh_aligned_0.05.ply", 300)),
    ]


def scannetpp_phone():
    full, second, third = (f"scannetpp/data/{s}/iphone" for s in (scannetpp.FULL, scannetpp.LZ4, scannetpp.PARTS))
    own = scannetpp.files()
    parts = [deflate_runs(scannetpp.depth(i, "f"), 4) for i in range(3)]

    def poses(which):
        return [value(f"{full}/pose_intrinsic_imu.json", [f"frame_{i:06}", "aligned_pose"], which[i]) for i in range(3)]

    of = "scannetpp"
    return [
        trap(of, "scannetpp_pose_for_aligned_pose", "check by depth-mesh",
             "aligned_pose holds the pose of the phone's own world, in which the floor is not the mesh's.",
             *poses(scannetpp.ARKIT)),
        trap(of, "scannetpp_aligned_world_to_camera", "check by depth", "aligned_pose is world-to-camera.",
             *poses([inverse(m) for m in scannetpp.ALIGNED])),
        trap(of, "scannetpp_depth_backwards", "check by depth",
             "The maps of depth.bin are in reverse order: map i is not frame i.",
             content(f"{third}/depth.bin", scannetpp.chained(parts[::-1]))),
        trap(of, "scannetpp_depth_cut", "refused", "The one stream of depth.bin ends early.",
             keep(f"{full}/depth.bin", len(own[f"data/{scannetpp.FULL}/iphone/depth.bin"]) - 40)),
        trap(of, "scannetpp_depth_chain_cut", "refused", "The last part of depth.bin ends early.",
             keep(f"{second}/depth.bin", len(own[f"data/{scannetpp.LZ4}/iphone/depth.bin"]) - 9)),
        trap(of, "scannetpp_depth_of_half_a_map", "refused", "A part of depth.bin holds half a map.",
             content(f"{third}/depth.bin",
                     scannetpp.chained([parts[0], parts[1], deflate_runs(scannetpp.depth(2, "f")[:98304], 4)]))),
        trap(of, "scannetpp_intrinsic_transposed", "refused", "intrinsic is transposed: its last row is not 0 0 1.",
             value(f"{full}/pose_intrinsic_imu.json", ["frame_000000", "intrinsic"], transposed(scannetpp.INTRINSIC))),
    ]


# ---- Omni3D ----------------------------------------------------------------------------------------------------

def omni3d():
    file = "omni3d/Omni3D/SUNRGBD_val.json"
    chair = ["annotations", 0]
    of = "omni3d"

    def upside_down(index):
        """The same box with y up and the camera looking along -z."""
        one = boxes.ANNOTATIONS[index]
        flip = [row[:3] for row in FLIP[:3]]
        turn = product(flip, one["R_cam"])
        center = [s * c + 0.0 for s, c in zip((1, -1, -1), one["center_cam"])]
        return [value(file, ["annotations", index, "center_cam"], center),
                value(file, ["annotations", index, "R_cam"], product(turn, flip)),
                value(file, ["annotations", index, "bbox3D_cam"],
                      boxes.corners(center, one["dimensions"], product(turn, flip)))]

    return [
        trap(of, "omni3d_length_first", "refused",
             "dimensions are length, height, width: bbox3D_cam has other corners.",
             value(file, [*chair, "dimensions"], [1.2, 0.8, 0.6])),
        trap(of, "omni3d_turn_transposed", "refused", "R_cam is transposed: bbox3D_cam has other corners.",
             value(file, [*chair, "R_cam"], transposed(boxes.OBLIQUE))),
        trap(of, "omni3d_centre_of_the_bottom", "refused", "center_cam is the bottom's: bbox3D_cam has other corners.",
             value(file, [*chair, "center_cam"], [0.5, 0.65, 4.0])),
        trap(of, "omni3d_opengl", "check by boxes2d", "The boxes have OpenGL's axes, y up and the camera along -z.",
             *upside_down(0), *upside_down(1)),
        trap(of, "omni3d_k_of_half_the_size", "check by boxes2d", "K is that of a picture half as large.",
             value(file, ["images", 0, "K"], [[250.0, 0.0, 160.0], [0.0, 255.0, 120.0], [0.0, 0.0, 1.0]])),
        trap(of, "omni3d_k_transposed", "refused", "K is transposed: its last row is not 0 0 1.",
             value(file, ["images", 0, "K"], [[500.0, 0.0, 0.0], [0.0, 510.0, 0.0], [320.0, 240.0, 1.0]])),
        trap(of, "omni3d_picture_missing", "refused", "An annotation names a picture that is not listed.",
             value(file, ["annotations", 1, "image_id"], 99)),
        trap(of, "omni3d_seven_corners", "refused", "bbox3D_cam has seven corners.",
             value(file, [*chair, "bbox3D_cam"], boxes.ANNOTATIONS[0]["bbox3D_cam"][:7])),
        trap(of, "omni3d_cut", "refused", "The file ends within the annotations.", keep(file, 5000)),
    ]


# ---- PointOdyssey ----------------------------------------------------------------------------------------------

def pointodyssey():
    half, base = "pointodyssey/train/half/anno.npz", "pointodyssey/train/half"
    own = po.arrays("f2", po.HALF_E, po.HALF_3D, po.HALF_2D)
    own.append(("visibilities.npy", npy("f2", (2, 5), po.numbers(po.HALF_SIGHT))))

    def with_(name, data):
        """The tracks with one array another, or without it."""
        return content(half, zip_file([(n, data if n == name else d) for n, d in own if n != name or data], wide=True))

    def extrinsics(change):
        changed = [n for e in po.HALF_E for row in change(rows(e)) for n in row]
        return with_("extrinsics.npy", npy("f2", (2, 4, 4), changed))

    # Version 1.0: the camera has OpenGL's axes and its world is trajs_3d's with (x, y, z) as (x, -z, y).
    old = [[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    lost = [n for i, e in enumerate(po.HALF_E) for n in ([float("nan")] * 16 if i else e)]
    of = "pointodyssey"
    return [
        trap(of, "pointodyssey_camera_to_world", "check by tracks", "extrinsics are camera-to-world.",
             extrinsics(inverse)),
        trap(of, "pointodyssey_version_1_0", "check by tracks", "extrinsics are those of version 1.0.",
             extrinsics(lambda m: product(product(FLIP, m), transposed(old)))),
        trap(of, "pointodyssey_depth_in_millimetres", "check by depth-tracks", "Depth is in millimetres.",
             *(content(f"{base}/depths/depth_{i:05}.png", png16(*po.SIZE, 4000)) for i in range(2))),
        trap(of, "pointodyssey_extrinsics_column_major", "refused", "extrinsics are written column by column.",
             extrinsics(transposed)),
        trap(of, "pointodyssey_objects", "refused", "An array holds pickled objects.",
             with_("trajs_3d.npy", npy("f2", (2, 5, 3), [0] * 30).replace(b"'<f2'", b"'|O' "))),
        trap(of, "pointodyssey_without_trajs_3d", "refused", "There is no trajs_3d.", with_("trajs_3d.npy", b"")),
        trap(of, "pointodyssey_without_sight", "refused", "There is neither visibilities nor visibs and valids.",
             with_("visibilities.npy", b"")),
        trap(of, "pointodyssey_frames_disagree", "refused", "extrinsics has one frame, the tracks two.",
             with_("extrinsics.npy", npy("f2", (1, 4, 4), po.HALF_E[0]))),
        trap(of, "pointodyssey_pose_not_finite", "refused", "A frame's extrinsics are nan.",
             with_("extrinsics.npy", npy("f2", (2, 4, 4), lost))),
        trap(of, "pointodyssey_array_beyond_the_file", "refused", "trajs_3d claims 10^12 points.",
             with_("trajs_3d.npy", npy("f2", (2, 10 ** 12, 3), po.numbers(po.HALF_3D)))),
        trap(of, "pointodyssey_npz_cut", "refused", "The npz ends before its directory.",
             keep("pointodyssey/train/double/annot.npz", 1000)),
    ]


# ---- CA-1M -----------------------------------------------------------------------------------------------------

def ca_1m():
    base = f"ca1m/folder/{ca1m.VIDEO}"
    world = f"{base}/world.gt/instances.json"
    of = "ca1m_folder"

    def poses(change):
        return [content(f"{base}/{time}.gt/RT.json", json.dumps(change(m)).encode()) for time, m in ca1m.RT.items()]

    return [
        trap(of, "ca1m_world_to_camera", "check by depth", "RT is world-to-camera.", *poses(inverse)),
        trap(of, "ca1m_opengl", "check by depth", "RT has OpenGL's camera axes.", *poses(lambda m: product(m, FLIP))),
        trap(of, "ca1m_rt_column_major", "refused", "RT is written column by column.", *poses(transposed)),
        trap(of, "ca1m_turn_transposed", "refused", "An instance's R is transposed: its corners are others.",
             value(world, [0, "R"], transposed(ca1m.WORLD[0]["R"]))),
        trap(of, "ca1m_half_sizes", "refused", "An instance's scale is half sizes: its corners are others.",
             value(world, [1, "scale"], [0.1, 0.2, 0.3])),
        trap(of, "ca1m_depth_k_of_the_picture", "check by depth", "The depth's K is that of the picture.",
             *(content(f"{base}/{time}.gt/depth/K.json", json.dumps(c["image"][2]).encode())
               for time, c in ca1m.CAMERAS.items())),
        trap(of, "ca1m_gravity_the_other_way", "refused", "T_gravity is the way back: RT times it gives frames no common up.",
             *(content(f"{base}/{time}.wide/T_gravity.json", json.dumps(transposed(ca1m.GRAVITY)).encode())
               for time in ca1m.RT)),
        trap(of, "ca1m_without_pose", "refused", "A frame has no RT.json.", remove(f"{base}/{ca1m.SECOND}.gt/RT.json")),
        trap("ca1m_tar", "ca1m_tar_cut", "refused", "The tar ends within a member.",
             keep(f"ca1m/tar/ca1m-val-{ca1m.VIDEO}.tar", 10500)),
    ]


# ---- all -------------------------------------------------------------------------------------------------------

def everything():
    return [*scannetpp_scan(), *scannetpp_phone(), *omni3d(), *wildrgbd(), *pointodyssey(), *ca_1m(), *colmap(),
            *nerfstudio(), *kitti()]


def applied(edit, data):
    """The file after an edit; None when it is gone. Raises when the edit does not fit or changes nothing."""
    if "remove" in edit:
        return None
    if "keep" in edit:
        after = data[:edit["keep"]]
    elif "base64" in edit:
        after = base64.b64decode(edit["base64"])
    elif "find" in edit:
        assert data.count(edit["find"].encode()) == 1, f"not there once: {edit}"
        after = data.replace(edit["find"].encode(), edit["put"].encode())
    else:
        tree = json.loads(data)
        place = tree
        for key in edit["json"][:-1]:
            place = place[key]
        assert place[edit["json"][-1]] != edit["put"], f"changes nothing: {edit}"
        place[edit["json"][-1]] = copy.deepcopy(edit["put"])
        after = json.dumps(tree).encode()
    assert after != data, f"changes nothing: {edit}"
    return after


def copies(trap_, layouts):
    """The files of a trap, by path: those of `layouts` that belong to it, after its edits."""
    out = dict(layouts)
    for edit in trap_["edits"]:
        out[edit["file"]] = applied(edit, out[edit["file"]])
    return {path: data for path, data in out.items() if data is not None}


def checked(layouts):
    """The list for traps.json. Every edit fits the files in `layouts`, every name is there once."""
    out = everything()
    names = [t["name"] for t in out]
    assert len(names) == len(set(names)), "a name twice"
    for one in out:
        assert f"{one['of']}.expected.json" in layouts, one["of"]
        assert one["seen"] in ("refused", "check", "unchanged", "silent"), one["seen"]
        assert (one["seen"] == "check") == ("by" in one), one["name"]
        copies(one, layouts)
    return out
