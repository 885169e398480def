"""Which positions lie in which regions, by spherical formulas in 80-bit arithmetic: JSON on standard output.

Positions are placed around the regions' edges. One that is nearer to an edge than a double tells is left out of the
region's answer and of its complement: {"ra": […], "dec": […], "queries": [{"where": …, "inside": […], "unsure": […]}]}.
"""

import json
import sys

import numpy as np

EXACT = np.longdouble
DEGREE = EXACT("3.14159265358979323846264338327950288") / 180
UNSURE = EXACT(2e-13)
random = np.random.default_rng(int(sys.argv[1]))
ra, dec, queries = [], [], []


def direction(longitude, latitude):
    a, d = EXACT(longitude) * DEGREE, EXACT(latitude) * DEGREE
    return np.array([np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)])


def apart(one, other):
    """Degrees between directions, exact everywhere."""
    return np.arctan2(np.linalg.norm(np.cross(one, other)), one @ other) / DEGREE


def offset(longitude, latitude, distance, bearing):
    """The position at a distance in a direction."""
    here, along = direction(longitude, latitude), EXACT(distance) * DEGREE
    a, d, b = EXACT(longitude) * DEGREE, EXACT(latitude) * DEGREE, EXACT(bearing) * DEGREE
    north = np.array([-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)])
    east = np.array([-np.sin(a), np.cos(a), EXACT(0)])
    x, y, z = here * np.cos(along) + (north * np.cos(b) + east * np.sin(b)) * np.sin(along)
    return float(np.arctan2(y, x) / DEGREE % 360) % 360, float(np.arctan2(z, np.hypot(x, y)) / DEGREE)


def add(position):
    ra.append(position[0])
    dec.append(position[1])


def great_circle_margin(corners, point):
    """Degrees from the nearest side's great circle, positive where the point is on the left of every side."""
    margins = []
    for one, other in zip(corners, corners[1:] + corners[:1]):
        normal = np.cross(one, other)
        margins.append(np.arcsin(normal / np.linalg.norm(normal) @ point) / DEGREE)
    return min(margins)


shapes = []
centres = [(0.0, 0.0), (359.9999, -0.5), (10.0, 20.0), (123.4, 89.999), (0.0, 90.0), (77.0, -90.0), (200.0, -89.5), (180.0, 45.0)]
for number, radius in enumerate([1e-3 / 3600, 1 / 3600, 0.01, 0.1, 1.0, 5.0, 30.0, 89.9, 90.0, 120.0, 179.0]):
    for centre in (centres[number % 8], centres[(number * 3 + 1) % 8]):
        shapes.append((f"CIRCLE({centre[0]}, {centre[1]}, {radius!r})", lambda p, c=direction(*centre), r=EXACT(radius): r - apart(c, p)))
        for factor in (0.5, 1 - 1e-6, 1 - 1e-9, 1 + 1e-9, 1 + 1e-6, 1.5):
            if radius * factor < 180:
                add(offset(*centre, radius * factor, random.uniform(0, 360)))
for number, centre in enumerate(centres):
    width, height = [(0.2, 0.1), (2.0, 3.0), (20.0, 1.0), (1e-3, 1e-3)][number % 4]
    here = direction(*centre)
    a, d = EXACT(centre[0]) * DEGREE, EXACT(centre[1]) * DEGREE
    east = np.array([-np.sin(a), np.cos(a), EXACT(0)])
    north = np.array([-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)])

    def box(p, here=here, east=east, north=north, w=EXACT(width), h=EXACT(height)):
        x = p @ here
        return min(w / 2 - abs(np.arctan2(p @ east, x)) / DEGREE, h / 2 - abs(np.arctan2(p @ north, x)) / DEGREE)

    shapes.append((f"BOX({centre[0]}, {centre[1]}, {width}, {height})", box))
    for _ in range(8):
        add(offset(*centre, random.uniform(0, 0.8) * max(width, height), random.uniform(0, 360)))
    for factor in (1 - 1e-8, 1 + 1e-8):
        add(offset(*centre, height / 2 * factor, 0))
        add(offset(*centre, width / 2 * factor, 90))
for number, centre in enumerate(centres):
    size = [0.05, 2.0, 25.0][number % 3]
    vertices = [offset(*centre, size, -angle) for angle in range(0, 360, 60)]
    corners = [direction(*vertex) for vertex in vertices]
    text = ", ".join(f"{x!r}, {y!r}" for x, y in vertices)
    shapes.append((f"POLYGON({text})", lambda p, c=corners: great_circle_margin(c, p)))
    for _ in range(8):
        add(offset(*centre, random.uniform(0, 1.2) * size, random.uniform(0, 360)))
for _ in range(200):
    add((random.uniform(0, 360), float(np.degrees(np.arcsin(random.uniform(-1, 1))))))

directions = [direction(*position) for position in zip(ra, dec)]
for text, margin in shapes:
    margins = [margin(point) for point in directions]
    queries.append({
        "region": text,
        "inside": [index for index, value in enumerate(margins) if value > UNSURE],
        "unsure": [index for index, value in enumerate(margins) if abs(value) <= UNSURE],
    })
pairs = [(index, (index * 7 + 3) % len(ra)) for index in range(len(ra))]
distances = [float(apart(directions[one], directions[other])) for one, other in pairs]
print(json.dumps({"ra": ra, "dec": dec, "queries": queries, "others": [other for _, other in pairs], "distances": distances}))
