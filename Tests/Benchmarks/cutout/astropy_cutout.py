"""The peers' half of make bench-cutout: times astropy's Cutout2D and make_lupton_rgb, and astrocut's fits_cut.

    astropy_cutout.py cutouts FILE HDU POSITIONS PIXELS   POSITIONS: raw float64 pairs of ra and dec in degrees
    astropy_cutout.py lupton FILE SIDE                    FILE: raw float32, three planes of SIDE × SIDE

Prints JSON: seconds for each turn.
"""
import io
import json
import sys
import time
import warnings

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.visualization import make_lupton_rgb
from astropy.wcs import WCS

warnings.simplefilter("ignore")


def as_fits(cutout, header):
    """The cutout as a FITS file with its WCS, as ours is."""
    header = header.copy()
    header.update(cutout.wcs.to_header())
    out = io.BytesIO()
    fits.PrimaryHDU(cutout.data, header).writeto(out)
    return len(out.getvalue())


def cut(hdu, wcs, position, pixels):
    section = hdu.section if isinstance(hdu, fits.CompImageHDU) else hdu.data
    if not isinstance(hdu, fits.CompImageHDU):
        return as_fits(Cutout2D(section, position, pixels, wcs=wcs, copy=True), hdu.header)
    # Cutout2D on .data would decompress all of it: the section is decompressed, and cut with the WCS brought to it.
    x, y = (float(v) for v in wcs.world_to_pixel(position))
    left, bottom = int(np.ceil(x - pixels / 2)), int(np.ceil(y - pixels / 2))
    data = section[bottom:bottom + pixels, left:left + pixels]
    return as_fits(Cutout2D(data, (x - left, y - bottom), pixels, wcs=wcs[bottom:, left:], copy=True), hdu.header)


def cutouts(path, number, positions, pixels):
    places = np.fromfile(positions).reshape(-1, 2)
    coordinates = [SkyCoord(ra * u.deg, dec * u.deg) for ra, dec in places]
    kept, anew = [], []
    with fits.open(path) as file:
        hdu = file[number]
        wcs = WCS(hdu.header)
        cut(hdu, wcs, coordinates[0], pixels)
        for position in coordinates:
            start = time.perf_counter()
            cut(hdu, wcs, position, pixels)
            kept.append(time.perf_counter() - start)
    for position in coordinates[: max(20, len(coordinates) // 10)]:
        start = time.perf_counter()
        with fits.open(path) as file:
            hdu = file[number]
            cut(hdu, WCS(hdu.header), position, pixels)
        anew.append(time.perf_counter() - start)
    from astrocut import fits_cut

    astrocut = []
    for position in coordinates[: max(20, len(coordinates) // 20)]:
        start = time.perf_counter()
        # It opens the file each time, and keeps the cutout in memory.
        found = fits_cut([path], position, [pixels, pixels], extension=[number], single_outfile=False, memory_only=True)
        as_bytes = io.BytesIO()
        found[0].writeto(as_bytes)
        astrocut.append(time.perf_counter() - start)
    return {"kept": kept, "anew": anew, "astrocut": astrocut}


def lupton(path, side):
    red, green, blue = np.fromfile(path, dtype=np.float32).reshape(3, side, side)
    turns = []
    make_lupton_rgb(red, green, blue, minimum=1.0, stretch=50, Q=10)
    for _ in range(max(3, 4_000_000 // side**2)):
        start = time.perf_counter()
        make_lupton_rgb(red, green, blue, minimum=1.0, stretch=50, Q=10)
        turns.append(time.perf_counter() - start)
    return {"kept": turns}


if __name__ == "__main__":
    if sys.argv[1] == "cutouts":
        print(json.dumps(cutouts(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))))
    else:
        print(json.dumps(lupton(sys.argv[2], int(sys.argv[3]))))
