import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate, its key, and where both are. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Signs certificates of servers. */
export interface Authority {
  readonly ca: string;
  readonly caFile: string;
  /** A certificate for these alternative names (`DNS:db.test`), valid for this many days; -1 has expired. */
  issue(names: readonly string[], days?: number): Identity;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
let serial = 0;

/** A certificate authority that nothing trusts by itself; its files are in the folder. */
export function createAuthority(folder: string): Authority {
  const name = `authority-${++serial}`;
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const self = ["-x509", "-days", "2", "-subj", `/O=Flashsale tests/CN=${name}`];
  const constraint = ["-addext", "basicConstraints=critical,CA:TRUE"];
  openssl("req", ...self, ...NEW_KEY, ...constraint, "-keyout", files.key, "-out", files.cert);
  return {
    ca: readFileSync(files.cert, "utf8"),
    caFile: files.cert,
    issue: (names, days = 2) => issue(folder, files, names, days),
  };
}

function issue(
  folder: string,
  authority: { readonly cert: string; readonly key: string },
  names: readonly string[],
  days: number,
): Identity {
  const path = join(folder, `server-${++serial}`);
  const [request, keyFile, certFile, extensions] = [
    `${path}.csr`,
    `${path}.key`,
    `${path}.pem`,
    `${path}.ext`,
  ];
  openssl("req", "-new", ...NEW_KEY, "-subj", "/CN=server", "-keyout", keyFile, "-out", request);
  writeFileSync(extensions, `subjectAltName=${names.join(",")}\n`);
  const by = ["-CA", authority.cert, "-CAkey", authority.key, "-CAcreateserial"];
  openssl(
    "x509",
    "-req",
    "-in",
    request,
    ...by,
    "-days",
    String(days),
    "-extfile",
    extensions,
    "-out",
    certFile,
  );
  return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8"), certFile, keyFile };
}

function openssl(...words: readonly string[]): void {
  execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
}
