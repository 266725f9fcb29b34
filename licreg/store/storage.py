"""The storage under TinyDB: a database file that proves itself and is written whole.

Views are TinyDB databases. TinyDB's own storage writes over the file in place, in the
encoding of the machine; this one checks what it reads against its stamp, and puts a
new file in the place of the old one. Documents stand one to a line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from tinydb.storages import Storage

from licreg.store.faults import ViewError
from licreg.store.views import (
    Stamp,
    dump_view,
    lines_of,
    load_tables,
    read_view,
    replace_file,
)

_VIEW = "view"


class ViewStorage(Storage):
    """Reads and writes one view, as ``TinyDB(path, register, storage=ViewStorage)``.

    Attributes:
        stamp: What the file was made from; what is written carries it.
        data: The bytes read or written last.
    """

    def __init__(self, path: Path, register: str, stamp: Stamp | None = None) -> None:
        """Keep the place; nothing is opened.

        Args:
            path: The file.
            register: Identity of the register that it must belong to.
            stamp: What is to be written was made from this; None for what was read.
        """
        super().__init__()
        self.stamp = stamp
        self.data = b""
        self._path = path
        self._register = register

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return the tables; None where there is no file.

        Raises:
            ViewError: If the file is damaged, foreign or of a newer format.
        """
        try:
            stamp, self.data = read_view(self._path, self._register)
        except ViewError as error:
            if error.fault.reason != "missing":
                raise
            return None
        self.stamp = self.stamp or stamp
        tables = load_tables(self.data)
        tables.pop(_VIEW)
        return tables

    def write(
        self, data: Mapping[str, Mapping[Any, Mapping[str, Any] | bytes]]
    ) -> None:
        """Put tables of documents, or of their JSON, in the place of the file.

        Raises:
            ValueError: If it is not known what they were made from.
        """
        if self.stamp is None:
            msg = "a view is written with the stamp of what it was made from"
            raise ValueError(msg)
        self.data = dump_view(
            self.stamp, {table: _lines(rows) for table, rows in data.items()}
        )
        self._path.parent.mkdir(exist_ok=True)
        replace_file(self._path, self.data)


def _lines(rows: Mapping[Any, Mapping[str, Any] | bytes]) -> bytes:
    return lines_of(
        [
            b'"%d":%b' % (int(entry), row if type(row) is bytes else orjson.dumps(row))
            for entry, row in rows.items()
        ]
    )
