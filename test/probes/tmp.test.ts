import { it } from "vitest";
import { createAuthority } from "../servers/certificates.ts";
import { createFolder } from "../servers/keep.ts";
import { startLikePostgres, startPlain, startSecure } from "../servers/misbehaving.ts";
import { runRemote, SECRET_ARN } from "./run-remote.ts";
it("x", async () => {
  const folder = createFolder(); const a = createAuthority(folder); const id = a.issue(["DNS:service.test"]);
  const t = (protocol: any, s: any) => ({ protocol, host: s.host, port: s.port, servername: "service.test", caFile: a.caFile, secretArn: SECRET_ARN, username: protocol==="postgres"?"u":undefined, database: "d" }) as any;
  const list: [string, any][] = [];
  for (const c of ["hang","close","half-close","reset","talk"] as const) {
    list.push([`redis plain ${c}`, t("redis", await startPlain(c))], [`redis secure ${c}`, t("redis", await startSecure(id, c))],
     [`pg plain ${c}`, t("postgres", await startPlain(c))], [`pg like ${c}`, t("postgres", await startLikePostgres(id, c))]);
  }
  for (const [name, target] of list) {
    const r = await runRemote(folder, [target], { secret: "s3", limitSeconds: 2 });
    const last = r.stdout.trim().split("\n").at(-1)!;
    process.stderr.write(`${name}: ${r.results[0]!.failure?.layer} ${r.results[0]!.failure?.kind} | ${last.replace(/detail=.*/, "")} ${JSON.stringify(Buffer.from(/detail=(.*)/.exec(last)![1]!, "base64").toString())}\n`);
  }
}, 60000);
