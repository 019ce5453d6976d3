import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { Redactor } from "../../src/aws/redaction.ts";
import { learnCredentials, learnEnvironment } from "../../src/aws/secret-learning.ts";
import { translate } from "../../src/aws/translate.ts";
import { ec2Error } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN = "IQoJb3JpZ2luX2VjEL3//////////wEaCXVzLWVhc3QtMSJHMEUCIQ==";
const RENEWED = "IQoJb3JpZ2luX2VjEL4//////////wEaCXVzLWVhc3QtMSJHMEUCIR==";

describe("the credentials in use", () => {
  it("are hidden where AWS repeats them in its own words, renewed ones too", async () => {
    const redactor = new Redactor();
    const lines: string[] = [];
    const tokens = [TOKEN, RENEWED];
    const credentials = () => {
      const found = { accessKeyId: "AKIA", secretAccessKey: SECRET, sessionToken: tokens.shift() ?? "" };
      learnCredentials(redactor, found);
      // Nearly over, so that the next call has them renewed.
      return Promise.resolve({ ...found, expiration: new Date(Date.now() + 1000) });
    };
    const words = `The token ${TOKEN} and ${RENEWED}, or the key ${SECRET}, is malformed`;
    const aws = await serve(ec2Error(403, "AuthFailure", words));
    const trace = (line: string): void => void lines.push(line);
    const { safe } = createClients(toOptions(aws, { credentials, redactor, trace }));
    const send = () => safe.ec2.send(new DescribeVpcsCommand({})).catch((error: unknown) => error);
    await send();
    const told = await translate(await send());
    expect(tokens).toEqual([]);
    expect(told.detail).toContain(RENEWED);
    for (const text of [redactor.mask(told.detail), lines.at(-1)])
      for (const secret of [SECRET, TOKEN, RENEWED]) {
        expect(text).toContain("***");
        expect(text).not.toContain(secret);
      }
  });

  it.each([
    ["AWS_SECRET_ACCESS_KEY", SECRET, SECRET],
    ["AWS_SESSION_TOKEN", TOKEN, TOKEN],
    ["AWS_SECURITY_TOKEN", TOKEN, TOKEN],
    ["AWS_CONTAINER_AUTHORIZATION_TOKEN", TOKEN, TOKEN],
    ["HTTPS_PROXY", "http://ann:pass%21word@proxy.example:3128", "pass!word"],
    ["http_proxy", "ann:pass-word@proxy.example:3128", "pass-word"],
    ["AWS_ENDPOINT_URL_EC2", "http://ann:pass-word@x", "pass-word"],
  ])("are known from the environment before anything is asked: %s", (name, value, secret) => {
    const redactor = new Redactor();
    learnEnvironment(redactor, { [name]: value });
    expect(redactor.mask(`it is ${secret}.`)).toBe("it is ***.");
    expect(redactor.mask(`it is ${value}.`)).not.toContain(secret);
  });

  it("do not blot out common words where they are a simulator's stand-ins", () => {
    const redactor = new Redactor();
    for (const word of ["test", "testing", "secret", "password"])
      learnEnvironment(redactor, { AWS_SECRET_ACCESS_KEY: word, AWS_SESSION_TOKEN: word });
    expect(redactor.mask("testing db.secret, the password")).toBe("testing db.secret, the password");
  });
});
