"""The model card (Mitchell et al. 2019, "Model cards for model reporting") as Markdown.

Every value reaches the text through `markdown`, which makes it plain text. So names of studies, emotions and people
cannot add links, images, formatting or HTML.
"""

import re
from functools import cache

import jinja2
from markupsafe import Markup

from fer_core.recognizer.limits import NO_SUBGROUPS
from fer_core.report.facts import Facts
from fer_core.report.html import HERE, rerun_command
from fer_core.report.limits import EXPRESSIONS, MISUSE, limits
from fer_core.report.section import who
from fer_core.report.story import abstract, notices, story

_MEANT = r"\`*_{}[]<>#|~$@&"


def card(facts: Facts) -> str:
    """The whole card as Markdown, with the sections of the paper."""
    sections = {section.key: section for section in story(facts)}
    return _template().render(
        facts=facts, sections=sections, abstract=abstract(facts), notices=notices(facts),
        caveats=[limit for limit in limits(facts) if limit not in (EXPRESSIONS, MISUSE, NO_SUBGROUPS)],
        people=who([person.name for person in facts.naming.people]), rerun=Markup(rerun_command(facts)),
        expressions=EXPRESSIONS, misuse=MISUSE, subgroups=NO_SUBGROUPS,
    )  # fmt: skip


def markdown(value: object) -> str:
    """``value`` as one line of Markdown that shows it as it is, never as a link, an image or HTML."""
    if isinstance(value, Markup):  # our own text for a code span, where escapes would be shown
        return str(value)
    text = " ".join(str(value).split())
    text = "".join(f"\\{c}" if c in _MEANT else c for c in text)
    text = re.sub(r"(?i)(://|www\.)", lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)
    return re.sub(r"^(?:[-+=]+(?=\s|$)|(\d+)(?=[.)](?:\s|$)))", lambda m: f"{m[1]}\\" if m[1] else f"\\{m[0]}", text)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=False,
        finalize=markdown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string((HERE / "card.md").read_text("utf-8"))
