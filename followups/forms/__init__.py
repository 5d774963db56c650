from followups.forms.answer import AnswerForm
from followups.forms.call import CallForm
from followups.forms.refill import RefillCallForm
from followups.forms.stop import StopForm
from followups.forms.void import VoidForm

__all__ = ["AnswerForm", "CallForm", "RefillCallForm", "StopForm", "VoidForm"]
