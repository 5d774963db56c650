from followups.forms.answer import AnswerForm
from followups.forms.call import CallForm
from followups.forms.stop import StopForm
from followups.forms.void import VoidForm

__all__ = ["AnswerForm", "CallForm", "StopForm", "VoidForm"]
