"""The printed manual: sections set in type by Typst, each on its own, and bound into one book.

``values`` and ``chapters`` say what is printed, ``sections`` in which order and under which number, ``typeset`` sets
each in type, ``shelf`` keeps what need not be set again, ``bind`` joins sections into a file, ``book`` does the whole.
"""
