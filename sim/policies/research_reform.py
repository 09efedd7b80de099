"""Reform of how researchers are judged and funded (评价与经费改革): titles, tolerance of failure, less red tape, a say in the work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import NUMBER, OFFICE, REACHES_NO_PERSONS, Dated, Policy, declare
from sim.records import Move, Push, Standing

AS_IT_IS, NOTHING = Dated.always(1), Dated.always(0)


@dataclass(frozen=True, kw_only=True)
class ResearchReform(
    Policy, kind="research_reform", family="research", en="Evaluation and funding reform", zh="评价与经费改革"
):
    """Rules of the region's platforms; nobody is paid but the office."""

    examples = (
        {
            "promotion": 1.2,
            "title_freedom": 0.5,
            "failure_cost": 0.5,
            "funding": 1.05,
            "autonomy": 0.05,
            "yuan_year": 2_000_000,
        },
    )
    more = ("promotion", "title_freedom", "funding", "autonomy")
    own = ("researchers", "patents")
    refuses = REACHES_NO_PERSONS
    caveat = {
        "zh": "容错只经由职称晋升起作用：科研人员因此选择更大胆的课题，模型中没有；各项系数均为判断。",
        "en": "Tolerance of failure acts through promotion alone: that researchers would choose bolder projects is not in the model. "
        "All factors of the reform are judgement.",
    }

    promotion: Dated = declare(
        NUMBER,
        "factor",
        "on the chance of promotion",
        "晋升机会的倍数",
        low=0.5,
        high=3,
        default=AS_IT_IS,
        neutral=1,
        usual=(1, 2, 0.1),
        lead=True,
    )
    title_freedom: Dated = declare(
        NUMBER,
        "share",
        "share of those ready for the next tier who rise without an open post",
        "达到条件而无空岗者中可直接晋升的比例",
        high=1,
        default=NOTHING,
        neutral=0,
        usual=(0, 1, 0.05),
        lead=True,
    )
    failure_cost: Dated = declare(
        NUMBER,
        "factor",
        "on what a failed project takes off the chance of promotion",
        "项目失败对晋升不利影响的倍数",
        high=1,
        default=AS_IT_IS,
        neutral=1,
        usual=(0, 1, 0.05),
    )
    funding: Dated = declare(
        NUMBER,
        "factor",
        "on money for research that reaches it",
        "实际用于科研的经费的倍数",
        low=0.5,
        high=2,
        default=AS_IT_IS,
        neutral=1,
    )
    autonomy: Dated = declare(
        NUMBER,
        "log points of pay",
        "what a say in one's work is worth",
        "科研自主权相当于薪酬的对数点",
        high=0.3,
        default=NOTHING,
        neutral=0,
        usual=(0, 0.2, 0.01),
    )
    yuan_year: Dated = declare(
        NUMBER,
        "yuan a year",
        "office",
        "管理费用",
        high=OFFICE,
        parameter="reform_office_yuan",
        neutral=0,
        usual=(0, 20_000_000, 1_000_000),
    )

    def moves(self, region: str, month: int) -> Iterator[Move]:
        yield Standing("office", 1, self.yuan_year.at(month))
        yield Push("promotion", self.promotion.at(month))
        yield Push("title_freedom", self.title_freedom.at(month))
        yield Push("failure_cost", self.failure_cost.at(month))
        yield Push("research_funding", self.funding.at(month))
        yield Push("autonomy", self.autonomy.at(month))

    def says(self) -> Mapping[str, str]:
        return {
            "zh": "晋升机会×{promotion}，无空岗可晋升{title_freedom}",
            "en": "promotion × {promotion}, {title_freedom} rise without an open post",
        }
