"""Asking where a difference comes from on the command line."""

import json

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from tests.market.small_runs import FEW

# Every channel but the friction is shut, so that two sets are run.
SETTINGS = ("horizon.months=2", "enterprises.portability_friction=1", *FEW)
SMALL = [part for change in SETTINGS for part in ("--set", change)]


def asked(tmp_path, *arguments):
    command = ["explain", "null", "null_open", "--seeds", "1..2", "--jobs", "1", "--no-figures", "--quiet"]
    return CliRunner().invoke(app, [*command, "--out", str(tmp_path), *arguments, *SMALL])


@pytest.mark.study
def test_the_friction_explains_all_of_a_difference_that_it_alone_lets_through(tmp_path):
    result = asked(tmp_path, "--outcomes", "consumer_surplus", "--json")
    assert result.exit_code == 0, result.output
    rows = {row["cause"]: row["share"] for row in json.loads(result.stdout)["shares"]}
    assert rows["friction"] == rows["difference"] != 0.0
    assert rows["through none of them"] == 0.0


def test_wrong_outcomes_are_the_users_to_mend(tmp_path):
    result = asked(tmp_path, "--outcomes", "consumer_surplu")
    assert "did you mean consumer_surplus" in str(result.exception)
