from apps.core import jobs


def check_data(*, on):
    """Have the data looked at, once a day. What is wrong fails the job, which the central team sees and can repeat."""
    jobs.enqueue("check_invariants", key=str(on))
