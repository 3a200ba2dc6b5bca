"""Arrays by what they hold: annotations say `Array`, docstrings say which shape and unit."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
