"""Which function measures which workload. Each takes the workload and the rig, and returns its result."""

from odp_portal.bench import certificates, feed, pages, reminders

MEASURES = {
    "W1": pages.home,
    "W2": pages.catalogue,
    "W3": pages.qualification,
    "W4": pages.decide,
    "W5": pages.inbox,
    "C1": certificates.draw,
    "N1": reminders.sweep,
    "I2": feed.first,
    "I1": feed.night,
    "I3": feed.with_errors,
}
