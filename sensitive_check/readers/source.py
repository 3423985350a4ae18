"""The one place where an input file is opened: regular files only, links not followed, bounded, never a traceback."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from sensitive_check.errors import ReadError
from sensitive_check.limits import Limits

CHUNK = 1024 * 1024
# Windows has neither links to guard against here nor blocking FIFOs; there O_BINARY keeps line ends as they are.
OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_WORDS = {
    errno.ENOENT: ("文件不存在", "no such file"),
    errno.EACCES: ("没有读取权限", "permission denied"),
    errno.EPERM: ("没有读取权限", "operation not permitted"),
    errno.ELOOP: ("是符号链接，未跟随", "a symbolic link, not followed"),
    errno.EISDIR: ("是文件夹，不是文件", "a folder, not a file"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "a part of the path is not a folder"),
    errno.EMFILE: ("打开的文件过多", "too many open files"),
    errno.ENFILE: ("系统打开的文件过多", "too many open files in the system"),
    errno.EIO: ("读写设备出错", "input/output error"),
    errno.ENOSPC: ("磁盘已满", "no space left on device"),
    errno.EROFS: ("磁盘是只读的", "read-only file system"),
    errno.EDQUOT if hasattr(errno, "EDQUOT") else -1: ("磁盘配额已用完", "disk quota exceeded"),
    errno.ENAMETOOLONG: ("文件名过长", "file name too long"),
    errno.EPIPE: ("接收的一方已关闭", "the reading side is closed"),
    errno.EBUSY: ("文件正被占用", "file is busy"),
}


def os_error_words(error: OSError) -> tuple[str, str]:
    """What the system said, in Chinese and English, without the path.

    >>> os_error_words(FileNotFoundError(2, "No such file or directory"))
    ('文件不存在', 'no such file')
    """
    if error.errno in _WORDS:
        return _WORDS[error.errno]
    code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return f"系统报错 {code}", f"system error {code}"


@dataclass(slots=True)
class Budget:
    """What one run may still read. One budget serves the whole tree of inputs.

    What comes out of a package counts against a budget of the input's own (``of_input``): how much one file unfolds to
    is not known before it is read, and the verdict on a file must not depend on those read before it.
    """

    limits: Limits
    spent: int = 0
    members: int = 0
    depth: int = 0
    above: Budget | None = None
    cells: int = 0
    """How many cells the workbooks read so far have together."""

    @property
    def allowance(self) -> int:
        """How many bytes the next part may have."""
        return max(0, min(self.limits.part_bytes, self.limits.total_bytes - self.spent))

    def of_input(self) -> Budget:
        """A budget for what one input unfolds to."""
        return Budget(self.limits, self.spent)

    def deeper(self) -> Budget:
        """The budget of a package in a package, which shares all but the depth; raises beyond the deepest allowed."""
        if self.depth >= self.limits.depth:
            most = self.limits.depth
            raise ReadError(f"嵌套超过 {most} 层", f"nested more than {most} deep", "limit")
        return Budget(self.limits, self.spent, self.members, self.depth + 1, self, self.cells)

    def take_members(self, number: int) -> int:
        """How many of so many further members may be read."""
        taken = max(0, min(number, self.limits.members - self.members))
        budget: Budget | None = self
        while budget is not None:
            budget.members += taken
            budget = budget.above
        return taken

    def take_cells(self, number: int) -> None:
        """Note that a workbook with so many cells was read."""
        budget: Budget | None = self
        while budget is not None:
            budget.cells += number
            budget = budget.above

    def spend(self, size: int) -> None:
        """Account for ``size`` bytes that were read; raises when the next part is more than the budget holds."""
        allowed = self.allowance
        budget: Budget | None = self
        while budget is not None:
            budget.spent += min(size, allowed)
            budget = budget.above
        if size <= allowed:
            return
        if allowed < self.limits.part_bytes:
            total = _mebibytes(self.limits.total_bytes)
            raise ReadError(f"本次检查的总量超过 {total}", f"the whole run exceeds {total}", "limit")
        part = _mebibytes(self.limits.part_bytes)
        raise ReadError(f"超过单个文件 {part} 的上限", f"larger than {part}, the limit for one file", "limit")


def read_bytes(path: Path, budget: Budget) -> bytes:
    """All bytes of the regular file ``path``; ``ReadError`` says why there are none."""
    try:
        return _read(path, budget)
    except OSError as error:
        raise ReadError(*os_error_words(error)) from None
    except ValueError:  # a NUL in the path
        raise ReadError("路径无效", "invalid path") from None


def _read(path: Path, budget: Budget) -> bytes:
    descriptor = os.open(path, OPEN_FLAGS)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise ReadError("不是普通文件（文件夹、管道、套接字或设备）", "not a regular file", "unsupported")
        chunks: list[bytes] = []
        size, allowed = 0, budget.allowance
        while size <= allowed and (chunk := os.read(descriptor, min(CHUNK, allowed + 1 - size))):
            chunks.append(chunk)
            size += len(chunk)
        budget.spend(size)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size < after.st_size:
        raise ReadError("读取过程中文件有变动", "the file changed while it was read")
    return b"".join(chunks)


def _mebibytes(size: int) -> str:
    mebibytes, rest = divmod(size, 1024 * 1024)
    return f"{size} B" if rest else f"{mebibytes} MiB"
