"""What a paper says of how these courses were counted: prose to paste, and STROBE's items as far as the program can
fill them. The prose follows from the codes of the address alone; the figures of STROBE from the courses."""

from reports.methods.prose import Paragraph, Tests, paragraphs
from reports.methods.strobe import Item, Stages, items, stages_of

__all__ = ["Item", "Paragraph", "Stages", "Tests", "items", "paragraphs", "stages_of"]
