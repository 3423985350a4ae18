"""Rules from other packages. A package offers them as an entry point; nothing loads that is not configured.

``[project.entry-points."sensitive_check.rules"]`` leads from a name to a function without arguments that returns rules.
A rule that fails while a draft is checked makes that draft's report ``partial`` and is named, as every rule is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sensitive_check.errors import ConfigError
from sensitive_check.model import Rule

GROUP = "sensitive_check.rules"


def plugin_rules(names: Iterable[str]) -> Iterator[Rule]:
    """The rules of the plug-ins called ``names``. Raises ConfigError for one that is missing, ambiguous or broken."""
    for name in names:
        from importlib.metadata import entry_points  # dear to import, and most configurations name no plug-in

        found = entry_points(group=GROUP, name=name)
        if len(found) != 1:
            raise ConfigError(
                f"plugins：名为 {name} 的插件有 {len(found)} 个，应恰有一个",
                f"plugins: {len(found)} plug-ins are called {name}, expected one",
            )
        try:
            rules = tuple(next(iter(found)).load()())
        except Exception as error:  # whatever a stranger's code raises
            code = type(error).__name__
            raise ConfigError(f"plugins：插件 {name} 无法加载（{code}）", f"plugins: {name} failed ({code})") from None
        if not all(isinstance(rule, Rule) for rule in rules):
            raise ConfigError(f"plugins：插件 {name} 给出的不是规则", f"plugins: {name} returned something not a Rule")
        yield from rules
