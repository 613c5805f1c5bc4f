# stemma_folder(NAME [BELOW FOLDER...] [PACKAGES TARGET...] [SOURCES FILE...])
#
# Makes core/NAME the target st_NAME. Its include path is one folder of the build tree that holds a
# link to itself and to each folder in BELOW: what is not linked there cannot be included.
# A large one may have folders of its own. A main.c is left to the command, so that tests can link the rest.
set(STEMMA_SEES "${PROJECT_BINARY_DIR}/sees")

function(stemma_folder name)
  cmake_parse_arguments(arg "" "" "BELOW;PACKAGES;SOURCES" ${ARGN})
  set(target st_${name})
  set(sees "${STEMMA_SEES}/${name}")
  file(REMOVE_RECURSE "${sees}")
  file(MAKE_DIRECTORY "${sees}")
  foreach(folder IN LISTS name arg_BELOW)
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/core/${folder}" "${sees}/${folder}" SYMBOLIC)
  endforeach()
  set_property(GLOBAL APPEND PROPERTY STEMMA_FOLDERS ${name})
  set_property(GLOBAL PROPERTY STEMMA_BELOW_${name} "${arg_BELOW}")
  set_property(GLOBAL PROPERTY STEMMA_PACKAGES_${name} "${arg_PACKAGES}")

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/core/${name}/*.c")
  list(FILTER sources EXCLUDE REGEX "/main\\.c$")
  set(below ${arg_BELOW})
  list(TRANSFORM below PREPEND st_)
  if(sources)
    add_library(${target} STATIC ${sources} ${arg_SOURCES})
    target_include_directories(${target} PRIVATE "${sees}")
    target_link_libraries(${target} PRIVATE ${arg_PACKAGES} PUBLIC ${below})
    set_property(GLOBAL APPEND PROPERTY STEMMA_BUILT ${name})
  else()
    # Nothing written yet: the target exists, so that others may name it.
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${below})
  endif()
endfunction()

# Gives a target outside core/ the headers that a folder sees, and the folder to link.
function(stemma_sees target folder)
  get_property(packages GLOBAL PROPERTY STEMMA_PACKAGES_${folder})
  target_include_directories(${target} PRIVATE "${STEMMA_SEES}/${folder}")
  target_link_libraries(${target} PRIVATE st_${folder} ${packages})
endfunction()
