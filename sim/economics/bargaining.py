"""How a lab and a partner divide what a contract brings, and when it is exclusive (E20 to E22).

Amounts are per month, or present values over a term (E58).

Formulas::

    E21  fee = lab_weight (partner's gain) - (1 - lab_weight) (lab's gain) / shadow_value
    E22  exclusive where shadow_value (partner's gain by exclusivity) >= lab's loss by it

Fees are worked out on gains, so that it does not matter in which market a side would be without the contract: the
caller says what disagreement means (no contract, or a lab that has signed with its best replacement).
"""

from typing import overload

from sim.arrays import Array


def transfer(partner_gain: float, lab_gain: float, *, lab_weight: float, shadow_value: float = 1.0) -> float:
    """Fee at which both sides take their share of the joint gain (E21).

    A dollar is worth `shadow_value` to a lab that is short of cash, so a dollar that the lab loses by the contract
    needs less than a dollar of fee: F = beta (partner gain) - (1 - beta) (lab gain) / lambda.

    Parameters
    ----------
    partner_gain, lab_gain : float
        Payoff with the contract, before the fee, less that without it: bn USD per month.
    lab_weight : float
        Bargaining weight of the lab (beta), 0 to 1.
    shadow_value : float
        Worth of a dollar of cash to the lab (lambda), 1 or more. The lab's gain is in the same unit: what a dollar
        that it earns is worth to it.

    Returns
    -------
    float
        Bn USD per month from the partner to the lab; negative where the lab pays.
    """
    return lab_weight * partner_gain - (1.0 - lab_weight) * lab_gain / shadow_value


@overload
def joint_value(partner_payoff: float, lab_payoff: float, shadow_value: float = 1.0) -> float: ...
@overload
def joint_value(partner_payoff: Array, lab_payoff: Array, shadow_value: float = 1.0) -> Array: ...
def joint_value(partner_payoff: float | Array, lab_payoff: float | Array, shadow_value: float = 1.0) -> float | Array:
    """What a pair maximises when it chooses a contract: U_g + U_l / lambda (E21).

    Parameters
    ----------
    partner_payoff, lab_payoff : float or array, shape (contracts,)
        Payoffs before fees, bn USD per month.
    shadow_value : float
        Worth of a dollar of cash to the lab (lambda).
    """
    return partner_payoff + lab_payoff / shadow_value


def exclusivity_margin(gain: float, loss: float, shadow_value: float) -> float:
    """By how much exclusivity pays: lambda G - L; a pair is exclusive where it is not negative (E22).

    Parameters
    ----------
    gain : float
        What the partner gains by exclusivity over open distribution, bn USD per month (G).
    loss : float
        What the lab loses by it, before the fee, bn USD per month (L).
    shadow_value : float
        Worth of a dollar of cash to the lab (lambda).
    """
    return shadow_value * gain - loss
