"""What astropy, and stiff, make of images, for comparison with ours.

usage: astropy_pictures.py FOLDER < questions
Images are files of raw little-endian floats in FOLDER, row 0 at the bottom. One question a line:
  limits NAME WIDTH HEIGHT KIND [LOWER UPPER]     prints low and high
  grey NAME WIDTH HEIGHT STRETCH LOW HIGH OUT     writes a byte a pixel to OUT, bottom row first
  dump FITS NAME                                  writes the first image of a file; prints width and height
  lupton RED GREEN BLUE WIDTH HEIGHT MINIMUM STRETCH Q OUT   writes three bytes a pixel
  stiff RED GREEN BLUE WIDTH HEIGHT SATURATION GAMMA OUT     what stiff writes for limits 0 and 1, top row first
"""

import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.visualization import (
    AsinhStretch,
    AsymmetricPercentileInterval,
    LinearStretch,
    LogStretch,
    ManualInterval,
    MinMaxInterval,
    PercentileInterval,
    SqrtStretch,
    ZScaleInterval,
    make_lupton_rgb,
)

warnings.simplefilter("ignore")
folder = sys.argv[1]
stretches = {"linear": LinearStretch, "sqrt": SqrtStretch, "asinh": AsinhStretch, "log": LogStretch}


def image(name, width, height):
    return np.fromfile(f"{folder}/{name}", "<f4").reshape(int(height), int(width)).astype(float)


def interval(kind, *numbers):
    numbers = [float(number) for number in numbers]
    if kind == "zscale":
        return ZScaleInterval()
    if kind == "minmax":
        return MinMaxInterval()
    if kind == "percentile":
        return PercentileInterval(*numbers)
    return AsymmetricPercentileInterval(*numbers)


for line in sys.stdin:
    question, *words = line.split()
    if question == "limits":
        low, high = interval(*words[3:]).get_limits(image(*words[:3]))
        print(repr(float(low)), repr(float(high)))
    elif question == "dump":
        with fits.open(words[0]) as file:
            data = next(part.data for part in file if part.data is not None and part.data.ndim == 2)
        data.astype("<f4").tofile(f"{folder}/{words[1]}")
        print(data.shape[1], data.shape[0])
    elif question == "grey":
        shares = ManualInterval(float(words[4]), float(words[5]))(image(*words[:3]))
        np.round(255 * stretches[words[3]]()(shares)).astype(np.uint8).tofile(f"{folder}/{words[6]}")
    elif question == "lupton":
        width, height, minimum, stretch, q = words[3:8]
        bands = [image(name, width, height) for name in words[:3]]
        rgb = make_lupton_rgb(*bands, minimum=float(minimum), stretch=float(stretch), Q=float(q))
        rgb.tofile(f"{folder}/{words[8]}")
    elif question == "stiff":
        from PIL import Image

        names = [f"{folder}/{name}.fits" for name in words[:3]]
        for name, path in zip(words[:3], names):
            fits.writeto(path, image(name, *words[3:5]).astype("f4"), overwrite=True)
        settings = {
            "OUTFILE_NAME": f"{folder}/stiff.tif",
            "SKY_TYPE": "MANUAL",
            "SKY_LEVEL": "0",
            "MIN_TYPE": "MANUAL",
            "MIN_LEVEL": "0",
            "MAX_TYPE": "MANUAL",
            "MAX_LEVEL": "1",
            "SATUR_LEVEL": "1e9",
            "COMPRESSION_TYPE": "NONE",
            "VERBOSE_TYPE": "QUIET",
            "WRITE_XML": "N",
            "COLOUR_SAT": words[5],
            "GAMMA": words[6],
        }
        options = [word for name, value in settings.items() for word in ("-" + name, value)]
        subprocess.run(["stiff", *names, *options], check=True, stderr=subprocess.DEVNULL)
        with Image.open(f"{folder}/stiff.tif") as picture:
            np.array(picture).tofile(f"{folder}/{words[7]}")
