#!/usr/bin/env python3
"""Writes the seeds that come from no test: small valid files of each format, by the formats' descriptions.

    python3 -B fuzz/seeds.py

Seeds called found-* are inputs that once broke something; they are kept as they were found.
"""

import base64
import io
import json
import pathlib
import struct
import tarfile
import zipfile
import zlib

TOP = pathlib.Path(__file__).resolve().parent
LAYOUTS = TOP.parent / "tests/data/layouts"


def write(target, name, content):
    folder = TOP / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    (folder / name).write_bytes(content)


def floats(*values, order="<"):
    return struct.pack(f"{order}{len(values)}f", *values)


# Clouds ---------------------------------------------------------------------------------------------------------------

POINTS = [(0.5, 1.0, -2.0), (1.5, 0.0, 3.25), (float("nan"), 0.0, 0.0), (2.0, 2.0, 2.0)]


def ply():
    head = (
        "ply\nformat {} 1.0\ncomment made by hand\nelement vertex 4\nproperty float x\nproperty float y\n"
        "property float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n"
        "property ushort instance\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n"
    )
    text = "".join(f"{x} {y} {z} 10 20 30 7\n" for x, y, z in POINTS) + "3 0 1 3\n4 0 1 2 3\n"
    write("ply", "mesh_ascii.ply", head.format("ascii") + text)
    for name, order in [("little", "<"), ("big", ">")]:
        body = b"".join(floats(*p, order=order) + bytes([10, 20, 30]) + struct.pack(order + "H", 7) for p in POINTS)
        faces = struct.pack(order + "B3iB4i", 3, 0, 1, 3, 4, 0, 1, 2, 3)
        write("ply", f"mesh_{name}.ply", head.format(f"binary_{name}_endian").encode() + body + faces)
    splat = (
        "ply\nformat binary_little_endian 1.0\nelement vertex 1\n"
        + "".join(f"property float {n}\n" for n in ["x", "y", "z", "f_dc_0", "f_dc_1", "f_dc_2", "opacity"])
        + "end_header\n"
    )
    write("ply", "splat.ply", splat.encode() + floats(1, 2, 3, 0.5, -0.5, 0, 1))
    double = "ply\nformat ascii 1.0\nelement camera 1\nproperty float f\nelement vertex 1\nproperty double x\n"
    double += "property double y\nproperty double z\nproperty list uchar float more\nend_header\n1.5\n1 2 3 2 4 5\n"
    write("ply", "refused-list-in-vertex.ply", double)
    lists = "ply\nformat ascii 1.0\nelement camera 1\nproperty list uchar float more\nelement vertex 1\nproperty double x\n"
    lists += "property double y\nproperty double z\nproperty int other\nend_header\n2 4 5\n1 2 3 4\n"
    write("ply", "lists.ply", lists)


def lzf_plain(data):
    """LZF without a single reference back, then one: runs of up to 32 bytes."""
    out = b""
    for at in range(0, len(data), 32):
        run = data[at : at + 32]
        out += bytes([len(run) - 1]) + run
    return out


def pcd():
    def head(data, fields="x y z rgb", size="4 4 4 4", kind="F F F U", count="1 1 1 1", width=4, height=1):
        return (
            f"# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS {fields}\nSIZE {size}\nTYPE {kind}\n"
            f"COUNT {count}\nWIDTH {width}\nHEIGHT {height}\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {width * height}\n"
            f"DATA {data}\n"
        )

    write("pcd", "ascii.pcd", head("ascii") + "".join(f"{x} {y} {z} 1710618\n" for x, y, z in POINTS))
    rows = b"".join(floats(*p) + struct.pack("<I", 0x1A2B3C) for p in POINTS)
    write("pcd", "binary.pcd", head("binary").encode() + rows)
    write("pcd", "organised.pcd", head("binary", width=2, height=2).encode() + rows)
    planes = b"".join(floats(*(p[i] for p in POINTS)) for i in range(3)) + struct.pack("<4I", *[0x1A2B3C] * 4)
    # The last three colours are the first one again: 4 bytes as they are, then 12 from 4 back.
    packed = lzf_plain(planes[:52]) + bytes([7 << 5, 12 - 9, 3])
    sizes = struct.pack("<II", len(packed), len(planes))
    write("pcd", "compressed.pcd", head("binary_compressed").encode() + sizes + packed)
    wide = head("binary", "x y z normal instance", "8 8 8 4 2", "F F F F U", "1 1 1 3 1", 1)
    write("pcd", "doubles.pcd", wide.encode() + struct.pack("<3d3fH", 1, 2, 3, 0, 0, 1, 9))
    old = "VERSION .5\nCOLUMNS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 2\nDATA ascii\n1 2 3\n4 5 6\n"
    write("pcd", "old.pcd", old)


def las():
    """LAS 1.2 and 1.4 by their specification. packed.laz is places.las and packed14.laz is points14.las, as laspy's
    lazrs packs them; those two are not written again."""

    def header(minor, size, form, record, count, first):
        head = bytearray(size)
        head[0:4], head[24], head[25] = b"LASF", 1, minor
        struct.pack_into("<HI", head, 94, size, first)
        struct.pack_into("<BHI", head, 104, form, record, count)
        # Scale, offset, then the largest and the least of each axis.
        struct.pack_into("<12d", head, 131, 0.01, 0.01, 0.01, 1000, 2000, 10, 1003, 1000, 2003, 2000, 13, 10)
        return head

    places = [(0, 0, 0), (100, 200, 300), (-50, 0, 7)]
    body = b"".join(
        struct.pack("<3iHBBbBH3H", *p, 7 * i, 9, 2, 0, 0, 1, 256 * i, 65535, 30) for i, p in enumerate(places)
    )
    write("las", "places.las", bytes(header(2, 227, 2, 26, 3, 227)) + body)
    grey = b"".join(struct.pack("<3iHBBbBH", *p, 500 * i, 9, 2, 0, 0, 1) for i, p in enumerate(places))
    write("las", "grey.las", bytes(header(2, 227, 0, 20, 3, 227)) + grey)
    # A record before the points, one behind them, and a return's colours of format 7.
    one = struct.pack("<H16sHH32s", 0, b"made by hand", 2112, 5, b"a record") + b"hello"
    late = struct.pack("<H16sHQ32s", 0, b"made by hand", 7, 4, b"behind") + b"data"
    first = 375 + len(one)
    head = header(4, 375, 7, 36, 0, first)
    struct.pack_into("<I", head, 100, 1)
    struct.pack_into("<QIQ", head, 235, first + 3 * 36, 1, 3)
    body = b"".join(
        struct.pack("<3iHBBBBhHd3H", *p, 7, 0x11, 0, 2, 0, 0, 1, 0.5 * i, 255, 128, 0) for i, p in enumerate(places)
    )
    write("las", "points14.las", bytes(head) + one + body + late)
    write("las", "refused-too-many.las", bytes(header(2, 227, 0, 20, 4, 227)) + grey)


def npy_bytes(descr, shape, body, by_columns=False, version=1):
    text = f"{{'descr': {descr}, 'fortran_order': {by_columns}, 'shape': {shape}, }}"
    before = 10 if version == 1 else 12
    # The numbers begin at a multiple of 64, as NumPy has it.
    text += " " * (-(before + len(text) + 1) % 64) + "\n"
    size = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + size + text.encode() + body


def npy():
    two = floats(1, 2, 3, 4, 5, 6)
    write("npy", "plain.npy", npy_bytes("'<f4'", "(2, 3)", two))
    write("npy", "columns.npy", npy_bytes("'<f4'", "(2, 3)", two, by_columns=True, version=2))
    write("npy", "doubles.npy", npy_bytes("'>f8'", "(1, 6)", struct.pack(">6d", 1, 2, 3, 0.5, 0.25, 1)))
    write("npy", "halves.npy", npy_bytes("'<f2'", "(1, 6)", struct.pack("<6e", 1, 2, 3, 10, 0, 255)))
    write("npy", "bytes.npy", npy_bytes("'|u1'", "(2, 3)", bytes(range(6))))
    write("npy", "longs.npy", npy_bytes("'<i8'", "(1, 3)", struct.pack("<3q", -1, 2, 3), version=3))
    record = "[('x', '<f4'), ('y', '<f4'), ('z', '<f4'), ('rgb', '<u4'), ('instance', '<u2')]"
    write("npy", "records.npy", npy_bytes(record, "(1,)", floats(1, 2, 3) + struct.pack("<IH", 0x102030, 7)))
    colours = "[('x','<f4'), ('y','<f4'), ('z','<f4'), ('red','|u1'), ('green','|u1'), ('blue','|u1')]"
    write("npy", "colours.npy", npy_bytes(colours, "(1,)", floats(1, 2, 3) + bytes([1, 2, 3]), by_columns=True))


def npz():
    points = npy_bytes("'<f4'", "(4, 3)", floats(*range(12)))
    flat = npy_bytes("'<f4'", "(3,)", floats(1, 2, 3))

    def archive(name, entries, how):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", how) as zipped:
            for entry, content in entries:
                zipped.writestr(zipfile.ZipInfo(entry), content, compress_type=how)
        write("npz", name, out.getvalue())

    archive("stored.npz", [("points.npy", points)], zipfile.ZIP_STORED)
    archive("deflated.npz", [("points.npy", points), ("flat.npy", flat)], zipfile.ZIP_DEFLATED)
    archive("only_one.npz", [("a.npy", flat), ("b.npy", points)], zipfile.ZIP_DEFLATED)
    archive("refused-none.npz", [("a.npy", flat), ("b.txt", b"hello")], zipfile.ZIP_STORED)


def text():
    write("text", "plain.xyz", "1 2 3\n4 5 6\nnan 0 0\n")
    write("text", "colours.xyz", "# made by hand\n1 2 3 10 20 30\n4 5 6 255 0 9\n")
    write("text", "shares.xyz", "1 2 3 0 0.5 1\n4 5 6 1 1 0\n")
    write("text", "normals.xyz", "1 2 3 0 0.6 -0.8\n")
    write("text", "names.csv", '\ufefflabel,"X",y,Z,Red,green,blue,instance\r\nchair,1,2,-3.5,1,2,3,7\r\n')
    write("text", "semicolons.asc", "//X;Y;Z;R;G;B\n1;2;3;4;5;6\n")
    write("text", "counted.pts", "2\n1 2 -3.5 -900 10 20 30\n4 5 6 1 1 2 3\n")


def scan():
    write("scan", "kitti.bin", floats(*range(20)))
    write("scan", "lost.bin", floats(0, float("nan"), 0, 0, 1, 2, 3, 0))
    write("scan", "velodyne.bin", (LAYOUTS / "kitti/training/velodyne/000042.bin").read_bytes())


def obj():
    write("obj", "mesh.obj", "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nusemtl red\nf 1 2 3\nf -1//1 -2/1/1 1\n")
    write("obj", "colours.obj", "# colours\no a\nv 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0.5 0.5 0.5\nv 1 1 1\ng b\nf 1/1 2/2 \\\n3/3 4\n")
    write("obj", "materials.mtl", "# two\nnewmtl red\nKd 1 0 0\nnewmtl half grey\nKd 0.5 0.5 0.5\nd 0.5\nmap_Kd a.png\n")


def gltf():
    numbers = floats(0, 0, 0, 1, 0, 0, 0, 1, 0) + floats(1, 0, 0, 0, 1, 0, 0, 0, 1) + struct.pack("<3H", 0, 1, 2) + b"\0\0"

    def document(buffer, node=None, mode=4):
        return {
            "asset": {"version": "2.0"},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0, **(node or {})}],
            "meshes": [
                {
                    "primitives": [
                        {"attributes": {"POSITION": 0, "COLOR_0": 1}, "indices": 2, "material": 0, "mode": mode}
                    ]
                }
            ],
            "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [1, 0.5, 0.25, 1]}}],
            "accessors": [
                {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]},
                {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC3"},
                {"bufferView": 2, "componentType": 5123, "count": 3, "type": "SCALAR"},
            ],
            "bufferViews": [
                {"buffer": 0, "byteOffset": 0, "byteLength": 36},
                {"buffer": 0, "byteOffset": 36, "byteLength": 36, "byteStride": 12},
                {"buffer": 0, "byteOffset": 72, "byteLength": 6},
            ],
            "buffers": [{"byteLength": len(numbers), **buffer}],
        }

    def dumps(value):
        return json.dumps(value, separators=(",", ":"))

    uri = "data:application/octet-stream;base64," + base64.b64encode(numbers).decode()
    write("gltf", "inside.gltf", dumps(document({"uri": uri})))
    turned = {"translation": [1, 2, 3], "rotation": [0, 0, 0.7071068, 0.7071068], "scale": [1, -1, 2]}
    write("gltf", "beside.gltf", dumps(document({"uri": "a%2Ebin"}, turned, 5)))
    matrix = {"matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 4, 5, 6, 1]}
    text = dumps(document({}, matrix, 6)).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(numbers), 0x004E4942) + numbers
    write("gltf", "chunks.glb", b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks)
    points = document({"uri": uri})
    points["meshes"][0]["primitives"] = [{"attributes": {"POSITION": 0}, "mode": 0}]
    points["nodes"] = [{"children": [1, 2]}, {"mesh": 0}, {"children": [1]}]
    write("gltf", "points.gltf", dumps(points))


def png(width, height, depth, kind, rows):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def depth():
    write("depth", "depth16.png", png(3, 2, 16, 0, [struct.pack(">3H", 0, 1000, 2000)] * 2))
    write("depth", "ids8.png", png(3, 2, 8, 0, [bytes([0, 1, 2])] * 2))
    write("depth", "ids_rgb.png", png(2, 1, 8, 2, [bytes([1, 2, 3, 0, 0, 0])]))
    steps = struct.pack("<6H", 0, 1000, 1000, 2000, 3000, 65535)
    packed = lzf_plain(steps)
    head = b"PCLZF" + struct.pack("<II", 3, 2) + b"depth16".ljust(16) + struct.pack("<II", len(packed), len(steps))
    write("depth", "depth.pclzf", head + packed)


# Answers --------------------------------------------------------------------------------------------------------------


def answers():
    """The answer, and after each bar an option."""
    for name, text in {
        "of_four": "B|1.1 m|1.4 m|1.9 m|2.6 m",
        "by_text": "1.4 M.|1.1 m|1.4 m",
        "both": "A|B|A",
        "twice": "left|left|left",
        "none": "up|left|right",
        "beyond": "F|left|right",
        "spelled": "-60.50 centimetres",
        "area": "2 m²",
        "speed": "3.5 meters per second",
        "angle": "90°",
        "plain": "0.125",
        "false": "False.",
    }.items():
        write("answers", name, text)


# Samples --------------------------------------------------------------------------------------------------------------


def samples():
    """One small sample, with a proof of every operator in turn, right and wrong, over evidence of every kind they need."""
    whole = json.loads((TOP / "seeds/samples/absolute_distance_open-ended.json").read_text())
    camera = next(e for e in whole["evidence"] if e["kind"] == "camera")
    boxes = [e for e in whole["evidence"] if e["kind"] == "obb"]
    plain = {"role": "context", "label": "", "space": "world"}
    evidence = boxes + [
        camera,
        {"id": "p1", **plain, "kind": "points", "xyz": [[1, 2, 3], [4, 5, 6]]},
        {"id": "g1", **plain, "kind": "polygon", "ring": [[0, 0, 0], [1, 0, 0], [1, 1, 0]], "normal": [0, 0, 1]},
    ]
    camera, (a, b) = camera["id"], [e["id"] for e in boxes]
    sized = ["longest", "shortest", "length", "width", "height"]
    metres = [
        {"op": "distance_centers", "a": a, "b": b},
        {"op": "distance_closest", "a": a, "b": b},
        {"op": "distance_camera_center", "camera": camera, "of": a},
        {"op": "distance_camera_closest", "camera": camera, "of": b},
        {"op": "distance_camera_closest", "camera": camera, "of": "p1"},
        {"op": "depth_camera_z", "camera": camera, "of": a},
        *({"op": f"dimension_{name}", "of": b} for name in sized),
        {"op": "stated", "value": 3.5, "unit": "ft"},
        {"op": "convert", "to": "cm", "of": {"op": "round", "step": 0.1, "of": {"op": "distance_closest", "a": a, "b": b}}},
    ]
    volume, area = {"op": "volume", "of": a}, {"op": "area", "of": "g1"}
    proofs = {
        "argmin": {"op": "argmin", "of": metres},
        "argmax": {"op": "argmax", "of": [volume, {"op": "volume", "of": b}]},
        "compare": {"op": "compare", "relation": "greater", "a": metres[0], "b": metres[1]},
        "less": {"op": "compare", "relation": "less", "a": area, "b": area},
        "count": {"op": "count", "of": [a, b, "g1"]},
        "exists": {"op": "exists", "of": []},
        "kinds": {"op": "compare", "relation": "less", "a": volume, "b": area},
        "mixed": {"op": "argmin", "of": [volume, area]},
        "nothing": {"op": "argmax", "of": []},
        "missing": {"op": "volume", "of": "e9"},
        "no_box": {"op": "volume", "of": "g1"},
        "no_camera": {"op": "depth_camera_z", "camera": a, "of": a},
        "no_polygon": {"op": "area", "of": a},
        "no_puzzle": {"op": "puzzle", "of": a},
        "converted": {"op": "convert", "to": "m2", "of": volume},
        "no_step": {"op": "round", "step": 0, "of": volume},
    }
    for name, proof in proofs.items():
        small = {**whole, "evidence": evidence, "proof": proof, "checks": []}
        write("samples", f"proof_{name}.json", json.dumps(small, separators=(",", ":")))


# Data sets ------------------------------------------------------------------------------------------------------------


def layouts():
    def copy(target, *paths):
        for path in paths:
            name = path.replace("/", "_")[-60:]
            write(target, name, (LAYOUTS / path).read_bytes())

    first = "ca1m/folder/42000001/21859797734958"
    copy(
        "ca1m",
        f"{first}.wide/image/K.json",
        f"{first}.wide/T_gravity.json",
        f"{first}.gt/RT.json",
        f"{first}.wide/instances.json",
        "ca1m/folder/42000001/world.gt/instances.json",
    )
    for kind, ending in [("binary", "bin"), ("text", "txt")]:
        for name in ["cameras", "images", "points3D"]:
            copy(f"colmap_{kind}", f"colmap_{kind}/sparse/0/{name}.{ending}")
    copy("kitti", "kitti/training/calib/000042.txt", "kitti/training/label_2/000042.txt")
    copy("nerfstudio", "nerfstudio/scene/transforms.json")
    copy("omni3d", "omni3d/Omni3D/SUNRGBD_val.json")
    train = "pointodyssey/train"
    copy("pointodyssey", f"{train}/half/anno.npz", f"{train}/single/annotations.npz", f"{train}/double/annot.npz")
    scans = "scannetpp/data/0a1b2c3d4e"
    copy("scannetpp", f"{scans}/iphone/pose_intrinsic_imu.json", f"{scans}/scans/segments.json")
    copy("scannetpp", f"{scans}/scans/segments_anno.json")
    for name in ["0a1b2c3d4e", "1a1b2c3d4e", "2a1b2c3d4e"]:
        copy("depth_bin", f"scannetpp/data/{name}/iphone/depth.bin")
    scene = "wildrgbd/cup/scenes/scenes_007"
    copy("wildrgbd", f"{scene}/metadata", f"{scene}/cam_poses.txt")


def ca1m_tar():
    """One frame of the capture with its pictures, small, and links and names that are refused."""
    out = io.BytesIO()
    folder = LAYOUTS / "ca1m/folder"
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:

        def add(name, content):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))

        for name in [
            "21859797734958.wide/image.png",
            "21859797734958.wide/image/K.json",
            "21859797734958.wide/T_gravity.json",
            "21859797734958.wide/instances.json",
            "21859797734958.gt/RT.json",
            "world.gt/instances.json",
        ]:
            add(f"./42000001/{name}", (folder / "42000001" / name).read_bytes())
    tar = out.getvalue().rstrip(b"\0")
    write("ca1m_tar", "one_frame.tar", tar + bytes(-len(tar) % 512 + 1024))
    odd = io.BytesIO()
    with tarfile.open(fileobj=odd, mode="w", format=tarfile.PAX_FORMAT) as tar:
        content = (folder / "42000001/world.gt/instances.json").read_bytes()
        for name in ["42000001/world.gt/instances.json", "../outside", "42000001/" + "long/" * 40 + "name.json"]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("42000001/1.wide/image.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hosts"
        tar.addfile(link)
    tar = odd.getvalue().rstrip(b"\0")
    write("ca1m_tar", "odd_names.tar", tar + bytes(-len(tar) % 512 + 1024))


def opensfm():
    shot = {"rotation": [0.1, 0.2, 0.3], "translation": [1, 2, 3], "camera": "a", "capture_time": 5.5}
    cameras = {
        "a": {"projection_type": "perspective", "width": 64, "height": 48, "focal": 0.85, "k1": 0.01, "k2": 0},
        "b": {
            "projection_type": "brown", "width": 64, "height": 48, "focal_x": 0.8, "focal_y": 0.9,
            "c_x": 0.01, "c_y": 0, "k1": 0.1, "k2": 0.01, "p1": 0.001, "p2": 0, "k3": 0,
        },
        "c": {"projection_type": "fisheye", "width": 64, "height": 48, "focal": 0.5, "k1": 0.1, "k2": 0},
        "d": {
            "projection_type": "fisheye_opencv", "width": 64, "height": 48, "focal_x": 0.5, "focal_y": 0.5,
            "c_x": 0, "c_y": 0, "k1": 0.1, "k2": 0, "k3": 0, "k4": 0,
        },
    }
    shots = {f"{name}.jpg": {**shot, "camera": name} for name in cameras}
    points = {"1": {"coordinates": [1, 2, 3], "color": [10, 20, 30]}, "2": {"coordinates": [4, 5, 6]}}
    place = {"latitude": 1, "longitude": 2, "altitude": 3}
    value = [{"cameras": cameras, "shots": shots, "points": points, "reference_lla": place}]
    write("opensfm", "reconstruction.json", json.dumps(value))


def room():
    frame = {
        "image": "frames/f_003.png", "depth": "depth/f_003.png", "instance": "instance/f_003.png", "width": 64,
        "height": 48, "K": [50, 0, 32, 0, 50, 24, 0, 0, 1], "time_s": 1.5,
        "world_from_camera": [1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1],
    }
    thing = {
        "instance": 3, "class": "chair", "name": "chair 1", "center": [1, 2, 0.5], "size": [0.5, 0.5, 1],
        "rotation": [1, 0, 0, 0, 1, 0, 0, 0, 1],
    }
    value = {"frames": [frame], "objects": [thing], "clouds": ["a.ply"], "floor": [[0, 0], [4, 0], [4, 5]]}
    write("room", "scene.json", json.dumps(value))


def index():
    head = json.dumps({"format": "spatialscore-visibility-1"}, separators=(",", ":"))
    shown = {"instance": 1, "way": "points", "visible_share": 0.5, "inside_share": 1.0, "rect": [1, 2, 3.5, 4]}
    masked = {"instance": 2, "way": "mask", "visible_px": 12.0}
    table = {"scene": "a", "signature": "x", "frames": [{"frame": "f0", "objects": [shown, masked]}]}
    other = {"scene": "b", "signature": "y", "frames": [], "warnings": ["a warning"]}
    lines = [head, *(json.dumps(t, separators=(",", ":")) for t in [table, other, {**table, "signature": "z"}])]
    write("index", "tables.jsonl", "\n".join(lines) + "\n")
    write("index", "cut_off.jsonl", "\n".join(lines[:3])[:-9])
    write("index", "beginning.jsonl", head[:11])


for make in [ply, pcd, las, npy, npz, text, scan, obj, gltf, depth, layouts, ca1m_tar, opensfm, room, index, answers, samples]:
    make()
