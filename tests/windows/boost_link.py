# SPDX-License-Identifier: BSL-1.0
"""Makes a link to Boost's headers, alone: programs for Windows must not see what else is in the system's folder."""
import os
import re
import subprocess
import sys

output, *compiler = sys.argv[1:]
rule = subprocess.run([*compiler, '-M', '-x', 'c++', '-'], input='#include <boost/version.hpp>\n', capture_output=True,
                      text=True, check=True).stdout
headers = os.path.dirname(re.search(r'\S*boost/version\.hpp', rule)[0])
if os.path.lexists(output):
    os.remove(output)
os.symlink(headers, output)
