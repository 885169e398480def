"""Astropy's view of images, for the tests of Images.

make FOLDER         writes images in every compression, type and dither into the folder
cuts MANIFEST       checks cuts that were written: each line has source, HDU, x, y, width, height, cut, HDU of the cut
frames FOLDER       writes images with coordinates of many kinds; prints file, x, y, ICRS ra and dec
"""

import sys
import warnings

import numpy as np
from astropy import log
from astropy.io import fits
from astropy.nddata import Cutout2D, NoOverlapError
from astropy.utils.exceptions import AstropyWarning
from astropy.wcs import WCS

warnings.simplefilter("ignore", AstropyWarning)
log.setLevel("ERROR")


def noisy(shape, seed, dtype="f4"):
    random = np.random.default_rng(seed)
    data = random.normal(100, 5, shape)
    data[random.random(shape) > 0.99] += 3000
    return data.astype(dtype)


def make(folder):
    floats = noisy((131, 257), 1)
    holes = floats.copy()
    holes[10:20, 30:60] = np.nan
    zeros = floats.copy()
    zeros[40:60] = 0
    zeros[:, 100:120] = 0
    ints = {
        "u1": noisy((131, 257), 2).clip(0, 255).astype("u1"),
        "i2": noisy((131, 257), 3).astype("i2"),
        "i4": (noisy((131, 257), 4, "f8") * 1000).astype("i4"),
        "u2": noisy((131, 257), 5).astype("u2"),
        "u4": (noisy((131, 257), 6, "f8") * 1e6).clip(0, 4e9).astype("u4"),
    }
    wild = np.random.default_rng(9).integers(-(2**31), 2**31 - 1, (131, 257), dtype="i4")
    steps = np.zeros((131, 257), "i4")
    steps[:, ::37] = 2**30
    ints |= {"wild": wild, "steps": steps, "flat": np.full((131, 257), 7, "i2")}
    tiles = {"rows": (1, 257), "squares": (30, 53), "all": (131, 257), "four": (4, 257)}

    def write(name, data, **options):
        header = fits.Header()
        header["EXTNAME"] = "SCI"
        hdu = fits.CompImageHDU(data, header, **options)
        fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(f"{folder}/{name}.fits", overwrite=True)

    for label, tile in tiles.items():
        for name, data in ints.items():
            for algorithm in ["RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "PLIO_1"]:
                if algorithm == "HCOMPRESS_1" and (label in ("rows", "four") or name in ("wild", "steps", "u4")):
                    continue
                if algorithm == "PLIO_1" and name not in ("u1", "i2", "flat"):
                    continue
                write(f"{name}-{label}-{algorithm}", data, compression_type=algorithm, tile_shape=tile)
        for name, data in {"f4": floats, "f8": floats.astype("f8"), "holes": holes, "zeros": zeros}.items():
            for method in [-1, 1, 2]:
                algorithms = ["RICE_1", "GZIP_2"] + (["HCOMPRESS_1"] if label in ("all", "squares") else [])
                for algorithm in algorithms:
                    if algorithm == "HCOMPRESS_1" and name == "holes":
                        continue
                    write(f"{name}-{label}-{algorithm}-{method}", data, compression_type=algorithm, tile_shape=tile,
                          quantize_method=method, dither_seed=9990 if method == 1 else 17)
            write(f"{name}-{label}-lossless", data, compression_type="GZIP_1", tile_shape=tile, quantize_level=0)
    wide = noisy((30, 9000), 11)
    for method in [-1, 1, 2]:
        write(f"wide-{method}", wide, compression_type="RICE_1", tile_shape=(1, 9000), quantize_method=method)
    write("wide-i2", wide.astype("i2"), compression_type="RICE_1", tile_shape=(1, 9000))
    for name, data in ints.items():
        fits.PrimaryHDU(data).writeto(f"{folder}/{name}-plain.fits", overwrite=True)
    fits.PrimaryHDU(np.arange(600, dtype="i8").reshape(20, 30) << 40).writeto(f"{folder}/i8.fits", overwrite=True)
    fits.PrimaryHDU(holes.astype("f8")).writeto(f"{folder}/f8-plain.fits", overwrite=True)
    scaled = fits.PrimaryHDU(ints["i2"].astype("f4"))
    scaled.scale("int16", bscale=0.25, bzero=10)
    scaled.header["BLANK"] = -32768
    scaled.writeto(f"{folder}/scaled.fits", overwrite=True)
    blank = fits.PrimaryHDU(ints["i4"])
    blank.header["BLANK"] = int(ints["i4"][0, 0])
    blank.writeto(f"{folder}/blank.fits", overwrite=True)
    fits.PrimaryHDU(floats.reshape(1, 1, 131, 257)).writeto(f"{folder}/four-axes.fits", overwrite=True)
    fits.HDUList([fits.PrimaryHDU(floats), fits.ImageHDU(ints["i4"], name="MSK")]).writeto(
        f"{folder}/packed.fits.gz", overwrite=True)


def compare(line):
    source, hdu, x, y, width, height, cut, cut_hdu, exact = line
    x, y, width, height = int(x), int(y), int(width), int(height)
    problems = []
    with fits.open(source) as original, fits.open(cut, checksum=True) as written:
        original.verify("silentfix")
        written.verify("exception")
        image, part = original[int(hdu)], written[int(cut_hdu)]
        data = image.data.squeeze() if image.data.ndim > 2 else image.data
        ours = part.data
        if ours.shape != (height, width):
            return [f"shape {ours.shape}"]
        if data.dtype.kind == "f":
            fill = np.nan
        else:
            fill = image.header.get("BLANK", 0) + (image.header.get("BZERO", 0) if "BLANK" in image.header else 0)
        try:
            place = (x + (width - 1) / 2, y + (height - 1) / 2)
            theirs = Cutout2D(data, place, (height, width), mode="partial", fill_value=fill).data
        except NoOverlapError:
            theirs = np.full((height, width), fill, data.dtype)
        if exact == "exact":
            if theirs.dtype.kind == "f":
                same = (theirs == ours) | (np.isnan(theirs) & np.isnan(ours))
            else:
                same = theirs == ours
            if ours.dtype.kind != theirs.dtype.kind or not same.all():
                problems.append(f"{(~same).sum()} of {same.size} pixels differ, {theirs.dtype} {ours.dtype}")
        else:
            finite = np.isfinite(theirs.astype("f8"))
            if (finite != np.isfinite(ours.astype("f8"))).any():
                problems.append("other pixels are NaN")
            elif finite.any() and np.abs(theirs[finite] - ours[finite]).max() > float(exact):
                problems.append(f"pixels differ by {np.abs(theirs[finite] - ours[finite]).max()}")
        if "CTYPE1" in image.header and not image.header["CTYPE1"].startswith("LIN"):
            before, after = WCS(image.header), WCS(part.header)
            corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], float)
            back = before.all_world2pix(after.all_pix2world(corners, 0), 0) - [x, y]
            # Where astropy's inverse itself is not better than that, compare positions.
            if np.abs(back - corners).max() > 1e-6:
                problems.append(f"coordinates differ by {np.abs(back - corners).max()} pixels")
        for keyword in ("ZIMAGE", "ZCMPTYPE", "ZBITPIX", "TFIELDS"):
            if keyword in part.header:
                problems.append(f"{keyword} is in the header")
    return problems


def cuts(manifest):
    count = 0
    for line in open(manifest):
        fields = line.rstrip("\n").split("\t")
        for problem in compare(fields):
            print("\t".join(fields), problem)
        count += 1
    print("checked", count)


def frames(folder):
    import math

    from astropy.wcs.utils import pixel_to_skycoord

    base = {"CRPIX1": 50.5, "CRPIX2": 60.5, "CD1_1": -1e-3, "CD1_2": 2e-5, "CD2_1": 3e-5, "CD2_2": 1e-3,
            "CRVAL1": 83.5, "CRVAL2": -5.25}
    ra, galactic, ecliptic = ("RA---", "DEC--"), ("GLON-", "GLAT-"), ("ELON-", "ELAT-")
    cases = {f"{p}-icrs": (ra, p, {"RADESYS": "ICRS"}) for p in
             ["TAN", "SIN", "ARC", "STG", "ZEA", "ZPN", "AIR", "CYP", "CEA", "CAR", "MER", "SFL", "PAR", "MOL", "AIT",
              "COP", "COE", "COD", "COO", "BON", "PCO", "TSC", "CSC", "QSC", "HPX"]}
    cases["fk5"] = (ra, "TAN", {"RADESYS": "FK5", "EQUINOX": 1975.0})
    cases["fk5-2000"] = (ra, "TAN", {"RADESYS": "FK5", "EQUINOX": 2000.0})
    cases["fk4"] = (ra, "TAN", {"RADESYS": "FK4", "EQUINOX": 1950.0})
    cases["fk4-old"] = (ra, "TAN", {"RADESYS": "FK4", "EQUINOX": 1950.0, "CRVAL1": 201.0, "CRVAL2": 61.0})
    cases["galactic"] = (galactic, "TAN", {})
    cases["galactic-car"] = (galactic, "CAR", {"CRVAL2": 0.0})
    cases["pole"] = (ra, "TAN", {"CRVAL2": 89.99})
    cases["zero"] = (ra, "TAN", {"CRVAL1": 0.001})
    cases["sip"] = (ra, "TAN-SIP", {"A_ORDER": 2, "B_ORDER": 2, "A_2_0": 1e-5, "A_1_1": -2e-5, "B_0_2": 3e-5})
    cases["sip-unsaid"] = (ra, "TAN", {"A_ORDER": 2, "B_ORDER": 2, "A_2_0": 1e-5, "A_1_1": -2e-5, "B_0_2": 3e-5})
    cases["tpv"] = (ra, "TPV", {"PV1_1": 1.001, "PV1_4": 0.02, "PV2_1": 0.999, "PV2_5": -0.03})
    cases["scamp"] = (ra, "TAN", {"PV1_1": 1.001, "PV1_5": 0.02, "PV2_1": 0.999, "PV2_5": -0.03})
    extra = {"ZPN": {"PV2_1": 1.0, "PV2_3": 0.1}, "AIR": {"PV2_1": 45.0}, "CYP": {"PV2_1": 1.0, "PV2_2": 0.7},
             "CEA": {"PV2_1": 1.0}, "COP": {"PV2_1": 45.0}, "COE": {"PV2_1": 45.0}, "COD": {"PV2_1": 45.0},
             "COO": {"PV2_1": 45.0}, "BON": {"PV2_1": 45.0}}
    for name, (axes, projection, options) in cases.items():
        hdu = fits.PrimaryHDU(np.zeros((120, 100), "f4"))
        for key, value in (base | extra.get(projection, {}) | options).items():
            hdu.header[key] = value
        hdu.header["CTYPE1"], hdu.header["CTYPE2"] = axes[0] + projection, axes[1] + projection
        hdu.writeto(f"{folder}/{name}.fits", overwrite=True)
        world = WCS(hdu.header)
        for x, y in [(0, 0), (99, 0), (99, 119), (0, 119), (49.5, 59.5), (12.25, 77.75)]:
            position = pixel_to_skycoord(x, y, world, 0)
            position = position.fk5 if position.frame.name == "fk5" and name == "fk5" else position.icrs
            if name.startswith("fk5"):
                from astropy.coordinates import FK5
                position = position.transform_to(FK5(equinox="J2000"))
            if math.isfinite(position.ra.deg):
                print(f"{folder}/{name}.fits", repr(x), repr(y), repr(float(position.ra.deg)), repr(float(position.dec.deg)))


if __name__ == "__main__":
    {"make": make, "cuts": cuts, "frames": frames}[sys.argv[1]](sys.argv[2])
