"""How fast our forest is, beside isotree, scikit-learn and coniferest: in turn, in one run, on the same Gaussian rows.

Usage: forest.py FOREST_BENCHMARK [--full]

Prints a table (seconds become rows/s, trees/s or µs) and a last line `BENCH {json}`. Ratios say how many times better ours is.
Without --full: d = 8 and 32, 100 trees. With it: d = 2, 8, 16, 32, 64 and 100 and 300 trees.

Growing includes the scaling of the rows in ours; the peers take them as they are.
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


def compare(ours, rows, level, trees, threads):
    """Medians of our and each peer's seconds for fit, block, one row and load: what → name → seconds."""
    features = rows.shape[1]
    word = {"level 0": 0, "level 1": 1, "full": "full"}[level]
    taken = {"fit": {}, "block": {}, "one row": {}, "load": {}}

    def note(what, name, seconds):
        taken[what].setdefault(name, []).append(seconds)

    single = [rows[index : index + 1] for index in range(SINGLE_ROWS)]
    for _ in range(TURNS):
        note("fit", "peryton", ours("fit", trees, word, threads)[0])
        note("block", "peryton", ours("block", threads)[0])
        if threads == 1:
            note("one row", "peryton", ours("one", 10 * SINGLE_ROWS)[0] / 10 / SINGLE_ROWS)
            note("load", "peryton", ours("load")[0])
        for name, (make, score) in peers(level, features, trees, threads).items():
            seconds, forest = timed(lambda: make(rows))
            note("fit", name, seconds)
            note("block", name, timed(lambda: score(forest, rows))[0])
            if threads == 1:
                # scikit-learn takes milliseconds a row.
                few = single[:20] if name == "scikit-learn" else single
                note("one row", name, timed(lambda: [score(forest, row) for row in few])[0] / len(few))
                if name == "scikit-learn":
                    pickled = pickle.dumps(forest)
                    note("load", name, timed(lambda: pickle.loads(pickled))[0])
    return {what: {name: statistics.median(values) for name, values in names.items()} for what, names in taken.items()}


def case(what, place, seconds):
    """One case, ours beside the fastest peer."""
    peer = min((name for name in seconds if name != "peryton"), key=seconds.get)
    unit, scale = {"fit": ("ms", 1e3), "one row": ("µs", 1e6), "load": ("ms", 1e3)}.get(what, ("rows/s", None))
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
    print(f"{'case':44}{'ours':>12}{'peer':>12} {'unit':7}{'ratio':>7}  peer's name")
    for features in [2, 8, 16, 32, 64] if options.full else [8, 32]:
        rows = np.ascontiguousarray(np.random.default_rng(features).normal(size=(ROWS, features)))
        with tempfile.NamedTemporaryFile() as file:
            rows.astype("<f4").tofile(file.name)
            ours("rows", file.name, features)
        for trees in [100, 300] if options.full else [100]:
            for level in ["level 0", "level 1", "full"]:
                for threads in [1, 2]:
                    place = f"d={features} {trees} trees {level} {threads} thread{'s' if threads > 1 else ''}"
                    for what, seconds in compare(ours, rows, level, trees, threads).items():
                        if len(seconds) < 2:
                            continue
                        cases.append(case(what, place, seconds))
                        one = cases[-1]
                        print(
                            f"{one['case']:44}{one['ours']:>12}{one['peer']:>12} {one['unit']:7}{one['ratio']:>7}  {one['peerName']}",
                            flush=True,
                        )
    print("BENCH " + json.dumps({"bench": "forest", "cases": cases}))


if __name__ == "__main__":
    main()
