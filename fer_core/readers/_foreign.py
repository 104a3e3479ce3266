"""What people take for a table of faces and cannot be one, named for what it is."""

from fer_core.errors import UnreadableFaces

_EXPECTED = "a CSV such as fer2013.csv, a zip, tar or folder of images, or Parquet"
_PAGE = "Download it again in a browser where you are signed in, and look whether what comes is the file itself."
_SHEET = "In the program that made it, save the sheet with the faces as CSV UTF-8."
_POINTER = "Run “git lfs pull” in the folder that it came from, or download the file itself."
_TABLE = "Write the faces as a CSV with the columns emotion, pixels, Usage."

_STARTS = (
    (b"<!doctype html", "a web page (HTML), probably one that asks to sign in", _PAGE),
    (b"<html", "a web page (HTML), probably one that asks to sign in", _PAGE),
    (b"version https://git-lfs", "a Git LFS pointer, which stands for a file that was not fetched", _POINTER),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook or Office document", _SHEET),
    (b"{\\rtf", "a text document (RTF)", _TABLE),
    (b"{", "JSON", _TABLE),
    (b'["', "JSON", _TABLE),
    (b"[{", "JSON", _TABLE),
    (b"<?xml", "XML", _TABLE),
    (b"<", "XML or HTML", _TABLE),
)
_INSIDE = (
    (b"xl/workbook", "an Excel workbook", _SHEET),
    (b"xl/worksheets", "an Excel workbook", _SHEET),
    (b"opendocument.spreadsheet", "a LibreOffice spreadsheet", _SHEET),
    (b"Index/Document.iwa", "a Numbers, Pages or Keynote document", _SHEET),
    (b"word/document.xml", "a Word document", _TABLE),
)

_BOMS = {b"\xff\xfe": "UTF-16 or UTF-32 text", b"\xfe\xff": "UTF-16 text", b"\x00\x00\xfe\xff": "UTF-32 text"}
_KINDS = {
    b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"%PDF": "a PDF",
    b"\x89HDF": "an HDF5 file", b"\x93NUMPY": "a NumPy array", b"\xff\xd8\xff": "a single image",
    b"\x89PNG": "a single image", b"GIF8": "a single image", b"RIFF": "a single image or a sound",
    b"BM": "a single image", b"SQLite": "a database", b"\x28\xb5\x2f\xfd": "a Zstandard file",
}  # fmt: skip


def refuse_foreign_text(head: bytes, file: str) -> None:
    """Raise UnreadableFaces for the first bytes of a file that is known to be no table."""
    start = head[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for begins, found, remedy in _STARTS:
        if start.startswith(begins):
            if begins == b"<?xml" and b"<html" in start:
                found, remedy = _STARTS[0][1:]
            raise UnreadableFaces(file, found=found, expected=_EXPECTED, remedy=remedy)


def refuse_foreign_zip(head: bytes, end: bytes, file: str) -> None:
    """Raise UnreadableFaces for the first and last bytes of a zip that is a spreadsheet or another document."""
    for name, found, remedy in _INSIDE:
        if name in head[:512] or name in end:
            raise UnreadableFaces(file, found=found, expected=_EXPECTED, remedy=remedy)


def refuse_others(head: bytes, file: str) -> None:
    """Raise UnreadableFaces for content that is known to be no CSV."""
    kind = next((kind for start, kind in _KINDS.items() if head.startswith(start)), None)
    bom = next((text for start, text in _BOMS.items() if head.startswith(start)), None)
    if bom or (kind is None and _is_utf16(head)):
        remedy = "Save it again as UTF-8."
        raise UnreadableFaces(file, found=bom or "UTF-16 text", expected="UTF-8 text", remedy=remedy)
    if kind is None and head[4:8] == b"ftyp":
        kind = "a single image or a video"
    if kind is None and head[:1] == b"\x80" and head[1:2] <= b"\x05":
        kind = "a Python pickle, which could run code"
    if kind is None and b"\x00" in head:
        kind = "binary data"
    if kind:
        remedy = "Unpack it and open the folder." if "archive" in kind or "Zstandard" in kind else ""
        raise UnreadableFaces(file, found=kind, expected=_EXPECTED, remedy=remedy)


def _is_utf16(head: bytes) -> bool:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    return len(head) >= 4 and (head[1:64:2].strip(b"\x00") == b"" or head[0:64:2].strip(b"\x00") == b"")
