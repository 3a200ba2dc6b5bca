"""What enterprises spend on cloud services other than AI (E49)."""

from sim.economics.adoption import budget
from sim.scenario.schema.demand import Enterprises


def base_cloud_spend(section: Enterprises, month: int) -> float:
    """Spend of all enterprises on cloud services other than AI, bn USD per month (E49)."""
    years = month / 12.0
    return float(budget(section.base_cloud_spend, section.base_cloud_growth, section.base_cloud_fading, years))
