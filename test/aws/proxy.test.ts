import { describe, expect, it } from "vitest";
import { findProxy, hasProxy } from "../../src/aws/proxy.ts";

const url = "https://ec2.eu-west-1.amazonaws.com/";
const env = { HTTPS_PROXY: "http://proxy:3128", HTTP_PROXY: "http://plain:3128" };

describe("the proxy of a URL", () => {
  it("goes by the URL's scheme", () => {
    expect(findProxy(url, env)).toBe("http://proxy:3128");
    expect(findProxy("http://example.com", env)).toBe("http://plain:3128");
    expect(findProxy("http://example.com", { HTTPS_PROXY: "http://proxy:3128" })).toBeUndefined();
  });

  it("is read from lower case first, and may lack a scheme", () => {
    expect(findProxy(url, { ...env, https_proxy: "other:8080" })).toBe("http://other:8080");
    expect(findProxy(url, { ...env, https_proxy: "" })).toBe("http://proxy:3128");
    expect(hasProxy({ https_proxy: "" })).toBe(false);
  });

  it.each([
    "*",
    "amazonaws.com",
    ".amazonaws.com",
    "*.amazonaws.com",
    "ec2.eu-west-1.amazonaws.com:443",
    "a.b, AMAZONAWS.com",
    "a amazonaws.com",
  ])("is not used where NO_PROXY says %s", (list) => {
    expect(findProxy(url, { ...env, NO_PROXY: list })).toBeUndefined();
  });

  it.each(["", "aws.com", "ec2.eu-west-1.amazonaws.com:8443", "eu-west-1"])(
    "is used where NO_PROXY says %j",
    (list) => {
      expect(findProxy(url, { ...env, no_proxy: list })).toBe("http://proxy:3128");
    },
  );

  it.each(["https://localhost:4566", "https://127.0.0.1", "https://[::1]:5000"])(
    "is never used for this machine: %s",
    (local) => {
      expect(findProxy(local, env)).toBeUndefined();
    },
  );
});
