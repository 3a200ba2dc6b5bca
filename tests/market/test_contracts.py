"""What contracts allow and cost: access, revenue share and cap, commitments, fees, stakes (E16 to E19)."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.market.catalogue import Catalogue
from sim.market.contracts import ContractBook
from sim.market.market import Market
from sim.scenario import ScenarioError
from sim.scenario.schema.root import Parameters
from tests.market.small_runs import by_entity, played, run, series, small

CLOUDS = ("aws", "azure", "google_cloud")
GPT_APPS = ("m365_copilot", "github_copilot", "bing_copilot")
INVESTED = ("microsoft", "openai", "clause_payment")


def book_of(parameters: Parameters, month: int = 0) -> ContractBook:
    book = ContractBook(Catalogue.of(parameters))
    book.adopt(parameters, month)
    return book


def sellers(book: ContractBook, parameters: Parameters, model: str, month: int = 0) -> set[str]:
    """Clouds that sell a model."""
    row = book.listing(parameters, month)[book.catalogue.models.index(model)]
    return {cloud for cloud, sold in zip(book.catalogue.clouds, row, strict=True) if sold}


def paid(replication, payer: str, payee: str, *flows: str):
    """Monthly payments of some flows between two accounts, by month."""
    ledger = replication.ledger
    mine = ledger[(ledger["payer"] == payer) & (ledger["payee"] == payee) & ledger["flow"].isin(flows)]
    months = range(int(replication.monthly["month"].max()) + 1)
    return mine.groupby("month")["amount"].sum().reindex(months, fill_value=0.0)


class TestAccess:
    def test_exclusive_access_keeps_everybody_else_out(self):
        parameters = small("exclusive").parameters
        book = book_of(parameters)
        assert sellers(book, parameters, "gpt") == {"azure"}
        assert book.effective_access(("amazon", "openai"), 0) == "none"
        assert book.effective_access(("microsoft", "openai"), 0) == "exclusive"

    def test_it_keeps_nobody_out_of_other_labs_models(self):
        exclusive, free = small("exclusive").parameters, small("open").parameters
        for model in exclusive.models:
            if model != "gpt":
                assert sellers(book_of(exclusive), exclusive, model) == sellers(book_of(free), free, model)

    def test_open_access_lets_every_partner_sell(self):
        parameters = small("open").parameters
        assert sellers(book_of(parameters), parameters, "gpt") == set(CLOUDS)

    def test_no_contract_no_sale_but_owners_sell_their_own(self):
        parameters = small("base").parameters
        book = book_of(parameters)
        assert sellers(book, parameters, "gemini") == {"google_cloud"}
        assert sellers(book, parameters, "mai") == {"azure"}
        assert sellers(book, parameters, "claude") == {"aws", "google_cloud"}

    def test_open_models_are_sold_everywhere(self):
        parameters = small("base").parameters
        assert sellers(book_of(parameters), parameters, "llama") == {*CLOUDS, "other_clouds"}

    @pytest.mark.parametrize("lag", [0, 1, 5])
    def test_preferred_access_opens_exactly_after_its_lag(self, lag):
        start = small("open").with_(**{"contracts.microsoft-openai.preferred_lag": lag})
        book = book_of(start.parameters)
        preferred = start.with_(**{"contracts.microsoft-openai.access": "preferred"}).parameters
        book.adopt(preferred, 7)
        for month in range(7, 7 + lag):
            assert sellers(book, preferred, "gpt", month) == {"azure"}
        assert sellers(book, preferred, "gpt", 7 + lag) == set(CLOUDS)

    def test_a_change_of_other_terms_does_not_restart_the_lag(self):
        first = small("base").with_(
            **{"contracts.microsoft-openai.access": "preferred", "contracts.microsoft-openai.preferred_lag": 4}
        )
        book = book_of(first.parameters)
        staked = first.with_(**{"contracts.microsoft-openai.stake": 0.3}).parameters
        book.adopt(staked, 3)
        assert sellers(book, staked, "gpt", 4) == set(CLOUDS)


class TestAccessInARun:
    def test_the_shipped_head_start_ends_in_its_month(self):
        reach = series(run("preferred"), "model", "gpt", "reach")
        assert (reach.loc[:35] < 0.6).all()
        assert (reach.loc[36:] > 0.9).all()  # all but who lives on other clouds alone

    def test_exclusive_access_shows_in_reach_and_in_where_tokens_are_served(self):
        hosted = by_entity(run("exclusive"), "model_on_cloud", "hosted_volume")
        assert (hosted["gpt@aws"] == 0.0).all()
        assert (hosted["gpt@google_cloud"] == 0.0).all()
        assert (hosted["gpt@azure"] > 0.0).all()
        assert (by_entity(run("open"), "model_on_cloud", "hosted_volume")["gpt@aws"] > 0.0).all()

    def test_spells_tell_when_access_held_and_what_it_meant(self):
        spells = run("preferred").contracts
        access = spells[(spells["partner"] == "microsoft") & (spells["lab"] == "openai")]
        assert access[["start", "end", "access"]].values.tolist() == [[0, 24, "exclusive"], [24, 38, "preferred"]]
        others = spells[(spells["partner"] == "amazon") & (spells["lab"] == "openai")]
        assert others[["start", "end", "effective_access"]].values.tolist() == [[0, 36, "none"], [36, 38, "open"]]

    def test_spells_of_a_pair_follow_each_other_without_a_gap(self):
        for _, spells in run("preferred").contracts.groupby(["partner", "lab"]):
            assert spells["start"].tolist() == [0, *spells["end"].tolist()[:-1]]
            assert spells["end"].tolist()[-1] == 38


@dataclass
class Plan:
    """A scenario by hand: what a checked scenario would refuse, a rule of the market may still bring about."""

    parameters: Parameters
    later: Parameters
    since: int
    until: int

    def parameters_at(self, month: int) -> Parameters:
        return self.later if self.since <= month < self.until else self.parameters


class TestAModelThatNobodyMaySell:
    def test_a_scenario_cannot_ask_for_it(self):
        with pytest.raises(ScenarioError, match="no cloud may sell gpt"):
            small("exclusive").with_(events=[{"when": "2023-06", "set": none_of_openai()}])

    def test_it_loses_every_user_and_gets_users_again_when_it_is_back(self):
        scenario = small("open")
        parameters = scenario.parameters
        closed = {
            key: contract.model_copy(update={"access": "none"}) if key.endswith("-openai") else contract
            for key, contract in parameters.contracts.items()
        }
        without = parameters.model_copy(update={"contracts": closed})
        market = Market(scenario, 1)
        market.plan = Plan(parameters, without, 5, 9)
        option = market.state.catalogue.option["gpt"]
        used = []
        for _ in range(12):
            market.step()
            used.append(
                (
                    bool((market.enterprises.incumbent == option).any()),
                    float(market.state.consumers.shares[:, :, option].sum()),
                    float(market.state.service.volume[market.state.offers.component_model == option - 1].sum()),
                )
            )
            assert market.state.price_residual <= 1e-8
            assert market.state.ledger_imbalance <= 1e-9
            np.testing.assert_allclose(market.state.consumers.shares.sum(axis=2), 1.0)
        gone, there = used[5:9], used[:5] + used[9:]
        assert all(month == (False, 0.0, 0.0) for month in gone)
        assert all(volume > 0.0 for _, _, volume in there)

    def test_an_app_left_without_any_model_is_not_sold(self):
        scenario = small("open", "apps.bing_copilot.licences=[gpt]")
        parameters = scenario.parameters
        closed = {
            key: contract.model_copy(update={"access": "none"}) if key.endswith("-openai") else contract
            for key, contract in parameters.contracts.items()
        }
        market = Market(scenario, 1)
        market.plan = Plan(parameters, parameters.model_copy(update={"contracts": closed}), 2, 99)
        for _ in range(4):
            market.step()
        last = {(kind, entity): measures for month, kind, entity, measures in market.records.rows if month == 3}
        app = last["app", "bing_copilot"]
        assert app["volume"] == 0.0
        assert np.isnan(app["price"])


def none_of_openai() -> dict[str, str]:
    return {f"contracts.{partner}-openai.access": "none" for partner in ("microsoft", "amazon", "alphabet")}


class TestRevenueShare:
    cap = 0.5
    overrides = (f"contracts.microsoft-openai.revenue_share_cap={cap}",)

    def test_without_a_cap_the_partner_gets_its_share_of_all_model_revenue(self):
        replication = run("open")
        revenue = series(replication, "owner", "openai", "model_revenue")
        np.testing.assert_allclose(paid(replication, "openai", "microsoft", "revenue_share"), 0.2 * revenue, rtol=1e-9)

    def test_the_cap_is_reached_and_never_overpaid(self):
        total = paid(run("open", *self.overrides), "openai", "microsoft", "revenue_share").cumsum()
        assert (total <= self.cap * (1.0 + 1e-12)).all()
        assert total.iloc[-1] == pytest.approx(self.cap, rel=1e-12)
        assert total.iloc[2] < self.cap

    def test_after_the_cap_nothing_is_shared_and_prices_follow(self):
        capped, uncapped = run("open", *self.overrides), run("open")
        share = paid(capped, "openai", "microsoft", "revenue_share")
        last = int(np.flatnonzero(share.to_numpy() > 0.0)[-1])
        assert last < 12
        assert (share.loc[last + 1 :] == 0.0).all()
        before, after = (series(each, "model", "gpt", "price") for each in (uncapped, capped))
        np.testing.assert_allclose(after.loc[:last], before.loc[:last], rtol=1e-9)
        assert (after.loc[last + 1 :] < before.loc[last + 1 :] - 0.1).all()

    def test_once_the_cap_is_reached_no_partner_is_left(self):
        book = played("open", *self.overrides).contracts
        assert book.revenue_shares("openai", 0) == []
        assert played("open").contracts.revenue_shares("openai", 0) == [("microsoft", 0.2)]

    def test_a_share_that_ends_at_a_date_is_paid_no_longer(self):
        until = "contracts.microsoft-openai.revenue_share_until=2023-05"
        book = book_of(small("open", until).parameters)
        assert [bool(book.revenue_shares("openai", month)) for month in (3, 4)] == [True, False]


class TestLicences:
    alone = "contracts.microsoft-openai.licence=exclusive"

    def test_apps_of_others_do_without_models_that_one_partner_has_alone(self):
        parameters = small("open", self.alone).parameters
        book = book_of(parameters)
        assert "gpt" in book.licences_of("github_copilot", parameters)
        assert book.licences_of("cursor_editor", parameters) == ["claude"]
        assert not book.may_license("cursor", "openai")
        book.note_spells(0)
        licensed = {spell.pair: spell.licensed for spell in book.spells}
        assert licensed["microsoft", "openai"]
        assert not licensed["cursor", "openai"]

    def test_the_labs_own_apps_have_them_all_the_same(self):
        parameters = small("lab_apps", self.alone).parameters
        assert book_of(parameters).licences_of("codex", parameters) == ["gpt"]

    def test_a_licence_survives_until_its_date(self):
        book = book_of(small("open", "contracts.microsoft-openai.licence_until=2023-05").parameters)
        assert [book.licence_survives(("microsoft", "openai"), month) for month in (3, 4)] == [True, False]
        assert not book.licence_survives(("cursor", "openai"), 0)


class TestCommitment:
    overrides = ("contracts.microsoft-openai.commitment=3", "contracts.microsoft-openai.commitment_months=10")

    def test_the_lab_takes_or_pays_until_the_commitment_ends(self):
        replication = run("exclusive", *self.overrides)
        used = paid(replication, "openai", "microsoft", "serving_compute", "training_compute")
        shortfall = paid(replication, "openai", "microsoft", "take_or_pay")
        np.testing.assert_allclose(shortfall.loc[:9], np.maximum(0.3 - used.loc[:9], 0.0), rtol=1e-9, atol=1e-12)
        assert (shortfall.loc[:9] > 0.0).any()
        assert (shortfall.loc[10:] == 0.0).all()

    def test_without_a_commitment_nothing_falls_short(self):
        assert "take_or_pay" not in set(run("exclusive").ledger["flow"])

    def test_a_new_commitment_starts_when_it_is_made(self):
        event = {"when": "2023-07", "set": {"contracts.microsoft-openai.commitment": 2.0}}
        book = book_of(small("exclusive", *self.overrides).parameters)
        assert [book.monthly_commitment(("microsoft", "openai"), month) for month in (0, 9, 10)] == [0.3, 0.3, 0.0]
        book.adopt(small("exclusive", *self.overrides).with_(events=[event]).parameters_at(6), 6)
        assert [book.monthly_commitment(("microsoft", "openai"), month) for month in (6, 15, 16)] == [0.2, 0.2, 0.0]


class TestInvestmentsAndStakes:
    def test_an_investment_is_paid_once(self):
        amounts = paid(run("exclusive", "contracts.microsoft-openai.investment=0.04"), *INVESTED)
        assert amounts.iloc[0] == pytest.approx(0.04)
        assert (amounts.iloc[1:] == 0.0).all()

    def test_a_negative_investment_is_paid_by_the_lab(self):
        replication = run("exclusive", "contracts.microsoft-openai.investment=-0.04")
        assert paid(replication, "openai", "microsoft", "clause_payment").iloc[0] == pytest.approx(0.04)
        assert (paid(replication, *INVESTED) == 0.0).all()

    def test_a_licence_that_the_scenario_withdraws_is_gone_though_it_was_bargained(self):
        scenario, pair = small("exclusive"), ("microsoft", "openai")
        book = book_of(scenario.parameters)
        book.granted.add(pair)
        withdrawn = scenario.parameters.contracts["microsoft-openai"].model_copy(update={"licence": "none"})
        contracts = {**scenario.parameters.contracts, "microsoft-openai": withdrawn}
        book.adopt(scenario.parameters.model_copy(update={"contracts": contracts}), 3)
        assert pair not in book.granted
        assert not book.terms[pair].licensed

    def test_another_investment_is_paid_when_it_is_written(self):
        event = {"when": "2023-04", "set": {"contracts.microsoft-openai.investment": 0.1}}
        scenario = small("exclusive", "contracts.microsoft-openai.investment=0.04").with_(events=[event])
        book = book_of(scenario.parameters)
        assert book.investments_due() == {("microsoft", "openai"): 0.04}
        book.adopt(scenario.parameters_at(2), 2)
        assert book.investments_due() == {}
        book.adopt(scenario.parameters_at(3), 3)
        assert book.investments_due() == {("microsoft", "openai"): 0.1}

    def test_an_investment_moves_no_price_while_money_is_ample(self):
        invested = run("exclusive", "contracts.microsoft-openai.investment=0.04")
        first, second = (by_entity(each, "model", "price") for each in (run("exclusive"), invested))
        np.testing.assert_array_equal(first, second)

    def test_a_silent_stake_moves_prices_but_no_money_by_itself(self):
        staked, plain = run("exclusive", "contracts.microsoft-openai.stake=0.27"), run("exclusive")
        first = by_entity(staked, "app", "price").loc[0]
        second = by_entity(plain, "app", "price").loc[0]
        assert (first[list(GPT_APPS)] < 0.95 * second[list(GPT_APPS)]).all()  # GPT earns its owner something now
        assert set(staked.ledger["flow"]) == set(plain.ledger["flow"])
