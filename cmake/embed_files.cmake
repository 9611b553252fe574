# Run by moontide_embed at build time: writes OUTPUT from FILES, which are text without NULs.
set(rows "")
set(texts "")
set(index 0)
list(SORT FILES)
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "?" "\\?" text "${text}") # two of them begin a trigraph
  string(REPLACE "\r" "\\r" text "${text}")
  string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
  file(RELATIVE_PATH name ${ROOT} ${file})
  get_filename_component(stem ${file} NAME_WLE)
  string(APPEND texts "static const char file_${index}[] =\n    \"${text}\";\n")
  string(APPEND rows "    {\"${name}\", (const unsigned char *)file_${index}, sizeof file_${index} - 1, \"${stem}\"},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"embedded_file.h\"

/* C promises literals of 4095 characters; compilers take any. */
#pragma GCC diagnostic ignored \"-Woverlength-strings\"

${texts}
extern const struct embedded_file ${SYMBOL}[];
const struct embedded_file ${SYMBOL}[] = {\n${rows}    {NULL, NULL, 0, NULL},\n};\n")
