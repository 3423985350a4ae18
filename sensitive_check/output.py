"""A report becomes a file: whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sensitive_check.errors import SensitiveCheckError
from sensitive_check.wording import interface


class OutputError(SensitiveCheckError):
    """A report that could not be delivered."""


def output_error(key: str, **values: str | tuple[str, str]) -> OutputError:
    """The error worded by ``key``; a value may be a pair of a Chinese and an English text."""
    chinese, english = (
        interface(lang)[key].format(**{n: v if isinstance(v, str) else v[i] for n, v in values.items()})
        for i, lang in enumerate(("zh", "en"))
    )
    return OutputError(chinese, english)


def check_place(output: Path, inputs: list[str]) -> None:
    """Refuse, before any work, a place that must not be overwritten: a device, a link, a draft to be checked."""
    try:
        found = output.lstat()
    except OSError:
        return  # does not exist yet; whether it can is seen when it is written
    if not stat.S_ISREG(found.st_mode):
        raise output_error("cli.output_not_file", path=str(output))
    for path in inputs:
        if path != "-" and os.path.exists(path) and os.path.samefile(path, output):
            raise output_error("cli.output_is_input", path=str(output))


def write_file(output: Path, content: bytes) -> None:
    """Write under a temporary name (mode 0600), force to disk, then rename."""
    import tempfile

    from sensitive_check.readers.source import os_error_words

    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".sensitive-check-", dir=output.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, output)
    except OSError as error:
        reason = os_error_words(error) if output.parent.is_dir() else ("文件夹不存在", "no such folder")
        raise output_error("cli.output_failed", path=str(output), reason=reason) from None
    else:
        temporary = ""
    finally:
        if temporary:
            _discard(temporary)


def _discard(temporary: str) -> None:
    try:
        os.unlink(temporary)
    except OSError:
        return  # the error that led here is the one to tell
