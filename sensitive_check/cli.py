"""The command line: options in, exit code out. Nothing but this and ``streams`` prints.

0 = checked and below ``fail_on``, 1 = something found, 2 = something not checked, bad usage or no report delivered.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sensitive_check import __version__, usage
from sensitive_check.errors import ConfigError
from sensitive_check.streams import Progress, complain, masked_lines, read_stdin, safe_page, write_stdout
from sensitive_check.wording import PROFILES, interface

if TYPE_CHECKING:
    from sensitive_check.baseline import Baseline
    from sensitive_check.config import Config
    from sensitive_check.loading import Setup
    from sensitive_check.model import Run

PROGRAM = "sensitive-check"
FORMATS = ("text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "csv")
LANGUAGES = ("zh", "en")
THRESHOLDS = ("error", "warning", "note")


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code comes back, its complaints go to standard error. Never raises, never exits."""
    lang = _language(sys.argv[1:] if argv is None else argv)
    words = interface(lang)
    try:
        code = _program(lang).main(argv, prog_name=PROGRAM, standalone_mode=False, obj=words)
        return int(code or 0)
    except click.UsageError as error:
        complain(usage.describe(error, words))
    except (click.Abort, KeyboardInterrupt):
        complain(words["cli.interrupted"])
    except Exception as error:  # the border of the program: no traceback with draft text
        complain(_failure(error, lang))
    return 2


def run() -> None:
    """The installed command."""
    sys.exit(main())


def _failure(error: Exception, lang: str) -> str:
    import traceback

    from sensitive_check.errors import SensitiveCheckError

    words = interface(lang)
    if isinstance(error, SensitiveCheckError):
        return words["cli.error"].format(text=error.text(lang))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return words["cli.internal"].format(code=f"E-{type(error).__name__}", place=place)


def _language(argv: list[str]) -> str:
    """The language asked for on the command line, needed before it is parsed: its errors are worded, too."""
    lang = "zh"
    for i, argument in enumerate(argv):
        if argument == "--":
            break
        asked = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang":
            asked = argv[i + 1] if i + 1 < len(argv) else ""
        lang = asked if asked in LANGUAGES else lang
    return lang


# ---------------------------------------------------------------------------------------------------- the program


def _program(lang: str) -> click.Group:
    words = interface(lang)

    def start(lang: str | None) -> None:
        context = click.get_current_context()
        context.default_map = _default_language(program, lang)
        if context.invoked_subcommand is None:
            raise usage.WordedError(words["cli.missing_command"], ctx=context)

    program = usage.Group(
        PROGRAM,
        callback=start,
        invoke_without_command=True,
        help=words["help.program"],
        params=[usage.eager("--version", words["help.version"], lambda _: f"{PROGRAM} {__version__}")],
    )
    lists = usage.Group("lists", callback=start, invoke_without_command=True, help=words["help.lists"])
    paths = click.Argument(["paths"], nargs=-1, metavar="[PATH]...")
    lists.add_command(_command("lint", _lint, words, paths, *_configuration(words)))
    lists.add_command(_command("template", _template, words, click.Argument(["name"], metavar="leaders")))
    program.add_command(_check_command(words))
    rule_or_entry = click.Argument(["name"], metavar="RULE_OR_ENTRY")
    program.add_command(_command("explain", _explain, words, rule_or_entry, _profile(words), *_configuration(words)))
    program.add_command(_command("rules", _rules, words, _profile(words), *_configuration(words)))
    program.add_command(
        _command(
            "mask",
            _mask,
            words,
            click.Argument(["file"], metavar="FILE"),
            click.Option(["--output"], metavar="FILE", help=words["help.mask_output"]),
            click.Option(["--force"], is_flag=True, help=words["help.force"]),
            *_configuration(words),
        )
    )
    program.add_command(
        _command(
            "annotate",
            _annotate,
            words,
            click.Argument(["file"], metavar="FILE"),
            click.Option(["--output"], metavar="FILE", help=words["help.annotate_output"]),
            click.Option(["--force"], is_flag=True, help=words["help.force"]),
            click.Option(["--notes"], is_flag=True, help=words["help.notes"]),
            usage.choice(["--fail-on"], THRESHOLDS, words["help.fail_on"], words),
            click.Option(["--as-of"], metavar="DATE", callback=_day, help=words["help.as_of"]),
            _profile(words),
            *_configuration(words),
        )
    )
    program.add_command(lists)
    baseline = _baseline_commands(words)
    baseline.callback = start
    program.add_command(baseline)
    for group in (program, lists, baseline):
        group.add_help_option = False
        group.params.append(usage.choice(["--lang"], LANGUAGES, words["help.lang"], words))
        group.params.append(usage.help_option(words))
    return program


def _default_language(group: click.Group, lang: str | None) -> dict[str, Any]:
    """``--lang`` given to a group is the default of the commands below it."""
    return {
        name: {"lang": lang, **(_default_language(command, lang) if isinstance(command, click.Group) else {})}
        for name, command in group.commands.items()
    }


def _command(name: str, callback: Any, words: Mapping[str, str], *parameters: click.Parameter) -> click.Command:
    """A command with ``--lang`` and ``--help``."""
    return usage.Command(
        name,
        callback=callback,
        help=words[f"help.{name}"],
        params=[
            *parameters,
            usage.choice(["--lang"], LANGUAGES, words["help.lang"], words),
            usage.help_option(words),
        ],
        add_help_option=False,
    )


def _profile(words: Mapping[str, str]) -> click.Parameter:
    return usage.choice(["--profile"], PROFILES, words["help.profile"], words)


def _configuration(words: Mapping[str, str]) -> tuple[click.Parameter, ...]:
    return (
        click.Option(["--config", "config_path"], metavar="FILE", help=words["help.config"]),
        click.Option(["--isolated"], is_flag=True, help=words["help.isolated"]),
    )


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    from sensitive_check.config import parse_date

    parsed = parse_date(value) if value is not None else None
    if value is not None and parsed is None:
        text = context.obj["cli.bad_date"].format(name=parameter.opts[0], value=value)
        raise usage.WordedError(text, ctx=context)
    return parsed


def _baseline_commands(words: Mapping[str, str]) -> usage.Group:
    paths = click.Argument(["paths"], nargs=-1, required=True, metavar="PATH...")
    place = click.Option(["--baseline", "file"], metavar="FILE", required=True, help=words["help.baseline_file"])
    approval = (
        click.Option(["--reason"], metavar="TEXT", required=True, help=words["help.reason"]),
        click.Option(["--approver"], metavar="NAME", required=True, help=words["help.approver"]),
        click.Option(["--expires"], metavar="DATE", callback=_day, help=words["help.expires"]),
    )
    shrink = click.Option(["--shrink-only"], is_flag=True, help=words["help.shrink_only"])
    common = (_profile(words), *_configuration(words))
    group = usage.Group("baseline", invoke_without_command=True, help=words["help.baseline"])
    group.add_command(_command("create", _create_baseline, words, paths, place, *approval, *common))
    optional = [
        click.Option(list(one.opts), metavar=one.metavar, callback=one.callback, help=one.help) for one in approval
    ]
    group.add_command(_command("update", _update_baseline, words, paths, place, shrink, *optional, *common))
    group.add_command(_command("prune", _prune_baseline, words, paths, place, *common))
    return group


def _check_command(words: Mapping[str, str]) -> click.Command:
    def flag(name: str, key: str) -> click.Option:
        return click.Option([name], is_flag=True, help=words[key])

    return _command(
        "check",
        _check,
        words,
        click.Argument(["paths"], nargs=-1, required=True, metavar="PATH..."),
        usage.choice(["--format", "form"], FORMATS, words["help.format"], words, default="text"),
        click.Option(["--output"], metavar="FILE", help=words["help.output"]),
        click.Option(["--baseline"], metavar="FILE", help=words["help.baseline_file"]),
        click.Option(["--jobs"], type=click.IntRange(1, 256), default=1, metavar="N", help=words["help.jobs"]),
        click.Option(["--diff-from"], metavar="REV", help=words["help.diff_from"]),
        click.Option(["--stdin-filename"], metavar="NAME", help=words["help.stdin_filename"]),
        flag("--statistics", "help.statistics"),
        flag("--show-files", "help.show_files"),
        flag("--show-settings", "help.show_settings"),
        usage.choice(["--fail-on"], THRESHOLDS, words["help.fail_on"], words),
        flag("--notes", "help.notes"),
        click.Option(["--as-of"], metavar="DATE", callback=_day, help=words["help.as_of"]),
        _profile(words),
        flag("--show-values", "help.show_values"),
        *_configuration(words),
        flag("--allow-empty", "help.allow_empty"),
        flag("--online", "help.online"),
    )


# ---------------------------------------------------------------------------------------------------- commands


def _check(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    baseline: str | None,
    diff_from: str | None,
    stdin_filename: str | None,
    jobs: int,
    statistics: bool,
    show_files: bool,
    show_settings: bool,
    show_values: bool,
    config_path: str | None,
    isolated: bool,
    allow_empty: bool,
    online: bool,
    notes: bool,
    **given: Any,
) -> int:
    from sensitive_check import output as delivery
    from sensitive_check.baseline import load
    from sensitive_check.loading import set_up
    from sensitive_check.reporters import render
    from sensitive_check.scan import scan

    config = _configured(config_path, isolated=isolated, given={**given, "notes": notes or None})
    words = interface(config.lang)
    try:
        if show_settings or show_files:
            write_stdout(_settings_page(config) if show_settings else _files_page(paths, isolated, words))
            return 0
        if output is not None:
            delivery.check_place(Path(output), list(paths))
        accepted = load(Path(baseline)) if baseline is not None else None
        setup = set_up(config, online=online)
        stdin = read_stdin(config) if "-" in paths else None
        with ExitStack() as stack, ExitStack() as visits:
            run = scan(
                [path for path in paths if path != "-"],
                setup=setup,
                isolated=isolated,
                allow_empty=allow_empty,
                stdin=stdin,
                stdin_name=stdin_filename,
                baseline=accepted,
                diff_from=diff_from,
                jobs=jobs,
                isolate=True,
                progress=Progress(stack, words["cli.progress"]),
                visiting=Progress(visits, words["cli.progress_links"]),
            )
        if statistics:
            complain(_statistics(run, words))
        text = render(run, form, lang=config.lang, notes=config.notes, show_values=show_values)
        if output is None:
            write_stdout(text, utf8=form != "text")
        else:
            delivery.write_file(Path(output), text.encode("utf-8", "backslashreplace"))
            complain(words["cli.output_written"].format(path=output))
    except Exception as error:  # the border of main, in the language of the configuration
        complain(_failure(error, config.lang))
        return 2
    return run.exit_code


def _mask(file: str, output: str | None, force: bool, config_path: str | None, isolated: bool, **given: Any) -> int:
    from sensitive_check import output as delivery
    from sensitive_check.masked_copy import mask_file

    config = _configured(config_path, isolated=isolated, given=given)
    words = interface(config.lang)
    target = _place_of_copy(file, output, "masked", force=force)
    copy = mask_file(file, config)
    delivery.write_file(target, copy.content)
    complain(words["cli.masked"].format(path=str(target), count=copy.masked))
    return 0


def _place_of_copy(file: str, output: str | None, mark: str, *, force: bool) -> Path:
    """Where a copy goes; refuses the file itself, an existing file, and a name that shows a personal number."""
    from sensitive_check import output as delivery
    from sensitive_check.redact import mask_name

    if output is None and mask_name(Path(file).name) != Path(file).name:
        raise ConfigError(
            "文件名中有个人号码，副本的名字用 --output 给出",
            "the file's name holds a personal number; name the copy with --output",
        )
    target = Path(output) if output is not None else Path(file).with_suffix(f".{mark}{Path(file).suffix}")
    delivery.check_place(target, [file])
    if os.path.lexists(target) and not force:
        raise ConfigError(f"{target}：文件已存在，覆盖用 --force", f"{target}: exists already; --force overwrites it")
    return target


def _annotate(
    file: str, output: str | None, force: bool, notes: bool, config_path: str | None, isolated: bool, **given: Any
) -> int:
    from sensitive_check import output as delivery
    from sensitive_check.annotated_copy import annotate_file
    from sensitive_check.model import Severity
    from sensitive_check.scan import exit_code

    config = _configured(config_path, isolated=isolated, given={**given, "notes": notes or None})
    target = _place_of_copy(file, output, "annotated", force=force)
    copy = annotate_file(file, config, name=file, isolate=True)
    delivery.write_file(target, copy.content)
    complain(interface(config.lang)["cli.annotated"].format(path=str(target), count=copy.placed))
    return exit_code([copy.report], Severity(config.fail_on))


def _settings_page(config: Config) -> str:
    """Every setting in force, one a line; what a configuration holds of values is not shown, only how much of it."""
    lines = []
    for setting in fields(config):
        value = getattr(config, setting.name)
        shown = f"({len(value)})" if setting.name in ("allow", "accept", "rules") else str(value)
        if isinstance(value, tuple) and setting.name not in ("allow", "accept", "rules"):
            shown = ", ".join(str(getattr(one, "file", one)) for one in value)
        lines.append(f"{setting.name} = {shown}")
    return masked_lines(lines)


def _files_page(paths: tuple[str, ...], isolated: bool, words: Mapping[str, str]) -> str:
    """The inputs that a check would take, and how many others it would skip, by reason."""
    from sensitive_check.walk import collect

    collected = collect([path for path in paths if path != "-"], isolated=isolated)
    lines = [target.name for target in collected.targets]
    lines += [f"{words['status.skipped']} {kind or '-'} {count}" for kind, count in collected.skipped.items()]
    return masked_lines(lines)


def _statistics(run: Run, words: Mapping[str, str]) -> str:
    """How many findings each rule has, the most frequent first."""
    counts = Counter((found.rule_id, found.severity.value) for report in run.reports for found in report.findings)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"{count:>7}  {words[f'severity.{severity}']}  {rule}" for (rule, severity), count in rows)


def _create_baseline(
    paths: tuple[str, ...], file: str, reason: str, approver: str, expires: date | None, **options: Any
) -> int:
    from sensitive_check import baseline

    if os.path.lexists(file):
        raise ConfigError(f"{file}：文件已存在，更新用 baseline update", f"{file}: exists already; use baseline update")
    approval = baseline.Approval(
        reason=reason, approver=approver, expires=expires or baseline.in_half_a_year(date.today())
    )
    run, words = _whole_run(paths, **options)
    return _write_baseline(file, baseline.accepted(run, baseline.new(), approval, today=date.today()), run, words)


def _update_baseline(
    paths: tuple[str, ...],
    file: str,
    shrink_only: bool,
    reason: str | None,
    approver: str | None,
    expires: date | None,
    **options: Any,
) -> int:
    from sensitive_check import baseline

    known = baseline.load(Path(file))
    run, words = _whole_run(paths, **options)
    fresh = baseline.apply(run, known, today=date.today()).fresh
    if fresh and shrink_only:
        complain(words["cli.baseline_grows"].format(count=len(fresh)))
        return 1
    if fresh and not (reason and approver):
        complain(words["cli.baseline_needs_reason"].format(count=len(fresh)))
        return 2
    approval = baseline.Approval(
        reason=reason or "", approver=approver or "", expires=expires or baseline.in_half_a_year(date.today())
    )
    return _write_baseline(file, baseline.accepted(run, known, approval, today=date.today()), run, words)


def _prune_baseline(paths: tuple[str, ...], file: str, **options: Any) -> int:
    from sensitive_check import baseline

    known = baseline.load(Path(file))
    run, words = _whole_run(paths, **options)
    return _write_baseline(file, baseline.pruned(run, known, today=date.today()), run, words)


def _whole_run(
    paths: tuple[str, ...], config_path: str | None, isolated: bool, **given: Any
) -> tuple[Run, Mapping[str, str]]:
    """A run over ``paths`` with everything listed; a baseline of less than that would lose waivers."""
    from sensitive_check.loading import set_up
    from sensitive_check.scan import scan

    config = _configured(config_path, isolated=isolated, given=given)
    config = replace(config, limits=replace(config.limits, listed=sys.maxsize))
    words = interface(config.lang)
    with ExitStack() as stack:
        run = scan(
            paths,
            setup=set_up(config),
            isolated=isolated,
            isolate=True,
            progress=Progress(stack, words["cli.progress"]),
        )
    if run.exit_code == 2:
        raise ConfigError(
            "有内容没有检查，基线不写入；先看 sensitive-check check 的报告",
            "not everything was checked, no baseline is written; see sensitive-check check",
        )
    return run, words


def _write_baseline(file: str, made: Baseline, run: Run, words: Mapping[str, str]) -> int:
    from sensitive_check import baseline
    from sensitive_check import output as delivery

    delivery.check_place(Path(file), [report.name for report in run.reports])
    delivery.write_file(Path(file), baseline.dump(made).encode("utf-8"))
    complain(words["cli.baseline_written"].format(path=file, count=sum(one.number for one in made.waivers)))
    return 0


def _configured(config_path: str | None, *, isolated: bool, given: Mapping[str, Any]) -> Config:
    """The configuration in force: the file named, else the one in this folder; options win over it."""
    from sensitive_check.config import Config, discover, load_config

    found = Path(config_path) if config_path is not None else None if isolated else discover(Path())
    config = load_config(found) if found is not None else Config()
    return replace(config, **{key: value for key, value in given.items() if value is not None})


def _explain(name: str, **options: Any) -> int:
    from sensitive_check import catalog

    setup = _set_up(**options)
    lang, rules = setup.config.lang, setup.checker.rules
    words = interface(lang)
    page = catalog.explain(name, rules, lang)
    if page is None and (idle := catalog.explain(name, setup.idle, lang)):
        page = f"{idle}{words['explain.idle']}\n"
    if page is None and "." in name:
        page = catalog.explain_host(name, setup.checker, setup.hosts, lang)
    if page is not None:
        write_stdout(safe_page(page))
        return 0
    off = name in setup.off or name in setup.config.disabled_entries
    asked = name.rpartition("@")[2]  # of an address, not the password in it
    message = words["cli.switched_off" if off else "cli.unknown_id"].format(id=asked)
    if not off and (similar := catalog.nearest(name, rules)):
        message += words["cli.nearest"].format(names=words["joiner.list"].join(similar))
    complain(words["cli.error"].format(text=message))
    return 2


def _rules(**options: Any) -> int:
    from sensitive_check import catalog

    setup = _set_up(**options)
    words = interface(setup.config.lang)
    own = [words["summary.own_list"].format(name=name, count=count) for name, count in sorted(setup.own_lists.items())]
    lines = [
        words[key].format(names=words["joiner.list"].join(names))
        for key, names in (
            ("catalog.off", setup.off),
            ("summary.own_lists", own),
            ("summary.disabled_lists", setup.config.disabled_lists),
            ("summary.disabled_entries", setup.config.disabled_entries),
        )
        if names
    ]
    below = "\n" + masked_lines(lines) if lines else ""
    write_stdout(safe_page(catalog.table(setup.checker.rules, setup.config.lang)) + below)
    return 0


def _set_up(config_path: str | None, isolated: bool, **given: Any) -> Setup:
    from sensitive_check.loading import set_up

    return set_up(_configured(config_path, isolated=isolated, given=given))


def _lint(paths: tuple[str, ...], config_path: str | None, isolated: bool, **given: Any) -> int:
    from sensitive_check.errors import WordlistError
    from sensitive_check.linting import lint

    config = _configured(config_path, isolated=isolated, given=given)
    words = interface(config.lang)
    places = [Path(path) for path in paths]
    for place in places:
        if not place.exists():
            raise WordlistError(f"{place}：文件不存在", f"{place}: no such file")
    linted = lint(
        places,
        lists=config.unit_lists,
        rules=config.rules,
        registers=config.register_paths,
        leaders=[Path(one) for one in config.leaders],
    )
    problems = [fault.text(config.lang) for fault in linted.faults]
    problems += [words["cli.lint_example"].format(example=example) for example in linted.broken]
    if problems:
        write_stdout(masked_lines(problems))
        complain(words["cli.lint_faults"].format(count=len(problems)))
        return 1
    write_stdout(words["cli.lint_clean"].format(rules=linted.rules, entries=linted.entries) + "\n")
    return 0


def _template(name: str, **given: Any) -> int:
    from sensitive_check.wordlists.leaders import TEMPLATE

    if name != "leaders":
        words = interface(given["lang"] or "zh")
        complain(
            words["cli.error"].format(text=words["cli.bad_value"].format(name="NAME", value=name, choices="leaders"))
        )
        return 2
    write_stdout(TEMPLATE)
    return 0
