"""The command line: ``python -m fer_core import | run | audit | prepare | datasets | …``. Progress goes to stderr.

Exit code 2 with one clear line for bad input; 130 when interrupted.
"""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from fer_core import datasets, study
from fer_core.audit import CHECKS
from fer_core.balance import STRATEGIES, BalanceSettings
from fer_core.clustering import ClusterSettings
from fer_core.errors import FerLabError
from fer_core.features import FEATURES
from fer_core.lab import Lab
from fer_core.readers import read_faces
from fer_core.recognizer.models import MODELS
from fer_core.reduction import ReductionSettings
from fer_core.runner import NAMERS, run
from fer_core.store import Store
from fer_core.welcome import prepare


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        result, lines = options.command(options, Store())
    except FerLabError as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m fer_core", description="FER Lab without a browser.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="print one JSON object")
        sub.set_defaults(command=function)
        return sub

    one = command("import", _import, "Read faces into FER Lab.")
    one.add_argument("path", metavar="PATH", help="CSV, zip or folder of images, Parquet, or sample:clear")
    one.add_argument("--skip-bad-rows", action="store_true", help="import the good rows however many are bad")
    _run_options(command("run", _run, "Group, name, train and score in one go."))
    three = command("audit", _audit, "Look for what is wrong with a data set.")
    three.add_argument("dataset", metavar="ID", help="a data set that was imported")
    command("prepare", _prepare, "Draw and group the sample, so that the first start is instant.")
    command("datasets", _datasets, "List the data sets that were imported.")
    command("studies", _studies, "List the studies.")
    return parser


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", required=True, metavar="ID")
    align = "look at the faces with their eyes level and in place (default), or as they came"
    parser.add_argument("--align", action=argparse.BooleanOptionalAction, default=None, help=align)
    parser.add_argument("--features", choices=FEATURES, default="expression", help="what is grouped")
    parser.add_argument("--components", type=int, default=None, help="PCA components (default 100, or all)")
    parser.add_argument("--k", type=int, default=25, help="number of groups")
    parser.add_argument("--seed", type=int, default=0, help="of groups, namer and model")
    parser.add_argument("--namer", choices=NAMERS, default="simulated")
    parser.add_argument("--model", choices=MODELS, default="discriminant")
    parser.add_argument("--train-on", nargs="+", choices=FEATURES, default=None, help="what the recognizer sees")
    parser.add_argument("--balance", choices=STRATEGIES, default="none", help="of named emotions, for the recognizer")
    parser.add_argument("--test-usage", default=None, help="part that judges, e.g. PublicTest")


def _choices(options: argparse.Namespace, base: study.Choices) -> study.Choices:
    test = options.test_usage
    return dataclasses.replace(
        base,
        aligned=base.aligned if options.align is None else options.align,
        split=dataclasses.replace(base.split, method="usage", test_usage=test) if test else base.split,
        features=FEATURES[options.features](),
        reduction=ReductionSettings(options.components) if options.components is not None else base.reduction,
        clusters=ClusterSettings(k=options.k, seed=options.seed),
        trained_on=tuple(kind for kind in FEATURES if kind in (options.train_on or base.trained_on)),
        recognizer=dataclasses.replace(
            base.recognizer, model=options.model, seed=options.seed, balance=BalanceSettings(options.balance)
        ),
    )


def _import(options: argparse.Namespace, store: Store) -> tuple[dict[str, Any], list[str]]:
    imported = read_faces(options.path, _Meter(), on_bad_row="skip" if options.skip_bad_rows else "refuse")
    dataset = datasets.save(store, imported, options.path)
    faces, counts = imported.faces, imported.faces.counts()
    emotions = {} if faces.emotions is None else dict(zip(faces.classes, counts.sum(axis=0).tolist(), strict=True))
    result = {
        "dataset": dataset,
        "faces": len(faces),
        "rejected": [dataclasses.asdict(r) for r in imported.rejected],
        "emotions": emotions,
        "usage": dict(zip(faces.usages, counts.sum(axis=1).tolist(), strict=True)),
    }
    lines = [f"{faces.name}: {len(faces):,} faces, {len(imported.rejected):,} rejected", f"data set {dataset}"]
    return result, lines + [f"  {r.where}: {r.found}; expected {r.expected}" for r in imported.rejected[:20]]


def _run(options: argparse.Namespace, store: Store) -> tuple[dict[str, Any], list[str]]:
    faces = datasets.load(store, options.dataset)
    lab = Lab(store, faces, _choices(options, study.fitting(faces)))
    result = run(lab, options.namer, options.seed, _Meter()).result
    low, high = result["accuracy_interval"]
    lines = [
        f"{result['accuracy']:.1%} right ({low:.1%} to {high:.1%}) on {result['tested']:,} held-out faces, "
        f"from {result['decisions']} decisions",
        f"balanced accuracy {result['balanced_accuracy']:.1%}, macro F1 {result['macro_f1']:.2f}",
        *(f"  {name}: {r['accuracy']:.1%}" for name, r in result["references"].items()),
        f"silhouette {result['silhouette']:.3f} (noise would give {result['noise_silhouette']:.3f})",
        f"{result['seconds']} s",
    ]
    if faces.synthetic:
        lines.append("These faces are synthetic: their scores say nothing about real faces.")
    return result, lines


def _audit(options: argparse.Namespace, store: Store) -> tuple[dict[str, Any], list[str]]:
    faces = datasets.load(store, options.dataset)
    found = Lab(store, faces, study.fitting(faces)).audit(_Meter())
    checks = {
        check: {"faces": len(f), "groups": f.groups, "would_be_left_out": len(f.leave)} for check, f in found.items()
    }
    lines = [f"{faces.name}: {len(faces):,} faces"]
    for check, n in checks.items():
        groups = f" in {n['groups']:,} groups" if n["groups"] else ""
        lines.append(f"{n['faces']:>8,}  {CHECKS[check].title}{groups}")
    return {"dataset": options.dataset, "faces": len(faces), "checks": checks}, lines


def _prepare(options: argparse.Namespace, store: Store) -> tuple[dict[str, Any], list[str]]:
    lab = prepare(store, _Meter())
    lab.inputs(_Meter())  # so that training is instant too
    lab.audit(_Meter())
    result = {"dataset": lab.faces.fingerprint, "faces": len(lab.faces), "groups": lab.choices.clusters.k}
    return result, [f"{lab.faces.name}: {len(lab.faces):,} faces in {lab.choices.clusters.k} groups"]


def _datasets(options: argparse.Namespace, store: Store) -> tuple[Any, list[str]]:
    found = datasets.listing(store)
    lines = [f"{d.id}  {d.faces:>8,} faces  {d.created[:10]}  {d.name}" for d in found]
    return [dataclasses.asdict(d) for d in found], lines or ["No data set yet."]


def _studies(options: argparse.Namespace, store: Store) -> tuple[Any, list[str]]:
    found = study.listing(store)
    rows = [
        {"study": s.id, "name": s.name, "dataset": s.dataset, "created": s.created, "results": dict(s.results)}
        for s in found
    ]
    return rows, [f"{s.id}  {s.created[:10]}  {s.name}" for s in found] or ["No study yet."]


class _Meter:
    """Progress on stderr: one line that is written over, or a line now and then where it is no terminal."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        now, terminal = time.monotonic(), sys.stderr.isatty()
        if now - self._last < (0.2 if terminal else 5):
            return
        self._last = now
        share = f"{done / total:4.0%}" if total else f"{done:,}"
        print(
            f"\r\x1b[K{share} {what}" if terminal else f"{share} {what}", end="" if terminal else "\n", file=sys.stderr
        )
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
