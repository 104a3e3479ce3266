"""Findings and measures of the groups in plain English, the same on the Clusters page and in the report."""

from typing import NamedTuple

from fer_core.clustering.reality import Finding

MEASURES = {
    "silhouette above noise": "how much better separated the groups are than those of random noise",
    "knee of the inertia": "from where on more groups hardly get tighter",
    "Calinski–Harabasz": "how far apart the groups are for their width; favours few round ones",
    "Davies–Bouldin": "how clearly each group differs from the one nearest to it",
    "gap statistic": "the fewest groups that are tighter than groups of evenly spread points; 1 means none",
    "BIC": "how well bell-shaped groups describe the faces, less a charge for each further group",
}
"""What each measure of a sweep asks."""


class FindingWords(NamedTuple):
    """A finding: its title, what it means, and what to try ("" where there is nothing to try)."""

    title: str
    text: str
    remedy: str = ""


SHARED = {
    "brightness": "their brightness",
    "size": "their size in the picture",
    "proportions": "their proportions",
    "turn": "the turn of the head",
}
"""What the faces of a group share, by trait."""


def likeness_words(trait: str) -> str:
    """A hint for whoever names a group that shares ``trait`` more than an expression; it says nothing on people."""
    return f"These faces share {SHARED[trait]} more than an expression. No shared expression? Press O."


def finding_words(finding: Finding, groups: int, islands: int) -> FindingWords:
    """A finding on ``groups`` groups in words, where the faces form ``islands`` separate groups (1: no gaps)."""
    separate = f"The faces fall into {islands} separate groups"
    return {
        "noise": FindingWords(
            "No better than noise",
            "These faces form no groups of their own: the algorithm cut one cloud into pieces. The groups can still be "
            "named if the faces in each look similar to a person.",
        ),
        "continuum": FindingWords(
            "Slices of a continuum",
            "There is more structure than in random noise, but there are no gaps: faces change gradually, and another "
            "number of groups would divide them elsewhere. The groups can be named, but they are not distinct kinds of "
            "faces.",
        ),
        "separate": FindingWords(
            "Separate groups", "There are gaps between the groups that random noise does not have."
        ),
        "parts": FindingWords(
            f"Parts of {islands} separate groups", f"{separate}, and these {groups} groups divide them further."
        ),
        "unions": FindingWords(
            "Several separate groups in one",
            f"{separate}, and these {groups} groups combine some of them.",
            f"Try k = {islands}.",
        ),
        "cut": FindingWords(
            "Groups that cut across",
            f"{separate}, but these {groups} groups cut across them: this algorithm cannot follow their shapes.",
            f"Try Spectral with k = {islands}, or HDBSCAN.",
        ),
    }[finding]
