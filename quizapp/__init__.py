"""Take quizzes made from question banks that know who says what.

The house has four floors, and arrows only fall (tests/test_house.py holds the laws):

    app.py, cli.py    the roof: where all parts meet, and the command line
    settings.py       what may be set from outside, and its limits
    web/              the face: who asks, forms, pages, one blueprint for each role
    operations/       the verbs: load, ask the core, save, one commit
    store/            the memory: engine, tables, and every read that has a name
    core/             the functional core: values and rules, with no clock, chance, file or framework

Questions of a bank live in `questions/`, which the web never writes.
"""

__version__ = "0.1.0"
