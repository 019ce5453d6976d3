#!/bin/bash
# Runs the application as a container on Amazon Linux 2023. There is no secret in this text: the role of the instance reads
# the secrets each time the application starts, into memory.
set -euo pipefail

# The way out may be there a little later than this script.
persist() {
  local attempt
  for attempt in {1..30}; do
    if "$@"; then return 0; fi
    echo "attempt ${attempt} of 30 failed: $*" >&2
    sleep 10
  done
  return 1
}

persist dnf install --assumeyes docker
systemctl enable --now docker

install -d -m 0755 '/etc/{{APP}}'

# One NAME=VALUE a line, as Docker reads it.
cat >'/etc/{{APP}}/environment' <<'END_OF_ENVIRONMENT'
{{ENVIRONMENT}}
END_OF_ENVIRONMENT

# One NAME=ARN a line: the variable, and the secret whose text it gets.
cat >'/etc/{{APP}}/secrets' <<'END_OF_SECRETS'
{{SECRETS}}
END_OF_SECRETS

cat >'/usr/local/bin/{{APP}}' <<'END_OF_START'
#!/bin/bash
# Starts the application: reads the secrets, waits for the image, runs it. systemd starts this again when it ends.
set -euo pipefail
umask 077

readonly APP='{{APP}}'
readonly IMAGE='{{IMAGE}}'
readonly REGISTRY="${IMAGE%%/*}"
# In memory, for root only, and gone when the application stops.
readonly RUN="/run/${APP}"
readonly ENV_FILE="${RUN}/environment"

export AWS_DEFAULT_REGION='{{REGION}}'
export AWS_PAGER=''
export DOCKER_CONFIG="${RUN}/docker"

write_environment() {
  local variable arn value
  cat "/etc/${APP}/environment" >"$ENV_FILE"
  while IFS='=' read -r variable arn; do
    if [[ -z "$variable" ]]; then continue; fi
    value="$(aws secretsmanager get-secret-value --secret-id "$arn" --query SecretString --output text </dev/null)"
    printf '%s=%s\n' "$variable" "$value" >>"$ENV_FILE"
  done <"/etc/${APP}/secrets"
}

pull() {
  mkdir -p "$DOCKER_CONFIG"
  aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY" || return 1
  docker pull --quiet "$IMAGE"
}

# Why the last attempt failed is kept in a file, so that days without an image do not fill the journal.
wait_for_image() {
  if pull >"${RUN}/pull.log" 2>&1; then return 0; fi
  echo "waiting for ${IMAGE}; the last attempt is in ${RUN}/pull.log"
  until pull >"${RUN}/pull.log" 2>&1; do sleep 15; done
}

instance_id() {
  cat /var/lib/cloud/data/instance-id 2>/dev/null || hostname
}

wait_for_image
write_environment
docker rm --force "$APP" >/dev/null 2>&1 || true

exec docker run --rm --name "$APP" \
  --publish 8080:8080 \
  --env-file "$ENV_FILE" \
  --log-driver awslogs \
  --log-opt awslogs-region="$AWS_DEFAULT_REGION" \
  --log-opt awslogs-group='{{LOG_GROUP}}' \
  --log-opt awslogs-stream="$(instance_id)" \
  --log-opt mode=non-blocking \
  "$IMAGE"
END_OF_START
chmod 0755 '/usr/local/bin/{{APP}}'

cat >'/etc/systemd/system/{{APP}}.service' <<'END_OF_UNIT'
[Unit]
Description=Flash Sale application
Wants=docker.service network-online.target
After=docker.service network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/local/bin/{{APP}}
ExecStop=-/usr/bin/docker stop -t 30 {{APP}}
RuntimeDirectory={{APP}}
RuntimeDirectoryMode=0700
Restart=always
RestartSec=15

[Install]
WantedBy=multi-user.target
END_OF_UNIT

systemctl daemon-reload
systemctl enable --now '{{APP}}'

# For looking into trouble; the application does without.
dnf install --assumeyes openssl postgresql15 || echo 'no PostgreSQL client' >&2
dnf install --assumeyes valkey || dnf install --assumeyes redis6 || echo 'no Redis client' >&2
