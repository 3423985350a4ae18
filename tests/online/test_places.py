"""From answers to findings: at every place an address stands, and never an address that must not be sent."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sensitive_check import Config, ConfigError, loading, scan
from sensitive_check.checker import Allowed
from sensitive_check.cli import main
from sensitive_check.config import PerFile
from sensitive_check.model import Document, Run, Severity, Span, Status
from sensitive_check.online import places
from sensitive_check.online.crawl import crawl
from sensitive_check.online.probe import Answer
from sensitive_check.reporters import render
from tests.online.conftest import Server, answer, local, redirect

NOTED = ("plain-http", "odd-port")  # said of most addresses of these tests
SETUP = loading.set_up(Config(disabled_rules=NOTED), online=True)
DEAD = Answer(state="dead", reason="gone", status=404, host="www.a.gov.cn")
RULES = ("dead-link", "bad-certificate", "external-link")


class Asked:
    """Answers by address, ``alive`` for the others; ``urls`` are those that were asked for."""

    def __init__(self, answers: dict[str, Answer] | None = None, stop_after: int | None = None) -> None:
        self.answers = answers or {}
        self.stop_after = stop_after
        self.urls: list[str] = []

    def __call__(self, urls: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        self.urls += urls
        for number, url in enumerate(urls):
            if number == self.stop_after:
                raise KeyboardInterrupt
            yield url, self.answers.get(url, Answer(state="alive", status=200))


def checked(folder: Path, asked: Asked, config: Config | None = None, **options: Any) -> Run:
    """A run over ``folder`` with made-up answers."""
    setup = SETUP
    if config is not None:
        setup = loading.set_up(replace(config, disabled_rules=(*config.disabled_rules, *NOTED)), online=True)
    return scan.scan([folder], setup=setup, visit=asked, **options)


def found(run: Run) -> list[tuple[str, str, str]]:
    """Rule, matched text and reason of what following links found."""
    listed = [finding for report in run.reports for finding in report if finding.rule_id in RULES]
    return [(finding.rule_id, finding.matched, finding.reason) for finding in listed]


def write(folder: Path, text: str, name: str = "a.txt") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_a_whole_run_against_a_server(tmp_path: Path, server: Server) -> None:
    elsewhere = f"http://www.example.com:{server.port}/b"
    server.pages |= {"/OK": answer(), "/to": redirect(elsewhere), "/b": answer(), "/closed": answer(403)}
    base = f"http://www.a.gov.cn:{server.port}"
    text = f"详见{base}/OK，原文{base}/Gone。\n另见{base}/to ，及{base}/closed。再见{base}/Gone#part"
    run = scan.scan([write(tmp_path, text)], setup=SETUP, visit=partial(crawl, access=local(server)))
    (report,) = run.reports
    assert [(one.rule_id, one.severity, one.matched, one.span, one.reason) for one in report] == [
        (rule, severity, matched, Span(start, start + len(matched)), reason)
        for rule, severity, matched, start, reason in [
            ("dead-link", Severity.WARNING, f"{base}/Gone", text.index(f"{base}/Gone"), GONE),
            ("external-link", Severity.ERROR, f"{base}/to", text.index(f"{base}/to"), "打开 www.a.gov.cn 后跳转到这里"),
            ("dead-link", Severity.WARNING, f"{base}/Gone#part", text.index(f"{base}/Gone#"), GONE),
        ]
    ]
    assert "许可范围外的主机 www.example.com" in report.findings[1].message
    assert report.findings[0].indicator == "链接可用性"
    assert {path for _, _, path in server.received} == {"/OK", "/Gone", "/to", "/b", "/closed"}
    assert run.exit_code == 1
    assert run.notices == (
        "访问了 4 个链接：有效 1，跳转后有效 1，打不开 1，证书有问题 0，拒绝程序访问 1，无法判断 0。"
        "拒绝访问和无法判断的请人工打开看看。",
    )


GONE = "www.a.gov.cn 答复 404：没有这个页面"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (DEAD, ("dead-link", GONE)),
        (Answer(state="dead", reason="name", host="x.gov.cn"), ("dead-link", "域名 x.gov.cn 无法解析")),
        (Answer(state="dead", reason="refused", host="x.gov.cn"), ("dead-link", "x.gov.cn 拒绝连接")),
        (Answer(state="dead", reason="timeout", host="x.gov.cn"), ("dead-link", "x.gov.cn 没有在规定时间内答复")),
        (
            Answer(state="dead", reason="error-page", host="x.gov.cn"),
            ("dead-link", "x.gov.cn 把这个地址跳转到“404”页面"),
        ),
        (
            Answer(state="dead", reason="loop", host="x.gov.cn"),
            ("dead-link", "跳转超过 5 次，到 x.gov.cn 仍未停止"),
        ),
        (Answer(state="certificate", reason="expired", host="x.cn"), ("bad-certificate", "x.cn 的证书已过期")),
        (Answer(state="certificate", reason="not-yet-valid", host="x.cn"), ("bad-certificate", "x.cn 的证书尚未生效")),
        (Answer(state="certificate", reason="wrong-name", host="x.cn"), ("bad-certificate", "证书不是发给 x.cn 的")),
        (
            Answer(state="certificate", reason="self-signed", host="x.cn"),
            ("bad-certificate", "x.cn 的证书是自己签发的"),
        ),
        (
            Answer(state="certificate", reason="issuer", host="x.cn"),
            ("bad-certificate", "x.cn 的证书签发者不受信任，或证书链不完整"),
        ),
        (Answer(state="blocked", reason="status", status=403), None),
        (Answer(state="unknown", reason="private"), None),
        (Answer(state="redirected", status=200, passed=("http://www.b.gov.cn/",)), None),
        (Answer(state="redirected", status=200, passed=("http://10.0.0.1/",)), None),
    ],
)
def test_what_an_answer_makes_of_a_place(tmp_path: Path, given: Answer, expected: tuple[str, str] | None) -> None:
    url = "http://www.a.gov.cn/x"
    run = checked(write(tmp_path, f"见{url}。"), Asked({url: given}))
    assert found(run) == ([(expected[0], url, expected[1])] if expected else [])
    assert run.reports[0].status is (Status.FINDINGS if expected else Status.CLEAN)


@pytest.mark.parametrize(
    ("passed", "severity", "reason"),
    [
        (("https://evilgov.cn/",), Severity.ERROR, "打开 www.a.gov.cn 后跳转到这里"),
        (("https://www.b.gov.cn/", "https://t.example/"), Severity.ERROR, "打开 www.a.gov.cn 后跳转到这里"),
        (("https://t.example/", "https://www.b.gov.cn/"), Severity.ERROR, "打开 www.a.gov.cn 后跳转到这里"),
        (
            ("https://www.pku.edu.cn/",),
            Severity.NOTE,
            "打开 www.a.gov.cn 后跳转到这里；教育、科研机构域名，请确认确需链接",
        ),
    ],
)
def test_a_redirect_is_judged_like_a_link(
    tmp_path: Path, passed: tuple[str, ...], severity: Severity, reason: str
) -> None:
    url = "http://www.a.gov.cn/x"
    run = checked(write(tmp_path, f"见{url}。"), Asked({url: Answer(state="redirected", status=200, passed=passed)}))
    assert [(one.rule_id, one.severity, one.reason) for one in run.reports[0]] == [("external-link", severity, reason)]
    off = next(host for host in passed if "b.gov.cn" not in host)
    assert f"主机 {off[8:-1]}，" in run.reports[0].findings[0].message


def test_nothing_of_a_server_is_shown_that_a_report_may_not_show(
    tmp_path: Path, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    host = "11010519491231002x.example.com"
    server.pages |= {
        "/a": redirect(f"http://{host}:{server.port}/b?phone=1"),
        "/b": redirect(f"http://u:Q7wse2@www.example.com:{server.port}/b"),
    }
    text = f"见http://www.a.gov.cn:{server.port}/a 和http://www.a.gov.cn:{server.port}/b 。"
    run = scan.scan([write(tmp_path, text)], setup=SETUP, visit=partial(crawl, access=local(server)))
    assert [rule for rule, _, _ in found(run)] == ["external-link", "external-link"]
    assert {path for _, _, path in server.received} == {"/a", "/b"}
    shown = render(run, "json") + render(run, "text") + render(run, "json", show_values=True) + caplog.text
    assert "19491231" not in shown
    assert "phone" not in shown
    assert "Q7wse2" not in shown


def test_a_host_off_the_list_is_reported_once(tmp_path: Path) -> None:
    url = "http://www.example.com/"
    to = Answer(state="redirected", status=200, passed=("https://www.example.org/",))
    assert found(checked(write(tmp_path, f"见{url}。"), Asked({url: to}))) == [("external-link", url, "")]


def test_redirects_within_the_own_list(tmp_path: Path) -> None:
    url = "http://www.example.com/"
    to = Answer(state="redirected", status=200, passed=("https://b.example.com/",))
    config = Config(profile="media", allowed_hosts=("example.com",))
    assert found(checked(write(tmp_path, f"见{url}。"), Asked({url: to}), config)) == []
    assert found(checked(write(tmp_path, f"见{url}。"), Asked({url: to}), Config(profile="media"))) == []


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("见HTTPS://WWW.A.gov.cn/Zhengce/A.htm?B=c#d。", ["https://www.a.gov.cn/Zhengce/A.htm?B=c"]),
        ("见ｈｔｔｐ：／／www.a.gov.cn／Ab 结束", ["http://www.a.gov.cn/Ab"]),
        ("登录www.a.gov.cn/Ab查询", ["http://www.a.gov.cn/Ab"]),
        ("登录Slj.a.gov.cn/Ab 或slj.b.gov.cn查询", ["http://slj.a.gov.cn/Ab", "http://slj.b.gov.cn/"]),
        ("登录中国政府网。政务/Ab查询", ["http://中国政府网.政务/Ab"]),
        ("见http://www.a.gov.cn:80/ 和http://www.a.gov.cn", ["http://www.a.gov.cn/"]),
        ("见http://ｗｗｗ.a.gov.cn/Ｂ。", ["http://www.a.gov.cn/B"]),
        ("见http://中国政府网.政务/", ["http://中国政府网.政务/"]),
        ("见ht\u00adtp://www.a.gov.cn/Ab。", ["http://www.a.gov.cn/Ab"]),
        ("见ftp://www.a.gov.cn/，邮箱a@b.gov.cn，file:///C:/a，版本3.10.2", []),
        ("a https://www.a.gov.cn/b https://www.a.gov.cn/b", ["https://www.a.gov.cn/b"]),
    ],
)
def test_what_is_asked_for(tmp_path: Path, text: str, urls: list[str]) -> None:
    asked = Asked()
    checked(write(tmp_path, text), asked)
    assert asked.urls == urls


@pytest.mark.parametrize(
    "url",
    [
        "http://www.a.gov.cn/q?idcard=11010519491231002X",
        "http://www.a.gov.cn/q/11010519491231002x.htm",
        "http://www.a.gov.cn/q?x=%31%31010519491231002X",
        "http://www.a.gov.cn/q?x=%2531%2531010519491231002X",
        "http://www.a.gov.cn/q?x=110105491231002",
        "http://www.a.gov.cn/q?m=13800138000",
        "http://www.a.gov.cn/13800138000/",
        "http://www.a.gov.cn/q?m=8613800138000#a",
        "http://www.a.gov.cn/#m=13800138000",
        "http://13800138000.a.gov.cn/",
        "http://www.a.gov.cn/q?card=6222021234567890128",
        "http://admin:Q7wse2@www.a.gov.cn/",
        "http://admin@www.a.gov.cn/",
        "https://www.a.gov.cn/v1?access_token=8d5e957f297893487bd98fa830fa6413",
        "https://www.a.gov.cn/v1?ticket=x1",
        "https://www.a.gov.cn/v1;jsessionid=1F2A",
        "https://open.feishu.cn/open-apis/bot/v2/hook/fa7e0c0d-5ba1-4ed4-9fa7-e0c0de5ba11e",
        "https://www.a.gov.cn/" + "a" * 2100,
    ],
)
def test_what_is_never_sent(tmp_path: Path, url: str) -> None:
    asked = Asked()
    run = checked(write(tmp_path, f"见 {url} 。"), asked)
    write(tmp_path, f"见 [这里]({url}) 。", "b.md")
    checked(tmp_path, asked)
    assert asked.urls == []
    assert run.notices[0].startswith("访问了 0 个链接")
    assert run.notices[1] == "另有 1 处链接没有访问：其中有口令或个人号码，文稿带有涉密或内部标记，或链接过多。"


def test_nothing_of_a_secret_is_sent(tmp_path: Path) -> None:
    asked = Asked()
    write(tmp_path, "机密★5年\n\n关于甲地的安排\n见https://www.a.gov.cn/a 和https://www.a.gov.cn/b 。")
    write(tmp_path, "见https://www.a.gov.cn/a 。", "b.txt")
    run = checked(tmp_path, asked)
    assert asked.urls == ["https://www.a.gov.cn/a"]  # as the other draft has it
    assert "另有 2 处" in run.notices[1]


def test_links_of_pages(tmp_path: Path) -> None:
    page = (
        '<p>见<a href="https://www.a.gov.cn/a?x=1&amp;y=2">这里</a>，<a href="b.htm">附件</a></p>'
        '<img src="//www.a.gov.cn/i.png" alt=""><!-- https://www.a.gov.cn/comment -->'
    )
    asked = Asked({"https://www.a.gov.cn/a?x=1&y=2": DEAD, "http://www.a.gov.cn/i.png": DEAD})
    run = checked(write(tmp_path, page, "a.html"), asked)
    assert asked.urls == ["http://www.a.gov.cn/i.png", "https://www.a.gov.cn/a?x=1&y=2"]
    dead = [one for one in run.reports[0] if one.rule_id == "dead-link"]
    assert [page[one.span.start : one.span.end] for one in dead] == [
        "https://www.a.gov.cn/a?x=1&amp;y=2",
        "//www.a.gov.cn/i.png",
    ]


def test_a_code_block_holds_no_links(tmp_path: Path) -> None:
    asked = Asked()
    checked(write(tmp_path, "```\ncurl https://www.a.gov.cn/a\n```\n", "a.md"), asked)
    assert asked.urls == []


URL = "http://www.a.gov.cn/x"


@pytest.mark.parametrize(
    ("text", "config"),
    [
        (f"见{URL} <!-- sensitive-check: ignore dead-link 已核对 -->", None),
        (f"见{URL}", Config(disabled_rules=("dead-link",))),
        (f"见{URL}", Config(allow=(Allowed(phrase=URL, reason="已核对"),))),
        (f"见{URL}", Config(allow=(Allowed(phrase=URL, reason="已核对", rules=("dead-link",)),))),
        (f"见{URL}", Config(per_file=(PerFile(path="a.txt", ignore=("dead-link",), reason="旧稿"),))),
    ],
)
def test_what_may_stand_is_not_reported(tmp_path: Path, text: str, config: Config | None) -> None:
    run = checked(write(tmp_path, text), Asked({URL: DEAD}), config)
    assert found(run) == []
    assert len(run.notices) == 1  # no phrase was in vain
    assert run.reports[0].suppressed == 0  # nothing was found that something would have to hide


def test_only_new_lines(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, cwd=tmp_path)

    git("init", "-q")
    write(tmp_path, "见http://www.a.gov.cn/old\n")
    git("add", ".")
    git("commit", "-q", "-m", "a")
    write(tmp_path, "见http://www.a.gov.cn/old\n见http://www.a.gov.cn/new\n")
    asked = Asked({"http://www.a.gov.cn/old": DEAD, "http://www.a.gov.cn/new": DEAD})
    run = checked(tmp_path, asked, diff_from="HEAD")
    assert asked.urls == ["http://www.a.gov.cn/new"]
    assert [matched for _, matched, _ in found(run)] == ["http://www.a.gov.cn/new"]


def test_in_english(tmp_path: Path) -> None:
    to = Answer(state="redirected", status=200, passed=("https://www.pku.edu.cn/",))
    asked = Asked({URL: DEAD, f"{URL}2": to})
    run = checked(write(tmp_path, f"见{URL} 和{URL}2 。"), asked, Config(lang="en"))
    assert found(run) == [
        ("dead-link", URL, "www.a.gov.cn answers 404: there is no such page"),
        (
            "external-link",
            f"{URL}2",
            "www.a.gov.cn redirects there; a host of education or research; confirm that the link is needed",
        ),
    ]
    assert run.notices[0].startswith("links followed: 2; alive 0, alive after a redirect 1, dead 1,")


def test_several_processes(tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path, f"见{URL}{number}，又见{URL}。", f"{number}.txt")
    asked = Asked({URL: DEAD, f"{URL}3": DEAD})
    one, two = checked(tmp_path, asked), checked(tmp_path, asked, jobs=2)
    assert render(one, "json") == render(two, "json")
    assert len(found(one)) == 5
    assert asked.urls == [URL, *(f"{URL}{number}" for number in range(4))] * 2


def test_an_interrupt_keeps_the_reports(tmp_path: Path) -> None:
    write(tmp_path, f"截止目前，见{URL}1、{URL}2、{URL}3。")
    run = checked(tmp_path, Asked({f"{URL}1": DEAD}, stop_after=1))
    assert [finding.rule_id for finding in run.reports[0]] == ["typo", "dead-link"]
    assert run.notices[-1] == "访问链接时被中断，2 个链接没有访问。"
    assert run.exit_code == 2


def test_an_interrupt_before_that_asks_nobody(tmp_path: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    asked = Asked()
    run = checked(write(tmp_path, f"见{URL}"), asked, progress=interrupted)
    assert asked.urls == []
    assert "1 个链接没有访问" in run.notices[-1]
    assert run.exit_code == 2


def test_no_network_is_no_pass(tmp_path: Path) -> None:
    urls = [f"http://www.{name}.gov.cn/" for name in "abc"]
    timeout = Answer(state="dead", reason="timeout")
    run = checked(write(tmp_path, "、".join(urls)), Asked(dict.fromkeys(urls, timeout)))
    assert found(run) == []
    assert run.notices[-1] == "没有一个网站答复，可能没有连上网络：链接是否有效没有查清。"
    assert run.exit_code == 2


def test_more_places_than_are_held_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_PLACES", 3)
    asked = Asked()
    run = checked(write(tmp_path, "".join(f"见{URL}{number}，" for number in range(9))), asked)
    assert asked.urls == [f"{URL}{number}" for number in range(3)]
    assert run.notices[1].startswith("另有 6 处链接没有访问")


def test_more_places_in_a_draft_than_are_listed_are_counted() -> None:
    from sensitive_check import Limits

    checker = loading.set_up(Config(limits=Limits(listed=2)), online=True).checker
    report = checker.check("".join(f"见{URL}{number}，" for number in range(5)))
    taken = places.Places()
    taken.take(0, report)
    assert taken.urls == [f"{URL}0", f"{URL}1"]
    visited = taken.visited([report], checker.rules, SETUP.words, Asked())
    assert visited.notices[1].startswith("另有 3 处")


def test_a_checker_alone_asks_nobody(connections: list[Any]) -> None:
    report = SETUP.checker.check(f"见{URL}。")
    assert (report.status, report.findings, connections) == (Status.CLEAN, (), [])
    assert URL not in repr(report.facts)
    offline = loading.set_up().checker.check(Document(text=f"见{URL}。"))
    assert offline.facts == ()


def test_no_fact_is_left_in_a_report(tmp_path: Path) -> None:
    run = checked(write(tmp_path, f"见{URL}。"), Asked())
    assert run.reports[0].facts == ()
    interrupted = checked(tmp_path, Asked(stop_after=0))
    assert interrupted.reports[0].facts == ()


def test_without_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ConfigError, match="sensitive-check"):
        loading.set_up(online=True)
    write(tmp_path, "截止目前")
    assert main(["check", "--online", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert "pip install 'sensitive-check[links]'" in shown.err
    assert shown.out == ""
    assert main(["check", str(tmp_path), "--lang", "en", "--online"]) == 2
    assert "following links needs" in capsys.readouterr().err


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], connections: list[Any]) -> None:
    write(tmp_path, "见http://127.0.0.1/a 、http://10.0.0.1/ 和http://oa/")
    assert main(["check", "--online", str(tmp_path), "--format", "json", "--isolated"]) == 0
    assert "访问了 3 个链接：有效 0，跳转后有效 0，打不开 0，" in capsys.readouterr().out
    assert connections == []


def test_nothing_that_goes_online_is_imported_without_being_asked(tmp_path: Path) -> None:
    write(tmp_path, f"见{URL}。")
    program = (
        "import sys; from sensitive_check.cli import main; main(['check', sys.argv[1]]);"
        "print([name for name in sys.modules if name.split('.')[0] in ('httpx', 'httpcore', 'h11', 'certifi')"
        " or name.startswith('sensitive_check.online')])"
    )
    shown = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == "[]"
