"""The words of the interface, and the English wording of rules.

Chinese stands here (and with each rule); English is one file, ``wording_en.toml``, with the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sensitive_check.kinds import DocumentKind
    from sensitive_check.model import Rule

CHINESE: Mapping[str, str] = MappingProxyType(
    {
        # verdicts
        "status.clean": "通过",
        "status.findings": "有问题",
        "status.partial": "部分未检查",
        "status.not_checked": "未检查",
        "status.skipped": "略过",
        "severity.error": "错误",
        "severity.warning": "警告",
        "severity.note": "提示",
        "category.secrecy": "涉密",
        "category.personal": "个人信息",
        "category.expression": "表述",
        "category.link": "外链",
        "category.error": "差错",
        "profile.government": "政府网站与政务新媒体",
        "profile.media": "新闻媒体",
        "profile.enterprise": "企业",
        "profile.publicity": "宣传推广",
        # why something was not checked
        "reason.image": "图片，其中的文字无法读取",
        "reason.image-page": "整页是图片，其中的文字无法读取",
        "reason.encrypted": "已加密",
        "reason.damaged": "无法读取",
        "reason.unsupported": "不支持",
        "reason.limit": "超出上限",
        "reason.encoding": "无法确定编码",
        "reason.no-text-mapping": "字形没有对应的文字",
        "reason.rule-failed": "规则运行失败",
        "reason.missing-package": "缺少所需的软件包",
        "worker_lost": "检查它的进程两次中断或超时",
        "internal_error": "内部错误 {code}",
        # inspection items
        "indicator.严重表述错误": "严重表述错误",
        "indicator.泄露国家秘密": "泄露国家秘密",
        "indicator.不良链接": "不良链接",
        "indicator.弄虚作假": "弄虚作假",
        "indicator.链接可用性": "链接可用性",
        "indicator.个人信息（地方）": "个人信息",
        "indicator.错别字（地方）": "错别字",
        # the report for a terminal
        "place.part": "{path}（{part}）",
        "place.line": "{path}:{line}:{column}",
        "place.line_part": "{path}:{line}:{column}（{part}）",
        "place.where": "{path}（{where}）",
        "part.文件名": "文件名",
        "part.元数据": "元数据",
        "part.链接": "链接",
        "part.图片": "图片",
        "part.注释": "注释",
        "part.代码": "代码",
        "part.表格": "表格",
        "part.脚本": "脚本",
        "part.样式": "样式",
        "part.表单": "表单",
        "part.资源": "资源",
        "part.标题": "标题",
        "part.注音": "注音",
        "part.隐藏文字": "隐藏文字",
        "part.属性": "属性",
        "part.删除线": "删除线",
        "finding.count": "（共 {count} 处）",
        "finding.delete": "删除",
        "finding.suggestion": "建议：{text}",
        "finding.reason": "说明：{text}",
        "finding.source": "依据：{text}",
        "unchecked.title": "未检查的内容：",
        "accepted.title": "配置中已接受、未检查的内容：",
        "unchecked.item": "{place}  {reason}",
        "unchecked.item_detail": "{place}  {reason}：{detail}",
        "summary.none": "没有检查任何输入。",
        "summary.all_clean": "检查 {inputs} 个输入，共 {characters} 字：全部通过。",
        "summary.inputs": "检查 {inputs} 个输入，共 {characters} 字：{states}。",
        "summary.findings": "问题 {total} 个：{severities}。",
        "summary.notes_hidden": "其中提示未列出，加 --notes 查看。",
        "summary.skipped": "跳过 {total} 个：{kinds}。",
        "summary.accepted": "已接受的未检查内容 {total} 项（见上）。",
        "summary.suppressed": "按放行设置和基线略去 {total} 处。",
        "summary.waivers": "豁免 {total} 条在用。",
        "summary.allow": "放行短语 {total} 条在用。",
        "summary.own_lists": "本单位词表：{names}。",
        "summary.own_list": "{name}（{count} 条）",
        "summary.plugins": "插件：{names}。",
        "summary.disabled_rules": "停用的规则：{names}。",
        "summary.disabled_lists": "停用的词表：{names}。",
        "summary.disabled_entries": "停用的词条：{names}。",
        "summary.basis": "口径：{profile}（{name}）；日期：{as_of}；词表：{lists}。",
        "summary.notice": "注意：{text}",
        "skipped.": "无后缀 {count}",
        "skipped.(dot)": "以点开头的 {count}",
        "skipped.(link)": "符号链接 {count}",
        "skipped.(unchanged)": "没有改动的 {count}",
        "skipped.(.gitignore)": ".gitignore 排除的 {count}",
        "joiner.list": "、",
        "joiner.clause": "；",
        "joiner.choice": "；",
        "last.veto": "单项否决风险 {total} 项：{items}",
        "last.no_veto": "未发现单项否决风险",
        "last.nothing": "没有检查任何内容，不能据此认为合格",
        "last.personal": "个人信息 {count}（部分地方列为否决或扣分）",
        "last.typo": "错别字 {count}（部分地方按处扣分）",
        "last.availability": "链接可用性 {count}（按处扣分）",
        "last.unchecked": "另有 {count} 个输入未（完全）检查，不能据此认为合格",
        "last.incomplete": "检查没有完成，不能据此认为合格",
        "last.accepted": "{count} 个输入有已接受、未检查的内容",
        # notices
        "notice.old_list": "词表 {name} 的日期是 {date}，已超过 12 个月，请更新。",
        "notice.unused_allow": "放行短语“{phrase}”这次没有用到。",
        "notice.cut": "有 {inputs} 个输入的问题过多，共 {missing} 个问题已计数、未列出。",
        "notice.sarif_cut": "只列出最严重的 {most} 个问题，另有 {missing} 个未列出；完整清单用 --format json。",
        "github.more": "另有 {count} 条没有逐条显示，完整清单用 --format json 或 sarif 查看",
        "junit.failure": "{count} 个问题",
        "table.header": "文件|状态|位置|行列|严重程度|类别|规则|内容|说明|原因|建议|依据|处数",
        "notice.expired_waivers": "基线中 {count} 条已过期，不再起作用。",
        "notice.unused_waivers": "基线中 {count} 条这次没有用到，用 baseline prune 清理。",
        "notice.old_lines": "另有 {count} 个问题在 {revision} 以来没有改动的行上，没有列出。",
        "notice.void_marks": "{path} 第 {lines} 行的忽略标记无效：须写规则和理由，涉密和个人信息的须由配置准许。",
        "notice.facts_left_out": "号码和文稿过多，有 {count} 项没有在文件之间比对。",
        "notice.links": (
            "访问了 {total} 个链接：有效 {alive}，跳转后有效 {redirected}，打不开 {dead}，证书有问题 {certificate}，"
            "拒绝程序访问 {blocked}，无法判断 {unknown}。拒绝访问和无法判断的请人工打开看看。"
        ),
        "notice.links_withheld": (
            "另有 {count} 处链接没有访问：其中有口令或个人号码，文稿带有涉密或内部标记，或链接过多。"
        ),
        "notice.links_interrupted": "访问链接时被中断，{count} 个链接没有访问。",
        "notice.out_of_reach": "没有一个网站答复，可能没有连上网络：链接是否有效没有查清。",
        "across.bare": "{place} 有同一号码的全文，遮盖不起作用",
        "across.repeated": "与 {place} 内容相同",
        "notice.interrupted": "检查被中断，{count} 个输入没有检查。",
        "notice.interrupted_early": "检查在收集文件时被中断，没有检查任何输入。",
        # the catalogue and explain
        "catalog.off": "未启用的规则：{names}。",
        "catalog.header": "规则|家族|严重程度|名称|检查指标|词条|依据",
        "explain.host.allowed": "{host}：可以链接",
        "explain.host.refused": "{host}：不在许可范围内",
        "explain.host.registered": "注册域名：{name}",
        "explain.host.owner": "归属：{name}",
        "explain.host.within": "原因：属于 {name}",
        "explain.host.noted": "原因：内置清单列有 {name}，未列入许可",
        "explain.host.unknown": "原因：不属于 gov.cn、政务、公益 等后缀，也不在 links.allowed_hosts 之中",
        "explain.host.denied": "原因：links.denied_hosts 列有 {name}",
        "explain.host.abandoned": "原因：links.abandoned_hosts 列有 {name}",
        "explain.host.finding": "检查结果：{rule}（{severity}）{message}",
        "explain.host.to_allow": "许可的写法：在配置的 [links] 中写 {line}，含其全部下级域名",
        "explain.host.to_allow_list": "或整体许可这一类：{line}（只含已核对的域名）",
        "explain.host.to_undo": "改为许可：从配置的 links.{key} 中删去 {name}",
        "explain.category": "家族：{text}",
        "explain.severity": "严重程度：{text}",
        "explain.indicator": "检查指标：{text}",
        "explain.message": "提示语：{text}",
        "explain.rationale": "为什么：{text}",
        "explain.source": "依据：{text}",
        "explain.sensitive": "命中的内容在报告中遮盖。",
        "explain.entries": "词条：{count} 条",
        "explain.match": "会报：",
        "explain.no_match": "不报：",
        "explain.suppress_rule": '停用：在配置中写 disabled_rules = ["{id}"]。',
        "explain.suppress_entry": '停用：disabled_entries = ["{id}"]；停用整条规则：disabled_rules = ["{rule}"]。',
        "explain.all_of": "同时出现：{text}",
        "explain.form": "规范形：{text}",
        "explain.names": "枚举名称：{text}",
        "explain.items": "各项：{text}",
        "explain.variants": "也对的近形：{text}",
        "explain.numbers": "文号：{text}",
        "explain.dates": "有效期：{text}",
        "explain.from_to": "{first} 至 {last}",
        "explain.open": "不限",
        "explain.context": "文种：{text}",
        "explain.entry": "词条 {id}（规则 {rule}：{title}）",
        "explain.term": "词：{text}",
        "explain.pattern": "模式：{text}",
        "explain.guard": "限定：{text}",
        "explain.except_in": "放行：{text}",
        "explain.suggestions": "建议：{text}",
        "explain.idle": "当前设置下未启用。",
        "explain.recalled": "未核对原文，只作提示。",
        # the command line
        "cli.usage": "用法：",
        "cli.options": "选项",
        "cli.commands": "命令",
        "cli.error": "错误：{text}",
        "cli.try_help": "用“{command} --help”查看用法。",
        "cli.no_option": "没有选项 {name}",
        "cli.no_command": "没有命令 {name}",
        "cli.possible": "（是否想写 {names}？）",
        "cli.missing": "缺少 {name}",
        "cli.missing_command": "缺少命令",
        "cli.bad_value": "{name} 的值“{value}”无效，可用的值：{choices}",
        "cli.bad_date": "{name} 的值“{value}”不是日期，应写成 2026-01-31",
        "cli.no_value": "{name} 需要一个值",
        "cli.extra_argument": "多余的参数 {names}",
        "cli.bad_usage": "用法不对",
        "cli.interrupted": "已中断。",
        "cli.internal": "内部错误 {code}（{place}），请报告此问题。",
        "cli.unknown_id": "没有规则或词条“{id}”。",
        "cli.switched_off": "{id} 已被检查口径或配置停用。",
        "cli.nearest": "相近的有：{names}。",
        "cli.output_written": "报告已写入 {path}。",
        "cli.output_failed": "报告无法写入 {path}：{reason}。",
        "cli.output_not_file": "{path} 不是普通文件，报告不写入。",
        "cli.output_is_input": "{path} 是要检查的文件，报告不写入。",
        "cli.stdout_failed": "报告无法写到标准输出：{reason}。",
        "cli.stdout_closed": "标准输出已关闭，报告无法写出。",
        "cli.stdin_failed": "无法读取标准输入：{reason}。",
        "cli.lint_clean": "词表没有问题：{rules} 条规则，{entries} 条词条，例子全部符合。",
        "cli.lint_example": "例子不符：{example}",
        "cli.lint_faults": "共 {count} 处问题。",
        "cli.baseline_written": "基线已写入 {path}，共 {count} 个问题。",
        "cli.baseline_grows": "有 {count} 个不在基线中的新问题，基线只减不增，没有改动。",
        "cli.baseline_needs_reason": "有 {count} 个不在基线中的新问题，写明 --reason 和 --approver 才能接受。",
        "cli.masked": "遮盖了 {count} 处，副本写入 {path}。",
        "cli.annotated": "加了 {count} 条批注，副本写入 {path}。",
        "annotation.summary": "sensitive-check 检查结果：{status}。正文中的问题加了 {count} 条批注。",
        "annotation.unplaced": "下列问题所在的地方不能加批注，或者看不到批注：",
        "annotation.notes": "提示 {total} 个没有列出，加 --notes 列出。",
        "annotation.cut": "问题过多，另有 {total} 个没有列出。",
        "annotation.signature": "原文件有电子签名。副本的内容已变，签名在副本中失效，以原文件为准。",
        "annotation.replaced": "本工具以前加的批注 {total} 条已由这次的代替。",
        "cli.progress": "检查",
        "cli.progress_links": "访问链接",
        # help
        "help.program": "发布前检查中文文稿：涉密、个人信息、表述、外链、差错。",
        "help.check": "检查文件和文件夹（- 表示标准输入）。退出码：0 通过，1 有问题，2 有内容未检查或无法运行。",
        "help.explain": "说明一条规则、词条或一个主机：是什么、为什么、依据、例子、怎样停用或许可。",
        "help.rules": "列出全部规则（Markdown 表格）。",
        "help.lists": "词表。",
        "help.lint": "检查词表：格式、出处、例子。不给路径时检查内置词表。退出码：1 有问题，2 无法运行。",
        "help.template": '写出一张空表：leaders 是领导名单，填好后在配置中写 leaders = ["文件名.csv"]。',
        "help.format": "报告格式。",
        "help.output": "把报告写入文件。",
        "help.fail_on": "达到此严重程度即退出 1。",
        "help.notes": "列出提示。",
        "help.lang": "界面语言。",
        "help.as_of": "按此日期适用有时效的规则（YYYY-MM-DD）。",
        "help.profile": "检查口径。",
        "help.show_values": "在报告中显示被遮盖的内容。",
        "help.config": "配置文件；不给时用当前文件夹或其上级（到仓库为止）的 sensitive-check.toml、pyproject.toml。",
        "help.isolated": "不找配置文件，不理会 .gitignore。",
        "help.allow_empty": "没有任何输入也算通过。",
        "help.baseline": "基线：已接受的问题，写明理由、批准人和期限。",
        "help.baseline_file": "基线文件（TOML）。",
        "help.create": "为现有的全部问题建立基线。",
        "help.update": "更新基线：去掉不再出现的，接受新增的。",
        "help.prune": "清理基线：去掉过期的和不再出现的。",
        "help.reason": "为什么接受。",
        "help.approver": "谁批准的。",
        "help.expires": "到哪一天为止（YYYY-MM-DD，含当天），默认半年。",
        "help.shrink_only": "只减不增：有新问题即退出 1，不改动基线。",
        "help.jobs": "用几个进程检查。",
        "help.diff_from": "只检查 git 版本 REV 以来改动的文件，只列出新增行上的问题。",
        "help.stdin_filename": "标准输入的文件名，按其后缀读取。",
        "help.statistics": "另列各规则的问题数。",
        "help.show_files": "只列出会检查哪些文件。",
        "help.show_settings": "只列出生效的设置。",
        "help.online": "访问文稿中的链接，检查是否打得开（需安装 links 附加组件）；不加则不访问网络。",
        "help.mask": "另存一份遮盖了个人信息的副本（txt、md、html、csv、json、xml 等文本文件），原文件不动。",
        "help.mask_output": "副本的位置，默认为“原名.masked.后缀”。",
        "help.annotate": "另存一份 Word 文件（docx），在每个问题处加批注，原文件不动。退出码同 check。",
        "help.annotate_output": "副本的位置，默认为“原名.annotated.后缀”。",
        "help.force": "覆盖已有的副本。",
        "help.version": "显示版本。",
        "help.help": "显示帮助。",
    }
)
"""Every phrase by its key; ``{names}`` are filled in where it is used."""

PROFILES = tuple(key.partition(".")[2] for key in CHINESE if key.startswith("profile."))
"""Who publishes: the profiles that ``index.toml`` declares, by name."""


def interface(lang: str) -> Mapping[str, str]:
    """The phrases of the interface in ``zh`` or ``en``."""
    return CHINESE if lang != "en" else MappingProxyType(_english()["interface"])


def apply(rules: Iterable[Rule], lang: str) -> tuple[Rule, ...]:
    """The same rules worded in ``lang``. A rule without English wording (a unit's own) keeps its Chinese."""
    if lang != "en":
        return tuple(rules)
    return tuple(_worded(rule, _english().get("rule", {}).get(rule.id, {})) for rule in rules)


def worded_kinds(kinds: Iterable[DocumentKind], lang: str) -> tuple[DocumentKind, ...]:
    """The same kinds of documents with their reasons in ``lang``."""
    return tuple(kind._replace(reason=kind.reason_en) if lang == "en" else kind for kind in kinds)


def _worded(rule: Rule, english: Mapping[str, Any]) -> Rule:
    texts = {key: english[key] for key in ("title", "message", "rationale") if key in english}
    return replace(rule, **texts, reasons={**rule.reasons, **english.get("reasons", {})})


@lru_cache(maxsize=1)
def _english() -> dict[str, Any]:
    from sensitive_check.toml import parse

    return parse(Path(__file__).with_name("wording_en.toml").read_text("utf-8"))
