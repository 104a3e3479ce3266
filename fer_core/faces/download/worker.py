"""Downloads FER2013 with a library, in a separate process. Arguments: source, repository, revision and target.

Any failure ends the process with a traceback on standard error. Only this module imports the optional extras.
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def kaggle(repository: str, revision: str, target: Path) -> None:
    """Download a folder of images to ``target``."""
    import kagglehub

    kagglehub.dataset_download(f"{repository}/versions/{revision}" if revision else repository, output_dir=str(target))


def huggingface(repository: str, revision: str, target: Path) -> None:
    """Write one Parquet file to ``target``: image, emotion (a name or FER2013's code) and usage, for all parts."""
    import huggingface_hub

    # First, because this fails at once without a network, while `datasets` would try for half a minute.
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
    """Some rows as a table with the columns of `_SCHEMA`."""
    labels = rows.column("label").to_pylist()
    images = [cell["bytes"] for cell in rows.column("image").to_pylist()]
    emotions = [names[label] if names else str(label) for label in labels]
    return pa.table({"image": images, "emotion": emotions, "usage": [part] * len(labels)}, schema=_SCHEMA)


def main(source: str, repository: str, revision: str, target: str) -> None:
    """Download from one source."""
    {"kaggle": kaggle, "huggingface": huggingface}[source](repository, revision, Path(target))


if __name__ == "__main__":
    main(*sys.argv[1:])
