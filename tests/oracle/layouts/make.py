"""Writes tests/data/layouts: one small tree of files per layout, and what a reader must find in each.

    make.py            write everything
    make.py --check    compare what is committed with what would be written, and say what differs

Each layout is a module beside this one: `files()` gives the bytes of every file, `EXPECTED` what they mean, worked
out by hand and never by the code that writes them. `traps.py` describes broken copies. Nothing but the standard
library is used, and the same bytes come out on every machine.

NAME.expected.json. Whatever is absent is not asked. Metres and pixels; matrices row by row; cameras OpenCV (x right, y
down, z forward). A number agrees when it is within 1e-6 * max(1, |number|).

    layout      which layout this is
    path        what to open, relative to tests/data/layouts
    also        other paths that give the same
    scenes      every scene that `path` holds, in no order; found by the picture of a frame
    warnings    texts, each of which must occur in a warning
    notes       for people: conventions, and what is left open

A scene:

    id, path        its name in the source, and where it is, relative to the top `path`; for people
    metric          lengths are metres
    gravity_aligned z is up
    only_these_frames   there are no others than those in `frames`
    frames          see below
    objects         see below: these and, but for the `optional` ones, no fewer; none besides the `ignored`
    ignored         {"instance", "rule"}: no object, or one that says that it is ignored
    surfaces        {"file", "points", "in_frame", "first", "all", "any_order"}: a cloud or mesh, how many points, the
                    first, all of them, in order unless `any_order`; `in_frame` as for objects
    tracks          {"file", "count", "frames", "at": [[frame, track, world or null, pixel or null, sight], ...]};
                    sight is "visible", "hidden" or "invalid"

A frame, found by its picture:

    id              its name in the source; for people
    image           the picture, relative to the top `path`; in a tar the member's name
    K, lens         intrinsics of the picture; {"model": "ideal", "opencv" (k1 k2 p1 p2) or "fisheye" (k1 k2 k3 k4),
                    "coefficients"}
    width, height   of the picture
    time_secs       since the first frame
    world_from_camera   4 by 4
    depth           {"width", "height", "K" of the map where it is another, "at": [[x, y, metres along the axis or null
                    for none], ...]}
    hidden          the mask of pixels made unrecognisable, relative to the top `path`
    colours         [[x, y, [red, green, blue] or null], ...]: the object mask, null is no object
    seen            [{"instance", "rect", "visible", "truncated"}, ...]: objects that the source says are in the
                    picture, among others; null is "the source does not say"

An object, found by class and box where the source's id is no number:

    instance        the source's id, as text
    class           its name in the source
    center, size, rotation  the box: full lengths along its own axes; the axes are the columns. Two boxes agree when
                    their corners do, in any order
    corner_6        one corner, worked out separately: + half of each size along each axis
    in_frame        the box is given in the axes of this frame's camera: where the reader puts its world is its own
                    choice, so take world_from_camera of what was read, inverted, times the box
    points          rows of the first surface that are its own
    optional        whether it is there is left open
"""
import importlib
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from common import dump  # noqa: E402

DATA = os.path.join(os.path.dirname(os.path.dirname(HERE)), "data", "layouts")
LAYOUTS = ["scannetpp", "omni3d", "wildrgbd", "pointodyssey", "ca1m", "colmap_text", "colmap_binary", "nerfstudio",
           "kitti"]


def everything():
    """All files by path: those of the layouts and the expectations under DATA, the traps beside this script."""
    out = {}
    for name in LAYOUTS:
        module = importlib.import_module(name)
        for path, data in module.files().items():
            out[os.path.join(DATA, name, *path.split("/"))] = data
        for expected, value in module.EXPECTED.items():
            out[os.path.join(DATA, f"{expected}.expected.json")] = dump(value)
    traps = importlib.import_module("traps")
    layouts = {os.path.relpath(p, DATA).replace(os.sep, "/"): d for p, d in out.items()}
    out[os.path.join(HERE, "traps.json")] = dump(traps.checked(layouts))
    return out


def read(path):
    with open(path, "rb") as file:
        return file.read()


def check(wanted):
    there = {os.path.join(folder, name) for folder, _, names in os.walk(DATA) for name in names}
    there.discard(os.path.join(DATA, "README.md"))
    bad = [f"missing: {p}" for p in wanted if not os.path.exists(p)]
    bad += [f"differs: {p}" for p in wanted if os.path.exists(p) and read(p) != wanted[p]]
    bad += [f"not ours: {p}" for p in there - set(wanted)]
    print("\n".join(sorted(bad)) or f"{len(wanted)} files as written")
    return 1 if bad else 0


def write(wanted):
    for name in LAYOUTS:
        shutil.rmtree(os.path.join(DATA, name), ignore_errors=True)
    for path, data in wanted.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    print(f"{len(wanted)} files, {sum(map(len, wanted.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(check(everything()) if sys.argv[1:] == ["--check"] else write(everything()))
