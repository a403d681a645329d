"""CA-1M: one tar per capture, here also extracted (note, section 1.7; https://github.com/apple/ml-cubifyanything).

    [video]/[time in ns].wide/{image.png, image/K.json, depth.png, depth/K.json, depth/confidence.tiff,
                               instances.json, T_gravity.json}
    [video]/[time in ns].gt/{RT.json, depth.png, depth/K.json}
    [video]/world.gt/instances.json

What the published reader and its demo say: RT is the camera in the laser scanner's world (camera-to-world, row by row,
OpenCV camera, world z up). An instance has id, category, position (the centre), scale (full lengths along its own x, y
and z), R (its axes are the columns) and corners (v0 to v7 in the order of Omni3D); those of a frame are in the camera's
axes, those of the world in the scanner's. T_gravity turns a level camera (y straight down) into the real one, so its
second column is down in the camera: the third row of RT with the sign changed. Depth 0 is none. Members whose name
ends in size (`[time]._gt/depth/size`) are in the tars too and say nothing new.

Two frames look down at a floor, 16 degrees from straight, the second upright. A rug lies in it; a lamp stands behind
both cameras.
"""
from common import dump, png, tar_file, tiff_f32

VIDEO = "42000001"
FIRST, SECOND = "21859797734958", "21860297734958"

# ---- cameras ---------------------------------------------------------------------------------------------------

RT = {
    FIRST: [[1, 0, 0, 0.5], [0, -0.96, 0.28, -0.5], [0, -0.28, -0.96, 1.5], [0, 0, 0, 1]],
    # The first turned by (.8,.6) about z: .8 row1 - .6 row2, .6 row1 + .8 row2.
    SECOND: [[0.8, 0.576, -0.168, 0.9], [0.6, -0.768, 0.224, -0.4], [0, -0.28, -0.96, 1.25], [0, 0, 0, 1]],
}
GRAVITY = [[1, 0, 0], [0, 0.28, -0.96], [0, 0.96, 0.28]]
# Width, height and K of the picture, the phone's depth and the scanner's depth; the second frame is upright.
CAMERAS = {
    FIRST: {"image": (64, 48, [[50, 0, 32.5], [0, 51, 23.5], [0, 0, 1]]),
            "wide": (16, 12, [[12.5, 0, 8.125], [0, 12.75, 5.875], [0, 0, 1]]),
            "gt": (32, 24, [[25, 0, 16.25], [0, 25.5, 11.75], [0, 0, 1]])},
    SECOND: {"image": (48, 64, [[52, 0, 24], [0, 52, 32], [0, 0, 1]]),
             "wide": (12, 16, [[13, 0, 6], [0, 13, 8], [0, 0, 1]]),
             "gt": (24, 32, [[26, 0, 12], [0, 26, 16], [0, 0, 1]])},
}

# ---- things ----------------------------------------------------------------------------------------------------

OBLIQUE = [[0.36, -0.8, 0.48], [0.48, 0.6, 0.64], [-0.8, 0, 0.6]]
SIGNS = [(-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1), (-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)]


def instance(name, category, position, scale, turn, **other):
    corners = [[round(position[i] + sum(turn[i][k] * s[k] * scale[k] / 2 for k in range(3)), 9) for i in range(3)]
               for s in SIGNS]
    return {"id": name, "category": category, "caption": f"a {category}", "position": position, "scale": scale,
            "R": turn, "corners": corners, **other}


# The rug's upper side is the floor, so no depth map shows it raised.
WORLD = [
    instance("b7a0-rug", "rug", [0.6, -0.1, -0.01], [0.8, 0.5, 0.02], [[0.96, -0.28, 0], [0.28, 0.96, 0], [0, 0, 1]]),
    instance("c3f1-lamp", "lamp", [3.0, -4.0, 1.0], [0.2, 0.4, 0.6], OBLIQUE),
    instance("00d2-floor", "floor", [0.0, 0.0, -0.05], [12.0, 12.0, 0.1], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
]
# The rug in the axes of each camera: position R^T (p - C), axes R^T times its own.
#  First, R^T rows (1,0,0), (0,-.96,-.28), (0,.28,-.96); p - C = (.1,.4,-1.51): (.1, -.384+.4228, .112+1.4496).
#  Second, R^T rows (.8,.6,0), (.576,-.768,-.28), (-.168,.224,-.96); p - C = (-.3,.3,-1.26): (-.24+.18,
#  -.1728-.2304+.3528, .0504+.0672+1.2096). Its axes: .96*.8+.28*.6 = .936, -.28*.8+.96*.6 = .352, and so on.
SEEN = {
    FIRST: [instance("b7a0-rug", "rug", [0.1, 0.0388, 1.5616], [0.8, 0.5, 0.02],
                     [[0.96, -0.28, 0], [-0.2688, -0.9216, -0.28], [0.0784, 0.2688, -0.96]],
                     box_2d_proj=[21.35, 14.17, 50.77, 36.64], box_2d_rend=[21.5, 14.5, 50.5, 36.5])],
    SECOND: [instance("b7a0-rug", "rug", [-0.06, -0.0504, 1.3272], [0.8, 0.5, 0.02],
                      [[0.936, 0.352, 0], [0.33792, -0.89856, -0.28], [-0.09856, 0.26208, -0.96]],
                      box_2d_proj=[2.97, 16.9, 39.57, 45.18], box_2d_rend=[3.0, 17.0, 39.5, 45.0])],
}


def floor(camera, height, noise):
    """The floor below a camera that looks along (0,.28,-.96): h / (.96 + .28 y), y = (row + .5 - cy) / fy, in mm."""
    width, rows, k = camera

    def steps(x, y):
        if noise and (x, y) == (0, 0):
            return 0
        return round(1000 * height / (0.96 + 0.28 * (y + 0.5 - k[1][2]) / k[1][1])) + noise * (x % 2)

    return png(width, rows, steps, depth=16)


def members():
    out = {}
    for i, (time, cameras) in enumerate(CAMERAS.items()):
        wide, gt = f"{VIDEO}/{time}.wide", f"{VIDEO}/{time}.gt"
        width, height, _ = cameras["image"]
        out |= {
            f"{wide}/image.png": png(width, height, lambda x, y: (40 * i, 80, 120), channels=3, packed=True),
            f"{wide}/image/K.json": dump(cameras["image"][2]),
            f"{wide}/depth.png": floor(cameras["wide"], RT[time][2][3], 1),
            f"{wide}/depth/K.json": dump(cameras["wide"][2]),
            f"{wide}/depth/confidence.tiff": tiff_f32(*cameras["wide"][:2], 1.0),
            f"{wide}/instances.json": dump(SEEN[time]),
            f"{wide}/T_gravity.json": dump(GRAVITY),
            f"{gt}/RT.json": dump(RT[time]),
            f"{gt}/depth.png": floor(cameras["gt"], RT[time][2][3], 0),
            f"{gt}/depth/K.json": dump(cameras["gt"][2]),
            f"{VIDEO}/{time}._gt/depth/size": str(list(cameras["gt"][:2])).encode(),
        }
    out[f"{VIDEO}/world.gt/instances.json"] = dump(WORLD)
    return out


def files():
    every = members()
    return {f"tar/ca1m-val-{VIDEO}.tar": tar_file(every.items()), **{f"folder/{p}": d for p, d in every.items()}}


# ---- what a reader must find -----------------------------------------------------------------------------------

def frame(time, seconds, pose, k, depth_k, depth_size, at):
    width, height, _ = CAMERAS[time]["image"]
    return {"id": time, "image": f"{VIDEO}/{time}.wide/image.png", "K": k,
            "lens": {"model": "ideal", "coefficients": []}, "width": width, "height": height, "time_secs": seconds,
            "world_from_camera": pose, "seen": [{"instance": "b7a0-rug"}],
            "depth": {"width": depth_size[0], "height": depth_size[1], "K": depth_k, "at": at}}


SCENE = {
    "id": VIDEO, "path": VIDEO, "metric": True, "gravity_aligned": True, "only_these_frames": True,
    "frames": [
        # The scanner's depth: pixel row 0, y = (.5-11.75)/25.5 = -.441176: 1.5/(.96-.123529) = 1.793 m.
        # Row 23: y = 11.75/25.5 = .460784: 1.5/1.089020 = 1.377 m. Row 11: y = -.25/25.5: 1.5/.957255 = 1.567 m.
        frame(FIRST, 0.0, [1, 0, 0, 0.5, 0, -0.96, 0.28, -0.5, 0, -0.28, -0.96, 1.5, 0, 0, 0, 1],
              [50, 0, 32.5, 0, 51, 23.5, 0, 0, 1], [25, 0, 16.25, 0, 25.5, 11.75, 0, 0, 1], (32, 24),
              [[0, 0, 1.793], [31, 0, 1.793], [16, 11, 1.567], [0, 23, 1.377]]),
        # 500,000,000 ns later. Row 0: y = -15.5/26 = -.596154: 1.25/.793077 = 1.576 m; row 31: y = 15.5/26:
        # 1.25/1.126923 = 1.109 m; row 16: y = .5/26: 1.25/.965385 = 1.295 m.
        frame(SECOND, 0.5, [0.8, 0.576, -0.168, 0.9, 0.6, -0.768, 0.224, -0.4, 0, -0.28, -0.96, 1.25, 0, 0, 0, 1],
              [52, 0, 24, 0, 52, 32, 0, 0, 1], [26, 0, 12, 0, 26, 16, 0, 0, 1], (24, 32),
              [[0, 0, 1.576], [23, 16, 1.295], [5, 31, 1.109]]),
    ],
    "objects": [
        {"instance": "b7a0-rug", "class": "rug", "center": [0.6, -0.1, -0.01], "size": [0.8, 0.5, 0.02],
         "rotation": [0.96, -0.28, 0, 0.28, 0.96, 0, 0, 0, 1],
         # v6 = centre + .4 (.96,.28,0) + .25 (-.28,.96,0) + .01 z = (.6+.384-.07, -.1+.112+.24, 0).
         "corner_6": [0.914, 0.252, 0]},
        # v6 = centre + .1 (.36,.48,-.8) + .2 (-.8,.6,0) + .3 (.48,.64,.6) = (3+.02, -4+.36, 1+.1).
        {"instance": "c3f1-lamp", "class": "lamp", "center": [3, -4, 1], "size": [0.2, 0.4, 0.6],
         "rotation": [0.36, -0.8, 0.48, 0.48, 0.6, 0.64, -0.8, 0, 0.6], "corner_6": [3.02, -3.64, 1.1]},
        # One of the structural labels that only the world has.
        {"instance": "00d2-floor", "class": "floor", "center": [0, 0, -0.05], "size": [12, 12, 0.1],
         "rotation": [1, 0, 0, 0, 1, 0, 0, 0, 1], "optional": True},
    ],
}
NOTES = [
    "The same bytes once as a tar and once extracted. In a tar, image and path are members' names.",
    "Depth is the scanner's ([time].gt), which fits RT; the phone's own ([time].wide) may be offered beside it. Here "
    "its first pixel has no depth.",
    "The published demo takes pixel centres at whole numbers when it goes from depth to points; the files do not "
    "say. K is expected unchanged.",
    "Boxes are made without classes, and not every thing has a box with a useful name: no questions by name.",
    "Instances have ids of letters. A model with numbers matches them by box.",
]
EXPECTED = {
    "ca1m_tar": {"layout": "ca1m", "path": "ca1m/tar", "also": [f"ca1m/tar/ca1m-val-{VIDEO}.tar"], "scenes": [SCENE],
                 "notes": NOTES, "warnings": []},
    "ca1m_folder": {"layout": "ca1m", "path": "ca1m/folder", "also": [f"ca1m/folder/{VIDEO}"], "scenes": [SCENE],
                    "notes": NOTES, "warnings": []},
}
