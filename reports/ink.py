"""The colours of pictures that leave the house: the ones of clinic.css, where a test holds them together. A picture
says in words what each mark is, so that it is read without colour as well."""

from reports.categories import Category

INK, SOFT, PAPER, PANEL, LINE = "#1b1f24", "#57606a", "#ffffff", "#f6f8fa", "#d0d7de"
BAR = "#0b5cad"

# Okabe-Ito's, apart for every colour vision.
FILLS = {
    Category.R: "#0072b2",
    Category.PR: "#56b4e9",
    Category.SUBSTANTIAL: "#0072b2",
    Category.MODERATE: "#56b4e9",
    Category.MINIMAL: "#f0e442",
    Category.SOME_RELIEF: "#0072b2",
    Category.NO_RELIEF: "#e69f00",
    Category.WORSE: "#d55e00",
    Category.NR: "#d55e00",
    Category.CONTINUING_NO_BENEFIT: "#e69f00",
    Category.NOT_YET_ASSESSED: "#8c959f",
    Category.NEVER_STARTED: "#d0d7de",
    Category.STOPPED_OTHERWISE: "#cc79a7",
    Category.LOST: "#6e4b8e",
}
# The light fills, and what is like another one, take a pattern too (templates/reports/_patterns.html).
PATTERNED = (Category.NOT_YET_ASSESSED, Category.NEVER_STARTED, Category.STOPPED_OTHERWISE, Category.LOST)
# Curves in one picture, each with its own dashes, so that they are told apart without colour as well.
CURVES = (
    ("#0072b2", ""),
    ("#d55e00", "7 3"),
    ("#6e4b8e", "2 3"),
    ("#1b1f24", "10 3 2 3"),
    ("#8a5a00", "14 4"),
    ("#57606a", "5 2 1 2"),
)
