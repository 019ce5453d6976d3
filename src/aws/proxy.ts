type Environment = Readonly<Record<string, string | undefined>>;

/** A variable in lower or upper case; lower case wins, as in curl. */
function find(name: string, env: Environment): string | undefined {
  const value = env[name.toLowerCase()] || env[name.toUpperCase()];
  return value === "" ? undefined : value;
}

/** Whether the environment names any proxy. */
export function hasProxy(env: Environment): boolean {
  return find("https_proxy", env) !== undefined || find("http_proxy", env) !== undefined;
}

/** The proxy for a URL: `HTTPS_PROXY` or `HTTP_PROXY` by its scheme, unless `NO_PROXY` or this machine itself is meant. */
export function findProxy(url: string, env: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  const proxy = find(`${protocol.slice(0, -1)}_proxy`, env);
  if (proxy === undefined || isLocal(hostname) || isExempt(hostname, port || defaultPort(protocol), env))
    return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** Host and port of the proxy for a URL: what may be told of it, since its name and password may not. */
export function findProxyHost(url: string, env: Environment): string | undefined {
  const proxy = findProxy(url, env);
  return proxy === undefined || !URL.canParse(proxy) ? undefined : new URL(proxy).host;
}

function defaultPort(protocol: string): string {
  return protocol === "https:" ? "443" : "80";
}

/** Whether a host is this machine, which no proxy can reach. Takes the `hostname` of a URL. */
export function isLocal(hostname: string): boolean {
  return /^(localhost|.+\.localhost|\[::1?\]|0\.0\.0\.0|127\.\d+\.\d+\.\d+)$/.test(hostname);
}

/** Whether `NO_PROXY` names a host: `*`, a name, or the end of one, each with an optional port. */
function isExempt(hostname: string, port: string, env: Environment): boolean {
  const entries = (find("no_proxy", env) ?? "").toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    const [, name = "", onlyPort] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
    if (name === "" || (onlyPort !== undefined && onlyPort !== port)) return false;
    const suffix = name.replace(/^\*?\.?/, "");
    return suffix === "" || hostname === suffix || hostname.endsWith(`.${suffix}`);
  });
}
