"""How fast our forest is, beside isotree, scikit-learn and coniferest: in turn, in one run, on the same Gaussian rows.

Usage: forest.py FOREST_BENCHMARK [--full]

Prints a table and a last line `BENCH {json}`; ratios say how many times better ours is than the fastest peer that does the same.
Without --full: d = 8 and 32, 100 trees. With it: d = 2, 8, 16, 32, 64 and 100 and 300 trees.

fit             the trees, on rows as they are: scaled already, as the peers take them
block, one row  scoring
load            from bytes in memory; the peer is unpickling
scale           medians, quartiles and the relations of all features; the peer is NumPy
calibrate       from scores of the training rows to what they mean; peers: their scores, and the 99th percentile
whole training  scale, fit and calibrate
"""

import argparse
import json
import pickle
import statistics
import subprocess
import tempfile
import time

import numpy as np
from coniferest.isoforest import IsolationForest as ConiferestForest
from isotree import IsolationForest as IsotreeForest
from sklearn.ensemble import IsolationForest as ScikitForest

ROWS, SAMPLE, TURNS, SINGLE_ROWS = 20_000, 256, 5, 200
# What takes about a millisecond is done so many times in each turn, by everybody.
FITS, LOADS = 5, 20


class Ours:
    """The Swift program, which does what it is told."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return [float(word) for word in self.process.stdout.readline().split()]


def peers(level, features, trees, threads):
    """The forests that do the same: name → (make, score)."""
    columns = {"level 0": 1, "level 1": 2, "full": features}[level]
    found = {
        "isotree": (
            lambda rows: IsotreeForest(
                ntrees=trees, sample_size=SAMPLE, ndim=min(columns, features), nthreads=threads, random_seed=1
            ).fit(rows),
            lambda forest, rows: forest.predict(rows),
        )
    }
    if level == "level 0":
        found["scikit-learn"] = (
            lambda rows: ScikitForest(n_estimators=trees, max_samples=SAMPLE, n_jobs=threads, random_state=1).fit(rows),
            lambda forest, rows: forest.score_samples(rows),
        )
        found["coniferest"] = (
            lambda rows: ConiferestForest(n_trees=trees, n_subsamples=SAMPLE, n_jobs=threads, random_seed=1).fit(rows),
            lambda forest, rows: forest.score_samples(rows),
        )
    return found


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def scaled_by_numpy(rows):
    """What our scaling finds: medians, spreads, and how features go together."""
    low, median, high = np.percentile(rows, [25, 50, 75], axis=0)
    scaled = ((rows - median) / ((high - low) / 1.349))[:10_000]
    np.linalg.inv(scaled.T @ scaled / len(scaled))
    return (rows - median) / ((high - low) / 1.349)


def compare(ours, rows, level, trees, threads):
    """Medians of our and each peer's seconds: what → name → seconds."""
    word = {"level 0": 0, "level 1": 1, "full": "full"}[level]
    taken = {}

    def note(what, name, seconds):
        taken.setdefault(what, {}).setdefault(name, []).append(seconds)

    single = [rows[index : index + 1] for index in range(SINGLE_ROWS)]
    for _ in range(TURNS):
        if threads == 1:
            note("whole training", "peryton", ours("train", trees, word, threads)[0])
            note("calibrate", "peryton", ours("calibrate", threads)[0])
        note("fit", "peryton", ours("fit", trees, word, threads, FITS)[0] / FITS)
        note("block", "peryton", ours("block", threads)[0])
        if threads == 1:
            note("one row", "peryton", ours("one", 10 * SINGLE_ROWS)[0] / 10 / SINGLE_ROWS)
            note("load", "peryton", ours("load", LOADS)[0] / LOADS)
        for name, (make, score) in peers(level, rows.shape[1], trees, threads).items():
            seconds, forests = timed(lambda: [make(rows) for _ in range(FITS)])
            note("fit", name, seconds / FITS)
            forest = forests[-1]
            note("block", name, timed(lambda: score(forest, rows))[0])
            if threads == 1:
                # scikit-learn takes milliseconds a row.
                few = single[:20] if name == "scikit-learn" else single
                note("one row", name, timed(lambda: [score(forest, row) for row in few])[0] / len(few))
                note("calibrate", name, timed(lambda: np.percentile(score(forest, rows), 99))[0])
                note("whole training", name, timed(lambda: whole_training(make, score, rows))[0])
                if name == "scikit-learn":
                    pickled = pickle.dumps(forest)
                    note("load", name, timed(lambda: [pickle.loads(pickled) for _ in range(LOADS)])[0] / LOADS)
    return medians(taken)


def whole_training(make, score, rows):
    scaled = scaled_by_numpy(rows)
    return np.percentile(score(make(scaled), scaled), 99)


def compare_scaling(ours, rows):
    taken = {"peryton": [], "NumPy": []}
    for _ in range(TURNS):
        taken["peryton"].append(ours("scale", 1)[0])
        taken["NumPy"].append(timed(lambda: scaled_by_numpy(rows))[0])
    return medians({"scale": taken})


def medians(taken):
    return {what: {name: statistics.median(values) for name, values in names.items()} for what, names in taken.items()}


def case(what, place, seconds):
    """One case, ours beside the fastest peer."""
    peer = min((name for name in seconds if name != "peryton"), key=seconds.get)
    unit, scale = {"block": ("rows/s", None), "one row": ("µs", 1e6)}.get(what, ("ms", 1e3))
    figure = (lambda s: round(s * scale, 3)) if scale else (lambda s: round(ROWS / s))
    return {
        "case": f"{what} {place}",
        "ours": figure(seconds["peryton"]),
        "peer": figure(seconds[peer]),
        "peerName": peer,
        "unit": unit,
        "ratio": round(seconds[peer] / seconds["peryton"], 2),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    ours = Ours(options.program)
    cases = []

    def tell(place, results):
        for what, seconds in results.items():
            if len(seconds) < 2:
                continue
            one = case(what, place, seconds)
            cases.append(one)
            figures = f"{one['ours']:>12}{one['peer']:>12} {one['unit']:7}{one['ratio']:>7}  {one['peerName']}"
            print(f"{one['case']:48}{figures}", flush=True)

    print(f"{'case':48}{'ours':>12}{'peer':>12} {'unit':7}{'ratio':>7}  peer's name")
    for features in [2, 8, 16, 32, 64] if options.full else [8, 32]:
        rows = np.ascontiguousarray(np.random.default_rng(features).normal(size=(ROWS, features)))
        with tempfile.NamedTemporaryFile() as file:
            rows.astype("<f4").tofile(file.name)
            ours("rows", file.name, features)
        tell(f"d={features} 1 thread", compare_scaling(ours, rows))
        for trees in [100, 300] if options.full else [100]:
            for level in ["level 0", "level 1", "full"]:
                for threads in [1, 2]:
                    place = f"d={features} {trees} trees {level} {threads} thread{'s' if threads > 1 else ''}"
                    tell(place, compare(ours, rows, level, trees, threads))
    print("BENCH " + json.dumps({"bench": "forest", "cases": cases}))


if __name__ == "__main__":
    main()
