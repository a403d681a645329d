"""Containers and pictures, byte by byte, so that every machine writes the same ones (standard library only).

`zlib.compress` is not used: other builds of it give other bytes. Here DEFLATE, LZ4, PNG, JPEG, NPY, ZIP, TAR and
PLY are written from their descriptions, as simply as their rules allow.
"""
import io
import json
import struct
import tarfile
import zlib


# ---- compression -----------------------------------------------------------------------------------------------

def deflate_stored(data):
    """Raw DEFLATE without compression: blocks of at most 65535 bytes behind a 5-byte head."""
    out = b""
    for at in range(0, max(len(data), 1), 65535):
        part = data[at:at + 65535]
        last = at + 65535 >= len(data)
        out += struct.pack("<BHH", last, len(part), len(part) ^ 0xFFFF) + part
    return out


# Lengths of matches, symbols 257 to 285: the first length of each and its extra bits.
LENGTHS = ([(n, 0) for n in range(3, 11)] + [(11 + 2 * i, 1) for i in range(4)] + [(19 + 4 * i, 2) for i in range(4)]
           + [(35 + 8 * i, 3) for i in range(4)] + [(67 + 16 * i, 4) for i in range(4)]
           + [(131 + 32 * i, 5) for i in range(4)] + [(258, 0)])


def deflate_runs(data, step):
    """Raw DEFLATE in one block of fixed codes; repeats of the last `step` (1..4) bytes become matches."""
    bits, count, out = 0, 0, bytearray()

    def put(value, width, code=False):
        nonlocal bits, count
        if code:  # Huffman codes go in from their highest bit, everything else from its lowest
            value = int(format(value, f"0{width}b")[::-1], 2)
        bits |= value << count
        count += width
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    put(0b011, 3)  # last block, fixed codes
    at = 0
    while at < len(data):
        run = 0
        while run < 258 and at >= step and at + run < len(data) and data[at + run] == data[at + run - step]:
            run += 1
        if run >= 8:
            symbol = max(i for i, (first, _) in enumerate(LENGTHS) if first <= run)
            first, extra = LENGTHS[symbol]
            # Symbols 257 to 279 have 7 bits, from 0000001; 280 to 285 have 8, from 11000000.
            put(*((symbol + 1, 7) if symbol < 23 else (0xC0 + symbol - 23, 8)), code=True)
            put(run - first, extra)
            put(step - 1, 5, code=True)  # distances 1..4 are symbols 0..3
            at += run
        else:
            byte = data[at]
            put(0x30 + byte if byte < 144 else 0x190 + byte - 144, 8 if byte < 144 else 9, code=True)
            at += 1
    put(0, 7, code=True)  # end of block
    put(0, 7)  # fill the last byte
    return bytes(out)


def lz4_runs(data, step):
    """An LZ4 block (no frame): one sequence per run of repeated `step` bytes, then literals to the end."""

    def length(value):  # what goes beyond the 4 bits of the token
        return b"" if value < 15 else b"\xff" * ((value - 15) // 255) + bytes([(value - 15) % 255])

    out, start, at = b"", 0, 0
    while at < len(data) - 12:  # a match may not start in the last 12 bytes, and the last 5 are literals
        run = 0
        while at >= step and at + run < len(data) - 5 and data[at + run] == data[at + run - step]:
            run += 1
        if run < 64:
            at += 1
            continue
        literals = data[start:at]
        out += bytes([min(len(literals), 15) << 4 | min(run - 4, 15)]) + length(len(literals)) + literals
        out += struct.pack("<H", step) + length(run - 4)
        at += run
        start = at
    literals = data[start:]
    return out + bytes([min(len(literals), 15) << 4]) + length(len(literals)) + literals


# ---- pictures --------------------------------------------------------------------------------------------------

def png(width, height, pixel, depth=8, channels=1, packed=False):
    """A PNG; `pixel(x, y)` gives a number (1 channel) or three numbers (3 channels) of 8 or 16 bits.

    With `packed` a row is its difference to the one above, and runs of zeros are packed.
    """
    rows, above = b"", None
    for y in range(height):
        row = b""
        for x in range(width):
            values = pixel(x, y)
            for value in values if channels == 3 else (values,):
                row += struct.pack(">H" if depth == 16 else ">B", value)
        above = above or bytes(len(row))
        rows += b"\2" + bytes((a - b) % 256 for a, b in zip(row, above)) if packed else b"\0" + row
        above = row

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, depth, 2 if channels == 3 else 0, 0, 0, 0)
    body = deflate_runs(rows, 1) if packed else deflate_stored(rows)
    body = b"\x78\x01" + body + struct.pack(">I", zlib.adler32(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png16(width, height, value, changes=()):
    """16 bits a pixel, all `value` but for `changes` (x, y, value)."""
    special = {(x, y): v for x, y, v in changes}
    return png(width, height, lambda x, y: special.get((x, y), value), depth=16, packed=width * height > 1000)


def picture(width, height, seed):
    """A picture whose pixels are all different."""
    return png(width, height, lambda x, y: (x * 15 % 256, y * 20 % 256, seed * 37 % 256), channels=3)


def flat(width, height, seed):
    """A picture of one colour, small in bytes at any size."""
    return png(width, height, lambda x, y: (seed * 15 % 256, seed * 20 % 256, seed * 37 % 256), channels=3, packed=True)


def jpeg(width, height, grey=128):
    """A grey baseline JPEG of flat 8x8 blocks; grey from 4 to 254 by twos. The difference to the last block is 0."""
    level = (grey - 128) // 2  # times the quantum 16, over 8: 2 grey levels a step
    quanta = b"\xff\xdb" + struct.pack(">HB", 67, 0) + b"\x10" * 64
    frame = b"\xff\xc0" + struct.pack(">HBHHBBBB", 11, 8, height, width, 1, 1, 0x11, 0)
    # Codes: size 0 is 0 (1 bit), sizes 1..6 are 1000..1101 (4 bits); for AC only "end of block", 0 (1 bit).
    sizes = b"\xff\xc4" + struct.pack(">HB", 26, 0x00) + bytes([1, 0, 0, 6] + [0] * 12) + bytes(range(7))
    ends = b"\xff\xc4" + struct.pack(">HB", 20, 0x10) + bytes([1] + [0] * 15) + b"\0"
    scan = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0x00, 0, 63, 0)
    size = abs(level).bit_length()
    bits = "0" if size == 0 else format(7 + size, "04b") + format(level if level > 0 else level + 2 ** size - 1,
                                                                  f"0{size}b")
    bits += "0" + "00" * (-(-width // 8) * -(-height // 8) - 1)
    bits += "1" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return b"\xff\xd8" + quanta + frame + sizes + ends + scan + body + b"\xff\xd9"


def tiff_f32(width, height, value):
    """A little-endian TIFF with one strip of 32-bit floats."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 32), (259, 3, 1), (262, 3, 1), (273, 4, 8),
            (277, 3, 1), (278, 4, height), (279, 4, width * height * 4), (339, 3, 3)]
    data = struct.pack("<f", value) * (width * height)
    table = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in tags)
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + table + b"\0\0\0\0"


# ---- arrays and archives ---------------------------------------------------------------------------------------

FORMATS = {"f2": "e", "f4": "f", "f8": "d", "i8": "q", "b1": "?"}


def npy(kind, shape, values, fortran=False):
    """An array: version 1.0, the header filled to a multiple of 64; `values` in the order of the file."""
    descr = "|b1" if kind == "b1" else "<" + kind
    sizes = ", ".join(str(n) for n in shape) + ("," if len(shape) == 1 else "")
    head = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({sizes}), }}"
    head += " " * (-(10 + len(head) + 1) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode()
            + struct.pack(f"<{len(values)}{FORMATS[kind]}", *values))


def zip_file(entries, packed=False, wide=False):
    """A ZIP with all dates 1980-01-01; `wide` puts the sizes into a 64-bit extra field, as numpy.savez does."""
    out, directory = b"", b""
    for name, data in entries:
        body = deflate_runs(data, 1) if packed else data
        at, crc, method = len(out), zlib.crc32(data), 8 if packed else 0
        extra = struct.pack("<HHQQ", 1, 16, len(data), len(body)) if wide else b""
        sizes = (0xFFFFFFFF, 0xFFFFFFFF) if wide else (len(body), len(data))
        version = 45 if wide else 20
        out += struct.pack("<IHHHHHIIIHH", 0x04034B50, version, 0, method, 0, 33, crc, *sizes, len(name), len(extra))
        out += name.encode() + extra + body
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, version, version, 0, method, 0, 33, crc, len(body),
                                 len(data), len(name), 0, 0, 0, 0, 0o600 << 16, at) + name.encode()
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), len(directory), len(out), 0)
    return out + directory + end


def tar_file(entries):
    """A tar (ustar) with all dates 0, no owner."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), 0o644, 0
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def ply_mesh(vertices, triangles, label=None):
    """A binary little-endian PLY: x y z float, red green blue uchar, with `label` also an int a vertex."""
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(vertices)}\n"
    head += "property float x\nproperty float y\nproperty float z\n"
    head += "property uchar red\nproperty uchar green\nproperty uchar blue\n"
    head += "property int label\n" if label else ""
    head += f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
    out = head.encode()
    for i, p in enumerate(vertices):
        out += struct.pack("<fff3B", *p, 10 * i, 100, 200) + (struct.pack("<i", label[i]) if label else b"")
    return out + b"".join(struct.pack("<Biii", 3, *t) for t in triangles)


# ---- text ------------------------------------------------------------------------------------------------------

def dump(value):
    """JSON for files: readable, one order, one end of line."""
    return (pretty(value) + "\n").encode()


def pretty(value, indent=0):
    """Lists of plain values and short objects on one line, everything else indented by one space a level."""
    flat = json.dumps(value, ensure_ascii=True)
    if len(flat) + indent <= 118:
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        body = [f"{pad}{json.dumps(k)}: {pretty(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(body) + "\n" + " " * indent + "}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(pad + pretty(v, indent + 1) for v in value) + "\n" + " " * indent + "]"
    return flat
