import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import { waiting, writeScale } from "./scale.ts";
import { type Account, callsOf, expectSettled, readAccount, rowsOf, runTo } from "./stack.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:314159265358:certificate/12345678-1234-1234-1234-123456789012";

/** No instance runs here: nothing is to be seen on its way. */
const FAST = { speed: "max" };

let http: Practice;
let https: Practice;

beforeAll(async () => {
  http = await waiting();
  https = new Practice(http);
  writeScale(https, `certificateArn: "${CERTIFICATE}"`);
  await runTo(https, 0, "up --yes", FAST);
});

afterAll(() => {
  http.remove();
  https.remove();
});

interface Rule {
  readonly listener: string;
  readonly priority: number;
  readonly conditions: readonly { readonly Values: readonly string[] }[];
  readonly actions: readonly { readonly Type: string }[];
}

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(path);

/** What a port of the load balancer does with a path; `refused` where nothing listens. */
function answerOf(account: Account, port: number, path: string): string {
  const listener = rowsOf(account, "ElasticLoadBalancingV2/listener").find((one) => one.port === port);
  if (listener === undefined) return "refused";
  const rules = (rowsOf(account, "ElasticLoadBalancingV2/listener-rule") as unknown as Rule[])
    .filter((rule) => rule.listener === listener.id)
    .sort((a, b) => a.priority - b.priority);
  const rule = rules.find(({ conditions }) =>
    conditions.some(({ Values }) => Values.some((pattern) => fits(pattern, path))),
  );
  const [action] = rule?.actions ?? (listener.actions as Rule["actions"]);
  return action?.Type ?? "nothing";
}

/** What a customer meets who comes by port 80 and follows where it leads. */
function metOnPort80(account: Account, path: string): string {
  const first = answerOf(account, 80, path);
  return first === "redirect" ? answerOf(account, 443, path) : first;
}

const CALLS = [
  "CreateListener",
  "CreateRule",
  "ModifyListener",
  "ModifyRule",
  "DeleteListener",
  "DeleteRule",
];

describe("HTTPS over a running stack", () => {
  it("comes whole before port 80 leads there", async () => {
    const practice = new Practice(http);
    writeScale(practice, `certificateArn: "${CERTIFICATE}"`);
    await runTo(practice, 0, "up --yes --trace trace.jsonl", FAST);
    const calls = callsOf(practice, "trace.jsonl").filter(({ operation }) => CALLS.includes(operation));
    expect(calls.map(({ operation }) => operation)).toEqual([
      "CreateListener",
      "CreateRule",
      "CreateRule",
      "CreateRule",
      "ModifyListener",
      "ModifyRule",
      "ModifyRule",
    ]);
    await expectSettled(practice, FAST);
    practice.remove();
  });

  it.each([
    ["/", "forward"],
    ["/actuator/health", "forward"],
    ["/actuator", "fixed-response"],
    ["/actuator/env", "fixed-response"],
  ])("answers for %s on both ports as port 80 did: %s", (path, answer) => {
    expect(metOnPort80(readAccount(http), path)).toBe(answer);
    expect(answerOf(readAccount(https), 80, path)).toBe("redirect");
    expect(answerOf(readAccount(https), 443, path)).toBe(answer);
  });

  const there = [() => http, `certificateArn: "${CERTIFICATE}"`] as const;
  const back = [() => https, ""] as const;

  it.each([
    ...CALLS.slice(0, 4).map((call) => ["there", call, there] as const),
    ...CALLS.slice(2).map((call) => ["back", call, back] as const),
  ])("serves on, and shows no more, when on the way %s %s is refused", async (_, call, [from, scale]) => {
    const practice = new Practice(from());
    writeScale(practice, scale);
    await practice.run("up --yes", { ...FAST, faults: { deny: [`elasticloadbalancing:${call}`] } });
    const account = readAccount(practice);
    expect(metOnPort80(account, "/")).toBe("forward");
    expect(metOnPort80(account, "/actuator/env")).not.toBe("forward");
    await runTo(practice, 0, "up --yes", FAST);
    practice.remove();
  });

  it.each(
    Array.from({ length: 7 }, (_, change) => ["there", change + 1, there] as const).concat(
      Array.from({ length: 7 }, (_, change) => ["back", change + 1, back] as never),
    ),
  )("hides on both ports what it hid, on the way %s after change %i", async (_, attempt, [from, scale]) => {
    const practice = new Practice(from());
    writeScale(practice, scale);
    await practice.run("up --yes", { ...FAST, faults: { kill: { attempt, when: "after" } } });
    const account = readAccount(practice);
    for (const port of [80, 443]) expect(answerOf(account, port, "/actuator/env")).not.toBe("forward");
    practice.remove();
  });

  it("can be given up again", async () => {
    const practice = new Practice(https);
    writeScale(practice);
    await runTo(practice, 0, "up --yes", FAST);
    const account = readAccount(practice);
    expect(answerOf(account, 443, "/")).toBe("refused");
    for (const path of ["/", "/actuator", "/actuator/health"])
      expect(metOnPort80(account, path)).toBe(metOnPort80(readAccount(http), path));
    await expectSettled(practice, FAST);
    practice.remove();
  });

  it("is switched on by the command that the audit names", async () => {
    const practice = new Practice(http);
    const audit = await practice.run("security audit --no-color", FAST);
    expect(audit.stdout).toContain("flashsale-setup scale https --sandbox --certificate ARN");
    await runTo(practice, 0, `scale https --certificate ${CERTIFICATE} --yes`, FAST);
    expect(answerOf(readAccount(practice), 443, "/")).toBe("forward");
    practice.remove();
  });
});
