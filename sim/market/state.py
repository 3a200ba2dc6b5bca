"""What is the case: who exists, what holds between them, and what was sold this month. No rule is known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array
from sim.economics.pricing import Buyers, PricingIncentives
from sim.market.agreements import Agreement
from sim.market.buyers.consumers import Consumers
from sim.market.buyers.enterprises import Enterprises
from sim.market.buyers.panel import Panel
from sim.market.catalogue import Catalogue
from sim.market.contracts import ContractBook, Pair
from sim.market.counterfactuals import Counterfactual
from sim.market.events import MarketEvent
from sim.market.money.finances import Finances
from sim.market.money.ledger import Ledger
from sim.market.money.payables import Payables
from sim.market.purchases import Review
from sim.market.rules.memory import PriceMemory
from sim.market.sales.access import Classes
from sim.market.sales.dependence import Dependence
from sim.market.sales.offers import Access, Offers
from sim.market.sales.rationing import Service
from sim.market.sales.reference_prices import opening_prices
from sim.market.sellers.apps import Distributor
from sim.market.sellers.clouds import Cloud
from sim.market.sellers.labs import Lab, ModelState
from sim.market.sellers.quality import ServiceQuality
from sim.market.sellers.versions import is_launched
from sim.scenario.schema.root import Parameters
from sim.streams import Streams


@dataclass(frozen=True)
class Kind:
    """What an entrant turned out to be: how its model generates text, and the task it is made for."""

    architecture: str
    speciality: str


class State:
    """A market as it stands.

    What a stage of the month works out is there once that stage has been played for the first time; until it is played
    again, it is last month's.

    Parameters
    ----------
    parameters : Parameters
        Parameters at the start.
    streams : Streams
        Random streams of the replication.
    labs, clouds, distributors : mapping
        Sellers, by name.

    Attributes
    ----------
    parameters : Parameters
        Parameters in force, dated events included.
    streams : Streams
        Random streams of the replication.
    month : int
        Months since the start.
    catalogue : Catalogue
        Names and numbers of everything, and who belongs to whom.
    classes : Classes
        Enterprises by home and second cloud.
    labs, clouds, distributors, models : dict
        Sellers and models as they stand, by name.
    enterprises, consumers : Enterprises, Consumers
        Buyers.
    panel, bargaining_panel : Panel
        Enterprises on which firms set prices, and on which they judge contracts and deals.
    waiting : list of str
        Labs that have not entered, in the order in which they would.
    entrant_kinds : dict
        What those that entered turned out to be, by model.
    newcomers : set of str
        Labs that have entered and that nobody has negotiated with since.
    closed_down : set of str
        Owners that have left the market.
    out_of_order : set of str
        Models that nobody can have this month.
    contracts : ContractBook
        Contracts in force.
    agreements : dict
        What each pair settled on last.
    reviews : list of Review
        Purchases that the regulator looks at.
    purchases : list of (int, str)
        Month and buyer of every purchase that was closed.
    finances : Finances
        Cash, value and funding of owners.
    payables : Payables
        Payments that deals brought this month and that are not made yet.
    events : list of MarketEvent
        What happened so far.
    adopted : list of float
        Adopted share in each month so far.
    market_size : dict
        Size of the market of each task if no buyer did without AI: bn USD, or Qt, per month.
    capability : array, shape (models,)
        Capability as buyers know it this month, nats.
    yardstick_start : float or None
        Mean capability of what was used in the first month in which anything was, nats.
    orders : dict
        Capacity ordered by each cloud this month, bn GPU-hours per month.
    access : Access
        Where each model can be bought.
    service_quality : ServiceQuality
        What using each model is like.
    bonus : array, shape (options, codes)
        Integration bonus of each option for each kind of enterprise.
    offers : Offers
        Every sale that can be made.
    enterprise_utility : array, shape (tasks, segments * classes, options)
        Utility of enterprises without price and bonus.
    consumer_utility : array, shape (tasks, types, options)
        Utility of consumers without price.
    buyers : Buyers
        Long-run demand of the panel and of all consumers.
    incentives : PricingIncentives
        What those who decide prices earn from every sale.
    panel_class : array, shape (members,)
        Access class of each member of the panel when prices were set.
    prices : array, shape (options,)
        Posted prices, USD per Mtok.
    price_residual : float
        How far they are from equilibrium: log points, or with volumes USD per Mtok.
    price_memory : PriceMemory
        What those who set prices remember.
    class_sizes : array, shape (classes,)
        Share of the volume of all enterprises in each access class.
    usage : array, shape (tasks, classes, options)
        Shares of the market of each task: what the enterprises that buy AI choose, doing without included.
    tokens : array, shape (tasks, classes, options)
        Tokens that enterprises ask for, Qt per month; doing without AI, in its first place, is none.
    consumer_tokens : array, shape (tasks, options)
        Tokens that consumers ask for, Qt per month.
    distinct : int array, shape (options,)
        How many enterprises use 0, 1, 2, ... options.
    own_compute : array, shape (owners,)
        Compute that each owner of models wanted for itself last month, bn GPU-hours.
    catalogue_hours : array, shape (clouds,)
        Compute behind what each cloud sold through its catalogue last month, bn GPU-hours.
    training_hours, training_prices : array, shape (owners, clouds)
        Compute wanted for training this month, bn GPU-hours, and what an hour costs, USD.
    service : Service
        What was asked for and served.
    ledger : Ledger
        Payments of the month.
    ledger_imbalance : float
        Sales that the ledger does not account for, as a share of turnover.
    dependence : Dependence
        Who depended on whom in the last month that was played.
    control : dict
        Amount of each layer of control that each owner held in that month, arrays of shape (owners,).
    """

    market_size: dict[str, float]
    capability: Array
    orders: dict[str, float]
    access: Access
    service_quality: ServiceQuality
    bonus: Array
    offers: Offers
    enterprise_utility: Array
    consumer_utility: Array
    buyers: Buyers
    incentives: PricingIncentives
    panel_class: NDArray[np.int16]
    price_residual: float
    class_sizes: Array
    usage: Array
    tokens: Array
    consumer_tokens: Array
    distinct: NDArray[np.int64]
    training_hours: Array
    training_prices: Array
    service: Service
    ledger: Ledger
    ledger_imbalance: float
    control: dict[str, Array]

    def __init__(
        self,
        parameters: Parameters,
        streams: Streams,
        labs: Mapping[str, Lab],
        clouds: Mapping[str, Cloud],
        distributors: Mapping[str, Distributor],
    ) -> None:
        self.parameters, self.streams, self.month = parameters, streams, 0
        self.catalogue = Catalogue.of(parameters)
        self.classes = Classes(len(self.catalogue.clouds))
        self.labs, self.clouds, self.distributors = dict(labs), dict(clouds), dict(distributors)
        states = [state for lab in labs.values() for state in lab.models.values()]
        self.models: dict[str, ModelState] = {state.name: state for state in sorted(states, key=lambda s: s.name)}
        self.enterprises = Enterprises(parameters, self.catalogue, streams)
        self.consumers = Consumers(parameters, self.catalogue)
        self.panel = Panel(parameters.enterprises.panel, self.enterprises, streams, "panel")
        self.bargaining_panel = Panel(parameters.bargaining.panel, self.enterprises, streams, "bargaining panel")
        self.waiting = sorted({section.lab for section in parameters.models.values() if section.entrant})
        self.entrant_kinds: dict[str, Kind] = {}
        self.newcomers: set[str] = set()
        self.closed_down: set[str] = set()
        self.out_of_order: set[str] = set()
        self.contracts = ContractBook(self.catalogue)
        self.agreements: dict[Pair, Agreement] = {}
        self.reviews: list[Review] = []
        self.purchases: list[tuple[int, str]] = []
        self.finances = Finances(parameters, self.catalogue)
        self.payables = Payables()
        self.events: list[MarketEvent] = []
        self.adopted: list[float] = []
        self.yardstick_start: float | None = None
        self.own_compute = np.zeros(len(self.catalogue.owners))
        self.catalogue_hours = np.zeros(len(self.catalogue.clouds))
        self.prices = opening_prices(self.serving_cost, parameters, self.catalogue)
        self.price_memory = PriceMemory(self._trial_luck, self._supposed_luck, len(self.catalogue.options))
        self.dependence = Dependence.none(len(self.catalogue.owners), len(self.catalogue.models))

    def _trial_luck(self, option: str) -> np.random.Generator:
        return self.streams.generator("price trial", option, self.month)

    def _supposed_luck(self, option: str) -> np.random.Generator:
        return self.streams.supposed("price trial", option, self.month)

    def models_of(self, lab: str) -> list[str]:
        """Models of a lab, in the market or not."""
        return [name for name, section in self.parameters.models.items() if section.lab == lab]

    @property
    def not_entered(self) -> set[str]:
        """Models that do not exist yet."""
        return {name for lab in self.waiting for name in self.models_of(lab)}

    @property
    def absent(self) -> frozenset[str]:
        """Models and apps that nobody can have: not on sale yet, or gone with their owner."""
        parameters, gone = self.parameters, self.closed_down
        shut = {name for name, model in self.models.items() if not model.on_sale}
        apps = parameters.apps.items()
        shut |= {name for name, app in apps if app.owner in gone or not is_launched(app, parameters, self.month)}
        return frozenset(shut | self.inactive)

    @property
    def inactive(self) -> frozenset[str]:
        """Models that nobody works on: their lab has not entered, or has gone and nobody else can run them."""
        models, gone = self.parameters.models.items(), self.closed_down
        return frozenset({name for name, s in models if s.lab in gone and not s.open} | self.not_entered)

    @property
    def renewed_models(self) -> frozenset[str]:
        """Models of which another version came on sale this month."""
        return frozenset(name for name, model in self.models.items() if model.version.since == self.month)

    @property
    def lab_account(self) -> NDArray[np.int64]:
        """Account of the lab of each model, shape (models,)."""
        return self.catalogue.lab_accounts(self.parameters)

    @property
    def serving_cost(self) -> Array:
        """What serving each model takes, GPU-hours per Mtok, shape (models,)."""
        return np.array([model.serving_cost for model in self.models.values()])

    @property
    def compute_price(self) -> Array:
        """Price of compute of each cloud, USD per GPU-hour, shape (clouds,)."""
        return np.array([cloud.compute_price for cloud in self.clouds.values()])

    @property
    def capacity(self) -> Array:
        """Capacity of each cloud, bn GPU-hours per month, shape (clouds,)."""
        return np.array([cloud.capacity for cloud in self.clouds.values()])

    @property
    def room(self) -> Array:
        """Capacity that what was sold through catalogues last month leaves to labs, bn GPU-hours, shape (clouds,)."""
        return np.maximum(self.capacity - self.catalogue_hours, 0.0)

    @property
    def home_share(self) -> Array:
        """Share of enterprises, by volume, that are at home on each cloud, shape (clouds,)."""
        return np.bincount(self.classes.home, self.class_sizes, len(self.clouds))

    @property
    def model_volume(self) -> Array:
        """Volume of each model that was served, Qt per month, shape (models,)."""
        return np.bincount(self.offers.component_model, self.service.volume, len(self.models))

    def as_it_is(self) -> Counterfactual:
        """The contracts and owners in force, for whoever asks what would be under others."""
        return Counterfactual(
            terms=self.contracts.terms,
            granted=frozenset(self.contracts.granted),
            catalogue=self.catalogue,
            withdrawn=self.absent,
        )

    def transfer_ownership(self, catalogue: Catalogue) -> None:
        """Let everybody know who owns what now."""
        self.catalogue = catalogue
        self.contracts.catalogue = self.finances.catalogue = catalogue
        self.enterprises.catalogue = self.enterprises.surfaces.catalogue = self.consumers.catalogue = catalogue
