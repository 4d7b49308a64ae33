"""A private Redis on a unix socket: nothing to install as a service, nothing to reach from outside."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import redis

from hamcities.launcher.processes import Household

PROGRAM = "redis-server"
# The kernel takes 107 characters for a socket's path.
LONGEST_SOCKET = 100
START_SECONDS = 10.0


def socket_folder(run_folder: Path) -> Path:
    """Folder for the socket: `run_folder`, or a fresh one under /tmp when its path is too long."""
    if len(os.fsencode(run_folder / "redis.sock")) <= LONGEST_SOCKET:
        run_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return run_folder
    return Path(tempfile.mkdtemp(prefix="kkpham-", dir="/tmp"))


def answers(socket: Path) -> bool:
    """Whether a Redis answers on this socket."""
    with suppress(redis.RedisError, OSError), redis.Redis(unix_socket_path=str(socket), socket_connect_timeout=1) as client:
        return bool(client.ping())
    return False


def start_redis(household: Household, run_folder: Path, environment: Mapping[str, str]) -> str | None:
    """Start the private Redis; return its address for Celery, or None when there is no redis-server."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    folder = socket_folder(run_folder)
    socket = folder / "redis.sock"
    socket.unlink(missing_ok=True)
    options = ["--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    child = household.start("redis", [program, *options], environment)
    household.wait_for(child, lambda: answers(socket), START_SECONDS)
    return f"redis+socket://{socket}"


def remove_socket_folder(address: str | None) -> None:
    """Remove the folder under /tmp that `socket_folder` may have made."""
    folder = Path((address or "").removeprefix("redis+socket://")).parent
    if folder.name.startswith("kkpham-") and folder.parent == Path("/tmp"):  # noqa: S108
        shutil.rmtree(folder, ignore_errors=True)
