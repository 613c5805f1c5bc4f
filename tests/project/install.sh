#!/bin/sh
# install.sh CMAKE BUILD CC: what `cmake --install` lays down must run without the source folder.
set -eu
cmake=$1 build=$2 cc=$3
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"$cmake" --install "$build" --prefix "$room/usr" >"$room/log" || { cat "$room/log"; exit 1; }
cd "$room"
export PATH="$room/usr/bin:$PATH"

stemma --version
for path in share/stemma/lua share/stemma/rules share/man/man1/stemma.1; do
  [ -e "usr/$path" ] || { echo "not installed: $path"; exit 1; }
done

# Articles of its own, so that the rules have to be found and run.
mkdir story
echo 'The bridge was closed on Monday, the mayor said.' >story/one.txt
echo 'The mayor said the bridge was closed on Tuesday.' >story/two.txt
stemma story >"$room/out"
[ -s "$room/out" ] || { echo "no output"; exit 1; }

# A program against the library, as its users would build it.
PKG_CONFIG_PATH=$(find "$room/usr" -name pkgconfig -type d)
export PKG_CONFIG_PATH
if [ -n "$PKG_CONFIG_PATH" ]; then
  printf '#include <stemma.h>\n#include <stdio.h>\nint main(void) { puts("built"); return 0; }\n' >user.c
  # shellcheck disable=SC2046  # flags are words
  "$cc" user.c $(pkg-config --define-variable=prefix="$room/usr" --cflags --libs stemma) -o user
  LD_LIBRARY_PATH=$(find "$room/usr" -name 'libstemma.so' -printf '%h') ./user
fi
