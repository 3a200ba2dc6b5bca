"""The command `alliance claims`."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.cli import main
from tests.experiments.claims.small_claims import TEXT, written
from tests.experiments.toy_market import ToyMarket


def typed(*arguments):
    """What the command line answers to these words, in this process."""
    said, wrong = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(wrong):
        patch.setattr("sys.argv", ["alliance", *map(str, arguments)])
        patch.setattr("sim.experiments.replicating.market", lambda threads: ToyMarket())
        patch.setattr("gc.set_threshold", lambda *_: None)  # those of the process are left as they are
        patch.setattr("signal.signal", lambda *_: None)
        with pytest.raises(SystemExit) as end:
            main()
    return SimpleNamespace(returncode=end.value.code, stdout=said.getvalue(), stderr=wrong.getvalue())


def called(*arguments, folder):
    return typed("claims", *arguments, "--out", folder, "--jobs", 1)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("claims")
    return folder, called("--file", written(TEXT, folder), folder=folder)


@pytest.mark.study
def test_it_prints_verdicts_and_the_form_and_stores_everything(done):
    folder, command = done
    assert command.returncode == 0, command.stderr
    assert "Of 4 claims: 1 supported, 1 not supported" in command.stdout
    assert "quick form: 6 worlds" in command.stdout
    [results] = [path for path in folder.glob("claims-*") if path.name != "claims-runs"]
    names = {path.name for path in results.iterdir()}
    assert names >= {"claims.html", "claims.json", "claims.yaml", "effects.parquet", "worlds.parquet", "manifest.json"}
    assert (results / "figures" / "scorecard.png").is_file()
    assert json.loads((results / "claims.json").read_text())["form"] == "quick"


def test_what_lies_behind_a_verdict_is_printed_and_on_the_page(done):
    folder, command = done
    assert "Behind C02, measured in the same runs:\n  What Azure asks +" in command.stdout
    [results] = [path for path in folder.glob("claims-*") if (path / "claims.html").is_file()]
    page = (results / "claims.html").read_text()
    assert page.count("behind it, in the same runs") == 1
    assert "<td>What Azure asks more</td><td><code>dear less exclusive</code></td>" in page


def test_some_claims_as_json_from_stored_runs(done):
    folder, _ = done
    command = called("c01", "--file", folder / "claims.yaml", "--json", folder=folder)
    content = json.loads(command.stdout)
    assert [claim["id"] for claim in content["claims"]] == ["C01"]
    assert content["claims"][0]["verdict"] == "supported"


def test_a_claim_that_is_not_there_is_the_users_to_mend(done):
    folder, _ = done
    command = called("C99", "--file", folder / "claims.yaml", folder=folder)
    assert command.returncode == 2
    assert 'no claim "C99"' in command.stderr
    assert "Traceback" not in command.stderr


def test_a_wrong_file_is_named_with_line_and_column(tmp_path):
    command = called("--file", written(TEXT.replace("D019", "D999"), tmp_path), folder=tmp_path)
    assert command.returncode == 2
    assert "claims.yaml:21:" in command.stderr
    assert "no such fact: D999" in command.stderr


def test_a_file_of_claims_is_validated_like_others(tmp_path):
    assert typed("validate", written(TEXT, tmp_path)).stdout.endswith("claims.yaml: ok\n")
    wrong = typed("validate", written(TEXT.replace("check: level", "check: lebel"), tmp_path))
    assert wrong.returncode == 2
    assert "did you mean level?" in wrong.stdout


def test_draws_of_a_file_are_the_values_of_the_worlds(tmp_path):
    pd.DataFrame({"clouds.azure.compute_price": [2.0, 3.0], "enterprises.new_work": [0.5, 0.6]}).to_parquet(
        tmp_path / "posterior.parquet", index=False
    )
    file, draws = written(TEXT, tmp_path), tmp_path / "posterior.parquet"
    command = called("--file", file, "--draws", draws, "--no-figures", folder=tmp_path)
    assert command.returncode == 0, command.stderr
    assert "own form: 6 worlds that differ in 2 assumptions and in 2 parameters drawn from a file" in command.stdout
