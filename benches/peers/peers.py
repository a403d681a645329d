#!/usr/bin/env python3
"""Times readers of PLY on the files of `benches/cloud.rs`: 10 million points, six properties. See scripts/peers.sh.

    peers.py WORK OURS CRATES [--record]     every reader on every file; a table, and benches/peers.json
    peers.py --one READER FILE               one reader once: `milliseconds points x y z red green blue`

Each run is a process of its own, so that nothing is warm but the file. What is timed is the call that turns the file
into points and colours in memory, not the start of the program nor its imports. A reader whose last point is wrong has
no figure.
"""

import json
import pathlib
import platform
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone

POINTS = 10_000_000
RUNS = 5
# Longer than this is as good as no answer, seconds.
PATIENCE = 300
# What takes longer than this is timed once, milliseconds.
SLOW = 15_000
FILES = ["little-endian", "big-endian", "colour first, z x y", "text"]


def by_open3d(path):
    import open3d

    def read():
        cloud = open3d.io.read_point_cloud(path)
        return cloud.points, cloud.colors

    def last(found):
        points, colours = found
        return len(points), points[-1], [round(c * 255) for c in colours[-1]]

    return read, last


def by_open3d_tensors(path):
    import open3d

    def read():
        return open3d.t.io.read_point_cloud(path)

    def last(cloud):
        points, colours = cloud.point.positions.numpy(), cloud.point.colors.numpy()
        return len(points), points[-1], colours[-1]

    return read, last


def by_vtk(path):
    from vtkmodules.vtkIOPLY import vtkPLYReader

    def read():
        reader = vtkPLYReader()
        reader.SetFileName(path)
        reader.Update()
        return reader.GetOutput()

    def last(data):
        count = data.GetNumberOfPoints()
        return count, data.GetPoint(count - 1), data.GetPointData().GetScalars().GetTuple(count - 1)[:3]

    return read, last


def by_plyfile(path):
    import plyfile

    def read():
        data = plyfile.PlyData.read(path, mmap=False)["vertex"].data
        return data

    def last(rows):
        row = rows[-1]
        return len(rows), [row[a] for a in "xyz"], [row[c] for c in ("red", "green", "blue")]

    return read, last


def by_trimesh(path):
    import trimesh

    def read():
        return trimesh.load(path, process=False)

    def last(cloud):
        return len(cloud.vertices), cloud.vertices[-1], cloud.colors[-1][:3]

    return read, last


PYTHON = {
    "Open3D": (by_open3d, "open3d"),
    "Open3D, tensors": (by_open3d_tensors, "open3d"),
    "VTK": (by_vtk, "vtk"),
    "plyfile": (by_plyfile, "plyfile"),
    "trimesh": (by_trimesh, "trimesh"),
}
CRATES = {"ply-rs-bw": "4.0.1", "ply-rs": "0.1.3"}


def one(reader, path):
    read, last = PYTHON[reader][0](path)
    began = time.perf_counter()
    found = read()
    took = (time.perf_counter() - began) * 1e3
    count, place, colour = last(found)
    print(took, count, *(float(v) for v in place), *(int(v) for v in colour))


def expected():
    """Number, place and colour of the last point, as `point` of benches/cloud.rs has them."""
    n = POINTS - 1
    share = [((n * k & 0xFFFFFFFF) >> 8) / 16_777_216 for k in (2_654_435_761, 2_246_822_519, 3_266_489_917)]
    return [POINTS, share[0] * 6, share[1] * 5, share[2] * 3, n & 255, n >> 8 & 255, n >> 16 & 255]


def run(command):
    """Milliseconds; or why there are none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"more than {PATIENCE} s"
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return lines[-1][:120] if lines else f"exit {done.returncode}"
    # Some print more than they are asked for.
    took, *found = (float(word) for word in done.stdout.strip().splitlines()[-1].split())
    right = expected()
    if len(found) != len(right) or any(abs(a - b) > 1e-5 for a, b in zip(found, right)):
        return f"wrong: the last point is {found}, not {right}"
    return took


def figure(command):
    took = [run(command)]
    while isinstance(took[-1], float) and took[0] < SLOW and len(took) < RUNS:
        took.append(run(command))
    wrong = next((t for t in took if isinstance(t, str)), None)
    return {"why": wrong} if wrong else {"ms": round(statistics.median(took), 1)}


def machine():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {len(names)} cores"


def version(package):
    from importlib.metadata import version as of

    return of(package)


def everyone(work, ours, crates):
    paths = {name: str(next(pathlib.Path(work).glob(f"{i}_*.ply"))) for i, name in enumerate(FILES)}
    readers = {"spatialscore": (None, lambda path: [ours, path])}
    for name, of in CRATES.items():
        readers[name] = (of, lambda path, name=name: [crates, name, path])
    for name, (_, package) in PYTHON.items():
        readers[name] = (version(package), lambda path, name=name: [sys.executable, __file__, "--one", name, path])
    rows = []
    for name, (of, command) in readers.items():
        row = {"reader": name, "version": of, **{file: figure(command(paths[file])) for file in FILES}}
        print(row, flush=True)
        rows.append(row)
    return rows


def table(found):
    lines = [
        "| reader | " + " | ".join(FILES) + " |",
        "| --- | " + " | ".join("---:" for _ in FILES) + " |",
    ]
    for row in found["rows"]:
        name = row["reader"] + (f" {row['version']}" if row["version"] else "")
        cells = [f"{row[f]['ms']:,.0f}" if "ms" in row[f] else "–" for f in FILES]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    whys = [f"- {row['reader']}, {f}: {row[f]['why']}" for row in found["rows"] for f in FILES if "why" in row[f]]
    return "\n".join(lines + ([""] + whys if whys else []))


def main():
    if sys.argv[1] == "--one":
        return one(*sys.argv[2:])
    work, ours, crates = sys.argv[1:4]
    found = {
        "machine": machine(),
        "date": datetime.now(timezone.utc).date().isoformat(),
        "points": POINTS,
        "runs": RUNS,
        "rows": everyone(work, ours, crates),
    }
    print(table(found))
    if "--record" in sys.argv:
        top = pathlib.Path(__file__).resolve().parents[2]
        (top / "benches/peers.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        page = top / "docs/peers.md"
        head = page.read_text().split("<!-- figures -->")[0]
        said = f"<!-- figures -->\n{found['machine']}, {found['date']}, milliseconds.\n\n{table(found)}\n"
        page.write_text(head + said)


main()
