# SPDX-License-Identifier: BSL-1.0
"""Wine without its second half minute and its 700 MB: a prefix with what Kerberos and sockets need, and nothing else."""
import os
import pathlib
import shutil
import subprocess

PLACES = os.pathsep.join([os.environ.get('PATH', os.defpath), '/usr/lib/wine'])
# The packages of secur32; the key of Kerberos itself is looked for and may be empty.
REGISTRY = r'''WINE REGISTRY Version 2
;; All keys relative to REGISTRY\\Machine

#arch=win64

[System\\CurrentControlSet\\Control\\Lsa]
"Security Packages"=str(7):"kerberos\0schannel\0"

[System\\CurrentControlSet\\Control\\Lsa\\Kerberos]
'''


def program(*names):
    return next((path for path in (shutil.which(name, path=PLACES) for name in names) if path), None)


LOADER = program('wine64', 'wine')


class prefix:
    """A folder that Wine takes for a Windows; goes with all that runs in it."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir()
        (self.directory / 'system.reg').write_text(REGISTRY, encoding='ascii')
        (self.directory / '.update-timestamp').write_text('disable\n', encoding='ascii')
        # In this mode Wine loads its own DLLs from where they are installed, without a copy of each in the prefix.
        self.environment = {'WINEPREFIX': str(directory), 'WINEBOOTSTRAPMODE': '1', 'WINEDEBUG': '-all',
                            'WINEDLLOVERRIDES': 'mscoree,mshtml,winemenubuilder.exe='}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        server = program('wineserver64', 'wineserver')
        if server:
            subprocess.run([server, '-k'], env={**os.environ, **self.environment}, check=False)
