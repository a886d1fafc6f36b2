#!/usr/bin/env python3
"""Fetch what pages need from its npm packages again: `make vendor` (needs npm).

Each entry names its package, version and licence; the files land where pages load them, with the licence beside them.
"""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "quizapp" / "web" / "static"
VENDORED = [
    {
        "package": "@fontsource-variable/source-serif-4",
        "version": "5.3.1",
        "licence": "OFL-1.1",
        "folder": "fonts",
        "files": [
            "LICENSE",
            "files/source-serif-4-latin-wght-normal.woff2",
            "files/source-serif-4-latin-wght-italic.woff2",
            "files/source-serif-4-latin-ext-wght-normal.woff2",
            "files/source-serif-4-cyrillic-wght-normal.woff2",
        ],
    },
]


def main() -> None:
    """Fetch every package and put its files in place."""
    for entry in VENDORED:
        with tempfile.TemporaryDirectory() as folder:
            named = f"{entry['package']}@{entry['version']}"
            subprocess.run(["npm", "pack", "--silent", named], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                archive.extractall(folder, filter="data")
            target = STATIC / entry["folder"]
            target.mkdir(parents=True, exist_ok=True)
            for name in entry["files"]:
                shutil.copyfile(Path(folder, "package", name), target / Path(name).name)
            (target / "SOURCE.txt").write_text(
                f"{named}, licence {entry['licence']} (LICENSE), refreshed by tools/vendor.py\n"
            )


if __name__ == "__main__":
    main()
