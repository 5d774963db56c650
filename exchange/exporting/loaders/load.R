# Reads the tables of an export with the types that its codebook gives them. Needs R and its package jsonlite.
#
#   source("load.R"); tables <- load_export(); summary(tables$courses)
#
# A missing value is NA. Codes become factors with all allowed values; several codes in a cell stay text, joined by ";".

load_export <- function(folder = ".") {
  codebook <- jsonlite::fromJSON(file.path(folder, "codebook.json"), simplifyVector = FALSE)
  tables <- lapply(codebook$files, function(file) read_table(folder, file))
  names(tables) <- sub("(-unguarded)?\\.csv$", "", vapply(codebook$files, function(file) file$file, ""))
  tables
}

read_table <- function(folder, file) {
  table <- utils::read.csv(
    file.path(folder, file$file),
    colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8", fileEncoding = "UTF-8-BOM"
  )
  for (column in file$columns) {
    table[[column$name]] <- typed(table[[column$name]], column)
    attr(table[[column$name]], "label") <- column$label
  }
  table
}

typed <- function(cells, column) {
  switch(column$type,
    "whole number" = as.integer(cells),
    "decimal number" = as.numeric(cells),
    "day" = as.Date(cells),
    "moment" = as.POSIXct(cells, format = "%Y-%m-%dT%H:%M:%SZ", tz = "UTC"),
    "yes or no" = cells == "yes",
    "code" = if (length(column$allowed)) factor(cells, levels = names(column$allowed)) else cells,
    cells
  )
}
