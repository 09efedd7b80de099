"""Money to firms for whom they hire (吸纳就业补贴)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import CHOICE, PER_DEGREE, WHOLE, YUAN, Dated, PerDegree, Policy, declare, each, whole
from sim.records import Move, Offer

TECHNOLOGY, ALL = "technology", "all"


@dataclass(frozen=True, kw_only=True)
class HiringSubsidy(Policy, kind="hiring_subsidy", family="firms", en="Hiring subsidy", zh="吸纳就业补贴"):
    """A payment to the firm for a hire, once a person; firms want more staff as far as the mean hire brings them money."""

    examples = (
        {"yuan_hire": {"bachelor": 1500, "master": 3000}},
        {"yuan_hire": 1000, "months": 12, "firms": "technology"},
    )
    matchable = True
    more = ("yuan_hire",)
    own = ("subsidised_hires",)
    refuses = {
        "minimum_stay_months": "nothing: the payment is the firm's, and ends with the job",
        "clawback_share": "nothing: the payment is the firm's, and ends with the job",
    }
    caveat = {
        "zh": "多数招用没有补贴也会发生；短期、未预告的补贴效果好于长期补贴。",
        "en": "Most hires would have been made anyway; support that is brief and unforeseen does better than lasting support.",
    }

    yuan_hire: PerDegree = declare(
        PER_DEGREE,
        "yuan a payment",
        "to the firm by degree of the person hired (national one-off payment: at most 1,500, A); doctors work for no firm of the model",
        "按被招用者学历向企业支付（全国一次性补助上限1500元，A）；博士不在模型企业就业",
        high=YUAN,
        default=(Dated.always(1500),) * 4,
        neutral=0,
        usual=(0, 10_000, 500),
        lead=True,
    )
    months: Dated = declare(
        WHOLE,
        "months",
        "paid in so many monthly parts",
        "按月支付的次数",
        low=1,
        high=36,
        default=Dated.always(1),
        usual=(1, 36, 1),
    )
    firms: str = declare(CHOICE, "firms", "which firms", "补贴对象", words=(ALL, TECHNOLOGY), default=ALL)

    def moves(self, region: str, month: int) -> Iterator[Move]:
        only = self.firms == TECHNOLOGY
        yield Offer("hire", each(self.yuan_hire, month), months=whole(self.months, month), technology=only)

    def says(self) -> Mapping[str, str]:
        return {"zh": "招用补贴，每笔{yuan_hire}元付给企业", "en": "{yuan_hire} yuan to the firm for a hire"}
