# What stemma takes from the system. Each is used by the folders that name it in core/CMakeLists.txt.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(stemma_package name module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${module})
endfunction()

stemma_package(XXHASH libxxhash)
stemma_package(UTF8PROC libutf8proc)
stemma_package(UV libuv)
stemma_package(JANSSON jansson)
stemma_package(XML libxml-2.0)
stemma_package(MD4C md4c)
stemma_package(EDIT libedit)
stemma_package(LUA lua5.4)
stemma_package(LPEG lua5.4-lpeg)

# libstemmer comes without a pkg-config file.
find_library(STEMMA_STEMMER_LIBRARY stemmer REQUIRED)
find_path(STEMMA_STEMMER_INCLUDE libstemmer.h REQUIRED)
add_library(stemma_stemmer INTERFACE)
target_include_directories(stemma_stemmer SYSTEM INTERFACE ${STEMMA_STEMMER_INCLUDE})
target_link_libraries(stemma_stemmer INTERFACE ${STEMMA_STEMMER_LIBRARY})

# Lua's headers, and the libraries unless the target is loaded by an interpreter that has them.
add_library(stemma_lua INTERFACE)
target_include_directories(stemma_lua SYSTEM INTERFACE ${LUA_INCLUDE_DIRS})
target_link_libraries(stemma_lua INTERFACE lua5.4-lpeg
  "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:STEMMA_LUA_IS_THERE>>>:PkgConfig::LUA>")

find_program(STEMMA_LUA NAMES lua5.4 REQUIRED DOC "Lua interpreter, for tables and tests")
set(STEMMA_UNICODE_DIR /usr/share/unicode CACHE PATH "The Unicode character database")
