#!/bin/sh
# /usr/local/sbin/casefile-audit: runs a command of the program with the settings of its service, as its account. For root.
# DATA_DIR and DATABASE_URL count as they are set before the command, such as for a restore into a new place.
set -eu
settings=/etc/casefile-audit
program=/opt/casefile-audit
own_data=${DATA_DIR-}
own_database=${DATABASE_URL-}
set -a
. "$settings/environment"
DATA_DIR=${own_data:-${DATA_DIR:-/var/lib/casefile-audit}}
[ -z "$own_database" ] || DATABASE_URL=$own_database
BACKUP_KEY=$(cat "$settings/backup.key")
set +a
umask 077
exec setpriv --reuid casefile-audit --regid casefile-audit --init-groups \
  node "$program/node_modules/casefile-audit/dist/bin/casefile-audit.js" "$@"
