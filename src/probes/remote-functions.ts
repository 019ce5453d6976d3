/**
 * The bash functions of a remote test. Each reads the variables of its own subshell: probe, host, port, name, ca, ca_url,
 * secret_arn and what its protocol needs. What a layer prints goes into the report, cut to 400 bytes, since Run Command
 * keeps 24,000 characters of output. Source: Systems Manager API reference, GetCommandInvocation.
 */
export const REMOTE_FUNCTIONS = String.raw`
export LC_ALL=C
now() { date +%s%3N; }
report() { # layer ok what code start text
  local ms=$(($(now) - $5)) text
  text=$(printf '%s' "$6" | head -c 400 | base64 -w0)
  printf 'probe=%s layer=%s ok=%s what=%s code=%s ms=%s detail=%s\n' "$probe" "$1" "$2" "$3" "$4" "$ms" "$text"
}
within() { timeout -k 1 "$limit" "$@" </dev/null; }
step() { # layer, then a command: keeps what it prints in $out
  local layer=$1 start code=0 ok=1
  shift
  start=$(now)
  out=$("$@" 2>&1) || { code=$?; ok=0; }
  report "$layer" "$ok" step "$code" "$start" "$out"
  return "$code"
}
is_address() { [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; }

resolve() { within getent ahosts "$host"; }
reach() { within bash -c 'exec 3<>"/dev/tcp/$1/$2"' reach "$address" "$port"; }
reach_layers() {
  step resolve resolve || return 1
  read -r address _ <<<"$out"
  step connect reach
}

find_roots() { # sees to the file of roots, fetched where the instance has none
  [ -z "$ca_url" ] || [ -r "$ca" ] && return 0
  local start file answer
  start=$(now)
  file=$(mktemp) && fetched=$file &&
    answer=$(timeout -k 1 20 curl -fsS -o "$file" "$ca_url" 2>&1) && ca=$file && return 0
  report tls 0 roots 1 "$start" "$answer"
  return 1
}
handshake() { # more options of s_client
  local at=$address:$port
  [[ $address == *:* ]] && at="[$address]:$port"
  if is_address "$name"; then set -- -verify_ip "$name" "$@"
  else set -- -servername "$name" -verify_hostname "$name" "$@"; fi
  [ -n "$ca" ] && set -- -CAfile "$ca" "$@"
  local answer code=0
  answer=$(within openssl s_client -brief -verify_return_error -connect "$at" "$@" 2>&1) || code=$?
  printf '%s' "$answer"
  # What the server does after the handshake is for the next layer to tell.
  [[ $answer == *"Verification: OK"* ]] && return 0
  [ "$code" = 0 ] && code=1
  return "$code"
}
tls_layer() { find_roots && step tls handshake; }
ask_for_tls() { # PostgreSQL's SSLRequest, since s_client does not say what it was answered
  within bash -c '
    exec 3<>"/dev/tcp/$1/$2"
    printf "\0\0\0\10\4\322\26\57" >&3
    IFS= read -r -n 1 answer <&3 || { echo "SSLRequest was answered with the end of the connection"; exit 1; }
    [ "$answer" = S ] || { echo "SSLRequest was answered with $answer"; exit 1; }
  ' ask_for_tls "$address" "$port"
}
postgres_handshake() { ask_for_tls && handshake -starttls postgres; }

read_secret() { # into $secret; what the AWS CLI says of a failure holds none
  local start region code=0
  secret=
  [ -z "$secret_arn" ] && return 0
  start=$(now)
  region=$(printf '%s' "$secret_arn" | cut -d: -f4)
  secret=$(timeout -k 1 20 aws secretsmanager get-secret-value --secret-id "$secret_arn" --region "$region" \
    --query SecretString --output text 2>"$errors") && return 0
  code=$?
  secret=
  report login 0 secret "$code" "$start" "$(cat "$errors")"
  return 1
}

psql_within() {
  PGHOST=$name PGHOSTADDR=$address PGPORT=$port PGUSER=$user PGDATABASE=$database PGPASSWORD=$secret \
    PGPASSFILE=/dev/null PGSSLMODE=verify-full PGSSLROOTCERT=$ca PGGSSENCMODE=disable PGAPPNAME='flashsale-setup verify' \
    within psql -X -w -A -t -q -c "$1"
}
select_one() {
  local answer code=0
  answer=$(psql_within "SELECT 1, pg_is_in_recovery(), current_setting('transaction_read_only')" 2>&1) || code=$?
  printf '%s' "$answer"
  [ "$code" != 0 ] && return "$code"
  [ "$answer" = '1|f|off' ] || [ "$writable" = 0 ]
}
test_postgres() {
  reach_layers && find_roots && step tls postgres_handshake && read_secret && step login psql_within '\q' && step query select_one
}

# redis-cli checks the chain but not the name, which the layer before has checked at the same address.
redis_within() {
  local client
  client=$(command -v redis-cli || command -v valkey-cli || command -v redis6-cli) ||
    { echo 'redis-cli: command not found'; return 127; }
  [ -n "$user" ] && set -- --user "$user" "$@"
  [ -n "$ca" ] && set -- --cacert "$ca" "$@"
  is_address "$name" || set -- --sni "$name" "$@"
  # An empty one would be sent as an empty token.
  [ -n "$secret" ] && export REDISCLI_AUTH=$secret
  within "$client" -h "$address" -p "$port" --tls "$@"
}
ping_redis() {
  local answer code=0
  answer=$(redis_within PING 2>&1) || code=$?
  printf '%s' "$answer"
  [ "$code" != 0 ] && return "$code"
  [ "$answer" = PONG ]
}
tell_role() {
  local answer code=0
  answer=$(redis_within INFO replication 2>&1) || code=$?
  answer=$(printf '%s' "$answer" | tr -d '\r' | grep -v '^#')
  printf '%s' "$answer"
  [ "$code" != 0 ] && return "$code"
  [[ $answer == *role:* ]] && { [[ $answer != *role:slave* ]] || [ "$writable" = 0 ]; }
}
test_redis() { reach_layers && tls_layer && read_secret && step login ping_redis && step query tell_role; }

test_kafka() { reach_layers && tls_layer; }

ask_health() {
  local scheme=http answer status code=0
  [ "$tls" = 1 ] && scheme=https
  [ -n "$ca" ] && set -- --cacert "$ca"
  local url_name=$name
  [[ $name == *:* ]] && url_name="[$name]"
  is_address "$name" || set -- --resolve "$name:$port:$address" "$@"
  answer=$(within curl -sS --noproxy '*' -w '\n%{http_code}' "$@" "$scheme://$url_name:$port$path" 2>&1) || code=$?
  status=$(printf '%s' "$answer" | tail -n 1)
  printf '%s %s' "$status" "$(printf '%s' "$answer" | head -n -1)"
  [ "$code" != 0 ] && return "$code"
  [ "$status" = 200 ] && [[ $answer =~ \"status\"[[:space:]]*:[[:space:]]*\"UP\" ]]
}
test_http() { reach_layers && { [ "$tls" = 0 ] || tls_layer; } && step query ask_health; }

run() { # a test, in a subshell of its own
  local fetched= errors
  errors=$(mktemp)
  "test_$1"
  rm -f "$errors" "$fetched"
}
`;
