"""What comes before a message: the server understands it, or ends."""

import json
import subprocess
import sys

import pytest

BODY = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}).encode()
LENGTH = b"%d" % len(BODY)


def served(data: bytes) -> tuple[int, bytes, bytes]:
    """How a server ends that is sent `data`, and nothing else ever: its input stays open as long as it lives."""
    with subprocess.Popen(
        [sys.executable, "-m", "planlint", "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(data)
        process.stdin.flush()
        try:
            code = process.wait(timeout=60)
        finally:
            process.kill()
        return code, process.stdout.read(), process.stderr.read()


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: abc\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Content-Type: text\r\n\r\n",
        b"Content-Length\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"x" * 20_000,
    ],
    ids=lambda header: header[:20].decode("latin-1").strip(),
)
def test_a_broken_header_ends_the_server(header: bytes) -> None:
    code, out, err = served(header + BODY)
    assert (code, out) == (1, b"")
    assert err == b"planlint: the editor sent a header without a valid Content-Length; the server ends\n"


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: %s\r\n\r\n",
        b"content-length:%s\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %s\r\n\r\n",
        b"\r\nContent-Length: %s\r\nX: y\r\n\r\n",
    ],
)
def test_others_are_answered(header: bytes) -> None:
    _, out, _ = served(header % LENGTH + BODY + b"Content-Length: x\r\n\r\n")
    assert b'"capabilities"' in out
