# The program in moontide.h's opening comment, compiled as it stands there and run by readme_test.
set(readme_program ${CMAKE_CURRENT_BINARY_DIR}/readme_program.c)
add_custom_command(OUTPUT ${readme_program}
  COMMAND ${CMAKE_COMMAND} -DHEADER=${PROJECT_SOURCE_DIR}/core/include/moontide/moontide.h
          -DOUTPUT=${readme_program} -P ${CMAKE_CURRENT_SOURCE_DIR}/readme_extract.cmake
  DEPENDS ${PROJECT_SOURCE_DIR}/core/include/moontide/moontide.h readme_extract.cmake
  COMMENT "Extracting the program from moontide.h" VERBATIM)
add_executable(readme_program ${readme_program})
target_link_libraries(readme_program PRIVATE moontide::core moontide::options)
set_target_properties(readme_program PROPERTIES C_CLANG_TIDY "") # a reader's program, not ours
moontide_test(readme_test)
add_dependencies(readme_test readme_program)
target_compile_definitions(readme_test PRIVATE README_PROGRAM="$<TARGET_FILE:readme_program>")
