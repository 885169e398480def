"""Reads a table with another library and prints it as JSON: types and values in the words that the Swift side uses.

read_back.py TOOL FORMAT FILE FORMAT FILE …, where TOOL is astropy, pandas or h5py; one line for each file.
"""

import json
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")

TYPES = {"b": "boolean", "u1": "uint8", "i2": "int16", "i4": "int32", "i8": "int64", "f4": "float32", "f8": "float64"}


def type_name(dtype):
    if dtype.kind == "b":
        return "boolean"
    return TYPES.get(dtype.kind + str(dtype.itemsize), "text")


def words(value, kind):
    if value is None or value is np.ma.masked:
        return "nan" if kind.startswith("float") else "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "text":
        text = value.decode() if isinstance(value, bytes) else str(value)
        return f"'{text}'" if text else "null"
    if kind == "float32":
        return str(np.float32(value))
    if kind == "float64":
        return repr(float(value))
    return str(int(value))


def from_astropy(form, path):
    from astropy.table import Table

    options = {"fits": {"format": "fits"}, "hdf5": {"format": "hdf5", "path": "table"}}
    table = Table.read(path, **options.get(form, {"format": "votable"}))
    kinds = [type_name(table[name].dtype) for name in table.colnames]
    rows = [[words(table[name][row], kind) for name, kind in zip(table.colnames, kinds)] for row in range(len(table))]
    units = ["" if table[name].unit is None else str(table[name].unit) for name in table.colnames]
    return {"names": table.colnames, "types": kinds, "rows": rows, "units": units}


def from_h5py(_, path):
    import h5py

    with h5py.File(path) as file:
        data = file["table"][:]
        names = list(data.dtype.names)
        kinds = [type_name(data.dtype[name]) for name in names]
        rows = [[words(row[name], kind) for name, kind in zip(names, kinds)] for row in data]
        for name in file["table_nulls"]:
            for row in np.nonzero(file["table_nulls"][name][:])[0]:
                kind = kinds[names.index(name)]
                rows[row][names.index(name)] = words(None, kind)
    return {"names": names, "types": kinds, "rows": rows}


def from_pandas(form, path):
    import pandas

    dtypes = {
        "flag": "boolean", "small": "UInt8", "short": "Int16", "count": "Int32", "object_id": "Int64",
        "mag_g": "float32", "ra": "float64", "name": "object", "note": "object",
    }
    if form == "json-lines":
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        names = list(lines[0])
        kinds = [str(np.dtype(dtypes[n].lower())) if dtypes[n] not in ("boolean", "object") else dtypes[n] for n in names]
        kinds = ["text" if kind == "object" else kind for kind in kinds]
        rows = [[words(row[name], kind) for name, kind in zip(names, kinds)] for row in lines]
        return {"names": names, "types": kinds, "rows": rows}
    frame = pandas.read_csv(
        path, sep="\t" if form == "tab" else ",", dtype=dtypes, keep_default_na=False,
        na_values={name: ["", "NaN"] if kind.startswith("float") else [""] for name, kind in dtypes.items()},
        float_precision="round_trip",
    )
    kinds = []
    for name in frame.columns:
        kind = str(frame[name].dtype).lower()
        kinds.append("text" if kind == "object" else kind)
    rows = []
    for _, row in frame.iterrows():
        values = [None if pandas.isna(row[name]) else row[name] for name in frame.columns]
        rows.append([words(value, kind) for value, kind in zip(values, kinds)])
    return {"names": list(frame.columns), "types": kinds, "rows": rows}


TOOLS = {"astropy": from_astropy, "h5py": from_h5py, "pandas": from_pandas}
for form, path in zip(sys.argv[2::2], sys.argv[3::2]):
    print(json.dumps(TOOLS[sys.argv[1]](form, path)))
