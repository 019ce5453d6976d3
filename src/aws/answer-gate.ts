import { Readable } from "node:stream";
import type { DeserializeMiddleware, HandlerExecutionContext, MetadataBearer } from "@smithy/types";
import { faultOf, findRequestId, shapeOf } from "./answer-shape.ts";
import { BrokenAnswer, type Fault, type Sender } from "./broken-answer.ts";
import type { Plugin } from "./plugin.ts";

/** What the gate needs to know of the way to AWS. */
export interface GateOptions {
  /** Host and port of the proxy for a URL, without its password. @default none */
  readonly proxyOf?: ((url: string) => string | undefined) | undefined;
  /** Real seconds from an answer's first byte to its last. @default 60 */
  readonly limitSeconds?: number | undefined;
}

const DEFAULT_LIMIT_SECONDS = 60;
/** The largest page of any operation is a few megabytes. */
const LARGEST_BYTES = 64 * 1024 * 1024;
const LONGEST_TITLE = 80;

/** What an answer must tell for anything to follow from it; creates look for their ids themselves. */
const NEEDED: Readonly<Record<string, (output: never) => unknown>> = {
  GetCallerIdentityCommand: ({ Account, Arn }: { Account?: string; Arn?: string }) => Account && Arn,
  GetAuthorizationTokenCommand: (output: { authorizationData?: { authorizationToken?: string }[] }) =>
    output.authorizationData?.[0]?.authorizationToken,
};

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  body: unknown;
}

interface Request {
  readonly method?: string;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly headers?: Record<string, string>;
}

type Middleware = DeserializeMiddleware<object, MetadataBearer>;

/**
 * Lets through only answers that are whole and AWS's own, and throws `BrokenAnswer` for all others. The SDK alone takes an
 * empty page, or a proxy's, for an answer with nothing in it: as if nothing stood in the account. It waits for ever for an
 * answer that stops in the middle, and does not repeat a call whose answer was cut off.
 */
export function createAnswerGate(options: GateOptions = {}): Plugin {
  const inner: Middleware = (next, context) => async (args) => {
    const request = args.request as Request;
    const sender = senderOf(request, options);
    const result = await next(args).catch((error: unknown) => {
      throw isNoHttp(error) ? new BrokenAnswer("foreign", sender, { cause: error }) : error;
    });
    const answer = result.response as Answer;
    const known = { ...sender, status: answer.statusCode, requestId: findRequestId(answer.headers) };
    const bytes = await readWhole(answer.body, known, options.limitSeconds ?? DEFAULT_LIMIT_SECONDS);
    if (bytes !== undefined) {
      judge({ ...answer, bytes }, known, { request, context });
      answer.body = bytes;
    }
    return result;
  };
  const outer: Middleware = (next, context) => async (args) => {
    const sender = senderOf(args.request as Request, options);
    const result = await next(args).catch((error: unknown) => {
      throw asBroken(error, sender);
    });
    const isWhole = NEEDED[context.commandName ?? ""];
    if (isWhole !== undefined && !isWhole(result.output as never))
      throw incomplete(sender, result.output as MetadataBearer);
    return result;
  };
  return {
    applyToStack: (stack) => {
      const place = { step: "deserialize", override: true } as const;
      stack.add(outer, { ...place, priority: "high", name: "flashsaleAnswerSense" });
      stack.add(inner, { ...place, priority: "low", name: "flashsaleAnswerGate" });
    },
  };
}

function senderOf({ protocol = "https:", hostname = "", port }: Request, { proxyOf }: GateOptions): Sender {
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  return { host, proxy: proxyOf?.(`${protocol}//${host}/`) };
}

/** Node's parser says of what is no HTTP at all how it is not. */
const isNoHttp = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && /^HPE_/.test(String(error.code));

interface Asked {
  readonly request: Request;
  readonly context: HandlerExecutionContext;
}

function judge(answer: Answer & { readonly bytes: Buffer }, sender: Sender, asked: Asked): void {
  const text = answer.bytes.toString("utf8");
  const received = { status: answer.statusCode, headers: answer.headers, text };
  const fault = faultOf(received, shapeOf(asked.request, asked.context));
  if (fault !== undefined) throw new BrokenAnswer(fault, sender, { title: titleOf(text) });
}

const titleOf = (text: string): string | undefined => {
  const title = /<title[^>]*>([^<]{1,400})/i.exec(text.slice(0, 10_000))?.[1]?.trim().split(/\s+/).join(" ");
  return title === undefined || title === "" ? undefined : title.slice(0, LONGEST_TITLE);
};

/** The body to its end; nothing for one that is no stream, which a handler of another kind answers. */
async function readWhole(body: unknown, sender: Sender, limitSeconds: number): Promise<Buffer | undefined> {
  if (!(body instanceof Readable)) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  let fault: Fault = "cut";
  const timer = setTimeout(() => {
    fault = "late";
    body.destroy(new Error("late"));
  }, limitSeconds * 1000);
  try {
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > LARGEST_BYTES) throw new BrokenAnswer("foreign", sender);
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    throw cause instanceof BrokenAnswer ? cause : new BrokenAnswer(fault, sender, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** What the SDK cannot make sense of is marked by the answer that it hides in the error, and has no name of AWS. */
function asBroken(error: unknown, sender: Sender): unknown {
  const isPlain = typeof error === "object" && error !== null && !("$fault" in error);
  if (error instanceof BrokenAnswer || !isPlain || !("$response" in error)) return error;
  const { statusCode: status, headers } = error.$response as Partial<Answer>;
  const known = { ...sender, status, requestId: findRequestId(headers) };
  return new BrokenAnswer("unreadable", known, { cause: error });
}

function incomplete(sender: Sender, { $metadata }: MetadataBearer): BrokenAnswer {
  const { httpStatusCode: status, requestId } = $metadata;
  return new BrokenAnswer("incomplete", { ...sender, status, requestId });
}
