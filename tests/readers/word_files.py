"""Word files built from strings, with one text planted in each of the places where text can stand or hide."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v" '
    'xmlns:wp="urn:wp" xmlns:a="urn:a" xmlns:m="urn:m" xmlns:c="urn:c" xmlns:dgm="urn:dgm" xmlns:wps="urn:wps"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file of members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_file(
    body: str,
    parts: Mapping[str, str] | None = None,
    namespace: str = W,
    members: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A Word file of a body.

    ``parts`` are type of relationship -> content of ``word/TYPE.xml`` (with SPACE for the namespaces), or an address;
    ``members`` are further members, by name.
    """
    space = f'xmlns:w="{namespace}" {_SPACES}'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override ContentType="{_TYPE}" PartName="/word/document.xml"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
    }
    related = ""
    for kind, content in (parts or {}).items():
        external = "://" in content and not content.startswith("<")
        target = f'Target="{content}" TargetMode="External"' if external else f'Target="{kind}.xml"'
        related += f'<Relationship Id="{kind}" Type="{R}/{kind}" {target}/>'
        if not external:
            made[f"word/{kind}.xml"] = content.replace("SPACE", space)
    made["word/_rels/document.xml.rels"] = f"<Relationships>{related}</Relationships>"
    for name, member in (members or {}).items():
        made[name] = member.replace("SPACE", space) if isinstance(member, str) else member
    return zipped(made)


def run(text: str, properties: str = "") -> str:
    """A run."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells with what stands in each."""
    inner = "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{inner}</w:tbl>"


def field(instruction: str, result: str = "") -> str:
    """A field: its code, and the runs that it shows."""
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}{result}{end}"


def split(text: str) -> str:
    """A text in two runs, as editing leaves it."""
    return run(text[:1]) + run(text[1:], "<w:b/>")


def style_that(properties: str, kind: str = "character") -> dict[str, str]:
    """The part of styles with one style ``s``, which stands on another one that has the properties."""
    upper = f'<w:style w:type="{kind}" w:styleId="t"><w:name w:val="t"/><w:rPr>{properties}</w:rPr></w:style>'
    own = f'<w:style w:type="{kind}" w:styleId="s"><w:name w:val="s"/><w:basedOn w:val="t"/></w:style>'
    return {"styles": f"<w:styles SPACE>{upper}{own}</w:styles>"}


def notes(kind: str, text: str) -> dict[str, str]:
    """The part of footnotes or endnotes, with the separator that Word puts first and one note."""
    separator = f'<w:{kind} w:type="separator" w:id="-1">{paragraph("<w:r><w:separator/></w:r>")}</w:{kind}>'
    note = f'<w:{kind} w:id="1">{paragraph(split(text))}</w:{kind}>'
    return {f"{kind}s": f"<w:{kind}s SPACE>{separator}{note}</w:{kind}s>"}


def box(text: str) -> str:
    """A text box twice, as Word writes it: for itself and for programs that do not know its markup."""
    inner = f"<w:txbxContent>{paragraph(split(text))}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><wps:txbx>{inner}</wps:txbx></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
    return paragraph(f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>")


def _part(kind: str, tag: str) -> Callable[[str], bytes]:
    return lambda text: word_file("", {kind: f"<w:{tag} SPACE>{paragraph(split(text))}</w:{tag}>"})


def _body(make: Callable[[str], str], parts: Mapping[str, str] | None = None) -> Callable[[str], bytes]:
    return lambda text: word_file(make(text), parts)


def _member(name: str, make: Callable[[str], str]) -> Callable[[str], bytes]:
    return lambda text: word_file(paragraph(run("正文")), members={name: make(text)})


def _symbols(text: str) -> str:
    """A text whose every character is a symbol of a font."""
    return "<w:r>" + "".join(f'<w:sym w:font="宋体" w:char="{ord(one):04X}"/>' for one in text) + "</w:r>"


def _property(text: str) -> str:
    return f"<cp:coreProperties xmlns:cp='urn:cp' xmlns:dc='urn:dc'><dc:subject>{text}</dc:subject></cp:coreProperties>"


_SHADED = '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'
_LISTED = '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value="{}"/></w:dropDownList></w:sdtPr><w:sdtContent/></w:sdt>'
_BOOKMARK = '<w:p><w:bookmarkStart w:id="1" w:name="{}"/><w:r><w:t>请落实。</w:t></w:r></w:p>'
_ALIAS = '<w:sdt><w:sdtPr><w:alias w:val="{}"/></w:sdtPr><w:sdtContent/></w:sdt>'
_FORM = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="{}"/></w:textInput></w:ffData>'
_CHART = '<c:chart SPACE><c:cat><c:pt idx="0"><c:v>{}</c:v></c:pt></c:cat></c:chart>'
_DIAGRAM = "<dgm:dataModel SPACE><dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>"
_PICTURE = '<w:r><w:drawing><wp:docPr id="1" name="图片 1" {}="{}"/></w:drawing></w:r>'

HIDING_PLACES: Mapping[str, tuple[Callable[[str], bytes], str, str]] = MappingProxyType(
    {
        "body": (_body(lambda t: paragraph(split(t))), "第1段", "prose"),
        "second paragraph": (_body(lambda t: "<w:p/>" + paragraph(split(t))), "第2段", "prose"),
        "properties apart": (
            _body(
                lambda t: f"<w:p><w:r> <w:rPr> <w:vanish/></w:rPr><w:lastRenderedPageBreak/><w:t>{t}</w:t></w:r></w:p>"
            ),
            "第1段 隐藏文字",
            "hidden",
        ),
        "content control": (
            _body(lambda t: f"<w:sdt><w:sdtContent>{paragraph(split(t))}</w:sdtContent></w:sdt>"),
            "第1段",
            "prose",
        ),
        "name of a bookmark": (_body(_BOOKMARK.format), "第1段 书签名", "metadata"),
        "alias of a control": (_body(_ALIAS.format), "第1段 内容控件", "metadata"),
        "item of a list": (_body(_LISTED.format), "第1段 内容控件", "metadata"),
        "smart tag": (
            _body(lambda t: paragraph(f'<w:smartTag w:element="p">{split(t)}</w:smartTag>')),
            "第1段",
            "prose",
        ),
        "attribute of a tag": (
            _body(lambda t: paragraph(f'<w:smartTag><w:smartTagPr><w:attr w:val="{t}"/></w:smartTagPr></w:smartTag>')),
            "第1段 标记属性",
            "metadata",
        ),
        "cell": (_body(lambda t: table(("<w:p/>", paragraph(split(t))))), "表1 第1行第2列", "table"),
        "nested table": (
            _body(lambda t: table(("<w:p/>",), ("<w:p/>", table(("<w:p/>",), (paragraph(split(t)),)) + "<w:p/>"))),
            "表1 第2行第2列 嵌套表1 第2行第1列",
            "table",
        ),
        "description of a table": (
            _body(lambda t: f'<w:tbl><w:tblPr><w:tblDescription w:val="{t}"/></w:tblPr><w:tr><w:tc/></w:tr></w:tbl>'),
            "表1 表格说明",
            "metadata",
        ),
        "header": (_part("header", "hdr"), "页眉", "prose"),
        "footer": (_part("footer", "ftr"), "页脚", "prose"),
        "footnote": (lambda t: word_file("", notes("footnote", t)), "脚注1", "prose"),
        "endnote": (lambda t: word_file("", notes("endnote", t)), "尾注1", "prose"),
        "comment": (
            lambda t: word_file(
                "",
                {
                    "comments": "<w:comments SPACE>"
                    + "".join(
                        f'<w:comment w:id="{n}" w:author="甲">{paragraph(split(one))}</w:comment>'
                        for n, one in enumerate(("已改", t))
                    )
                    + "</w:comments>"
                },
            ),
            "批注2",
            "comment",
        ),
        "author of a comment": (
            lambda t: word_file(
                "", {"comments": f'<w:comments SPACE><w:comment w:author="{t}"><w:p/></w:comment></w:comments>'}
            ),
            "批注1 作者",
            "metadata",
        ),
        "author of a revision": (
            _body(lambda t: paragraph(f'<w:ins w:author="{t}">{run("正文")}</w:ins>')),
            "修订作者",
            "metadata",
        ),
        "author of a change of format": (
            _body(lambda t: paragraph(run("正文", f'<w:b/><w:rPrChange w:author="{t}"><w:rPr/></w:rPrChange>'))),
            "修订作者",
            "metadata",
        ),
        "text box": (_body(box), "第1段 文本框", "prose"),
        "box within a box": (
            _body(lambda t: paragraph(f"<w:r><w:pict><w:txbxContent>{box(t)}</w:txbxContent></w:pict></w:r>")),
            "第1段 文本框",
            "prose",
        ),
        "result of a field": (_body(lambda t: paragraph(field(" REF a ", split(t)))), "第1段", "prose"),
        "code of a field": (_body(lambda t: paragraph(field(t, run("正文")))), "第1段 域代码", "code"),
        "code of a simple field": (
            _body(lambda t: paragraph(f'<w:fldSimple w:instr="{t}">{run("正文")}</w:fldSimple>')),
            "第1段 域代码",
            "code",
        ),
        "deleted code of a field": (
            _body(lambda t: paragraph(f"<w:del><w:r><w:delInstrText>{t}</w:delInstrText></w:r></w:del>")),
            "第1段 修订删除",
            "deleted",
        ),
        "form field": (_body(lambda t: paragraph(_FORM.format(t), "</w:fldChar></w:r>")), "第1段 表单域", "metadata"),
        "link": (
            _body(lambda t: paragraph(f'<w:hyperlink w:anchor="a">{split(t)}</w:hyperlink>')),
            "第1段",
            "prose",
        ),
        "tooltip of a link": (
            _body(lambda t: paragraph(f'<w:hyperlink w:anchor="a" w:tooltip="{t}">{run("正文")}</w:hyperlink>')),
            "第1段 链接提示",
            "metadata",
        ),
        "place that a link leads to": (
            _body(lambda t: paragraph(f'<w:hyperlink w:anchor="{t}">{run("正文")}</w:hyperlink>')),
            "第1段 链接位置",
            "metadata",
        ),
        "place in another document that a link leads to": (
            _body(lambda t: paragraph(f'<w:hyperlink w:docLocation="{t}">{run("正文")}</w:hyperlink>')),
            "第1段 链接位置",
            "metadata",
        ),
        "inserted": (_body(lambda t: paragraph(f"<w:ins>{split(t)}</w:ins>")), "第1段", "prose"),
        "moved here": (_body(lambda t: paragraph(f"<w:moveTo>{split(t)}</w:moveTo>")), "第1段", "prose"),
        "moved away": (
            _body(lambda t: paragraph(f"<w:moveFrom>{split(t)}</w:moveFrom>")),
            "第1段 修订删除",
            "deleted",
        ),
        "deleted": (
            _body(lambda t: paragraph(f"<w:del>{split(t).replace('w:t>', 'w:delText>')}</w:del>")),
            "第1段 修订删除",
            "deleted",
        ),
        "hidden": (_body(lambda t: paragraph(run(t, "<w:vanish/>"))), "第1段 隐藏文字", "hidden"),
        "hidden by a style of characters": (
            _body(lambda t: paragraph(run(t, '<w:rStyle w:val="s"/>')), style_that("<w:vanish/>")),
            "第1段 隐藏文字",
            "hidden",
        ),
        "hidden by a style of paragraphs": (
            _body(
                lambda t: paragraph(run(t), properties='<w:pStyle w:val="s"/>'), style_that("<w:vanish/>", "paragraph")
            ),
            "第1段 隐藏文字",
            "hidden",
        ),
        "white": (_body(lambda t: paragraph(run(t, '<w:color w:val="FFFFFF"/>'))), "第1段 白色文字", "hidden"),
        "near white": (_body(lambda t: paragraph(run(t, '<w:color w:val="FEFEFE"/>'))), "第1段 白色文字", "hidden"),
        "white by a style": (
            _body(
                lambda t: paragraph(run(t), properties='<w:pStyle w:val="s"/>'),
                style_that('<w:color w:val="FFFFFF"/>', "paragraph"),
            ),
            "第1段 白色文字",
            "hidden",
        ),
        "as dark as its cell": (
            _body(lambda t: table((_SHADED + paragraph(run(t, '<w:color w:val="1F3864"/>')),))),
            "表1 第1行第1列 与底色相同的文字",
            "hidden",
        ),
        "tiny": (_body(lambda t: paragraph(run(t, '<w:sz w:val="2"/>'))), "第1段 极小文字", "hidden"),
        "symbols": (_body(lambda t: paragraph(_symbols(t))), "第1段", "prose"),
        "phonetic guide": (
            _body(
                lambda t: paragraph(
                    f"<w:r><w:ruby><w:rt>{run(t)}</w:rt><w:rubyBase>{run('字')}</w:rubyBase></w:ruby></w:r>"
                )
            ),
            "第1段 注音",
            "prose",
        ),
        "formula": (
            _body(lambda t: paragraph(f"<m:oMath><m:r><m:t>{t}</m:t></m:r></m:oMath>")),
            "第1段",
            "prose",
        ),
        "description of a picture": (
            _body(lambda t: paragraph(_PICTURE.format("descr", t))),
            "第1段 图片说明",
            "metadata",
        ),
        "title of a picture": (_body(lambda t: paragraph(_PICTURE.format("title", t))), "第1段 图片说明", "metadata"),
        "description of a shape": (
            _body(lambda t: paragraph(f'<w:r><w:pict><v:shape alt="{t}"/></w:pict></w:r>')),
            "第1段 图片说明",
            "metadata",
        ),
        "word art": (
            _body(lambda t: paragraph(f'<w:r><w:pict><v:shape><v:textpath string="{t}"/></v:shape></w:pict></w:r>')),
            "第1段 艺术字",
            "prose",
        ),
        "variable": (
            lambda t: word_file("", {"settings": f'<w:settings SPACE><w:docVar w:name="n" w:val="{t}"/></w:settings>'}),
            "文档变量",
            "metadata",
        ),
        "text of a list number": (
            lambda t: word_file(
                "",
                {
                    "numbering": '<w:numbering SPACE><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
                    f'<w:lvlText w:val="{t}"/></w:lvl></w:abstractNum></w:numbering>'
                },
            ),
            "编号文字",
            "metadata",
        ),
        "glossary": (
            lambda t: word_file(
                "",
                {
                    "glossaryDocument": "<w:glossaryDocument SPACE><w:docParts><w:docPart><w:docPartBody>"
                    f"{paragraph(split(t))}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
                },
            ),
            "构建基块",
            "metadata",
        ),
        "name of a building block": (
            lambda t: word_file(
                "",
                {
                    "glossaryDocument": "<w:glossaryDocument SPACE><w:docParts><w:docPart><w:docPartPr>"
                    f'<w:name w:val="{t}"/></w:docPartPr></w:docPart></w:docParts></w:glossaryDocument>'
                },
            ),
            "构建基块 名称",
            "metadata",
        ),
        "name of a picture": (
            _body(lambda t: paragraph(_PICTURE.format("title", "").replace("图片 1", t))),
            "第1段 图片名称",
            "metadata",
        ),
        "chart": (_member("word/charts/chart1.xml", _CHART.format), "图表1", "prose"),
        "name of a run's font": (
            _body(lambda t: paragraph(run("正文", f'<w:rFonts w:ascii="Arial" w:eastAsia="{t}"/>'))),
            "字体名",
            "metadata",
        ),
        "name of a font": (
            _member("word/fontTable.xml", lambda t: f'<w:fonts SPACE><w:font w:name="{t}"/></w:fonts>'),
            "部件 word/fontTable.xml 属性",
            "metadata",
        ),
        "other name of a font": (
            _member(
                "word/fontTable.xml",
                lambda t: f'<w:fonts SPACE><w:font w:name="宋体"><w:altName w:val="{t}"/></w:font></w:fonts>',
            ),
            "部件 word/fontTable.xml 属性",
            "metadata",
        ),
        "number format of an axis": (
            _member("word/charts/chart1.xml", lambda t: f'<c:c SPACE><c:numFmt formatCode="&quot;{t}&quot;0"/></c:c>'),
            "图表1 设置",
            "metadata",
        ),
        "number format of values": (
            _member(
                "word/charts/chart1.xml",
                lambda t: f'<c:c SPACE><c:formatCode>0"{t[:2]}"_)"{t[2:]}"</c:formatCode></c:c>',
            ),
            "图表1 设置",
            "metadata",
        ),
        "number format of one value": (
            _member("word/charts/chart1.xml", lambda t: f"<c:c SPACE><c:pt formatCode='\"{t}\"0'/></c:c>"),
            "图表1 设置",
            "metadata",
        ),
        "separator in a chart": (
            _member("word/charts/chart1.xml", lambda t: f"<c:c SPACE><c:separator>{t}</c:separator></c:c>"),
            "图表1 设置",
            "metadata",
        ),
        "newer chart": (
            _member("word/charts/chartEx1.xml", lambda t: f'<c:x SPACE><c:pt idx="0">{t}</c:pt></c:x>'),
            "图表1",
            "prose",
        ),
        "diagram": (_member("word/diagrams/data1.xml", _DIAGRAM.format), "SmartArt 图形", "prose"),
        "part that nothing names": (
            _member("word/header9.xml", lambda t: f"<w:hdr SPACE>{paragraph(split(t))}</w:hdr>"),
            "部件 word/header9.xml",
            "metadata",
        ),
        "text of a drawing on a chart": (
            _member(
                "word/drawings/drawing1.xml", lambda t: f"<c:userShapes SPACE><a:p><a:t>{t}</a:t></a:p></c:userShapes>"
            ),
            "部件 word/drawings/drawing1.xml",
            "metadata",
        ),
        "custom XML": (
            _member("customXml/item1.xml", lambda t: f"<d><e>{t}</e></d>"),
            "部件 customXml/item1.xml",
            "metadata",
        ),
        "attribute in custom XML": (
            _member("customXml/item1.xml", lambda t: f'<d><e v="{t}"/></d>'),
            "部件 customXml/item1.xml 属性",
            "metadata",
        ),
        "document property": (_member("docProps/core.xml", _property), "文档属性 主题", "metadata"),
        "other text": (
            _body(lambda t: paragraph(f"<w:r><w:unknown>{t}</w:unknown></w:r>")),
            "第1段 其他文字",
            "metadata",
        ),
        "other prefix": (
            lambda t: word_file(
                paragraph(split(t))
                .replace("<w:", "<q:")
                .replace("</w:", "</q:")
                .replace("<q:p>", f'<q:p xmlns:q="{W}">', 1)
            ),
            "第1段",
            "prose",
        ),
        "strict": (lambda t: word_file(paragraph(split(t)), namespace=STRICT), "第1段", "prose"),
        "UTF-16": (
            lambda t: word_file(
                "",
                members={
                    "word/document.xml": (
                        f'<?xml version="1.0" encoding="UTF-16"?><w:document xmlns:w="{W}"><w:body>'
                        f"{paragraph(split(t))}</w:body></w:document>"
                    ).encode("utf-16")
                },
            ),
            "第1段",
            "prose",
        ),
        "references": (
            lambda t: word_file(paragraph(run("".join(f"&#x{ord(one):X};" for one in t)))),
            "第1段",
            "prose",
        ),
        "CDATA": (lambda t: word_file(paragraph(run(f"<![CDATA[{t}]]>"))), "第1段", "prose"),
        "embedded file": (
            lambda t: word_file("", members={"word/embeddings/a.docx": word_file(paragraph(split(t)))}),
            "嵌入对象 a.docx 第1段",
            "prose",
        ),
        "imported page": (
            lambda t: word_file("", members={"word/afchunk.html": f"<html><body><p>{t}</p></body></html>"}),
            "嵌入对象 afchunk.html",
            "prose",
        ),
    }
)
"""What a place is called -> a file with a text planted there, the label of the part it stands in, and its kind."""
