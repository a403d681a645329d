"""Evaluates every proof operator from {evidence, proof} JSON lines, independently (standard library only).

    proof.py < pairs.jsonl      one JSON value a line; numbers in the proof's own unit

Closest points of boxes come from alternating projection's faster cousin, projected gradient on the box
coordinates (six bounded variables), not from features. Round is done with decimals, half to even.
"""
import json
import math
import os
import sys
from decimal import ROUND_HALF_EVEN, Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import puzzles  # noqa: E402

BASE = {"": 1.0, "mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0, "in": 0.0254, "ft": 0.3048,
        "m2": 1.0, "m3": 1.0, "px": 1.0, "deg": math.pi / 180.0, "rad": 1.0, "s": 1.0, "m/s": 1.0}


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def axes(box):
    """The box's axes in world: columns of its row-major rotation."""
    r = box["rotation"]
    return [[r[i], r[i + 3], r[i + 6]] for i in range(3)]


def point(box, local):
    directions = axes(box)
    return [box["center"][k] + sum(local[i] * directions[i][k] for i in range(3)) for k in range(3)]


def clamp_into(box, target):
    """Coordinates, along the box's axes, of its point nearest to `target`."""
    off = [t - c for t, c in zip(target, box["center"])]
    return [max(-s / 2, min(s / 2, dot(off, d))) for s, d in zip(box["size"], axes(box))]


def boxes_closest(a, b):
    """Minimises |point_a(u) - point_b(v)| over the two boxes by accelerated projected gradient.

    The objective is convex and its gradient's constant is at most 2 (both axes sets are orthonormal).
    """
    u, v = [0.0] * 3, [0.0] * 3
    yu, yv, t = u, v, 1.0
    in_a, in_b = axes(a), axes(b)
    best = math.inf
    for step in range(20000):
        gap = [p - q for p, q in zip(point(a, yu), point(b, yv))]
        new_u = [max(-s / 2, min(s / 2, y - dot(gap, d) / 2)) for y, d, s in zip(yu, in_a, a["size"])]
        new_v = [max(-s / 2, min(s / 2, y + dot(gap, d) / 2)) for y, d, s in zip(yv, in_b, b["size"])]
        moved = [n - o for n, o in zip(new_u + new_v, u + v)]
        if dot([y - n for y, n in zip(yu + yv, new_u + new_v)], moved) > 0:
            t = 1.0  # restart when momentum points uphill
        grown = (1 + math.sqrt(1 + 4 * t * t)) / 2
        yu = [n + (t - 1) / grown * (n - o) for n, o in zip(new_u, u)]
        yv = [n + (t - 1) / grown * (n - o) for n, o in zip(new_v, v)]
        u, v, t = new_u, new_v, grown
        best = min(best, math.dist(point(a, u), point(b, v)))
        if step > 20 and max(map(abs, moved)) < 1e-15:
            break
    return best if best > 1e-7 else 0.0


def camera_position(camera):
    m = camera["world_from_camera"]
    return [m[3], m[7], m[11]]


def camera_closest(camera, of):
    eye = camera_position(camera)
    if of["kind"] == "points":
        return min(math.dist(eye, p) for p in of["xyz"])
    return math.dist(eye, point(of, clamp_into(of, eye)))


def depth(camera, of):
    m = camera["world_from_camera"]
    return sum(m[4 * i + 2] * (of["center"][i] - m[4 * i + 3]) for i in range(3))


def area(ring):
    """Newell's normal, halved."""
    n = [0.0, 0.0, 0.0]
    for p, q in zip(ring, ring[1:] + ring[:1]):
        for k in range(3):
            i, j = (k + 1) % 3, (k + 2) % 3
            n[k] += (p[i] - q[i]) * (p[j] + q[j])
    return math.hypot(*n) / 2


def rounded(value, step):
    step = Decimal(repr(step))
    return float((Decimal(value) / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step)


# What operators over evidence alone give: (value, unit).
OVER_EVIDENCE = {
    "distance_centers": lambda e, x: (math.dist(e(x["a"])["center"], e(x["b"])["center"]), "m"),
    "distance_closest": lambda e, x: (boxes_closest(e(x["a"]), e(x["b"])), "m"),
    "distance_camera_center": lambda e, x: (
        math.dist(camera_position(e(x["camera"])), e(x["of"])["center"]), "m"),
    "distance_camera_closest": lambda e, x: (camera_closest(e(x["camera"]), e(x["of"])), "m"),
    "depth_camera_z": lambda e, x: (depth(e(x["camera"]), e(x["of"])), "m"),
    "dimension_longest": lambda e, x: (max(e(x["of"])["size"]), "m"),
    "dimension_shortest": lambda e, x: (min(e(x["of"])["size"]), "m"),
    "dimension_length": lambda e, x: (e(x["of"])["size"][0], "m"),
    "dimension_width": lambda e, x: (e(x["of"])["size"][1], "m"),
    "dimension_height": lambda e, x: (e(x["of"])["size"][2], "m"),
    "volume": lambda e, x: (math.prod(e(x["of"])["size"]), "m3"),
    "area": lambda e, x: (area(e(x["of"])["ring"]), "m2"),
    "count": lambda e, x: (len([e(i) for i in x["of"]]), ""),
    "exists": lambda e, x: (len([e(i) for i in x["of"]]) > 0, ""),
    "stated": lambda e, x: (x["value"], x["unit"]),
    "puzzle": lambda e, x: (puzzles.solve(e(x["of"])), ""),
}
# Operators over other expressions.
OVER_VALUES = ("argmin", "argmax", "round", "convert", "compare")


def evaluate(x, e):
    """(value, unit) of an expression; `e` finds evidence by id."""
    op = x["op"]
    if op in OVER_EVIDENCE:
        return OVER_EVIDENCE[op](e, x)
    base = lambda of: (lambda v: v[0] * BASE[v[1]])(evaluate(of, e))  # noqa: E731
    if op in ("argmin", "argmax"):
        values = [base(of) for of in x["of"]]
        return values.index((min if op == "argmin" else max)(values)), ""
    if op == "round":
        value, unit = evaluate(x["of"], e)
        return rounded(value, x["step"]), unit
    if op == "convert":
        return base(x["of"]) / BASE[x["to"]], x["to"]
    assert op == "compare", op
    a, b = base(x["a"]), base(x["b"])
    return (a < b if x["relation"] == "less" else a > b), ""


if __name__ == "__main__":
    for line in sys.stdin:
        pair = json.loads(line)
        by_id = {e["id"]: e for e in pair["evidence"]}
        print(json.dumps(evaluate(pair["proof"], by_id.__getitem__)[0]))
