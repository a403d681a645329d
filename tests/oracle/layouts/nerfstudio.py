"""nerfstudio transforms.json: OpenGL camera-to-world, intrinsics for all or by frame (note, sections 1.1 and 6).

The camera looks along -z with y up: its y and z columns change sign on the way in. The third frame names a picture
outside the scene's folder. That picture exists, so only a refusal keeps it out.
"""
from common import dump, picture

TRANSFORMS = {
    "camera_model": "OPENCV_FISHEYE", "fl_x": 7.0, "fl_y": 7.5, "cx": 8.25, "cy": 5.75, "w": 16, "h": 12,
    "k1": 0.1, "k2": -0.02, "k3": 0.003, "k4": -0.0004,
    "frames": [
        {"file_path": "images/f1.png", "mask_path": "masks/f1.png",
         "transform_matrix": [[1, 0, 0, 1], [0, 1, 0, 2], [0, 0, 1, 3], [0, 0, 0, 1]]},
        {"file_path": "./images/f2.png", "fl_x": 9.0, "fl_y": 9.5, "cx": 5.5, "cy": 4.25, "w": 12, "h": 10,
         "k1": 0.05, "k2": 0.0, "k3": 0.0, "k4": 0.0,
         "transform_matrix": [[0.36, 0.48, -0.8, 0.5], [-0.8, 0.6, 0, -0.25], [0.48, 0.64, 0.6, 1.5], [0, 0, 0, 1]]},
        {"file_path": "../outside.png",
         "transform_matrix": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]},
    ],
}


def files():
    return {"scene/transforms.json": dump(TRANSFORMS), "scene/images/f1.png": picture(16, 12, 1),
            "scene/masks/f1.png": picture(16, 12, 2), "scene/images/f2.png": picture(12, 10, 3),
            "outside.png": picture(16, 12, 4)}


EXPECTED = {"nerfstudio": {
    "layout": "nerfstudio", "path": "nerfstudio/scene",
    "scenes": [{
        "id": "scene", "path": ".", "metric": False, "only_these_frames": True,
        "frames": [
            # Second and third column negated: x stays right, y goes down, the camera looks along -z of the world.
            {"id": "f1", "image": "images/f1.png", "K": [7, 0, 8.25, 0, 7.5, 5.75, 0, 0, 1],
             "lens": {"model": "fisheye", "coefficients": [0.1, -0.02, 0.003, -0.0004]}, "width": 16, "height": 12,
             "world_from_camera": [1, 0, 0, 1, 0, -1, 0, 2, 0, 0, -1, 3, 0, 0, 0, 1]},
            {"id": "f2", "image": "images/f2.png", "K": [9, 0, 5.5, 0, 9.5, 4.25, 0, 0, 1],
             "lens": {"model": "fisheye", "coefficients": [0.05, 0, 0, 0]}, "width": 12, "height": 10,
             "world_from_camera": [0.36, -0.48, 0.8, 0.5, -0.8, -0.6, 0, -0.25, 0.48, -0.64, -0.6, 1.5, 0, 0, 0, 1]},
        ],
    }],
    "notes": [
        "Pixel centres: the first is (0.5, 0.5), as in COLMAP, which these files come from: cx and cy unchanged.",
        "The world of nerfstudio has z up by custom, so it is not turned. Its scale is not stated.",
        "A frame whose picture lies outside the scene's folder is refused with a warning, the others stay.",
        "Distortion keys of a frame replace those of the file, key by key.",
    ],
    "warnings": ["../outside.png"],
}}
