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
external_dependencies = {
   LIBCURL = { header = "curl/curl.h" },
   CRYPTO = { header = "openssl/evp.h" },
   CJSON = { header = "cjson/cJSON.h" },
   EVENT = { header = "event2/http.h" },
   PCRE2 = { header = "pcre2.h" },
}
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
