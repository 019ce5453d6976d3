import { type ChosenSource, chooseSource } from "../aws/chosen-source.ts";
import { type ClientOptions, createAws, createClients } from "../aws/clients.ts";
import { type Credentials, openCredentials } from "../aws/credentials.ts";
import type { Aws } from "../aws/env.ts";
import { findAlias, getCaller } from "../aws/identity.ts";
import type { Plugin } from "../aws/plugin.ts";
import { findProxyHost } from "../aws/proxy.ts";
import type { ReadOnlyGuard } from "../aws/read-only-guard.ts";
import type { Redactor } from "../aws/redaction.ts";
import { createRequestHandler } from "../aws/request-handler.ts";
import { learnCredentials } from "../aws/secret-learning.ts";
import type { Clock } from "../engine/ports.ts";
import type { AccountHeader } from "../ui/plan-context.ts";
import { createClock } from "./clock.ts";
import type { Globals } from "./globals.ts";
import type { SandboxAccount, World } from "./world.ts";

/** What an account is opened with. */
export interface AccountRequest {
  readonly world: World;
  readonly globals: Globals;
  readonly region: string;
  /** The simulated account's file. */
  readonly sandboxFile: string;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly guard?: ReadOnlyGuard | undefined;
  readonly trace?: ((line: string) => void) | undefined;
  /** Further middleware for every client of a real account. @default none */
  readonly plugins?: readonly Plugin[];
  readonly mfaCodeProvider: (serial: string) => Promise<string>;
  /** Tells a person something before the first call. */
  readonly tell: (notice: string) => void;
}

/** An account that was identified: who calls, and clients to call with. */
export interface OpenedAccount {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly arn: string;
  readonly header: Omit<AccountHeader, "stack" | "alias">;
  /** Asked for while the account is read: nothing waits for it but what shows it. */
  readonly alias: Promise<string | undefined>;
  /** Absent in the sandbox. */
  readonly credentials?: Credentials;
  readonly notices: readonly string[];
}

/** Opens the real account or the sandbox and asks who calls; nothing else is called before `accept` agreed. */
export async function openAccount(
  request: AccountRequest,
  accept: (account: string) => void,
): Promise<OpenedAccount> {
  const { world, globals, region } = request;
  const sandbox = globals.sandbox
    ? await world.openSandbox({ file: request.sandboxFile, region })
    : undefined;
  const clock = createClock(sandbox?.speed ?? 1);
  const source = globals.sandbox ? undefined : chooseSource(globals.profile, world.env);
  if (source?.notice !== undefined) request.tell(source.notice);
  const { credentials, options } = clientOptions(request, clock, sandbox ?? source);
  const first = createClients(options);
  const { account, partition, arn } = await getCaller(first.safe.sts);
  accept(account);
  const profile = globals.profile ?? source?.profile;
  return {
    aws: createAws({ ...options, account, partition }),
    clock,
    arn,
    alias: findAlias(first.safe.iam),
    header: {
      accountId: account,
      region,
      sandbox: sandbox !== undefined,
      ...(profile === undefined ? {} : { profile }),
    },
    ...(credentials === undefined ? {} : { credentials }),
    notices: sandbox?.notices ?? [],
  };
}

function clientOptions(
  request: AccountRequest,
  clock: Clock,
  from: SandboxAccount | ChosenSource | undefined,
): { credentials: Credentials | undefined; options: ClientOptions } {
  const { world, globals, region, redactor, signal, guard, trace, mfaCodeProvider } = request;
  const common = { region, clock, version: world.version, redactor, signal, guard, trace };
  if (from !== undefined && "plugin" in from) {
    const options = {
      ...common,
      credentials: from.credentials,
      isolated: true,
      plugins: [from.plugin()],
    };
    return { credentials: undefined, options };
  }
  const requestHandler = createRequestHandler(world.env);
  const { endpointUrl } = globals;
  const credentials = openCredentials({
    ...from,
    region,
    clock,
    requestHandler,
    mfaCodeProvider,
    learn: (found) => learnCredentials(redactor, found),
  });
  return {
    credentials,
    options: {
      ...common,
      credentials: credentials.provider,
      requestHandler,
      proxyOf: (url) => findProxyHost(url, world.env),
      endpointUrl,
      plugins: request.plugins ?? [],
    },
  };
}
