"""PointOdyssey: <split>/<seq>/{rgbs,depths,masks,normals}, an npz of tracks, scene_info.json (note, section 1.4).

Three sequences of two frames, one for each name and precision that the npz may have: half precision with
`visibilities`, single with trajs_3d in Fortran order, double with `visibs` and `valids` and numbers that are not
finite. Extrinsics are world-to-camera. Before each camera stands a wall on which the visible points lie.

The files' world is Y up: the generator (github.com/y-zheng18/point_odyssey, utils/gen_tracking.py) takes its points
from the OBJ files that Blender writes, which are Y up, and lays its ground points at y = 0. What is expected is Z up:
the point (x, y, z) of a file is (x, -z, y).
"""
from common import dump, flat, jpeg, npy, png, png16, zip_file

NAN, INF = float("nan"), float("inf")
K = [40, 0, 32, 0, 40, 24, 0, 0, 1]
SIZE = (64, 48)

# ---- half: anno.npz, a camera along the world's +y that moves .5 m to the right --------------------------------

# x right, y = -z of the file's world, z = y of it; t = -R C with C = (1,-2,1.5) and (1.5,-2,1.5).
HALF_E = [[1, 0, 0, -1, 0, 0, -1, 1.5, 0, 1, 0, 2, 0, 0, 0, 1],
          [1, 0, 0, -1.5, 0, 0, -1, 1.5, 0, 1, 0, 2, 0, 0, 0, 1]]
# Points: still; moving .25 m; behind the wall; invalid in the second frame; outside the picture.
HALF_3D = [[(1, 2, 1.5), (1.5, 2, 1), (0, 6, 2.5), (2, 2, 2), (6, 2, 1.5)],
           [(1, 2, 1.5), (1.75, 2, 1), (0, 6, 2.5), (99, 99, 99), (6, 2, 1.5)]]
HALF_2D = [[(32, 24), (37, 29), (27, 19), (42, 19), (82, 24)], [(27, 24), (34.5, 29), (24.5, 19), (-9, -9), (77, 24)]]
HALF_SIGHT = [[1, 1, 0, 1, 0], [1, 1, 0, 2, 0]]

# ---- single: annotations.npz, an oblique camera that comes .5 m nearer -----------------------------------------

SINGLE_E = [[0.36, 0.48, -0.8, 0.1, -0.8, 0.6, 0, 0.2, 0.48, 0.64, 0.6, z, 0, 0, 0, 1] for z in (5, 4.5)]
SINGLE_3D = [[(0.124, -0.168, 0.08), (0.504, -0.078, -0.32)]] * 2
SINGLE_2D = [[(32, 24), (36, 22)], [(32, 24), (36.44444444444444, 21.77777777777778)]]
SINGLE_SIGHT = [[1, 1], [1, 1]]

# ---- double: annot.npz, a camera turned about its axis ---------------------------------------------------------

DOUBLE_E = [[0.8, -0.6, 0, 1, 0.6, 0.8, 0, -0.5, 0, 0, 1, 2, 0, 0, 0, 1]] * 2
DOUBLE_3D = [[(-0.5, 1, 1), (0, 1, 1), (NAN, 1, 1), (0.5, 1, 1), (-0.5, 2, 1)],
             [(-0.5, 1, 1), (0.5, 1, 1), (0, 1, 1), (0.5, 1, 1), (-0.5, 2, 1)]]
DOUBLE_2D = [[(32, 24), (37.333333333333336, 28), (32, 24), (42.666666666666664, 32), (24, 34.666666666666664)],
             [(32, 24), (42.666666666666664, 32), (INF, 24), (42.666666666666664, 32), (24, 34.666666666666664)]]
DOUBLE_SEEN = [[1, 1, 1, 0, 1], [1, 0, 1, 1, 1]]
DOUBLE_VALID = [[1, 1, 1, 1, 1], [1, 1, 1, 0, 1]]

# Steps of 1000/65535 m: 262 is 3.998 m, 328 is 5.005, 295 is 4.501, 197 is 3.006. 0 has no depth.
DEPTHS = {"half": [262, 262], "single": [328, 295], "double": [197, 197]}
CHANGES = [(5, 7, 300), (7, 5, 301), (63, 47, 0)]


def numbers(frames):
    """Frame by frame, point by point; the values of a point one after another."""
    return [n for frame in frames for point in frame for n in (point if isinstance(point, (tuple, list)) else (point,))]


def fortran(frames):
    """The same with the frame's number running fastest, then the point's."""
    return [frames[t][n][k] for k in range(3) for n in range(len(frames[0])) for t in range(len(frames))]


def arrays(kind, extrinsics, world, pixels, order=False):
    count = len(world[0])
    return [
        ("trajs_2d.npy", npy(kind, (2, count, 2), numbers(pixels))),
        ("trajs_3d.npy", npy(kind, (2, count, 3), fortran(world) if order else numbers(world), fortran=order)),
        ("intrinsics.npy", npy(kind, (2, 3, 3), K * 2)),
        ("extrinsics.npy", npy(kind, (2, 4, 4), [n for e in extrinsics for n in e])),
    ]


def tracks():
    half = arrays("f2", HALF_E, HALF_3D, HALF_2D) + [("visibilities.npy", npy("f2", (2, 5), numbers(HALF_SIGHT)))]
    single = arrays("f4", SINGLE_E, SINGLE_3D, SINGLE_2D, order=True)
    single += [("visibilities.npy", npy("i8", (2, 2), numbers(SINGLE_SIGHT)))]
    double = arrays("f8", DOUBLE_E, DOUBLE_3D, DOUBLE_2D)
    double += [("visibs.npy", npy("b1", (2, 5), numbers(DOUBLE_SEEN))),
               ("valids.npy", npy("b1", (2, 5), numbers(DOUBLE_VALID)))]
    return {"half/anno.npz": zip_file(half, wide=True), "single/annotations.npz": zip_file(single, packed=True),
            "double/annot.npz": zip_file(double)}


def mask(x, y):
    """Two colours that differ in one channel, on black."""
    if 10 <= x < 20 and 5 <= y < 15:
        return 120, 10, 5
    return (120, 11, 5) if 30 <= x < 40 and 20 <= y < 40 else (0, 0, 0)


def files():
    out = {f"train/{path}": data for path, data in tracks().items()}
    for name, walls in DEPTHS.items():
        base = f"train/{name}"
        for i, steps in enumerate(walls):
            out[f"{base}/rgbs/rgb_{i:05}.jpg"] = jpeg(*SIZE, 100 + 20 * i)
            out[f"{base}/depths/depth_{i:05}.png"] = png16(*SIZE, steps, CHANGES if i == 0 else ())
            out[f"{base}/normals/normal_{i:05}.jpg"] = jpeg(*SIZE, 128)
            out[f"{base}/masks/mask_{i:05}.png"] = (png(*SIZE, mask, channels=3, packed=True) if name == "half"
                                                    else flat(*SIZE, 0))
        out[f"{base}/scene_info.json"] = dump({"sensor_width": 36.0, "sensor_height": 27.0, "focal_length": 22.5,
                                               "assets": ["wall"], "character": "none"})
    return out


# ---- what a reader must find -----------------------------------------------------------------------------------

def frame(name, number, pose, at):
    base = f"train/{name}"
    return {"id": f"{number:05}", "image": f"{base}/rgbs/rgb_{number:05}.jpg", "K": K,
            "lens": {"model": "ideal", "coefficients": []}, "width": 64, "height": 48, "world_from_camera": pose,
            "depth": {"width": 64, "height": 48, "at": at}}


def metres(x, y, steps):
    return [x, y, steps * 1000 / 65535 if steps else None]


def at_first(steps):
    # 300 * 1000 / 65535 = 4.577706, 301 * 1000 / 65535 = 4.592965.
    return [metres(0, 0, steps), metres(5, 7, 300), metres(7, 5, 301), metres(63, 47, 0)]


def seen(number, track, world, pixel):
    return [number, track, world, pixel, "visible"]


def hidden(number, track, world, pixel):
    return [number, track, world, pixel, "hidden"]


def invalid(number, track):
    return [number, track, None, None, "invalid"]


def scene(name, frames, file, count, at):
    return {"id": name, "path": f"train/{name}", "metric": True, "gravity_aligned": True, "only_these_frames": True,
            "frames": frames, "tracks": {"file": f"train/{name}/{file}", "count": count, "frames": 2, "at": at}}


# world_from_camera is T [R^T, -R^T t] with T = rows (1,0,0), (0,0,-1), (0,1,0): the second row is the third of
# [R^T, -R^T t] negated, the third its second. The comments before a point are in the file's axes.
HALF = scene("half", [
    # R^T rows (1,0,0), (0,0,1), (0,-1,0); -R^T t = (1,-2,1.5), then (1.5,-2,1.5).
    {**frame("half", 0, [1, 0, 0, 1, 0, 1, 0, -1.5, 0, 0, 1, -2, 0, 0, 0, 1], at_first(262)),
     "colours": [[10, 5, [120, 10, 5]], [39, 39, [120, 11, 5]], [0, 0, None], [20, 5, None]]},
    frame("half", 1, [1, 0, 0, 1.5, 0, 1, 0, -1.5, 0, 0, 1, -2, 0, 0, 0, 1], [metres(5, 7, 262)]),
], "anno.npz", 5, [
    # In the camera (x-1, 1.5-z, y+2): (1,2,1.5) is at (0,0,4): the principal point. Half a metre on: (-.5,0,4):
    # 32-40*.125 = 27.
    seen(0, 0, [1, -1.5, 2], [32, 24]), seen(1, 0, [1, -1.5, 2], [27, 24]),
    # (1.5,2,1) is at (.5,.5,4): 32+5, 24+5. Then (1.75,2,1) at (.25,.5,4): 32+2.5, 24+5.
    seen(0, 1, [1.5, -1, 2], [37, 29]), seen(1, 1, [1.75, -1, 2], [34.5, 29]),
    # (0,6,2.5) is at (-1,-1,8): 32-5, 24-5, behind the wall at 4 m. Then (-1.5,-1,8): 32-7.5.
    hidden(0, 2, [0, -2.5, 6], [27, 19]), hidden(1, 2, [0, -2.5, 6], [24.5, 19]),
    # (2,2,2) is at (1,-.5,4): 32+10, 24-5. Then 2 in visibilities: whatever the numbers say.
    seen(0, 3, [2, -2, 2], [42, 19]), invalid(1, 3),
    # (6,2,1.5) is at (5,0,4): 32+50, past the right edge. Then (4.5,0,4): 32+45.
    hidden(0, 4, [6, -1.5, 2], [82, 24]), hidden(1, 4, [6, -1.5, 2], [77, 24]),
])
SINGLE = scene("single", [
    # R^T as in colmap_text. -R^T t with t = (.1,.2,5) = (-2.276,-3.368,-2.92); half a metre of z less adds
    # .5 (.48,.64,.6) = (.24,.32,.3): (-2.036,-3.048,-2.62).
    frame("single", 0, [0.36, -0.8, 0.48, -2.276, 0.8, 0, -0.6, 2.92, 0.48, 0.6, 0.64, -3.368, 0, 0, 0, 1],
          at_first(328)),
    frame("single", 1, [0.36, -0.8, 0.48, -2.036, 0.8, 0, -0.6, 2.62, 0.48, 0.6, 0.64, -3.048, 0, 0, 0, 1],
          [metres(0, 0, 295)]),
], "annotations.npz", 2, [
    # R p = (-.1,-.2,0) with p = (.124,-.168,.08): .36*.124-.48*.168-.8*.08 = -.1, -.8*.124-.6*.168 = -.2,
    # .48*.124-.64*.168+.6*.08 = 0; plus t (0,0,5): the principal point in both frames.
    seen(0, 0, [0.124, -0.08, -0.168], [32, 24]), seen(1, 0, [0.124, -0.08, -0.168], [32, 24]),
    # R p = (.4,-.45,0) with p = (.504,-.078,-.32), plus t (.5,-.25,5): 32+40*.1, 24-40*.05. At 4.5 m: 32+40/9, 24-20/9.
    seen(0, 1, [0.504, 0.32, -0.078], [36, 22]),
    seen(1, 1, [0.504, 0.32, -0.078], [36.44444444444444, 21.77777777777778]),
])
TURNED = [0.8, 0.6, 0, -0.5, 0, 0, -1, 2, -0.6, 0.8, 0, 1, 0, 0, 0, 1]
DOUBLE = scene("double", [
    # R^T t with R^T rows (.8,.6,0), (-.6,.8,0): .8-.3 = .5, -.6-.4 = -1, 2; negated (-.5,1,-2).
    frame("double", 0, TURNED, at_first(197)), frame("double", 1, TURNED, [metres(63, 47, 197)]),
], "annot.npz", 5, [
    # R p + t with p = (-.5,1,1): -.4-.6+1 = 0, -.3+.8-.5 = 0, 3: the principal point.
    seen(0, 0, [-0.5, -1, 1], [32, 24]), seen(1, 0, [-0.5, -1, 1], [32, 24]),
    # .5 m to the right, (0,1,1): (.4,.3,3): 32+16/3, 24+4. 1 m, (.5,1,1): (.8,.6,3): 32+32/3, 24+8, there and not
    # seen.
    seen(0, 1, [0, -1, 1], [37.333333333333336, 28]), hidden(1, 1, [0.5, -1, 1], [42.666666666666664, 32]),
    # Called visible and valid, but not finite: world in the first frame, pixel in the second.
    invalid(0, 2), invalid(1, 2),
    # Not seen; then called visible, but not valid.
    hidden(0, 3, [0.5, -1, 1], [42.666666666666664, 32]), invalid(1, 3),
    # 1 m along the file's y, (-.5,2,1): (-.6,.8,3): 32-8, 24+32/3.
    seen(0, 4, [-0.5, -1, 2], [24, 34.666666666666664]), seen(1, 4, [-0.5, -1, 2], [24, 34.666666666666664]),
])

EXPECTED = {"pointodyssey": {
    "layout": "pointodyssey", "path": "pointodyssey", "also": ["pointodyssey/train"],
    "scenes": [HALF, SINGLE, DOUBLE],
    "notes": [
        "Every number of the half sequence is one that half precision holds exactly. A real file's are off by up to "
        "a quarter pixel between 512 and 1024, half a pixel beyond, and 4 mm at 8 m.",
        "Depth is v / 65535 * 1000. 0 is no depth; whether 65535 (1000 m, the clip) is one is left open.",
        "A point is visible where visibilities is 1, or visibs and valids are both true; hidden where visibilities is "
        "0, or valids alone is true; invalid otherwise and wherever a number is not finite.",
        "Masks are colours: an object is a colour, black is none. Objects have no boxes.",
        "The files' world is Y up, what is expected is Z up: (x, y, z) of a file is (x, -z, y).",
        "Pixel centres: the generator's cx is half the width, so the first pixel's centre is 0.5; nothing is changed.",
    ],
    "warnings": [],
}}
