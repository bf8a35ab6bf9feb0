"""Which function measures which workload. Each takes the workload and the rig, and returns its result."""

from odp_portal.bench import certificates, feed, insights, pages, reminders

MEASURES = {
    "W1": pages.home,
    "W2": pages.catalogue,
    "W3": pages.three_pages,
    "W4": pages.decide,
    "W5": pages.inbox,
    "D1": insights.first_screen,
    "D2": insights.drill_down,
    "D4": insights.follow,
    "C1": certificates.draw,
    "N1": reminders.sweep,
    "I2": feed.first,
    "I1": feed.night,
    "I3": feed.with_errors,
}
