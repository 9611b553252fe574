# What every target of ours is compiled with, and nobody else's.
find_package(PkgConfig REQUIRED)

add_library(moontide_options INTERFACE)
add_library(moontide::options ALIAS moontide_options)
target_compile_features(moontide_options INTERFACE c_std_11)
target_compile_definitions(moontide_options INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(moontide_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
  -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wnull-dereference
  $<$<BOOL:${MOONTIDE_WERROR}>:-Werror>)
foreach(sanitizer IN LISTS MOONTIDE_SANITIZE)
  target_compile_options(moontide_options INTERFACE -fsanitize=${sanitizer} -fno-omit-frame-pointer
    $<$<STREQUAL:${sanitizer},undefined>:-fno-sanitize-recover=undefined>)
  target_link_options(moontide_options INTERFACE -fsanitize=${sanitizer})
endforeach()
if(MOONTIDE_BUILD_FUZZERS)
  target_compile_options(moontide_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
