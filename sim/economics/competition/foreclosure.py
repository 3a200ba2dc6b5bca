"""Whether an owner of an input would keep it from its rivals: vertical pricing pressure, critical diversion.

Formulas::

    vGUPPIu = DR_U m_D p_D / w_R     the supplier's, on what the rival pays, where its partner's sales count
    vGUPPIr = vGUPPIu PTR_U w_R / p_R     the rival's, which pays more for its input
    vGUPPId = DR_D m_U w_U / p_D - m_U w_D / p_D     the partner's; its own input is at cost
    DR_U = DR_RD / (1 + m_R E_SR / E_P)     where the rival can turn to other inputs (Moresi and Salop 2013)
    foreclosure pays where the diversion of lost sales exceeds the critical one = margin lost / margin gained
"""

import numpy as np

from sim.arrays import Array


def vertical_diversion(diverted: float, margin: float, substitution: float, passed_on: float) -> float:
    """Sales that the partner gains for each unit of input that the supplier loses by a higher price to a rival (DR_U).

    Parameters
    ----------
    diverted : float
        Part of the rival's lost sales that goes to the partner (DR_RD).
    margin : float
        The rival's margin over its price.
    substitution : float
        Elasticity with which the rival turns to other inputs, in its input price; 0 where it cannot.
    passed_on : float
        Elasticity of the rival's price in its input price.
    """
    if substitution == 0.0:
        return diverted
    return diverted / (1.0 + margin * substitution / passed_on) if passed_on > 0.0 else 0.0


def supplier_pressure(diverted: Array, margin: Array, price: Array, input_price: Array) -> Array:
    """Vertical GUPPI of the supplier: how much more it would charge a rival of its partner (vGUPPIu).

    Parameters
    ----------
    diverted : array
        Sales that the partner gains for each unit of input not sold.
    margin, price : array
        The partner's margin, as a part of its price, and its price, USD per Mtok.
    input_price : array
        What the rival pays, USD per Mtok.
    """
    return diverted * margin * price / input_price


def rival_pressure(of_supplier: Array, passed_on: Array, input_price: Array, price: Array) -> Array:
    """Vertical GUPPI of a rival: how much its input costs more, as a part of its price (vGUPPIr).

    Parameters
    ----------
    of_supplier : array
        Vertical GUPPI of the supplier.
    passed_on : array
        Part of a rise of its cost that the supplier passes on; 1/2 where the demand for the input is linear.
    input_price, price : array
        What the rival pays for the input and what it charges, USD per Mtok.
    """
    return of_supplier * passed_on * input_price / price


def partner_pressure(diverted: Array, margin: Array, input_price: Array, price: Array, own_input: Array) -> Array:
    """Vertical GUPPI of the partner, whose lost sales buy input elsewhere and whose own input is at cost (vGUPPId).

    Parameters
    ----------
    diverted : array
        Units of input that rivals buy more for each sale that the partner loses.
    margin : array
        The supplier's margin, as a part of the input price.
    input_price, price : array
        Of the input that rivals buy and of what the partner sells, USD per Mtok.
    own_input : array
        What the partner paid for its own input, USD per Mtok; 0 leaves out that this margin falls away.
    """
    return margin * (diverted * input_price - own_input) / price


def critical_diversion(lost: float, gained: float) -> float:
    """Part of the sales lost that the partner must win for foreclosure to pay.

    Parameters
    ----------
    lost, gained : float
        Margin of a sale of the supplier that is lost, and of one that the partner wins, USD per Mtok.

    Returns
    -------
    float
        Infinite where the partner gains nothing.
    """
    return lost / gained if gained > 0.0 else np.inf
