"""One way in: recognise what a file, a folder or a sample is, and read it."""

from pathlib import Path

from fer_core.errors import FerLabError, NotFound, UnreadableFaces
from fer_core.progress import Progress, silent
from fer_core.readers._relabelling import relabelled
from fer_core.readers._text import shown
from fer_core.readers.archive import read_zip
from fer_core.readers.fer_csv import read_csv
from fer_core.readers.folder import read_folder
from fer_core.readers.imported import Import
from fer_core.readers.limits import MAX_NAME
from fer_core.readers.options import AS_IT_IS, ReadOptions

SAMPLE = "sample:"
_EXPECTED = "a CSV such as fer2013.csv, a zip or folder of images, or Parquet"
_BOMS = {b"\xff\xfe": "UTF-16 or UTF-32 text", b"\xfe\xff": "UTF-16 text", b"\x00\x00\xfe\xff": "UTF-32 text"}
_KINDS = {
    b"\x1f\x8b": "a gzip file", b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"%PDF": "a PDF",
    b"\x89HDF": "an HDF5 file", b"\x93NUMPY": "a NumPy array", b"\xff\xd8\xff": "a single image",
    b"\x89PNG": "a single image", b"GIF8": "a single image", b"RIFF": "a single image or a sound",
    b"BM": "a single image", b"SQLite": "a database",
}  # fmt: skip


def read_faces(
    path: str | Path, progress: Progress = silent, *, options: ReadOptions = AS_IT_IS, name: str | None = None
) -> Import:
    """Read faces from a CSV, a folder or zip of images, Parquet, or a sample (``"sample:clear"``).

    The format is recognised by content, whatever the file is called.

    Args:
        path: of a file or folder, or ``sample:`` and a style.
        progress: told of bytes read (rows for Parquet); may raise Cancelled.
        options: what a person says of it beyond what it says itself.
        name: what to call the faces and, in errors, the file; default is the file's own name.

    Raises:
        NotFound: there is nothing at ``path``.
        UnreadableFaces: it holds something else, or too much is wrong with it.
        FoldersUnclear, CodesUnclear: it may mean several things; ``options`` can say which.
    """
    if str(path).startswith(SAMPLE):
        from fer_core.readers.sample import import_sample  # lazily: it loads a model of faces

        return import_sample(str(path).removeprefix(SAMPLE), progress)
    if not str(path).strip():  # pathlib takes it for the current folder
        raise NotFound("No file or folder was named.", remedy="Give its path.")
    path = Path(path).expanduser()
    file = shown(name or path.name or path.resolve().name)
    title = shown(name or path.stem or path.resolve().name, MAX_NAME) or "faces"
    try:
        if path.is_dir():
            return read_folder(path, file, title, progress, options)
        if not path.is_file():
            raise NotFound("There is no such file or folder.", where=file, remedy="Check the path.")
        return relabelled(_read_file(path, file, title, progress, options), options)
    except OSError as error:
        remedy = "Check that the file is there and may be read."
        raise FerLabError(f"It cannot be read ({error.strerror}).", where=file, remedy=remedy) from error


def _read_file(path: Path, file: str, title: str, progress: Progress, options: ReadOptions) -> Import:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(0)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return read_zip(stream, size, file, title, progress, options)
        if head.startswith(b"PAR1"):
            from fer_core.readers.parquet import read_parquet  # lazily: pyarrow is large

            return read_parquet(path, file, title, progress, options)
        _refuse_others(head, file)
        return read_csv(stream, size, file, title, progress, options)


def _refuse_others(head: bytes, file: str) -> None:
    """Raise UnreadableFaces for content that is known to be no CSV."""
    kind = next((kind for start, kind in _KINDS.items() if head.startswith(start)), None)
    bom = next((text for start, text in _BOMS.items() if head.startswith(start)), None)
    if bom or (kind is None and _is_utf16(head)):
        remedy = "Save it again as UTF-8."
        raise UnreadableFaces(file, found=bom or "UTF-16 text", expected="UTF-8 text", remedy=remedy)
    if kind is None and head[:1] == b"\x80" and head[1:2] <= b"\x05":
        kind = "a Python pickle, which could run code"
    if kind is None and head[257:262] == b"ustar":
        kind = "a tar archive"
    if kind is None and b"\x00" in head:
        kind = "binary data"
    if kind:
        raise UnreadableFaces(file, found=kind, expected=_EXPECTED)


def _is_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    return len(head) >= 4 and (head[1:64:2].strip(b"\x00") == b"" or head[0:64:2].strip(b"\x00") == b"")
