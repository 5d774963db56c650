"""Every clinical number of the program, once, with its unit and its source.

"Practice" is the published case series of an interventional pain practice (Practical Pain Management 2020,
pages 58-62). A number marked "to be confirmed" is common knowledge that the clinic has to confirm for itself.
"""

from datetime import timedelta
from decimal import Decimal

# --- dose ---------------------------------------------------------------------------------------------------

# mg a day; no planned dose is higher. Practice: "planned never over 4.5 mg/day". Studies went to 12 mg, so this
# is a policy and not pharmacology.
PLANNED_DOSE_CEILING_MG = Decimal("4.5")
# mg a day; no recorded dose can be higher. The only manufactured tablet holds 50 mg (FDA label).
RECORDED_DOSE_LIMIT_MG = Decimal("50")
# mg a day. Practice: half a tablet, one, or three tablets of 1.5 mg.
STARTING_DOSES_MG = (Decimal("0.75"), Decimal("1.5"), Decimal("4.5"))
# mg a tablet. Practice.
USUAL_STRENGTH_MG = Decimal("1.5")
# tablets of 1.5 mg. Practice: first quantity 90 to 120.
USUAL_FIRST_QUANTITY = 90
# a pause longer than this titrates anew. Practice, prescribing.
TITRATE_ANEW_AFTER = timedelta(days=14)

# a procedure with sedation or opioids pauses LDN at least so long before. Practice, prescribing; LDN Research Trust.
PAUSE_BEFORE_PROCEDURE = timedelta(days=2)
# weeks until an effect, at most; earlier is common. Secondary source of clinical.md, section 3: to be confirmed.
EFFECT_MAY_NEED_WEEKS = 10

# --- counselling --------------------------------------------------------------------------------------------

# R + PR of those prescribed, all of them assessed. Practice: 16 of 35, which the paper prints upside down.
PUBLISHED_RESPONDERS = (16, 35)
# assessed courses from which on the practice's own rate is told in place of the published one. Practice's rule.
OWN_RATE_FROM_ASSESSED = 20
# --- supply -------------------------------------------------------------------------------------------------

# days after the fill that compounded tablets and capsules are good for, where the label's date isn't known.
# Common for solids; to be confirmed by the clinic.
BEYOND_USE_AFTER = timedelta(days=180)
# how long before the last day of supply a refill is asked about. To be confirmed by the clinic.
REFILL_ASKED_BEFORE = timedelta(days=7)
# a patient who was reached about the refill is asked again after this, if no fill is on file. To be confirmed.
REFILL_ASKED_AGAIN_AFTER = timedelta(days=7)

# --- response -----------------------------------------------------------------------------------------------

# per cent relief since before LDN; at or above is LDN-R, below is not (49.9 is not). Practice.
RESPONDER_RELIEF_PERCENT = 50
# per cent; the whole scale as asked. Negative is worse.
RELIEF_PERCENT_RANGE = (-100, 100)
# per cent, both ends included: the bars in which reports show relief. The responder's threshold begins one.
RELIEF_BANDS = ((-100, -1), (0, 0), (1, 24), (25, 49), (50, 74), (75, 100))
# per cent; what a recalled relief is called from there on, below 0 it is worse. IMMPACT 2008 (Dworkin, J Pain 9:105):
# 10 to 20 minimal, 30 or more moderate, 50 or more substantial. It has no name between 20 and 30: minimal, here.
IMMPACT_RELIEF_FROM = {"substantial": 50, "moderate": 30, "minimal": 10, "none": 0}
# days; the longest minimum time on LDN that a report can ask for. Ten years: no more than a limit to typing.
LONGEST_MINIMUM_DAYS = 3650
# what makes a side effect serious, apart from how severe it is. ICH E2A, 1994, II.B.
SERIOUS_IS = "death, danger to life, a hospital stay or a longer one, lasting disability, or a birth defect"
# modified PGIC, seven points, 1 very much improved to 7 very much worse. IMMPACT form.
PGIC_RANGE = (1, 7)
# points; average pain, and each PEG item, whole numbers. Krebs 2009, J Gen Intern Med 24:733.
PAIN_RANGE = (0, 10)
# stop reasons that make a course a non-response. Practice, categories, item 2.
NON_RESPONSE_STOP_REASONS = ("no_benefit", "loss_of_benefit", "side_effects", "opioid_needed_pain")

# years; a date of birth further back is a typing error.
OLDEST_AGE_YEARS = 120
# years; an age over it names people, so that files without names say "90+". 45 CFR 164.514(b)(2).
OLDEST_EXACT_AGE = 89
# years at the day prescribed, both ends included: the groups in which reports can be narrowed. To be confirmed.
AGE_GROUPS = ((0, 39), (40, 59), (60, 74), (75, OLDEST_AGE_YEARS))

# days from the first dose, the lower end included: the bands in which reports show response by time on LDN. The first
# 30 are apart since the dose is still climbed then (practice: steps over 1 week to 1 month); the others are the
# program's choice.
DAYS_ON_LDN_BANDS = ((0, 30), (30, 90), (90, 180), (180, 365), (365, None))
# days; curves that leave out small counts have their steps on this grid, and no shorter ones. The program's choice.
COARSE_STEP_DAYS = 30

# USD a month, the lower end included: the bars in which reports show the cost. Practice: 16 to 20.
COST_BANDS_USD = ((0, 16), (16, 21), (21, 41), (41, None))

# --- co-interventions ---------------------------------------------------------------------------------------

# days before the first dose in which another treatment for pain can still act, so that reports count it. The
# practice's choice.
CO_INTERVENTION_DAYS_BEFORE = 90
# what reports count as medicines for pain, beside the opioids of MME_FACTORS: beginnings of a word in the typed name.
# The first six: practice. The others: common; to be confirmed by the clinic.
PAIN_MEDICINES = (
    *("gabapentin", "cyclobenzaprine", "naproxen", "tramadol", "ibuprofen", "acetaminophen"),
    *("pregabalin", "duloxetine", "amitriptyline", "nortriptyline", "celecoxib", "diclofenac", "meloxicam"),
    *("tizanidine", "methocarbamol", "buprenorphine", "fentanyl"),
)

# days on LDN; from which on answers count, in the lines of a sensitivity analysis that ask for a minimum. The
# practice's choice: an effect may need up to EFFECT_MAY_NEED_WEEKS.
SENSITIVITY_MINIMUM_DAYS = (30, 60, 90)

# --- follow-up ----------------------------------------------------------------------------------------------

# The follow-up plan that a new clinic begins with; then it is data, and edited there. Each milestone: months and days
# after the first dose, days before and after the due day in which it can be asked, and whether it repeats.
# Offsets: the practice's follow-up plan. Windows: to be confirmed by the clinic.
FOLLOW_UP_PLAN = (
    (0, 14, 4, 7, False),
    (1, 0, 7, 14, False),
    (2, 0, 14, 14, False),
    (3, 0, 14, 21, False),
    (6, 0, 21, 42, True),
)
# days after prescribing to ask "has it arrived, which day did you start?", and the window. To be confirmed.
FIRST_DOSE_QUESTION_AFTER = timedelta(days=7)
FIRST_DOSE_QUESTION_OPENS_BEFORE = timedelta(days=3)
FIRST_DOSE_QUESTION_CLOSES_AFTER = timedelta(days=23)
# days until a patient who has not begun yet, or whose LDN has not arrived, is asked again. To be confirmed.
FIRST_DOSE_ASKED_AGAIN_AFTER = timedelta(days=3)
# minutes from an attempt without an answer to the next one. queXS, AAPOR 3.13.
MINUTES_BETWEEN_ATTEMPTS = 180
# days until a patient who did not want to talk now is asked again. queXS, AAPOR 2.112a.
ASKED_AGAIN_AFTER_REFUSAL = timedelta(days=7)
# attempts; three on different days and times are common, no count is agreed on. To be confirmed by the clinic.
ATTEMPTS_A_FOLLOWUP = 3
# attempts in a row, over all follow-ups of a course, without reaching the patient. To be confirmed by the clinic.
ATTEMPTS_BEFORE_LOST = 6

# --- emergencies --------------------------------------------------------------------------------------------

# an emergency that no clinician has acknowledged goes to the covering prescriber after this. To be confirmed.
EMERGENCY_PASSED_ON_AFTER = timedelta(hours=1)
# telephone, United States. 911.gov; 988lifeline.org (call or text, day and night; in Spanish: press 2).
EMERGENCY_NUMBER = "911"
CRISIS_LINE_NUMBER = "988"

# --- review -------------------------------------------------------------------------------------------------

# time since the first dose after which a course without any answer is put before a clinician: the month's question
# has closed by then. To be confirmed by the clinic.
REVIEW_WITHOUT_ANSWER_AFTER = timedelta(days=44)
# time since the last answer: the half-yearly question has closed by then. To be confirmed.
REVIEW_LAST_ANSWER_AFTER = timedelta(days=225)
# per cent; a stable dose that relieves less is one without relief. IMMPACT 2008: 30 is moderate.
REVIEW_RELIEF_UNDER = 30
# time on a stable dose after which its relief is judged: as long as an effect may need.
REVIEW_STABLE_FOR = timedelta(weeks=EFFECT_MAY_NEED_WEEKS)
# points; relief that is so much lower than in the answer before is falling. To be confirmed.
REVIEW_FALL_POINTS = 20
# time since the last day of supply without a fill on file. To be confirmed.
REVIEW_REFILL_LATE_BY = timedelta(days=7)
# the usual time that a clinician lets a row rest. To be confirmed.
REVIEW_AGAIN_AFTER = timedelta(days=28)

# --- people -------------------------------------------------------------------------------------------------

# years; the naltrexone label has no experience below it (caution under 18).
ADULT_AGE_YEARS = 18

# --- opioids ------------------------------------------------------------------------------------------------

# morphine milligram equivalents of one milligram a day; of one microgram an hour for the fentanyl patch. CDC 2022.
# Buprenorphine has no factor there, and what is not in this table is never counted as 0.
MME_FACTORS = {
    "codeine": Decimal("0.15"),
    "fentanyl_patch": Decimal("2.4"),
    "hydrocodone": Decimal("1.0"),
    "hydromorphone": Decimal("5.0"),
    "methadone": Decimal("4.7"),
    "morphine": Decimal("1.0"),
    "oxycodone": Decimal("1.5"),
    "oxymorphone": Decimal("3.0"),
    "tapentadol": Decimal("0.4"),
    "tramadol": Decimal("0.2"),
}
# MME a day; strictly under it an opioid is low dose, and may be stopped for LDN. Practice.
LOW_DOSE_MME = Decimal("20")
# mg a day; strictly under it tramadol as the only opioid need not be stopped. Practice; the 50 mg label says
# 7 to 10 days without tramadol too.
TRAMADOL_EXEMPT_UNDER_MG = Decimal("100")
# days without the opioid before LDN, counted from the last dose taken. Label: 7 to 10 after short-acting ones,
# tramadol included, and up to 14 after methadone and buprenorphine. Extended-release and patch: to be confirmed.
WASH_OUT_DAYS = {"short_acting": 10, "extended_release": 14, "patch": 14, "methadone": 14, "buprenorphine": 14}

# days; a prescriber orders a wash-out of this length. Practice: at least 1 to 2 weeks; FINAL study: 4 weeks.
SHORTEST_WASH_OUT_DAYS = 7
LONGEST_WASH_OUT_DAYS = 28

# --- what else speaks against LDN ---------------------------------------------------------------------------

# mL/min/1.73 m2; under it moderate kidney failure. Practice.
EGFR_MODERATE_UNDER = 60
# mL/min/1.73 m2; under it severe kidney failure. To be confirmed.
EGFR_SEVERE_UNDER = 30
# days a screening is good for: an older one is asked again before prescribing. To be confirmed.
SCREENING_GOOD_FOR_DAYS = 30

# --- what leaves the house ----------------------------------------------------------------------------------

# Counts from 1 to one less are kept back; zero may be shown. CMS, cell size suppression policy: no cell of 1 to 10,
# and none that follows by subtraction or from a percentage (resdac.org/node/1506).
CMS_SMALL_CELLS_UNDER = 11
# What a clinic can choose. 5 is a common limit of registries; to be confirmed by whoever receives the file.
SMALL_CELLS_UNDER = (
    (0, "Show every count"),
    (5, "Hide counts of 1 to 4, and what they follow from"),
    (CMS_SMALL_CELLS_UNDER, "Hide counts of 1 to 10, and what they follow from"),
)
