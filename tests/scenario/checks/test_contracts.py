# ruff: noqa: E501  (one case per line)
import pytest

from tests.scenario.conftest import place_of

TERMS = [
    ("contracts: {bigsoft: {access: open}}", "5:13", "contracts.bigsoft", "a contract is named <partner>-<lab>, with one hyphen", "did you mean bigsoft-lab?"),
    ("contracts: {bigsoft-lab-x: {}}", "5:13", "contracts.bigsoft-lab-x", "with one hyphen", "did you mean bigsoft-lab?"),
    ("contracts: {bigsfot-lab: {}}", "5:13", "contracts.bigsfot-lab", 'the partner "bigsfot" is no owner', "did you mean bigsoft-lab? owners: bigsoft, lab"),
    ("contracts: {rival-labb: {}}", "5:13", "contracts.rival-labb", 'the lab "labb" is no owner', "did you mean rival-lab?"),
    ("contracts: {rival-studio: {}}", "5:13", "contracts.rival-studio", "the lab studio owns no model", "owners of models: lab, other_lab"),
    ("contracts: {studio-lab: {}}", "5:13", "contracts.studio-lab", "the partner studio owns no cloud and no app", "partners: bigsoft, rival"),
    ("contracts: {lab-lab: {}}", "5:13", "contracts.lab-lab", "partner and lab are the same owner", "remove"),
    ("contracts: {rival-lab: {access: exclusive}}", "5:33", "contracts.rival-lab.access", "lab already gives exclusive access in bigsoft-lab", "only one"),
    ("contracts: {rival-lab: {licence: open}}", "5:34", "contracts.rival-lab.licence", "rival owns no app", "none"),
    ("apps: {writer: {owner: studio, licences: [beta]}}\ncontracts: {studio-lab: {access: open}}", "6:34", "contracts.studio-lab.access", "studio owns no cloud", "none"),
    ("apps: {writer: {owner: studio}}", "small.yaml:147:16", "apps.writer.licences", "studio has no licence for alpha", "set contracts.studio-lab.licence to open"),
    ("contracts: {bigsoft-lab: {licence: none}}", "small.yaml:147:16", "apps.writer.licences", "bigsoft has no licence for alpha", "set contracts.bigsoft-lab.licence to open"),
    ("apps: {writer: {owner: studio}}\ncontracts:\n  bigsoft-lab: {licence: exclusive}\n  studio-lab: {licence: exclusive}", "8:25", "contracts.studio-lab.licence", "lab already gives an exclusive licence in bigsoft-lab", "only one"),
    ("contracts: {bigsoft-other_lab: {wholesale_markup: 1}}", "5:51", "contracts.bigsoft-other_lab.wholesale_markup", "belongs to a licence, and the contract gives none", "write licence: open too"),
    ("contracts: {bigsoft-other_lab: {licence_until: 2030-01}}", "5:48", "contracts.bigsoft-other_lab.licence_until", "belongs to a licence", "write licence: open too"),
    ("contracts: {bigsoft-other_lab: {revenue_share_cap: 38}}", "5:52", "contracts.bigsoft-other_lab.revenue_share_cap", "belongs to a revenue share", "write revenue_share: 0.2 too"),
    ("contracts: {bigsoft-other_lab: {revenue_share_until: 2030-01}}", "5:54", "contracts.bigsoft-other_lab.revenue_share_until", "belongs to a revenue share", "write revenue_share: 0.2 too"),
    ("apps: {writer: {task: chat}}", "small.yaml:146:12", "apps.writer.suite", "only apps for enterprises belong to a suite", "null"),
    ("contracts: {bigsoft-lab: {revenue_share: 0.5}, rival-lab: {revenue_share: 0.46}}", "5:27", "contracts.bigsoft-lab.revenue_share", "lab gives away 0.96 of its revenue and up to 0.05 as marketplace fee; expected below 1", ""),
    ("contracts:\n  bigsoft-lab: {compute: tied}\n  rival-lab: {compute: tied}", "7:24", "contracts.rival-lab.compute", "where lab buys compute is already settled in bigsoft-lab (tied)", "only one contract of a lab"),
    ("contracts:\n  bigsoft-lab: {compute: tied}\n  rival-lab: {compute: first_refusal}", "7:24", "contracts.rival-lab.compute", "already settled in bigsoft-lab (tied)", ""),
    ("contracts: {bigsoft-lab: {compute: tied}, rival-lab: {commitment: 38}}", "5:67", "contracts.rival-lab.commitment", "lab commits 38 bn USD to compute that bigsoft-lab (compute: tied) forbids it to use", "write first_refusal or free in bigsoft-lab"),
    ("apps: {writer: {owner: studio, licences: [beta]}}\ncontracts: {studio-lab: {compute: tied}}", "6:35", "contracts.studio-lab.compute", "compute: tied has lab compute on clouds of studio, but studio owns no cloud", "free"),
    ("contracts: {bigsoft-lab: {stake: 0.5}, rival-lab: {stake: 0.5}}", "5:27", "contracts.bigsoft-lab.stake", "stakes in lab sum to 1; expected below 1", ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "place", "key", "message", "hint"), TERMS, ids=[case[0] for case in TERMS])
def test_terms_that_cannot_stand_are_reported(folder, body, place, key, message, hint):
    problem = next(problem for problem in folder.problems(body) if problem.key.startswith(key))
    assert place_of(problem) == (place if "yaml" in place else f"child.yaml:{place}")
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    "body",
    [
        "contracts: {rival-other_lab: {access: open}, bigsoft-other_lab: {}}",
        "contracts: {rival-lab: null}",
        "contracts: {bigsoft-lab: {compute: tied, commitment: 250}, rival-lab: {compute: free}}",
        "contracts: {bigsoft-lab: {compute: first_refusal}, rival-lab: {commitment: 38}}",
        "contracts: {bigsoft-lab: {compute: tied}, bigsoft-other_lab: {compute: tied}}",
        "events: [{when: 2024-01, set: {contracts.bigsoft-lab.compute: free, contracts.rival-lab.compute: tied}}]",
        "contracts: {bigsoft-lab: {revenue_share: 0.5}, rival-lab: {revenue_share: 0.4, stake: 0.9}}",
        "apps: {writer: {owner: studio}}\ncontracts: {studio-lab: {licence: open}, bigsoft-lab: {licence: none}}",
        "apps: {writer: {owner: studio, licences: [beta]}}\ncontracts: {bigsoft-lab: {licence: none}}",
        "apps: {writer: {owner: lab}}\ncontracts: {bigsoft-lab: {licence: none}}",
        "apps: {writer: {task: chat, suite: null}}",
    ],
)
def test_terms_that_can_stand_pass(folder, body):
    assert folder.load(body)
