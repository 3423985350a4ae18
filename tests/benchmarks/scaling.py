"""Growth on hostile text: ``python tests/benchmarks/scaling.py [RULE…]``.

Every rule alone reads each of its own examples, its triggers and the baits below, repeated to N and to 2 N characters;
the whole checker reads the baits. Prints the worst t(2n) / t(n) and the dearest seconds per MB of UTF-8.
"""

from __future__ import annotations

import gc
import sys
import time

from sensitive_check import wordlists
from sensitive_check.checker import Checker
from sensitive_check.examples import examples
from sensitive_check.rules import RuleOptions, build_rules
from sensitive_check.rules.leaders import EXAMPLE_LEADERS

CHARACTERS = 60_000
SHOWN = 20
BAITS: tuple[str, ...] = (
    *("http://a.", "www.a", "](javascript:", "https://[", "a:b@", "http：//", '="data:', ".)", "a", "a@", "a.", "@"),
    *(
        "a.cn ",
        "a.cn/ ",
        "a-",
        "a.b.",
        "xn--a.",
        "http://a.cn,",
        "http://g\u043ev.cn",
        "http://g\u043e",
        "www.gov.cn.a.cn ",
    ),
    *(
        "国.政务",
        "国。政务 ",
        "。政务",
        "www。",
        "www。a。cn ",
        "http://国.",
        "http://http://",
        "http//",
        "a\u043e.cn/ ",
    ),
    *("a@b.", "a" * 64 + "@", "6222 ", "62220212345678901 ", "1-", "1", "1 ", "0.1", "“", "”", "（", "“\n", "（a\n"),
    *("1）", "《a〉", "\ufffd", "中\ufffd", "锟斤拷", "鐨\ufffd", "国製", "製", "\u202e", "a\u202e", "p\u0430", "⼯"),
    *("，。", "xx年", "【】", "待补充", "，，", "工作,", "秘密", "「秘密」", "密级：", "机密★", "\u200b", "机\u200b密"),
    *(
        "密码：",
        "默认密码",
        "密码是12",
        "password=",
        "提取码",
        "ghp_",
        "ghp_\u200b",
        "-----BEGIN RSA PRIVATE KEY-----\n",
    ),
    *(
        "eyJ",
        "eyJa.",
        "sk-proj-",
        "curl -u ",
        "kind: Secret\n",
        "twilio ",
        "?idcard=1",
        "https://a.cn/?sfz=11010519491231002X",
    ),
    *("家庭住址：", "现住路1号", "患者王雅琴因肺炎", "残疾人，", "日出生，王，男，", "学生王雅琴被害", "王，", "买·"),
    *("一三", "一九", "一三八", "幺三 ", "身份证号1", "身份证号11010519491231002", "证件", "护照E1234567", "e1234567 "),
    *("1*", "*1", "1x", "1*1*1*1*1*1*1*1*1*\n", "××1 ", "110105********1239 110105199003071239\n", "138****8000，"),
    *("010-", "010-8899310 ", "（0731）8899", "电话2", "京a", "京a12", "京a1234警", "微信号a", "微信：", "qq1", "qq："),
    *(
        "通行证c1234567",
        "台胞证1",
        "军字第12",
        "<<<<<<<<<<<",
        "1.1.1.",
        "192.168.10.5 ",
        "91350100m000100y4",
        "信用代码9",
    ),
    *("机密★30", "（此件不公开", "某密〔2024〕", "密电", "征求意见稿", "confidential ", "SECRET\n", "秘密\n"),
    *("核心商密", "解密\n", "保密期限：", "000001\n机密\n"),
    *("秘密\n", "机密★30年", "000123\n秘密\n", "（机密）\n", "密级：秘密\n", "解密\n", "保密期限：", "保密期限：5年\n"),
    *(
        "份号：1\n",
        "密电",
        "密〔2024〕3号",
        "〔2024〕密3号",
        "某委密电\n",
        "秘密 ",
        "机密机密",
        "密级\t",
        "秘密 特急\n",
    ),
    *(
        "《合同法》",
        "合同法",
        "《合同法",
        "环境影响评价法",
        "国务院令第492号",
        "《公司法》（2018年修正）",
        "》（",
        "号《",
    ),
    *("2018年修正的《", "国办发〔2017〕47号《某》", "《某》（国办发〔2017〕47号）", "《最高人民法院关于适用〈合同法〉"),
    *("市长李思远", "李思远、", "王雅琴市委书记", "市委书记王雅芹", "副市长周晓", "国家级产品", "我院治愈率", "根治"),
    *(
        "国土资源部",
        "国土资源部，原",
        "财政部、文化部、",
        "河南省洛阳市孟津县",
        "2015年国土资源部",
        "市国税局（",
        "美国农业部",
    ),
    *(
        "2022年党的二十大",
        "2022年",
        "党的二十大于",
        "二十届三中全会（2022",
        "第十三届全国人大第六次会议",
        "“十四五”（2020—",
    ),
    *("2024年3月5日\n", "某局\n2024年3月5日\n", "成文日期：", "（2020年1月1日", "市人大主任", "二〇二四年"),
    *(
        "の",
        "は一",
        "陓",
        "陓x",
        "陓洘鼠羲",
        "\ue80b",
        "\ue019的",
        "現┎戈癟そ秨",
        "┎",
        "ㄛ陓",
        "雌诘嚼粗埃普棵",
        "明日は晴れ",
    ),
    *(
        "<p>",
        "<p",
        "</",
        "/p>",
        "&nbsp;",
        "&#20013;",
        "nbsp;",
        "\\n一",
        "\\u4e2d",
        "\\xa0",
        "%E4%B8",
        "a/%E4%B8",
        "<U+00A0>",
    ),
    *(
        "????",
        "????, ",
        "?,??",
        "Ã¤Â¿Â¡",
        "ï¿½",
        "Ñï¿½",
        "æ\ufffd¥",
        "\ufffdѴ",
        "閺堝",
        "一\u0336",
        "\u0336",
        "﹐",
        "ﬁ",
    ),
    *(
        "...",
        "。。。",
        "…",
        "、……",
        "……等",
        "--",
        "———",
        "\n    —",
        "——中",
        "1-2年",
        "10-",
        "2021——",
        "%-",
        "3月5日-8日，",
        "–",
        "―",
    ),
    *(
        "《",
        "《甲",
        "《甲《乙》",
        "《甲》、《乙》",
        "”、“",
        "“甲“乙”",
        "（甲（乙）",
        "（",
        "证书》",
        "《甲证书》",
        "、和",
        "、甲、和",
        "、或甲",
    ),
    *(
        "\n，",
        "甲\n  ，乙",
        "\n一、甲。",
        "一、甲\n",
        "（一）",
        "（一）甲。\n",
        "通知。\n",
        "第一、",
        "1、",
        "\n1、甲",
        "①、",
        "首先、",
    ),
    *(
        "(",
        "(中",
        "(中)",
        "(中）",
        "（中)",
        "中(A)",
        '"',
        '中"中"',
        '"中',
        "。）。",
        "（中。）。",
        "？！",
        "！！！！",
        "中•国",
        "•",
    ),
    *("中,", "中,,", "5%,中", "区(qū),", "?", "关于甲的通知。\n"),
    *("的的", "进行进行", "机关机关", "要抓好落实，", "要抓好落实各项工作，要抓好落实各项工作。"),
    *(
        "一、总体情况\n",
        "一、总体情况\n\n\n",
        "（一）组织领导\n（二）宣传\n内容\n",
        "目录\n一、总体情况\n",
        "第三条",
        "\n第三条",
        "各部门要高度重视，明确专人负责，按月报送进展情况，确保全部完成任务。\n",
    ),
    *(
        "某办发[2017]",
        "发（",
        "发（2017）",
        "〔2017",
        "〔2017〕1",
        "某办发（2017）第0",
        "其它",
        "帐",
        "根据您的要求，",
        "【具体",
    ),
    *("㈠", "区(qū)", "?。ㄒ", "中国", "社会主", "国家发展和", "《中华人民", "\n", " ", "\t", "a b ", "工作.\r"),
    "台湾、日本、",
    "香港等国家和地区",
    "四个意识（政治意识、大局意识、",
    "政治意识、大局意识、四个意识",
    "创新、协调、绿色、开放、分享的新发展理念",
    "新发展理念：",
    "苗族自治县",
    "族自治州",
    "《中华人民共和国人民》",
    "《最高人民法院关于若干问题的解释》",
)


def cost(checker: Checker, bait: str, characters: int) -> float:
    """CPU seconds for so many characters of the bait."""
    text = (bait * (characters // len(bait) + 1))[:characters]
    begun = time.process_time()
    checker.check(text)
    return time.process_time() - begun


def main(wanted: list[str]) -> None:
    """Measure and print."""
    lists = wordlists.load()
    rules = build_rules(lists.rules, lists.tables, RuleOptions(leaders=EXAMPLE_LEADERS))
    whole = Checker(rules, traditional=lists.tables.traditional, kinds=lists.kinds)
    subjects = [("all rules", whole, BAITS)] if not wanted else []
    for rule in whole.rules:
        own = tuple(example.document.text for example in examples(rule)) if not rule.tables else ()
        triggers = rule.triggers[:50] if isinstance(rule.triggers, tuple) else ()
        if not wanted or rule.id in wanted:
            alone = Checker((rule,), traditional=whole.traditional)
            subjects.append((rule.id, alone, tuple(dict.fromkeys((*own[:40], *triggers, *BAITS)))))
    rows: list[tuple[float, float, str, str]] = []
    gc.disable()  # collections come at random and double a short run
    for name, checker, baits in subjects:
        for bait in filter(None, baits):
            cost(checker, bait, 1000)
            once, twice = cost(checker, bait, CHARACTERS), cost(checker, bait, 2 * CHARACTERS)
            megabytes = len(bait.encode("utf-8", "surrogatepass")) / len(bait) * 2 * CHARACTERS / 1e6
            rows.append((twice / max(once, 0.005), twice / megabytes, name, bait))
            gc.collect()
    print(f"{len(rows)} measurements of {CHARACTERS} and {2 * CHARACTERS} characters")
    for title, ranked in (
        ("t(2n)/t(n)", sorted(rows, key=lambda row: -row[0])),
        ("s/MB", sorted(rows, key=lambda row: -row[1])),
    ):
        print(title)
        for row in ranked[:SHOWN]:
            print(f"  {row[0]:5.2f}  {row[1]:6.2f} s/MB  {row[2]}  {row[3][:30]!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
