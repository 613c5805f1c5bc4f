# How everything is compiled: the language, warnings, sanitizers, link-time optimisation.
option(STEMMA_WERROR "Treat warnings as errors" OFF)
option(STEMMA_LTO "Optimise across files when linking, where the compiler can" OFF)
option(STEMMA_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
option(STEMMA_PORTABLE_WATCH "Watch folders as on systems without inotify" OFF)
set(STEMMA_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# -O2 and not CMake's -O3: a third less code, and no slower on this work.
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "" FORCE)
set(CMAKE_C_FLAGS_DEBUG "-Og -g" CACHE STRING "" FORCE)

add_compile_definitions(_GNU_SOURCE STEMMA_VERSION="${PROJECT_VERSION}")
# The tree's place on the machine that builds must not end up in what is built.
add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" "-ffile-prefix-map=${PROJECT_BINARY_DIR}/=")
if(STEMMA_WERROR)
  add_compile_options(-Werror)
endif()

if(STEMMA_SANITIZE)
  add_compile_options(
    "-fsanitize=${STEMMA_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options("-fsanitize=${STEMMA_SANITIZE}")
endif()
if(STEMMA_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Objects carry plain code as well: products are optimised across files, tests link at once.
if(STEMMA_LTO AND CMAKE_C_COMPILER_ID STREQUAL GNU)
  add_compile_options(-flto=auto -ffat-lto-objects)
  add_link_options($<$<BOOL:$<TARGET_PROPERTY:STEMMA_PRODUCT>>:-flto=auto>
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:STEMMA_PRODUCT>>>:-fno-lto>)
endif()

if(STEMMA_PORTABLE_WATCH)
  add_compile_definitions(STEMMA_PORTABLE_WATCH)
endif()
