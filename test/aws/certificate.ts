/**
 * A certificate for `sts.eu-west-1.amazonaws.com` that signs itself, valid until 2126, and its key. Nothing outside the
 * tests trusts it: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
 * -addext subjectAltName=DNS:sts.eu-west-1.amazonaws.com -addext basicConstraints=critical,CA:TRUE`.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBxTCCAWugAwIBAgIUZEYO6cYW4NHo0lm9/ZcxVMl6bDQwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYRmxhc2hzYWxlIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMjIy
MTM0N1oYDzIxMjYxMDI5MjIxMzQ3WjAjMSEwHwYDVQQDDBhGbGFzaHNhbGUgdGVz
dCBhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASRXS+EXYKT/1XD
II+/dLBXNroKw8tGihbMKyUxvO+h4XPBFS4v8IK+JiGz8hF50ih4tUFwFF9jTXma
q8aS4w1Ho3sweTAdBgNVHQ4EFgQUOJamG1WTRpGcJc5XHzrMUghmdT4wHwYDVR0j
BBgwFoAUOJamG1WTRpGcJc5XHzrMUghmdT4wJgYDVR0RBB8wHYIbc3RzLmV1LXdl
c3QtMS5hbWF6b25hd3MuY29tMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
SAAwRQIhAMeEkvLPo5DNzTXZMARH7qil+2xiHLXwllk4ZG+5sCZYAiBPmTJQEQaX
iIQ30OjcBeFQI3H+mqfHybQK9XjtACAYDg==
-----END CERTIFICATE-----
`;

/** The key of the certificate. */
export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHdwXiTmueX9c8I/C
H9ab5M8L3KOG9/UaZP1fQo0UXFihRANCAASRXS+EXYKT/1XDII+/dLBXNroKw8tG
ihbMKyUxvO+h4XPBFS4v8IK+JiGz8hF50ih4tUFwFF9jTXmaq8aS4w1H
-----END PRIVATE KEY-----
`;
