# Reads samples with what the program found of them (against_r.py), finds the same by R's own functions, and prints the
# largest relative difference of each.

samples <- jsonlite::fromJSON(file("stdin"), simplifyVector = FALSE)
largest <- list()

see <- function(what, ours, theirs) {
  ours <- as.numeric(ours)
  theirs <- as.numeric(theirs)
  stopifnot(length(ours) == length(theirs))
  apart <- max(abs(ours - theirs) / pmax(abs(theirs), 1e-6))
  largest[[what]] <<- c(largest[[what]], apart)
}

two_rates <- function(one) {
  cells <- matrix(unlist(one$cells), 2, byrow = TRUE)
  see("Fisher's exact test", one$fisher, fisher.test(cells)$p.value)
  plain <- suppressWarnings(chisq.test(cells, correct = FALSE))
  see("Pearson's chi-square", unlist(one$pearson), c(plain$statistic, plain$p.value))
  yates <- suppressWarnings(chisq.test(cells, correct = TRUE))
  see("the same by Yates", unlist(one$yates), c(yates$statistic, yates$p.value))
}

times <- function(one) {
  all <- do.call(rbind, lapply(seq_along(one$groups), function(group) {
    rows <- one$groups[[group]]
    data.frame(time = sapply(rows, `[[`, 1), event = sapply(rows, `[[`, 2), group = group)
  }))
  first <- survival::survfit(survival::Surv(time, event) ~ 1, data = all[all$group == 1, ], conf.type = "log-log")
  column <- function(at) sapply(one$steps, function(step) if (is.null(step[[at]])) NA else step[[at]])
  see("Kaplan-Meier: times, at risk, share", c(column(1), column(2), column(3)), c(first$time, first$n.risk, first$surv))
  both <- !is.na(column(4)) & !is.na(first$lower) & first$surv > 0
  if (any(both)) see("Kaplan-Meier: interval", c(column(4)[both], column(5)[both]), c(first$lower[both], first$upper[both]))
  test <- survival::survdiff(survival::Surv(time, event) ~ group, data = all)
  p <- pchisq(test$chisq, length(one$groups) - 1, lower.tail = FALSE)
  see("log-rank test", unlist(one$log_rank), c(test$chisq, p))
}

pairs_of <- function(one) {
  before <- sapply(one$pairs, `[[`, 1)
  after <- sapply(one$pairs, `[[`, 2)
  test <- t.test(after, before, paired = TRUE)
  see("paired t test", unlist(one$paired_t), c(test$estimate, test$conf.int, test$p.value))
  ranks <- suppressWarnings(wilcox.test(after, before, paired = TRUE, exact = FALSE, correct = TRUE))
  see("signed ranks, by the normal distribution", unlist(one$ranks), c(ranks$statistic, ranks$p.value))
}

two_means <- function(one) {
  test <- t.test(unlist(one$one), unlist(one$other))
  see("Welch's t test", unlist(one$welch), c(test$estimate[1] - test$estimate[2], test$conf.int, test$p.value))
}

signed_ranks <- function(one) {
  test <- wilcox.test(unlist(one$differences), exact = TRUE, conf.int = TRUE)
  see("signed ranks, exact", unlist(one$exact), c(test$statistic, test$p.value))
  see("Hodges-Lehmann", one$middle, test$estimate)
}

for (one in samples) {
  two_rates(one)
  times(one)
  pairs_of(one)
  two_means(one)
  signed_ranks(one)
}
for (what in names(largest)) {
  cat(sprintf("%-45s %4d samples, apart by %.0e at most\n", what, length(largest[[what]]), max(largest[[what]])))
}
