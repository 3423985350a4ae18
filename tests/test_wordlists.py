"""The built-in lists are sound, and the loader refuses each kind of broken row with file and line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from sensitive_check import wordlists
from sensitive_check.errors import WordlistError
from sensitive_check.model import Entry, Severity

INDEX = """\
[[list]]
id = "words"
file = "words.toml"
date = 2026-11-24

[[list]]
id = "pairs"
file = "pairs.tsv"
date = 2026-11-20

[[table]]
id = "regions"
file = "regions.tsv"
date = 2026-11-24
licence = "MIT"

[[table]]
id = "traditional"
file = "traditional.tsv"
date = 2026-11-24
licence = "Apache-2.0"

[[rule]]
id = "wrong-word"
category = "error"
severity = "warning"
title = "错词"
message = "“{matched}”应为“{suggestion}”"
rationale = "请改正。"
source = "测试"

[[table]]
id = "confusions"
file = "confusion.tsv"
date = 2026-11-24
licence = "-"

[[table]]
id = "card_bins"
file = "card_bins.tsv"
date = 2026-11-24
licence = "ISC"

[[table]]
id = "countries"
file = "country.tsv"
date = 2026-11-01
licence = "自拟"

[[table]]
id = "area_codes"
file = "area_codes.tsv"
date = 2026-11-24
licence = "Apache-2.0"

[[table]]
id = "statutes"
file = "statute.tsv"
date = 2026-11-24
licence = "事实"

[[table]]
id = "document_numbers"
file = "document_number.tsv"
date = 2026-11-24
licence = "事实"

[[table]]
id = "known_hosts"
file = "hosts.tsv"
date = 2026-11-24
licence = "MIT"

[[table]]
id = "lookalikes"
file = "lookalike.tsv"
date = 2026-11-24
licence = "Unicode"
"""
GOOD = {
    "index.toml": INDEX,
    "words.toml": '[[entry]]\nid = "words-0001"\nrule = "wrong-word"\nterm = "截止目前"\n'
    'suggestions = ["截至目前"]\nsource = "测试"\n',
    "pairs.tsv": "id\trule\tterm\tsuggestions\tsource\npairs-0001\twrong-word\t一如即往\t一如既往\t测试\n",
    "confusion.tsv": "character\tconfusable\n章\t张彰\n",
    "card_bins.tsv": "prefix\tlength\tscheme\tissuer\n62\t16-19\tUnionPay\t\n622000\t16\tUnionPay\t某银行\n",
    "country.tsv": "name\tcontinent\n日本\t亚洲\n",
    "area_codes.tsv": "code\tarea\tdigits\n010\t北京市\t8\n0310\t邯郸市\t7\n",
    "hosts.tsv": "domain\tkind\tname\tbasis\tsource\nexample.com\tmedia\t示例网\tchecked\t测试\n",
    "lookalike.tsv": "character\tlookalike\nа\ta\nо\to\n",
    "regions.tsv": "code\tname\tstart_year\tend_year\n110000\t北京市\t\t\n110103\t崇文区\t1982\t2009\n",
    "statute.tsv": "title\tadopted\tamended\n公司法\t1993\t2023\n数据安全法\t2021\t\n",
    "document_number.tsv": "number\ttitles\n国务院令第711号\t政府信息公开条例\n",
    "traditional.tsv": "traditional\tsimplified\n書\t书\n機\t机\n",
}
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes a sound folder of lists, with single files replaced (``None``: left out)."""

    def write(**changes: str | bytes | None) -> Path:
        files: dict[str, str | bytes | None] = {**GOOD}
        files.update({".".join(name.rsplit("_", 1)): content for name, content in changes.items()})
        for name, content in files.items():
            if content is not None:
                (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


def faults_of(directory: Path, lang: str = "zh") -> list[str]:
    """What ``load`` says, line by line, with paths shortened to file names."""
    with pytest.raises(WordlistError) as caught:
        wordlists.load(directory)
    return caught.value.text(lang).replace(f"{directory}/", "").replace(f"{directory}\\", "").split("\n")


def entry(**fields: str) -> str:
    """One TOML entry; fields are written as given, after a sound beginning."""
    sound = {"id": '"words-0001"', "rule": '"wrong-word"', "term": '"截止目前"', "source": '"测试"'}
    lines = {**sound, "suggestions": '["截至目前"]', **fields}
    return "[[entry]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items() if value)


# ------------------------------------------------------------------------------------------------ built-in lists


@pytest.fixture(scope="module")
def builtin() -> wordlists.Wordlists:
    return wordlists.load()


@pytest.fixture(scope="module")
def entries(builtin: wordlists.Wordlists) -> tuple[Entry, ...]:
    return tuple(entry for rule in builtin.rules for entry in rule.all_entries)


def test_builtin_lists_have_no_fault() -> None:
    assert [fault.text() for fault in wordlists.lint()] == []


def test_builtin_files_are_plain_utf8() -> None:
    for path in sorted(wordlists.builtin_dir().iterdir()):
        content = path.read_bytes()
        text = content.decode("utf-8")
        assert not content.startswith(b"\xef\xbb\xbf"), path
        assert "\r" not in text, path
        assert text.endswith("\n"), path
        assert unicodedata.is_normalized("NFC", text), path


def test_builtin_ids_are_unique_and_sorted(builtin: wordlists.Wordlists, entries: tuple[Entry, ...]) -> None:
    assert len({entry.id for entry in entries}) == len(entries)
    for rule in builtin.rules:
        for rows in (rule.entries, *rule.tables):
            assert all(one.id < two.id for one, two in pairwise(rows)), rule.id


def test_builtin_entries_are_distinct_and_free_of_cycles(entries: tuple[Entry, ...]) -> None:
    sought = {(e.rule, e.term, e.guard, e.pattern, e.form, e.items, e.effective_to) for e in entries}
    assert len(sought) == len(entries)
    terms = {entry.term for entry in entries}
    assert [entry.id for entry in entries if terms & set(entry.suggestions)] == []


def test_builtin_entries_have_source_and_examples(entries: tuple[Entry, ...]) -> None:
    assert [entry.id for entry in entries if not entry.source.strip()] == []
    # The examples of a right form or an enumeration come with its rule.
    assert [entry.id for entry in entries if not (entry.form or entry.items or (entry.match and entry.no_match))] == []


def test_recalled_entries_are_notes(entries: tuple[Entry, ...]) -> None:
    recalled = [entry for entry in entries if entry.basis == "recalled"]
    assert recalled
    assert {entry.severity for entry in recalled} == {Severity.NOTE}


def test_builtin_terms_survive_folding(builtin: wordlists.Wordlists, entries: tuple[Entry, ...]) -> None:
    traditional = builtin.tables.traditional
    assert [entry.id for entry in entries if any(char in traditional for char in entry.term)] == []
    assert [entry.id for entry in entries if entry.term != entry.term.lower()] == []


def test_the_row_of_the_style_guide(entries: tuple[Entry, ...]) -> None:
    row = next(entry for entry in entries if entry.id == "typo-0001")
    assert (row.rule, row.term, row.suggestions, row.severity) == ("typo", "截止目前", ("截至目前",), None)
    assert (row.match, row.no_match) == (("截止目前，已有3省上报",), ("报名截止时间为5月1日",))


def test_builtin_tables(builtin: wordlists.Wordlists) -> None:
    assert all(code in builtin.tables.regions for code in ("110101", "110103"))  # current, and retired since 2010
    assert "999999" not in builtin.tables.regions
    assert builtin.tables.traditional["機"] == "机"
    assert not {"乾", "著", "藉", "瞭"} & builtin.tables.traditional.keys()


# ------------------------------------------------------------------------------------------------------- loading


def test_load_gives_rules_tables_dates(folder: Folder) -> None:
    loaded = wordlists.load(folder())
    (rule,) = loaded.rules
    assert [(entry.id, entry.match, entry.no_match) for entry in rule.entries] == [
        ("words-0001", ("截止目前",), ("截至目前",)),
        ("pairs-0001", ("一如即往",), ("一如既往",)),
    ]
    assert (rule.scan, rule.verify, rule.severity, rule.indicator) == (None, None, Severity.WARNING, None)
    assert list(loaded.tables.regions) == ["110000", "110103"]
    assert len(loaded.tables.regions) == 2
    assert loaded.tables.traditional == {"書": "书", "機": "机"}
    assert loaded.dates["pairs"] == date(2026, 11, 20)


def test_digest_names_the_bytes(folder: Folder) -> None:
    first = wordlists.load(folder()).digest
    assert wordlists.load(folder()).digest == first
    assert len(first) == 12
    assert wordlists.load(folder(words_toml=GOOD["words.toml"] + "# 注\n")).digest != first


def test_tsv_cells(folder: Folder) -> None:
    rows = (
        "id\trule\tterm\tsuggestions\tsource\tseverity\tbasis\texcept_in\twhole_word\tmatch\tno_match\n"
        "pairs-0001\twrong-word\t内部\t\t测试\tnote\trecalled\t内部审计|内部控制\ttrue\t内部传看\t做好内部审计\n"
    )
    (rule,) = wordlists.load(folder(pairs_tsv=rows)).rules
    assert rule.entries[1] == Entry(
        id="pairs-0001",
        rule="wrong-word",
        term="内部",
        source="测试",
        severity=Severity.NOTE,
        basis="recalled",
        except_in=("内部审计", "内部控制"),
        whole_word=True,
        match=("内部传看",),
        no_match=("做好内部审计",),
    )


EXAMPLES = {"match": '["截止目前，"]', "no_match": '["截至目前"]'}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"colour": '"red"'}, "不认识字段“colour”，请删去或改正"),
        ({"id": ""}, "缺少 id，请补上"),
        ({"rule": ""}, "缺少 rule，请补上"),
        ({"source": ""}, "缺少 source，请补上"),
        ({"source": '" "'}, "source 有空值，请填写或删去"),
        ({"rule": '"unheard-of"'}, "规则“unheard-of”没有登记，请先写进 index.toml"),
        ({"term": ""}, "term、pattern、all_of、form、items 须有且只有一个"),
        ({"pattern": '"截止"', **EXAMPLES}, "term、pattern、all_of、form、items 须有且只有一个"),
        ({"term": '"截"', "suggestions": '["至今"]'}, "term 只有一个字，会大量误报，请写成词"),
        ({"term": '"　"'}, "term 有空值，请填写或删去"),
        ({"term": '" 截止目前"'}, "term 首尾有空格，请删去"),
        ({"term": "7"}, "term 应为 文本"),
        ({"suggestions": '"截至目前"'}, "suggestions 应为 列表"),
        ({"whole_word": '"yes"'}, "whole_word 应为 true 或 false"),
        ({"id": '"Words-0001"'}, "编号“Words-0001”应为“名称-四位数字”"),
        ({"id": '"words-1"'}, "编号“words-1”应为“名称-四位数字”"),
        ({"suggestions": '["截止目前"]'}, "建议词就是原词或仍含原词，请改正"),
        ({"suggestions": '["截止目前为止"]'}, "建议词就是原词或仍含原词，请改正"),
        ({"suggestions": '["一如即往"]'}, "建议词“一如即往”又是 pairs-0001 的原词，请改正其一"),
        ({"basis": '"guessed"'}, "basis 不能是“guessed”，只能是 checked、recalled"),
        ({"severity": '"fatal"'}, "severity 不能是“fatal”，只能是 error、warning、note"),
        ({"basis": '"recalled"'}, "凭记忆（recalled）的词条只能是 note"),
        ({"basis": '"recalled"', "severity": '"error"'}, "凭记忆（recalled）的词条只能是 note"),
        ({"guard": r"'\b截止目前'", **EXAMPLES}, r"guard 不能用 \b（汉字之间没有词界），请用前后查看"),
        ({"guard": r"'截止目前\d'", **EXAMPLES}, r"guard 不能用 \d，请写 [0-9]"),
        ({"guard": "'截止目前.*底'", **EXAMPLES}, "guard 有不限次数的重复，请写上限，如 {0,8}"),
        ({"guard": "'截止目前.+底'", **EXAMPLES}, "guard 有不限次数的重复，请写上限，如 {0,8}"),
        ({"guard": "'截止目前.{2,}底'", **EXAMPLES}, "guard 有不限次数的重复，请写上限，如 {0,8}"),
        ({"guard": "'截止目前，'", "no_match": '["截至"]'}, "推不出正例，请写 match"),
        ({"guard": "'截止目前，'", "match": '["截止目前，"]'}, "推不出反例，请写 no_match"),
        ({"except_in": '["截止目前为止"]', "no_match": '["截至"]'}, "推不出正例，请写 match"),
        ({"except_in": '["到此截止"]', **EXAMPLES}, "except_in 须是包含 term 的更长词语"),
        ({"term": "", "pattern": "'截止[0-9]'", "guard": "'截'", **EXAMPLES}, "guard、except_in 只能配 term"),
        ({"as_written": "true"}, "as_written 只能配 guard"),
        ({"suggestions": ""}, "推不出反例，请写 no_match"),
    ],
)
def test_broken_entry_is_refused(folder: Folder, fields: dict[str, str], says: str) -> None:
    assert faults_of(folder(words_toml="# 说明\n\n" + entry(**fields))) == [f"words.toml:3: {says}"]


@pytest.mark.parametrize(
    ("guard", "match"),
    [("'截止目前(?![*+])'", '["截止目前"]'), (r"'截止目前\+?'", '["截止目前"]'), ("'截止目前.{0,8}+'", '["截止目前"]')],
)
def test_bounded_guards_are_taken(folder: Folder, guard: str, match: str) -> None:
    wordlists.load(folder(words_toml=entry(guard=guard, match=match, no_match='["截至"]')))


def test_order_repeats_and_ids(folder: Folder) -> None:
    words = entry(id='"words-0002"') + entry() + entry(term='"截止到目前"')
    assert faults_of(folder(words_toml=words)) == [
        "words.toml:7: words-0001 排在 words-0002 之后，请按编号排序",
        "words.toml:7: 与 words.toml:1 重复，请删去一条",
        "words.toml:13: 编号 words-0001 已用于 words.toml:7，请换一个",
    ]


def test_all_faults_of_all_files_come_together(folder: Folder) -> None:
    changed = folder(
        words_toml=entry(source="") + entry(id='"words-0002"', term='"截"', suggestions='["至今"]'),
        pairs_tsv="id\trule\tterm\tsource\npairs-0001\tno-rule\t一如即往\t测试\npairs-0002\twrong-word\n",
        regions_tsv="code\tname\tstart_year\tend_year\n11000\t北京市\t\t\n",
    )
    assert faults_of(changed) == [
        "pairs.tsv:2: 规则“no-rule”没有登记，请先写进 index.toml",
        "pairs.tsv:2: 推不出反例，请写 no_match",
        "pairs.tsv:3: 有 2 栏，应为 4 栏",
        "regions.tsv:2: 应为六位代码和名称，请改正",
        "words.toml:1: 缺少 source，请补上",
        "words.toml:6: term 只有一个字，会大量误报，请写成词",
    ]
    assert faults_of(changed, "en")[4:] == [
        "words.toml:1: source is missing; add it",
        "words.toml:6: the term is a single character; use a whole word",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xef\xbb\xbf" + GOOD["pairs.tsv"].encode(), ["pairs.tsv:1: 有 BOM，请存为不带 BOM 的 UTF-8"]),
        (GOOD["pairs.tsv"].replace("\n", "\r\n"), ["pairs.tsv:1: 行尾是 CRLF，请存为 LF"]),
        (GOOD["pairs.tsv"].replace("测试", "cafe\u0301"), ["pairs.tsv:2: 不是 NFC 规范形，请转为 NFC"]),
        (
            GOOD["pairs.tsv"].encode("gb18030"),
            ["pairs.tsv:2: 不是 UTF-8，请转存为 UTF-8"],
        ),
        (GOOD["pairs.tsv"] + "\n", ["pairs.tsv:3: 有 1 栏，应为 5 栏"]),
        (
            GOOD["pairs.tsv"].replace("source", "remark"),
            ["pairs.tsv:2: 缺少 source，请补上", "pairs.tsv:2: 不认识字段“remark”，请删去或改正"],
        ),
        ("id\trule\tterm\tterm\tsource\n", ["pairs.tsv:1: 表头有重复的栏名，请删去"]),
        ("id\trule\tterm\tsource\n", ["pairs.tsv: 没有词条，请补上或从索引中删去"]),
        ("", ["pairs.tsv: 是空文件，请补上内容或从索引中删去"]),
        (None, ["index.toml:6: 找不到文件 pairs.tsv，请放回词表目录"]),
    ],
)
def test_broken_file_is_refused(folder: Folder, content: str | bytes | None, says: list[str]) -> None:
    assert faults_of(folder(pairs_tsv=content)) == says


def test_toml_syntax_error_has_its_line(folder: Folder) -> None:
    (fault,) = faults_of(folder(words_toml=entry() + 'term = "截止\n'))
    assert fault.startswith("words.toml:7: TOML 语法错误：")


def test_toml_without_entries(folder: Folder) -> None:
    assert faults_of(folder(words_toml="# 空\n")) == ["words.toml: 没有词条，请补上或从索引中删去"]
    assert faults_of(folder(words_toml='[[entries]]\nid = "a"\n')) == [
        "words.toml: 不认识“entries”，只能用 [[entry]]",
    ]


def test_missing_index(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("index.toml: 读不到文件")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'category = "error"',
            'category = "errors"',
            "index.toml:23: category 不能是“errors”，只能是 secrecy、personal、expression、link、error",
        ),
        ('severity = "warning"\n', "", "index.toml:23: 缺少 severity，请补上"),
        ('id = "wrong-word"', 'id = "wrong-word"\nindicator = "扣分"', "index.toml:23: indicator 不能是“扣分”"),
        (
            'id = "wrong-word"',
            'id = "wrong-word"\nsensitive = true',
            "index.toml:23: message 只能用 {suggestion}，请改正",
        ),
        ("应为“{suggestion}”", "应为“{secret}”", "index.toml:23: message 只能用 {matched} {suggestion}，请改正"),
        ('id = "wrong-word"', 'id = "Wrong_Word"', "index.toml:23: 规则名“Wrong_Word”应为小写短横线式"),
        ("date = 2026-11-20", 'date = "2026-11-20"', "index.toml:6: date 应为 日期"),
        ('id = "pairs"', 'id = "words"', "index.toml:6: “words”或其文件重复登记，请删去一处"),
        ('"pairs.tsv"', '"../pairs.tsv"', "index.toml:6: 找不到文件 ../pairs.tsv，请放回词表目录"),
        ('[[table]]\nid = "regions"', '[[table]]\nid = "provinces"', "index.toml:11: 不认识码表“provinces”，请改正"),
    ],
)
def test_broken_index_is_refused(folder: Folder, old: str, new: str, says: str) -> None:
    assert old in INDEX
    faults = faults_of(folder(index_toml=INDEX.replace(old, new, 1)))
    assert any(fault.startswith(says) for fault in faults), faults


def test_rule_declared_twice(folder: Folder) -> None:
    rule = INDEX[INDEX.index("[[rule]]") : INDEX.index('[[table]]\nid = "confusions"')]
    assert faults_of(folder(index_toml=INDEX + "\n" + rule)) == ["index.toml:80: 规则“wrong-word”重复，请删去一处"]


def test_missing_table(folder: Folder) -> None:
    start, end = INDEX.index('[[table]]\nid = "traditional"'), INDEX.index("[[rule]]")
    assert faults_of(folder(index_toml=INDEX[:start] + INDEX[end:])) == [
        "index.toml: 缺少码表“traditional”，请补登记",
        "traditional.tsv: 没有登记，请写进 index.toml 或移走",
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "regions_tsv",
            "code\tname\n110000\t北京市\n",
            "regions.tsv:1: 表头应为 code name start_year end_year（制表符分隔）",
        ),
        ("regions_tsv", "code\tname\tstart_year\tend_year\n", "regions.tsv: 没有内容，请补上"),
        (
            "regions_tsv",
            GOOD["regions.tsv"] + "110000\t北京市\t\t\n",
            "regions.tsv:4: 重复或未按代码、年份排序，请改正",
        ),
        ("traditional_tsv", GOOD["traditional.tsv"] + "書籍\t书籍\n", "traditional.tsv:4: 应为两个不同的单字，请改正"),
        ("traditional_tsv", GOOD["traditional.tsv"] + "東\t东\n", "traditional.tsv:4: 重复或未按字排序，请改正"),
        ("traditional_tsv", "traditional\tsimplified\n么\t幺\n麽\t么\n", "traditional.tsv:3: “么”又被转换，请只留一步"),
    ],
)
def test_broken_table_is_refused(folder: Folder, name: str, content: str, says: str) -> None:
    assert faults_of(folder(**{name: content})) == [says]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("prefix\tlength\n62\t16\n", "card_bins.tsv:1: 表头应为 prefix length scheme issuer（制表符分隔）"),
        (
            GOOD["card_bins.tsv"] + "x\t16\tVisa\t\n",
            "card_bins.tsv:4: 应为号段、13 至 19 位的长度，以及卡组织或发卡行，请改正",
        ),
        (GOOD["card_bins.tsv"] + "4\t16\tVisa\t\n", "card_bins.tsv:4: 重复或未按号段排序，请改正"),
    ],
)
def test_broken_card_prefixes_are_refused(folder: Folder, content: str, says: str) -> None:
    path = folder(card_bins_tsv=content)
    assert lint(path) == faults_of(path) == [says]


def test_card_prefixes(folder: Folder) -> None:
    bins = wordlists.load(folder()).tables.card_bins()
    assert bins == {**{("62", length): "" for length in range(16, 20)}, ("622000", 16): "某银行"}
    assert wordlists.load().tables.card_bins()["622848", 19] == "中国农业银行"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("code\tarea\n010\t北京市\n", "area_codes.tsv:1: 表头应为 code area digits（制表符分隔）"),
        (
            GOOD["area_codes.tsv"] + "400\t全国\t7\n",
            "area_codes.tsv:4: 应为区号、地名和本地号码位数（7、8 或 7-8），请改正",
        ),
        (GOOD["area_codes.tsv"] + "021\t上海市\t8\n", "area_codes.tsv:4: 重复或未按区号排序，请改正"),
    ],
)
def test_broken_area_codes_are_refused(folder: Folder, content: str, says: str) -> None:
    path = folder(area_codes_tsv=content)
    assert lint(path) == faults_of(path) == [says]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("statute", "title\tadopted\n公司法\t1993\n", "statute.tsv:1: 表头应为 title adopted amended（制表符分隔）"),
        (
            "statute",
            GOOD["statute.tsv"] + "海关法\t1987\t1986\n",
            "statute.tsv:4: 应为题名、通过的年份和更晚的最近修改年份（没有则空），请改正",
        ),
        ("statute", GOOD["statute.tsv"] + "公司法\t1993\t2023\n", "statute.tsv:4: 重复或未按题名排序，请改正"),
        (
            "document_number",
            GOOD["document_number.tsv"] + "第七一二\t某某条例\n",
            "document_number.tsv:3: 应为文号和题名，请改正",
        ),
        (
            "document_number",
            GOOD["document_number.tsv"] + "国务院令第1号\t某某条例\n",
            "document_number.tsv:3: 重复或未按文号排序，请改正",
        ),
    ],
)
def test_broken_tables_of_documents_are_refused(folder: Folder, name: str, content: str, says: str) -> None:
    path = folder(**{f"{name}_tsv": content})
    assert lint(path) == faults_of(path) == [says]


def test_statutes_and_document_numbers() -> None:
    tables = wordlists.load().tables
    assert (tables.statutes["公司法"], tables.statutes["数据安全法"]) == ("1993\t2023", "2021\t")
    assert tables.document_numbers["国务院令第711号"] == "政府信息公开条例"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name\n日本\n", "country.tsv:1: 表头应为 name continent（制表符分隔）"),
        ("name\tcontinent\n日\t亚洲\n", "country.tsv:2: 应为国名和所在的洲，请改正"),
        ("name\tcontinent\n日本\t亚洲\n不丹\t亚洲\n", "country.tsv:3: 重复或未按国名排序，请改正"),
    ],
)
def test_broken_countries_are_refused(folder: Folder, content: str, says: str) -> None:
    path = folder(country_tsv=content)
    assert lint(path) == faults_of(path) == [says]


def test_area_codes() -> None:
    codes = wordlists.load().tables.area_codes
    assert (codes["010"], codes["0754"], len(codes)) == ("北京市\t8", "广东省汕头市\t7-8", 320)


# ---------------------------------------------------------------------------------------------------------- lint


def lint(*paths: Path) -> list[str]:
    return [fault.text().replace(f"{fault.path.parent}", "")[1:] for fault in wordlists.lint(paths)]


def test_lint_compiles_patterns(folder: Folder) -> None:
    (fault,) = lint(folder(words_toml=entry(guard="'截止目前('", **EXAMPLES)))
    assert fault.startswith("words.toml:1: guard 不能编译：")


def test_lint_wants_a_guard_for_words_inside_words(folder: Folder) -> None:
    inside = entry(term='"口交"', suggestions='["路口"]')
    (fault,) = lint(folder(words_toml=inside))
    assert fault.startswith("words.toml:1: “口交”在“")
    assert fault.endswith("”之内，请加 guard 或 whole_word")
    assert lint(folder(words_toml=inside + "whole_word = true\n")) == []


def test_lint_checks_a_file_with_its_folder(folder: Folder) -> None:
    path = folder(words_toml=entry(source=""))
    assert lint(path / "pairs.tsv", path / "words.toml") == ["words.toml:1: 缺少 source，请补上"]


def test_lint_checks_a_single_file_against_builtin_rules(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(entry(rule='"typo"') + entry(id='"words-0002"'), encoding="utf-8")
    (fault,) = lint(tmp_path / "own.toml")
    assert fault.startswith("own.toml:7: 规则“wrong-word”没有登记，可用的有 advertising-term、banned-term、")


def test_lint_never_passes_what_it_did_not_read(folder: Folder) -> None:
    path = folder()
    (path / "words.csv").write_text("id,rule\n", encoding="utf-8")
    (missing,) = lint(path / "nowhere.tsv")
    assert missing.startswith("nowhere.tsv: 读不到文件")
    assert lint(path / "words.csv") == ["words.csv:1: 表头里没有 term（词语）一栏，请在第一行写明"]
    (path / "words.xlsx").write_bytes(b"PK")
    assert lint(path / "words.xlsx") == ["words.xlsx: 词表须是 .csv、.tsv 或 .toml 文件"]
    (path / "stray.tsv").write_text("id\trule\n", encoding="utf-8")
    assert lint(path) == ["stray.tsv: 没有登记，请写进 index.toml 或移走"]


# --------------------------------------------------------------------------------------------------- builtin_dir


def test_builtin_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(wordlists, "_PACKAGE", package)
    with pytest.raises(WordlistError, match="找不到内置词表"):
        wordlists.builtin_dir()
    checkout = tmp_path / "wordlists"
    checkout.mkdir()
    (checkout / "index.toml").touch()
    assert wordlists.builtin_dir() == checkout
    packaged = package / "_wordlists"
    packaged.mkdir()
    assert wordlists.builtin_dir() == packaged
