"""Contracts that can do nothing, and clouds that were forgotten, are said by every command that reads a scenario."""

import pytest

WITH_ORACLE = """
schema: 1
name: with_oracle
title: Oracle sells compute too
extends: {base}
set:
  owners.oracle: {{label: Oracle}}
  clouds.oci: {{label: OCI, owner: oracle, home_share: 0.1, capacity: 0.1, compute_price: 2.0, resource_cost: 0.4,
    marketplace_fee: 0.03}}
  clouds.other_clouds.home_share: 0.23
{more}
"""


@pytest.fixture
def written(tmp_path):
    from sim.scenario import shipped_folder

    def write(base, more=""):
        path = tmp_path / "with_oracle.yaml"
        path.write_text(WITH_ORACLE.format(base=shipped_folder() / f"{base}.yaml", more=more))
        return path

    return write


def test_an_added_cloud_without_a_contract_is_a_hint_where_others_may_sell(alliance, written):
    said = alliance("validate", written("open"))
    assert said.code == 0
    assert "clouds.oci: sells no model of anthropic, openai, inception" in said.out
    assert "contracts.oracle-anthropic.access: open would allow it" in said.out
    contracts = "  contracts.oracle-openai: {access: open}\n  contracts.oracle-anthropic: {access: open}"
    said = alliance("validate", written("open", contracts + "\n  contracts.oracle-inception: {access: open}"))
    assert "sells no model" not in said.out + said.err


def test_a_contract_that_can_do_nothing_is_a_hint(alliance, written):
    said = alliance("validate", written("exclusive", "  contracts.oracle-openai: {access: open}"))
    assert "contracts.oracle-openai: can do nothing: contracts.microsoft-openai.access is exclusive" in said.out
    said = alliance("validate", written("open", "  contracts.oracle-openai: {access: open}"))
    assert "can do nothing" not in said.out


@pytest.mark.study
def test_compare_says_it_too_and_shipped_scenarios_get_no_hint(alliance, written, tmp_path):
    said = alliance("compare", "exclusive", written("open"), "--seeds", 1, "--out", tmp_path / "r", small=True)
    assert said.code == 0, said.err
    assert "clouds.oci: sells no model of" in said.err
    assert "can do nothing" not in said.err
    for name in ("open", "endogenous", "history", "founding"):
        said = alliance("validate", name)
        assert "can do nothing" not in said.out + said.err
        assert "sells no model" not in said.out + said.err
