"""The three streams of a command: drafts in, the report out, bar and complaints beside it."""

from __future__ import annotations

import errno
import io
import os
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from sensitive_check.config import Config

_PATIENCE = 1.0
_MANY = 200


class Progress:
    """A bar on standard error, shown only on a terminal and only once the work turns out to be long.

    The bar alone stands in ``stack``.
    """

    def __init__(self, stack: ExitStack, label: str) -> None:
        self._stack, self._label = stack, label
        self._started = time.monotonic()
        self._bar: Any = None
        self._shown = 0
        self._wanted = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if not self._wanted:
            return
        if self._bar is None and (total >= _MANY or time.monotonic() - self._started > _PATIENCE):
            bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar = self._stack.enter_context(bar)
        if self._bar is not None:
            self._bar.update(done - self._shown)
            self._shown = done
            if done >= total:
                self._stack.close()  # another bar may follow


def read_stdin(config: Config) -> bytes:
    """Standard input, one byte more than the limit at most: more is reported as too long, not cut."""
    from sensitive_check.output import output_error
    from sensitive_check.readers.source import os_error_words

    limit = min(config.limits.part_bytes, config.limits.total_bytes)
    try:
        return sys.stdin.buffer.read(limit + 1)
    except OSError as error:
        raise output_error("cli.stdin_failed", reason=os_error_words(error)) from None
    except (AttributeError, ValueError):  # no standard input, or a closed one
        raise output_error("cli.stdin_failed", reason=("已关闭", "closed")) from None


def write_stdout(text: str, *, utf8: bool = False) -> None:
    """Write to standard output, and be sure that it arrived; what its encoding lacks is escaped, never an error."""
    from sensitive_check.output import output_error
    from sensitive_check.readers.source import os_error_words

    stream = sys.stdout
    try:
        if stream is None:
            raise output_error("cli.stdout_closed")
        if isinstance(stream, io.TextIOWrapper):
            stream.flush()
            _write_all(stream.buffer, text.encode("utf-8" if utf8 else stream.encoding, "backslashreplace"))
        else:
            stream.write(text)
        stream.flush()
    except OSError as error:
        _abandon_stdout()
        raise output_error("cli.stdout_failed", reason=os_error_words(error)) from None
    except ValueError:
        raise output_error("cli.stdout_closed") from None


def _write_all(stream: BinaryIO, content: bytes) -> None:
    """Write every byte. An unbuffered stream (PYTHONUNBUFFERED) takes a part and says so; text streams ignore that."""
    left = memoryview(content)
    while left:
        written = stream.write(left)
        if not written:
            raise BlockingIOError(errno.EAGAIN, "standard output takes no more")
        left = left[written:]


def _abandon_stdout() -> None:
    """Send what is still buffered nowhere: the interpreter would try again at its end and print a traceback."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return  # not a real file, so nothing is flushed at the end


def complain(text: str) -> None:
    """A message to standard error: safe to show, and without personal numbers."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(masked_lines(text.splitlines()))
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # nobody listens; the exit code still tells


def safe_page(page: str) -> str:
    """A page for a terminal; a unit's list may hold anything."""
    from sensitive_check.redact import safe_text

    return "".join(f"{safe_text(line)}\n" for line in page.removesuffix("\n").split("\n"))


def masked_lines(lines: Iterable[str]) -> str:
    """Lines of what somebody wrote, safe to show, and without personal numbers."""
    from sensitive_check.redact import mask_name, safe_text

    return "".join(f"{safe_text(mask_name(line))}\n" for line in lines)
