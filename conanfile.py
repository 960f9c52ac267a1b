# SPDX-License-Identifier: BSL-1.0
"""Conan's recipe: builds the library from this tree and packs it."""
import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load, rmdir
from conan.tools.gnu import PkgConfig, PkgConfigDeps
from conan.tools.layout import basic_layout
from conan.tools.meson import Meson, MesonToolchain
from conan.tools.system import package_manager


class SspiRecipe(ConanFile):
    name = "sspi"
    description = "The Windows SSPI client API on Heimdal Kerberos"
    license = "BSL-1.0"
    topics = ("kerberos", "sspi", "negotiate", "gssapi", "authentication")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False], "testing": [True, False]}
    # Of Boost, headers are enough.
    default_options = {"shared": True, "fPIC": True, "testing": True, "boost/*:header_only": True}
    implements = ["auto_shared_fpic"]
    exports_sources = ("LICENSE", "meson.build", "meson_options.txt", "include/*", "src/*", "tools/*", "packaging/*")

    def set_version(self):
        text = load(self, os.path.join(self.recipe_folder, "meson.build"))
        self.version = re.search(r"^  version: '([^']+)'", text, re.MULTILINE).group(1)

    def layout(self):
        basic_layout(self)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        self.requires("openssl/[>=3.0 <4]")
        self.requires("c-ares/[>=1.18 <2]")

    def build_requirements(self):
        self.tool_requires("meson/[>=1.0 <2]")
        if not self.conf.get("tools.gnu:pkg_config", check_type=str):
            self.tool_requires("pkgconf/[>=2 <3]")

    def system_requirements(self):
        """Heimdal is the system's: it has to agree with the system's configuration, caches and plugins."""
        package_manager.Apt(self).install(["heimdal-multidev"], check=True)
        package_manager.Brew(self).install(["heimdal"], check=True)

    def validate(self):
        check_min_cppstd(self, 20)
        if self.settings.os not in ("Linux", "Macos"):
            raise ConanInvalidConfiguration("for Linux and macOS; on Windows, which has SSPI itself, the headers in include/ are all")

    def generate(self):
        PkgConfigDeps(self).generate()
        toolchain = MesonToolchain(self)
        toolchain.project_options.update({"tests": False, "examples": False, "testing": bool(self.options.testing)})
        if "boost" in self.dependencies:
            toolchain.properties["boost_root"] = self.dependencies["boost"].package_folder.replace("\\", "/")
        toolchain.generate()

    def build(self):
        meson = Meson(self)
        meson.configure()
        meson.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        Meson(self).install()
        # Conan writes these itself, with the paths of its own packages.
        for name in ("cmake", "pkgconfig"):
            rmdir(self, os.path.join(self.package_folder, "lib", name))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "sspi")
        heimdal = PkgConfig(self, "heimdal-gssapi").libdirs
        library = self.cpp_info.components["sspi"]
        library.set_property("cmake_target_name", "sspi::sspi")
        library.set_property("pkg_config_name", "sspi")
        library.libs = ["sspi"]
        library.includedirs = ["include", "include/sspi", "include/sspi/windows"]
        # What a profile says the platform has is not a package of Conan's.
        packages = {"boost": "boost::headers", "openssl": "openssl::openssl", "c-ares": "c-ares::c-ares"}
        library.requires = [target for name, target in packages.items() if name in self.dependencies]
        if not self.options.shared:
            library.system_libs = [*self.platform_libs(), *self.heimdal_libs("gssapi", "krb5", "asn1"),
                                   "c++" if self.settings.os == "Macos" else "stdc++", "pthread"]
            library.libdirs = ["lib", *heimdal]
        if self.options.testing:
            self.testing_info(heimdal)

    def heimdal_libs(self, *names):
        """On Linux they are loaded by their names, and not linked."""
        return names if self.settings.os == "Macos" else ("dl",)

    def platform_libs(self):
        packages = {"openssl": ["ssl", "crypto"], "c-ares": ["cares"]}
        return [each for name, libs in packages.items() if name not in self.dependencies for each in libs]

    def testing_info(self, heimdal):
        kit = self.cpp_info.components["testing"]
        kit.set_property("cmake_target_name", "sspi::testing")
        kit.set_property("pkg_config_name", "sspi-testing")
        kit.libs = ["sspi-testing"]
        kit.requires = ["sspi"]
        if not self.options.shared:
            kit.libdirs = ["lib", *heimdal]
            kit.system_libs = [*self.heimdal_libs("kdc", "hdb", "asn1", "krb5")]
            if self.settings.os != "Macos":
                # The kit answers in place of KDCs where the library has this function, and does not pull it in itself.
                kit.exelinkflags = kit.sharedlinkflags = ["-Wl,-u,SspiSetKdcRoute"]
