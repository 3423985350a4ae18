"""Number plates of vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy

if TYPE_CHECKING:
    from sensitive_check.context import Context

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_NEAR = frozenset(_PROVINCES + "·•‧ ")
_HEAD = lazy(f"[{_PROVINCES}](?: |[a-hj-np-z][·•‧])?$")
_PLATE = lazy(
    rf"[{_PROVINCES}] ?[a-hj-np-z][·•‧.\- ]?(?:"
    r"(?P<small>[a-hjk][a-hj-np-z0-9][0-9]{4})|(?P<large>[0-9]{5}[df])"
    r"|(?P<marked>[a-hj-np-z0-9]{4}[警学挂港澳领])|(?P<plain>[a-hj-np-z0-9]{5}))"
    r"(?![0-9a-z_])(?![.-][0-9])"
)
_FEWEST_DIGITS = 3
_WORDS = frozenset(
    "全新 最新 更新 创新 刷新 崭新 翻新 革新 重新 白云 彩云 里云 祥云 多云 昂贵 珍贵 收藏 珍藏 宝藏 列宁".split()
)
"""What ends in the character of a province and is no province."""

_SHOWN_ON_PURPOSE = lazy(
    r"公务用?车|公车|执法车|执勤车|校车|交通违法|违法|违章|违停|曝光|公示|公告|报废|强制|扣押|扣留|无主|拍卖|处置|登报|注销|作废"
)


def _scan_plates(context: Context) -> Iterator[Hit]:
    for run in context.runs:
        text, begin = run.view.text, run.span.start
        # The character of the province is all that stands outside the run of letters and figures.
        if text[begin - 1 : begin] not in _NEAR:
            continue
        head = _HEAD.search(text, max(begin - 3, 0), begin)
        found = _PLATE.match(text, head.start()) if head else None
        if found is None or text[max(found.start() - 1, 0) : found.start() + 1] in _WORDS:
            continue
        if found.lastgroup in ("plain", "marked") and sum(map(str.isdigit, found[0])) < _FEWEST_DIGITS:
            continue
        on_purpose = _SHOWN_ON_PURPOSE.search(text, max(found.start() - 60, 0), found.end() + 30) is not None
        yield Hit(
            span=Span(*found.span()),
            view=run.view.name,
            confidence=0.5 if on_purpose else 0.9,
            severity=Severity.NOTE if on_purpose else None,
            reason="notice" if on_purpose else "",
        )


PLATE = Rule(
    id="plate",
    category=Category.PERSONAL,
    severity=Severity.WARNING,
    indicator="个人信息（地方）",
    sensitive=True,
    title="机动车号牌",
    message="疑似机动车号牌号码，公开前请删去或只留前两位和末两位",
    rationale="号牌可查到车主，属能识别到个人的信息；公务车公示、违法曝光等依法公开的除外。",
    source="GA 36—2018《中华人民共和国机动车号牌》；《中华人民共和国个人信息保护法》第四条",
    reasons={"notice": "像是公务用车公示、违法曝光一类依法公开的内容，请确认"},
    scan=_scan_plates,
    match=(
        "驾驶京A00599小客车",
        "车牌号：粤B·D12345",
        "车辆陕A12345D停放",
        "京A1234警到场",
        "牌号 苏E-7K8L9 已登记",
        "公务用车京A00599公示",
    ),
    no_match=(
        "经营许可证粤B2-20090059号",
        "编号京A123456789",
        "全新A12345款",
        "京ICP备12345678号",
        "国道川A段",
        "皖A类企业2024年增加",
    ),
)
