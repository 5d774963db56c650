"""What is written to the log: no values of patients' rows."""

import logging
import re

# What PostgreSQL adds to an error's first line, up to the end of the error's text: it may quote a whole row.
QUOTED = re.compile(
    r"^(?:DETAIL|LINE \d+|CONTEXT|HINT):.*?(?=\n\n(?:The above exception|During handling of)|\Z)",
    re.MULTILINE | re.DOTALL,
)


class DiscreetFormatter(logging.Formatter):
    """Leaves out of a traceback what the database quotes of a row: it may be a name or a telephone number."""

    def formatException(self, ei) -> str:
        return QUOTED.sub("(what the database quotes is left out)", super().formatException(ei))
