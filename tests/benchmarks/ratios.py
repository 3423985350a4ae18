"""Speed as ratios within one run: ``python tests/benchmarks/ratios.py CORPUS``.

CORPUS is a folder of folders of UTF-8 texts; ``laws_national``, ``policy_gov_cn`` and ``gov_work_reports`` are used.
CPU time, warm, median of three. Ten thousand terms are seeded pairs of dictionary words, mounted as a unit's list.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import ahocorasick
import jieba

from sensitive_check.checker import Checker
from sensitive_check.config import Config
from sensitive_check.loading import load_checker

FOLDERS = ("laws_national", "policy_gov_cn", "gov_work_reports")


def cpu(work: Callable[[], object]) -> float:
    """Median CPU seconds of three warm runs."""
    work()
    times = []
    for _ in range(3):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def seeded_terms(number: int) -> list[str]:
    """Pairs of dictionary words joined together, always the same ones."""
    tokenizer = jieba.Tokenizer()
    frequencies, _ = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    words = sorted(
        word for word, count in frequencies.items() if count and len(word) > 1 and all("一" <= c <= "鿿" for c in word)
    )
    chance = random.Random(1)
    return [chance.choice(words) + chance.choice(words) for _ in range(number)]


def written(terms: list[str], folder: Path) -> Path:
    """A unit's list of these terms, as a spreadsheet saves it."""
    path = folder / f"terms{len(terms)}.csv"
    path.write_text("term\n" + "".join(f"{term}\n" for term in terms), encoding="utf-8")
    return path


def checker_with(terms: list[str], folder: Path) -> Checker:
    """Everything built in plus a unit's list of these terms."""
    return load_checker(Config(lists=(written(terms, folder),)))


def bare_pass(terms: list[str]) -> ahocorasick.Automaton:
    """The same terms in a plain automaton over str."""
    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(term, term)
    automaton.make_automaton()
    return automaton


def started(code: str) -> float:
    """CPU seconds of a fresh interpreter that runs ``code``, over one that does nothing; median of five."""

    def children(argument: str) -> float:
        import resource

        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Compiled modules are kept, as in any installed program.
        plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        subprocess.run([sys.executable, "-c", argument], check=True, stdout=subprocess.DEVNULL, env=plain)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return statistics.median(children(code) for _ in range(5)) - statistics.median(children("pass") for _ in range(5))


def main(corpus: Path, folder: Path) -> None:
    """Print the table; ``folder`` takes the lists."""
    texts = [path.read_text("utf-8") for name in FOLDERS for path in sorted((corpus / name).iterdir())]
    joined = "\n\n".join(texts)
    megabytes = len(joined.encode()) / 1e6
    terms = list(dict.fromkeys(seeded_terms(60_000)))
    automaton, checker = bare_pass(terms[:10_000]), checker_with(terms[:10_000], folder)
    bare = cpu(lambda: [None for _ in automaton.iter(joined)])
    bare_each = cpu(lambda: [None for text in texts for _ in automaton.iter(text)])
    whole = cpu(lambda: checker.check(joined))
    each = cpu(lambda: [checker.check(text) for text in texts])
    print(f"text: {len(joined)} characters, {megabytes:.2f} MB; bare pass {bare / megabytes * 1000:.0f} ms/MB")
    print(f"all rules / bare pass, one text:      {whole / bare:.2f}")
    print(f"all rules / bare pass, file by file:  {each / bare_each:.2f}")
    few, many = checker_with(terms[:1_000], folder), checker_with(terms, folder)
    print(
        f"60k terms / 1k terms:                 {cpu(lambda: many.check(joined)) / cpu(lambda: few.check(joined)):.2f}"
    )
    part = joined[:200_000]

    def naive() -> None:
        plain = "".join(unicodedata.normalize("NFKC", character) for character in part)
        words = list(jieba.cut(plain))
        for term in terms[:10_000]:
            plain.find(term)
        assert words

    print(f"naive way / all rules (200k chars):   {cpu(naive) / cpu(lambda: checker.check(part)):.0f}")
    half = joined[: len(joined) // 2]
    print(f"t(2n) / t(n):                         {whole / cpu(lambda: checker.check(half)):.2f}")
    print(f"--version over bare Python:           {started(VERSION) * 1000:.0f} ms CPU")
    first = FIRST.format(path=str(folder / "terms10000.csv"))
    print(f"first check, 10k terms, over bare:    {started(first) * 1000:.0f} ms CPU")
    memory = MEMORY.format(path=str(folder / f"terms{len(terms)}.csv"))
    shown = subprocess.run([sys.executable, "-c", memory], check=True, capture_output=True, text=True).stdout
    print(f"{len(terms)} terms, load time and memory:  {shown.strip()}")


VERSION = "import sensitive_check.cli as c; c.main(['--version'])"
FIRST = """
import sys
import sensitive_check
checker = sensitive_check.load_checker(sensitive_check.Config(lists=({path!r},)))
checker.check('第一条　为了规范公共数据的管理，制定本办法。')
assert 'jieba' not in sys.modules and 'numpy' not in sys.modules
"""
MEMORY = """
import gc, time
import sensitive_check
def resident():
    gc.collect()
    return int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6
plain = sensitive_check.load_checker(None)
plain.check('第一条　为了规范公共数据的管理，制定本办法。' * 1000)
before = resident()
second = sensitive_check.load_checker(None)
second.check('第一条　为了规范公共数据的管理，制定本办法。' * 1000)
alone, before, begun = resident() - before, resident(), time.process_time()
checker = sensitive_check.load_checker(sensitive_check.Config(lists=({path!r},)))
checker.check('第一条　为了规范公共数据的管理，制定本办法。' * 1000)  # long enough for the automaton
seconds = time.process_time() - begun
print(f'{{seconds:.2f}} s CPU, {{resident() - before - alone:.0f}} MB ({{alone:.0f}} MB for what is built in apart)')
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as lists:
        main(Path(sys.argv[1]), Path(lists))
