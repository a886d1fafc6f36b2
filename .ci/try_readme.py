"""Try the plain lines of the README (“Without make”) as a newcomer does: in a fresh copy, one after the other."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Copy what is under version control, run each line there, and stop the last, which serves, when it answers."""
    block = re.search(r"^### Without make\n.*?^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    lines = block[1].splitlines()
    with tempfile.TemporaryDirectory(prefix="quizapp-readme-") as folder:
        _copy(Path(folder))
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        environment = {**os.environ, "QUIZAPP_PORT": str(port), "PIP_QUIET": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        for line in lines[:-1]:
            print(f"$ {line}", flush=True)
            subprocess.run(line, shell=True, cwd=folder, env=environment, check=True)
        print(f"$ {lines[-1]}", flush=True)
        _serve(lines[-1], folder, environment, port)


def _copy(target: Path) -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.rstrip("\0").split("\0"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)


def _serve(line: str, folder: str, environment: dict[str, str], port: int) -> None:
    server = subprocess.Popen(f"exec {line}", shell=True, cwd=folder, env=environment, start_new_session=True)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
                    print(f"It answers {answer.status}.")
                    return
            except OSError:
                if server.poll() is not None:
                    break
                time.sleep(0.2)
        sys.exit("The site does not answer.")
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=60)


if __name__ == "__main__":
    main()
