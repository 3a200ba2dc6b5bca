"""What using a model is like (E1, E26)."""

import numpy as np
import pytest

from sim.market.market import Market
from tests.market.small_economies import FIXED, town
from tests.market.small_runs import small


def test_open_models_leave_nobody_captive():
    market = Market(small("exclusive"), 1)
    market.step()
    market.step()
    assert market.state.service_quality.dependence[market.state.catalogue.models.index("llama")] == 0.0


def test_capability_counts_against_how_far_doing_without_has_come():
    """By volumes, nothing has improved at first; then quality falls behind capability alike on every task."""
    first, later = (
        town(FIXED, "rules.demand=volumes", "models.alpha.specialisation.coding=0", months=months) for months in (1, 6)
    )
    row = first.service_quality.task_names.index("chat")
    np.testing.assert_allclose(first.service_quality.quality[row, 0], first.capability[0])
    behind = later.capability[0] - later.service_quality.quality[:, 0]
    assert (behind > 0.0).all()
    assert np.ptp(behind) == pytest.approx(0.0, abs=1e-12)


def test_a_diffusion_model_is_fast_and_lacks_quality_until_it_succeeds():
    slow = town(FIXED, "technology.diffusion_hazard=0", months=1)
    model, technology = slow.catalogue.models.index("beta"), slow.parameters.technology
    speed = slow.parameters.models["beta"].tokens_per_second * technology.diffusion_speed
    np.testing.assert_allclose(slow.service_quality.latency[model], 1000.0 / speed)
    plain = town(FIXED, "technology.diffusion_hazard=0", "technology.diffusion_penalty=0", months=1)
    lacking = plain.service_quality.quality[:, model] - slow.service_quality.quality[:, model]
    np.testing.assert_allclose(lacking, technology.diffusion_penalty)
