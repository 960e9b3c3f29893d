#!/usr/bin/env bash
# Usage: DATABASE_BACKUP_URL=postgres://app_backup:...@host/db deploy/backup.sh DIRECTORY
# Writes DIRECTORY/<time>.dump (pg_dump custom format) and DIRECTORY/<time>.roles.sql. Needs the client programs of the
# server's major version or newer.
set -euo pipefail

dir="${1:?usage: backup.sh DIRECTORY}"
url="${DATABASE_BACKUP_URL:?set DATABASE_BACKUP_URL to the database as role app_backup}"
name="$dir/$(date -u +%Y%m%dT%H%M%SZ)"
umask 077
mkdir -p "$dir"
trap 'rm -f "$name".*.part' EXIT

# Roles belong to the cluster and are not in a dump. Without passwords: those derive from ROLE_SECRET.
pg_dumpall --dbname="$url" --roles-only --no-role-passwords --no-comments |
  grep -E '^(CREATE|ALTER) ROLE app_' >"$name.roles.sql.part"
# A role that row-level security applies to would get an error here and not a dump with holes in it.
pg_dump --dbname="$url" --format=custom --compress=6 --lock-wait-timeout=10s --file="$name.dump.part"
# A dump that cannot be listed cannot be restored.
pg_restore --list "$name.dump.part" >/dev/null
mv "$name.roles.sql.part" "$name.roles.sql"
mv "$name.dump.part" "$name.dump"
echo "$name.dump"
