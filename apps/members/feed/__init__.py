"""The HR feed: a file of everybody, validated in one pass into a staging table, then applied as a set, all or nothing.

columns  what each cell may hold
reader   the file as rows, and what is wrong with it
staging  the rows in a table of the transaction's own
changes  what differs from the people on record
checks   what is wrong between rows, and between rows and the record
apply    the writing
proposals  what it says to those who said themselves who their manager is
"""
