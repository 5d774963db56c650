from followups.forms.answer import AnswerForm
from followups.forms.call import (
    FORMS,
    CallForm,
    FirstDoseCallForm,
    MilestoneCallForm,
    RefillCallForm,
    WashOutCallForm,
)
from followups.forms.stop import StopForm
from followups.forms.void import VoidForm

__all__ = [
    "FORMS",
    "AnswerForm",
    "CallForm",
    "FirstDoseCallForm",
    "MilestoneCallForm",
    "RefillCallForm",
    "StopForm",
    "VoidForm",
    "WashOutCallForm",
]
