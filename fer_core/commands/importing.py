"""``import``: faces into FER Lab."""

import argparse
import dataclasses

from fer_core import datasets
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.paths import typed_path
from fer_core.readers import ReadOptions, read_faces
from fer_core.store import Store

_LISTED = 20


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="CSV, zip or folder of images, Parquet, or sample:clear")
    parser.add_argument("--skip-bad-rows", action="store_true", help="import the good rows however many are bad")


def _run(options: argparse.Namespace, store: Store) -> Answer:
    imported = read_faces(
        options.path, METER, options=ReadOptions(on_bad_row="skip" if options.skip_bad_rows else "refuse")
    )
    dataset = datasets.save(store, imported, str(typed_path(options.path)))
    faces, counts = imported.faces, imported.faces.counts()
    labelled, emotions = faces.emotions is not None, {}
    if labelled:
        emotions = {
            name: int(counts[:, code].sum()) for code, name in zip(faces.present, faces.present_names, strict=True)
        }
    result = {
        "dataset": dataset,
        "faces": len(faces),
        "rejected": [dataclasses.asdict(r) for r in imported.rejected],
        "emotions": emotions,
        "unlabelled": int((~faces.labelled).sum()),
        "usage": {name: int((faces.usage == code).sum()) for code, name in enumerate(faces.usages)},
    }
    lines = [f"{faces.name}: {len(faces):,} faces, {len(imported.rejected):,} rejected", f"data set {dataset}"]
    if labelled and result["unlabelled"]:
        lines.append(f"{result['unlabelled']:,} without a label")
    return Answer(
        result, lines + [f"  {r.where}: {r.found}; expected {r.expected}" for r in imported.rejected[:_LISTED]]
    )


COMMAND = Command(
    "import", "Read faces into FER Lab.", _options, _run,
    examples=("import fer2013.csv", "import faces.zip --json", "import sample:clear"),
)  # fmt: skip
