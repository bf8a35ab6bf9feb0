"""The HR feed: a file of everybody, validated in one pass into a staging table, then applied as a set, all or nothing.

columns  what each cell may hold
reader   the file as rows, and what is wrong with it
staging  the rows in the database, and what is wrong between them
changes  what differs from the people on record
apply    the writing
"""
