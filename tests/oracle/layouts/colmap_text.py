"""A COLMAP model as text: sparse/0/{cameras,images,points3D}.txt beside images/ (note, sections 1.1 and 6).

Five cameras, one of each model that people meet. Poses are world-to-camera. The second image has an empty second
line and a quaternion of length 2; the fourth saw a feature that belongs to no point.
"""
from common import jpeg

CAMERAS = """\
# Camera list with one line of data per camera:
#   CAMERA_ID, MODEL, WIDTH, HEIGHT, PARAMS[]
# Number of cameras: 5
1 SIMPLE_PINHOLE 16 12 20 8 6
2 PINHOLE 16 12 20 22 8.5 5.5
3 SIMPLE_RADIAL 16 12 18 8 6 -0.05
4 OPENCV 16 12 19 21 8.25 6.25 0.1 -0.02 0.001 -0.002
5 OPENCV_FISHEYE 12 10 7 7.5 6.25 4.75 0.1 -0.02 0.003 -0.0004
"""
IMAGES = """\
# Image list with two lines of data per image:
#   IMAGE_ID, QW, QX, QY, QZ, TX, TY, TZ, CAMERA_ID, NAME
#   POINTS2D[] as (X, Y, POINT3D_ID)
# Number of images: 5, mean observations per image: 2
1 1 0 0 0 0 0 4 1 a.jpg
8 6 1 13 8.5 2 3 7.25 3 10 3 4
2 1.6 0.4 -0.8 -0.8 0.1 0.2 5 2 b.jpg

3 0.8 0 0 0.6 0 0 5 3 sub/c.jpg
8 6 1 7.2818 9.9501 2 6.131978 2.8028085 3 10.577088541666667 6.8090859375 4
4 0.5 0.5 0.5 0.5 1 2 3 4 d.jpg
3.5 4.5 -1
5 0.5 -0.5 0.5 -0.5 0.5 0.25 3 5 e.jpg
7.407326347996241 5.369996257855129 1 7.45710280791486 7.983311092629091 3
"""
POINTS = """\
# 3D point list with one line of data per point:
#   POINT3D_ID, X, Y, Z, R, G, B, ERROR, TRACK[] as (IMAGE_ID, POINT2D_IDX)
# Number of points: 5, mean track length: 2
1 0 0 0 255 0 0 0.1 1 0 3 0 5 0
2 1 0.5 0 0 255 0 0.2 1 1 3 1
3 -1 0.25 0 0 0 255 0.1 1 2 3 2 5 1
4 0.5 -0.75 1 9 8 7 0.1 1 3 3 3
7 -1.5 2.5 3.25 10 20 30 0.3
"""
PICTURES = {"a.jpg": (16, 12), "b.jpg": (16, 12), "sub/c.jpg": (16, 12), "d.jpg": (16, 12), "e.jpg": (12, 10)}


def pictures():
    return {f"images/{name}": jpeg(*size, 100 + 10 * i) for i, (name, size) in enumerate(PICTURES.items())}


def files():
    return {"sparse/0/cameras.txt": CAMERAS.encode(), "sparse/0/images.txt": IMAGES.encode(),
            "sparse/0/points3D.txt": POINTS.encode(), **pictures()}


def frame(name, k, lens, pose):
    width, height = PICTURES[name]
    return {"id": name, "image": f"images/{name}", "K": k, "lens": lens, "width": width, "height": height,
            "world_from_camera": pose}


def lens(model, *coefficients):
    return {"model": model, "coefficients": list(coefficients)}


FRAMES = [
    # world_from_camera = (R^T | -R^T t). R = 1, t = (0,0,4): the camera stands at (0,0,-4).
    # Points 1 to 4 in it: (0,0,4): 8, 6. (1,.5,4): 8+20*.25, 6+20*.125. (-1,.25,4): 8-5, 6+1.25.
    # (.5,-.75,5): 8+2, 6-3.
    frame("a.jpg", [20, 0, 8, 0, 20, 6, 0, 0, 1], lens("ideal"), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -4, 0, 0, 0, 1]),
    # (1.6,.4,-.8,-.8) / 2 = (.8,.2,-.4,-.4). R row 1: 1-2(.16+.16) = .36, 2(-.08+.32) = .48, 2(-.08-.32) = -.8;
    # row 2: 2(-.08-.32) = -.8, 1-2(.04+.16) = .6, 2(.16-.16) = 0; row 3: 2(-.08+.32) = .48, 2(.16+.16) = .64,
    # 1-2(.04+.16) = .6. R^T t: .036-.16+2.4 = 2.276; .048+.12+3.2 = 3.368; -.08+0+3 = 2.92.
    frame("b.jpg", [20, 0, 8.5, 0, 22, 5.5, 0, 0, 1], lens("ideal"),
          [0.36, -0.8, 0.48, -2.276, 0.48, 0.6, 0.64, -3.368, -0.8, 0, 0.6, -2.92, 0, 0, 0, 1]),
    # About z: cos = .64-.36 = .28, sin = 2*.8*.6 = .96. R = (.28 -.96 0; .96 .28 0; 0 0 1), t along z only.
    # Point 2 (1,.5,0): (.28-.48, .96+.14, 5) = (-.2, 1.1, 5), over 5: (-.04, .22), r2 = .0016+.0484 = .05,
    # 1-.05*.05 = .9975: x = 8-18*.04*.9975 = 7.2818, y = 6+18*.22*.9975 = 9.9501, as observed.
    # Point 3 (-1,.25,0): (-.28-.24, -.96+.07, 5), over 5: (-.104, -.178), r2 = .0425, 1-.05*.0425 = .997875:
    # x = 8-18*.104*.997875 = 6.131978, y = 6-18*.178*.997875 = 2.8028085.
    # Point 4 (.5,-.75,1): (.14+.72, .48-.21, 6), over 6: (.143333, .045), r2 = .0225694, .9988715:
    # x = 8+18*.143333*.9988715 = 10.577089, y = 6+18*.045*.9988715 = 6.809086.
    frame("sub/c.jpg", [18, 0, 8, 0, 18, 6, 0, 0, 1], lens("opencv", -0.05, 0, 0, 0),
          [0.28, 0.96, 0, 0, -0.96, 0.28, 0, 0, 0, 0, 1, -5, 0, 0, 0, 1]),
    # (.5,.5,.5,.5) carries x to y to z to x: R = (0 0 1; 1 0 0; 0 1 0). R^T t = (2, 3, 1).
    frame("d.jpg", [19, 0, 8.25, 0, 21, 6.25, 0, 0, 1], lens("opencv", 0.1, -0.02, 0.001, -0.002),
          [0, 1, 0, -2, 0, 0, 1, -3, 1, 0, 0, -1, 0, 0, 0, 1]),
    # (.5,-.5,.5,-.5): R = (0 0 1; -1 0 0; 0 -1 0). R^T t = (-.25, -3, .5).
    # Point 1 is (.5,.25,3) in the camera: over 3 (1/6, 1/12), r = .186339, theta = atan r = .184226,
    # theta_d = theta (1 + .1 theta^2 - .02 theta^4 + ...) = .184847: x = 6.25+7/6*.184847/.186339 = 7.407326,
    # y = 4.75+7.5/12*.991994 = 5.369996, as observed.
    # Point 3 (-1,.25,0): (0,1,-.25) and t: (.5,1.25,2.75), over 2.75 (.181818,.454545), r = .489560,
    # theta = .455261, theta_d = .464318: x = 6.25+7*.181818*.948438 = 7.457103,
    # y = 4.75+7.5*.454545*.948438 = 7.983311.
    frame("e.jpg", [7, 0, 6.25, 0, 7.5, 4.75, 0, 0, 1], lens("fisheye", 0.1, -0.02, 0.003, -0.0004),
          [0, -1, 0, 0.25, 0, 0, -1, 3, 1, 0, 0, -0.5, 0, 0, 0, 1]),
]


def expected(layout):
    return {
        "layout": layout, "path": layout, "also": [f"{layout}/sparse/0"],
        "scenes": [{"id": layout, "path": ".", "metric": False, "gravity_aligned": False, "only_these_frames": True,
                    "frames": FRAMES, "surfaces": [{"points": 5, "first": [0, 0, 0], "any_order": True,
                                                    "all": [[0, 0, 0], [1, 0.5, 0], [-1, 0.25, 0], [0.5, -0.75, 1],
                                                            [-1.5, 2.5, 3.25]]}]}],
        "notes": [
            "Pixel centres: COLMAP puts the first at (0.5, 0.5), as we do: cx and cy unchanged.",
            "The world has no scale and no up direction: taken as it is, never called metres, never turned.",
            "A quaternion is made unit length before use. Image b.jpg has one of length 2.",
            "SIMPLE_RADIAL is the OpenCV lens with k1 only. Missing coefficients are zero in comparisons.",
            "Order of opencv coefficients: k1 k2 p1 p2; of fisheye: k1 k2 k3 k4.",
        ],
        "warnings": [],
    }


EXPECTED = {"colmap_text": expected("colmap_text")}
