from phonenumber_field.phonenumber import PhoneNumber

COUNTRY_CODE = 1  # the clinic's own, whose numbers are written without it


def as_written(number: PhoneNumber) -> str:
    """A number as the clinic writes it: "(202) 555-0104", and with its prefix if it is of another country."""
    if not number.is_valid():
        return str(number)
    return number.as_national if number.country_code == COUNTRY_CODE else number.as_international
