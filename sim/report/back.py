"""What stands behind the numbers: what is off, inputs, fit, kept graduates, provenance, words. From the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.report.formats import between, count, digits, interval, known, listed, percent, signed, span
from sim.report.ranking import leaders
from sim.report.study import Study, pick
from sim.report.tables import Parts, Table
from sim.report.view import View
from sim.report.words import has, in_language, row, table

MOST_STEPS = 10  # numbers listed that alone move a net gain
MOSTLY = 0.75  # share of a variance from which it is said to stem mostly from there
VERIFY = "talentflow verify DIR"
REPORTED = 122_700  # graduates reported as kept in Hohhot in 2022-2024 (seed article); shown beside, never fitted


def sources(view: View) -> Parts:
    """Whether the net gains are unsure because of the seeds, of parameters or of the form of the model; and what was drawn."""
    study = view.study
    if not study.settings:
        return [view.w("page.sources_unsampled")]
    shares = study.sources("net")
    intro = view.w("page.sources_intro")
    if shares.share_seeds.isna().all():
        return [intro, view.w("page.sources_single"), *_steps(view), *_drawn(view)]
    first = shares.share_seeds.dropna().index[0]
    seeds = shares.share_seeds[first]
    key = "seeds" if seeds > MOSTLY else "unknown" if seeds < 1 - MOSTLY else "both"
    says = view.w(f"page.sources_{key}", first=view.named(first), seeds=f"{100 * seeds:.0f}")
    return [intro, says, _shares(view, shares), *_steps(view), *_drawn(view)]


def _shares(view: View, shares: pd.DataFrame) -> Table:
    """Both ranges of each net gain and the shares of its variance; the form of the model only where it was varied."""
    net, unknown = view.study.effect("net"), view.study.unknown("net")
    forms = shares.share_structure.notna().any()
    names = ["share_parameters", *(["share_structure"] if forms else []), "share_seeds"]
    head = [*row("table.sources", view.lang), *(view.w(f"column.{name}") for name in names)]
    rows = [
        (
            view.title(name),
            *(
                span(t.low[name], t.high[name], view.lang) if known(t.low[name], t.high[name]) else "–"
                for t in (net, unknown)
            ),
            *(percent(shares[share][name]) if known(shares[share][name]) else "–" for share in names),
        )
        for name in view.study.names
    ]
    return Table("sources", head, rows, "numbers")


def _steps(view: View) -> Parts:
    """The numbers that alone move a net gain most; nothing where the design changes several at once."""
    study = view.study
    t = pick(study.results.sensitivity, "net", study.focus).reset_index()
    if t.empty:
        return []
    tried = study.results.runs
    by_path = t.set_index(["path", "variant"])
    rows = [
        (
            view.input(path),
            between(_number(float(tried[path].min())), _number(float(tried[path].max())), view.lang),
            *(_change(by_path.loc[(path, name)], view) for name in study.names),
        )
        for path in t.groupby("path").mu_star.max().nlargest(MOST_STEPS).index
    ]
    head = [*row("table.steps", view.lang), *(view.title(name) for name in study.names)]
    return [view.w("page.sources_steps", n=len(rows)), Table("steps", head, rows, "numbers")]


def _change(step: pd.Series, view: View) -> str:
    """What a net gain changes by: its range over seeds, or the one number there is."""
    if known(step.low, step.high):
        return span(step.low, step.high, view.lang)
    return signed(step.mu) if known(step.mu) else "–"


def _drawn(view: View) -> Parts:
    """What was drawn for the settings, what could not stand together, what was held; nothing where a design set the values."""
    record = view.study.results.manifest.get("draws")
    if not record:
        return []
    refused, held = sum(record["refused"].values()), record["held"]
    parts: Parts = [view.w("page.drawn", paths=record["paths"], n=view.study.settings)]
    if refused:
        names = listed([view.input(name) for name in sorted(record["refused"])], view.lang)
        parts.append(view.w("page.drawn_refused", refused=refused, names=names))
    if held:
        parts.append(view.w("page.drawn_held", names=listed([view.input(path) for path in held], view.lang)))
    return parts


def switched_off(view: View) -> Parts:
    """Mechanisms that are off or simplified in some scenario, then what the manifest says has no form here."""
    documents = {n: d for n, d in view.study.documents.items() if n in (view.study.baseline, *view.study.names)}
    rows = list(_switches(view, documents))
    state = view.w("off.state")
    for text in view.study.results.manifest.get("off") or []:
        rows.append([in_language(text, view.lang), state, in_language(text.get("effect"), view.lang) or "–"])
    if rows:
        return [Table("off", row("off.head", view.lang), rows)]
    return [view.w("page.off_none" if documents else "page.off_unknown")]


def _switches(view: View, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[list[str]]:
    structures = {n: d.get("structure", {}) for n, d in documents.items()}
    for key in table()["structure"]:
        switch, value = key.split("=")
        names = [n for n, s in structures.items() if str(s.get(switch, "")).lower() == value]
        if names:
            cells = row(f"structure.{key}", view.lang)
            if len(names) < len(structures):
                cells[1] += view.w("off.only", names=listed([view.title(n) for n in names], view.lang))
            yield cells


def grades(view: View) -> Parts:
    """How many inputs of each kind are seen in a source, remembered, or judged."""
    manifest = view.study.results.manifest
    rows = [(in_language(g, view.lang), *(g.get(k, 0) for k in "ABC")) for g in manifest.get("grades") or []]
    if manifest.get("parameters"):
        rows.append((view.w("table.parameters"), *parameter_grades(view.study)))
    return [Table("grades", row("table.grade", view.lang), rows) if rows else view.w("page.inputs_missing")]


def parameter_grades(study: Study) -> list[int]:
    """How many parameters are of grade A, B and C."""
    found = [str(p.get("grade")) for p in study.results.manifest.get("parameters") or []]
    return [found.count(grade) for grade in "ABC"]


def parameters(view: View) -> Parts:
    """Every parameter of the baseline with value, range, unit, grade and source; empty without a list."""
    given = view.study.results.manifest.get("parameters") or []
    rows = [
        (
            p["name"],
            in_language(p.get("meaning"), view.lang),
            _number(p.get("value")),
            between(_number(p.get("low")), _number(p.get("high")), view.lang),
            in_language(p.get("unit"), view.lang),
            p.get("grade", ""),
            in_language(p.get("source"), view.lang),
            view.w("table.yes" if p.get("moved") else "table.no"),
        )
        for p in given
    ]
    return [Table("parameters", row("table.parameter", view.lang), rows)] if rows else []


def _number(x: object) -> str:
    return digits(float(x), 4) if isinstance(x, int | float) else str(x if x is not None else "–")


def movers(view: View) -> Parts:
    """Grade C inputs under which another variant leads at the low end of the futures than at the high end."""
    study = view.study
    if not study.settings:
        return [view.w("page.inputs_unsampled")]
    net = study.net_by_future
    values = study.results.runs.drop_duplicates("future").set_index("future").reindex(net.index)
    values.columns = values.columns.str.removeprefix("parameters.")
    rows = []
    for p in study.results.manifest.get("parameters") or []:
        if p.get("grade") == "C" and p["name"] in values and values[p["name"]].nunique() > 1:
            low, high = _firsts(net, values[p["name"]])
            if low and high and low != high:
                ends = [view.w(f"page.{k}_end", name=view.title(n)) for k, n in (("low", low), ("high", high))]
                span = between(_number(p.get("low")), _number(p.get("high")), view.lang)
                rows.append((in_language(p.get("meaning"), view.lang), span, view.w("page.semicolon").join(ends)))
    return [Table("movers", row("table.movers", view.lang), rows) if rows else view.w("page.inputs_same")]


def _firsts(net: pd.DataFrame, value: pd.Series) -> tuple[str, str]:
    """The variant that leads in the lower and in the upper half of a parameter's values; "" where none can be said to."""
    middle = value.median()
    upper = (
        value > middle if (value > middle).any() else value >= middle
    )  # the middle may be the highest that was drawn
    return _leader(net[~upper]), _leader(net[upper])


def _leader(net: pd.DataFrame) -> str:
    """The variant whose mean gain over these futures lies apart from the others'."""
    rows = [(name, *interval(net[name].dropna())) for name in net if net[name].notna().any()]
    found = leaders(pd.DataFrame(rows, columns=["variant", "estimate", "low", "high"]))
    return str(found[0]) if len(found) == 1 else ""


def fit(view: View) -> Parts:
    """Model against data, row by row, misfits first; a sentence where no fit is in force."""
    t = fitted(view.study)
    if t.empty:
        return [view.w("page.fit_none")]
    rows = [
        (
            _pattern(r.get("pattern"), view), _place(str(r.get("region", "")), view),
            _number(r.get("target")), _number(r.get("fitted")), signed(r["off"], 1) if known(r["off"]) else "–",
            _number(r.get("width")), str(r.get("year", "")), _use(str(r.get("use", "")), view),
        )
        for r in t.to_dict("records")
    ]  # fmt: skip
    return [
        view.w("page.fit_counts", n=len(t), inside=int(t.inside.sum())),
        Table("fit", row("table.fit", view.lang), rows),
    ]


def fitted(study: Study) -> pd.DataFrame:
    """Rows of the fit, misfits first, with off: model less data in widths of the row, and inside: whether that is one at most."""
    t = pd.DataFrame(study.results.manifest.get("fit") or [])
    if t.empty:
        return t
    t = t.assign(off=(t.fitted.astype(float) - t.target.astype(float)) / t.width.astype(float))
    t = t.assign(inside=t.off.abs() <= 1)
    return t.sort_values("off", key=lambda c: -c.abs(), kind="stable", na_position="last")


def _pattern(text: object, view: View) -> str:
    """What a row of the fit is called, in the reader's language."""
    return view.w(f"pattern.{text}") if has(f"pattern.{text}") else in_language(text, view.lang)


def _place(name: str, view: View) -> str:
    """A region or a province."""
    return view.w(f"whole.{name}") if has(f"whole.{name}") else view.region(name).replace("\n", " ")


def _use(use: str, view: View) -> str:
    return view.w(f"table.use_{use}") if has(f"table.use_{use}") else use


def kept(view: View) -> Parts:
    """Graduates kept in 2022-2024 by both counts, with the reported total; empty where they were not counted."""
    given = view.study.results.manifest.get("kept_graduates") or _counted(view)
    rows = []
    for name, counts in given.items():
        for key in ("a", "b"):
            if counts.get(key) is not None:
                label = view.w(f"table.kept_{key}", name=view.title(name) if name in view.study.documents else name)
                rows.append((label, count(float(counts[key]), view.lang)))
    if not rows:
        return []
    rows.append((view.w("table.kept_reported"), f"{REPORTED:,}"))
    return [Table("kept", row("table.kept", view.lang), rows)]


def _counted(view: View) -> dict[str, dict[str, float]]:
    """First jobs in Hohhot in 2022-2024 under the scenario `reported`, mean over replicates, where it is compared.

    a: of graduates of Hohhot's colleges; b: of any college; persons.
    """
    m = view.study.results.measures(["first_jobs"], ["Hohhot"])
    m = m[(m.scenario == "reported") & (m.future == 0) & m.month.between("2022-01", "2024-12")]
    if m.month.nunique() < 36:
        return {}
    sums = m.groupby(["group", "replicate"]).value.sum().groupby(level=0).mean()
    return {"reported": {"a": float(sums.get("college=Hohhot", 0.0)), "b": float(sums["all"])}}


def _stopped(view: View) -> str:
    """Why there are no more seeds, where a rule has said it."""
    ended = view.study.results.manifest["stopped"]
    said = view.w(f"prov.stopped_{ended['why']}", n=ended["seeds"], rule=ended["until"])
    looks = len(ended["looks"])
    return said + (view.w("prov.stopped_care", k=looks) if looks > 1 else "")


def provenance(view: View) -> Parts:
    """What was run, with which code and data, and the command that repeats it."""
    study, manifest, w = view.study, view.study.results.manifest, view.w
    runs = study.results.runs
    done, failed = (int((runs.status == s).sum()) for s in ("done", "failed"))
    settings = w("prov.settings", n=study.settings) if study.settings else w("prov.unsampled")
    fits = sorted({str(d["fit"]) for d in study.documents.values() if d.get("fit")})
    rows = [
        (
            w("prov.comparison"),
            w("prov.comparison_is", variants=len(study.names), seeds=study.seeds, settings=settings),
        ),
        (w("prov.window"), between(study.first, study.last, view.lang)),
        (w("prov.runs"), w("prov.runs_are", done=done, failed=failed)),
        (w("prov.scale"), _scale(view)),
        (w("prov.seeds"), listed_numbers(sorted(set(runs.seed)))),
    ]
    rows += [(w("prov.stopped"), _stopped(view))] if manifest.get("stopped") else []
    rows += [(w("prov.fit"), ", ".join(fits))] if fits else []
    digests = {k: manifest[k] for k in ("code", "data") if manifest.get(k)} | (manifest.get("digests") or {})
    rows += [(w("prov.digests", name=k), v) for k, v in _flat(digests)]
    rows += [(w("prov.digests", name=n), str(d["digest"])) for n, d in study.documents.items() if d.get("digest")]
    versions = manifest.get("versions") or {}
    rows += [(w("prov.versions"), ", ".join(f"{k} {v}" for k, v in sorted(versions.items())))] if versions else []
    rows += [(w("prov.command"), repeats)] if (repeats := command(study)) else []
    rows.append((w("prov.again"), VERIFY))
    return [Table("provenance", row("table.provenance", view.lang), rows, "plainlist provenance")]


def command(study: Study) -> str:
    """The command line that repeats a comparison of scenarios by name, all values as these have them; else empty."""
    manifest, runs = study.results.manifest, study.results.runs
    if manifest.get("verb") != "compare":
        return ""
    names = " ".join([study.baseline, *(name for name in study.documents if name != study.baseline)])
    seeds = sorted(set(runs.seed[runs.future == 0]))
    first = f" --seed {seeds[0]}" if seeds[0] != 1 else ""
    months = f" --months {manifest['months']}" if manifest.get("months") else ""
    scale = f"--persons-per-agent {study.persons_per_agent}"
    return f"talentflow compare {names}{first} --seeds {len(seeds)} --futures {study.settings} {scale}{months}"


def _scale(view: View) -> str:
    runs = view.study.results.runs
    k, r = (listed_numbers(sorted(set(runs[c]))) for c in ("persons_per_agent", "researchers_per_agent"))
    return view.w("prov.scale_is", k=k, r=r)


def listed_numbers(values: list[int]) -> str:
    """Whole numbers with runs of three and more shortened: 1…20, 25."""
    parts: list[list[int]] = []
    for v in values:
        if parts and v == parts[-1][-1] + 1:
            parts[-1].append(v)
        else:
            parts.append([v])
    return ", ".join(f"{p[0]}…{p[-1]}" if len(p) > 2 else ", ".join(map(str, p)) for p in parts)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key} ")
        else:
            yield f"{prefix}{key}", str(value)


def glossary(view: View) -> list[tuple[str, str]]:
    """Words and what they mean here."""
    return [tuple(row(f"glossary.{k}", view.lang)) for k in table()["glossary"]]  # type: ignore[misc]
