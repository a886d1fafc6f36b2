"""Measure how fast the site is, on the real server: `make bench`, or `python -m benchmarks --help`.

    __main__.py       the command: which cases, how large, how long
    cases/            what is measured, one module for each group of cases
    load.py           many students at once, in one cheap process
    student.py        what one student's browser sends: sign-in apart, pages, saves, clock looks
    http.py           requests and answers over a socket that is kept open
    server.py         start and end the real server; its processor time and its memory, from the operating system
    site.py           a fresh site for the server, made through the tables that the product has
    limits.py         what is measured beside it: a bare text response, a bare commit
    figures.py        percentiles, medians, spreads, slopes
    report.py         the table and the plot in the README
    profile.py        where the time of one operation goes, in process

Each acknowledged answer is looked for in the database at the end of a case; one that is not there ends the run.
"""
