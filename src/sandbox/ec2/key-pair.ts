import type {
  DescribeKeyPairsCommandInput,
  DescribeKeyPairsCommandOutput,
  KeyPairInfo,
} from "@aws-sdk/client-ec2";
import { type Call, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, select } from "./describe.ts";
import { ec2Offers } from "./offers.ts";

/** Refuses the name of a key pair that the account does not have. */
export function checkKeyPair(call: Call, name: string | undefined): void {
  if (name === undefined || call.account.offers(ec2Offers).keyPairs.includes(name)) return;
  throw new Refusal("InvalidKeyPair.NotFound", `The key pair '${name}' does not exist`);
}

interface KeyPair {
  readonly name: string;
  readonly tags?: never;
}

const FILTERS: FilterTable<KeyPair> = {
  "key-name": ({ name }) => name,
  "key-pair-id": ({ name }) => toId(name),
};

/** An id like AWS's that is the same each time. */
const toId = (name: string): string =>
  `key-0${Buffer.from(name.padEnd(8, "-")).toString("hex").slice(0, 16)}`;

function describeKeyPairs(
  input: DescribeKeyPairsCommandInput,
  call: Call,
): Omit<DescribeKeyPairsCommandOutput, "$metadata"> {
  const names = input.KeyNames ?? [];
  for (const name of names) checkKeyPair(call, name);
  const all = call.account.offers(ec2Offers).keyPairs;
  const wanted = names.length > 0 ? names : all;
  const found = select(
    call,
    wanted.map((name): KeyPair => ({ name })),
    { request: { filters: input.Filters }, filters: FILTERS },
  );
  const toInfo = ({ name }: KeyPair): KeyPairInfo => ({
    KeyName: name,
    KeyPairId: toId(name),
    KeyType: "ed25519",
    Tags: [],
  });
  return { KeyPairs: found.map(toInfo) };
}

/** EC2's call on key pairs. The sandbox makes none: the account's file says which there are. */
export const keyPairOperations = {
  DescribeKeyPairs: read<DescribeKeyPairsCommandInput, DescribeKeyPairsCommandOutput>(describeKeyPairs),
};
