"""What users do on the pages, step by step."""

from django.utils import timezone

TODAY = timezone.localdate


def save(page, name):
    with page.expect_navigation():  # the form is sent once its draft is kept
        page.get_by_role("button", name=name, exact=True).click()


def send(page):
    """By the page's one filled button, whatever it says."""
    with page.expect_navigation():
        page.locator("form.clinic-form button.btn-primary").click()


def register(page, *, chart_number, family_name):
    page.goto("/patients/")
    page.get_by_role("link", name="Register a patient").click()
    page.get_by_label("Chart number").fill(chart_number)
    page.get_by_label("Family name").fill(family_name)
    page.get_by_label("Given name").fill("Ada")
    page.get_by_label("Date of birth").fill("1960-03-31")
    page.get_by_role("group", name="Agrees to be called?").get_by_label("Yes", exact=True).check()
    send(page)


def find(page, family_name):
    """Open the chart by the patient's name."""
    page.goto("/patients/")
    page.get_by_label("Find a patient").press_sequentially(family_name, delay=20)
    page.get_by_role("link", name=family_name).click()


def choose(page, label):
    """The step by its button on the chart, or in the menu beside it."""
    link = page.get_by_role("link", name=label).first
    if not link.is_visible():
        page.locator("details.menu > summary").click()
    with page.expect_navigation():  # until the page is whole: its script takes questions away that aren't due
        link.click()


def screen(page, *, egfr="90", opioid=None, last_opioid_on=None, again=False):
    """Nothing speaks against LDN but what is said here; the opioid by the names of its row's fields."""
    choose(page, "Screen again" if again else "Screen for LDN")
    questions = page.locator("form.clinic-form input[type=radio][value=no]")
    for name in questions.evaluate_all("found => found.map((one) => one.name)"):
        question = page.locator(f"input[name='{name}'][value=no]")
        if question.is_visible():  # an answer may take later questions away
            question.check()
    page.get_by_label("eGFR").fill(egfr)
    if opioid:
        page.get_by_role("group", name="Is any opioid prescribed or taken?").get_by_label("Yes", exact=True).check()
        _fill_in(page.get_by_role("group", name="Opioid 1", exact=True), **opioid)
    if last_opioid_on:
        page.get_by_label("Last opioid taken on").fill(last_opioid_on.isoformat())
    send(page)


def _fill_in(row, *, name, drug, strength, a_day):
    row.get_by_label("Product, as on the label").fill(name)
    row.get_by_label("Opioid part").select_option(label=drug)
    row.get_by_label("Strength of one").fill(strength)
    row.get_by_label("At most prescribed a day").fill(a_day)
    row.get_by_label("Taken a day").fill(a_day)
    row.get_by_role("group", name="Does it help?").get_by_label("No", exact=True).check()


def prescribe(page):
    choose(page, "Prescribe LDN")
    page.get_by_label("Pharmacy").select_option(label="Corner Compounding")
    page.get_by_label("1.5 mg (1 tablet)").check()
    page.get_by_label("Primary indication").press_sequentially("lumbar radicul", delay=20)
    page.get_by_role("option", name="M54.16").click()
    page.get_by_label("The patient's main goal").fill("Walk the dog again")
    save(page, "Prescribe")


def prescribe_and_start(page):
    screen(page)
    prescribe(page)
    choose(page, "Record a fill")
    page.get_by_label("Filled on").fill(TODAY().isoformat())
    send(page)
    choose(page, "First dose taken")
    page.locator("input[type=date]").fill(TODAY().isoformat())
    send(page)
