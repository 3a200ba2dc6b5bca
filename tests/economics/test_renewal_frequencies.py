"""The sampler against exact probabilities, in thousands of random markets, with a controlled false-alarm rate."""

import numpy as np
from scipy.special import softmax
from scipy.stats import chi2, kstest

from sim.economics.renewal import NO_INCUMBENT, name_word, renew

MARKETS, BUYERS, OPTIONS = 4_000, 400, 8
FALSE_ALARMS = 1e-4


def frequencies_and_probabilities() -> tuple[np.ndarray, np.ndarray]:
    """How often each option was chosen in each market, and how likely it was.

    Each access class is a market of its own: utilities, prices and who buys differ.
    """
    generator = np.random.default_rng(20230101)
    utility = generator.normal(0.0, 1.0, (MARKETS, OPTIONS)).astype(np.float32)
    prices = generator.uniform(0.0, 3.0, OPTIONS).astype(np.float32)
    prices[0] = 0.0
    market = np.repeat(np.arange(MARKETS), BUYERS)
    incumbent = np.full((market.size, 1, 1), NO_INCUMBENT, dtype=np.int8)
    renew(
        incumbent,
        np.arange(market.size),
        np.ones(market.size, dtype=bool),
        np.zeros(market.size, dtype=np.int16),
        market.astype(np.int16),
        np.zeros(market.size, dtype=np.int32),
        np.ones((market.size, 1), dtype=np.float32),
        np.array([[0.4]], dtype=np.float32),
        np.ascontiguousarray(utility.T)[None, None],
        np.zeros((1, OPTIONS, 1), dtype=np.float32),
        prices,
        np.arange(OPTIONS)[None],
        np.array([OPTIONS]),
        np.arange(OPTIONS),
        0.0,
        0.0,
        0.0,
        np.zeros((1, 1)),
        np.array([name_word("task")], dtype=np.uint32),
        np.array([name_word(str(option)) for option in range(OPTIONS)], dtype=np.uint32),
        np.array([1, 2], dtype=np.uint32),
        np.array([3, 4], dtype=np.uint32),
    )
    chosen = np.bincount(market * OPTIONS + incumbent[:, 0, 0], minlength=MARKETS * OPTIONS).reshape(MARKETS, OPTIONS)
    return chosen, softmax(utility - 0.4 * prices, axis=1)


def test_choices_match_exact_probabilities_in_thousands_of_random_markets():
    chosen, probability = frequencies_and_probabilities()
    expected = BUYERS * probability
    statistic = ((chosen - expected) ** 2 / expected).sum(axis=1)
    p_values = chi2.sf(statistic, OPTIONS - 1)
    assert kstest(p_values[expected.min(axis=1) > 5.0], "uniform").pvalue > FALSE_ALARMS
    pooled = ((chosen - expected).sum(axis=0) ** 2 / (expected * (1.0 - probability)).sum(axis=0)).max()
    assert chi2.sf(pooled, 1) * OPTIONS > FALSE_ALARMS
    assert p_values.min() * MARKETS > FALSE_ALARMS / 10.0
