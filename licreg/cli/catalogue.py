"""The commands by name: where each lies, what it does, and in which group.

Help is made from this table and a command's module is imported only when it is used,
so the time to start does not grow with the number of commands.
"""

from typing import Final, NamedTuple


class CommandEntry(NamedTuple):
    """A line of the table.

    Attributes:
        module: Module of ``licreg.cli`` that holds the command.
        function: Its function there.
        group: Heading in the help.
        help: One line.
    """

    module: str
    function: str
    group: str
    help: str


COMPLETE: Final = "_LICREG_COMPLETE"
"""The variable that a shell sets when it asks how a line may go on."""

MOST_USED: Final = ("issue", "inspect", "show", "list", "summary", "reconcile")
"""The commands that the first help screen shows with an example each."""

COMMANDS: Final = {
    "demo": CommandEntry("starting", "demo", "Start", "Build the sample register."),
    "init": CommandEntry("starting", "init", "Start", "Make a new, empty register."),
    "info": CommandEntry("starting", "info", "Start", "Say which register is in use."),
    "help": CommandEntry("helping", "help_on", "Start", "Explain a topic."),
    "issue": CommandEntry("recording", "issue", "Record", "Record a new licence."),
    "amend": CommandEntry(
        "amending", "amend", "Record", "Record that a licence was amended."
    ),
    "extend": CommandEntry(
        "acting", "extend", "Record", "Record that a licence was extended."
    ),
    "reissue": CommandEntry(
        "acting", "reissue", "Record", "Record that a licence was printed again."
    ),
    "suspend": CommandEntry(
        "acting", "suspend", "Record", "Record that a licence was suspended."
    ),
    "resume": CommandEntry(
        "acting", "resume", "Record", "Record that a suspension was ended early."
    ),
    "revoke": CommandEntry(
        "acting", "revoke", "Record", "Record that a licence was revoked."
    ),
    "surrender": CommandEntry(
        "acting", "surrender", "Record", "Record that the holder gave a licence back."
    ),
    "inspect": CommandEntry(
        "inspecting", "inspect", "Record", "Record an inspection of one or more."
    ),
    "decide": CommandEntry(
        "inspecting", "decide", "Record", "Record what came of an inspection."
    ),
    "tally": CommandEntry(
        "tallying", "tally", "Record", "Record or list counts without records."
    ),
    "correct": CommandEntry(
        "mending",
        "correct",
        "Put right",
        "Put right what was mistyped; it is no legal act.",
    ),
    "note": CommandEntry(
        "mending", "note", "Put right", "Write a remark beside a record or an entry."
    ),
    "void": CommandEntry(
        "mending", "void", "Put right", "Take out of every count what was in error."
    ),
    "undo": CommandEntry(
        "undoing", "undo", "Put right", "Take back all that one command recorded."
    ),
    "redact": CommandEntry(
        "redacting", "redact", "Put right", "Erase personal data of a record for good."
    ),
    "history": CommandEntry(
        "tracing", "history", "Put right", "Who entered what, when, and why."
    ),
    "show": CommandEntry("looking", "show", "Look up", "Show one record in full."),
    "list": CommandEntry(
        "listing", "list_records", "Look up", "List records, ending with their count."
    ),
    "find": CommandEntry(
        "finding", "find", "Look up", "Find records by a few words of them."
    ),
    "notice": CommandEntry(
        "noticing", "notice", "Look up", "Judge licence notices that sites display."
    ),
    "due": CommandEntry("due", "due", "Look up", "What falls due in the days to come."),
    "law": CommandEntry(
        "citing", "law", "Look up", "The law in force on a day, with its sources."
    ),
    "summary": CommandEntry(
        "summing", "summary", "Report", "The table of a year, or of several."
    ),
    "reconcile": CommandEntry(
        "reconciling", "reconcile", "Report", "Published figures beside the counts."
    ),
    "published": CommandEntry(
        "publishing", "published", "Report", "Record or list published figures."
    ),
    "explain": CommandEntry(
        "explaining", "explain", "Report", "What stands behind a figure."
    ),
    "review": CommandEntry(
        "reviewing", "review", "Report", "The annual review, as one page."
    ),
    "import": CommandEntry(
        "importing",
        "import_files",
        "Exchange",
        "Take records from tables: CSV, XLSX, JSON.",
    ),
    "export": CommandEntry(
        "exporting", "export", "Exchange", "Write records to files and workbooks."
    ),
    "check": CommandEntry(
        "caring", "check", "Care", "Find what is wrong; silent if nothing is."
    ),
    "backup": CommandEntry(
        "keeping", "backup", "Care", "Write a backup that proves itself."
    ),
    "restore": CommandEntry(
        "keeping", "restore", "Care", "Put a backup in its place again."
    ),
    "rebuild": CommandEntry("caring", "rebuild", "Care", "Make all views anew."),
}

RECORDING: Final = frozenset(
    {
        "issue",
        "amend",
        "extend",
        "reissue",
        "suspend",
        "resume",
        "revoke",
        "surrender",
        "inspect",
        "decide",
        "import",
        "tally",
        "published",
        "correct",
        "note",
        "void",
        "undo",
        "redact",
    }
)
"""The commands that record; after a refusal of one it is said that nothing was."""

WITH_PAGE: Final = frozenset({"review"})
"""The commands whose answer can be a page of HTML."""

MAY_GO_ALONE: Final = {"--from-tally": "tally-"}
"""Options whose value may be left out, and how one begins."""

EXAMPLES: Final = {
    "issue": "licreg issue social-network 941/GP-BTTTT --on 15/11/2024 "
    '--holder "Công ty …" --site vi-du.vn',
    "inspect": "licreg inspect vi-du.vn --on 3/6/2024 --agency ABEI "
    "--subject-kind social-network",
    "show": "licreg show 941/GP-BTTTT",
    "list": "licreg list social-network --measure issued --year 2024",
    "summary": "licreg summary 2024",
    "reconcile": "licreg reconcile 2024",
}
