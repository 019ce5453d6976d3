import { describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import { SLOWLY, writeScale } from "./scale.ts";
import { flat, runTo } from "./stack.ts";

describe("bad sizes in the settings", () => {
  it.each(["min: 6", "max: 2", "desired: 0", "cpuLow: 80", "certificateArn: none"])(
    "are refused before any call: %s",
    async (scale) => {
      const practice = new Practice();
      writeScale(practice, scale);
      const run = await runTo(practice, 78, "up --yes", SLOWLY);
      expect(flat(run.stderr)).toContain("scale.");
      practice.remove();
    },
  );
});
