#!/bin/sh
# layers.sh CC BUILD FOLDER:BELOW,BELOW...
# Proves that core/FOLDER sees the folders below it and no others, by asking the compiler with the
# include path that the build gives the folder.
set -u
cc=$1 build=$2
shift 2
tried=0 failed=0
room=$(mktemp -d) || exit 2
trap 'rm -rf "$room"' EXIT

complain() {
  echo "$*"
  failed=1
}

for layer in "$@"; do
  folder=${layer%%:*}
  allowed=,$folder,${layer#*:},
  for other in "$@"; do
    other=${other%%:*}
    for file in core/"$other"/*.h; do
      [ -e "$file" ] || continue
      file=${file#core/}
      printf '#if !__has_include("%s")\n#error not seen\n#endif\n' "$file" >"$room/probe.c"
      seen=no
      "$cc" -fsyntax-only -I "$build/sees/$folder" "$room/probe.c" 2>"$room/said" && seen=yes
      case $allowed in
      *",$other,"*) [ $seen = yes ] || complain "core/$folder cannot include $file" ;;
      *) [ $seen = no ] || complain "core/$folder can include $file, which is not below it" ;;
      esac
      tried=$((tried + 1))
      break
    done
  done
done
echo "$tried pairs of folders tried"
[ "$tried" -gt 0 ] || complain "no header found below core/"

# In the build's own commands nothing else may lead into core/.
grep -E '"command".*/core/[a-z/]+/[a-z_0-9]+\.c"?' "$build/compile_commands.json" |
  grep -E -- '-I[^ ]*/core([/ ]|$)|-iquote' && complain "a folder is compiled with core/ in its include path"

# Two ways round an include path.
grep -nE '^ *# *include *"\.\.?/' -r core --include="*.[ch]" && complain "an include must not climb"
grep -nE '^ *# *include *[<"](lua5\.4/|lua\.h|lauxlib\.h|lualib\.h)' -r core --include="*.[ch]" |
  grep -v '^core/bind/' && complain "only core/bind may include Lua's headers"
exit $failed
