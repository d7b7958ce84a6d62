#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is empty: makes the role of the program and its database. The role
# owns that database and is no superuser: it can make no other role or database, and read no file of the machine.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set password="$(cat "$CASEFILE_AUDIT_PASSWORD_FILE")" <<'SQL'
create role casefile_audit login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'password';
create database casefile_audit owner casefile_audit;
revoke all on database casefile_audit from public;
\connect casefile_audit
revoke all on schema public from public;
grant all on schema public to casefile_audit;
SQL
