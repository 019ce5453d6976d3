import { beforeAll, describe, expect, it, vi } from "vitest";
import { editing, editingTexts, type Member, recording } from "./answers.ts";
import { runs, seed } from "./spoil.ts";
import {
  ACCOUNT,
  folderOf,
  makeStanding,
  runHere,
  type Seen,
  STATE,
  type Standing,
  writeIn,
} from "./world.ts";

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 600_000 });

const SETTINGS = "name: flashsale\nscale: { enabled: false }\n";

/** A clipboard, a link, colours, a cleared screen by C1, backspaces, a turned direction, what is not seen, and lines. */
const PAYLOAD =
  "\u001b]52;c;aGk=\u0007\u001b]8;;http://x\u001b\\\u001b[41mred\u001b[2J\u009b2J\u0090q\u009c\b\b\u202eabc\u2066\u200b\ufeff\u00ad\r\nFORGED line\rFORGED\u2028FORGED\u0085FORGED\u0000";

const ESCAPE = "\u001b";
/** What our theme paints with, and what a spinner and a question move a cursor with. */
const OURS = new RegExp(`${ESCAPE}\\[(?:(?:1|2|22|3[12356]|39)m|\\?(?:25|2026)[lh]|[0-9]*[ABCDGJK])`, "g");
const STEERING = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u;

function expectClean({ all, code }: Seen, what: string): void {
  const rest = all.replace(OURS, "");
  const [found] = STEERING.exec(rest) ?? [];
  const at = STEERING.exec(rest)?.index ?? 0;
  expect(
    found,
    `${what}, exit ${code}: ${JSON.stringify(rest.slice(Math.max(0, at - 200), at + 60))}`,
  ).toBeUndefined();
  expect(/^ {0,1}FORGED.*$/m.exec(rest)?.[0], what).toBeUndefined();
}

let standing: Standing;

beforeAll(async () => {
  standing = await makeStanding(SETTINGS);
});

const WAYS = [
  ["with a terminal", { isTerminal: true, hasColor: true }],
  ["without a terminal", {}],
] as const;

const COMMANDS = [
  "status",
  "status --json",
  "plan",
  "plan --json",
  "env",
  "env --json",
  "verify --json",
  "security audit",
  "destroy --yes --delete-data",
  "up --yes",
  "sandbox list",
  "init --defaults --force",
  "kafka topics",
  "cost",
];

describe.each(WAYS)("%s", (_way, look) => {
  it.each(COMMANDS)("%s shows no text of AWS as more than text, whichever member it is in", async (words) => {
    const members = new Map<Member, unknown>();
    const options = { ...look };
    await runHere(words, { ...options, cwd: folderOf(SETTINGS, standing), tamper: recording(members) });
    const texts = [...members].filter(([, part]) => typeof part === "string").map(([member]) => member);
    if (/status|plan|up|destroy/.test(words)) expect(texts.length).toBeGreaterThan(50);
    const step = Math.max(1, Math.floor(texts.length / runs(1, 400)));
    for (const member of texts.filter((_, index) => index % step === seed % step)) {
      const tamper = editing(member, (part) => `${String(part)}${PAYLOAD}`);
      expectClean(
        await runHere(words, { ...options, cwd: folderOf(SETTINGS, standing), tamper }),
        `${words}: ${member}`,
      );
    }
    const tamper = editingTexts((text) => `${text}${PAYLOAD}`);
    expectClean(await runHere(words, { ...options, cwd: folderOf(SETTINGS, standing), tamper }), words);
  });

  it.each(COMMANDS)("%s shows nothing of the files as more than text", async (words) => {
    const state = JSON.parse(standing.state) as {
      retained: object[];
      resources: Record<string, { id: string; name?: string }>;
    };
    const [first] = Object.values(state.resources);
    if (first !== undefined) Object.assign(first, { id: `x${PAYLOAD}`, name: PAYLOAD });
    state.retained = [
      { type: `rds${PAYLOAD}`, id: `snap${PAYLOAD}`, from: PAYLOAD, at: "2026-01-01T00:00:00.000Z" },
    ];
    const cwd = folderOf(SETTINGS, { ...standing, state: JSON.stringify(state) });
    expectClean(await runHere(words, { ...look, cwd }), words);
    writeIn(cwd, STATE, JSON.stringify({ ...state, stack: PAYLOAD }));
    expectClean(await runHere(words, { ...look, cwd }), words);
    writeIn(cwd, ACCOUNT, JSON.stringify({ [PAYLOAD]: PAYLOAD, version: 1 }));
    expectClean(await runHere(words, { ...look, cwd }), words);
    writeIn(
      cwd,
      "flashsale.yaml",
      JSON.stringify({ name: PAYLOAD, [PAYLOAD]: 1, tags: { [PAYLOAD]: PAYLOAD }, db: { class: PAYLOAD } }),
    );
    expectClean(await runHere(words, { ...look, cwd }), words);
  });

  const FLAGS = [
    "--config",
    "--state",
    "--region",
    "--profile",
    "--trace",
    "--accept-cost",
    "--adopt",
    "--replace",
    "--upgrade",
    "--apply-at",
    "--format",
    "--prefix",
    "--name",
    "--nonsense",
  ];

  it.each(FLAGS)("%s is told back as text", async (flag) => {
    for (const words of ["up", "env", "init"]) {
      for (const argv of [
        [words, flag, PAYLOAD],
        [words, `${flag}=${PAYLOAD}`],
        [words, PAYLOAD],
        [PAYLOAD],
      ]) {
        const run = await runHere([...argv, "--no-input"], { ...look, cwd: folderOf(SETTINGS, {}) });
        expectClean(run, JSON.stringify(argv));
      }
    }
  });
});
