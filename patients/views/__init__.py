from patients.views.placeholders import *
from patients.views.icd10 import search_icd10
