"""Time and memory to import a FER2013 CSV, compared with `pandas.read_csv` and `str.split` on every row.

    python benchmarks/import_csv.py [fer2013.csv] [--runs 3] [--json]

Every run is a fresh process; the two alternate, and medians are reported. Memory is the peak of the process above
that of a process that only imports numpy. Without a CSV, one is made from the real images (``FER_LAB_REAL_DATA``) or
the sample.
"""

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_FACES = 4000


def ours(path: str) -> np.ndarray:
    """The images by a complete import of FER Lab."""
    from fer_core.faces.readers import read_faces

    return read_faces(path).faces.images


def pandas_split(path: str) -> np.ndarray:
    """The images as read in most notebooks."""
    import pandas as pd

    table = pd.read_csv(path)
    rows = [np.array(text.split(), dtype=np.uint8) for text in table["pixels"]]
    return np.stack(rows).reshape(-1, 48, 48)


def bare(path: str) -> np.ndarray:
    """Nothing, to measure an interpreter with numpy."""
    return np.zeros((1, 1, 1), np.uint8)


READERS = {"fer_lab": ours, "pandas_split": pandas_split, "bare": bare}


def measure_here(reader: str, path: str) -> dict[str, float | str]:
    """Seconds (imports of libraries included), peak megabytes and a digest of the images, of this process."""
    start = time.perf_counter()
    images = READERS[reader](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (2**20 if sys.platform == "darwin" else 2**10)
    digest = hashlib.sha256(np.ascontiguousarray(images).data).hexdigest()[:16]
    return {"seconds": seconds, "megabytes": megabytes, "digest": digest}


def in_fresh_process(task: str, path: Path) -> str:
    """What this script prints for one task.

    The parent must stay small: on Linux the peak memory of a child starts at its parent's.
    """
    command = [sys.executable, __file__, str(path), "--task", task]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


def compare(path: Path, runs: int) -> dict[str, float | bool | int]:
    """Medians of alternating runs, and the ratios."""
    found: dict[str, list[dict]] = {reader: [] for reader in READERS}
    for _ in range(runs):
        for reader, results in found.items():
            results.append(json.loads(in_fresh_process(reader, path)))

    def median(reader: str, what: str) -> float:
        return statistics.median(result[what] for result in found[reader])

    base = median("bare", "megabytes")
    return {
        "csv_megabytes": round(path.stat().st_size / 1e6),
        "runs": runs,
        "fer_lab_seconds": round(median("fer_lab", "seconds"), 2),
        "pandas_split_seconds": round(median("pandas_split", "seconds"), 2),
        "time_ratio": round(median("fer_lab", "seconds") / median("pandas_split", "seconds"), 3),
        "fer_lab_peak_megabytes": round(median("fer_lab", "megabytes") - base),
        "pandas_split_peak_megabytes": round(median("pandas_split", "megabytes") - base),
        "same_images": found["fer_lab"][0]["digest"] == found["pandas_split"][0]["digest"],
    }


def make_csv(path: Path) -> None:
    """Write a CSV of the real images if they are given, else of sample faces."""
    from fer_core.faces.readers import read_faces
    from fer_core.faces.readers.drawn.sample import sample_faces

    real = Path(os.environ.get("FER_LAB_REAL_DATA") or ".") / "fer2013_images.zip"
    faces = read_faces(real).faces if real.is_file() else sample_faces(SAMPLE_FACES)
    assert faces.emotions is not None
    text = [str(value) for value in range(256)]
    with path.open("w", newline="\n") as out:
        out.write("emotion,pixels,Usage\n")
        for emotion, image, usage in zip(faces.emotions, faces.images, faces.usage, strict=True):
            digits = " ".join([text[value] for value in image.tobytes()])
            out.write(f"{emotion},{digits},{faces.usages[usage]}\n")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--task", choices=(*READERS, "make"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task == "make":
        make_csv(arguments.csv)
        return
    if arguments.task:
        print(json.dumps(measure_here(arguments.task, str(arguments.csv))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.csv or Path(folder) / "faces.csv"
        if arguments.csv is None:
            in_fresh_process("make", path)
        result = compare(path, arguments.runs)
    lines = [json.dumps(result)] if arguments.json else [f"{key:28} {value}" for key, value in result.items()]
    print("\n".join(lines))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
