"""Writes a table that it holds in memory, as often as it is asked to: a line "format path" on standard input, seconds out."""

import sys
import time
import warnings

warnings.simplefilter("ignore")

from astropy.table import Table  # noqa: E402

table = Table.read(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    form, path = line.split(maxsplit=1)
    path = path.strip()
    start = time.perf_counter()
    if form == "fits":
        table.write(path, format="fits", overwrite=True)
    else:
        layout = "binary2" if form == "votable-binary2" else "tabledata"
        table.write(path, format="votable", tabledata_format=layout, overwrite=True)
    print(time.perf_counter() - start, flush=True)
