"""WildRGB-D: <category>/scenes/scenes_<id>/{rgb,depth,masks}/%05d.png, metadata, cam_poses.txt (note, section 1.3).

A camera before a wall 2 m in front of frame 0, moved, and turned about its viewing direction: every frame sees the
wall at one depth, which only the poses as camera-to-world explain. K is not symmetric and is written column by
column. Frames 1 and 2 are missing, and frame 5 has a pose and no picture.
"""
from common import dump, picture, png, png16

FOLDER = "cup/scenes/scenes_007"
POSES = """\
0 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1
3 0.6 -0.8 0 0.1 0.8 0.6 0 -0.2 0 0 1 0.25 0 0 0 1
4 0.96 0.28 0 0.25 -0.28 0.96 0 0 0 0 1 0.5 0 0 0 1
5 1 0 0 9 0 1 0 9 0 0 1 9 0 0 0 1
"""


def files():
    out = {
        "cup/types.json": dump({"scenes_007": "single"}),
        "cup/nvs_list.json": dump({"train": ["scenes_007"], "val": []}),
        "cup/camera_eval_list.json": dump({"train": ["scenes_007"], "val": []}),
        # Column by column: (fx 0 0) (0 fy 0) (cx cy 1). No extension, JSON all the same.
        f"{FOLDER}/metadata": dump({"w": 8, "h": 6, "K": [10.0, 0.0, 0.0, 0.0, 12.0, 0.0, 3.5, 2.25, 1.0]}),
        f"{FOLDER}/cam_poses.txt": POSES.encode(),
    }
    # Millimetres; 0 has no depth. The pixels that differ tell x from y and big from little end.
    depths = {0: (2000, [(7, 5, 0), (1, 0, 2001), (0, 1, 2002)]), 3: (1750, [(2, 1, 1745)]), 4: (1500, [])}
    for frame, (depth, changes) in depths.items():
        out[f"{FOLDER}/rgb/{frame:05}.png"] = picture(8, 6, frame)
        out[f"{FOLDER}/depth/{frame:05}.png"] = png16(8, 6, depth, changes)
        out[f"{FOLDER}/masks/{frame:05}.png"] = png(8, 6, lambda x, y: 255 if 2 <= x < 6 and 1 <= y < 5 else 0)
    return out


# K row-major from the columns above.
K = [10, 0, 3.5, 0, 12, 2.25, 0, 0, 1]


def frame(number, pose, at):
    return {"id": f"{number:05}", "image": f"{FOLDER}/rgb/{number:05}.png", "K": K,
            "lens": {"model": "ideal", "coefficients": []}, "width": 8, "height": 6, "world_from_camera": pose,
            "depth": {"width": 8, "height": 6, "at": at}}


EXPECTED = {"wildrgbd": {
    "layout": "wildrgbd", "path": "wildrgbd",
    "scenes": [{
        "id": "scenes_007", "path": FOLDER, "gravity_aligned": False, "metric": True, "only_these_frames": True,
        "frames": [
            # cam_poses.txt is already camera-to-world, OpenCV: the 16 numbers as they are. Depth: v / 1000.
            frame(0, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
                  [[0, 0, 2.0], [1, 0, 2.001], [0, 1, 2.002], [7, 5, None]]),
            # 2 m - 0.25 m = 1.75 m to the wall; one pixel 5 mm nearer.
            frame(3, [0.6, -0.8, 0, 0.1, 0.8, 0.6, 0, -0.2, 0, 0, 1, 0.25, 0, 0, 0, 1],
                  [[0, 0, 1.75], [2, 1, 1.745], [1, 2, 1.75]]),
            # 2 m - 0.5 m = 1.5 m.
            frame(4, [0.96, 0.28, 0, 0.25, -0.28, 0.96, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 1], [[7, 5, 1.5]]),
        ],
    }],
    "notes": [
        "Pixel centres: the note does not say; cx and cy are expected unchanged. The published point cloud script "
        "gives K to a library that puts the first centre at 0, so half a pixel is open.",
        "The world is that of the tracker: metric, not turned to gravity. Nothing may ask for up or down.",
        "Frame 5 has a pose and no picture: no frame. Whether that is worth a warning is left open.",
    ],
    "warnings": [],
}}
