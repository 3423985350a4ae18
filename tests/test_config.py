"""The configuration file: what is understood, and how each fault is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sensitive_check import ConfigError
from sensitive_check.checker import Accepted
from sensitive_check.config import Config, discover, load_config

FULL = """
profile = "media"
lang = "en"
as_of = 2026-01-31
fail_on = "warning"
notes = true
typo_model = false
disabled_rules = ["typo", "mobile"]

[links]
allowed_hosts = ["example.gov.cn", ".example.cn", "政务.中国"]

[unchecked]
accept = [{path = "scans/*.png", reason = "image", why = "扫描件已由人工核对"}]
"""


def written(folder: Path, text: str | bytes, name: str = "sensitive-check.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_key(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, FULL)) == Config(
        profile="media",
        lang="en",
        as_of=date(2026, 1, 31),
        fail_on="warning",
        notes=True,
        disabled_rules=("typo", "mobile"),
        allowed_hosts=("example.gov.cn", ".example.cn", "政务.中国"),
        accept=(Accepted(path="scans/*.png", reason="image", why="扫描件已由人工核对"),),
    )


@pytest.mark.parametrize("text", ["", "\ufeff", "as_of = '2026-01-31'"])
def test_small_files(tmp_path: Path, text: str) -> None:
    expected = Config(as_of=date(2026, 1, 31)) if text.startswith("as_of") else Config()
    assert load_config(written(tmp_path, text)) == expected


def test_pyproject(tmp_path: Path) -> None:
    path = written(tmp_path, "[tool.sensitive-check]\nprofile = 'media'\n", "pyproject.toml")
    assert load_config(path).profile == "media"
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, "[tool.other]\n", "pyproject.toml"))
    assert caught.value.chinese == f"{path}：没有 [tool.sensitive-check] 一节"


FAULTS = [
    (
        "\nprfile = 'media'",
        ":2：prfile：没有这个配置项。可用的：extends、profile、lang",
        ":2: prfile: unknown key. Valid keys: extends, profile",
    ),
    ("[links]\nhosts = []", ":2：links.hosts：没有这个配置项。可用的：allowed_hosts", ":2: links.hosts: unknown key"),
    (
        "[unchecked]\nignore = []",
        ":2：unchecked.ignore：没有这个配置项。可用的：accept",
        ":2: unchecked.ignore: unknown",
    ),
    (
        "[unchecked]\naccept = [{path = 'a', reason = 'image', why = 'b', who = 'c'}]",
        ":2：unchecked.accept.who：没有这个配置项。可用的：path、reason、why",
        ":2: unchecked.accept.who: unknown key",
    ),
    ("[unchecked]\naccept = [{path = 'a', reason = 'image'}]", ":2：unchecked.accept：缺少“why”", "'why' is missing"),
    (
        "[unchecked]\naccept = [{path = 'a', reason = 'lazy', why = 'b'}]",
        ":2：unchecked.accept.reason：“lazy”无效，可用的值：image、image-page",
        "'lazy' is not valid, choose from image",
    ),
    ("[unchecked]\naccept = 'all'", ":2：unchecked.accept：应为表的列表", "expected a list of tables"),
    ("links = 1", ":1：links：应为表（[节]）", ":1: links: expected a table"),
    ("profile = 'party'", ":1：profile：“party”无效，可用的值：government、media", ":1: profile: 'party' is not valid"),
    ("profile = 3", ":1：profile：应为非空字符串", ":1: profile: expected a non-empty string"),
    ("notes = 'yes'", ":1：notes：应为 true 或 false", ":1: notes: expected true or false"),
    ("as_of = 2026-01-31T10:00:00", ":1：as_of：应为日期，如 2026-01-31", ":1: as_of: expected a date"),
    ("as_of = '31.1.2026'", ":1：as_of：应为日期", ":1: as_of: expected a date"),
    ("disabled_rules = 'typo'", ":1：disabled_rules：应为字符串列表", ":1: disabled_rules: expected a list of strings"),
    ("typo_model = true", ":1：typo_model：本版本没有错别字模型", ":1: typo_model: this version has no typo model"),
    ("[links]\nallowed_hosts = ['http://a.cn']", ":2：allowed_hosts：“http://a.cn”不是域名", "is not a host name"),
    ("profile = ", ":1：不符合 TOML 语法", ":1: not valid TOML"),
    ("a = 1\nb = ]", ":2:5：不符合 TOML 语法", ":2:5: not valid TOML"),
    (b"profile = 'media'\n# \xb9\xab\xce\xc4\n", ":2：不是 UTF-8 编码，请另存为 UTF-8", ":2: not UTF-8"),
    ("n = " + "9" * 5000, "不符合 TOML 语法", "not valid TOML"),
    ("a = " + "[" * 20_000, "不符合 TOML 语法", "not valid TOML"),
]


@pytest.mark.parametrize(("text", "chinese", "english"), FAULTS)
def test_faults_name_file_line_and_key(tmp_path: Path, text: str | bytes, chinese: str, english: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(str(path))
    assert chinese in caught.value.text("zh")
    assert english in caught.value.text("en")


def test_a_missing_file_and_a_huge_one(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"
    with pytest.raises(ConfigError, match=r"absent\.toml：无法读取配置：文件不存在"):
        load_config(path)
    with pytest.raises(ConfigError, match="超过 1 MiB"):
        load_config(written(tmp_path, "#" * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    "settings",
    [
        {"profile": "party"},
        {"lang": "fr"},
        {"fail_on": "never"},
        {"typo_model": True},
        {"disabled_rules": "typo"},
        {"allowed_hosts": ("a b",)},
        {"accept": (Accepted(path="*", reason="lazy", why="x"),)},
    ],
)
def test_values_out_of_range(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Config(**settings)  # type: ignore[arg-type]  # wrong on purpose


def test_discovery_looks_here_and_nowhere_else(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    written(tmp_path, "")
    assert discover(here) is None
    project = written(here, "[tool.black]\n# sensitive-check is not configured\n", "pyproject.toml")
    assert discover(here) is None
    project.write_text("[tool.sensitive-check]\n")
    assert discover(here) == project
    own = written(here, "")
    assert discover(here) == own
