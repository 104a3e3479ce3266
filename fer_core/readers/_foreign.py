"""What people take for a table of faces and cannot be one, named for what it is."""

from fer_core.errors import UnreadableFaces

_EXPECTED = "a CSV such as fer2013.csv, a zip or folder of images, or Parquet"
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
