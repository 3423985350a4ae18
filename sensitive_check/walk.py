"""From the paths on the command line to the inputs of a run: folders are walked, nothing in them is lost silently.

Every file met is an input or is counted as skipped, under its suffix or under one of the keys below.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits
from sensitive_check.readers import is_known
from sensitive_check.readers.source import Budget, os_error_words, read_bytes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

DOT, LINK, IGNORED = "(dot)", "(link)", "(.gitignore)"
"""Keys of what is skipped for another reason than its suffix; a folder counts once."""

IGNORE_FILE = ".gitignore"
MOST_STARS = 4


@dataclass(frozen=True, slots=True)
class Target:
    """One input: its name in reports, where it lies, and why it cannot be read if that is known already."""

    name: str
    path: Path
    fault: ReadError | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One input, and how many bytes the inputs before it took of the run's budget; ``stdin`` is its content if read."""

    target: Target
    spent: int
    stdin: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Collected:
    """The inputs of a run, sorted by name, each file once, and what was skipped."""

    targets: tuple[Target, ...]
    skipped: Mapping[str, int]


class _Ignore(NamedTuple):
    """The rules of one ``.gitignore``, relative to its folder."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True: ignored, False: explicitly kept, None: no word on it."""
        if not _is_below(path, self.folder):
            return None
        relative = path[len(self.folder) :].lstrip(os.sep).replace(os.sep, "/")
        return self.spec.check_file(f"{relative}/" if is_folder else relative).include


@dataclass(slots=True)
class _Walk:
    """The state of one collection."""

    isolated: bool
    targets: list[Target] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    named: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)


def collect(paths: Iterable[str | os.PathLike[str]], *, isolated: bool = False) -> Collected:
    """All inputs under ``paths``. A file named there is always an input; ``isolated`` ignores ``.gitignore`` files."""
    walk = _Walk(isolated=isolated)
    roots: list[tuple[str, str]] = []
    for given in sorted({os.fspath(path) for path in paths}):
        target = locate(given)
        real = str(target.path)
        if target.fault is None and os.path.isdir(real):
            roots.append((target.name, real))
        else:
            walk.named.add(real)
            walk.targets.append(target)
    for name, real in roots:
        _walk_root(walk, name, real)
    targets: dict[str, Target] = {}
    for target in sorted(walk.targets, key=lambda target: (target.name, str(target.path))):
        targets.setdefault(str(target.path), target)
    return Collected(tuple(targets.values()), dict(sorted(walk.skipped.items())))


def locate(given: str | os.PathLike[str]) -> Target:
    """The file or folder a caller named; a link that was named is followed."""
    name = PurePath(given).as_posix()
    try:
        os.stat(given)
        return Target(name, Path(os.path.realpath(given)))
    except OSError as error:
        return Target(name, Path(given), ReadError(*os_error_words(error)))
    except ValueError:  # a NUL in the path
        return Target(name, Path(given), ReadError("路径无效", "invalid path"))


def _walk_root(walk: _Walk, name: str, root: str) -> None:
    """Walk one folder without recursion, so that depth costs no stack."""
    pending = [(name, root, () if walk.isolated else _rules_above(root))]
    while pending:
        shown, folder, rules = pending.pop()
        if folder in walk.entered:
            continue
        walk.entered.add(folder)
        entries = _entries(walk, shown, folder)
        if not walk.isolated and any(entry.name == IGNORE_FILE for entry in entries):
            rules = (*rules, *_rules_of(folder))
        for entry in entries:
            child = (PurePath(shown) / entry.name).as_posix()
            if entry.path in walk.named or entry.path in walk.entered:
                continue
            if entry.name.startswith("."):
                walk.skipped[DOT] += 1
            elif _is_ignored(rules, entry.path, is_folder=_is_folder(entry)):
                walk.skipped[IGNORED] += 1
            elif _is_link(entry):
                _link(walk, child, entry.path, root)
            elif _is_folder(entry):
                pending.append((child, entry.path, rules))
            elif is_known(suffix := PurePath(entry.name).suffix):
                walk.targets.append(Target(child, Path(entry.path)))
            else:
                walk.skipped[suffix.lower()] += 1


def _entries(walk: _Walk, shown: str, folder: str) -> list[os.DirEntry[str]]:
    """What a folder holds, by name. A folder that cannot be listed (to its end) is an input that was not checked."""
    entries = []
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                entries.append(entry)  # what was listed before an error counts
    except OSError as error:
        walk.targets.append(Target(f"{shown}/", Path(folder), ReadError(*os_error_words(error))))
    return sorted(entries, key=lambda entry: entry.name)


def _link(walk: _Walk, name: str, path: str, root: str) -> None:
    """Links are not followed: inside the folder the file is met anyway, elsewhere it is named as not checked."""
    target = os.path.realpath(path)
    inside = target == root or _is_below(target, root)
    leads_to_folder = os.path.isdir(target)
    if not (leads_to_folder or is_known(PurePath(name).suffix)):
        walk.skipped[LINK] += 1
    elif not os.path.exists(target):
        walk.targets.append(Target(name, Path(path), ReadError("符号链接的目标不存在", "the link leads nowhere")))
    elif inside:
        walk.skipped[LINK] += 1
    else:
        fault = ReadError(
            "符号链接指向文件夹以外，未跟随", "the link leads out of the folder, not followed", "unsupported"
        )
        walk.targets.append(Target(name, Path(path), fault))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_link(entry: os.DirEntry[str]) -> bool:
    junction = getattr(entry, "is_junction", None)  # Windows, Python 3.12+
    return entry.is_symlink() or bool(junction and junction())


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # opening it as a file will say what is wrong


# ---------------------------------------------------------------------------------------------------- .gitignore


def _is_ignored(rules: tuple[_Ignore, ...], path: str, *, is_folder: bool) -> bool:
    """The innermost file that says anything decides."""
    for ignore in reversed(rules):
        verdict = ignore.verdict(path, is_folder=is_folder)
        if verdict is not None:
            return verdict
    return False


def _rules_above(root: str) -> tuple[_Ignore, ...]:
    """The rules of the folders above ``root``, up to the repository that holds it; none outside a repository."""
    above = []
    for folder in (root, *map(str, Path(root).parents)):
        if folder != root:
            above.append(folder)
        if os.path.exists(os.path.join(folder, ".git")):
            break
    else:
        return ()
    rules = tuple(rule for folder in reversed(above) for rule in _rules_of(folder))
    # Whoever names an ignored folder wants it checked.
    return () if any(_is_ignored(rules, folder, is_folder=True) for folder in (root, *above[:-1])) else rules


def _rules_of(folder: str) -> tuple[_Ignore, ...]:
    """The rules of the ``.gitignore`` in ``folder``; one that cannot be used hides nothing."""
    path = os.path.join(folder, IGNORE_FILE)
    if not os.path.isfile(path):
        return ()

    from pathspec import GitIgnoreSpec

    try:
        text = read_bytes(Path(path), Budget(Limits(part_bytes=1024 * 1024))).decode("utf-8", "surrogateescape")
        # A line of many stars takes exponential time to match: it is left out, so it hides nothing.
        lines = [line for line in text.split("\n") if line.replace("**", "*").count("*") <= MOST_STARS]
        return (_Ignore(folder, GitIgnoreSpec.from_lines(lines)),)
    except (ReadError, ValueError):
        return ()
