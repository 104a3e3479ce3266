"""Questions: what a reader cannot know and must not guess. Pages draw them as a form, the command line as options."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import UnreadableFaces


@dataclass(frozen=True)
class FolderLevel:
    """The folders of one level below those that all pictures share.

    Attributes:
        names: of its folders, each once, the one with most pictures first; at most a few hundred.
        pictures: how many pictures lie in each of ``names``, at any depth.
        folders: how many different names there are in all.
    """

    names: tuple[str, ...]
    pictures: tuple[int, ...]
    folders: int


class FoldersUnclear(UnreadableFaces):
    """Folders that may be emotions, or people, or something else.

    Attributes:
        levels: from the top.
        samples: a few pictures as they would be read, by folder of each level: path below the shared folders, and
            uint8 [48, 48].
    """

    def __init__(
        self, where: str, *, found: str, remedy: str, levels: tuple[FolderLevel, ...],
        samples: tuple[tuple[str, np.ndarray], ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(where, found=found, expected="one folder for each emotion", remedy=remedy)
        self.levels = levels
        self.samples = samples


class CodesUnclear(UnreadableFaces):
    """Codes of emotions that nobody has named.

    Attributes:
        codes: each code as it is written, and how many faces have it.
        known: what the codes mean that are known, as pairs.
    """

    def __init__(
        self, where: str, *, found: str, expected: str, remedy: str, codes: tuple[tuple[str, int], ...],
        known: tuple[tuple[str, str], ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(where, found=found, expected=expected, remedy=remedy)
        self.codes = codes
        self.known = known
