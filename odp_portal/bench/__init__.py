"""./portal bench: how long the portal takes for what people do, as ratios to floors measured in the same run.

workloads     what is measured, with goals and query budgets
arguments     what the command takes
data          a population and a catalogue of the size asked for
measure       CPU and wall time; the order of the repeats
server        gunicorn with one process, and requests to it
hello         floor H: the least that any Django page costs
pages         W1 to W5, beside H
certificates  C1, beside P
reminders     N1, beside raw SQL
feed          I1, beside F (feed_floor), and its memory (feed_memory)
results       the table and the file
"""
