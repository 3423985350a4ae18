"""Numbers of organisations: public, yet worth a look, for some lead to one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity
from sensitive_check.patterns import lazy
from sensitive_check.rules.numbers import hit_at, in_address, runs_of
from sensitive_check.validators import birth_date, resident_id, uscc

if TYPE_CHECKING:
    from sensitive_check.context import Context

# A longer code that begins with one names a service or a file of that body: 11100000000014154E1000629002001.
_CODE = lazy(r"(?<![0-9a-z])[0-9any][0-9] ?[0-9]{6} ?[0-9a-z]{9} ?[0-9a-z](?![0-9a-z])(?![/_-][0-9])")


def _scan_codes(context: Context) -> Iterator[Hit]:
    for run, text in runs_of(context, 18):
        for found in _CODE.finditer(text):
            code = found[0].replace(" ", "")
            if not uscc(code) or (birth_date(code) and resident_id(code)) or in_address(run, found.start()):
                continue
            yield hit_at(run, found.span(), 0.99, reason="individual" if code.startswith("92") else "")


CREDIT_CODE = Rule(
    id="credit-code",
    category=Category.PERSONAL,
    severity=Severity.NOTE,
    sensitive=True,
    title="统一社会信用代码",
    message="出现统一社会信用代码，属公开信息，请确认有必要写出",
    rationale="统一社会信用代码可以公开查询；个体工商户的代码能关联到经营者本人。",
    source="GB 32100—2015",
    reasons={"individual": "个体工商户的代码，可关联到经营者本人"},
    scan=_scan_codes,
    match=("统一社会信用代码91350100M000100Y43", "代码：11100000000014154e。", "（12100000400009127B）"),
    no_match=(
        "统一社会信用代码91350100M000100Y44",
        "实施编码11100000000014154E1000629002001",
        "索引号11341702486344515H/202110-00013",
        "身份证11010519491231002X",
        "代码12100000400000678Y",
    ),
)
