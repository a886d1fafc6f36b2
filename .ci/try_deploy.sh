#!/bin/bash
# Let nginx and systemd read what deploy/ gives them: .ci/try_deploy.sh PROGRAM, with the path of a quizapp that is there.
# Neither may find anything to say, but for what this machine lacks: a certificate, the ports of the web, and IPv6.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$1
work=$(mktemp -d /tmp/quizapp-deploy.XXXXXX)
trap 'rm -rf "$work"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=quiz.example.org \
    -keyout "$work/privkey.pem" -out "$work/fullchain.pem" 2>/dev/null
sed -e "s|/etc/ssl/quiz.example.org/|$work/|" -e 's|\(listen .*\)\b80;|\118080;|' -e 's|\(listen .*\)\b443 |\118443 |' \
    deploy/nginx.conf >"$work/quizapp.conf"
[ -e /proc/net/if_inet6 ] || sed -i '/\[::\]/d' "$work/quizapp.conf"
grep -q "$work/fullchain.pem" "$work/quizapp.conf"
echo "pid $work/pid; error_log stderr; events {} http { access_log off; include $work/quizapp.conf; }" >"$work/nginx.conf"
nginx -t -q -p "$work" -c "$work/nginx.conf" 2>"$work/said" || echo "nginx refuses it" >>"$work/said"
if [ -s "$work/said" ]; then
    cat "$work/said" >&2
    exit 1
fi
nginx -v

sed -e "s|/opt/quizapp/.venv/bin/quizapp|$program|" -e "s|^WorkingDirectory=.*|WorkingDirectory=$PWD|" \
    deploy/quizapp.service >"$work/quizapp.service"
grep -q "^ExecStart=$program serve" "$work/quizapp.service"
systemd-analyze verify "$work/quizapp.service" >"$work/said" 2>&1 || echo "systemd refuses it" >>"$work/said"
if [ -s "$work/said" ]; then
    cat "$work/said" >&2
    exit 1
fi
systemd-analyze --version | head -n 1
