#!/usr/bin/env bash
# Usage: DATABASE_URL=postgres://admin:...@host/db deploy/restore.sh FILE.dump
# Restores into an empty database, in one transaction. Afterwards run the migrations with ROLE_SECRET: they give the
# roles their passwords and bring an older dump up to date.
set -euo pipefail

dump="${1:?usage: restore.sh FILE.dump}"
url="${DATABASE_URL:?set DATABASE_URL to the empty database as an administrator}"
roles="${dump%.dump}.roles.sql"
for file in "$dump" "$roles"; do
  [[ -r "$file" ]] || { echo "$file cannot be read." >&2; exit 1; }
done
run() { psql --dbname="$url" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

tables="$(run --command="select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                          where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'")"
if [[ "$tables" != 0 ]]; then
  echo "The database is not empty ($tables tables). Restore into a new one." >&2
  exit 1
fi

# Roles may exist: another database of the same cluster has them too.
sed -E 's/^CREATE ROLE ([a-z_]+);$/do $$ begin create role \1; exception when duplicate_object then null; end $$;/' "$roles" | run
# To set owners one must be a member of them; a superuser is one of every role anyway.
grep -oE '^CREATE ROLE [a-z_]+' "$roles" | while read -r _ _ role; do
  run --command="do \$\$ begin if not pg_has_role(current_user, '$role', 'member') then grant $role to current_user; end if; end \$\$"
done
pg_restore --dbname="$url" --single-transaction --exit-on-error "$dump"
run --command="analyze"
echo "Restored $dump. Next: run the migrations with ROLE_SECRET."
