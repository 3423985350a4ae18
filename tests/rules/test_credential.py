"""Keys and tokens by their formats, passwords by what leads to them, and prose about passwords that stays silent."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator

import pytest

from sensitive_check.checker import Checker
from sensitive_check.loading import set_up
from sensitive_check.model import Document, Link, Part, Severity, Span
from sensitive_check.redact import redact

WHOLE = set_up().checker
ALONE = Checker((rule for rule in WHOLE.rules if rule.id == "credential"), traditional=WHOLE.traditional)

ALPHABETS = {
    "an": string.ascii_letters + string.digits,
    "al": string.ascii_letters,
    "up": string.ascii_uppercase + string.digits,
    "lo": string.ascii_lowercase + string.digits,
    "b32": string.ascii_uppercase + "234567",
    "hex": "0123456789abcdef",
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "_-",
    "dig": string.digits,
    "bech": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
UUID = "{hex8}-{hex4}-{hex4}-{hex4}-{hex12}"
# As the makers and the public scanners publish them; the alphabet and the number of its characters in braces.
FORMATS = (
    *("AKIA{b3216}", "ASIA{b3216}", "ABIA{b3216}", "ACCA{b3216}", "A3TX{b3216}", "ABSK{b64128}"),
    *("secret_access_key = {b6440}", "SecretAccessKey: {b6440}", "LTAI{an20}", "AccessKeySecret={an30}"),
    *("access_key_secret: {an30}", "AccessKey Secret：{an30}", "AKID{an32}", "SecretKey：{an32}", "secret_key={an32}"),
    *("AccessKeyId={up18}27", "access_key_id: {up18}27", "AIza{url34}x", "AccountKey={b6486}=="),
    *("{an3}8Q~{an34}", "ghp_{an36}", "gho_{an36}", "ghu_{an36}", "ghs_{an36}", "ghr_{an36}", "github_pat_{an82}"),
    *("glpat-{an20}", "glpat-{an27}.01{lo7}", "gldt-{an20}", "glrt-{an20}", "glft-{an20}", "glsoat-{an20}"),
    *("glptt-{hex40}", "GR1348941{an20}", "npm_{an36}", "pypi-AgEIcHlwaS5vcmc{an120}", "rubygems_{hex48}"),
    *("sk-{an20}T3BlbkFJ{an20}", "sk-proj-{an58}T3BlbkFJ{an58}", "sk-ant-api03-{an93}AA", "sk-{hex31}7", "hf_{al34}"),
    *("pplx-{an48}", "xoxb-{dig11}-{an24}", "xoxp-{dig11}-{an24}", "hooks.slack.com/services/T{up8}/B{up9}/{an24}"),
    *(f"qyapi.weixin.qq.com/cgi-bin/webhook/send?key={UUID}", f"open.feishu.cn/open-apis/bot/v2/hook/{UUID}"),
    *(f"open.larksuite.com/open-apis/bot/v2/hook/{UUID}", "oapi.dingtalk.com/robot/send?access_token={hex64}"),
    *("加签密钥：SEC{hex64}", "secret: SEC{hex64}", "AppSecret={hex32}", "app_secret: {hex32}"),
    *("sk_live_{an24}", "rk_live_{an24}", "sk_prod_{an24}", "rk_prod_{an24}", "sk_test_{an24}", "rk_test_{an24}"),
    *("shpat_{hex32}", "shpca_{hex32}", "shppa_{hex32}", "shpss_{hex32}", "twilio SK{hex32}"),
    *("SG.{an22}.{an43}", "key-{hex32}", "{hex32}-us12", "{dig10}:AA{an33}", "dapi{hex32}"),
    *("dop_v1_{hex64}", "doo_v1_{hex64}", "dor_v1_{hex64}", "glsa_{an32}_{hex8}", "sntryu_{hex64}"),
    *("ntn_{dig11}{an35}", "PMAK-{hex24}-{hex34}", "pul-{hex40}", "AKCp{an69}", "cmVmd{an59}", "hvs.{an95}"),
    *("hvb.{an150}", "{an14}.atlasv1.{an67}", "AGE-SECRET-KEY-1{bech58}", "eyJ{an20}.eyJ{an40}.{an43}"),
    *("-----BEGIN PRIVATE KEY-----\n{an64}\n{an64}\n-----END PRIVATE KEY-----", "Authorization: Bearer {an31}7"),
    *("-----BEGIN OPENSSH PRIVATE KEY-----\n{an64}\n-----END OPENSSH PRIVATE KEY-----", "Authorization: Basic {an31}7"),
    *("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n{an64}\nPrivate-MAC: {hex64}", "curl -u sa:{an12}"),
    *("kind: Secret\nmetadata:\n  name: a\ndata:\n  key: {an24}", 'ClearTextPassword" value="{an16}'),
)
FIELD = re.compile(r"\{(an|al|up|lo|b32|hex|b64|url|dig|bech)([0-9]+)\}")


def made(form: str, chosen: random.Random, spoil: str = "") -> str:
    """A value of a format; ``spoil`` makes its longest random part too "short", or puts a sign of no "alphabet" in."""
    longest = max(int(found[2]) for found in FIELD.finditer(form))

    def drawn(found: re.Match[str]) -> str:
        letters = "".join(chosen.choices(ALPHABETS[found[1]], k=int(found[2])))
        if not spoil or int(found[2]) < longest:
            return letters
        return letters[:3] if spoil == "short" else f"{letters[:3]}¤{letters[4:]}"

    return FIELD.sub(drawn, form)


def spans(checker: Checker, text: str | Document, rule: str = "credential") -> list[tuple[str, Severity]]:
    """Matches and severities of one rule."""
    return [(found.matched, found.severity) for found in checker.check(text) if found.rule_id == rule]


@pytest.mark.parametrize("form", FORMATS)
def test_values_of_a_format_are_found_and_spoiled_ones_are_not(form: str) -> None:
    chosen = random.Random(form)
    for _ in range(20):
        value = made(form, chosen)
        assert [matched for matched, _ in spans(ALONE, f"配置 {value}，结束")] == [value.removeprefix("  ")]
    for spoil in ("short", "alphabet"):
        for _ in range(10):
            assert spans(ALONE, f"配置 {made(form, chosen, spoil)}，结束") == []


def test_every_entry_has_its_format_here() -> None:
    chosen = random.Random(7)
    found = {f.entry_id for form in FORMATS for f in ALONE.check(f"配置 {made(form, chosen)}，结束")}
    (rule,) = ALONE.rules
    assert found == {entry.id for entry in rule.all_entries}


def altered(value: str) -> Iterator[str]:
    yield value.replace("ghp", "g\u200bhp")
    yield value[:20] + "\u00ad" + value[20:]
    yield value.replace("ghp_", "ｇｈｐ＿")


def test_a_disguised_token_is_found() -> None:
    value = "ghp_" + "Fake7Key2Not3Real5" * 2
    for text in altered(value):
        assert spans(ALONE, f"令牌{text}。") == [(text, Severity.ERROR)]


def test_a_private_key_may_hold_rows_of_one_letter() -> None:
    key = f"-----BEGIN OPENSSH PRIVATE KEY-----\n{'A' * 9}{'Fake7Key2Not3Real5' * 6}\n-----END OPENSSH PRIVATE KEY-----"
    assert spans(ALONE, f"附：\n{key}\n完") == [(key, Severity.ERROR)]
    assert spans(ALONE, f"附：\n{key[:100]}\n完") == [(key[:100] + "\n", Severity.ERROR)]


def test_capitals_count() -> None:
    assert spans(ALONE, "令牌GHP_" + "Fake7Key2Not3Real5" * 2) == []
    assert spans(ALONE, "编号akia" + "fake7key2not3rea") == []
    assert spans(ALONE, "编号AKIA" + "fake7key2not3rea") == []


@pytest.mark.parametrize(
    ("text", "matched", "severity"),
    [
        ("系统初始密码为身份证后六位。", "密码为身份证后六位", Severity.ERROR),
        ("初始密码：身份证号码后6位数字，登录后修改", "密码：身份证号码后6位数字", Severity.ERROR),
        ("默认密码为本人出生日期", "密码为本人出生日期", Severity.ERROR),
        ("密码均为手机号，首次登录须修改", "密码均为手机号", Severity.ERROR),
        ("初始密码身份证后六位", "密码身份证后六位", Severity.ERROR),
        ("默认密码123456，请及时修改", "密码123456", Severity.ERROR),
        ("初始口令 abc@2024。", "口令 abc@2024", Severity.ERROR),
        ("密码：Abc@2024", "密码：Abc@2024", Severity.ERROR),
        ("密码是“Abc@2024”。", "密码是“Abc@2024", Severity.ERROR),
        ("账号admin密码admin888，", "密码admin888", Severity.ERROR),
        ("密碼為１２３４５６", "密碼為１２３４５６", Severity.ERROR),
        ("密\u200b码：12\u200b3456", "密\u200b码：12\u200b3456", Severity.ERROR),
        ("密码已重置为000000。", "密码已重置为000000", Severity.ERROR),
        ("验证码为839201，5分钟内有效", "验证码为839201", Severity.ERROR),
        ("登录密码（区分大小写）：Gov#2025x", "密码（区分大小写）：Gov#2025x", Severity.ERROR),
        ('"password": "Fake7Key2",', 'password": "Fake7Key2', Severity.ERROR),
        ("spring.datasource.password=Fake7Key2", "password=Fake7Key2", Severity.ERROR),
        ("Data Source=db;User Id=sa;Password=Fake7Key2;", "Password=Fake7Key2", Severity.ERROR),
        ("jdbc:mysql://db:3306/hr?user=root&password=Fake7&ssl=1", "password=Fake7", Severity.ERROR),
        ("用户名/密码：admin/123456。", "密码：admin/123456", Severity.ERROR),
        ("**密码**：`Abc@2024`", "密码**：`Abc@2024", Severity.ERROR),
        ("https://www.example.gov.cn/login?user=a&password=abc123&t=1", "password=abc123", Severity.ERROR),
        ("密码：$Abc123!9", "密码：$Abc123!9", Severity.ERROR),
        ("工作会议后启用新系统，登录密码：Abc123", "密码：Abc123", Severity.ERROR),
        ("会议号：123-456-789，密码：7241", "密码：7241", Severity.WARNING),
        ("my password is admin.", "password is admin", Severity.ERROR),
        ("（不得外传）密码：Abc123", "密码：Abc123", Severity.ERROR),
        ("请勿泄露，密码为Abc123", "密码为Abc123", Severity.ERROR),
        ("提取码：k7e2", "提取码：k7e2", Severity.WARNING),
        ("https://pan.baidu.com/s/1fake 密码: k7e2", "密码: k7e2", Severity.WARNING),
        ("解压密码：gov2025", "密码：gov2025", Severity.WARNING),
        ("大厅无线网络WiFi密码：88888888", "密码：88888888", Severity.WARNING),
        ("#腾讯会议：123-456-789 会议密码：1234", "密码：1234", Severity.WARNING),
        ("密码：e10adc3949ba59abbe56e057f20f883e", "密码：e10adc3949ba59abbe56e057f20f883e", Severity.NOTE),
    ],
)
def test_stated(text: str, matched: str, severity: Severity) -> None:
    assert spans(WHOLE, text) == [(matched, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "《中华人民共和国密码法》自2020年1月1日起施行",
        "密码是保护网络与信息安全的核心技术",
        "解开丰收密码，端稳中国饭碗",
        "密码为8至16位字母、数字组合",
        "密码：6-18位",
        "口令：2024年春节",
        "验证码：由系统发送，30分钟内有效",
        "验证码为6位数字",
        "口令是“团结就是力量”",
        "密码：见通知",
        "密码：请联系管理员",
        "密码：********",
        "密码：${PASSWORD}",
        "密码：{{ password }}",
        "密码：<your password>",
        "密码：[REDACTED]",
        "密码：changeme",
        "密码：%PASSWORD%",
        "密码：$PASSWORD，由部署脚本填入",
        "密码：@PASSWORD@",
        "密码：AES-256加密",
        "密码=MD5(用户口令加盐)",
        "商用密码：GM/T 0054—2018等标准",
        "密码：AES/CBC/PKCS5Padding模式",
        "口令：2024-2025学年主题",
        "密码：Password输入框",
        "严禁将密码设置为123456、生日等简单组合",
        "常见弱口令：123456、admin、qwerty",
        "密码：https://www.example.gov.cn/reset",
        "密码为2048位",
        "密码为手机短信接收的验证码",
        "密码为身份证件的重要组成",
        "const password = getPassword();",
        "password: string;",
        "password=os.environ['DB_PASSWORD']",
        "$('#pwd1').val() == pwd",
        'if (password == "") {',
        "password == user.password2",
        "pwd: process.env.PWD2",
        '<input type="password" name="pwd1">',
        "password.length >= 8",
        "password: 8-16 characters",
        "https://pan.baidu.com/s/1fake?pwd=k7e2",
        "AKIAIOSFODNN7EXAMPLE",
        "sk-proj-your_key_here",
        "Authorization: Bearer ${TOKEN}",
        "curl -u username:password https://example.com",
    ],
)
def test_silent(text: str) -> None:
    assert spans(WHOLE, text) == []


def test_a_credential_in_an_address_is_reported_once() -> None:
    text = "https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b.git"
    assert spans(WHOLE, text) == []
    assert spans(WHOLE, text, "credential-in-url") == [(text, Severity.ERROR)]
    both = f"https://oapi.dingtalk.com/robot/send?access_token={'fa7e0c0de5ba11ed' * 4}"
    assert spans(WHOLE, both) == []
    assert spans(WHOLE, both, "credential-in-url") == [(both, Severity.ERROR)]


@pytest.mark.parametrize("kind", ["code", "comment", "hidden", "metadata", "table", "link", "deleted"])
def test_every_part_is_read(kind: str) -> None:
    hook = "https://open.feishu.cn/open-apis/bot/v2/hook/fa7e0c0d-5ba1-4ed4-9fa7-e0c0de5ba11e"
    span = Span(3, 3 + len(hook))
    links = (Link(span=span, target=hook, text="群"),) if kind == "link" else ()
    document = Document(text=f"正文\n{hook}", parts=(Part(label="", span=span, kind=kind),), links=links)
    assert spans(WHOLE, document) == [(hook.removeprefix("https://"), Severity.ERROR)]


def test_a_report_never_shows_it() -> None:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{'Fake7Key2Not3Real5' * 4}\n-----END RSA PRIVATE KEY-----"
    text = f"账号admin，密码：Abc@2024。截止目前，令牌ghp_{'Fake7Key2Not3Real5' * 2}\n{key}\n"
    report = redact(WHOLE.check(text))
    found = [finding for finding in report if finding.rule_id == "credential"]
    assert [finding.span for finding in found] == [
        Span(text.index("密码"), text.index("。")),
        Span(text.index("ghp_"), text.index("\n")),
        Span(text.index("-----"), len(text) - 1),
    ]
    for finding in report:
        shown = repr((finding.matched, finding.message, finding.reason, finding.suggestions, finding.excerpt.text))
        assert not any(secret in shown for secret in ("Abc@2024", "Fake7", "BEGIN"))
