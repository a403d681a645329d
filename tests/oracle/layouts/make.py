"""Writes tests/data/layouts: one small tree of files per layout, and what a reader must find in each.

    make.py            write everything
    make.py --check    compare what is committed with what would be written, and say what differs

Each layout is a module beside this one: `files()` gives the bytes of every file, `EXPECTED` what they mean, worked
out by hand and never by the code that writes them. `traps.py` describes broken copies. Nothing but the standard
library is used, and the same bytes come out on every machine.
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
