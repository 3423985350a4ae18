"""Dead links: the only part of this package that opens a connection. Nothing imports it unless ``--online`` is given.

places (where addresses stand) -> crawl (many) -> probe (one and its redirects) -> request (one) -> guard (where to)
"""
