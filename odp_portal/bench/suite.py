"""Which function measures which workload. Each takes the workload and the rig, and returns its result."""

from odp_portal.bench import certificates, digests, exports, feed, insights, load, pages, reminders, search

MEASURES = {
    "W1": pages.home,
    "W2": pages.catalogue,
    "W3": pages.three_pages,
    "W4": pages.decide,
    "W5": pages.inbox,
    "D1": insights.first_screen,
    "D2": insights.drill_down,
    "D3": insights.same_as_live,
    "D4": insights.follow,
    "C1": certificates.draw,
    "S1": search.look_up,
    "X1": exports.take_out,
    "N1": reminders.sweep,
    "N2": digests.send,
    "I2": feed.first,
    "I1": feed.night,
    "I3": feed.with_errors,
    "L1": load.under_load,
    "L2": load.beside_an_import,
}
