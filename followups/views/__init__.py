from followups.views.answers import answer, answer_unscheduled, void_answer
from followups.views.calls import log_call
from followups.views.stops import stop
from followups.views.worklist import worklist

__all__ = ["answer", "answer_unscheduled", "log_call", "stop", "void_answer", "worklist"]
