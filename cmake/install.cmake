# What `cmake --install` puts where. The Lua paths are below the prefix: stock lua5.4 finds them
# there when the prefix is /usr/local; elsewhere LUA_PATH and LUA_CPATH say so.
include(CMakePackageConfigHelpers)
set(MOONTIDE_INSTALL_CMOD lib/lua/5.4 CACHE STRING "Where the C part of the Lua module goes")
set(MOONTIDE_INSTALL_LMOD share/lua/5.4 CACHE STRING "Where the Lua part of the Lua module goes")

install(TARGETS moontide_core EXPORT moontide ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY core/include/moontide DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/moontide)
install(EXPORT moontide NAMESPACE moontide:: FILE moontide-targets.cmake DESTINATION ${package_dir})
configure_package_config_file(cmake/moontide-config.cmake.in moontide-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(moontide-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/moontide-config.cmake ${PROJECT_BINARY_DIR}/moontide-config-version.cmake
  DESTINATION ${package_dir})

# Paths in the .pc file are relative to the file, so the tree may be moved.
file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" prefix_from_pc ${prefix_from_pc})
configure_file(cmake/moontide.pc.in moontide.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/moontide.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET moontide_program)
  install(TARGETS moontide_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS moontide_module LIBRARY DESTINATION ${MOONTIDE_INSTALL_CMOD}/moontide)
  install(DIRECTORY scripts/moontide DESTINATION ${MOONTIDE_INSTALL_LMOD} FILES_MATCHING PATTERN "*.lua")
endif()
