"""Runs statements in SQLite on a small catalogue and prints their rows, as JSON.

usage: run_statements.py STATEMENTS.json

The catalogue is that of SampleCatalogue.swift; the peryton_ functions of geometry stand in for the real ones: they
know points and circles only.
"""

import json
import math
import sqlite3
import sys

NAMES = ["alpha", "Beta", "beta", None, "", "Äpfel", "a#b", "it's", "50%", "back\\slash"]


def objects(index):
    return (
        index * 7 if index % 9 else None,
        index * 6.0,
        -80 + index * 2.5,
        15 + index * 0.125 if index % 11 else None,
        1.5,
        -0.5,
        index % 5 - 1 if index % 13 else None,
        index % 2,
        NAMES[index % len(NAMES)],
        "10 10 20 10 15 20",
        index - 10.0,
    )


def distance(a, b, c, d):
    if None in (a, b, c, d):
        return None
    a, b, c, d = map(math.radians, (a, b, c, d))
    chord = math.sin((d - b) / 2) ** 2 + math.cos(b) * math.cos(d) * math.sin((c - a) / 2) ** 2
    return math.degrees(2 * math.asin(min(1, math.sqrt(chord))))


def in_circle(a, b, c, d, radius):
    apart = distance(a, b, c, d)
    return None if apart is None or radius is None else int(apart <= radius)


def words(*numbers):
    return None if None in numbers else " ".join(map(str, numbers)).encode()


def coordinate(place):
    return lambda region: None if region is None else float(region.split()[place])


def connect():
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA case_sensitive_like=ON")
    for name in ["dr1", "mydb", "user\"1"]:
        database.execute("ATTACH ':memory:' AS \"%s\"" % name.replace('"', '""'))
    database.execute(
        "CREATE TABLE dr1.objects (peryton_row INTEGER PRIMARY KEY, id, ra REAL, dec REAL, mag REAL, pmra REAL, pmdec REAL, flags INTEGER,"
        " good INTEGER, name TEXT, footprint TEXT, size REAL)"
    )
    database.execute('CREATE TABLE dr1.stars (peryton_row INTEGER PRIMARY KEY, id INTEGER, ra REAL, dec REAL, g REAL, name TEXT, "Case" INTEGER)')
    database.execute("CREATE TABLE mydb.list (id INTEGER, ra REAL, dec REAL, note TEXT)")
    database.execute("CREATE TABLE dr1.targets (id INTEGER)")
    database.execute('CREATE TABLE "user""1"."t 7" (id INTEGER)')
    database.executemany("INSERT INTO dr1.objects VALUES (NULL,%s)" % ",".join("?" * 11), map(objects, range(60)))
    database.executemany(
        "INSERT INTO dr1.stars VALUES (NULL,?,?,?,?,?,?)",
        [(i * 14, i * 12.0, -80 + i * 5.0, float(i), NAMES[(i * 5) % len(NAMES)], i % 4) for i in range(30)],
    )
    database.executemany(
        "INSERT INTO mydb.list VALUES (?,?,?,?)", [(i * 21, i * 18.0, -80 + i * 7.5, NAMES[i % 10]) for i in range(20)]
    )
    database.executemany('INSERT INTO "user""1"."t 7" VALUES (?)', [(1,), (2,)])

    function = database.create_function
    function("peryton_distance", 4, distance, deterministic=True)
    function("peryton_in_circle", 5, in_circle, deterministic=True)
    function("peryton_point", 2, words, deterministic=True)
    function("peryton_circle", 3, words, deterministic=True)
    function("peryton_box", 4, words, deterministic=True)
    function("peryton_polygon", -1, words, deterministic=True)
    function("peryton_region", 1, lambda text: None if text is None else text.encode(), deterministic=True)
    function("peryton_region_text", 1, lambda region: None if region is None else region.decode(), deterministic=True)
    function("peryton_in_polygon", 3, lambda a, b, region: None if None in (a, b, region) else 0)
    function("peryton_contains", 2, lambda a, b: None if None in (a, b) else int(a == b))
    function("peryton_intersects", 2, lambda a, b: None if None in (a, b) else int(a == b))
    function("peryton_area", 1, lambda region: None if region is None else 1.0)
    function("peryton_centroid", 1, lambda region: None if region is None else b" ".join(region.split()[:2]))
    function("peryton_coord1", 1, coordinate(0))
    function("peryton_coord2", 1, coordinate(1))
    function("peryton_ivo_healpix_index", 3, lambda order, ra, dec: None if None in (order, ra, dec) else int(ra))
    function("peryton_ivo_healpix_center", 2, words)
    function("peryton_ivo_epoch_prop_pos", 8, lambda *numbers: words(*numbers[:2]))
    function("peryton_ivo_hasword", 2, lambda text, word: None if text is None else int(word in text))
    function("peryton_ivo_hms_to_degrees", 1, lambda text: 1.0)
    function("peryton_ivo_dms_to_degrees", 1, lambda text: 1.0)
    # The index of the sky: what the exact condition then decides of. A table with hidden columns as its arguments
    # cannot be made here, so the name is a table of every row.
    return database


def rows(database, statement):
    text = statement["sql"]
    # Stands in for the table-valued function.
    while "peryton_sky(" in text:
        start = text.index("peryton_sky(")
        end = start + len("peryton_sky(")
        depth = 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = text[:start] + '(SELECT value AS "row" FROM json_each(\'[' + ",".join(map(str, range(1, 61))) + "]'))" + text[end:]
    parameters = [value if kind != "real" else float(value) for kind, value in statement["parameters"]]
    parameters = [int(p) if k == "integer" else p for p, (k, _) in zip(parameters, statement["parameters"])]
    used = max([0] + [n for n in range(1, len(parameters) + 1) if "?%d" % n in text])
    return database.execute(text, parameters[:used]).fetchall()


def main():
    database = connect()
    results = []
    for statement in json.load(open(sys.argv[1], encoding="utf-8")):
        try:
            found = rows(database, statement)
            results.append({"rows": [[None if v is None else str(v) for v in row] for row in found]})
        except sqlite3.Error as error:
            results.append({"error": "%s in %s" % (error, statement["sql"])})
    print(json.dumps(results))


main()
