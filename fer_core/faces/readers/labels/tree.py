"""The files of a folder or an archive, before any picture is decoded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import Member

_LISTS = (".csv", ".tsv", ".txt", ".lst", ".list")
_NO_PICTURES = (*_LISTS, ".npy", ".json", ".xml", ".mat", ".md", ".html", ".htm", ".pdf", ".ini", ".py", ".xlsx",
                ".zip", ".yaml", ".yml", ".doc", ".docx", ".rtf", ".log")  # fmt: skip
MAX_LIST_BYTES = 128 * 2**20
"""Bytes of a list of labels. AffectNet's has 80 million."""


@dataclass(frozen=True)
class FolderTree:
    """Files that may be pictures or lists of labels.

    Attributes:
        file: name of the folder or archive, for errors and as a hint.
        members: its files, without those of the operating system.
    """

    file: str
    members: Sequence[Member]
    _texts: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def pictures(self) -> list[str]:
        """Paths of all readable files that may be pictures by their name."""
        return [m.path for m in self.members if m.bad is None and not m.path.lower().endswith(_NO_PICTURES)]

    @cached_property
    def by_path(self) -> dict[str, Member]:
        """The files by their paths."""
        return {m.path: m for m in self.members}

    def others(self, *ends: str) -> Iterator[str]:
        """Paths with one of these endings, in any case."""
        return (m.path for m in self.members if m.path.lower().endswith(ends))

    @cached_property
    def lists(self) -> list[str]:
        """Paths of files that may list labels."""
        return sorted(self.others(*_LISTS))

    def text(self, path: str) -> str:
        """The text of a list; empty if it cannot be read."""
        if path not in self._texts:
            member = self.by_path[path]
            try:
                self._texts[path] = decoded(member.read()) if member.size <= MAX_LIST_BYTES else ""
            except BadCell:
                self._texts[path] = ""
        return self._texts[path]


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or Windows' encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
