"""A declared charset is verified, not believed: it counts only where the bytes themselves leave a doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sensitive_check.decode import Decoded, decode, plausibility
from sensitive_check.errors import ReadError
from sensitive_check.model import Unchecked

_SNIFFED = 4096
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}encoding[ \t\r\n]{0,9}=[ \t\r\n]{0,9}[\"']([a-zA-Z0-9_:.-]{1,40})"
    rb"|<meta[^>]{0,400}?charset[ \t\r\n]{0,9}=[ \t\r\n]{0,9}[\"']?([a-zA-Z0-9_:.-]{1,40})",
    re.IGNORECASE,
)
_CODECS: Mapping[str, str] = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gb_2312", "gbk", "x-gbk", "cp936", "gb18030", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "big-5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean"), "cp949"),
}
"""Names that pages declare -> codecs. One-byte charsets are left out: they decode anything, so they prove nothing."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CONVINCING = 0.8


def decode_declared(content: bytes) -> Decoded:
    """Decode a page. Raises ``ReadError`` (reason ``encoding``) when neither the bytes nor a declaration make text."""
    declared = _declared_codec(content)
    try:
        found = decode(content)
    except ReadError:
        text = _strictly(content, declared)
        if text is None or _CONTROLS.search(text):
            raise
        return Decoded(text=text, encoding=declared)
    # A mark or NUL bytes tell wide encodings; strict UTF-8 with more than ASCII in it is no accident.
    is_certain = found.encoding.startswith(("utf-16", "utf-32")) or (
        found.encoding.startswith("utf-8") and not found.unchecked
    )
    if not declared or is_certain or _same(found.encoding, declared):
        return found
    text, likely = _strictly(content, declared), plausibility(found.text)
    if text is not None and (found.unchecked or plausibility(text) >= likely - 0.1):
        return Decoded(text=text, encoding=declared)
    if found.unchecked or likely >= _CONVINCING:
        return found
    doubt = Unchecked(reason="encoding", where="", detail=f"{declared} / {found.encoding}")
    return Decoded(text=found.text, encoding=found.encoding, unchecked=(doubt,))


def _declared_codec(content: bytes) -> str:
    """The codec of the charset that a page declares in its first bytes; empty when none or an unknown one."""
    found = _DECLARED.search(content[:_SNIFFED])
    if found is None:
        return ""
    return _CODECS.get((found[1] or found[2]).decode("ascii").lower(), "")


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None


def _same(found: str, declared: str) -> bool:
    """True when both name one family: Big5 has several codecs for almost the same table."""
    return found == declared or {found, declared} <= {"big5", "cp950", "big5hkscs"}
