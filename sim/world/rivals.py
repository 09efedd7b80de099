"""Rows of policies.csv that no scenario can hold: what the report names as left out of the baseline, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

OF_PROGRAMME = ("talent housing", "recruitment line")
WITHOUT_KIND = ("hukou", "budget", "package", "target")
REASONS = {
    "no_kind": ("no kind of instrument yet", "尚无对应的政策工具"),
    "no_amount": ("no amount in yuan", "没有以元计的金额"),
    "inside_aggregate": ("a city inside an aggregate region", "位于合并地区内的城市"),
    "programme": ("a programme of Hohhot, entered by variants", "呼和浩特自身的政策，由情景变体给出"),
}


def left_out(tables: Tables, programme_of: str = "Hohhot") -> pd.DataFrame:
    """Policies of policies.csv that the baseline leaves out: name, instrument and reason in English, name_zh and reason_zh."""
    rows = tables.frame("policies")
    aggregates = [region for region, city in zip(tables.regions, tables.is_city, strict=True) if not city]
    reason = rows["region"].map(lambda region: "programme" if region == programme_of else "")
    in_programme = (rows["region"] == programme_of) & rows["instrument"].isin(OF_PROGRAMME)
    reason = reason.mask(~rows["unit"].str.startswith(("yuan", "units")) & ~in_programme, "no_amount")
    reason = reason.mask(rows["region"].isin(aggregates), "inside_aggregate")
    reason = reason.mask(rows["instrument"].isin(WITHOUT_KIND), "no_kind")
    out = rows[reason != ""]
    found, region_zh = reason[reason != ""], dict(zip(tables.regions, tables.names_zh, strict=True))
    named = out[["instrument"]].assign(
        name=out["region"] + ": " + out["policy"],
        name_zh=out["region"].map(region_zh) + "：" + out["policy_zh"],
        reason=found.map(lambda r: REASONS[r][0]),
        reason_zh=found.map(lambda r: REASONS[r][1]),
    )
    return named.drop_duplicates().reset_index(drop=True)
