"""What concerns a document as a whole."""

from __future__ import annotations

from sensitive_check.model import Category, Rule, Severity

REPEATED_DOCUMENT = Rule(
    id="repeated-document",
    category=Category.ERROR,
    severity=Severity.NOTE,
    title="同一文稿出现两次",
    message="这份文稿与另一份内容相同，确认是否重复发布",
    rationale="同一内容以两个文件名发布，日后改动一处、漏改另一处，两份会互相矛盾。",
    source="国办发〔2017〕47号《政府网站发展指引》",
    across=True,
)
