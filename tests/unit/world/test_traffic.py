"""What was asked of other machines is counted, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gomigrate.world.base.traffic import HostTraffic, Traffic, TrafficSoFar
from gomigrate.world.net.client import HttpClient
from tests.unit.world.fakeproxy import Reply, serve, text


def test_nothing_was_asked() -> None:
    now = Traffic().so_far()
    assert now == TrafficSoFar()
    assert (now.asked, now.answered, now.received, now.waited_for) == (0, 0, 0, ())


def test_open_questions_are_waited_for_and_failed_ones_are_not() -> None:
    traffic = Traffic()
    with traffic.asking("a.test"), traffic.asking("b.test"), traffic.asking("b.test"):
        assert [(host.name, host.waiting) for host in traffic.so_far().waited_for] == [("b.test", 2), ("a.test", 1)]
        with pytest.raises(ValueError, match="no"), traffic.asking("c.test"):
            raise ValueError("no")
        assert [host.name for host in traffic.so_far().waited_for] == ["b.test", "a.test"]
    now = traffic.so_far()
    assert (now.asked, now.answered, now.waited_for) == (4, 4, ())


def test_no_count_is_lost_between_threads() -> None:
    traffic = Traffic()

    def ask(number: int) -> None:
        with traffic.asking(f"host{number % 3}"):
            traffic.receive(f"host{number % 3}", 2)
        traffic.remember()
        traffic.want(1)
        traffic.bring(3)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(300)))
    now = traffic.so_far()
    assert {(host.asked, host.answered, host.received) for host in now.hosts} == {(100, 100, 200)}
    assert (now.remembered, now.wanted, now.brought, now.downloaded, now.received) == (300, 300, 300, 900, 1500)


def test_the_client_counts_each_try_and_the_bytes_of_answers() -> None:
    traffic = Traffic()
    with serve() as proxy:
        proxy.replies["/x"] = [text(503, "a moment", **{"Retry-After": "0"}), Reply(body=b"12345")]
        client = HttpClient({}, traffic=traffic)
        assert client.get(f"{proxy.url}/x") == b"12345"
        host = proxy.url.removeprefix("http://")
    assert traffic.so_far().hosts == (HostTraffic(name=host, asked=2, answered=2, received=5),)
