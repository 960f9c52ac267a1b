# SPDX-License-Identifier: BSL-1.0
"""Makes a folder of links to the headers of Boost and OpenSSL alone: programs for Windows must not see what else the system has."""
import os
import re
import subprocess
import sys

# Debian has those of OpenSSL in two folders.
HEADERS = {'boost': 'boost/version.hpp', 'openssl': 'openssl/ssl.h', 'more/openssl': 'openssl/opensslconf.h'}

output, *compiler = sys.argv[1:]
os.makedirs(os.path.join(output, 'more'), exist_ok=True)
for link, header in HEADERS.items():
    done = subprocess.run([*compiler, '-M', '-x', 'c++', '-'], input=f'#include <{header}>\n', capture_output=True, text=True,
                          check=False)
    found = re.search(rf'\S*/{re.escape(header)}', done.stdout)
    path = os.path.join(output, link)
    if os.path.lexists(path):
        os.remove(path)
    if found:
        os.symlink(os.path.dirname(found[0]), path)
