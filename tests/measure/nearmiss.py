"""Near misses: ``python tests/measure/nearmiss.py CORPUS [--seed S] [--slips N]``.

CORPUS is a folder of folders of UTF-8 files.

Prints (a) how many generated slips are found with the right proposal, as written, with an invisible character or a
blank in them, and in traditional script; (b) every raw hit on the corpus, to be judged by eye; (c) what the rule costs
in ms per MB of UTF-8 on the folders named in ``TIMED``, and at start-up.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.decode import decode
from sensitive_check.model import Entry, Rule
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.nearmiss import LONG, slips, titles_of

TIMED = ("gov_work_reports", "laws_national", "policy_gov_cn")
SENTENCES = (
    "会议要求，要认真学习{}的有关材料。",
    "据介绍，{}，各地区积极响应。",
    "关于{}",
    "这次活动与{}有关。",
    "由{}负责人作说明",
    "深刻领会{}对做好工作的意义",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--slips", type=int, default=0, help="try a sample of so many slips instead of all")
    options = parser.parse_args()
    lists = wordlists.load()
    rules = build_rules(lists.rules, lists.tables, RuleOptions())
    rule = next(rule for rule in rules if rule.id == "near-miss")
    alone = Checker((rule,), traditional=lists.tables.traditional)
    print(f"{len(tuple(rule.all_entries))} forms, {len(rule.triggers)} literals")
    measure_recall(alone, rule, lists.tables, random.Random(options.seed), options.slips)
    measure_alarms(alone, options.corpus)
    measure_cost(lists, rules, options.corpus)


def generated(entry: Entry, confusions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of a right form and a slip in it, all that count."""
    if entry.misses:
        yield from ((entry.form, wrong) for wrong in entry.misses)
        return
    for form in titles_of(entry.form) or (entry.form,):
        yield from ((form, wrong) for wrong in dict.fromkeys(slips(form, confusions)))


def measure_recall(
    alone: Checker, rule: Rule, tables: wordlists.Tables, chance: random.Random, slips_tried: int = 0
) -> None:
    """Recall on every generated slip or on so many of them, and on a sample in disguise."""
    entries = tuple(rule.all_entries)
    right = {text for entry in entries for text in (entry.form, *entry.variants, *titles_of(entry.form))}
    cases = []
    excluded = 0
    for entry in entries:
        if entry.effective_to is not None:
            continue
        for form, wrong in generated(entry, tables.confusions):
            if wrong in right:
                excluded += 1
            else:
                cases.append((form, wrong))
    to_traditional = {simplified: traditional for traditional, simplified in tables.traditional.items()}
    disguises: dict[str, Callable[[str], str]] = {
        "as written": lambda wrong: wrong,
        "zero-width space": lambda wrong: _with(wrong, "\u200b", chance),
        "blank": lambda wrong: _with(wrong, " ", chance),
        "traditional": lambda wrong: "".join(to_traditional.get(c, c) for c in wrong),
    }
    if slips_tried:
        cases = chance.sample(cases, min(slips_tried, len(cases)))
    print(f"(a) {len(cases)} slips, {excluded} more are right forms themselves")
    for name, disguise in disguises.items():
        sample = cases if name == "as written" else chance.sample(cases, min(3000, len(cases)))
        _print_recall(alone, name, sample, disguise, chance)


def _with(wrong: str, between: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(wrong))
    return wrong[:at] + between + wrong[at:]


def _print_recall(
    alone: Checker,
    name: str,
    sample: list[tuple[str, str]],
    disguise: Callable[[str], str],
    chance: random.Random,
) -> None:
    found: Counter[bool] = Counter()
    long: Counter[bool] = Counter()
    missed = []
    for form, wrong in sample:
        sentence = chance.choice(SENTENCES)
        start, written = sentence.index("{"), disguise(wrong)
        report = alone.check(sentence.format(written), as_of=date(2026, 11, 24))
        hit = any((f.span.start, f.matched) == (start, written) and form in f.suggestions for f in report.findings)
        (found if len(form) < LONG else long)[hit] += 1
        if not hit:
            missed.append((form, written, [(f.matched, f.suggestions) for f in report.findings]))
    for label, counts in (("forms under six", found), ("longer", long)):
        total = sum(counts.values())
        print(f"  {name}, {label}: {counts[True]} of {total} = {counts[True] / max(total, 1):.2%}")
    for item in chance.sample(missed, min(12, len(missed))):
        print("   ", *item)


def measure_alarms(alone: Checker, corpus: Path) -> None:
    """Every hit on the corpus."""
    print("(b) raw hits")
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        characters = hits = 0
        for path in sorted(folder.iterdir()):
            text = decode(path.read_bytes()).text
            characters += len(text)
            for finding in alone.check(text, as_of=date(2026, 11, 24)):
                hits += 1
                span = finding.span
                around = text[max(span.start - 12, 0) : span.end + 12].replace("\n", " ")
                print(
                    f"  {folder.name}/{path.name}:{finding.location} {finding.matched} {finding.suggestions} {around}"
                )
        print(f"  {folder.name}: {hits} hits, {hits * 10_000 / max(characters, 1):.3f} per 10,000 characters")


def measure_cost(lists: wordlists.Wordlists, rules: tuple[Rule, ...], corpus: Path) -> None:
    """CPU time of a check with the rule and without it, of building it, and on hostile text."""
    paths = [path for name in TIMED for path in sorted((corpus / name).iterdir())]
    text = "\n".join(decode(path.read_bytes()).text for path in paths)
    megabytes = len(text.encode()) / 1e6
    traditional = lists.tables.traditional
    checkers = {
        "all rules": Checker(rules, traditional=traditional),
        "without near-miss": Checker([r for r in rules if r.id != "near-miss"], traditional=traditional),
        "near-miss alone": Checker([r for r in rules if r.id == "near-miss"], traditional=traditional),
        "no rule": Checker((), traditional=traditional),
    }
    print(f"(c) {megabytes:.1f} MB")
    times: dict[str, list[float]] = {name: [] for name in checkers}
    for _ in range(4):  # interleaved; the first round warms up
        for name, checker in checkers.items():
            times[name].append(_cpu(lambda checker=checker: checker.check(text)))  # type: ignore[misc]
    for name, seconds in times.items():
        print(f"  {name}: {_median(seconds[1:]) * 1000 / megabytes:.1f} ms per MB")
    for name, chosen in (("with", rules), ("without", tuple(r for r in rules if r.id != "near-miss"))):
        building = _median([_cpu(lambda chosen=chosen: Checker(chosen, traditional=traditional)) for _ in range(5)])  # type: ignore[misc]
        print(f"  building the checker {name} near-miss: {building * 1000:.1f} ms")
    near = checkers["near-miss alone"]
    for bait in ("中国特色社", "国务院台", "《中华人民共和国", "《人民》", "中华人民共合国", "全面依法治国"):
        once, twice = (_cpu(lambda n=n, bait=bait: near.check(bait * n)) for n in (100_000, 200_000))  # type: ignore[misc]
        size = len(bait.encode()) / 10
        print(f"  bait {bait}: {once / size:.2f} s per MB, twice the text takes {twice / once:.2f} times")


def _median(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


if __name__ == "__main__":
    main()
