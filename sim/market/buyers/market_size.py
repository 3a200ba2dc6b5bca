"""How much of each task could be done with AI this month (E37)."""

from collections.abc import Sequence

from sim.scenario.schema.root import Parameters


def market_volumes(parameters: Parameters, adopted: Sequence[float]) -> dict[str, float]:
    """Volume of each task that could be served, Qt per month.

    A task trails by its own delay; before the delay is over it stands where adoption stood before the launch.

    Parameters
    ----------
    parameters : Parameters
        Parameters in force.
    adopted : sequence of float
        Adopted share in each month so far, this month last.
    """
    adoption, consumers = parameters.adoption, parameters.consumers
    volumes = {}
    for name, task in parameters.tasks.items():
        past = len(adopted) - 1 - task.adoption_delay
        share = adopted[past] if past >= 0 else adoption.start_share
        block = consumers.volume_share if task.buyer == "consumer" else 1.0 - consumers.volume_share
        volumes[name] = adoption.ceiling * block * task.volume_share * share
    return volumes
