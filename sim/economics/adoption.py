"""How the volume that could be served grows: Bass diffusion, stepped exactly (E37).

Formulas::

    left = (1 - adopted) / (innovation + imitation adopted) exp(-(innovation + imitation) years)
    next adopted = (1 - innovation left) / (1 + imitation left)
"""

import numpy as np


def next_adoption(adopted: float, innovation: float, imitation: float, years: float = 1.0 / 12.0) -> float:
    """Adopted share after a step of the Bass curve, without discretisation error (E37).

    Parameters
    ----------
    adopted : float
        Share adopted now, 0 to 1.
    innovation, imitation : float
        Coefficients p > 0 and q >= 0, per year.
    years : float
        Length of the step.
    """
    left = (1.0 - adopted) / (innovation + imitation * adopted) * np.exp(-(innovation + imitation) * years)
    return float((1.0 - innovation * left) / (1.0 + imitation * left))


def peak_time(innovation: float, imitation: float) -> float:
    """Years from zero adoption to the fastest growth (Bass 1969)."""
    return float(np.log(imitation / innovation) / (innovation + imitation))
