"""Accuracy of the recognizer by number of decisions: the default choices compared with other ways to label faces.

    python benchmarks/label_efficiency.py             FER2013, a file in the folder FER_LAB_REAL_DATA
    python benchmarks/label_efficiency.py --sample    synthetic faces: takes minutes; the figures mean nothing

The annotator is simulated (`fer_core.simulation`). Results are saved, so a stopped run continues where it was. They are
identified by faces and settings, not by the code: after a change of code, use ``--again``.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import platformdirs

from benchmarks.labels import chart
from benchmarks.labels.bench import Bench
from benchmarks.labels.methods import METHODS
from benchmarks.labels.results import Result, Results, Run
from benchmarks.labels.table import Row, markdown, rows, write_csv
from fer_core.base.progress import Progress
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import read_faces
from fer_core.recognizer.evaluate import evaluate
from fer_core.simulation import NamerSettings
from fer_core.study import datasets
from fer_core.study.store import Store

BUDGETS = (7, 25, 50, 100, 200, 400)
MORE_FACES = (800, 2000)
"""More decisions for single faces, which take less time, so that methods can be compared by minutes."""
REAL = "fer2013_images.zip"
START, END = "<!-- results -->", "<!-- end of results -->"


def main() -> None:
    """Read the command line, do the missing runs, and print the table."""
    options = _parser().parse_args()
    store = Store(options.home)
    if options.again:
        for folder in (options.home / "artefacts").glob("*"):
            if folder.name not in ("mesh", "split"):
                shutil.rmtree(folder)
    meter = _Meter()
    faces = _faces(store, "sample:lifelike" if options.sample else options.faces, meter)
    namer = NamerSettings(looks=options.looks, order=options.order, eyes=options.eyes)
    bench = Bench(store, faces, namer, progress=meter)
    results = Results(options.home / "label-efficiency", bench.setup)
    if options.again:
        results.of.clear()
    run(bench, results, plan(bench, options.methods, options.budgets, options.seeds))
    table = rows(results, bench.true, len(faces.classes))
    print(markdown(table))
    show(table, results.folder, None if faces.synthetic else options.docs)  # no figures of a sample in the docs


def plan(bench: Bench, methods: list[str], budgets: list[int], seeds: int) -> list[Run]:
    """All runs, ordered by seed."""
    most = len(bench.lab(0).division.split.train)
    asked = {
        "groups": [b for b in budgets if 1 < b <= most],
        "faces": [b for b in (*budgets, *(MORE_FACES if max(budgets) >= max(BUDGETS) else ())) if b <= most],
        "classes": [len(bench.faces.classes)],
        "all": [most],
    }
    return [(m, b, seed) for seed in range(seeds) for m in methods for b in sorted(asked[METHODS[m].asks])]


def run(bench: Bench, results: Results, runs: list[Run]) -> None:
    """Do the missing runs."""
    for i, (method, budget, seed) in enumerate(runs, 1):
        if (method, budget, seed) in results.of:
            continue
        start = time.perf_counter()
        got = METHODS[method].run(bench, budget, seed)
        took = round(time.perf_counter() - start, 2)
        scores = evaluate(bench.true, got.predictions, len(bench.faces.classes))
        result = Result(
            results.setup, method, budget, seed, got.decisions, round(got.seconds / 60, 2),
            round(scores.accuracy, 5), round(scores.balanced_accuracy, 5), round(scores.macro_f1, 5), took,
        )  # fmt: skip
        results.add(result, got.predictions)
        head = f"[{i}/{len(runs)}] {method}, {got.decisions:,} decisions, seed {seed}"
        start_of_line = "\r" if sys.stderr.isatty() else ""
        print(f"{start_of_line}{head}: {scores.accuracy:.1%} in {took:.1f} s".ljust(70), file=sys.stderr, flush=True)


def show(table: list[Row], folder: Path, docs: Path | None) -> None:
    """Write table and charts to ``folder``; with ``docs``, into that page (between two marks) and its images too."""
    write_csv(folder / "summary.csv", table)
    (folder / "table.md").write_text(markdown(table), "utf-8")
    chart.html(table, folder / "label-efficiency.html")
    drawn = {f"label-efficiency-{axis}.svg": chart.svg(table, axis) for axis in chart.AXES}
    for target in (folder, *([docs.parent / "images"] if docs else [])):
        for name, text in drawn.items():
            (target / name).write_text(text, "utf-8")
    if docs:
        before, rest = docs.read_text("utf-8").split(START)
        docs.write_text(f"{before}{START}\n\n{markdown(table)}\n{END}{rest.split(END)[1]}", "utf-8")
    print(f"Table, charts and runs: {folder}", file=sys.stderr)


def _faces(store: Store, source: str, progress: Progress) -> FaceSet:
    """The faces of a file or sample, from the store if they are already there."""
    wanted = source if source.startswith("sample:") else Path(source).name
    known = [info.id for info in datasets.listing(store) if datasets.manifest(store, info.id)["source"] == wanted]
    dataset = known[0] if known else datasets.save(store, read_faces(source, progress), source)
    print(f"{wanted}: data set {dataset}", file=sys.stderr)
    return datasets.load(store, dataset)


class _Meter:
    """Progress of long steps on stderr: in place on a terminal, else a line every half minute."""

    def __init__(self) -> None:
        self.live, self.last = sys.stderr.isatty(), time.monotonic()

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self.last > (0.2 if self.live else 30):
            self.last = now
            text = f"{what} {done / total:4.0%}" if total else what
            print(
                f"\r{text}".ljust(70) if self.live else text, end="" if self.live else "\n", file=sys.stderr, flush=True
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    real = Path(os.environ.get("FER_LAB_REAL_DATA", ".")) / REAL
    cache = Path(platformdirs.user_cache_dir("fer-lab-bench", appauthor=False))
    parser.add_argument("--sample", action="store_true", help="synthetic faces instead of FER2013")
    parser.add_argument(
        "--faces", default=str(real), help=f"a file of labelled faces (default: {REAL} in FER_LAB_REAL_DATA)"
    )
    parser.add_argument("--home", type=Path, default=cache, help="folder for faces, meshes, features and results")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--budgets", type=int, nargs="+", default=list(BUDGETS))
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument(
        "--faces-shown", dest="looks", type=int, default=25, help="faces of each group that the annotator sees"
    )
    parser.add_argument(
        "--order", choices=("typical", "random", "odd"), default="random", help="of the faces of a group"
    )
    parser.add_argument(
        "--perception",
        dest="eyes",
        choices=("labels", "symmetric", "people"),
        default="labels",
        help="how the annotator errs",
    )
    parser.add_argument("--again", action="store_true", help="do everything again except the face mesh")
    parser.add_argument("--docs", type=Path, help="document to write the table into, e.g. docs/label-efficiency.md")
    return parser


if __name__ == "__main__":
    main()
