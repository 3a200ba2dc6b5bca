"""Opening the page in a browser without telling its token to other users of this machine.

Everybody can read with which address a browser is started. So it is started with a file that only its owner can read,
and that leads to the page (as Jupyter does it).
"""

import asyncio
import contextlib
import webbrowser
from html import escape
from pathlib import Path

_PAUSE = 0.1  # seconds between looks at the port
_PAGE = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={address}"><title>Alliance</title>'
)


async def open_when_served(address: str, host: str, port: int, folder: Path) -> None:
    """Wait until the page is served, then open it.

    Parameters
    ----------
    address : str
        Address of the page, with its token.
    host : str
        Where the page is served.
    port : int
        On which port.
    folder : Path
        A folder that only its owner can read.
    """
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            break
        await asyncio.sleep(_PAUSE)
    file = folder / "alliance.html"
    file.write_text(_PAGE.format(address=escape(address)), encoding="utf-8")
    await asyncio.to_thread(webbrowser.open, file.as_uri())
