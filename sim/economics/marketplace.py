"""What a cloud charges when labs list on every cloud and customers choose one (E15).

Formulas::

    base price = unit_cost - lab_benefit + 1 / (price_sensitivity (1 - share));  fee of the labs = lab_benefit share

A competitive bottleneck (Armstrong 2006): labs can reach a cloud's customers only through it, so its fee takes their
whole benefit; competition for customers passes that benefit on to them as a lower base price.
"""


def hotelling_markup(transport_cost: float) -> float:
    """Markup of two clouds that share a covered line of customers.

    Parameters
    ----------
    transport_cost : float
        Cost to a customer of a cloud at the other end of the line, in money.
    """
    return transport_cost


def logit_markup(price_sensitivity: float, share: float) -> float:
    """Markup of a cloud that faces logit demand: 1 / (alpha (1 - s)).

    Parameters
    ----------
    price_sensitivity : float
        Alpha of its customers, utils per unit of money.
    share : float
        Share of customers that it serves.
    """
    return 1.0 / (price_sensitivity * (1.0 - share))


def bottleneck_base_price(unit_cost: float, lab_benefit: float, markup: float) -> float:
    """Base price of a cloud per customer: cost and markup, less what a customer is worth to the labs (E15).

    Parameters
    ----------
    unit_cost : float
        Cost of serving a customer.
    lab_benefit : float
        What one more customer is worth to the labs, all of which the cloud's fee takes.
    markup : float
        Markup that competition for customers leaves (`hotelling_markup`, `logit_markup`).
    """
    return unit_cost + markup - lab_benefit


def bottleneck_lab_fee(lab_benefit: float, share: float) -> float:
    """Fee that a cloud charges the labs: all that they gain by reaching its customers (E15).

    Parameters
    ----------
    lab_benefit : float
        What a customer is worth to the labs.
    share : float
        Share of customers that the cloud serves.
    """
    return lab_benefit * share
