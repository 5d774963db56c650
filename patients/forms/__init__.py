from patients.icd_field import IcdCodeField

__all__ = ["IcdCodeField"]
