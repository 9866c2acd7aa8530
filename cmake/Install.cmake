# SPDX-License-Identifier: Apache-2.0
#
# What belongs to an installation beside the programs. The unit names the
# programs where Debian puts them; another prefix is written into it here.

file(READ "${PROJECT_SOURCE_DIR}/systemd/orderd.service" unit)
string(REPLACE "/usr/bin/orderd" "${CMAKE_INSTALL_FULL_BINDIR}/orderd" unit
               "${unit}")
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/systemd/orderd.service"
     CONTENT "${unit}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                                       systemd/orderd.service)

install(FILES "${PROJECT_BINARY_DIR}/systemd/orderd.service"
        DESTINATION lib/systemd/system)
install(FILES systemd/orderd.sysusers DESTINATION lib/sysusers.d
        RENAME orderd.conf)
install(FILES systemd/orderd.tmpfiles DESTINATION lib/tmpfiles.d
        RENAME orderd.conf)
install(FILES config/orderd.toml
        DESTINATION "${CMAKE_INSTALL_FULL_SYSCONFDIR}/orderd")
install(FILES README.md CHANGELOG.md LICENSE
        DESTINATION "${CMAKE_INSTALL_DOCDIR}")
