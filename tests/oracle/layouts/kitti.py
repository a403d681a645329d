"""KITTI object: training/{image_2,velodyne,calib,label_2}/%06d (note, section 1.10).

Labels give the centre of the *bottom* face in the rectified frame of camera 0 (x right, y down, z forward), the size
as height, width, length, and the turn about y. The picture is of camera 2, which P2 puts 5.6 cm aside.
"""
import struct

from common import flat

CALIB = """\
P0: 200 0 80 0 0 200 60 0 0 0 1 0
P1: 200 0 80 -108 0 200 60 0 0 0 1 0
P2: 200 0 80 12 0 200 60 -4 0 0 1 0.01
P3: 200 0 80 -96 0 200 60 0 0 0 1 0
R0_rect: 0.96 0.28 0 -0.28 0.96 0 0 0 1
Tr_velo_to_cam: 0 -1 0 0.1 0 0 -1 -0.2 1 0 0 -0.3
Tr_imu_to_velo: 1 0 0 -0.8 0 1 0 0.3 0 0 1 -0.8

"""
# type truncated occluded alpha  x1 y1 x2 y2  h w l  x y z  rotation_y. The 2D boxes are those of the corners, cut
# at the picture's edges.
LABELS = """\
Car 0.00 0 -1.57 123.20 61.09 156.30 91.97 1.5 1.6 4.0 3.5 1.6 12 -1.2870022175865687
Pedestrian 0.10 1 -1.21 0.00 56.79 15.55 103.79 1.8 0.5 0.7 -3 1.7 8 -1.5707963267948966
DontCare -1 -1 -10 40.00 50.00 60.00 70.00 -1 -1 -1 -1000 -1000 -1000 -10
"""
VELODYNE = [(10, 1, -1, 0.5), (12, 0, 0.5, 0.25), (20, -4, 1, 0)]


def files():
    return {
        "training/calib/000042.txt": CALIB.encode(),
        "training/label_2/000042.txt": LABELS.encode(),
        "training/velodyne/000042.bin": b"".join(struct.pack("<4f", *p) for p in VELODYNE),
        "training/image_2/000042.png": flat(160, 120, 42),
    }


# Camera 2 against the rectified frame, K^-1 p: z = .01; x = (12 - 80*.01) / 200 = .056;
# y = (-4 - 60*.01) / 200 = -.023. A point there is (x + .056, y - .023, z + .01) in camera 2.
EXPECTED = {"kitti": {
    "layout": "kitti", "path": "kitti",
    "scenes": [{
        "id": "000042", "path": "training", "metric": True, "only_these_frames": True,
        "frames": [{"id": "000042", "image": "training/image_2/000042.png", "K": [200, 0, 80, 0, 200, 60, 0, 0, 1],
                    "lens": {"model": "ideal", "coefficients": []}, "width": 160, "height": 120}],
        "objects": [
            # Bottom (3.5, 1.6, 12), up is -y: 1.6 - 1.5/2 = .85. In camera 2: (3.556, .827, 12.01).
            # cos .28, sin -.96 about y: (.28 0 -.96; 0 1 0; .96 0 .28). Length lies along x, height along y, width
            # along z: the car is seen from behind, in line with its length.
            {"instance": "0", "class": "Car", "in_frame": "000042", "center": [3.556, 0.827, 12.01],
             "size": [4.0, 1.5, 1.6], "rotation": [0.28, 0, -0.96, 0, 1, 0, 0.96, 0, 0.28]},
            # Bottom (-3, 1.7, 8): 1.7 - .9 = .8. In camera 2: (-2.944, .777, 8.01). cos 0, sin -1.
            {"instance": "1", "class": "Pedestrian", "in_frame": "000042", "center": [-2.944, 0.777, 8.01],
             "size": [0.7, 1.8, 0.5], "rotation": [0, 0, -1, 0, 1, 0, 1, 0, 0]},
        ],
        "ignored": [{"instance": "2", "rule": "DontCare"}],
        # (10,1,-1): Tr gives (-1+.1, 1-.2, 10-.3) = (-.9, .8, 9.7); R0 gives (-.864+.224, .252+.768, 9.7)
        # = (-.64, 1.02, 9.7); camera 2: (-.584, .997, 9.71).
        # (12,0,.5): (.1, -.7, 11.7); (.096-.196, -.028-.672) = (-.1, -.7, 11.7); (-.044, -.723, 11.71).
        # (20,-4,1): (4.1, -1.2, 19.7); (3.936-.336, -1.148-1.152) = (3.6, -2.3, 19.7); (3.656, -2.323, 19.71).
        "surfaces": [{"points": 3, "in_frame": "000042", "first": [-0.584, 0.997, 9.71],
                      "all": [[-0.584, 0.997, 9.71], [-0.044, -0.723, 11.71], [3.656, -2.323, 19.71]]}],
    }],
    "notes": [
        "Everything is given in the axes of camera 2 (key in_frame): where the reader puts its world is its own "
        "choice, what the camera sees is not.",
        "P2's whole fourth column counts, not only its x: in the published files y and z are small and not zero.",
        "Pixel centres: the note does not say; cx and cy unchanged.",
        "Instances are line numbers from 0. DontCare lines are areas where nothing may be counted, never objects.",
        "The labels of one picture are not said to be complete.",
    ],
    "warnings": [],
}}
