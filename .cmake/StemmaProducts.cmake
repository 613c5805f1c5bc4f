# What is made of the folders: the command, the shared library, and the Lua module that tests load.
get_property(built GLOBAL PROPERTY STEMMA_BUILT)

# The command finds its Lua modules and rules from where it stands: this way when installed, and in
# a build tree by the file beside it, which names the source folder. No path is compiled in.
file(RELATIVE_PATH STEMMA_SHARE "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_DATADIR}/stemma")
file(GLOB main CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/core/app/main.c")
if(main)
  add_executable(stemma ${main})
  stemma_sees(stemma app)
  set_target_properties(stemma PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  file(WRITE "${PROJECT_BINARY_DIR}/stemma-source-dir.txt" "${PROJECT_SOURCE_DIR}\n")
endif()
foreach(target stemma st_app)
  if(NOT TARGET ${target})
    continue()
  endif()
  get_target_property(kind ${target} TYPE)
  if(NOT kind STREQUAL INTERFACE_LIBRARY)
    target_compile_definitions(${target} PRIVATE STEMMA_SHARE_FROM_BIN="${STEMMA_SHARE}")
  endif()
endforeach()

# The library: all folders but those of the command, and core/*.c, which keeps the public header's promises.
# Only what is named stemma_ leaves it; the version script says so once for all folders.
file(GLOB api CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/core/*.c")
if(api)
  add_library(libstemma SHARED ${api})
  target_include_directories(libstemma
    PRIVATE "${STEMMA_SEES}/app"
    PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/core>")
  foreach(folder IN LISTS built)
    if(NOT folder MATCHES "^(app|line)$")
      get_property(packages GLOBAL PROPERTY STEMMA_PACKAGES_${folder})
      target_sources(libstemma PRIVATE "$<TARGET_OBJECTS:st_${folder}>")
      target_link_libraries(libstemma PRIVATE ${packages})
    endif()
  endforeach()
  target_link_libraries(libstemma PRIVATE PkgConfig::LUA)
  target_link_options(libstemma PRIVATE "-Wl,--version-script=${PROJECT_SOURCE_DIR}/.cmake/stemma.map")
  set_target_properties(libstemma PROPERTIES
    OUTPUT_NAME stemma VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
    LINK_DEPENDS "${PROJECT_SOURCE_DIR}/.cmake/stemma.map")
endif()

# `require "stemma"` in Debian's lua5.4, and tests. The interpreter brings Lua itself; a second
# copy in the process would not know the first one's values.
if(bind IN_LIST built)
  add_library(stemma_core MODULE "${PROJECT_SOURCE_DIR}/.cmake/module.c")
  set_target_properties(stemma_core PROPERTIES
    PREFIX "" OUTPUT_NAME core STEMMA_LUA_IS_THERE TRUE
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lua/stemma"
    LINK_DEPENDS "${PROJECT_SOURCE_DIR}/.cmake/module.map")
  target_link_libraries(stemma_core PRIVATE st_bind)
  target_link_options(stemma_core PRIVATE "-Wl,-u,luaopen_stemma_core" "-Wl,-u,luaopen_stemma_host"
    "-Wl,--version-script=${PROJECT_SOURCE_DIR}/.cmake/module.map")
endif()

# `products` is all that a user needs, without tests.
add_custom_target(products)
foreach(target stemma libstemma stemma_core)
  if(TARGET ${target})
    add_dependencies(products ${target})
    set_target_properties(${target} PROPERTIES STEMMA_PRODUCT TRUE)
  endif()
endforeach()
