"""Links: ``python tests/measure/links.py SHARED`` (the folder that holds ``url``, ``html`` and ``corpus``).

Agreement with public sets on finding addresses, taking them apart and internationalised names, each disagreement
printed; look-alikes of twenty allowed hosts; and how many links the readers find against independent parsers
(selectolax for HTML, markdown-it-py for Markdown).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from sensitive_check.checker import Checker, _dated
from sensitive_check.config import Config
from sensitive_check.hosts import readable
from sensitive_check.loading import set_up
from sensitive_check.model import Document, Link, Part, Span
from sensitive_check.readers import read
from sensitive_check.urls import Pieces, take_apart

OWN = ("example.com", "example-news.cn", "hello.org.cn", "zwfw.city.cn", "abcdefghi.net", "klmnopq.com", "rstuvwx.cn")
HOSTS = (
    *(
        "www.gov.cn",
        "zwfw.beijing.gov.cn",
        "bm.gjzwfw.gov.cn",
        "flk.npc.gov.cn",
        "www.12345.gov.cn",
        "sjt.hubei.gov.cn",
    ),
    *(
        "xxgk.lz-yz.gov.cn",
        "www.people.com.cn",
        "www.xinhuanet.com",
        "www.news.cn",
        "www.example.com",
        "oa.example.com",
    ),
    *("www.example-news.cn", "m.hello.org.cn", "zwfw.city.cn", "jw.abcdefghi.net", "www.klmnopq.com", "www.rstuvwx.cn"),
    *("www.yz-67890.gov.cn", "www.cctv.com"),
)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def found_in(checker: Checker, text: str) -> list[tuple[str, str]]:
    """The addresses of a text as they are written, and their hosts."""
    context = checker._context(*_dated(Document(text=text), date(2026, 11, 24)))
    list(checker._entries(context, set()))
    return [(address.written, address.host) for address in context.addresses]


def linkify(checker: Checker, path: Path) -> None:
    """The first link in a text against linkify-it; mailboxes are no addresses here."""
    agreed = 0
    others: list[tuple[Any, ...]] = []
    for row in rows(path):
        expected = (row["link"] or "").lower()
        found = [written for written, host in found_in(checker, row["text"]) if host]
        if "@" in expected and "//" not in expected:
            others.append((row["id"], "a mailbox", found))
        elif (found[0] if found else "") == expected:
            agreed += 1
        else:
            others.append((row["id"], expected or None, found))
    report("linkify", agreed, others)


def whatwg(path: Path) -> None:
    """Scheme, host, port and userinfo of the rows that parse, against the WHATWG test data."""
    agreed, refused, others = 0, 0, []
    for row in rows(path):
        if row["failure"]:
            refused += 1
            continue
        target = row["input"]
        pieces = take_apart(target)
        if row["base"] and not pieces.scheme and not pieces.host:
            target = urljoin(row["base"], re.sub("[\t\n\r]", "", target.strip()))
            pieces = take_apart(target)
        elif row["base"] and not pieces.scheme:
            pieces = take_apart(f"{row['base'].split(':')[0]}:{re.sub('[^!-~]', '', target)}")
        wanted = (row["protocol"].rstrip(":"), readable(row["hostname"]), row["port"], row["username"], row["password"])
        if _parts(pieces) == wanted or (not wanted[1] and not pieces.host and pieces.scheme == wanted[0]):
            agreed += 1
        else:
            others.append((row["id"], row["input"], wanted, _parts(pieces)))
    report(f"WHATWG (of those that parse; {refused} rows are failures by the standard)", agreed, others)


def _parts(pieces: Pieces) -> tuple[str, ...]:
    user, _, password = pieces.userinfo.partition(":")
    port = pieces.port.lstrip("0") if pieces.port.strip("0") else pieces.port[:1]
    usual = {"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21"}
    return pieces.scheme, pieces.host, "" if port == usual.get(pieces.scheme) else port, user, password


def idna(path: Path) -> None:
    """The host of http://SOURCE/ against the ASCII form of the Unicode test data, where that has no fault."""
    agreed, faulty, others = 0, 0, []
    for row in rows(path):
        if row["toAsciiNStatus"] or row["toUnicodeStatus"]:
            faulty += 1
            continue
        host = take_apart(f"http://{row['source']}/").host
        if readable(host) == readable(row["toAsciiN"]).rstrip("."):
            agreed += 1
        else:
            others.append((row["id"], row["source"], row["toAsciiN"], host))
    report(f"IDNA (without fault; {faulty} rows are faulty by the standard)", agreed, others)


def validity(checker: Checker, path: Path) -> None:
    """A valid address is found whole and has a host; of the invalid ones what is not found whole, or has none."""
    agreed, others = 0, []
    for row in rows(path):
        if row["options"]:
            continue
        found = found_in(checker, row["url"])
        whole = any(written == row["url"].lower() and host for written, host in found)
        if whole is row["valid"]:
            agreed += 1
        else:
            others.append((row["id"], row["url"], row["valid"], found))
    report("validity (rows without options)", agreed, others)


def report(name: str, agreed: int, others: list[tuple[Any, ...]]) -> None:
    """Print one set."""
    print(f"{name}: {agreed} of {agreed + len(others)} agree")
    for other in others:
        print("   ", *map(ascii, other))


def lookalikes(path: Path) -> None:
    """Every confusable of a letter of an allowed host put in its place: in the text, and as the target of a link."""
    checker = set_up(Config(allowed_hosts=OWN, allowed_lists=("media",))).checker
    own = [
        host
        for host in HOSTS
        if any(finding.category.value == "link" for finding in checker.check(f"见https://{host}/"))
    ]
    total: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in rows(path):
        for host in HOSTS:
            if row["ascii"] not in host:
                continue
            imitated = host.replace(row["ascii"], row["confusable"], 1)
            for way, draft in (("text", f"见https://{imitated}/a"), ("link", link_to(f"https://{imitated}/a"))):
                total[way] += 1
                if any(finding.rule_id == "lookalike-host" for finding in checker.check(draft)):
                    flagged[way] += 1
                else:
                    missed[f"{row['codepoint']} {row['name']} ({way})"] += 1
    print(f"allowed hosts that are flagged: {own}")
    for way in total:
        print(f"look-alikes in a {way}: {flagged[way]} of {total[way]} flagged ({flagged[way] / total[way]:.2%})")
    print("   ", *(f"{name}: {count}" for name, count in missed.most_common(30)), sep="\n    ")


def link_to(target: str) -> Document:
    """A document of one link."""
    span = Span(3, 3 + len(target))
    return Document(
        text=f"附件\n{target}",
        parts=(Part(label="链接", span=span, kind="link"),),
        links=(Link(span=span, target=target, text="附件"),),
    )


def html(folder: Path) -> None:
    """Targets of href, src and action against selectolax."""
    from selectolax.lexbor import LexborHTMLParser as HTMLParser

    for path in sorted(folder.rglob("*.html")):
        tree = HTMLParser(path.read_text(encoding="utf-8"))
        theirs = Counter(
            (node.attributes.get(name) or "").strip()
            for name in ("href", "src", "action")
            for node in tree.css(f"[{name}]")
            if (node.attributes.get(name) or "").strip()
        )
        document = read(path)
        written = Counter(document.text[link.span.start : link.span.end].strip() for link in document.links)
        missing = {key: count - written[key] for key, count in theirs.items() if written[key] < count}
        extra = sum((written - theirs).values())
        print(f"{path.name}: selectolax {sum(theirs.values())}, not found {sum(missing.values())}, others {extra}")
        for key in list(missing)[:5]:
            print("    not found:", ascii(key)[:120])


def markdown(folder: Path) -> None:
    """Targets of links and pictures against markdown-it-py (CommonMark with tables), and of raw HTML by selectolax."""
    from markdown_it import MarkdownIt
    from selectolax.lexbor import LexborHTMLParser as HTMLParser

    parser: Any = MarkdownIt("commonmark").enable("table")
    parser.validateLink = lambda url: True
    parser.normalizeLink = lambda url: url
    total: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        tree = HTMLParser(parser.render(text))
        theirs = Counter(
            (node.attributes.get(name) or "").strip()
            for name in ("href", "src")
            for node in tree.css(f"a[{name}], img[{name}]")
            if (node.attributes.get(name) or "").strip()
        )
        document = read(path)
        ours = Counter(link.target.strip() for link in document.links if not link.hidden_by)
        missing, extra = theirs - ours, ours - theirs
        total.update(theirs=sum(theirs.values()), ours=sum(ours.values()), missing=sum(missing.values()))
        if missing or extra:
            counts = sum(theirs.values()), sum(missing.values()), sum(extra.values())
            print("{}: theirs {}, not found {}, others {}".format(path.name, *counts))
            for key in (*list(missing)[:3], *list(extra)[:3]):
                print("    ", "not found" if key in missing else "other", ascii(key)[:120])
    print(dict(total))


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    shared = arguments.parse_args().shared
    checker = set_up().checker
    linkify(checker, shared / "url" / "linkify_a.jsonl")
    whatwg(shared / "url" / "wpt_urltestdata_a.jsonl")
    idna(shared / "url" / "idna_sample_a.jsonl")
    validity(checker, shared / "url" / "url_validity_a.jsonl")
    for row in json.loads((shared / "url" / "bad_punycode_tests.json").read_text(encoding="utf-8")):
        readable(str(row.get("encoded") or row.get("decoded") or ""))
    lookalikes(shared / "url" / "confusables_ascii.jsonl")
    html(shared / "html")
    markdown(shared / "corpus" / "links_md_laosheng")


if __name__ == "__main__":
    main()
