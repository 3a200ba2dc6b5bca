"""One archive of a result, and the same bytes from it."""

import zipfile

import pytest
from rocrate.rocrate import ROCrate

from sim.experiments.bundle import METADATA, bundle, reproduce, unpack
from sim.experiments.comparison import compare
from sim.experiments.ensemble import run
from sim.results.files import ResultsError
from tests.experiments.toy_market import ToyMarket, dearer, exclusive


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return compare(exclusive(), dearer(), out=tmp_path_factory.mktemp("results"), jobs=1, simulate=ToyMarket())


@pytest.fixture(scope="module")
def archive(compared, tmp_path_factory):
    return bundle(compared.folder, tmp_path_factory.mktemp("archive") / "comparison.zip")


def test_the_same_result_gives_the_same_archive(compared, archive, tmp_path):
    again = bundle(compared.folder, tmp_path / "comparison.zip")
    assert again.read_bytes() == archive.read_bytes()


def test_an_archive_holds_the_comparison_and_its_runs_and_says_how_to_cite_them(compared, archive):
    names = zipfile.ZipFile(archive).namelist()
    folders = {name.split("/")[1] for name in names if name.startswith("results/")}
    assert folders == {compared.folder.name, *(one.folder.name for one in compared.ensembles)}
    assert {METADATA, "CITATION.txt", "CITATION.bib", "README.md"} <= set(names)
    assert exclusive().digest() in zipfile.ZipFile(archive).read("CITATION.txt").decode()


def test_its_metadata_are_those_of_a_research_object(archive, tmp_path):
    zipfile.ZipFile(archive).extractall(tmp_path)
    crate = ROCrate(tmp_path)
    assert "Comparison of exclusive" in crate.root_dataset["description"]
    described = {entity.id for entity in crate.data_entities}
    packed = set(zipfile.ZipFile(archive).namelist()) - {METADATA}
    assert described == packed


def test_what_is_unpacked_reproduces_to_the_byte(archive, tmp_path):
    same = reproduce(unpack(archive, tmp_path / "in"), tmp_path / "out", jobs=1, simulate=ToyMarket())
    assert len(same) > 10
    assert all(same.values())


def test_a_market_that_answers_otherwise_is_found_out(archive, tmp_path):
    class Other(ToyMarket):
        def __call__(self, scenario, seed):
            replication = super().__call__(scenario, seed)
            replication.monthly["volume"] *= 2.0
            return replication

    same = reproduce(unpack(archive, tmp_path / "in"), tmp_path / "out", jobs=1, simulate=Other())
    assert not all(same.values())


def test_results_of_another_version_are_refused(archive, tmp_path, monkeypatch):
    folder = unpack(archive, tmp_path)
    monkeypatch.setattr("sim.experiments.bundle.model_version", lambda: "9.9+00000000")
    with pytest.raises(ResultsError, match=r"and 9\.9\+00000000 is installed"):
        reproduce(folder, tmp_path / "out", jobs=1, simulate=ToyMarket())


def test_damaged_or_unfinished_results_are_not_bundled(tmp_path):
    whole = run(exclusive(), seeds="1..2", out=tmp_path, jobs=1, simulate=ToyMarket())
    (whole.folder / "monthly.parquet").write_bytes(b"damaged")
    with pytest.raises(ResultsError, match=r"is damaged \(monthly\.parquet\)"):
        bundle(whole.folder)
    failed = run(exclusive(), "3..4", tmp_path, jobs=1, simulate=ToyMarket({("exclusive", 3): "error"}))
    with pytest.raises(ResultsError, match="is incomplete"):
        bundle(failed.folder)


@pytest.mark.parametrize("content", [b"no archive", None])
def test_another_file_is_no_bundle(tmp_path, content):
    file = tmp_path / "x.zip"
    if content is None:
        with zipfile.ZipFile(file, "w") as other:
            other.writestr("../outside.txt", "x")
            other.writestr(METADATA, "{}")
    else:
        file.write_bytes(content)
    with pytest.raises(ResultsError, match="is no bundle of results"):
        unpack(file, tmp_path / "in")
    assert not (tmp_path / "outside.txt").exists()
