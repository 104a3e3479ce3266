"""How good the estimate of the accuracy while naming is: coverage of its range, bias and width, by decisions and faces.

    python benchmarks/estimate.py                     both samples, and FER2013 in the folder FER_LAB_REAL_DATA
    python benchmarks/estimate.py --kinds clear lifelike --seeds 1     minutes, without FER2013
    python benchmarks/estimate.py --first 1001        seeds and drawn faces that the formula was not fitted on
    python benchmarks/estimate.py --fit               also fits the formula of fer_core/recognizer/estimate.py again

The annotator is simulated (`fer_core.simulation`). Moments are saved, so a stopped run continues where it was.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import platformdirs

from benchmarks.estimates.faces import DRAWS, Sample, source
from benchmarks.estimates.fit import fitted
from benchmarks.estimates.namings import Naming, NamingMoment, load, naming_of, run, save
from benchmarks.estimates.table import markdown
from fer_core.study.store import Store

SHARE_FACES = 100
"""As many seeds share drawn faces."""
START, END = "<!-- results -->", "<!-- end of results -->"


def main() -> None:
    """Read the command line, do the missing namings, and print the tables."""
    options = _parser().parse_args()
    namings, table = plan(options.kinds, options.first, options.seeds), options.home / "estimate.csv"
    if options.saved:
        saved = {naming_of(m) for m in load(table)}
        namings = [naming for naming in namings if naming in saved]
    moments = simulate(Store(options.home), namings, table)
    text = markdown(moments, fit=options.fit)
    print(text)
    if options.fit:
        print(fitted(moments))
    if options.docs:
        before, rest = options.docs.read_text("utf-8").split(START)
        options.docs.write_text(f"{before}{START}\n\n{text}\n\n{END}{rest.split(END)[1]}", "utf-8")


def plan(kinds: Sequence[str], first: int, seeds: int) -> list[Naming]:
    """All namings with ``seeds`` seeds from the ``first`` on: groups, orders and annotators change with them."""
    found = []
    for seed in range(first, first + seeds):
        for kind in kinds:
            noisy = "symmetric" if "four" in kind else "people"
            few, many = ("labels", noisy) if seed % 2 else (noisy, "labels")
            asked = [(25, "useful", few), (50, "useful", many), (15, "useful", many), (25, "random", few)]
            found += [Naming(kind, seed, *one) for one in asked[: 4 if "," not in kind else 3]]  # type: ignore[arg-type]
    return found


def simulate(store: Store, namings: Sequence[Naming], path: Path) -> list[NamingMoment]:
    """The moments of ``namings``; those that are not in the table at ``path`` yet are made and added."""
    wanted = set(namings)
    done = {naming_of(m) for m in load(path)}
    sources: dict[tuple[str, int], Sample] = {}
    for naming in (n for n in namings if n not in done):
        name, take = DRAWS[naming.kind]
        of = name, naming.seed // SHARE_FACES
        if of not in sources:
            sources[of] = source(store, *of)
        save(path, run(take(sources[of], naming.seed), naming))
        print(naming, file=sys.stderr, flush=True)
    return [m for m in load(path) if naming_of(m) in wanted]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cache = Path(platformdirs.user_cache_dir("fer-lab-bench", appauthor=False))
    parser.add_argument("--home", type=Path, default=cache, help="folder for faces, features and results")
    parser.add_argument("--kinds", nargs="+", choices=DRAWS, default=list(DRAWS), help="kinds of faces")
    parser.add_argument("--seeds", type=int, default=4, help="how many seeds")
    parser.add_argument("--first", type=int, default=1, help="the first seed; drawn faces change with every hundred")
    parser.add_argument("--saved", action="store_true", help="make no further namings; only print the tables")
    parser.add_argument("--fit", action="store_true", help="fit the formula to the namings, and print its constants")
    parser.add_argument("--docs", type=Path, help="document to write the tables into, e.g. docs/estimate.md")
    return parser


if __name__ == "__main__":
    main()
