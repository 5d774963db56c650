from followups.views.answers import answer, answer_unscheduled, void_answer
from followups.views.calls import call, undo_call
from followups.views.claims import call_next, find, put_back, start_call, take_over
from followups.views.corrections import correct_answer
from followups.views.engine import catch_up
from followups.views.plan import (
    add_holiday,
    add_milestone,
    edit_calling_rules,
    edit_milestone,
    plan,
    remove_holiday,
    withdraw_milestone,
)
from followups.views.stops import stop
from followups.views.worklist import call_sheet, pulse, worklist

__all__ = [
    "add_holiday",
    "add_milestone",
    "answer",
    "answer_unscheduled",
    "call",
    "call_next",
    "call_sheet",
    "catch_up",
    "correct_answer",
    "edit_calling_rules",
    "edit_milestone",
    "find",
    "plan",
    "pulse",
    "put_back",
    "remove_holiday",
    "start_call",
    "stop",
    "take_over",
    "undo_call",
    "void_answer",
    "withdraw_milestone",
    "worklist",
]
