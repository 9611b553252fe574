# Run by moontide_embed at build time: writes OUTPUT from FILES.
set(rows "")
set(arrays "")
set(index 0)
list(SORT FILES)
foreach(file IN LISTS FILES)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
  file(RELATIVE_PATH name ${ROOT} ${file})
  string(APPEND arrays "static const unsigned char file_${index}[] = {\n${bytes}0};\n")
  get_filename_component(stem ${file} NAME_WLE)
  string(APPEND rows "    {\"${name}\", file_${index}, sizeof file_${index} - 1, \"${stem}\"},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"embedded_file.h\"\n\n${arrays}
extern const struct embedded_file ${SYMBOL}[];
const struct embedded_file ${SYMBOL}[] = {\n${rows}    {NULL, NULL, 0, NULL},\n};\n")
