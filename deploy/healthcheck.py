"""Exit code 0 when the web server of this container answers its health check; Python only, the image has no curl."""

import os
import sys
import urllib.request

OK = 200


def main() -> int:
    """Ask once; the first host name of the installation is the one that Django accepts."""
    port = os.environ.get("PORT", "8000")
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/sehat/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as response:
            return 0 if response.status == OK else 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
