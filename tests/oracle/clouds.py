"""What the 81 edge files of three crates hold: counts and bounds by readers of our own (no code shared with the
program, none with the crates), or why there are no points in them, by hand.

    python3 -B tests/oracle/clouds.py FOLDER > tests/data/clouds.json     FOLDER: the data's crates folder
"""
import json
import os
import struct
import sys

SIZES = {"char": "b", "int8": "b", "uchar": "B", "uint8": "B", "short": "h", "int16": "h", "ushort": "H", "uint16": "H",
         "int": "i", "int32": "i", "uint": "I", "uint32": "I", "float": "f", "float32": "f", "double": "d",
         "float64": "d"}
PCD = {("F", 4): "f", ("F", 8): "d", ("U", 1): "B", ("U", 2): "H", ("U", 4): "I", ("I", 1): "b", ("I", 2): "h",
       ("I", 4): "i", ("I", 8): "q", ("U", 8): "Q"}

NO_XYZ = "there is no x, y and z of one number each"
NO_VERTEX = "there is no vertex element"
NO_LIST = "is no list of points"
# Why the rest has no points.
REFUSED = {
    "pcd-rs": {
        "corrupt_compressed.pcd": "100 bytes of packed points are named and 12 follow",
        "header_only_ascii.pcd": "the header names 100 points and 0 lines follow",
        "header_only_compressed.pcd": "the size of the packed points is missing",
        "v05_binary_compressed.pcd": "the size of the packed points is missing",
        "v06_binary_compressed.pcd": "the size of the packed points is missing",
        "unsupported_v04.pcd": "version .4 is not read, line 1",
        **{name + ".pcd": NO_XYZ for name in (
            "count_zero", "dump_ascii_static", "dump_ascii_untyped", "header_only_v05", "header_only_v06",
            "header_only_v07", "i64_u64_ascii", "multiple_padding", "padding_ascii", "padding_binary",
            "padding_metadata", "v05_no_viewpoint", "v06_mixed_types_binary")},
    },
    "ply-rs-bw": {
        "single_elements_err_ascii.ply": "names 2 rows of \"point\" and 1 lines follow",
        **{name + ".ply": NO_VERTEX for name in (
            "all_atomic_types_ok_ascii", "exponent_values_ok_ascii", "header_min_ok_ascii", "leading_spaces_ok_ascii",
            "single_elements_ok_ascii")},
    },
    "npyz": {
        "pickle.npy": "Python objects are not read", "structured.npy": "the records have no x, y and z",
        "c-order.npy": NO_LIST, "f-order.npy": NO_LIST, "plain.npy": NO_LIST,
        "unicode/ok.npy": "type \"<U8\" is not read", "unicode/surrogate-pair.npy": "type \"<U2\" is not read",
        "unicode/surrogate.npy": "type \"<U1\" is not read",
    },
}


def bounds(points):
    finite = [p for p in points if all(abs(v) < float("inf") for v in p)]
    if not finite:
        return {"points": len(finite)}
    return {"points": len(finite), "min": [min(p[i] for p in finite) for i in range(3)],
            "max": [max(p[i] for p in finite) for i in range(3)]}


def ply(data):
    head, _, body = data.partition(b"end_header")
    body = body[body.index(b"\n") + 1:] if b"\n" in body else b""
    elements, order = [], ""
    for line in head.decode("ascii", "replace").splitlines():
        words = line.split()
        if words[:1] == ["format"]:
            order = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}[words[1]]
        elif words[:1] == ["element"]:
            elements.append((words[1], int(words[2]), []))
        elif words[:1] == ["property"]:
            elements[-1][2].append(words[1:])
    name, count, properties = elements[0]
    assert name == "vertex", name
    names = [p[-1] for p in properties]
    place = [names.index(axis) for axis in "xyz"] if count else []
    if not order:
        rows = [line.split() for line in body.decode().splitlines() if line.strip()][:count]
        return bounds([tuple(float(row[i]) for i in place) for row in rows])
    code = order + "".join(SIZES[p[0]] for p in properties)
    size = struct.calcsize(code)
    rows = [struct.unpack_from(code, body, i * size) for i in range(count)]
    return bounds([tuple(row[i] for i in place) for row in rows])


def lzf(data, size):
    out, i = bytearray(), 0
    while i < len(data):
        control = data[i]
        i += 1
        if control < 32:
            out += data[i:i + control + 1]
            i += control + 1
            continue
        length = control >> 5
        if length == 7:
            length += data[i]
            i += 1
        start = len(out) - ((control & 31) << 8) - data[i] - 1
        i += 1
        for k in range(length + 2):
            out.append(out[start + k])
    assert len(out) == size
    return bytes(out)


def pcd(data):
    head, lines = {}, data.split(b"\n")
    at = 0
    for line in lines:
        at += len(line) + 1
        words = line.split(b"#")[0].decode("ascii", "replace").split()
        if words:
            head[words[0]] = words[1:]
        if words[:1] == ["DATA"]:
            break
    names = head.get("FIELDS") or head.get("COLUMNS")
    sizes = [int(n) for n in head["SIZE"]]
    kinds, counts = head["TYPE"], [int(n) for n in head.get("COUNT", ["1"] * len(names))]
    points = int(head["POINTS"][0]) if "POINTS" in head else int(head["WIDTH"][0]) * int(head["HEIGHT"][0])
    place = [names.index(axis) for axis in "xyz"]
    before = [sum(counts[:i]) for i in place]
    how = head["DATA"][0]
    if how == "ascii":
        rows = [line.split() for line in data[at:].decode().splitlines() if line.strip()][:points]
        return bounds([tuple(float(row[i]) for i in before) for row in rows])
    codes = [PCD[kinds[i], sizes[i]] for i in place]
    offsets = [sum(s * c for s, c in zip(sizes[:i], counts[:i])) for i in place]
    if how == "binary":
        stride = sum(s * c for s, c in zip(sizes, counts))
        read = lambda n, k: struct.unpack_from("<" + codes[k], data, at + n * stride + offsets[k])[0]
    else:
        packed, size = struct.unpack_from("<II", data, at)
        plain = lzf(data[at + 8:at + 8 + packed], size)
        # Field after field.
        read = lambda n, k: struct.unpack_from("<" + codes[k], plain, offsets[k] * points + n * sizes[place[k]])[0]
    return bounds([tuple(read(n, k) for k in range(3)) for n in range(points)])


def las(data):
    """What the header says: its writers computed it."""
    few, = struct.unpack_from("<I", data, 107)
    count = struct.unpack_from("<Q", data, 247)[0] if data[25] >= 4 else few
    high_x, low_x, high_y, low_y, high_z, low_z = struct.unpack_from("<6d", data, 179)
    return {"points": count, "min": [low_x, low_y, low_z], "max": [high_x, high_y, high_z]}


def main(folder):
    out = {}
    for crate in ("las", "npyz", "pcd-rs", "ply-rs-bw"):
        for here, _, names in os.walk(os.path.join(folder, crate)):
            for name in names:
                path = os.path.join(here, name)
                inside = os.path.relpath(path, os.path.join(folder, crate))
                key = f"{crate}/{inside}"
                if inside in REFUSED.get(crate, {}):
                    out[key] = {"error": REFUSED[crate][inside]}
                elif name == "dia.npz":
                    # Three diagonals of seven columns: its only array of rows, so taken for points.
                    out[key] = {"points": 3}
                elif name.endswith(".npz"):
                    out[key] = {"error": "no array is sure to be the points"}
                else:
                    with open(path, "rb") as file:
                        data = file.read()
                    out[key] = {"las": las, "pcd-rs": pcd, "ply-rs-bw": ply}[crate](data)
    print(json.dumps(dict(sorted(out.items())), indent=0))


main(sys.argv[1])
