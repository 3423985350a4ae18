"""The gate on a generated repository: ``python tests/measure/gate.py``; needs git.

Three hundred drafts are committed, their findings accepted in a baseline; then lines are added above findings, files
are renamed, and new findings are written. Prints what came back (nothing should), what was found of the new ones (all
should), whether a baseline that may only shrink refuses to grow, whether ``--diff-from`` lists the lines that were
written, and how long each step takes.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sensitive_check import baseline, loading, scan
from sensitive_check.cli import main as command
from sensitive_check.model import Run

DRAFTS = 300
SLIPS = ("截止目前，第{}项工作已完成。", "会议指出，，第{}项要抓紧。", "联系人手机138{:08}。", "登记表身份证号{}。")
CLEAN = "第{}段：各单位认真落实，抓好工作。"
TODAY = date.today()


def identity_number(chance: random.Random) -> str:
    """A generated number of nobody with a right check character."""
    born = f"{chance.randrange(1950, 2000)}0{chance.randrange(1, 9)}1{chance.randrange(9)}"
    body = f"110105{born}{chance.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def slip(chance: random.Random, number: int) -> str:
    """A line with one finding, unlike every other."""
    form = chance.choice(SLIPS)
    return form.format(identity_number(chance) if "身份证" in form else number)


def git(*arguments: str) -> None:
    """Run git as nobody in particular."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@contextlib.contextmanager
def timed(label: str) -> Iterator[None]:
    """Print how long a step takes."""
    begun = time.perf_counter()
    yield
    print(f"  {label}: {time.perf_counter() - begun:.2f} s")


def findings(run: Run) -> int:
    """How many findings of warning or above are left."""
    return sum(found.severity.value != "note" for report in run.reports for found in report)


def main() -> None:
    """Build, change and measure."""
    chance = random.Random(5)
    setup = loading.set_up()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        git("init", "-q")
        for number in range(DRAFTS):
            lines = [CLEAN.format(chance.randrange(10**6)) for _ in range(20)]
            for _ in range(3):
                lines.insert(chance.randrange(20), slip(chance, chance.randrange(10**6)))
            Path(f"{number:03}.md").write_text("\n\n".join(lines) + "\n", "utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", "drafts")
        with timed("check of 300 drafts"):
            before = scan.scan(["."], setup=setup)
        approval = baseline.Approval(reason="published", approver="editor", expires=date(2099, 1, 1))
        with timed("baseline create"):
            known = baseline.accepted(before, baseline.new(), approval, today=TODAY)
        print(f"findings accepted: {findings(before)}")
        for number in range(0, DRAFTS, 2):  # lines above, and renamed files
            path = Path(f"{number:03}.md")
            path.write_text(f"新的一段，说明情况。\n\n{path.read_text('utf-8')}", "utf-8")
            if number % 3 == 0:
                git("mv", path.name, f"renamed-{path.name}")
        with timed("check with baseline"):
            moved = scan.scan(["."], setup=setup, baseline=known)
        print(f"came back after edits and renaming: {findings(moved)}")
        git("add", "-A")
        git("commit", "-q", "-m", "edited")
        written = set()
        for path in sorted(Path().glob("*.md"))[::6]:
            lines = path.read_text("utf-8").split("\n")
            at = chance.randrange(0, len(lines) - 1, 2)
            lines[at:at] = [slip(chance, chance.randrange(10**6)), ""]
            path.write_text("\n".join(lines), "utf-8")
            written.add((path.name, at + 1))
        again = scan.scan(["."], setup=setup, baseline=known)
        found = {(report.name, one.line) for report in again.reports for one in report if one.severity.value != "note"}
        print(f"new findings written: {len(written)}, found: {len(found & written)}, others: {len(found - written)}")
        with timed("check --diff-from"):
            run = scan.scan(["."], setup=setup, diff_from="HEAD")
        listed = {(report.name, one.line) for report in run.reports for one in report if one.severity.value != "note"}
        print(f"--diff-from lists exactly the lines that were written: {listed == written}")
        Path("accepted.toml").write_text(baseline.dump(known), "utf-8")
        with contextlib.redirect_stderr(None):
            code = command(["baseline", "update", ".", "--baseline", "accepted.toml", "--shrink-only"])
        unchanged = Path("accepted.toml").read_text("utf-8") == baseline.dump(known)
        print(f"a baseline that may only shrink: exit {code}, unchanged: {unchanged}")
        os.chdir("/")


if __name__ == "__main__":
    main()
