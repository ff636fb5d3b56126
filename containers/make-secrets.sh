#!/bin/sh
# Makes what docker-compose.yml reads from ./secrets: random passwords and keys, and an empty list of staff. Files that
# exist are left alone: with other keys the register could not be read any more. Keep a copy of the folder.
set -eu

folder="${1:-secrets}"
mkdir -p "$folder"
# Others on this machine cannot enter the folder. Inside a container the files are read by accounts that this machine
# does not know, so the files themselves are readable.
chmod 700 "$folder"

random_hex() {
  od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'
}

keep() {
  if [ -e "$folder/$1" ]; then
    echo "kept  $folder/$1"
  else
    (umask 022 && printf '%s\n' "$2" >"$folder/$1")
    echo "made  $folder/$1"
  fi
}

for name in postgres-password register-password camunda-database-password camunda-admin-password camunda-app-password; do
  keep "$name" "$(random_hex 24)"
done
keep data-keys "k1:$(random_hex 32)"
keep lookup-key "$(random_hex 32)"
keep audit-key "$(random_hex 32)"
keep staff.json '{"staff": []}'
