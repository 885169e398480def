"""Runs ONNX models as ONNX Runtime does and compares with the scores they were to give.

usage: onnx_scores.py FOLDER CASE...
Each case has CASE.onnx, CASE.rows (float32), CASE.scores (float64) and, where calibrated, CASE.tails (float64).
Prints a line a case: rows, largest difference of scores, largest relative difference of tail probabilities.
"""

import json
import os
import sys

import numpy
import onnx
import onnxruntime


def read(path, kind):
    return numpy.fromfile(path, kind)


def graphs(graph):
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from graphs(attribute.g)


def check(folder, case):
    path = os.path.join(folder, case + ".onnx")
    onnx.checker.check_model(path, full_check=True)
    model = onnx.load(path)
    assert {entry.domain for entry in model.opset_import} == {""}, "operators of other domains"
    used = {name for graph in graphs(model.graph) for node in graph.node for name in node.input}
    constants = {constant.name for graph in graphs(model.graph) for constant in graph.initializer}
    assert constants <= used, ("constants that nothing uses", constants - used)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    features = json.loads(metadata["features"])
    assert metadata["feature_set"] == "test" and features[0] == {"name": 'f"0"\n', "unit": "µm²"}, metadata

    rows = read(os.path.join(folder, case + ".rows"), "<f4").reshape(-1, len(features))
    scores = read(os.path.join(folder, case + ".scores"), "<f8")
    tails_path = os.path.join(folder, case + ".tails")
    tails = read(tails_path, "<f8") if os.path.exists(tails_path) else None

    session = onnxruntime.InferenceSession(path)
    names = [output.name for output in session.get_outputs()]
    assert names == ["score"] + (["tail_probability"] if tails is not None else []), names

    def run(block):
        return session.run(None, {"rows": block})

    outputs = run(rows)
    assert (numpy.isnan(outputs[0]) == numpy.isnan(scores)).all(), "other rows are not scoreable"
    score_difference = numpy.nanmax(numpy.abs(outputs[0] - scores))
    tail_difference = 0.0
    if tails is not None:
        tail_difference = numpy.max(numpy.abs(outputs[1] / tails - 1))

    # Any number of rows, also none, gives the same.
    for first, count in ((0, 0), (3, 1), (5, 2), (0, 127), (1, 129), (2, 256)):
        part = run(rows[first:first + count])
        assert part[0].shape == (count,), part[0].shape
        assert numpy.array_equal(part[0], outputs[0][first:first + count], equal_nan=True), (first, count)
    print(case, len(rows), score_difference, tail_difference)


for name in sys.argv[2:]:
    check(sys.argv[1], name)
