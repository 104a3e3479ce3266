"""FER2013 by a library, in a process of its own: its arguments are the source, repository, revision and folder.

Any failure ends the process with its traceback on standard error. Only here are the optional extras imported.
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def kaggle(repository: str, revision: str, target: Path) -> None:
    """A folder of images at ``target``."""
    import kagglehub

    kagglehub.dataset_download(f"{repository}/versions/{revision}" if revision else repository, output_dir=str(target))


def huggingface(repository: str, revision: str, target: Path) -> None:
    """One Parquet file at ``target``: image, emotion (a name, or FER2013's code) and usage, all parts together."""
    import huggingface_hub

    # First of all: without network this fails at once, where `datasets` would try for half a minute.
    huggingface_hub.HfApi().dataset_info(repository, revision=revision or None, timeout=20)
    import datasets

    parts = datasets.load_dataset(repository, revision=revision or None)
    with pq.ParquetWriter(target, _SCHEMA) as out:
        for part, rows in parts.items():
            names = getattr(rows.features["label"], "names", None)
            raw = rows.cast_column("image", datasets.Image(decode=False)).with_format("arrow")
            for start in range(0, len(raw), 1000):
                out.write_table(_table(raw[start : start + 1000], str(part), names))


_SCHEMA = pa.schema([("image", pa.binary()), ("emotion", pa.string()), ("usage", pa.string())])


def _table(rows: pa.Table, part: str, names: list[str] | None) -> pa.Table:
    """Some rows in our columns."""
    labels = rows.column("label").to_pylist()
    images = [cell["bytes"] for cell in rows.column("image").to_pylist()]
    emotions = [names[label] if names else str(label) for label in labels]
    return pa.table({"image": images, "emotion": emotions, "usage": [part] * len(labels)}, schema=_SCHEMA)


def main(source: str, repository: str, revision: str, target: str) -> None:
    """Fetch from one source."""
    {"kaggle": kaggle, "huggingface": huggingface}[source](repository, revision, Path(target))


if __name__ == "__main__":
    main(*sys.argv[1:])
