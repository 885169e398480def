"""Score maps of isotree and, where it is installed, eif: what GoldenTests.swift compares ours with.

Usage: golden_maps.py FOLDER

FOLDER holds SET.rows, rows of two Float32, and SET.grid, the places to score. For each set, level and seed it receives
PEER-SET-LEVEL-SEED.scores, a Float32 score for each place. Prints the peers' names.
"""

import pathlib
import sys

import numpy as np
from isotree import IsolationForest

TREES, SAMPLE, SEEDS = 200, 256, (1, 2)


def isotree_scores(rows, grid, level, seed):
    # The published algorithm as far as isotree has it: normal coefficients of features as they are. Its thresholds are
    # uniform between the extreme projections of a node's rows.
    forest = IsolationForest(
        ntrees=TREES, sample_size=SAMPLE, ndim=level + 1, coefs="normal", standardize_data=False, ntry=1,
        missing_action="fail", random_seed=seed, nthreads=1,
    )
    return forest.fit(rows).predict(grid)


def eif_scores(rows, grid, level, seed):
    import eif

    return eif.iForest(rows, ntrees=TREES, sample_size=SAMPLE, ExtensionLevel=level, seed=seed).compute_paths(X_in=grid)


def main():
    folder = pathlib.Path(sys.argv[1])
    peers = {"isotree": isotree_scores}
    try:
        import eif  # noqa: F401

        peers["eif"] = eif_scores
    except ImportError:
        pass
    for path in sorted(folder.glob("*.rows")):
        rows, grid = (
            np.fromfile(source, dtype=np.float32).reshape(-1, 2).astype(float)
            for source in (path, path.with_suffix(".grid"))
        )
        for name, scores in peers.items():
            for level in (0, 1):
                for seed in SEEDS:
                    target = folder / f"{name}-{path.stem}-{level}-{seed}.scores"
                    scores(rows, grid, level, seed).astype(np.float32).tofile(target)
    print(" ".join(peers))


main()
