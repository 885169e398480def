"""Reads each <contract>.in of a folder with Python's protobuf runtime and writes the message again as <contract>.out."""

import importlib
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
files = "alert score stream forest subscription subscribing watchlist job dead_letter rpc catalog cutout".split()
modules = [importlib.import_module(f"peryton.v1.{name}_pb2") for name in files]

for source in folder.glob("*.in"):
    module = next(m for m in modules if hasattr(m, source.stem))
    message = getattr(module, source.stem)()
    message.ParseFromString(source.read_bytes())
    source.with_suffix(".out").write_bytes(message.SerializeToString(deterministic=True))
