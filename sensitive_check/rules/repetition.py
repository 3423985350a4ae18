"""Words, clauses and paragraphs that stand twice: what is left when text is moved or edited in haste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import eq
from typing import TYPE_CHECKING

from sensitive_check.matching import is_token, straddles
from sensitive_check.model import Category, Hit, Rule, Severity, Span
from sensitive_check.patterns import lazy
from sensitive_check.rules.expression import is_quoted
from sensitive_check.rules.sections import has_articles

if TYPE_CHECKING:
    from sensitive_check.context import Context

# Doubled, these are never a phrase by themselves. Verbs that are doubled to soften them (研究研究), words of number
# and measure (一个一个), and nouns that are verbs, too (各组织组织活动) are not among them.
_WORDS = (
    "按照 建设 行政 机构 发展 进行 依法 条例 保护 安全 根据 实施 法律 申请 情况 社会 人员 执行 机关 "
    "加强 批准 违反 提供 县级 法规 依照 制定 个人 开展 经营 设施 给予 支持 会议 政府 责令 需要 监督 "
    "处理 违法 及其 信息 及时 作出 措施 技术 提出 经济 建立 标准 办理 制度 直接 条件 采取 予以 符合 "
    "范围 方式 保障 情形 案件 职责 推进 改正 重大 从事 船舶 确定 鼓励 项目 履行 实行 促进 文化 财产 "
    "意见 应急 设置 造成 审查 承担 责任 事项 预算 问题 利用 发生 具有 合作 生态 体育 地区 设立 内容 "
    "改革 执法 取得 创新 适用 医疗 推动 维护 卫生 资金 提高 重要 产品 请求 合同 委托 学校 完善 认定 "
    "机制 市场 坚持 期货 重点 接受 受理 资源 旅游 质量 投资 处置 实际 备案 证据 公布 禁止 审批 业务 "
    "程序 发布 区域 场所 职工 影响 费用 基本 设备 办法 文件 相应 材料 证明 公民 支付 发现 参与 会同 "
    "政策 原则 送达 档案 检验 工程 职业 包括 能力 有权 健康 做好 仲裁 作为 专业 公共 赔偿 施行 防治 "
    "科技 规范 居民 期限 权利 产业 物品 落实 畜禽 方面 共同 环境 不予 依据 体系 道路 综合 收入 资料 "
    "全国 审核 领域 破产 关系 价格 住房 提交 同意 必要 限期 运输 审理 变更 超过 方案 法院 义务 治理 "
    "建筑 动物 遵守 开发 纳入 结合 土地 公开 交通 移民 实现 停止 车辆 加快 任务 海事 商品 上级 合理 "
    "具体 信访 传统 检测 审议 交易 监测 食品 撤销 涉及 基金 许可 历史 文明 损害 污染 书面 法治 并处 "
    "水平 限制 部分 损失 就业 事业 行业 当地 约定 网络 未经 安置 完成 系统 出口 临时 职务 功能 收费 "
    "数据 协议 增加 协助 销售 结果 境外 海域 基础 明确 基层 产生 持续 鉴定 经费 提起 标志 手续 过程 "
    "科学 有效 双方 处以 引导 增长 稳定 危害 除外 城镇 财政 施工 监察 风险 告知 数量 调解 群众 军事 "
    "货物 工会 严重 排放 事故 存在 事实 拒绝 申报 国防 利益 定期 中央 金融 应用 科普 物质 平台 债权 "
    "转移 港口 公众 理由 开放 具备 提升 组成 刑法 目标 合格 战略 是否 计算 统筹 公告 确认 支出 形式 "
    "扩大 作用 学生 宗教 虚假 现场 管辖 专门 预防 用地 纠纷 境内 证书 海洋 精神 达到 认为 劳动 表示 "
    "列入 保持 医院 形成 奖励 名称 世界 民族 确保 法人 集中 保险 设区 补偿 优先 进入 能源 慈善 特色 "
    "分别 运营 深化 扣押 检疫 枪支 全球 对象 审判 税款 拆除 矫正 成员 担保 正常 铁路 发挥 缴纳 养殖 "
    "运行 采用 举报 公路 海关 死亡 报送 增强 举行 粮食 房屋 健全 药品 军官 军队 出具 结算 绿色 适当 "
    "主体 煤矿 工作 着力 贯彻 深入 努力 切实 扎实 部署 同志 党委 书记 县委 市委 省委 支部 党员 干部 "
    "疫情 全市 全县 全省 全区 该局 我局 我县 我市 截至 目前 为了 由于 但是 因此 关于 对于 以及 并且 "
    "而且 如果 虽然 因为 所以 通过 国家 中国 人民 企业 部门 单位 城市 农村 社区 乡村 国际 主席 大会 "
    "时间 目的 教育 服务 生产 生活 国务院 委员会 许可证 当事人 残疾人 直辖市 自治区 负责人 进一步 现代化 "
    "互联网 消费者 老年人 劳动者 办公室 高质量 党中央 财政部 总书记 领导小组 人民政府 主管部门 人民法院 "
    "人民检察院 公安机关 行政部门 工作人员 事业单位 生态环境 自然资源 建设项目 基础设施 知识产权 国家机关 "
    "医疗机构 环境保护 社会主义 科学技术 社会保障 社会保险 食品安全 交通运输 财政部门 法律法规 合法权益 "
    "政府信息 信息公开 各级党委 党委政府 有关部门 有关规定 贯彻落实 深入推进 全面推进 统筹推进 扎实推进 "
    "全面落实 有限公司 常务委员会 省人民政府 市人民政府 县人民政府 "
)
_DOUBLED_WORDS = {f"{word}{word}": word for word in _WORDS.split()}

_DOUBLED_CHARACTERS = tuple(f"{character}{character}" for character in "的了和是在与也并由被对将及为")
_TRIGGERS = (*_DOUBLED_CHARACTERS, *_DOUBLED_WORDS)
_PHRASE = lazy(
    "的的确确|(?:^|[^\\u4e00-\\u9fff])的的|打的的|和和(?:气气|美美|睦睦|顺顺|乐乐|满满)|是是非非|了了分明|[不小未]了了|在在皆是"
    "|[一双]对对|对对(?:子|账)|项目项目(?=常务|副|总|经理|部|负责|法人|名称)|(.)\\1(?:在在|了了|的的)"
)
"""Doubled words that are right: as a phrase, in classical verse, or because the second begins a name."""

_BEFORE = 2
_BEHIND = 4
_PHRASE_SIZE = 4


def _scan_words(context: Context) -> Iterator[Hit]:
    for pair in _DOUBLED_CHARACTERS:
        for span in _places(context, pair):
            yield from _twice(context, pair[:1], span)
    for pair in sorted(_DOUBLED_WORDS.keys() & context.occurrences.keys()):
        for span in _places(context, pair):
            if not is_quoted(context.folded.text, span):
                yield from _twice(context, _DOUBLED_WORDS[pair], span)


def _places(context: Context, pair: str) -> Iterator[Span]:
    return (span for view, span in context.occurrences.get(pair, ()) if view is context.folded)


def _twice(context: Context, word: str, span: Span) -> Iterator[Hit]:
    """A hit where both are words by themselves (共和|和 and 年度|年度报告 are not), and there is no third."""
    text, size = context.folded.text, len(word)
    if text.startswith(word, span.end) or text.startswith(word, max(span.start - size, 0), span.start):
        return
    low, high = max(span.start - _BEFORE, 0), span.end + _BEHIND
    if any(one.start() < span.end and span.start < one.end() for one in _PHRASE.finditer(text, low, high)):
        return
    halves = (Span(start, start + size) for start in (span.start, span.start + size))
    # A phrase of four characters is mostly two words of the segmenter.
    if all(is_token(text, half) for half in halves) if size < _PHRASE_SIZE else not straddles(text, span):
        yield Hit(span=span, suggestions=(word,))


REPEATED_WORD = Rule(
    id="repeated-word",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="词语重复",
    message="“{matched}”重复，宜改为“{suggestion}”",
    rationale="同一个字或词接连写了两遍，多为修改后没有删净。",
    source="图书质量管理规定（新闻出版总署令第26号）附件：多字",
    triggers=_TRIGGERS,
    scan=_scan_words,
    match=(
        "会议研究了重要的的事项",
        "全年工作取得了了明显成效",
        "各级机关和和事业单位",
        "主要原因是是进度缓慢",
        "活动将于下月在在本市举行",
        "对收回的资金进行进行清理",
        "进一步加快建设建设高标准农田",
        "由县人民政府人民政府批准",
        "深入推进深入推进作风建设",
        "各部门要按照按照要求上报",
    ),
    no_match=(
        "目的的确明确，的的确确落实到位",
        "为了了解情况，除了了解进度以外",
        "中华人民共和国和各地方",
        "参与与管理有关的活动",
        "报送上一年度年度报告",
        "市公安局刑侦支队支队长",
        "大家研究研究，一个一个地落实",
        "慢慢走，常常看，人人参与，天天向上",
        "妈妈带着星星看看外面",
        "与客户对对账单，和和气气",
        "他说：“进行进行，马上进行！”",
        "高新技术技术人员，自自在在",
    ),
)


_FEWEST_OF_PARAGRAPH = 30
_FEWEST_OF_CLAUSE = 7
_SENTENCE_ENDS = "。！？；"
_BLANK = " \t\r\u3000"
_FORM = lazy("[□○_＿]|[：:]$|盖章|签字|签名|填写|填报|（章）")
"""What makes a line a field of a form, or the words under it."""

_MOST_TIMES = 3
"""What stands more often is a formula: a reply to each of many, a refrain."""

_HAN = lazy("[\u4e00-\u9fff]")


def _scan_paragraphs(context: Context) -> Iterator[Hit]:
    text = context.raw.text
    if has_articles(text):  # statutes repeat their formulas
        return
    lines = text.split("\n")
    long = [line.strip(_BLANK) for line in lines if len(line) >= _FEWEST_OF_PARAGRAPH]
    if len(set(long)) < len(long):
        yield from _repeated_lines(context, lines)
    clauses = text.replace("。", "，").replace("；", "，").split("，")
    if any(map(eq, clauses, clauses[1:])):
        yield from _doubled_clauses(context, clauses)


def _repeated_lines(context: Context, lines: Sequence[str]) -> Iterator[Hit]:
    """Paragraphs that stood before; several in a row are one hit."""
    places: dict[str, list[Span]] = {}
    order: list[tuple[str, Span]] = []
    start = 0
    for line in lines:
        words = line.strip(_BLANK)
        if words:
            begin = start + len(line) - len(line.lstrip(_BLANK))
            span = Span(begin, begin + len(words))
            if _is_paragraph(words) and context.kind_at(begin) == "prose":
                places.setdefault(words, []).append(span)
            order.append((words, span))
        start += len(line) + 1
    run: list[Span] = []
    first: Span | None = None
    for words, span in order:
        stood = places.get(words, [])
        if 1 < len(stood) <= _MOST_TIMES and span != stood[0]:
            first = first or stood[0]
            run.append(span)
            continue
        if run and first:
            yield Hit(span=Span(run[0].start, run[-1].end), related=(first,), reason="paragraph")
        run, first = [], None
    if run and first:
        yield Hit(span=Span(run[0].start, run[-1].end), related=(first,), reason="paragraph")


def _is_paragraph(words: str) -> bool:
    return len(words) >= _FEWEST_OF_PARAGRAPH and words[-1] in _SENTENCE_ENDS and not _FORM.search(words)


def _doubled_clauses(context: Context, clauses: Sequence[str]) -> Iterator[Hit]:
    """Clauses that stand twice in a row in running text; three times is a song or a slogan."""
    start = 0
    for index, clause in enumerate(clauses):
        end = start + len(clause)
        if (
            index
            and clause == clauses[index - 1]
            and len(clause) >= _FEWEST_OF_CLAUSE
            and "\n" not in clause
            and clause not in (clauses[index + 1 : index + 2] or [""])
            and (index < 2 or clauses[index - 2] != clause)
            and _HAN.search(clause)
        ):
            span = Span(start - len(clause) - 1, end)
            if context.kind_at(start) == "prose" and not is_quoted(context.folded.text, span):
                yield Hit(span=span, suggestions=(clause,), reason="clause")
        start = end + 1


REPEATED_PARAGRAPH = Rule(
    id="repeated-paragraph",
    category=Category.ERROR,
    severity=Severity.WARNING,
    title="段落、分句重复",
    message="这段文字在文中重复出现，请核对后删去一处",
    rationale="同一段、同一句原样出现两次，多为剪贴、合稿时留下的。表格、落款、法规中的固定语句不在此列。",
    source="图书质量管理规定（新闻出版总署令第26号）附件：多字",
    reasons={"paragraph": "与前面的一段完全相同", "clause": "与紧接在前的一句完全相同"},
    by_line=True,
    scan=_scan_paragraphs,
    match=(
        "各部门要高度重视，明确专人负责，按月报送进展情况，确保年底前全部完成任务。\n二、要求\n"
        "各部门要高度重视，明确专人负责，按月报送进展情况，确保年底前全部完成任务。",
        "开头。\n今年以来，全县上下齐心协力，主要经济指标稳步回升，民生实事项目全部开工建设。\n"
        "　　今年以来，全县上下齐心协力，主要经济指标稳步回升，民生实事项目全部开工建设。\n结尾。",
        "会议指出，要压实安全生产责任，要压实安全生产责任，严防各类事故。",
        "全面排查老旧小区管网，建立问题台账并限期整改。建立问题台账并限期整改。",
        "加大财政投入；完善基层公共文化服务网络，完善基层公共文化服务网络。",
    ),
    no_match=(
        "各部门要高度重视，明确专人负责。\n各部门要高度重视，明确专人负责。",
        "第一条　为了规范管理，制定本办法。\n第三条　违反规定的，由主管部门责令改正，处一千元以上一万元以下罚款。\n"
        "第四条　略。\n违反规定的，由主管部门责令改正，处一千元以上一万元以下罚款。\n"
        "违反规定的，由主管部门责令改正，处一千元以上一万元以下罚款。",
        "我单位承诺所填内容真实有效，如有虚假愿承担相应责任，并接受处理（盖章）。\n"
        "我单位承诺所填内容真实有效，如有虚假愿承担相应责任，并接受处理（盖章）。",
        "他们唱道：“家乡的山水美如画，家乡的山水美如画，歌声多嘹亮。”",
        "加油，加油，再加油。",
        "同心协力向前走，同心协力向前走，同心协力向前走。",
    ),
)
