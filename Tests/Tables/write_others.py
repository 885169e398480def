"""Writes tables as other software does, and prints as JSON what a reader should find in them.

write_others.py FOLDER [MODULE …]: one line for each file, {"file", "names", "types", "rows"}, values in the words of the
Swift side.
"""

import json
import sys
import warnings

import h5py
import numpy as np
import pandas
from astropy.io import fits
from astropy.table import MaskedColumn, Table

warnings.simplefilter("ignore")
folder = sys.argv[1]


def word(value, kind):
    if value is None or value is np.ma.masked:
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "text":
        return f"'{value.decode() if isinstance(value, bytes) else value}'"
    if kind == "float32":
        return str(np.float32(value))
    if kind == "float64":
        return repr(float(value))
    return str(int(value))


def tell(file, columns):
    """columns: (name, type, values)"""
    names = [name for name, _, _ in columns]
    types = [kind for _, kind, _ in columns]
    rows = [[word(value, kind) for kind, value in zip(types, row)] for row in zip(*[v for _, _, v in columns])]
    print(json.dumps({"file": file, "names": names, "types": types, "rows": rows}))


COLUMNS = [
    ("flag", "boolean", [True, False, True]),
    ("byte", "uint8", [0, 255, 7]),
    ("short", "int16", [-32767, 32767, 0]),
    ("count", "int32", [-5, 2**31 - 1, 0]),
    ("id", "int64", [2**63 - 1, -(2**63) + 1, 12345678901234567]),
    ("mag", "float32", [np.float32(0.1), np.float32(-0.0), np.float32(1e-45)]),
    ("ra", "float64", [0.1, 359.99999999999994, 5e-324]),
    ("name", "text", ["M 31", "it's", "x,y \"z\""]),
]
DTYPES = {"boolean": bool, "uint8": "u1", "int16": "i2", "int32": "i4", "int64": "i8", "float32": "f4", "float64": "f8"}


def table():
    made = Table()
    for name, kind, values in COLUMNS:
        made[name] = np.array(values, dtype=DTYPES.get(kind))
    return made


def masked(columns):
    """The same with the second row masked, where integers and texts can tell."""
    made, told = table(), []
    for name, kind, values in columns:
        if kind in ("int16", "int32", "int64"):
            made[name] = MaskedColumn(made[name], mask=[False, True, False])
            values = [values[0], None, values[2]]
        told.append((name, kind, values))
    return made, told


# FITS: plain, gzipped, masked.
table().write(f"{folder}/plain.fits")
tell("plain.fits", COLUMNS)
table().write(f"{folder}/plain.fits.gz")
tell("plain.fits.gz", COLUMNS)
made, told = masked(COLUMNS)
made.write(f"{folder}/masked.fits")
tell("masked.fits", told)

# FITS: unsigned, scaled, bits, arrays, texts in arrays, texts and numbers of their own length, a picture before.
columns = fits.ColDefs([
    fits.Column("u16", "I", bzero=32768, array=np.array([0, 65535], dtype="u2")),
    fits.Column("u32", "J", bzero=2**31, array=np.array([0, 2**32 - 1], dtype="u4")),
    fits.Column("i8", "B", bzero=-128, array=np.array([-128, 127], dtype="i1")),
    fits.Column("scaled", "I", array=np.array([1, 4], dtype="i2")),
    fits.Column("bits", "3X", array=np.array([[True, False, True], [False, True, False]])),
    fits.Column("pair", "2E", array=np.array([[1, 2], [3, 4]], dtype="f4")),
    fits.Column("names", "6A", dim="(3,2)", array=np.array([["abc", "d"], ["e", "fgh"]])),
    fits.Column("long", "PA()", array=np.array(["short", "a longer text"], dtype=object)),
    fits.Column("list", "PJ()", array=np.array([np.array([1, 2, 3]), np.array([7])], dtype=object)),
    fits.Column("complex", "C", array=np.array([1 + 2j, 3 - 4j], dtype="c8")),
])
odd = fits.BinTableHDU.from_columns(columns, name="ODD")
odd.header["TSCAL4"], odd.header["TZERO4"] = 0.5, 10
fits.HDUList([fits.PrimaryHDU(np.zeros((10, 10))), fits.ImageHDU(np.zeros((7, 5, 3), dtype="i2")), odd]).writeto(
    f"{folder}/odd.fits")
tell("odd.fits", [
    ("u16", "int32", [0, 65535]), ("u32", "int64", [0, 2**32 - 1]), ("i8", "int16", [-128, 127]),
    ("scaled", "float64", [10.5, 12.0]), ("bits_1", "boolean", [True, False]), ("bits_2", "boolean", [False, True]),
    ("bits_3", "boolean", [True, False]), ("pair_1", "float32", [1, 3]), ("pair_2", "float32", [2, 4]),
    ("names_1", "text", ["abc", "e"]), ("names_2", "text", ["d", "fgh"]), ("long", "text", ["short", "a longer text"]),
    ("list", "text", ["1 2 3", "7"]), ("complex_real", "float32", [1, 3]), ("complex_imaginary", "float32", [2, -4]),
])

# FITS: a table of text.
columns = [
    fits.Column("a", "I4", array=np.array([1, -22]), ascii=True),
    fits.Column("b", "I12", array=np.array([123456789012, 5]), ascii=True),
    fits.Column("c", "F9.4", array=np.array([1.25, -3.5]), ascii=True),
    fits.Column("d", "D23.15", array=np.array([1e300, 0.1]), ascii=True),
    fits.Column("e", "A5", array=np.array(["ab", "cde"]), ascii=True),
]
fits.TableHDU.from_columns(columns).writeto(f"{folder}/text.fits")
tell("text.fits", [
    ("a", "int16", [1, -22]), ("b", "int64", [123456789012, 5]), ("c", "float64", [1.25, -3.5]),
    ("d", "float64", [1e300, 0.1]), ("e", "text", ["ab", "cde"]),
])

# VOTable in its three ways, masked, with arrays.
for form in ("tabledata", "binary", "binary2"):
    # astropy cannot write masked integers in BINARY.
    made, told = (table(), COLUMNS) if form == "binary" else masked(COLUMNS)
    made["pair"] = np.array([[1, 2], [3, 4], [5, 6]], dtype="f8")
    told = told + [("pair_1", "float64", [1, 3, 5]), ("pair_2", "float64", [2, 4, 6])]
    made["wide"] = ["Größe", "ε", "x"]
    told = told + [("wide", "text", ["Größe", "ε", "x"])]
    made.write(f"{folder}/{form}.vot", format="votable", tabledata_format=form)
    tell(f"{form}.vot", told)

# HDF5: astropy, h5py's compound with all its kinds of text, a group of lists.
table().write(f"{folder}/astropy.h5", path="data", serialize_meta=True)
tell("astropy.h5", COLUMNS)
with h5py.File(f"{folder}/group.h5", "w") as file:
    for name, kind, values in COLUMNS:
        place = file.create_group("catalog") if "catalog" not in file else file["catalog"]
        if kind == "text":
            place.create_dataset(name, data=values, dtype=h5py.string_dtype())
        else:
            place.create_dataset(name, data=np.array(values, dtype=DTYPES[kind]), compression="gzip")
    file["catalog"].create_dataset("pair", data=np.array([[1, 2], [3, 4], [5, 6]], dtype=">f4"))
names = sorted(COLUMNS + [("pair_1", "float32", [1, 3, 5]), ("pair_2", "float32", [2, 4, 6])])
tell("group.h5", names)
with h5py.File(f"{folder}/compound.h5", "w") as file:
    dtype = np.dtype([("u16", ">u2"), ("u32", "u4"), ("half", "f2"), ("array", "i4", (2,)), ("text", h5py.string_dtype())])
    data = np.zeros(2, dtype=dtype)
    data["u16"], data["u32"], data["half"], data["array"] = [0, 65535], [0, 2**32 - 1], [0.5, -2], [[1, 2], [3, 4]]
    data["text"] = ["äöü", ""]
    file.create_group("deep/er").create_dataset("t", data=data)
tell("compound.h5", [
    ("u16", "int32", [0, 65535]), ("u32", "int64", [0, 2**32 - 1]), ("half", "float32", [0.5, -2]),
    ("array_1", "int32", [1, 3]), ("array_2", "int32", [2, 4]), ("text", "text", ["äöü", ""]),
])

# Text, as pandas writes it: narrower integers are found, floats are of 64 bits.
narrow = {"byte": "int16", "mag": "float64"}
frame = table().to_pandas()
told = [
    (name, narrow.get(name, kind), [float(str(v)) for v in values] if name == "mag" else values)
    for name, kind, values in COLUMNS
]
frame.to_csv(f"{folder}/pandas.csv", index=False, lineterminator="\r\n")
tell("pandas.csv", told)
frame.to_csv(f"{folder}/pandas.tsv.gz", index=False, sep="\t")
tell("pandas.tsv.gz", told)
frame.to_json(f"{folder}/pandas.jsonl", orient="records", lines=True, double_precision=15)
told = [(name, kind, [0.1, -0.0, 0.0] if name == "mag" else [0.1, 360.0, 0.0] if name == "ra" else values)
        for name, kind, values in told]
with open(f"{folder}/pandas.jsonl", encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
told = [(name, kind, [line[name] for line in lines]) for name, kind, _ in told]
tell("pandas.jsonl", told)
