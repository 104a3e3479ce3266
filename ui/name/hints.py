"""Hints: groups whose faces share how they look more than an expression. They are measured without labels, in the
background, so that nobody has to wait."""

from collections.abc import Mapping

from fer_core.clustering.words import likeness_words
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.study.store import key_of
from ui.shell import cache
from ui.shell.workspace import Workspace


def hints(workspace: Workspace, groups: Partition, state: NamingState) -> Mapping[int, str]:
    """A sentence for each such group that is not rejected, by number; none before the measures are made."""
    step = workspace.lab.appearance
    if not step.ready:
        if step.within_reach:
            cache.jobs().start(f"appearance-{step.key}", "Comparing looks and movements", step.measures)
        return {}
    key = key_of(step.key, workspace.lab.groups.key, state.standing)
    found = cache.derived("appearance", key, lambda: step.standing_out(groups))
    rejected = {number for number, verdict in state.group_verdicts.items() if verdict.rejects}
    return {number: likeness_words(one.trait) for number, one in found.items() if number not in rejected}
