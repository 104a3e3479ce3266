"""Files that hold no faces for us, named for what they are."""

from fer_core.errors import UnreadableFaces

_EXPECTED = "a CSV such as fer2013.csv, a zip, tar or folder of images, or Parquet"
_BOMS = {b"\xff\xfe": "UTF-16 or UTF-32 text", b"\xfe\xff": "UTF-16 text", b"\x00\x00\xfe\xff": "UTF-32 text"}
_KINDS = {
    b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"%PDF": "a PDF",
    b"\x89HDF": "an HDF5 file", b"\x93NUMPY": "a NumPy array", b"\xff\xd8\xff": "a single image",
    b"\x89PNG": "a single image", b"GIF8": "a single image", b"II*\0": "a single image",
    b"MM\0*": "a single image", b"P5\n": "a single image", b"P6\n": "a single image",
    b"RIFF": "a single image or a sound", b"BM": "a single image", b"SQLite": "a database",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
}  # fmt: skip


def refuse_others(head: bytes, file: str) -> None:
    """Raise UnreadableFaces for content that is known to be no CSV."""
    if head and not head.strip(b"\0"):
        raise UnreadableFaces(file, found="nothing but zeros", expected=_EXPECTED)
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
