"""Recognises files of formats that hold no faces, to name them in errors."""

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers.tables.lines import utf16

_EXPECTED = "a CSV such as fer2013.csv, a zip, tar or folder of images, or Parquet"
_PAGE = "Download it again in a browser where you are signed in, and check that you get the file itself."
_SHEET = "In the program that made it, save the sheet with the faces as CSV UTF-8."
_POINTER = "Run “git lfs pull” in its original folder, or download the file itself."
_TABLE = "Write the faces as a CSV with the columns emotion, pixels, Usage."

_PAGE_KIND = ("a web page (HTML), probably a sign-in page", _PAGE)
_TEXTS = {
    b"<!doctype html": _PAGE_KIND,
    b"<html": _PAGE_KIND,
    b"version https://git-lfs": ("a Git LFS pointer instead of the file", _POINTER),
    b"{\\rtf": ("a text document (RTF)", _TABLE),
    b"{": ("JSON", _TABLE),
    b'["': ("JSON", _TABLE),
    b"[{": ("JSON", _TABLE),
    b"<?xml": ("XML", _TABLE),
    b"<": ("XML or HTML", _TABLE),
}
_IMAGE = "a single image"
_KINDS = {
    b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"%PDF": "a PDF",
    b"\x89HDF": "an HDF5 file", b"\x93NUMPY": "a NumPy array", b"\xff\xd8\xff": _IMAGE,
    b"\x89PNG": _IMAGE, b"GIF8": _IMAGE, b"II*\0": _IMAGE,
    b"MM\0*": _IMAGE, b"P5\n": _IMAGE, b"P6\n": _IMAGE,
    b"RIFF": "a single image or a sound", b"BM": _IMAGE, b"SQLite": "a database",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
}  # fmt: skip


def refuse_others(head: bytes, file: str) -> None:
    """Raise UnreadableFaces if the first bytes are those of a known format other than a text table."""
    found, remedy = _text(head) or _binary(head) or ("", "")
    if found:
        raise UnreadableFaces(file, found=found, expected=_EXPECTED, remedy=remedy)


def is_image(head: bytes) -> bool:
    """Whether a file begins like a picture, or like a sound or video with the same beginning."""
    kind, _ = _binary(head) or ("", "")
    return kind.startswith(_IMAGE)


def _text(head: bytes) -> tuple[str, str] | None:
    start = head[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((kind for begins, kind in _TEXTS.items() if start.startswith(begins)), None)
    return _PAGE_KIND if kind and b"<html" in start else kind


def _binary(head: bytes) -> tuple[str, str] | None:
    if head and not head.strip(b"\0"):
        return "nothing but zeros", "Copy or download it again."
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an old Excel workbook or Office document", _SHEET
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32 text", "Save it again as UTF-8."
    kind = next((kind for start, kind in _KINDS.items() if head.startswith(start)), "")
    if not kind and head[4:8] == b"ftyp":
        kind = "a single image or a video"
    if not kind and head[:1] == b"\x80" and head[1:2] <= b"\x05":
        kind = "a Python pickle, which could run code"
    if not kind and b"\x00" in head and not utf16(head):
        kind = "binary data"
    remedy = "Unpack it and open the folder." if "archive" in kind or "Zstandard" in kind else ""
    remedy = "Open the folder that contains it." if kind == _IMAGE else remedy
    return (kind, remedy) if kind else None
