"""What feedback is worth: ours beside coniferest's AADForest and beside no feedback, on labelled sets.

Usage: feedback.py BENCHMARK FOLDER [--seeds N] [--rows N]

BENCHMARK is the program FeedbackBenchmark, FOLDER holds sets as .npz files with X (rows × features) and y (1: outlier). Every
forest has 100 trees of 256 rows.

The loop: 60 times the highest row not shown yet is shown, and its label fed back; counted are the outliers among the rows shown.
The stream: the highest hundredth of a shuffled set's first half is fed back; counted are the outliers among as many notices of the
second half, on sets where that is twenty or more. coniferest runs as it comes and with the prior that its authors' paper (Das et al.
2017) has; its better one is the peer. Prints tables, means over the seeds, and a last line `BENCH {json}`.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from coniferest.aadforest import AADForest

BUDGETS = (20, 40, 60)
FEWEST_NOTICES = 20
ALONE, OURS = "forest alone", "peryton"
PEERS = {"coniferest": {}, "coniferest prior 1": {"prior_influence": 1.0}}


class Ours:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"FeedbackBenchmark ended at: {' '.join(map(str, words))}")
        return [float(word) for word in answer.split()]


def peer_forest(rows, seed, settings):
    forest = AADForest(n_trees=100, n_subsamples=min(256, len(rows)), random_seed=seed + 1, n_jobs=1, **settings)
    return forest.fit(rows)


def peer_labels(labels):
    return np.where(labels == 1, -1, 1)


def peer_loop(rows, labels, seed, settings):
    forest = peer_forest(rows, seed, settings)
    hidden, shown = np.ones(len(rows), bool), []
    while len(shown) < BUDGETS[-1]:
        highest = int(np.argmin(np.where(hidden, forest.score_samples(rows), np.inf)))
        hidden[highest] = False
        shown.append(highest)
        forest.fit_known(rows, rows[shown], peer_labels(labels[shown]))
    return [int(labels[shown[:budget]].sum()) for budget in BUDGETS]


def peer_stream(rows, labels, seed, settings):
    half = len(rows) // 2
    forest = peer_forest(rows[:half], seed, settings)
    past = np.argsort(forest.score_samples(rows[:half]), kind="stable")[: half // 100]
    forest.fit_known(rows[:half], rows[past], peer_labels(labels[past]))
    notices = np.argsort(forest.score_samples(rows[half:]), kind="stable")[: (len(rows) - half) // 100]
    return int(labels[half:][notices].sum())


def load(path, most):
    """Rows and labels of a set in an order of chance, `most` at most."""
    with np.load(path) as data:
        rows, labels = data["X"].astype(np.float32), data["y"].ravel().astype(np.uint8)
    order = np.random.default_rng(0).permutation(len(rows))[:most]
    return np.ascontiguousarray(rows[order]), labels[order]


def give(ours, folder, rows, labels):
    rows.tofile(folder / "rows")
    labels.tofile(folder / "labels")
    ours.ask("rows", folder / "rows", rows.shape[1], folder / "labels")


def measure_loop(ours, rows, labels, seeds):
    """For each forest, seeds × budgets of outliers found."""
    found = {ALONE: [], OURS: [], **{peer: [] for peer in PEERS}}
    for seed in range(seeds):
        found[ALONE].append(ours.ask("loop", seed, "rank", *BUDGETS))
        found[OURS].append(ours.ask("loop", seed, "ask", *BUDGETS))
        for peer, settings in PEERS.items():
            found[peer].append(peer_loop(rows.astype(np.float64), labels, seed, settings))
    return {name: np.array(values, float) for name, values in found.items()}


def measure_stream(ours, folder, rows, labels, seeds):
    """How many notices, and for each forest the outliers among them, one number for each seed."""
    found, notices = {ALONE: [], OURS: [], **{peer: [] for peer in PEERS}}, 0
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(rows))
        shuffled, truth = rows[order], labels[order]
        give(ours, folder, shuffled, truth)
        notices, alone, judged = ours.ask("stream", seed)
        found[ALONE].append(alone)
        found[OURS].append(judged)
        for peer, settings in PEERS.items():
            found[peer].append(peer_stream(shuffled.astype(np.float64), truth, seed, settings))
    return int(notices), {name: np.array(values) for name, values in found.items()}


def cases(name, values, least):
    """Ours beside no feedback and beside the better peer; `least` stands in for a peer that found nothing."""
    mean = {forest: float(np.mean(results)) for forest, results in values.items()}
    best = max(PEERS, key=mean.get)
    return [
        {
            "case": f"{name} against {against}",
            "ours": round(mean[OURS], 4),
            "peer": round(mean[peer], 4),
            "peerName": peer,
            "unit": "outliers",
            "ratio": round(max(mean[OURS], least) / max(mean[peer], least), 4),
        }
        for against, peer in (("no feedback", ALONE), ("coniferest", best))
    ]


def row(title, values, width=28):
    print(f"{title:{width}}" + "".join(f"{value:>24}" for value in values), flush=True)


def run_loops(ours, folder, paths, options):
    print(f"outliers among the first 20/40/60 shown ± the deviation at 60; {options.seeds} seeds, {options.rows} rows of a set at most")
    row("set           rows outliers", [ALONE, OURS, *PEERS])
    loops = {}
    for path in paths:
        rows, labels = load(path, options.rows)
        give(ours, folder, rows, labels)
        loops[path.stem] = measure_loop(ours, rows, labels, options.seeds)
        row(f"{path.stem:12}{len(rows):>6}{labels.sum():>9}", map(loop_cell, loops[path.stem].values()))
    mean = mean_of(loops)
    row("mean", map(loop_cell, mean.values()))
    return loops, mean


def run_streams(ours, folder, paths, options):
    print("\noutliers among the notices of the second half ± the deviation")
    row("set        notices", [ALONE, OURS, *PEERS])
    streams = {}
    for path in paths:
        rows, labels = load(path, options.rows)
        if len(rows) // 200 < FEWEST_NOTICES:
            continue
        notices, streams[path.stem] = measure_stream(ours, folder, rows, labels, options.seeds)
        row(f"{path.stem:12}{notices:>6}", map(stream_cell, streams[path.stem].values()))
    mean = mean_of(streams) if streams else {}
    row("mean", map(stream_cell, mean.values()))
    return streams, mean


def mean_of(results):
    return {forest: np.mean([found[forest] for found in results.values()], axis=0) for forest in [ALONE, OURS, *PEERS]}


def run_costs(ours, folder, path, options):
    rows, labels = load(path, options.rows)
    give(ours, folder, rows, labels)
    print()
    for count in (200, 1000):
        fit, judged, scored = ours.ask("cost", 0, count)
        print(
            f"{path.stem}: {count} verdicts fitted in {1e3 * fit:.1f} ms; a row judged in {1e6 * judged / len(rows):.2f} µs, "
            f"scored in {1e6 * scored / len(rows):.2f} µs"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("benchmark")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=20_000)
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.npz"))
    if not paths:
        parser.error(f"{options.folder}: holds no sets; expected .npz files")
    ours = Ours(options.benchmark)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        loops, mean_loop = run_loops(ours, folder, paths, options)
        streams, mean_stream = run_streams(ours, folder, paths, options)
        run_costs(ours, folder, next((path for path in paths if path.stem == "satellite"), paths[0]), options)

    least = 1 / options.seeds
    result = []
    for index, budget in enumerate(BUDGETS):
        result += cases(
            f"mean found after {budget} questions", {name: values[:, index] for name, values in mean_loop.items()}, least
        )
    if streams:
        result += cases("mean among live notices", mean_stream, least)
    for name, found in loops.items():
        result += cases(f"{name} found after {BUDGETS[-1]} questions", {name: values[:, -1] for name, values in found.items()}, least)
    for name, found in streams.items():
        result += cases(f"{name} among live notices", found, least)
    print("BENCH " + json.dumps({"bench": "feedback", "cases": result}))


def loop_cell(values):
    a, b, c = values.mean(axis=0)
    return f"{a:.1f}/{b:.1f}/{c:.1f} ± {values[:, -1].std():.1f}"


def stream_cell(values):
    return f"{values.mean():.1f} ± {values.std():.1f}"


if __name__ == "__main__":
    main()
