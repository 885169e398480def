"""What astropy, astropy-healpix and mocpy say about the sky, one case a line.

usage: sky_reference.py angles | sexagesimal | healpix | mocs FILE ...
"""

import random
import sys
import warnings

import astropy.units as u
import numpy as np
from astropy.coordinates import Latitude, SkyCoord
from astropy_healpix import HEALPix

warnings.simplefilter("ignore")
picks = random.Random(20261125)


def show(*values):
    print(*(repr(float(v)) if isinstance(v, float) else v for v in values))


def place():
    """A position, often one where computations go wrong."""
    kind = picks.random()
    if kind < 0.15:
        return picks.choice([0.0, 90.0, 180.0, 359.9999999, 45.0]), picks.choice([-90.0, 90.0, 0.0, 89.999999, -41.8])
    if kind < 0.3:
        return picks.uniform(0, 360), picks.choice([-1, 1]) * (90 - 10 ** picks.uniform(-8, 0))
    return picks.uniform(0, 360), float(np.degrees(np.arcsin(picks.uniform(-1, 1))))


def angles():
    """ra dec ra dec separation angle; then bearing, distance and where they lead."""
    for _ in range(2000):
        ra, dec = place()
        kind = picks.random()
        if kind < 0.3:
            other = SkyCoord(ra * u.deg, dec * u.deg).directional_offset_by(
                picks.uniform(0, 360) * u.deg, 10 ** picks.uniform(-9, 0) * u.deg
            )
            ra2, dec2 = float(other.ra.deg), float(other.dec.deg)
        elif kind < 0.5:
            ra2, dec2 = (ra + 180) % 360, max(-90.0, min(90.0, -dec + picks.uniform(-1e-6, 1e-6)))
        else:
            ra2, dec2 = place()
        one, two = SkyCoord(ra * u.deg, dec * u.deg), SkyCoord(ra2 * u.deg, dec2 * u.deg)
        bearing, distance = picks.uniform(0, 360), picks.choice([10 ** picks.uniform(-6, 0), picks.uniform(0, 180)])
        moved = one.directional_offset_by(bearing * u.deg, distance * u.deg)
        show(ra, dec, ra2, dec2, one.separation(two).deg, one.position_angle(two).deg, bearing, distance,
             float(moved.ra.deg), float(moved.dec.deg))


def sexagesimal():
    """ra, dec and their texts, parted by bars."""
    for _ in range(500):
        ra, dec = place()
        c = SkyCoord(ra * u.deg, dec * u.deg)
        show(ra, "|", dec, "|", c.ra.to_string(unit=u.hourangle, sep=":", precision=4, pad=True), "|",
             Latitude(c.dec).to_string(unit=u.deg, sep=":", precision=3, pad=True, alwayssign=True), "|",
             c.to_string("hmsdms", precision=6))


def healpix():
    """order ra dec nested ring, the centre, four corners, then the neighbours."""
    for _ in range(3000):
        order = picks.randrange(30)
        nested = HEALPix(nside=2**order, order="nested")
        ring = HEALPix(nside=2**order, order="ring")
        ra, dec = place()
        pixel = int(nested.lonlat_to_healpix(ra * u.deg, dec * u.deg))
        other = int(ring.lonlat_to_healpix(ra * u.deg, dec * u.deg))
        lon, lat = nested.healpix_to_lonlat(pixel)
        lons, lats = nested.boundaries_lonlat([pixel], step=1)
        corners = [float(x) for pair in zip(lons.deg[0], lats.deg[0]) for x in pair]
        near = sorted({int(n) for n in nested.neighbours(pixel)} - {-1})
        show(order, ra, dec, pixel, other, float(lon.deg), float(lat.deg), *corners, *near)


def mocs(files):
    """For two files each alone, then union, intersection, difference, complement; then cones and polygons."""
    from mocpy import MOC

    one, two = (MOC.from_fits(name) for name in files)
    for moc in (one, two, one.union(two), one.intersection(two), one.difference(two), one.complement()):
        print(moc.sky_fraction, moc.to_string("ascii").replace("\n", " "), sep="|")
    for _ in range(40):
        ra, dec = place()
        radius = 10 ** picks.uniform(-2, 1.8)
        moc = MOC.from_cone(lon=ra * u.deg, lat=dec * u.deg, radius=radius * u.deg, max_depth=7)
        print("cone", ra, dec, radius, moc.to_string("ascii").replace("\n", " "), sep="|")
    for _ in range(40):
        ra, dec = place()
        centre, size = SkyCoord(ra * u.deg, dec * u.deg), 10 ** picks.uniform(-1, 1.4)
        bearings = sorted(picks.uniform(0, 360) for _ in range(picks.randrange(5, 9)))
        if max(b - a for a, b in zip(bearings, bearings[1:] + [bearings[0] + 360])) > 170:
            continue
        corners = [centre.directional_offset_by(b * u.deg, size * picks.uniform(0.3, 1) * u.deg) for b in bearings]
        moc = MOC.from_polygon_skycoord(SkyCoord(corners), max_depth=7)
        text = " ".join(f"{c.ra.deg!r} {c.dec.deg!r}".replace("np.float64(", "").replace(")", "") for c in corners)
        print("polygon", text, moc.to_string("ascii").replace("\n", " "), sep="|")


if sys.argv[1] == "mocs":
    mocs(sys.argv[2:])
else:
    {"angles": angles, "sexagesimal": sexagesimal, "healpix": healpix}[sys.argv[1]]()
