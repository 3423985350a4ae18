"""The configuration file: what is understood, and how each fault is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    (
        "[[allow]]\nphrase = 'a'\nreason = 'b'\n[[allow]]\nphrase = 'c'\nreason = 3\n",
        ":6：allow.reason：应为",
        ":6: allow",
    ),
    ("[[allow]]\nphrase = 'a'\nreason = 'b'\n[[allow]]\nphrase = 'c'\n", ":4：allow：缺少“reason”", ":4: allow: "),
    ("# \u2028\nprfile = 1", ":2：prfile：没有这个配置项", ":2: prfile: unknown key"),
    ("n = " + "9" * 5000, "不符合 TOML 语法", "not valid TOML"),
    ("a = " + "[" * 20_000, "不符合 TOML 语法", "not valid TOML"),
]


PIECES = [
    *("[[allow]]\n", "[[list]]\n", "[[rule]]\n", "[links]\n", "[unchecked]\n", "allow = ", "lists = ", "extends = "),
    *("phrase = ", "reason = ", "rules = ", "file = ", "replaces = ", "accept = ", "as_of = ", "profile = ", "id = "),
    *("date = ", "message = ", "category = ", "typo_model = ", "'a'\n", "1\n", "nan\n", "[]\n", "['a']\n", "{}\n"),
    *("[{}]\n", "true\n", "2026-01-31\n", "12:00:00\n", "'media'\n", "'{'\n", '"\\u0000"\n', "#", "="),
]


@pytest.mark.parametrize(("text", "chinese", "english"), FAULTS)
def test_faults_name_file_line_and_key(tmp_path: Path, text: str | bytes, chinese: str, english: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(str(path))
    assert chinese in caught.value.text("zh")
    assert english in caught.value.text("en")


def test_a_row_in_pyproject_has_its_line(tmp_path: Path) -> None:
    header = "[[tool.sensitive-check.allow]]\nphrase = 'a'\n"
    path = written(tmp_path, f"{header}reason = 'b'\n{header}reason = 3\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:6：allow\.reason：应为非空字符串"):
        load_config(path)


def test_a_section_of_another_type_is_not_overlooked(tmp_path: Path) -> None:
    written(tmp_path, "[tool]\nsensitive-check = 'strict'\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"tool\.sensitive-check：应为表"):
        discover(tmp_path)


def test_a_link_that_leads_nowhere_is_not_overlooked(tmp_path: Path) -> None:
    (tmp_path / "sensitive-check.toml").symlink_to(tmp_path / "absent.toml")
    assert discover(tmp_path) == tmp_path / "sensitive-check.toml"


def test_paths_that_no_file_can_have(tmp_path: Path) -> None:
    for text in ('extends = "a\\u0000.toml"', 'extends = "loop.toml"', 'extends = "."'):
        loop = tmp_path / "loop.toml"
        loop.unlink(missing_ok=True)
        loop.symlink_to(loop)
        with pytest.raises(ConfigError, match="extends：没有文件"):
            load_config(written(tmp_path, text))


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(PIECES), max_size=12).map(lambda pieces: "".join(pieces).encode())
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_loaded_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)
    try:
        load_config(path)
    except ConfigError as error:
        said = str(error)
    else:
        said = str(path)
    assert said.startswith(str(path))


def test_a_missing_file_and_a_huge_one(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"
    with pytest.raises(ConfigError, match=r"absent\.toml：无法读取配置：文件不存在"):
        load_config(path)
    with pytest.raises(ConfigError, match="超过 1 MiB"):
        load_config(written(tmp_path, "#" * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    "values",
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
def test_values_out_of_range(values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Config(**values)  # type: ignore[arg-type]  # wrong on purpose


def test_discovery_goes_up_to_the_repository_and_no_further(tmp_path: Path) -> None:
    here = tmp_path / "repository" / "drafts" / "2026"
    here.mkdir(parents=True)
    written(tmp_path, "")
    (tmp_path / "repository" / ".git").mkdir()
    assert discover(here) is None
    top = written(tmp_path / "repository", "")
    assert discover(here) == top
    nearer = written(here.parent, "")
    assert discover(here) == nearer


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
