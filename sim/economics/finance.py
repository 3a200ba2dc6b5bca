"""What a lab is worth, how short of cash it is, and what it can raise (E28 to E31).

Formulas::

    E28  value = multiple revenue (1 + growth)^growth_exponent kept + technology_value
         kept = max(0, 1 - dependence_discount max(0, dependence - tolerated_dependence))
    E29  shadow value of cash = 1 + slope min(need / value, 1.5),  need = max(0, 24 burn - cash)
    E30  raised = min(18 burn, 20 % of the value);  E31  runway = cash / burn
"""

import math

# Need over valuation above which cash gets no scarcer (E29).
HARDEST_NEED = 1.5


def dependence_factor(dependence: float, *, dependence_discount: float, tolerated_dependence: float) -> float:
    """Part of its value that a lab keeps when it depends on one partner (E28).

    Parameters
    ----------
    dependence : float
        Largest share of revenue or of compute that goes through one partner, 0 to 1.
    dependence_discount : float
        Part of the value lost per unit of dependence above the tolerated one.
    tolerated_dependence : float
        Dependence that investors do not mind.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return max(0.0, 1.0 - dependence_discount * max(0.0, dependence - tolerated_dependence))


def valuation(
    annual_revenue: float,
    growth: float,
    dependence: float,
    *,
    multiple: float,
    growth_exponent: float,
    dependence_discount: float,
    tolerated_dependence: float,
    technology_value: float = 0.0,
) -> float:
    """Value of a lab to investors, bn USD (E28).

    Parameters
    ----------
    annual_revenue : float
        Revenue at the present rate, bn USD per year.
    growth : float
        Growth of revenue over a year, 1 for a doubling; a fall counts down to -1.
    dependence : float
        As for `dependence_factor`.
    multiple : float
        Years of revenue that investors pay for a lab that does not grow.
    growth_exponent : float
        How strongly growth raises the multiple.
    dependence_discount, tolerated_dependence : float
        As for `dependence_factor`.
    technology_value : float
        What the technology is worth apart from its revenue, bn USD.
    """
    paid_for_growth = max(0.0, 1.0 + growth) ** growth_exponent
    kept = dependence_factor(
        dependence, dependence_discount=dependence_discount, tolerated_dependence=tolerated_dependence
    )
    return multiple * annual_revenue * paid_for_growth * kept + technology_value


def funding_need(burn: float, cash: float, months: float = 24.0) -> float:
    """Cash still to be found to get through the coming months, bn USD (E29).

    Parameters
    ----------
    burn : float
        Cash spent above receipts, bn USD per month; negative for a lab that earns.
    cash : float
        Cash at hand, bn USD.
    months : float
        Months to get through.
    """
    return max(0.0, months * burn - cash)


def shadow_value(need: float, valuation: float, *, slope: float) -> float:
    """Worth of a dollar of cash to a lab (lambda, E29): 1 + xi min(need / value, 1.5).

    Parameters
    ----------
    need : float
        Cash still to be found, bn USD; 0 gives 1.
    valuation : float
        Value of the lab, bn USD. A lab in need that is worth nothing counts as the hardest case.
    slope : float
        Rise per unit of need over value (xi).

    Returns
    -------
    float
        Between 1 and 1 + 1.5 xi.
    """
    if need <= 0.0:
        return 1.0
    pressing = need >= HARDEST_NEED * valuation
    return 1.0 + slope * (HARDEST_NEED if pressing else need / valuation)


def runway(cash: float, burn: float) -> float:
    """Months that the cash lasts (E30, E31): infinite without burn, 0 where there is burn and no cash.

    Parameters
    ----------
    cash : float
        Bn USD.
    burn : float
        Bn USD per month.
    """
    return math.inf if burn <= 0.0 else max(0.0, cash) / burn


def raised(burn: float, valuation: float, *, months: float = 18.0, largest_share: float = 0.20) -> float:
    """Cash that a round brings: some months of burn, at most a part of the value, bn USD (E30).

    Parameters
    ----------
    burn : float
        Bn USD per month.
    valuation : float
        Value of the lab, bn USD.
    months : float
        Months of burn that are asked for.
    largest_share : float
        Largest part of the value that one round can bring.
    """
    return max(0.0, min(months * burn, largest_share * valuation))


def may_list(
    annual_revenue: float,
    dependence: float,
    gross_margin: float,
    exclusive: bool,
    *,
    least_revenue: float,
    most_dependence: float,
    least_margin: float,
) -> bool:
    """Whether the stock market would take a lab (E30): large, independent, profitable per sale, not exclusive.

    Parameters
    ----------
    annual_revenue : float
        Bn USD per year.
    dependence : float
        As for `dependence_factor`.
    gross_margin : float
        Part of revenue left after serving cost.
    exclusive : bool
        Whether a contract binds the lab to one partner.
    least_revenue, most_dependence, least_margin : float
        Thresholds that must be passed, not only met.
    """
    return (
        not exclusive
        and annual_revenue > least_revenue
        and dependence < most_dependence
        and gross_margin > least_margin
    )
