"""What astropy, astropy-healpix and mocpy say about the sky, one case a line.

usage: sky_reference.py angles | sexagesimal | healpix | frames | mocs FILE ... | membership FOLDER FILE ...
       | maps FOLDER FILE ...
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


def frames():
    """ra dec, galactic longitude and latitude, ecliptic longitude and latitude."""
    for _ in range(2000):
        ra, dec = place()
        c = SkyCoord(ra * u.deg, dec * u.deg)
        ecliptic = c.barycentricmeanecliptic
        show(ra, dec, float(c.galactic.l.deg), float(c.galactic.b.deg), float(ecliptic.lon.deg), float(ecliptic.lat.deg))


def membership(folder, files):
    """For each MOC, written gzipped to a file that is named, random places and whether it holds them."""
    from mocpy import MOC

    mocs = [MOC.from_fits(name) for name in files]
    mocs += [MOC.from_cone(lon=ra * u.deg, lat=dec * u.deg, radius=10 ** picks.uniform(-1, 1.8) * u.deg, max_depth=8)
             for ra, dec in (place() for _ in range(10))]
    for number, moc in enumerate(mocs):
        name = f"{folder}/moc{number}.fits.gz"
        moc.save(name, format="fits")
        print("file", name)
        places = [place() for _ in range(2000)]
        ras, decs = (np.array(x) for x in zip(*places))
        for (ra, dec), holds in zip(places, moc.contains_lonlat(ras * u.deg, decs * u.deg)):
            show(ra, dec, int(holds))


def find_greedy_credible_levels(p, ranking):
    """The probability of all pixels that are as dense as each one or denser: ligo.skymap's function, where it is there."""
    try:
        from ligo.skymap.postprocess.util import find_greedy_credible_levels as theirs
    except ImportError:
        order = np.flipud(np.argsort(ranking))
        levels = np.empty_like(p)
        levels[order] = np.cumsum(p[order])
        return levels
    return theirs(p, ranking)


def maps(folder, files):
    """For each sky map, written to a file that is named, random places, their searched probability and their pixel's own."""
    import healpy
    from astropy.table import Table

    def tell(name, uniq, density):
        order = (np.log2(uniq / 4) / 2).astype(int)
        pixel = uniq - 4 * 4**order.astype(np.int64)
        p = density * 4 * np.pi / 12 / 4.0**order
        searched = find_greedy_credible_levels(p, density)
        # Where each pixel begins at order 29.
        starts = pixel << (2 * (29 - order))
        by_start = np.argsort(starts)
        print("file", name)
        for _ in range(1500):
            ra, dec = place()
            own = healpy.ang2pix(2**29, ra, dec, nest=True, lonlat=True)
            index = by_start[np.searchsorted(starts[by_start], own, side="right") - 1]
            if own < starts[index] + (1 << (2 * (29 - order[index]))):
                show(ra, dec, float(searched[index]), float(p[index]))

    def blob(nside, nest):
        x, y, z = healpy.pix2vec(nside, np.arange(12 * nside**2), nest=nest)
        p = np.exp(-(((x - 0.6) ** 2 + (y + 0.5) ** 2 + (z - 0.62) ** 2) * 8)) + 1e-4 * np.abs(np.sin(7 * x + 3 * z))
        return p / p.sum()

    for name in files:
        table = Table.read(name)
        tell(name, np.array(table["UNIQ"]), np.array(table["PROBDENSITY"]))
    for nside, nest, kind, column, partial, end in [
        (64, True, np.float64, "PROB", False, "fits"),
        (64, False, np.float32, "PROB", False, "fits.gz"),
        (32, False, np.float64, "PROBABILITY", True, "fits"),
        (128, True, np.float32, "PROB", False, "fits"),
    ]:
        name = f"{folder}/map{nside}-{nest}-{np.dtype(kind)}.{end}"
        p = blob(nside, nest).astype(kind).astype(float)
        if partial:
            p[p < 1e-7] = healpy.UNSEEN
        healpy.write_map(name, p, nest=nest, coord="C", partial=partial, column_names=[column], dtype=kind)
        seen = np.flatnonzero(p >= 0)
        nested = seen if nest else healpy.ring2nest(nside, seen)
        tell(name, nested + 4 * nside**2, p[seen] / healpy.nside2pixarea(nside))
    # Multi-order: pixels are split where they are dense.
    cells = []
    for pixel, p in enumerate(blob(16, True)):
        if p > 1e-3:
            cells += [(4 * 64**2 + 16 * pixel + child, p / 16 * (1 + child / 100)) for child in range(16)]
        else:
            cells.append((4 * 16**2 + pixel, p))
    uniq = np.array([c[0] for c in cells], dtype=np.int64)
    p = np.array([c[1] for c in cells])
    p /= p.sum()
    density = p * 12 * 4.0 ** (np.log2(uniq / 4) / 2).astype(int) / 4 / np.pi
    name = f"{folder}/multiorder.fits.gz"
    table = Table([uniq, density], names=["UNIQ", "PROBDENSITY"], units=[None, "sr-1"])
    table.meta.update(PIXTYPE="HEALPIX", ORDERING="NUNIQ", COORDSYS="C", INDXSCHM="EXPLICIT")
    table.write(name)
    tell(name, uniq, density)
    for name, coord in [("galactic", "G"), ("other-column", "C")]:
        column = "PROB" if coord == "G" else "TEMPERATURE"
        healpy.write_map(
            f"{folder}/{name}.fits", blob(8, False), coord=coord, column_names=[column], dtype=np.float64)


if sys.argv[1] == "mocs":
    mocs(sys.argv[2:])
elif sys.argv[1] == "membership":
    membership(sys.argv[2], sys.argv[3:])
elif sys.argv[1] == "maps":
    maps(sys.argv[2], sys.argv[3:])
else:
    {"angles": angles, "sexagesimal": sexagesimal, "healpix": healpix, "frames": frames}[sys.argv[1]]()
