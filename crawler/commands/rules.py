"""``scrapy rules``: which rules there are and what they take, their examples, one rule's hits, and rules that are missing."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, plainly, store_of, teach

if TYPE_CHECKING:
    from pathlib import Path

OK, FAILED, REFUSED = 0, 1, 2
IN_CODE = ("structure.", "learned.")
"""Beginnings of ids in the ledger that no rule file has."""
VERBS = ("list", "test", "sweep", "suggest")


class Command(ScrapyCommand):
    """List, test and sweep rules, and propose new ones."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "list | test [RULE…] | sweep RULE | suggest SOURCE"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return (
            "Rules in daily life: list them with their hits, test them, read what one takes, propose new ones"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        group = parser.add_argument_group("Rules")
        group.add_argument(
            "--kind", metavar="KIND", help="list: rules of this kind only, such as related_link"
        )
        group.add_argument(
            "--marked", action="store_true", help="list: only what is marked, and rules on trial"
        )
        group.add_argument(
            "--runs", metavar="N", type=int, default=5, help="list: count hits in the last N runs (default 5)"
        )
        group.add_argument(
            "--file", metavar="FILE", help="test, sweep: the rules of this file, which need not be installed"
        )
        group.add_argument(
            "--source", metavar="NAME", help="sweep: in this source only, and not in the goldens"
        )
        group.add_argument(
            "--limit",
            metavar="N",
            type=int,
            default=200,
            help="sweep: print N hits (default 200; 0 for all); all are counted",
        )
        group.add_argument(
            "--min-articles",
            metavar="N",
            type=int,
            default=5,
            help="suggest: what is in at least N different articles (default 5)",
        )
        group.add_argument(
            "--out", metavar="FILE", help="suggest: write the rules there in place of printing them"
        )
        group.add_argument(
            "--json",
            action="store_true",
            help="list: JSON in place of a table; sweep: a line of JSON for each hit, and one for the sums",
        )
        teach(
            parser,
            """
            list    prints every rule (general ones, those of sites, drops of layouts, and what the ledger has from code) with kind,
                    status, zone and what it removed in the last runs. Marks: "never" has not removed anything in any run;
                    "silent" did before the last runs, and not in them; "sudden" removes something from far more of the articles
                    than it used to (how that is reckoned is printed below the list). A rule on trial (status = "shadow") removes
                    nothing: its hits are articles, and some texts that it would have taken are shown.
            test    tries every rule, or those named, on its own examples and names each that fails: file, rule, key, example.
            sweep   cleans the archive and the project's golden folders again with the rule active, whatever its status, and prints
                    everything that it takes with the line before and the line after, then the sums by source and zone. Read it
                    before a rule on trial becomes active. With --file the rule may be one that is not installed. Nothing is
                    written.
            suggest finds what comes again in many different articles of a source, or beside them on the archived pages, and is
                    taken by no rule, and prints a rule for each as TOML, on trial and with examples: read it, mend kind and why,
                    put it into sites/DOMAIN.toml (or rules/), and see with reclean --plan what it changes once it is active.

            The rules are Naqi's own, or those of the folder NAQI_RULES. docs/rules-daily.md walks through a day with them.

            Exit status: 0 when all is well; 1 when an example fails; 2 when the command could not do what was asked.
            """,
            """
            scrapy rules list
            scrapy rules list --kind related_link --runs 20
            scrapy rules list --marked
            scrapy rules test
            scrapy rules test related.read_also --file my.toml
            scrapy rules sweep related.read_also --source sana --limit 50
            scrapy rules sweep trial.follow --file my.toml --json
            scrapy rules suggest sana --out proposed.toml
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what is asked."""
        verb, rest = (args[0] if args else ""), args[1:]
        unknown = [arg for arg in args if arg.startswith("-")]
        if verb not in VERBS or unknown:
            raise UsageError(f"{' '.join(unknown) or verb or 'nothing'}: say {' or '.join(VERBS)}")
        from cleaners.word_lists import RuleError
        from pipelines.rules_in_use import use_rules
        from pipelines.workers import WorkersBroken

        ended = "ended before it was done; nothing was written"
        with plainly(self, RuleError, OSError, failures=(WorkersBroken,), ended=ended):
            use_rules()
            self.exitcode = getattr(self, f"_{verb}")(rest, opts)

    def _list(self, rest: list[str], opts: argparse.Namespace) -> int:
        from cleaners.types import ArtifactKind
        from crawler.terminal import console
        from crawler.terminal.rules import hits_as_data, print_hits
        from pipelines.rulework.hits import ledger_ids, standings, would_have_taken
        from pipelines.rulework.inventory import all_rules, in_code

        assert self.settings is not None
        if rest:
            raise UsageError(f"{rest[0]}: list takes options only")
        if opts.runs < 1:
            raise UsageError("--runs takes a number from 1 on")
        if opts.kind and opts.kind not in set(ArtifactKind):
            raise UsageError(
                f"--kind {opts.kind}: there is no such kind; take one of {', '.join(ArtifactKind)}"
            )
        with store_of(self) as engine:
            known = all_rules()
            found = standings(engine, (*known, *in_code(ledger_ids(engine), known)), runs=opts.runs)
            chosen = [
                each
                for each in found.standings
                if (not opts.kind or each.rule.kind == opts.kind)
                and (not opts.marked or each.mark or each.rule.status == "shadow")
            ]
            shadow = {
                each.rule.id: would_have_taken(engine, each.rule.id, most=3)
                for each in chosen
                if each.rule.status == "shadow" and each.ever
            }
        if opts.json:
            print(json.dumps(hits_as_data(found.runs, chosen, shadow), ensure_ascii=False, indent=1))
        else:
            print_hits(console(), found.runs, chosen, shadow)
        return OK

    def _test(self, rest: list[str], opts: argparse.Namespace) -> int:
        import difflib
        from pathlib import Path

        from pipelines.rulework.inventory import all_rules
        from pipelines.rulework.proving import prove_all

        proof = prove_all(rest, Path(opts.file) if opts.file else None)
        for failure in proof.failures:
            complain(failure)
        for name in proof.unknown:
            near = difflib.get_close_matches(name, [] if opts.file else [r.id for r in all_rules()], n=3)
            remedy = f"did you mean {', '.join(near)}?" if near else "scrapy rules list names them all"
            complain(f"{name}: no rule with examples is called so; {remedy}")
        if proof.unknown:
            return REFUSED
        told = f"{proof.rules} rules with {proof.examples} examples"
        print(f"{told}: {len(proof.failures)} failed" if proof.failures else f"{told}: all hold")
        return FAILED if proof.failures else OK

    def _sweep(self, rest: list[str], opts: argparse.Namespace) -> int:
        from pathlib import Path

        from crawler.terminal import console
        from crawler.terminal.progress import Progress
        from crawler.terminal.rules import hit_as_data, print_hit, print_swept, swept_as_data
        from pipelines.rulework.sweep import Swept, sweep
        from pipelines.rulework.trial import PROCESS
        from settings.env import ROOT

        assert self.settings is not None
        if len(rest) != 1:
            raise UsageError("sweep takes the id of one rule; scrapy rules list names them")
        if opts.limit < 0:
            raise UsageError("--limit takes a number from 0 on; 0 for all")
        file = Path(opts.file).resolve() if opts.file else None
        if not self._is_rule(rest[0], file):
            return REFUSED
        with store_of(self) as engine:
            progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))
            goldens = ROOT / "tests" / "golden"
            swept, to = Swept(), console()
            with self._workers(PROCESS) as workers:
                hits = sweep(
                    engine,
                    workers,
                    Path(self.settings["NAQI_VAR"]) / "archive",
                    rest[0],
                    file=file,
                    source=opts.source,
                    goldens=goldens if goldens.is_dir() else None,
                    window=4 * self.settings.getint("NAQI_WORKERS"),
                    swept=swept,
                    tell=lambda done: progress.tell(f"{done.pages} pages · {done.hits} hits"),
                )
                for number, hit in enumerate(hits, 1):
                    if opts.limit and number > opts.limit:
                        continue
                    if opts.json:
                        print(json.dumps(hit_as_data(hit), ensure_ascii=False))
                    else:
                        print_hit(to, hit)
        if opts.json:
            print(json.dumps(swept_as_data(swept), ensure_ascii=False))
        else:
            print_swept(to, rest[0], swept, opts.limit)
        return OK

    def _is_rule(self, name: str, file: Path | None) -> bool:
        """Say whether there is such a rule, in ``file`` if one is given; complain if not."""
        import difflib

        from cleaners.rule_files import read_rules
        from cleaners.word_lists import lexicon
        from pipelines.rulework.inventory import all_rules

        known = [rule.id for rule in (read_rules(file, lexicon()) if file else all_rules())]
        if name in known or (file is None and name.startswith(IN_CODE)):
            return True
        near = difflib.get_close_matches(name, known, n=3)
        remedy = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known[:5])} …"
        complain(f"{name}: no rule{f' of {file.name}' if file else ''} is called so; {remedy}")
        return False

    def _suggest(self, rest: list[str], opts: argparse.Namespace) -> int:
        from pathlib import Path

        from crawler.terminal.progress import Progress
        from crawler.terminal.rules import proposals_as_toml
        from pipelines.rulework.suggest import PROCESS, suggest

        assert self.settings is not None
        if len(rest) != 1:
            raise UsageError("suggest takes the name of one source")
        if opts.min_articles < 2:
            raise UsageError("--min-articles takes a number from 2 on: what stands once does not repeat")
        with store_of(self) as engine:
            progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))
            with self._workers(PROCESS) as workers:
                found = suggest(
                    engine,
                    rest[0],
                    least=opts.min_articles,
                    archive=Path(self.settings["NAQI_VAR"]) / "archive",
                    workers=workers,
                    window=4 * self.settings.getint("NAQI_WORKERS"),
                    tell=progress.tell,
                )
        if not found.articles:
            complain(
                f"{rest[0]}: no article of this source is stored\n  → scrapy sources list names the sources"
            )
            return REFUSED
        complain(
            f"{found.articles} articles and {found.pages} archived pages of {rest[0]}: {len(found.proposals)} rules proposed; "
            f"{found.covered} repeated lines are known to rules, {found.doubted} may be the articles' own"
        )
        written = proposals_as_toml(rest[0], found)
        if opts.out and found.proposals:
            Path(opts.out).write_text(written, encoding="utf-8")
            complain(f"written: {opts.out}\n  → try it: scrapy rules test --file {opts.out}")
        elif found.proposals:
            print(written, end="")
        return OK

    def _workers(self, function: str) -> Any:
        from pipelines.workers import Workers

        assert self.settings is not None
        return Workers(
            function,
            count=self.settings.getint("NAQI_WORKERS"),
            timeout=self.settings.getfloat("NAQI_PAGE_TIMEOUT"),
        )
