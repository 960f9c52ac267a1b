# SPDX-License-Identifier: BSL-1.0
"""A stranger's projects, of CMake and of Meson, with the installed library."""
import os
import shutil
import sys

from installed import SOURCE, expect, local, run, write

KERBEROS = "Kerberos 48000"
ANSWER = "KDC_ERR_CLIENT_REVOKED"

# In C alone: the static library brings what it needs of C++ itself.
CMAKE_STATIC = """
set(sspi_USE_STATIC_LIBS ON)
find_package(sspi REQUIRED COMPONENTS testing)
add_executable(static_c {here}/package.c)
target_link_libraries(static_c PRIVATE sspi::sspi)
add_executable(static_kit_c {here}/kit.c)
target_link_libraries(static_kit_c PRIVATE sspi::testing)
get_target_property(includes sspi::sspi INTERFACE_INCLUDE_DIRECTORIES)
if(includes MATCHES heimdal)
    message(FATAL_ERROR "programs see Heimdal's headers: ${{includes}}")
endif()
"""
CMAKE_SHARED = """
find_package(sspi 9.0 QUIET)
if(sspi_FOUND)
    message(FATAL_ERROR "version 9.0 was found")
endif()
find_package(sspi COMPONENTS unheard_of QUIET)
if(sspi_FOUND)
    message(FATAL_ERROR "a component was found that there is not")
endif()
find_package(sspi {version} REQUIRED)
find_package(sspi REQUIRED COMPONENTS testing)
add_executable(shared_c {here}/package.c)
target_link_libraries(shared_c PRIVATE sspi::sspi)
add_executable(shared_cxx {here}/package.cpp)
target_link_libraries(shared_cxx PRIVATE sspi::sspi)
add_executable(api_cxx {here}/api.cpp)
target_link_libraries(api_cxx PRIVATE sspi::sspi)
add_executable(kit_cxx {here}/kit.cpp)
target_link_libraries(kit_cxx PRIVATE sspi::testing)
"""
CMAKE_TOP = """cmake_minimum_required(VERSION 3.16)
project(stranger C)
add_subdirectory(static)
enable_language(CXX)
set(CMAKE_CXX_STANDARD 20)
add_subdirectory(shared)
"""


def cmake(here, directory):
    """find_package(sspi): the shared and the static library and the test kit, from an installation that was moved."""
    if shutil.which("cmake") is None:
        print("skipped: cmake is not installed")
        sys.exit(77)
    version = here.flags("--modversion", "sspi")[0]
    write(directory, "CMakeLists.txt", CMAKE_TOP)
    for name, text in {"static": CMAKE_STATIC, "shared": CMAKE_SHARED}.items():
        write(directory, f"{name}/CMakeLists.txt", text.format(here=local(""), version=version))
    build = os.path.join(directory, "build")
    run(["cmake", "-G", "Ninja", "-S", directory, "-B", build, f"-DCMAKE_PREFIX_PATH={here.prefix}"])
    run(["ninja", "-C", build])
    for program, words in {"shared_c": KERBEROS, "shared_cxx": KERBEROS, "api_cxx": "a token of 0 bytes", "kit_cxx": ANSWER}.items():
        expect(words in run([os.path.join(build, "shared", program)]), f"{words} from {program}")
    here.remove_shared()
    for program, words in {"static_c": KERBEROS, "static_kit_c": ANSWER}.items():
        expect(words in run([os.path.join(build, "static", program)]), f"{words} from {program}")


MESON = """project('stranger', ['c', 'cpp'], default_options: ['cpp_std=c++20', 'buildtype=plain'])
executable('client_c', 'package.c', dependencies: dependency('sspi', version: '>={version}'))
executable('client_cxx', 'package.cpp', dependencies: dependency('sspi'))
executable('kit_cxx', 'kit.cpp', dependencies: dependency('sspi-testing'))
"""


def meson_dependency(here, directory):
    """dependency('sspi') and dependency('sspi-testing') of Meson."""
    write(directory, "meson.build", MESON.format(version=here.flags("--modversion", "sspi")[0]))
    for name in ("package.c", "package.cpp", "kit.cpp"):
        shutil.copy(local(name), directory)
    build = os.path.join(directory, "build")
    run([*here.meson, "setup", build, directory], env=here.environment)
    run(["ninja", "-C", build])
    for program, words in {"client_c": KERBEROS, "client_cxx": KERBEROS, "kit_cxx": ANSWER}.items():
        expect(words in here.run(os.path.join(build, program)), f"{words} from {program}")


def subproject(meson, project, directory):
    """The README's project with this tree as its subproject: it configures, and its client is built and runs.

    Besides, a program in C++ finds the subproject by the name of the dependency.
    """
    more = "executable('client_cxx', 'package.cpp', dependencies: dependency('sspi', fallback: 'sspi'))\n"
    write(directory, "meson.build", project + more)
    shutil.copy(local("package.c"), os.path.join(directory, "client.c"))
    shutil.copy(local("package.cpp"), directory)
    os.mkdir(os.path.join(directory, "subprojects"))
    os.symlink(SOURCE, os.path.join(directory, "subprojects", "sspi"))
    build = os.path.join(directory, "build")
    # Neither optimisation nor one compilation for each file: this test is about something else, and they take its time.
    run(meson + ["setup", "--buildtype=plain", "--unity=on", "-Dunity_size=100", build, directory])
    run(["ninja", "-C", build, "client", "client_cxx"])
    for program in ("client", "client_cxx"):
        expect(KERBEROS in run([os.path.join(build, program)]), "the Kerberos package and its token size")


CROSS = """[binaries]
c = 'x86_64-w64-mingw32-gcc'
cpp = 'x86_64-w64-mingw32-g++'
ar = 'x86_64-w64-mingw32-ar'
[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
"""
CMAKE_WINDOWS = """cmake_minimum_required(VERSION 3.16)
project(stranger CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(sspi REQUIRED)
add_executable(client {here}/api.cpp)
target_link_libraries(client PRIVATE sspi::sspi)
"""


def windows(meson, directory):
    """The C++ headers, installed for Windows, are found by CMake there."""
    missing = [each for each in ("cmake", "x86_64-w64-mingw32-g++") if shutil.which(each) is None]
    if missing:
        print(f"skipped: not installed: {', '.join(missing)}")
        sys.exit(77)
    build, stage, project = (os.path.join(directory, name) for name in ("build", "stage", "project"))
    cross = write(directory, "cross.ini", CROSS)
    run([*meson, "setup", "--cross-file", cross, "--prefix", "/sspi", build, SOURCE])
    run([*meson, "install", "-C", build, "--quiet", "--destdir", stage])
    write(project, "CMakeLists.txt", CMAKE_WINDOWS.format(here=local("")))
    run(["cmake", "-G", "Ninja", "-S", project, "-B", project, "-DCMAKE_SYSTEM_NAME=Windows",
         "-DCMAKE_CXX_COMPILER=x86_64-w64-mingw32-g++", f"-Dsspi_DIR={stage}/sspi/lib/cmake/sspi"])
    run(["ninja", "-C", project])
    expect(os.path.exists(os.path.join(project, "client.exe")), "a program for Windows")
