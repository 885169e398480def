"""How well forests find labelled outliers: ours beside isotree, scikit-learn and coniferest, each with one setting for all sets.

Usage: detection.py PERYTON FOLDER [--seeds N]

PERYTON is the command `peryton`, FOLDER holds sets as .npz files with X (rows × features) and y (1: outlier). Every forest has
100 trees of 256 rows. Prints a table of AUROC and average precision, means over the seeds, and a last line `BENCH {json}`.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from coniferest.isoforest import IsolationForest as ConiferestForest
from isotree import IsolationForest as IsotreeForest
from sklearn.ensemble import IsolationForest as ScikitForest
from sklearn.metrics import average_precision_score, roc_auc_score

OURS = "peryton"


def scores_of_ours(peryton, table, folder, seed):
    forest, scores = folder / "forest", folder / "scores.csv"
    subprocess.run([peryton, "forest", "fit", table, "--out", forest, "--seed", str(seed)], check=True, capture_output=True)
    subprocess.run([peryton, "forest", "score", forest, table, "--out", scores], check=True)
    return np.loadtxt(scores, delimiter=",", skiprows=1, usecols=0)


def isotree(columns):
    def scores(rows, seed):
        forest = IsotreeForest(
            ntrees=100, sample_size=min(256, len(rows)), ndim=columns or rows.shape[1], random_seed=seed, nthreads=1
        )
        return forest.fit(rows).predict(rows)

    return scores


def scikit_learn(rows, seed):
    forest = ScikitForest(n_estimators=100, max_samples=min(256, len(rows)), random_state=seed)
    return -forest.fit(rows).score_samples(rows)


def coniferest(rows, seed):
    forest = ConiferestForest(n_trees=100, n_subsamples=min(256, len(rows)), random_seed=seed, n_jobs=1)
    return -forest.fit(rows).score_samples(rows)


PEERS = {
    "isotree 1 column": isotree(1),
    "isotree 2 columns": isotree(2),
    "isotree all columns": isotree(None),
    "scikit-learn": scikit_learn,
    "coniferest": coniferest,
}


def measure(peryton, path, seeds):
    """AUROC and average precision of each forest on one set, means over the seeds."""
    with np.load(path) as data:
        rows, labels = data["X"].astype(np.float64), data["y"].ravel()
    results = {name: [] for name in [OURS, *PEERS]}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        table = folder / "rows.npy"
        np.save(table, np.ascontiguousarray(rows, dtype=np.float32))
        for seed in range(seeds):
            for forest in results:
                scores = (
                    scores_of_ours(peryton, table, folder, seed) if forest == OURS else PEERS[forest](rows, seed + 1)
                )
                results[forest].append((roc_auc_score(labels, scores), average_precision_score(labels, scores)))
    return {forest: np.mean(values, axis=0) for forest, values in results.items()}


def case(name, values):
    """One case: ours, and the best peer."""
    peer = max(PEERS, key=lambda forest: values[forest])
    ours, theirs = float(values[OURS]), float(values[peer])
    return {"case": name, "ours": round(ours, 4), "peer": round(theirs, 4), "peerName": peer, "unit": "1", "ratio": round(ours / theirs, 4)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peryton")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.npz"))
    if not paths:
        parser.error(f"{options.folder}: holds no sets; expected .npz files")

    print(f"AUROC / average precision, 100 trees of 256 rows, mean of {options.seeds} seeds")
    print(f"{'set':14}" + "".join(f"{name:>21}" for name in [OURS, *PEERS]))
    results = {}
    for path in paths:
        results[path.stem] = measure(options.peryton, path, options.seeds)
        print(f"{path.stem:14}" + "".join(f"{a:>14.3f}/{p:.3f} " for a, p in results[path.stem].values()), flush=True)
    mean = {forest: np.mean([values[forest] for values in results.values()], axis=0) for forest in [OURS, *PEERS]}
    print(f"{'mean':14}" + "".join(f"{a:>14.3f}/{p:.3f} " for a, p in mean.values()))

    cases = [
        case("mean AUROC", {forest: values[0] for forest, values in mean.items()}),
        case("mean average precision", {forest: values[1] for forest, values in mean.items()}),
    ]
    cases += [case(f"{name} AUROC", {forest: values[0] for forest, values in results[name].items()}) for name in results]
    print("BENCH " + json.dumps({"bench": "detection", "cases": cases}))


if __name__ == "__main__":
    main()
