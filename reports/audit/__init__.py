"""The audit trail for who looks after the clinic: what happened, and which access is odd."""
