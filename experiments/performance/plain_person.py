"""A person as a plain Mesa agent: attributes in Python, the scalar rules of `sim.rules` called one by one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from sim.calendar import JUNE, MARCH, NOVEMBER, SEPTEMBER, season
from sim.records import Columns, Status, Tenure
from sim.rules.consideration import inclusion
from sim.rules.income import earning_power, household_income, money, wage
from sim.rules.review import leaving_ages, monthly, yearly_review
from sim.rules.ties import aggregate_tie, city_tie, move_cost, other_cities_inside

if TYPE_CHECKING:
    from plain_mesa import Place, PlainModel

CAMPUS = (*range(SEPTEMBER, NOVEMBER + 1), *range(MARCH, JUNE + 1))  # months in which students search
CERTAIN = (SEPTEMBER, MARCH, JUNE)  # months in which students without an offer review
STATE = (
    "degree", "field", "home", "home_province", "college", "region", "search_region", "grad_month", "last_move",
    "review_due", "search_since", "status_since", "job_degree", "job_field", "mismatched", "offer_region", "housing", "partner",
    "child_age", "aware", "lived", "income", "status", "class_row",
)  # fmt: skip


class Graduate(mesa.Agent):
    """A person: where they live, what they do, what they know."""

    def __init__(self, model: PlainModel, columns: Columns, row: int) -> None:
        super().__init__(model)
        for name in STATE:
            setattr(self, name, int(getattr(columns, name)[row]))
        self.ability = float(columns.ability[row])
        self.rent_fixed = float(columns.rent_fixed[row])
        self.shocks: dict[int, float] = {}
        self.matches: dict[int, float] = {}
        self.thresholds: dict[int, float] = {}
        self.classmates = model.classmates(self)
        self.classmates[self.region] += 1
        self.birthday = self.random.randrange(12)

    @property
    def skill(self) -> int:
        """Labour market: 0 low, 1 high, 2 doctors."""
        return max(0, self.degree - 1)

    @property
    def years(self) -> float:
        """Years since leaving college."""
        return max(0, self.model.month - self.grad_month) / 12.0

    @property
    def job_place(self) -> int:
        """Region of the job or the offer."""
        return self.offer_region if self.offer_region >= 0 else self.region

    @property
    def job_skill(self) -> int:
        """0 of a post for low, 1 for high skill."""
        return 1 if self.job_degree >= 2 else 0

    def separate(self) -> None:
        """Lose one's job: firms of the own field end it, or one leaves."""
        if self.status == Status.STUDENT and self.offer_region < 0:
            return
        if self.status not in (Status.STUDENT, Status.EMPLOYED):
            return
        lost = False
        if self.job_field >= 0:
            cell = self.model.places[self.job_place].cells[self.field][self.job_skill]
            lost = self.random.random() * cell.held < cell.ended
        if not lost and self.status == Status.EMPLOYED:
            lost = self.random.random() < self.model.quit_chance
        if not lost:
            return
        self.job_field, self.mismatched = -1, 0
        if self.status == Status.STUDENT:
            self.offer_region = -1
            return
        self.status = Status.SEARCHING
        self.search_region = self.region
        self.search_since = self.status_since = self.review_due = self.model.month

    def review(self) -> None:
        """Think about where to live, with a hazard that falls with age and in months in which it is certain."""
        p, month = self.model.parameters, self.model.month
        if self.status == Status.STUDENT:
            due = season(month) in CERTAIN and self.offer_region < 0
        else:
            older = leaving_ages(p)[self.degree] - p["leaving_age_bachelor"] + int(self.years)
            hazard = monthly(yearly_review(older, p["attention_review"], p["review_age"]))
            due = self.review_due == month or self.random.random() < hazard
        if due:
            self.search_at(self.choose())

    def choose(self) -> int:
        """The best of the places considered, with fresh shocks."""
        best, best_value = self.region, -math.inf
        for j in self.considered():
            self.shocks[j] = -math.log(-math.log(self.random.random()))
            value = self.utility(j, self.expected_work(j)) + self.shocks[j]
            if value > best_value:
                best, best_value = j, value
        return best

    def considered(self) -> list[int]:
        """Places in the set, which only grows; the inclusion number of a place is drawn once a life."""
        known = self.aware | 1 << self.region | 1 << self.home | 1 << self.college
        for place in self.model.places:
            j = place.index
            if known >> j & 1:
                continue
            near = 1 if place.provinces[self.model.college_province[self.college]] else 0
            chance = inclusion(place.awareness, near, self.peers(j), 0, self.model.behaviour)
            if self.thresholds.setdefault(j, self.random.random()) < chance:
                known |= 1 << j
        self.aware = known
        return [place.index for place in self.model.places if known >> place.index & 1]

    def peers(self, j: int) -> float:
        """Share of one's class that lives at a place."""
        return self.classmates[j] / sum(self.classmates) / self.model.places[j].size

    def expected_work(self, j: int) -> float:
        """Expected share of the horizon in work at a place."""
        here = j == self.region and self.status == Status.EMPLOYED
        return 1.0 if here else self.model.places[j].work[self.skill]

    def income_at(self, j: int, work: float) -> float:
        """Yuan a month of the household at a place."""
        p, place, here = self.model.behaviour, self.model.places[j], j == self.region
        in_job = here and self.status == Status.EMPLOYED
        degree, mismatched = (self.job_degree, self.mismatched) if in_job else (self.degree, 0)
        match = self.matches.setdefault(j, self.random.gauss(0.0, p.match_sd)) if self.lived >> j & 1 else 0.0
        pay = wage(place.wage[degree], earning_power(self.ability, self.years, p), match, mismatched, p)
        partner = self.partner * self.model.partner_weight * place.average_wage
        partner *= 1.0 if here else self.model.partner_chance
        loss = 0.0 if self.home == j else place.hukou_loss
        return household_income(work, pay, 0.0, loss, partner, 0.0, p)

    def utility(self, j: int, work: float) -> float:
        """Utility of living at a place, without its shock."""
        p, place = self.model.behaviour, self.model.places[j]
        ln_rent = math.log(self.rent_fixed if j == self.region and self.housing == Tenure.OWNER else place.rent)
        child = 1 if self.child_age >= 0 else 0
        cost = move_cost(self.status == Status.STUDENT, 1 if self.housing == Tenure.OWNER else 0, child, 1.0, p)
        value = money(self.income_at(j, work), ln_rent, self.model.parameters["eps_w_grad"], p.alpha_housing, p.form)
        value += self.tie(place, cost) + place.constant[self.degree]
        value += p.network_J * self.peers(j)
        if j != self.region:
            value -= self.model.gamma[self.degree] * math.log1p(place.distance[self.region]) + cost
        return value

    def tie(self, place: Place, cost: float) -> float:
        """ln of size times ties to home, college and home province."""
        g_h, g_c, g_p = self.model.premiums[self.degree]
        home, college = int(self.home == place.index), int(self.college == place.index)
        share = place.province_share[self.home_province]
        if not place.aggregate:
            province = 1 if share > 0.0 and not home else 0
            return math.log(place.size * city_tie(home, college, province, g_h, g_c, g_p))
        psi = max(0.0, share - home / place.size)
        tie = aggregate_tie(home, college, psi, place.size, g_h, g_c, g_p)
        if place.index != self.region:
            return math.log(place.size * tie)
        own = math.exp(g_c) if self.status == Status.STUDENT else tie
        inner, gamma = place.distance[place.index], self.model.gamma[self.degree]
        others = other_cities_inside(home, psi, place.size, inner, gamma, g_h, g_p)
        return math.log(own + math.exp(-cost) * others)

    def search_at(self, j: int) -> None:
        """Search at the place chosen, for a limited time; the employed who choose to stay do not search."""
        if self.status == Status.EMPLOYED and j == self.region:
            self.search_region = -1
        else:
            self.search_region, self.search_since = j, self.model.month

    def search(self) -> None:
        """Join the queue of one's market."""
        month, tired = self.model.month, self.model.month - self.search_since >= self.model.parameters["search_months"]
        if self.status == Status.STUDENT:
            if season(month) not in CAMPUS or self.offer_region >= 0 or self.search_region < 0:
                return
        elif self.status == Status.EMPLOYED:
            if self.search_region < 0 or tired:
                self.search_region = -1
                return
        elif self.search_region != self.region and (self.search_region < 0 or tired):
            self.search_region = self.region
        skill = self.skill
        idle = month - self.status_since >= self.model.parameters["search_months"]
        if self.degree == 2 and self.status == Status.SEARCHING and idle:
            skill = 0
        far = "far_student" if self.status == Status.STUDENT else "far"
        weight = 1.0 if self.search_region == self.region else self.model.parameters[far]
        self.model.queues[self.search_region][skill].append((self.random.expovariate(1.0) / weight, weight, self))

    def accepts(self, j: int) -> bool:
        """An offer at home is taken, one from afar if it still beats staying."""
        if j == self.region:
            return True
        there = self.utility(j, 1.0) + self.shocks.get(j, 0.0)
        stay = self.utility(self.region, self.expected_work(self.region)) + self.shocks.get(self.region, 0.0)
        if there > stay:
            return True
        self.search_region = -1 if self.status == Status.EMPLOYED else self.region
        return False

    def take_post(self, j: int, skill: int) -> None:
        """A post of the own field while one is open, else of another by a race over open posts."""
        if skill < 2:
            open_posts = [cells[skill].open for cells in self.model.places[j].cells]
            others = [field for field, n in enumerate(open_posts) if n > 0]
            if open_posts[self.field] > 0 or not others:
                self.job_field = self.field
            else:
                self.job_field = min(others, key=lambda field: self.random.expovariate(open_posts[field]))
            self.mismatched = int(self.job_field != self.field)
            self.model.places[j].cells[self.job_field][skill].open -= 1
        self.job_degree = min(self.degree, 1) if skill == 0 else self.degree
        self.search_region = -1
        if self.status == Status.STUDENT:
            self.offer_region = j
            return
        self.status = Status.EMPLOYED
        if j != self.region:
            self.move(j)

    def move(self, j: int) -> None:
        """Live elsewhere, as a tenant."""
        self.model.moves[self.region, j] = self.model.moves.get((self.region, j), 0) + 1
        self.classmates[self.region] -= 1
        self.classmates[j] += 1
        self.region, self.last_move, self.housing = j, self.model.month, Tenure.MARKET
        self.lived |= 1 << j
        self.aware |= 1 << j

    def leave_college(self) -> None:
        """In July: to the place of one's offer, or to search from home if one looks there, else where one studied."""
        if self.status != Status.STUDENT or self.grad_month != self.model.month:
            return
        offer, self.offer_region = self.offer_region, -1
        self.status_since = self.model.month
        self.status = Status.EMPLOYED if offer >= 0 else Status.SEARCHING
        if offer < 0:
            self.search_region = self.search_region if self.search_region >= 0 else self.region
            offer = self.home if self.search_region == self.home else self.region
        if offer != self.region:
            self.move(offer)

    def keep_house(self) -> None:
        """Income of the household, a purchase, a partner, a child: a twelfth of the people a month."""
        if self.status == Status.STUDENT or self.birthday != self.model.month % 12:
            return
        p, place = self.model.parameters, self.model.places[self.region]
        self.income = int(self.income_at(self.region, 1.0 if self.status == Status.EMPLOYED else 0.0))
        settled = self.model.month - self.last_move >= p["purchase_wait"]
        if self.housing != Tenure.OWNER and settled:
            burden = self.model.price[self.region] * place.rent / place.rent0 * p["home_m2"]
            hazard = min(1.0, p["h_b"] * (120.0 * self.income / burden) ** p["purchase_exponent"])
            if self.random.random() < hazard:
                self.housing, self.rent_fixed = Tenure.OWNER, place.rent
        if not self.partner:
            self.partner = int(self.random.random() < p["partner_hazard"])
        elif self.child_age >= 0:
            self.child_age += 1
        elif self.random.random() < p["child_hazard"]:
            self.child_age = 0
