"""All observables by name."""

from sim.experiments.observables.money import AMOUNTS
from sim.experiments.observables.shares import SHARES
from sim.experiments.observables.volumes import VOLUMES
from sim.experiments.observations import Registry

OBSERVABLES: Registry = {one.name: one for one in (*SHARES, *AMOUNTS, *VOLUMES)}
