#!/bin/sh
# Every folder that holds something says what it holds. Left out are folders that mirror another
# (tests/core/*) or hold articles or inputs, where a README would be read as one of them.
failed=0
for folder in corpus $(find core lua rules -type d 2>/dev/null) tests tests/*/; do
  folder=${folder%/}
  [ -n "$(find "$folder" -maxdepth 1 -type f 2>/dev/null | head -n 1)" ] || continue
  case $folder in */__pycache__ | */.*) continue ;; esac
  if [ ! -s "$folder/README.md" ]; then
    echo "$folder has no README.md"
    failed=1
  fi
done
exit $failed
