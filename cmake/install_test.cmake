# cmake -DBUILD=dir -DSOURCE=dir -DVERSION=x -DLUA=program -P install_test.cmake: installs the build
# into a fresh prefix and uses it from there the way others would.
cmake_minimum_required(VERSION 3.22)
set(prefix ${BUILD}/install_test)
file(REMOVE_RECURSE ${prefix})

# run(expected command…): the command succeeds and its output matches.
function(run expected)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE result)
  string(REPLACE ";" " " command "${ARGN}")
  if(NOT result EQUAL 0 OR NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${command}\nended with ${result}; its output should match \"${expected}\":\n${output}${errors}")
  endif()
  message("ok: ${command}")
endfunction()

string(REPLACE "." "[.]" version "${VERSION}")
set(consumer ${SOURCE}/core/tests/consumer)
set(greeting "^moontide ${version}, https://application-autoscaling[.]eu-west-1[.]amazonaws[.]com")
set(ENV{LUA_PATH} "${prefix}/share/lua/5.4/?.lua;${prefix}/share/lua/5.4/?/init.lua;;")
set(ENV{LUA_CPATH} "${prefix}/lib/lua/5.4/?.so;;")
set(ENV{AWS_CONFIG_FILE} /dev/null)
set(ENV{AWS_SHARED_CREDENTIALS_FILE} /dev/null)

run("" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
file(GLOB_RECURSE package ${prefix}/*/moontide-config.cmake)
file(GLOB_RECURSE pc ${prefix}/*/moontide.pc)
cmake_path(GET pc PARENT_PATH pc_dir)
set(ENV{PKG_CONFIG_PATH} ${pc_dir})

message("find_package(moontide)")
run("" ${CMAKE_COMMAND} -G Ninja -S ${consumer} -B ${prefix}/consumer -DCMAKE_PREFIX_PATH=${prefix})
run("" ${CMAKE_COMMAND} --build ${prefix}/consumer)
run("${greeting}" ${prefix}/consumer/consumer)

message("pkg-config moontide")
run("^${version}" pkg-config --modversion moontide)
execute_process(COMMAND pkg-config --cflags --libs moontide OUTPUT_VARIABLE flags
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
run("" cc ${consumer}/main.c -o ${prefix}/consumer_pc ${flags})
run("${greeting}" ${prefix}/consumer_pc)

if(LUA)
  message("the program and the Lua module")
  run("${version}" ${prefix}/bin/moontide version)
  run("^${version}" ${LUA} -e "print(require('moontide.core').version)")
  run("^table" ${LUA} -e "print(type(require 'moontide'))")
endif()
