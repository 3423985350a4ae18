"""Speed as ratios within one run: ``python tests/benchmarks/ratios.py CORPUS``.

CORPUS is a folder of folders of UTF-8 texts; ``laws_national``, ``policy_gov_cn`` and ``gov_work_reports`` are used.
CPU time, warm, median of three. Ten thousand terms are seeded pairs of dictionary words, handed in as entries.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import ahocorasick
import jieba

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Category, Entry, Rule, Severity
from sensitive_check.rules import RuleOptions, build_rules

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


def checker_with(terms: list[str]) -> Checker:
    """Everything built in plus a rule with these terms."""
    lists = wordlists.load()
    entries = tuple(
        Entry(id=f"extra-{number:05d}", rule="extra", source="-", term=term) for number, term in enumerate(terms)
    )
    extra = Rule(
        id="extra",
        category=Category.EXPRESSION,
        severity=Severity.WARNING,
        title="-",
        message="-",
        rationale="-",
        source="-",
        entries=entries,
    )
    rules = (*build_rules(lists.rules, lists.tables, RuleOptions()), extra)
    return Checker(rules, traditional=lists.tables.traditional)


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


def main(corpus: Path) -> None:
    """Print the table."""
    texts = [path.read_text("utf-8") for name in FOLDERS for path in sorted((corpus / name).iterdir())]
    joined = "\n\n".join(texts)
    megabytes = len(joined.encode()) / 1e6
    terms = seeded_terms(60_000)
    automaton, checker = bare_pass(terms[:10_000]), checker_with(terms[:10_000])
    bare = cpu(lambda: [None for _ in automaton.iter(joined)])
    bare_each = cpu(lambda: [None for text in texts for _ in automaton.iter(text)])
    whole = cpu(lambda: checker.check(joined))
    each = cpu(lambda: [checker.check(text) for text in texts])
    print(f"text: {len(joined)} characters, {megabytes:.2f} MB; bare pass {bare / megabytes * 1000:.0f} ms/MB")
    print(f"all rules / bare pass, one text:      {whole / bare:.2f}")
    print(f"all rules / bare pass, file by file:  {each / bare_each:.2f}")
    few, many = checker_with(terms[:1_000]), checker_with(terms)
    print(
        f"60k terms / 1k terms:                 {cpu(lambda: many.check(joined)) / cpu(lambda: few.check(joined)):.2f}"
    )
    part = joined[:200_000]

    def naive() -> None:
        plain = "".join(unicodedata.normalize("NFKC", character) for character in part)
        words = list(jieba.cut(plain))
        for term in terms[:1_000]:
            plain.find(term)
        assert words

    print(f"naive way / all rules (200k chars):   {cpu(naive) / cpu(lambda: checker.check(part)):.0f}")
    half = joined[: len(joined) // 2]
    print(f"t(2n) / t(n):                         {whole / cpu(lambda: checker.check(half)):.2f}")
    print(f"--version over bare Python:           {started(VERSION) * 1000:.0f} ms CPU")
    print(f"first check, 10k terms, over bare:    {started(FIRST) * 1000:.0f} ms CPU")


VERSION = "import sensitive_check.cli as c; c.main(['--version'])"
FIRST = """
import sys
from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.model import Category, Entry, Rule, Severity
from sensitive_check.rules import RuleOptions, build_rules
lists = wordlists.load()
terms = (chr(0x4e00 + n % 97) + chr(0x5000 + n) + '词' for n in range(10_000))
entries = tuple(Entry(id=f'x-{n:05d}', rule='extra', source='-', term=term) for n, term in enumerate(terms))
words = dict(title='-', message='-', rationale='-', source='-')
extra = Rule(id='extra', category=Category.EXPRESSION, severity=Severity.WARNING, entries=entries, **words)
rules = (*build_rules(lists.rules, lists.tables, RuleOptions()), extra)
checker = Checker(rules, traditional=lists.tables.traditional)
checker.check('第一条　为了规范公共数据的管理，制定本办法。')
assert 'jieba' not in sys.modules and 'numpy' not in sys.modules
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]))
