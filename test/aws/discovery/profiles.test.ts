import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findProfiles } from "../../../src/aws/discovery/profiles.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "flashsale-"));
  vi.stubEnv("AWS_CONFIG_FILE", join(home, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(home, "credentials"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

describe("the profiles of a user", () => {
  it("come from both files, default first, without SSO sessions", async () => {
    const config = `[profile shop]\nsso_session=corp\nregion=eu-west-1\n[profile ops]\nrole_arn=arn\nsource_profile=default\n
[sso-session corp]\nsso_region=eu-west-1\n[profile own]\ncredential_process=x\n`;
    writeFileSync(join(home, "config"), config);
    writeFileSync(join(home, "credentials"), "[default]\naws_access_key_id=A\naws_secret_access_key=a\n");
    await expect(findProfiles()).resolves.toEqual([
      { name: "default", kind: "keys" },
      { name: "ops", kind: "role" },
      { name: "own", kind: "process" },
      { name: "shop", kind: "sso", region: "eu-west-1" },
    ]);
  });

  it("are none where there are no files", async () => {
    await expect(findProfiles()).resolves.toEqual([]);
  });
});
