"""Tables that can be searched and sorted."""

from collections.abc import Sequence

from nicegui import ui


def text_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1, page: int = 0, search: str = ""
) -> ui.table:
    """Show rows of text.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : sequence of sequences of str
        Cells.
    words : int
        How many columns hold words; those to the right of them hold numbers.
    page : int
        Rows of a page; 0 for all at once.
    search : str
        Label of a field that searches all cells; empty for none.
    """
    sides = ["left"] * words + ["right"] * (len(header) - words)
    columns = [
        {"name": str(i), "label": name, "field": str(i), "sortable": page > 0, "align": side}
        for i, (name, side) in enumerate(zip(header, sides, strict=True))
    ]
    content = [{"key": number, **{str(i): cell for i, cell in enumerate(row)}} for number, row in enumerate(rows)]
    field = ui.input(search).classes("w-full").props("outlined dense clearable").mark("search") if search else None
    table = ui.table(rows=content, columns=columns, row_key="key", pagination=page).classes("w-full")
    table.props("flat dense" if page else "flat dense wrap-cells hide-pagination")
    if field is not None:
        field.bind_value_to(table, "filter")
    return table
