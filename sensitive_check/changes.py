"""What changed since a revision of git: which files, and which of their lines are new.

git is run without anything that a repository could make it run: no external diff, no text conversion, no file monitor.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sensitive_check.errors import ConfigError
from sensitive_check.model import Finding, Report
from sensitive_check.readers.filetypes import file_type

_HUNK = re.compile(rb"^@@ -[0-9]+(?:,[0-9]+)? \+([0-9]+)(?:,([0-9]+))? @@", re.MULTILINE)
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """New lines by file (its real path): ranges of line numbers from 1, or None where the whole file counts as new."""

    lines: Mapping[str, tuple[range, ...] | None]

    def touches(self, path: Path) -> bool:
        """True when the file changed."""
        return str(path) in self.lines

    def kept(self, report: Report, path: Path) -> tuple[Report, int]:
        """The report with the findings on new lines, and how many lie on old ones.

        What stands on no line (a file's name) or in many places stays when the file changed.
        """
        ranges = self.lines.get(str(path))
        if ranges is None:
            return report, 0
        kept = tuple(finding for finding in report.findings if _is_new(finding, ranges))
        return report.without(kept, count=False), len(report.findings) - len(kept)


def changes_since(revision: str, paths: Iterable[Path]) -> Changes:
    """What of ``paths`` (real paths of files) changed since ``revision``, committed or not; a file git does not know
    is new.

    Raises ConfigError when git is missing, a path lies in no repository or the revision does not exist.
    """
    lines: dict[str, tuple[range, ...] | None] = {}
    by_root: dict[Path, list[Path]] = {}
    roots: dict[Path, Path] = {}
    for path in paths:
        if path.parent not in roots:
            roots[path.parent] = _root(path.parent)
        by_root.setdefault(roots[path.parent], []).append(path)
    for root, members in by_root.items():
        commit = _commit(root, revision)
        changed = _names(_git(root, "diff", *_PLAIN, "--name-only", "--no-renames", "-z", commit, "--"))
        changed |= _names(_git(root, "ls-files", "--others", "-z"))
        for path in members:
            name = os.fsencode(path.relative_to(root).as_posix())
            if name in changed:
                lines[str(path)] = _new_lines(root, commit, path)
    return Changes(lines=lines)


_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color")


def _root(folder: Path) -> Path:
    shown = _git(folder, "rev-parse", "--show-toplevel")
    return Path(os.path.realpath(os.fsdecode(shown.rstrip(b"\r\n"))))


def _commit(root: Path, revision: str) -> str:
    """The revision as an object name: what comes from outside never stands where an option could."""
    try:
        shown = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except ConfigError:
        raise ConfigError(
            f"--diff-from：没有版本“{revision}”", f"--diff-from: there is no revision {revision!r}"
        ) from None
    return shown.decode("ascii").strip()


def _new_lines(root: Path, commit: str, path: Path) -> tuple[range, ...] | None:
    """None for a file that is new, binary to git or to us, or whose lines git counts otherwise than an editor."""
    shown = _git(root, "diff", *_PLAIN, "--unified=0", "--no-renames", commit, "--", path.relative_to(root).as_posix())
    hunks = [(int(found[1]), int(found[2] or 1)) for found in _HUNK.finditer(shown)]
    if not hunks or shown.startswith(b"new file", shown.find(b"\n") + 1):
        return None
    try:
        content = path.read_bytes()
        if file_type(content) or _LONE_RETURN.search(content):
            return None
    except OSError:
        return None
    return tuple(range(start, start + count) for start, count in hunks if count)


def _names(listing: bytes) -> set[bytes]:
    return {name for name in listing.split(b"\0") if name}


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, the revision is checked and nothing is a shell's
            command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise ConfigError("--diff-from：没有安装 git", "--diff-from: git is not installed") from None
    except subprocess.TimeoutExpired:
        raise ConfigError("--diff-from：git 没有及时答复", "--diff-from: git took too long") from None
    if done.returncode != 0:
        raise ConfigError(
            f"--diff-from：git {arguments[0]} 失败，{folder} 应在 git 仓库内",
            f"--diff-from: git {arguments[0]} failed; {folder} must lie in a git repository",
        )
    return done.stdout


def _is_new(finding: Finding, ranges: tuple[range, ...]) -> bool:
    if finding.line is None or finding.count > 1:
        return True
    return any(finding.line in lines for lines in ranges)
