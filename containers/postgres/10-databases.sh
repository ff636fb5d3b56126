#!/bin/sh
# Runs once, when the database folder is empty: one database and one owner each for register and engine, and neither
# owner may enter the other's database.
set -eu

create_database() {
  psql --no-psqlrc --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=name="$1" --set=password="$(cat "$2")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
}

create_database intake /run/secrets/register-password
create_database camunda /run/secrets/camunda-database-password
