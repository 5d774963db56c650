"""What is written to the log: no values of patients' rows."""

import logging
import re

# What PostgreSQL adds to an error's first line, up to the end of the error's text: it may quote a whole row.
QUOTED = re.compile(
    r"^(?:DETAIL|LINE \d+|CONTEXT|HINT):.*?(?=\n\n(?:The above exception|During handling of)|\Z)",
    re.MULTILINE | re.DOTALL,
)


# What would end the line of a log, or recolour the terminal that shows it.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class DiscreetFormatter(logging.Formatter):
    """Leaves out of a traceback what the database quotes of a row: it may be a name or a telephone number.

    A message is one line, whatever somebody has put into an address to have it written here.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def formatException(self, ei) -> str:
        return QUOTED.sub("(what the database quotes is left out)", super().formatException(ei))
