"""./portal bench: how long the portal takes for what people do, as ratios to floors measured in the same run.

workloads     what is measured, with goals and query budgets
arguments     what the command takes
data          a population and a catalogue of the size asked for
measure       CPU and wall time; the order of the repeats
server        gunicorn with one process, and requests to it
hello         floor H: the least that any Django page costs
pages         W1 to W5, beside H
insights      D1 and D2 beside H; D3 and D4 beside counting everything
certificates  C1, beside P
search        S1, beside S
exports       X1, beside COPY … TO
reminders     N1, beside raw SQL
digests       N2, beside the same mails without the portal, to a mail server of its own (mail_server)
feed          I1 to I3, beside F (feed_floor), and its memory (feed_memory)
load          L1 and L2: many people, and an HR feed beside them
results       the table and the file, with what it was measured on (machine)
growth        how a result compares with that of another size
table         a file of results as a table for documents
"""
