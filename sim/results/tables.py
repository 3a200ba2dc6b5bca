"""The tables of a run: their columns, and parquet files of them whose bytes depend on the data alone."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.market.measures import MEASURE_NAMES
from sim.results.files import ResultsError, as_results_error, written_aside

_WHOLE, _NUMBER, _TEXT = pa.int32(), pa.float64(), pa.string()
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema([("seed", pa.int64()), *columns])
    for name, columns in {
        "monthly": [
            ("month", _WHOLE),
            ("kind", _TEXT),
            ("entity", _TEXT),
            *((measure, _NUMBER) for measure in MEASURE_NAMES),
        ],
        "contracts": [
            ("partner", _TEXT),
            ("lab", _TEXT),
            ("start", _WHOLE),
            ("end", _WHOLE),
            ("access", _TEXT),
            ("effective_access", _TEXT),
            ("revenue_share", _NUMBER),
            ("revenue_share_cap", _NUMBER),
            ("compute", _TEXT),
            ("stake", _NUMBER),
            ("commitment", _NUMBER),
            ("licence", _TEXT),
            ("wholesale_markup", _NUMBER),
            ("licensed", pa.bool_()),
            ("cause", _TEXT),
        ],
        "events": [
            ("month", _WHOLE),
            ("when", _TEXT),
            ("number", _WHOLE),
            ("kind", _TEXT),
            ("subject", _TEXT),
            ("decision", _TEXT),
            ("before", _TEXT),
            ("after", _TEXT),
            ("cause", _TEXT),
            ("figures", _TEXT),
            ("note", _TEXT),
        ],
        "ledger": [
            ("month", _WHOLE),
            ("payer", _TEXT),
            ("payee", _TEXT),
            ("flow", _TEXT),
            ("amount", _NUMBER),
        ],
    }.items()
}
OUTCOMES = "outcomes"
TABLES = (OUTCOMES, *SCHEMAS)


def arrow_table(name: str, frame: pd.DataFrame, seed: int) -> pa.Table:
    """Return one replication's frame as a table with the registered columns, the seed first.

    Parameters
    ----------
    name : str
        ``"monthly"``, ``"contracts"``, ``"events"`` or ``"ledger"``.
    frame : DataFrame
        What the market recorded. Measures that it does not have are left empty; without rows, no column is
        needed.
    seed : int
        Seed of the replication.

    Raises
    ------
    ResultsError
        If a column is missing, unknown, or holds values of another type.
    """
    schema = SCHEMAS[name]
    optional = MEASURE_NAMES if name == "monthly" else ()
    needed = [] if frame.empty else [column for column in schema.names[1:] if column not in optional]
    missing = [column for column in needed if column not in frame]
    unknown = [str(column) for column in frame if column not in schema.names]
    if missing or unknown:
        faults = [f"lacks {', '.join(missing)}"] if missing else []
        faults += [f"has unregistered columns {', '.join(unknown)}"] if unknown else []
        raise ResultsError(f"the table {name} {' and '.join(faults)}")
    numbered = frame.assign(seed=seed)
    return pa.table([_column(name, numbered, field) for field in schema], schema=schema)


def _column(name: str, frame: pd.DataFrame, field: Any) -> Any:
    """Return one column of a frame in the type of its field; missing values become nulls."""
    if field.name not in frame:
        return pa.nulls(len(frame), field.type)
    try:
        return pa.Array.from_pandas(frame[field.name]).cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise ResultsError(f"column {field.name} of the table {name} is no {field.type}: {error}") from error


def write_parquet(path: Path, schema: pa.Schema, parts: Iterable[pa.Table]) -> None:
    """Write tables one after the other into one parquet file, whole or not at all.

    Each part is one row group. No time, no path and no index goes into the file: equal tables give equal
    bytes.

    Raises
    ------
    ResultsError
        If the file cannot be written.
    """
    few_values = [field.name for field in schema if field.type != _NUMBER]
    with (
        written_aside(path) as aside,
        pq.ParquetWriter(
            aside,
            schema,
            version="2.6",
            compression="zstd",
            compression_level=3,
            use_dictionary=few_values,
            data_page_version="1.0",
        ) as writer,
    ):
        for part in parts:
            writer.write_table(part, row_group_size=max(1, part.num_rows))


def read_parquet(path: Path) -> pa.Table:
    """Read a parquet file.

    Raises
    ------
    ResultsError
        If it is not there, cannot be read, or is no parquet file.
    """
    with as_results_error(f"cannot read {path}"):
        try:
            return pq.read_table(path, partitioning=None)
        except pa.ArrowException as error:
            raise ResultsError(f"{path} is damaged: {error}") from error


def joined(name: str, parts: Sequence[pa.Table]) -> pa.Table:
    """Return the tables of several replications as one, in the given order."""
    return pa.concat_tables([SCHEMAS[name].empty_table(), *parts])


def data_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as a frame; nulls become NaN in numbers and None in texts."""
    return table.to_pandas()


def table_of(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as a table whose bytes depend on its values alone."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
