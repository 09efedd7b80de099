"""Training of those who live in a place (技能培训): ability is theirs for good, wherever they go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import HEADS, NUMBER, PER_DEGREE, YUAN, Dated, PerDegree, Policy, declare, each
from sim.records import DEGREES, Move, Quota

MONTHS_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Training(Policy, kind="training", family="services", en="Training", zh="技能培训"):
    """Places for residents of the region, once a person, in the order of a draw for life."""

    examples = (
        {"places_year": {"college": 20_000, "bachelor": 10_000, "master": 4_000}, "gain": 0.05, "retrain": 0.5},
    )
    more = ("places_year", "gain", "retrain")
    own = ("trained", "skill", "mismatch")
    refuses = {
        "rationing": "nothing: places go to those whom a draw for life brings first",
        "minimum_stay_months": "nothing: who is trained is paid nothing, so there is nothing to give back",
        "clawback_share": "nothing: who is trained is paid nothing, so there is nothing to give back",
    }
    caveat = {
        "zh": "能力在各地都获报酬，培训因此几乎不影响去留：对留存的影响约为零是模型的结果，也是假设。",
        "en": "Ability is paid everywhere, so training hardly changes who stays: this follows from how it enters the model.",
    }

    places_year: PerDegree = declare(
        PER_DEGREE,
        "persons a year",
        "places a year by degree",
        "按学历的年培训名额",
        high=HEADS,
        neutral=0,
        usual=(0, 50_000, 100),
        lead=True,
    )
    gain: Dated = declare(
        NUMBER,
        "log points",
        "of ability, for good (0-0.06; none in a Swiss trial, Schwerdt et al. 2012, A; width C)",
        "能力的持久提高（0—0.06）",
        high=0.15,
        default=Dated.always(0.02),
        neutral=0,
        usual=(0, 0.06, 0.005),
        lead=True,
    )
    retrain: Dated = declare(
        NUMBER,
        "chance",
        "that somebody who works beside the own field then fits (0-1; judgement, C)",
        "专业不对口者培训后变为对口的概率（0—1，判断，C）",
        high=1,
        default=Dated.always(0.5),
        neutral=0,
        usual=(0, 1, 0.05),
    )
    yuan_place: Dated = declare(
        NUMBER,
        "yuan a place",
        "cost of a place (2,000-10,000; judgement, C)",
        "每个名额的费用（2000—10000，判断，C）",
        high=YUAN,
        default=Dated.always(5000),
        usual=(2000, 10_000, 500),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        effect = {"gain": self.gain.at(month), "retrain": self.retrain.at(month)}
        for degree, places in zip(DEGREES, each(self.places_year, month), strict=True):
            if places:
                at = {"degree": (degree,)}
                yield Quota(
                    "training_places", places / MONTHS_A_YEAR, yuan=self.yuan_place.at(month), at=at, effect=effect
                )

    def says(self) -> Mapping[str, str]:
        return {"zh": "每年培训{places_year}人", "en": "{places_year} trained a year"}
