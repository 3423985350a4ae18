"""Following links against a server on this machine: ``python tests/measure/online.py [LINKS]`` (2,000 by default).

Hosts are made up and resolve to this machine alone. Pages are alive, moved, gone, forbidden, broken, slow, cut off or a
circle, in a seeded mixture. Prints how long it takes, whether each answer is right, how many requests a host saw at
once and how far apart, and how many requests an address took.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
import statistics
import struct
import sys
import threading
import time
from collections import Counter, defaultdict

from sensitive_check.online.crawl import PER_HOST, crawl
from sensitive_check.online.request import Access

HERE = "127.0.0.1"
HOSTS = 120
DEAD_HOSTS = 6
MIXTURE = {
    "alive": (600, "alive"),
    "nohead": (60, "alive"),
    "moved": (120, "redirected"),
    "chain": (30, "redirected"),
    "gone": (60, "dead"),
    "removed": (20, "dead"),
    "forbidden": (40, "blocked"),
    "busy": (10, "blocked"),
    "broken": (20, "unknown"),
    "slow": (10, "alive"),
    "silent": (4, "dead"),
    "drip": (4, "dead"),
    "cut": (10, "unknown"),
    "circle": (6, "dead"),
    "inside": (6, "unknown"),
}
"""Kind of a page -> how many of a thousand, and what it should be found to be."""

STATUS = {"gone": 404, "removed": 410, "forbidden": 403, "busy": 429, "broken": 500}


class Server:
    """Pages whose path begins with their kind; notes who asked for what, and when."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.starts: defaultdict[str, list[float]] = defaultdict(list)
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.ready = threading.Event()
        self.port = 0
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self.ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, HERE, 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, path, _ = head.split("\r\n")[0].split(" ")
            host = head.lower().split("host: ")[1].split("\r\n")[0].partition(":")[0]
            self.requests[f"{host}{path}"] += 1
            self.starts[host].append(time.monotonic())
            # Of these two the server learns late that the client gave up.
            self.now[host] += not path.startswith(("/silent/", "/drip/"))
            self.most[host] = max(self.most[host], self.now[host])
            try:
                content = await self._answer(method, path, reader, writer)
            finally:
                self.now[host] -= not path.startswith(("/silent/", "/drip/"))
            writer.write(content)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client gave up, as it should
        finally:
            writer.close()

    async def _answer(
        self, method: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        kind, _, number = path.strip("/").partition("/")
        await asyncio.sleep(2.0 if kind == "slow" else 0.02)
        if kind == "silent":
            await reader.read()  # until the client gives up
        if kind == "drip":
            for _ in range(300):
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.2)
        if kind == "cut":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        if kind == "moved":
            return _reply(301, f"/alive/{number}-moved")
        if kind == "chain":
            return _reply(302, f"/moved/{number}")
        if kind == "circle":
            return _reply(302, f"/circle/{number}")
        if kind == "inside":
            return _reply(302, f"http://192.168.0.1:{self.port}/")
        if kind == "nohead":
            return _reply(501 if method == "HEAD" else 206)
        return _reply(STATUS.get(kind, 200))


def _reply(status: int, location: str = "") -> bytes:
    moved = f"Location: {location}\r\n" if location else ""
    return f"HTTP/1.1 {status} X\r\n{moved}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()


def links(number: int, port: int, chance: random.Random) -> dict[str, tuple[str, str]]:
    """URL -> its kind and what it should be found to be."""
    kinds = chance.choices(list(MIXTURE), [share for share, _ in MIXTURE.values()], k=number)
    made = {}
    for serial, kind in enumerate(kinds):
        host = f"site{int(chance.paretovariate(1.0) * 3) % HOSTS}.example"  # some hosts have very many links
        made[f"http://{host}:{port}/{kind}/{serial}"] = (kind, MIXTURE[kind][1])
    for serial in range(number // 50):
        made[f"http://lost{serial % DEAD_HOSTS}.example:{port}/{serial}"] = ("no name", "dead")
    return made


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Every host is here, but for those that nobody knows."""
    if host.startswith("lost"):
        raise socket.gaierror(socket.EAI_NONAME, "name")
    return (HERE,)


def main(number: int) -> None:
    """Print the measures."""
    server = Server()
    expected = links(number, server.port, random.Random(20261124))
    access = Access(
        resolve=resolve,
        is_allowed_address=lambda address: address == HERE,
        allowed_ports=frozenset((80, 443, server.port)),
    )
    begun, cpu = time.perf_counter(), time.process_time()
    answers = dict(crawl(expected, access))
    taken, cpu = time.perf_counter() - begun, time.process_time() - cpu
    per_host = Counter(url.split("/")[2] for url in expected)
    print(f"links {len(expected)}, hosts {len(per_host)}, links of the largest host {max(per_host.values())}")
    print(f"time {taken:.1f} s (CPU of client and server {cpu:.1f} s), pause {access.pause} s")
    print(f"\n{'kind':<10}{'links':>7}  found")
    right = 0
    for kind in sorted({kind for kind, _ in expected.values()}):
        found = Counter(answers[url].state for url, (one, _) in expected.items() if one == kind)
        wanted = next(state for one, state in expected.values() if one == kind)
        right += found[wanted]
        print(f"{kind:<10}{sum(found.values()):>7}  {dict(found)}{'' if set(found) == {wanted} else ' <- ' + wanted}")
    print(f"\nright {right} of {len(expected)}")
    alive = [url for url, (kind, _) in expected.items() if kind == "alive"]
    counts = [server.requests[url.removeprefix("http://").replace(f":{server.port}", "")] for url in alive]
    print(
        f"requests in all {server.requests.total()}; for an address that is alive {statistics.mean(counts):.3f}"
        f" (most {max(counts)}); for any address at most {max(server.requests.values())}"
    )
    gaps = [after - before for starts in server.starts.values() for before, after in itertools.pairwise(starts)]
    print(
        f"requests to one host at once: most {max(server.most.values())} (bound {PER_HOST});"
        f" apart: median {statistics.median(gaps):.3f} s, 1 of 100 below {statistics.quantiles(gaps, n=100)[0]:.3f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
