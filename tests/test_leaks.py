"""Planted secrets and everything this program writes: no value, no plain digest of one, no other way to write it."""

from __future__ import annotations

import base64
import hashlib
import logging
from pathlib import Path
from urllib.parse import quote

import pytest

from sensitive_check.cli import FORMATS, main

RESIDENT_ID, OLD_ID, CARD = "11010519491231002X", "440524188001010014", "6222021234567890128"  # printed or generated
PASSWORD, TOKEN = "Qz7-w2K9x!", "ghp_" + "Fake7Key" * 4 + "0123"
VALUES = (RESIDENT_ID, OLD_ID, CARD, "13800138000", PASSWORD, TOKEN)
BESIDE = "关于甲地仓库搬迁路线的安排"
DRAFTS = {
    "a.txt": f"登记人身份证号{RESIDENT_ID}，手机13800138000。\n卡号{CARD}已登记。\n默认密码：{PASSWORD}\n令牌{TOKEN}\n",
    "b.md": f"机密★5年\n\n{BESIDE}，联系人身份证号{OLD_ID}。\n",
    "c.csv": f"姓名,身份证号\n王某某,{RESIDENT_ID}\n李某某,{OLD_ID}\n",
    "d.html": f'<p>见<a href="https://u:{PASSWORD}@a.gov.cn/?idcard={RESIDENT_ID}">这里</a></p>',
    f"{RESIDENT_ID}.txt": "会议顺利召开。\n",
    "e.txt": f"身份证号1101051949****002X <!-- sensitive-check: ignore resident-id --> {RESIDENT_ID}\n",
}


def disguises(value: str) -> set[str]:
    """The value and what gives it away just as well."""
    content = value.encode()
    digests = {hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "blake2b")}
    written = {value, value.lower(), value[::-1], base64.b64encode(content).decode().rstrip("="), content.hex()}
    return digests | written | {quote(value)} | ({value[6:14]} if value[6:14].isdigit() else set())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_planted_leaves_the_process(
    lang: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "d"
    folder.mkdir()
    for name, text in DRAFTS.items():
        (folder / name).write_text(text, "utf-8")
    for form in FORMATS:
        assert main(["check", "d", "--format", form, "--notes", "--lang", lang]) == 1
        assert main(["check", "d", "--format", form, "--output", f"report.{form}", "--lang", lang]) == 1
    accept = ["--reason", "x", "--approver", "y", "--lang", lang]
    assert main(["baseline", "create", "d", "--baseline", "accepted.toml", *accept]) == 0
    assert main(["check", "d", "--baseline", "accepted.toml", "--lang", lang]) == 0
    assert main(["check", "d", "--statistics", "--jobs", "2", "--lang", lang]) == 1
    assert main(["check", "d", "--show-files", "--lang", lang]) == 0
    assert main(["check", "d", "--show-settings", "--lang", lang]) == 0
    assert main(["check", f"d/{OLD_ID}.txt", "--lang", lang]) == 2  # does not exist
    assert main(["check", "d", "--diff-from", RESIDENT_ID, "--lang", lang]) == 2
    assert main(["explain", RESIDENT_ID, "--lang", lang]) == 2
    assert main(["mask", "d/a.txt", "--lang", lang]) == 0
    shown = capsys.readouterr()
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert len(files) == len(FORMATS) + 1
    everything = "\n".join((shown.out, shown.err, caplog.text, *(path.read_text("utf-8") for path in files)))
    leaked = {form for value in VALUES for form in disguises(value) if form in everything}
    assert leaked == set()
    assert BESIDE not in everything
    assert "机密★5年" in everything
    masked = (folder / "a.masked.txt").read_text("utf-8")
    assert not [value for value in (RESIDENT_ID, CARD, "13800138000") if value in masked]
