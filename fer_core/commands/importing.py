"""``import``: read faces into FER Lab."""

import argparse
import dataclasses
from typing import get_args

from fer_core.base.errors import InvalidSettings
from fer_core.base.paths import typed_path
from fer_core.base.words import count
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.faces.readers import ReadOptions, read_faces
from fer_core.faces.readers.labels.code_books import names_from
from fer_core.faces.readers.options import Role
from fer_core.faces.readers.telling import sentences
from fer_core.study import datasets
from fer_core.study.store import Store

_LISTED = 20


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="CSV, Parquet, zip or folder of images, or sample:clear")
    parser.add_argument("--skip-bad-rows", action="store_true", help="import the valid rows, however many are invalid")
    parser.add_argument(
        "--labels", default="", metavar="WHERE",
        help="where the labels of pictures are: none, folder, filename:PATTERN (e.g. 'filename:*_{label}_*'), or the "
        "path of a list of files and labels; found automatically by default",
    )  # fmt: skip
    parser.add_argument(
        "--folders", default="", metavar="ROLES",
        help="what the folders of each level mean, from the top, separated by commas: emotions, parts, people, "
        "nothing",
    )  # fmt: skip
    parser.add_argument(
        "--names", action="append", default=[], metavar="CODE=NAME",
        help="what label codes mean, e.g. 7=contempt (7= leaves those faces out), or a known set of codes: fer2013, "
        "rafdb, affectnet, ck",
    )  # fmt: skip


def _run(options: argparse.Namespace, store: Store) -> Answer:
    asked = ReadOptions(
        on_bad_row="skip" if options.skip_bad_rows else "refuse",
        labels=options.labels.strip(),
        levels=_roles(options.folders),
        names=names_from(options.names),
    )
    imported = read_faces(options.path, METER, options=asked)
    dataset = datasets.save(store, imported, str(typed_path(options.path)))
    faces, counts = imported.faces, imported.faces.counts()
    notes = [*sentences(imported.notes), *datasets.again_in_words(store, dataset)]
    labelled, emotions = faces.emotions is not None, {}
    if labelled:
        emotions = {
            name: int(counts[:, code].sum()) for code, name in zip(faces.present, faces.present_names, strict=True)
        }
    without = int((~faces.labelled).sum())
    result = {
        "dataset": dataset,
        "faces": len(faces),
        "rejected": [dataclasses.asdict(r) for r in imported.rejected],
        "emotions": emotions,
        "unlabelled": without,
        "usage": {name: int((faces.usage == code).sum()) for code, name in enumerate(faces.usages)},
        "notes": notes,
        "told": notes,  # its name in earlier versions
    }
    lines = [f"{faces.name}: {len(faces):,} faces, {len(imported.rejected):,} rejected", f"data set {dataset}", *notes]
    if labelled and without:
        lines.append(f"{count(without, 'face')} without a label")
    return Answer(
        result, lines + [f"  {r.where}: {r.found}; expected {r.expected}" for r in imported.rejected[:_LISTED]]
    )


def _roles(text: str) -> tuple[Role, ...]:
    """The roles of folders, by level. Raises InvalidSettings for an unknown one."""
    known = {role: role for role in get_args(Role)}
    words = [word.strip().lower() for word in text.split(",")] if text.strip() else []
    for word in words:
        if word not in known:
            what = f"“{word[:40]}” is not a meaning of folders."
            raise InvalidSettings(what, remedy=f"Give one for each level, separated by commas: {', '.join(known)}.")
    return tuple(known[word] for word in words)


COMMAND = Command(
    "import", "Read faces into FER Lab.", _options, _run,
    examples=(
        "import fer2013.csv", "import faces.zip --json", "import sample:clear",
        "import kdef --labels filename:'????{label:2}*'", "import mine --folders people,emotions",
        "import numbered --names affectnet,7=",
    ),
)  # fmt: skip
