"""Granian under our rules: real processes, signals and sockets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from rollbook.process import listening, server

PROGRAM = Path(__file__).with_name("serving.py")
STOPS_WITHIN = 10


@contextmanager
def serving(*, workers: int = 1, method: str = "fork") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server that is ready, and its port."""
    command = [sys.executable, str(PROGRAM), method, str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(STOPS_WITHIN)


def get(port: int, path: str = "/") -> str:
    with urllib3.PoolManager() as http:
        return http.request("GET", f"http://127.0.0.1:{port}{path}", retries=False, timeout=10).data.decode()


@contextmanager
def sent(port: int, text: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(text.encode())
        yield connection


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children(process: subprocess.Popen[str]) -> list[str]:
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_it_answers_as_soon_as_it_says_that_it_is_ready(method: str) -> None:
    with serving(workers=2, method=method) as (_, port):
        answer = get(port)

    assert answer.isdigit()


@pytest.mark.parametrize(("method", "times"), [("fork", 1), ("spawn", 2)])
def test_forked_workers_share_what_was_loaded_once(method: str, times: int) -> None:
    with serving(workers=2, method=method) as (process, _):
        process.terminate()
        said = process.communicate(timeout=STOPS_WITHIN)[1]

    assert said.count("loaded in") == times


def test_a_request_under_way_is_answered_before_it_ends() -> None:
    with serving() as (process, port), sent(port, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        time.sleep(0.3)  # Until the request is in the application.
        process.terminate()

        answer = client.recv(1000)
        status = process.wait(STOPS_WITHIN)

    assert answer.startswith(b"HTTP/1.1 200")
    assert status == 0


def test_ctrl_c_reaches_the_workers_too_and_is_no_failure() -> None:
    with serving(workers=2) as (process, port):
        workers = children(process)
        get(port)
        for pid in workers:
            os.kill(int(pid), signal.SIGINT)
        process.send_signal(signal.SIGINT)

        status = process.wait(STOPS_WITHIN)

    assert status == 0


def test_clients_that_never_finish_do_not_hold_it() -> None:
    half_a_body = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nnever"
    half_a_head = "POST / HTTP/1.1\r\nHost: "
    with serving() as (process, port), sent(port, half_a_body), sent(port, half_a_head):
        time.sleep(0.3)  # Until the server has read the beginnings.
        process.terminate()

        status = process.wait(STOPS_WITHIN)

    assert status == 0


def test_an_idle_connection_does_not_hold_it() -> None:
    with serving() as (process, port), sent(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        client.recv(1000)
        process.terminate()

        status = process.wait(server.REQUESTS_FINISH_WITHIN - 1)

    assert status == 0


def test_a_worker_that_dies_is_replaced() -> None:
    with serving() as (_, port):
        killed = get(port)
        os.kill(int(killed), signal.SIGKILL)

        answer = get(port)  # It waits in the queue of the socket that all workers share.

    assert answer.isdigit()
    assert answer != killed


def test_a_worker_is_replaced_each_time_however_soon_it_dies_again() -> None:
    killed = set()
    with serving() as (process, port):
        for _ in range(4):
            worker = get(port)
            os.kill(int(worker), signal.SIGKILL)
            killed.add(worker)

        assert get(port) not in killed
        assert process.poll() is None
    assert len(killed) == 4


def test_workers_that_die_in_the_same_moment_are_all_replaced() -> None:
    with serving(workers=4) as (process, port):
        killed = children(process)
        for pid in killed:
            os.kill(int(pid), signal.SIGKILL)

        get(port)

        until(lambda: len([pid for pid in children(process) if runs(pid)]) >= len(killed))


def test_a_server_whose_workers_cannot_start_ends() -> None:
    command = [sys.executable, str(PROGRAM), "spawn", "1", "broken"]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 1
    assert not any(line.isdigit() for line in ended.stdout.splitlines())


def test_workers_end_when_the_main_process_is_killed() -> None:
    with serving(workers=2) as (process, _):
        workers = children(process)

        process.kill()

        assert len(workers) >= 2
        until(lambda: not any(runs(pid) for pid in workers))


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with serving() as (_, port), pytest.raises(listening.ListenProblem) as raised:
        listening.reserve("127.0.0.1", port)

    assert str(raised.value) == f"cannot listen on 127.0.0.1 port {port}: Address already in use"


def test_a_host_that_is_not_of_this_machine_is_said_in_one_line() -> None:
    with pytest.raises(listening.ListenProblem, match=r"^cannot listen on 192\.0\.2\.1 port 0: .*$"):
        listening.reserve("192.0.2.1", 0)
