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
for path in share/stemma/lua share/stemma/rules share/man/man1/stemma.1 \
  share/bash-completion/completions/stemma share/zsh/site-functions/_stemma \
  share/fish/vendor_completions.d/stemma.fish; do
  [ -e "usr/$path" ] || { echo "not installed: $path"; exit 1; }
done

# Articles of its own, so that the rules have to be found and run.
mkdir story
echo 'Anna Holt and Boris Lund spoke by phone on Friday, an aide said.' >story/one.txt
echo 'Anna Holt told Boris Lund in a phone call on Tuesday that she would come.' >story/two.txt
stemma story >"$room/out"
[ -s "$room/out" ] || { echo "no output"; exit 1; }

# The bundled stories are found where they were installed, and so is what a project is made of.
stemma tour >"$room/tour.out" || { echo "no tour"; exit 1; }
stemma init mine >/dev/null
stemma --rules mine/rules mine/news >"$room/project.out"
grep -q '^error conflict' "$room/project.out" || { echo "no project"; exit 1; }

# Scripts in plain Lua find the module, and the module what it needs.
echo 'local s = require "stemma"; print(#s.open("story").articles)' >script.lua
LUA_PATH="$room/usr/share/lua/5.4/?.lua;;" LUA_CPATH="$room/usr/lib/lua/5.4/?.so;;" \
  lua5.4 script.lua >script.out
[ "$(cat script.out)" = 2 ] || { echo "no module for lua5.4"; exit 1; }

# A program against the library, as its users would build it: it finds what the command prints.
cat >user.c <<'C'
#include <stemma.h>
#include <stdio.h>
#include <string.h>

static void complain(void *context, const char *line) { fprintf(context, "complaint: %s\n", line); }

int main(int argc, char **argv) {
  const char *paths[] = {argv[3], "nowhere.txt", NULL};
  stemma_options options = {.program = argv[1], .data = argv[2], .complain = complain, .context = stderr};
  stemma *s = NULL;
  char why[STEMMA_WHY] = "";
  int bad = argc != 4 || stemma_open(&options, &s, why) || stemma_read(s, paths, why) || stemma_settle(s, why);
  if (!bad) printf("%s", stemma_annotations(s, NULL)); /* good until the next question */
  if (!bad) printf("%s", stemma_findings(s));
  bad = bad || !stemma_forget(s, "nowhere.txt", NULL) || stemma_forget(s, "story/one.txt", why) || stemma_settle(s, why);
  bad = bad || strstr(stemma_annotations(s, NULL), "story/one.txt");
  stemma_close(s);
  if (bad) fprintf(stderr, "%s\n", why);
  return bad;
}
C
PKG_CONFIG_PATH=$(find "$room/usr" -name pkgconfig -type d)
export PKG_CONFIG_PATH
# shellcheck disable=SC2046  # flags are words
"$cc" user.c $(pkg-config --cflags --libs stemma) -o user
LD_LIBRARY_PATH=$(find "$room/usr" -name 'libstemma.so' -printf '%h')
export LD_LIBRARY_PATH
./user "$room/usr/bin/stemma" "$room/usr/share/stemma" story >library.out 2>library.err || { cat library.err; exit 1; }
grep -q '^complaint: nowhere.txt: ' library.err || { echo "no complaint about nowhere.txt"; exit 1; }
unset LD_LIBRARY_PATH
{ stemma extract --format ndjson story; stemma --format ndjson story; } >command.out
cmp command.out library.out
grep -q '"kind":"conflict"' command.out || { echo "no finding"; exit 1; }
