rockspec_format = "3.0"
package = "moontide"
version = "scm-1"
source = { url = "git+file://." }
description = {
   summary = "Lua-scriptable AWS Application Auto Scaling",
   detailed = [[
      Registers SageMaker endpoint variants and other scalable targets in bulk, from scripts that
      read sequentially while hundreds of calls are in flight. A C library, a Lua 5.4 module and
      a program; with an emulator to try it all without an account.]],
}
dependencies = { "lua ~> 5.4" }
-- The C libraries are found by CMake through pkg-config (README.md); a header's place is no clue.
build = {
   type = "cmake",
   variables = {
      CMAKE_BUILD_TYPE = "Release",
      CMAKE_INSTALL_PREFIX = "$(PREFIX)",
      MOONTIDE_INSTALL_CMOD = "$(LIBDIR)",
      MOONTIDE_INSTALL_LMOD = "$(LUADIR)",
      MOONTIDE_BUILD_TESTS = "OFF",
   },
}
