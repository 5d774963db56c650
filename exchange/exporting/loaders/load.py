"""Reads the tables of an export with the types that its codebook gives them. Needs Python alone; with pandas installed,
`frames()` gives data frames.

    from load import load
    courses = load()["courses"]         # a list of rows: {"relief_percent": 50, "sex": "F", ...}

A missing value is None. Several codes in a cell become a tuple.
"""

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
READ = {
    "whole number": int,
    "decimal number": Decimal,
    "day": date.fromisoformat,
    "moment": lambda cell: datetime.fromisoformat(cell.replace("Z", "+00:00")),
    "yes or no": lambda cell: {"yes": True, "no": False}[cell],
    "codes": lambda cell: tuple(cell.split(";")),
    "texts": lambda cell: tuple(cell.split(";")),
}


def load(folder=HERE):
    """Every table of the export by its name, as a list of rows."""
    codebook = json.loads((Path(folder) / "codebook.json").read_text(encoding="utf-8"))
    return {name_of(file): rows_of(Path(folder), file) for file in codebook["files"]}


def name_of(file):
    return file["file"].removesuffix(".csv").removesuffix("-unguarded")


def rows_of(folder, file):
    read = {column["name"]: READ.get(column["type"], str) for column in file["columns"]}
    with (folder / file["file"]).open(encoding="utf-8-sig", newline="") as lines:
        return [
            {name: read[name](cell) if cell else None for name, cell in row.items()} for row in csv.DictReader(lines)
        ]


def frames(folder=HERE):
    """Every table as a pandas frame: codes are categories with all allowed values, whole numbers may be missing."""
    import pandas

    codebook = json.loads((Path(folder) / "codebook.json").read_text(encoding="utf-8"))
    return {name_of(file): _frame(pandas, Path(folder), file) for file in codebook["files"]}


def _frame(pandas, folder, file):
    frame = pandas.DataFrame(rows_of(folder, file), columns=[column["name"] for column in file["columns"]])
    for column in file["columns"]:
        name, kind = column["name"], column["type"]
        if kind == "whole number":
            frame[name] = frame[name].astype("Int64")
        elif kind == "decimal number":
            frame[name] = frame[name].astype("Float64")
        elif kind == "yes or no":
            frame[name] = frame[name].astype("boolean")
        elif kind in ("day", "moment"):
            frame[name] = pandas.to_datetime(frame[name])
        elif kind == "code" and column["allowed"]:
            frame[name] = pandas.Categorical(frame[name], categories=list(column["allowed"]))
    return frame


if __name__ == "__main__":
    for name, rows in load().items():
        print(f"{name}: {len(rows)} rows")
