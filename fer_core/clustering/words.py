"""What the groups are, in plain English: the same on the Clusters page and in the report."""

from typing import NamedTuple

from fer_core.clustering.reality import Finding


class FindingWords(NamedTuple):
    """A finding: its name, what it means, and what to try ("" where there is nothing)."""

    title: str
    text: str
    remedy: str = ""


def finding_words(finding: Finding, groups: int, islands: int) -> FindingWords:
    """What a finding means for ``groups`` groups where the faces fall into ``islands`` separate ones (1: none)."""
    separate = f"The faces fall into {islands} separate groups"
    return {
        "noise": FindingWords(
            "No better than noise",
            "Nothing here falls into groups by itself: the algorithm cut one cloud into pieces. The groups can still "
            "be named if the faces in each look alike to a person.",
        ),
        "continuum": FindingWords(
            "Slices of a continuum",
            "There is more structure than in noise, but there are no gaps: the faces shade into one another, and "
            "another number of groups would cut elsewhere. The groups are good enough to name, but they are not kinds "
            "of faces.",
        ),
        "separate": FindingWords("Separate groups", "There are gaps between them that noise does not have."),
        "parts": FindingWords(
            f"Parts of {islands} separate groups", f"{separate}, and these {groups} divide them further."
        ),
        "unions": FindingWords(
            "Several separate groups in one",
            f"{separate}, and these {groups} put some of them together.",
            f"Try k = {islands}.",
        ),
        "cut": FindingWords(
            "Cut across",
            f"{separate}, but these {groups} cut across them: they have shapes that this algorithm cannot follow.",
            f"Try Spectral with k = {islands}, or HDBSCAN.",
        ),
    }[finding]
