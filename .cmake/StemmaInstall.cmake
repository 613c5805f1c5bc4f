# cmake --install: the command, the library, and what they read at run time.
if(TARGET stemma)
  install(TARGETS stemma)
endif()
if(TARGET libstemma)
  install(TARGETS libstemma)
  install(FILES core/stemma.h TYPE INCLUDE)
  # From where the file lies, so that it is right wherever it was installed to.
  file(RELATIVE_PATH STEMMA_UP "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  configure_file("${PROJECT_SOURCE_DIR}/.cmake/stemma.pc.in" "${PROJECT_BINARY_DIR}/stemma.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/stemma.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
foreach(folder lua rules corpus)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${folder}")
    install(DIRECTORY ${folder} DESTINATION "${CMAKE_INSTALL_DATADIR}/stemma")
  endif()
endforeach()
if(EXISTS "${PROJECT_SOURCE_DIR}/core/app/stemma.1")
  install(FILES core/app/stemma.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()

# `require "stemma"` in lua5.4: where that looks, for a prefix it knows.
if(TARGET stemma_core)
  install(TARGETS stemma_core DESTINATION lib/lua/5.4/stemma)
  install(FILES lua/module/stemma.lua DESTINATION share/lua/5.4)
endif()

# Completion where the shells look, written by the command itself.
if(TARGET stemma AND NOT STEMMA_SANITIZE)
  set(scripts)
  foreach(shell bash zsh fish)
    set(script "${PROJECT_BINARY_DIR}/completion/${shell}")
    add_custom_command(OUTPUT "${script}"
      COMMAND ${CMAKE_COMMAND} -E make_directory "${PROJECT_BINARY_DIR}/completion"
      COMMAND stemma completion ${shell} > "${script}"
      DEPENDS stemma VERBATIM)
    list(APPEND scripts "${script}")
  endforeach()
  add_custom_target(completion ALL DEPENDS ${scripts})
  add_dependencies(products completion)
  install(FILES "${PROJECT_BINARY_DIR}/completion/bash"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME stemma)
  install(FILES "${PROJECT_BINARY_DIR}/completion/zsh"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" RENAME _stemma)
  install(FILES "${PROJECT_BINARY_DIR}/completion/fish"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" RENAME stemma.fish)
endif()
