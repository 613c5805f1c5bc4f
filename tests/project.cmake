# What must hold of the project itself: layers, READMEs, clean scripts, an installation that runs.
set(layers)
foreach(folder IN LISTS folders)
  get_property(below GLOBAL PROPERTY STEMMA_BELOW_${folder})
  list(JOIN below "," below)
  list(APPEND layers "${folder}:${below}")
endforeach()
stemma_test(project/layers project
  COMMAND sh tests/project/layers.sh "${CMAKE_C_COMPILER}" "${PROJECT_BINARY_DIR}" ${layers})
stemma_test(project/readmes project COMMAND sh tests/project/readmes.sh)

if(STEMMA_LUACHECK)
  stemma_test(project/luacheck project COMMAND sh tests/project/luacheck.sh "${STEMMA_LUACHECK}")
endif()
if(STEMMA_SHELLCHECK)
  file(GLOB scripts CONFIGURE_DEPENDS project/*.sh)
  stemma_test(project/shellcheck project COMMAND ${STEMMA_SHELLCHECK} bootstrap .ci/run ${scripts})
endif()
if(TARGET stemma AND NOT STEMMA_SANITIZE)
  stemma_test(project/install project
    COMMAND sh tests/project/install.sh "${CMAKE_COMMAND}" "${PROJECT_BINARY_DIR}" "${CMAKE_C_COMPILER}")
endif()
