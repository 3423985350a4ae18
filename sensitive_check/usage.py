"""How the command line speaks: help pages and usage errors in the user's language, 80 cells wide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from sensitive_check.wording import CHINESE

Words = Mapping[str, str]
_TERM_WIDTH = 28


class WordedError(click.UsageError):
    """A usage error whose message is already in the user's language."""


class _Formatter(click.HelpFormatter):
    def __init__(self, words: Words) -> None:
        super().__init__(width=80)
        self._words = words

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix=self._words["cli.usage"])

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._words.get(f"cli.{heading.lower()}", heading))

    def write_text(self, text: str) -> None:
        self._write_wrapped(" " * self.current_indent + text, " " * self.current_indent)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from sensitive_check.reporters.console import cells

        for term, text in rows:
            shown = " " * self.current_indent + term
            if cells(shown) >= _TERM_WIDTH:
                self.write(f"{shown}\n")
                shown = ""
            self._write_wrapped(shown + " " * (_TERM_WIDTH - cells(shown)) + text, " " * _TERM_WIDTH)

    def _write_wrapped(self, text: str, hanging: str) -> None:
        from sensitive_check.reporters.console import wrap

        self.write("".join(f"{line}\n" for line in wrap(text, hanging=hanging)))


class Context(click.Context):
    """A context whose ``obj`` holds the words of the interface."""

    def make_formatter(self) -> click.HelpFormatter:
        """Help in the words of this run."""
        return _Formatter(self.obj or CHINESE)


class Command(click.Command):
    """A command with help in the user's language."""

    context_class = Context


class Group(click.Group):
    """A group of commands with help in the user's language."""

    context_class = Context


def help_option(words: Words) -> click.Option:
    """``--help``, worded."""
    return eager("--help", words["help.help"], lambda context: context.get_help())


def eager(name: str, help_text: str, page: Callable[[click.Context], str]) -> click.Option:
    """An option that prints a page and ends the run."""

    def show(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            click.echo(page(context))
            context.exit()

    return click.Option([name], is_flag=True, is_eager=True, expose_value=False, help=help_text, callback=show)


def choice(names: Sequence[str], choices: Sequence[str], help_text: str, words: Words, **settings: Any) -> click.Option:
    """An option that takes one of ``choices``."""

    def verify(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        if value is None or value in choices:
            return value
        raise WordedError(
            words["cli.bad_value"].format(name=names[0], value=value, choices=words["joiner.list"].join(choices)),
            ctx=context,
        )

    return click.Option(list(names), metavar=f"[{'|'.join(choices)}]", help=help_text, callback=verify, **settings)


def describe(error: click.UsageError, words: Words) -> str:
    """What was wrong with the command line, in the user's language."""
    if isinstance(error, WordedError):
        text = error.message
    elif isinstance(error, click.NoSuchOption):
        text = words["cli.no_option"].format(name=error.option_name) + _possible(error, words)
    elif name := getattr(error, "command_name", ""):  # click.NoSuchCommand, since click 8.4
        text = words["cli.no_command"].format(name=name) + _possible(error, words)
    elif isinstance(error, click.MissingParameter):
        text = words["cli.missing"].format(name=getattr(error.param, "metavar", ""))
    elif isinstance(error, click.BadOptionUsage):
        text = words["cli.no_value"].format(name=error.option_name)
    elif extra := re.match(r"Got unexpected extra arguments? \((.*)\)", error.message):
        text = words["cli.extra_argument"].format(names=extra[1])
    else:
        text = words["cli.bad_usage"]
    command = error.ctx.command_path if error.ctx else "sensitive-check"
    return words["cli.error"].format(text=text) + "\n" + words["cli.try_help"].format(command=command)


def _possible(error: click.UsageError, words: Words) -> str:
    names = getattr(error, "possibilities", None)
    return words["cli.possible"].format(names=words["joiner.list"].join(names)) if names else ""
