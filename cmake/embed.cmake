# moontide_embed(TARGET name SYMBOL table ROOT dir FILES …): compiles text files into a table of
# {name, text, size, stem} rows, sorted by name, ended by a row of NULLs. Names are paths below ROOT.
function(moontide_embed)
  cmake_parse_arguments(arg "" "TARGET;SYMBOL;ROOT" "FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${arg_SYMBOL}.c)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DSYMBOL=${arg_SYMBOL} -DROOT=${arg_ROOT}
            "-DFILES=${arg_FILES}" -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${arg_FILES} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding ${arg_SYMBOL}" VERBATIM)
  target_sources(${arg_TARGET} PRIVATE ${output})
  target_include_directories(${arg_TARGET} PRIVATE ${PROJECT_SOURCE_DIR}/cmake)
endfunction()
