"""How many people of each kind make a population of a given size that looks like the profession."""

from apps.members.reference import workforce

# The statistics give one figure for the Senior Civil Service; how it splits into bands is illustrative.
SENIOR_BANDS = {"SCS1": 0.76, "SCS2": 0.19, "SCS3": 0.04, "PS": 0.01}
ONE_EACH = ["PS", "SCS3"]  # at most one in an organisation, in the largest ones


class Proportions:
    """The figures of workforce.json, scaled. Each method returns {code: people} that adds up to the number asked."""

    def __init__(self):
        self.data = workforce()
        self.department_of = {}
        for department in self.data["departments"]:
            for organisation in department["organisations"] or [department]:
                self.department_of[organisation["code"]] = department["code"]

    def organisations(self, total):
        sizes = {
            organisation["code"]: organisation["headcount"]
            for department in self.data["departments"]
            for organisation in department["organisations"] or [department]
        }
        return share_out(sizes, total)

    def grades(self, total):
        """From the most senior down, then those whose grade is not recorded."""
        senior = self.data["scs_headcount_all_bands"]
        sizes = {row["code"]: row["headcount"] or senior * SENIOR_BANDS[row["code"]] for row in self.data["grades"]}
        order = {row["code"]: row["order"] for row in self.data["grades"]}
        ranked = sorted(sizes, key=lambda code: (code == "", -order[code]))
        return share_out({code: sizes[code] for code in ranked}, total)

    def regions(self, total):
        return share_out({row["code"]: row["headcount"] for row in self.data["regions"]}, total)


def share_out(sizes, total):
    """Whole numbers in these proportions that add up: the largest remainders are rounded up."""
    whole = sum(sizes.values())
    exact = {code: size * total / whole for code, size in sizes.items()}
    shares = {code: int(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (shares[code] - exact[code], code))
    for code in by_remainder[: total - sum(shares.values())]:
        shares[code] += 1
    return shares
