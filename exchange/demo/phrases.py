"""What the invented patients say."""

from followups.models import Response

Gain = Response.Gain

GOALS = (
    "Walk the dog around the park without stopping",
    "Sleep through the night",
    "Pick up my grandson",
    "Get back to the garden",
    "Sit through a film",
    "Drive to my sister's without having to pull over",
    "Work a full shift on my feet",
    "Cook a proper dinner again",
    "Get off the couch before noon",
    "Play nine holes",
    "Take fewer pills",
    "Stand in church for the hymns",
    "Carry my own groceries",
    "Finish the quilt for my daughter's wedding",
    "Dance at the quinceañera in May",
    "Keep up with the kids at the pool",
    "Put my own socks on",
    "Ride the bus without holding my breath at every bump",
)

# A functional gain, and how patients put it.
GAINS = (
    (Gain.HOUSE_CHORES, "I vacuumed the whole downstairs in one go. Haven't done that since 2022."),
    (Gain.HOUSE_CHORES, "Can do the dishes standing up now."),
    (Gain.HOUSE_CHORES, "Changed the bed sheets by myself, first time in a year."),
    (Gain.HOUSE_CHORES, "Laundry up and down the stairs, no problem."),
    (Gain.WALKING, "Walked to the mailbox and then just kept going."),
    (Gain.WALKING, "Two blocks without the cane."),
    (Gain.WALKING, "We did the whole farmers' market, my husband couldn't believe it."),
    (Gain.WALKING, "I walk the dog in the mornings again."),
    (Gain.SITTING, "Sat through my son's graduation, all three hours."),
    (Gain.SITTING, "Two hours at the desk before I need to get up."),
    (Gain.SITTING, "The drive to Richmond was fine, I only stopped once."),
    (Gain.SLEEP, "Sleeping six hours straight instead of waking up every time I turn."),
    (Gain.SLEEP, "I fall asleep on my left side again."),
    (Gain.SLEEP, "Not up at 3 a.m. any more."),
    (Gain.ENERGY, "I'm not wiped out by noon."),
    (Gain.ENERGY, "Feel more like myself, I called two old friends this week."),
    (Gain.ENERGY, "Back at choir on Thursdays."),
    (Gain.ACTIVITY_TOLERANCE, "Gardened for an hour and paid for it only a little the next day."),
    (Gain.ACTIVITY_TOLERANCE, "Did the whole physical therapy class."),
    (Gain.ACTIVITY_TOLERANCE, "Played with the grandkids on the floor. Getting up took a minute, but I did it."),
    (Gain.OTHER, "I hold my coffee cup with one hand."),
    (Gain.OTHER, "Less ibuprofen, maybe twice a week instead of every day."),
)
# A gain that is not in the per cent.
GAINS_WITHOUT_RELIEF = (
    (Gain.SLEEP, "Pain's about the same, but I sleep, and that changes everything."),
    (Gain.ENERGY, "It still hurts. I just don't mind it as much."),
    (Gain.WALKING, "Bad days are shorter. I get out of the house most days."),
    (Gain.ACTIVITY_TOLERANCE, "I can do more before it starts."),
    (Gain.HOUSE_CHORES, "Small things. I made lunch for my mother."),
)

DECLINED = (
    "Wants to try physical therapy first",
    "Does not want one more pill",
    "Read about it and is not convinced",
    "Insurance does not pay for it",
    "Takes tramadol now and then and is afraid of losing it",
    "Will talk to her daughter first",
)
