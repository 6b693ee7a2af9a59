#!/bin/sh
# Starts nginx with port 80 alone, until certbot has the first certificate, and reads each new one within a minute.
set -eu
from=${TOWNSFOLK_CONFIG:-/etc/townsfolk}
to=${NGINX_CONFIG:-/etc/nginx/conf.d}
certificate=${CERTIFICATE:-/etc/letsencrypt/live/townsfolk/fullchain.pem}
pause=${LOOK_SECONDS:-60}
main=${NGINX_MAIN:-/etc/nginx/nginx.conf}

# The log goes where `docker compose logs` looks, not into a file that grows in the container.
serve_https() {
	sed "s/npc.example.com/$DOMAIN/; s|/var/log/nginx/townsfolk.log|/dev/stdout|" \
		"$from/townsfolk.conf" > "$to/townsfolk.conf"
}

# The image's 1024 are fewer than the connections that townsfolk.conf allows.
sed -i 's/worker_connections *[0-9]*;/worker_connections 8192;/' "$main"

rm -f "$to"/*.conf
cp "$from/upstream.conf" "$to/townsfolk-upstream.conf"
sed "s/npc.example.com/$DOMAIN/" "$from/townsfolk-http.conf" > "$to/townsfolk-http.conf"

watch() {
	until [ -e "$certificate" ]; do sleep 2; done
	serve_https
	served=
	while :; do
		# Fails while certbot has written half of them.
		now=$(cksum < "$certificate") || now=$served
		if [ "$now" != "$served" ] && nginx -s reload; then served=$now; fi
		sleep "$pause"
	done
}

if [ -e "$certificate" ]; then serve_https; fi
(sleep 2; watch) &
exec nginx -g "daemon off;"
