"""Preformatted text: mostly code, but some writers set whole documents this way."""

from __future__ import annotations

import re

from sensitive_check.normalize import HAN

_HAN = re.compile(f"[{HAN}]")


def is_prose(text: str) -> bool:
    """True when most of a text is Chinese: indented by four blanks or in ``<pre>`` it is prose to its writer.

    >>> is_prose("　　各区县人民政府，2024年"), is_prose("print('你好')  # 问候")
    (True, False)
    """
    return 2 * len(_HAN.findall(text)) > sum(map(len, text.split()))
