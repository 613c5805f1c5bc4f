# Lua and Python: tests/lua/test_*.lua, tests/cli/test_*.py, one entry a file.

# A module with a sanitizer inside wants the sanitizer loaded first. A foreign interpreter frees
# little at its exit, so that leaks are looked for in the C tests and in the command only.
set(preload)
if(STEMMA_SANITIZE AND CMAKE_C_COMPILER_ID STREQUAL GNU)
  string(REGEX MATCH "address|thread" runtime "${STEMMA_SANITIZE}")
  string(REPLACE "address" "asan" runtime "${runtime}")
  string(REPLACE "thread" "tsan" runtime "${runtime}")
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=lib${runtime}.so
    OUTPUT_VARIABLE runtime OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(preload "LD_PRELOAD=${runtime}" "ASAN_OPTIONS=detect_leaks=0")
endif()

if(TARGET stemma_core)
  file(GLOB tests CONFIGURE_DEPENDS lua/test_*.lua)
  foreach(source IN LISTS tests)
    get_filename_component(name "${source}" NAME_WE)
    stemma_test(lua/${name} lua
      COMMAND ${STEMMA_LUA} "${CMAKE_CURRENT_SOURCE_DIR}/lua/run.lua" "${source}"
      ENVIRONMENT "STEMMA_CORE=${PROJECT_BINARY_DIR}/lua" ${preload})
  endforeach()
endif()

if(TARGET stemma)
  # A file system that fails at random, for the command to run on.
  add_library(stemma_faults MODULE cli/preload/faults.c)
  set_target_properties(stemma_faults PROPERTIES PREFIX "" INTERPROCEDURAL_OPTIMIZATION OFF)
  target_link_libraries(stemma_faults PRIVATE ${CMAKE_DL_LIBS})
  # With a sanitizer all takes several times as long.
  set(series 2000)
  if(STEMMA_SANITIZE)
    set(series 700)
  endif()
  file(GLOB tests CONFIGURE_DEPENDS cli/test_*.py)
  foreach(source IN LISTS tests)
    get_filename_component(name "${source}" NAME_WE)
    stemma_test(cli/${name} cli
      COMMAND ${STEMMA_PYTHON} -B -m pytest -q -p no:cacheprovider "${source}"
      ENVIRONMENT "STEMMA=$<TARGET_FILE:stemma>" PYTHONHASHSEED=0
        "STEMMA_FAULTS_LIBRARY=$<TARGET_FILE:stemma_faults>" "STEMMA_PRELOAD=${runtime}"
        "STEMMA_SERIES_USUAL=${series}")
  endforeach()
endif()
