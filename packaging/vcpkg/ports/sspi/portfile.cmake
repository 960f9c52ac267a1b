# SPDX-License-Identifier: BSL-1.0
# Builds the tree that this port is in: vcpkg install sspi --overlay-ports=packaging/vcpkg/ports
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../../.." ABSOLUTE)

message(STATUS "${PORT} takes Heimdal from the system (Debian and Ubuntu: heimdal-multidev; Homebrew: heimdal)")

set(testing false)
if("testing" IN_LIST FEATURES)
    set(testing true)
endif()
vcpkg_configure_meson(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -Dtests=false
        -Dexamples=false
        "-Dtesting=${testing}"
    ADDITIONAL_PROPERTIES
        "boost_root = '${CURRENT_INSTALLED_DIR}'"
)
vcpkg_install_meson()
vcpkg_fixup_pkgconfig()

# CMake's files go where vcpkg keeps them, which is two folders below the prefix and not three.
file(MAKE_DIRECTORY "${CURRENT_PACKAGES_DIR}/share")
file(RENAME "${CURRENT_PACKAGES_DIR}/lib/cmake/sspi" "${CURRENT_PACKAGES_DIR}/share/sspi")
vcpkg_replace_string("${CURRENT_PACKAGES_DIR}/share/sspi/sspi-config.cmake" "/../../.." "/../..")
if(testing)
    vcpkg_copy_tools(TOOL_NAMES sspi-kdc AUTO_CLEAN)
endif()

file(REMOVE_RECURSE
    "${CURRENT_PACKAGES_DIR}/lib/cmake"
    "${CURRENT_PACKAGES_DIR}/debug/lib/cmake"
    "${CURRENT_PACKAGES_DIR}/debug/include"
)
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
