"""Report: what came of it, and which files can be downloaded?"""

from fer_core.study.journey import REPORT, TRAIN
from ui.report import downloads, story
from ui.shared import earlier_results
from ui.shell import frame

frame.header(REPORT, "What do I take away?")
workspace = earlier_results.shown(frame.require_faces().as_shown(), REPORT)
lab = workspace.lab
if not lab.groups.ready or not len(named := workspace.named_faces):
    frame.missing("There is nothing to report yet, because no group has a name to train on.", TRAIN)
key = lab.training.key(named)
training = lab.training.finished(key)
if training is None:
    frame.missing("The recognizer has not been trained on the newest names yet.", TRAIN)

source = story.source(workspace)
facts = source.facts
story.in_short(facts)
downloads.panels(workspace, source, training)
story.sections(facts)
story.limits_list(facts)
if workspace.is_now:
    workspace.made(REPORT, key)
frame.way_on(REPORT)
