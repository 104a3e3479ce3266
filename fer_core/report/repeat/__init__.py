"""Writes what makes a study's result again: commands, a Python program, and a notebook."""

from fer_core.report.repeat.commands import commands
from fer_core.report.repeat.notebook import notebook
from fer_core.report.repeat.program import program

__all__ = ["commands", "notebook", "program"]
