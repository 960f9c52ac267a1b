# SPDX-License-Identifier: BSL-1.0
"""Checks that Conan's recipe and vcpkg's files say of the project what Meson does. They are not run: neither tool is here."""
import argparse
import ast
import json
import os
import re
import sys

from installed import SOURCE

PORT = "packaging/vcpkg/ports/sspi"


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as text:
        return text.read()


def fields(text):
    """The class of a Conan recipe: what is assigned in it, and the names of its methods."""
    recipe = next(each for each in ast.parse(text).body if isinstance(each, ast.ClassDef))
    values = {each.targets[0].id: ast.literal_eval(each.value) for each in recipe.body if isinstance(each, ast.Assign)}
    return values, {each.name for each in recipe.body if isinstance(each, ast.FunctionDef)}


def conan(project):
    values, methods = fields(read("conanfile.py"))
    if values["name"] != project.name or values["license"] != project.license:
        yield "conanfile.py: another name or licence than meson.build"
    if not {"set_version", "requirements", "generate", "build", "package", "package_info"} <= methods:
        yield f"conanfile.py: methods are missing, there are {sorted(methods)}"
    for pattern in values["exports_sources"]:
        if not os.path.exists(os.path.join(SOURCE, pattern.removesuffix("/*"))):
            yield f"conanfile.py: exports {pattern}, which there is not"
    # With the expression that the recipe finds the version by.
    expression = re.search(r're\.search\(r"(.*?)", text', read("conanfile.py"))[1]
    found = re.search(expression, read("meson.build"), re.MULTILINE)
    if not found or found[1] != project.version:
        yield "conanfile.py does not find the version in meson.build"


def vcpkg(project):
    port, manifest = json.loads(read(f"{PORT}/vcpkg.json")), json.loads(read("vcpkg.json"))
    for name, each in {"port": port, "manifest": manifest}.items():
        if (each["name"], each["version-semver"], each["license"]) != (project.name, project.version, project.license):
            yield f"the {name} of vcpkg has another name, version or licence than meson.build"
    of_port = [each for each in port["dependencies"] if isinstance(each, str)]
    if of_port != manifest["dependencies"]:
        yield "the port of vcpkg and the manifest have different dependencies"
    options = re.findall(r"-D(\w+)=", read(f"{PORT}/portfile.cmake"))
    for option in options:
        if f"option('{option}'" not in read("meson_options.txt"):
            yield f"the port of vcpkg sets {option}, which is no option"
    source = re.search(r"\$\{CURRENT_PORT_DIR\}/([./]+)", read(f"{PORT}/portfile.cmake"))[1]
    if os.path.normpath(os.path.join(SOURCE, PORT, source)) != SOURCE:
        yield "the port of vcpkg does not find the tree that it is in"


def main():
    parser = argparse.ArgumentParser()
    for name in ("name", "version", "license"):
        parser.add_argument(f"--{name}", required=True)
    project = parser.parse_args()
    complaints = [*conan(project), *vcpkg(project)]
    print("\n".join(complaints) or "the recipes agree with meson.build")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
