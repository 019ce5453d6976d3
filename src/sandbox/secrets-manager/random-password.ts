import { randomInt } from "node:crypto";
import type {
  GetRandomPasswordCommandInput,
  GetRandomPasswordCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { readConsistently } from "../operation.ts";
import { invalidParameter } from "./find.ts";

/** The four kinds of characters. Source: Secrets Manager API reference, GetRandomPassword. */
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** Draws a password. Throws when the exclusions leave nothing, or less room than one of each kind needs. */
function draw(input: GetRandomPasswordCommandInput): string {
  const { PasswordLength: length = 32, ExcludeCharacters: excluded = "" } = input;
  if (!Number.isInteger(length) || length < 1 || length > 4096)
    throw invalidParameter("The password length must be between 1 and 4096.");
  const kinds = [
    input.ExcludeLowercase === true ? "" : "abcdefghijklmnopqrstuvwxyz",
    input.ExcludeUppercase === true ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    input.ExcludeNumbers === true ? "" : "0123456789",
    input.ExcludePunctuation === true ? "" : PUNCTUATION,
    input.IncludeSpace === true ? " " : "",
  ]
    .map((kind) => [...kind].filter((character) => !excluded.includes(character)))
    .filter((kind) => kind.length > 0);
  const all = kinds.flat();
  if (all.length === 0) throw invalidParameter("The password has no characters left to be made of.");
  const required = input.RequireEachIncludedType === false ? [] : kinds;
  if (required.length > length)
    throw invalidParameter("The password length is too short for the required types.");
  const characters = [...required, ...Array.from({ length: length - required.length }, () => all)].map(
    (choice) => choice[randomInt(choice.length)] ?? "",
  );
  return shuffle(characters).join("");
}

function shuffle(characters: readonly string[]): readonly string[] {
  return characters
    .map((character) => ({ character, place: randomInt(2 ** 32) }))
    .sort((a, b) => a.place - b.place)
    .map(({ character }) => character);
}

/** Secrets Manager's call for a password. */
export const randomPasswordOperations = {
  GetRandomPassword: readConsistently<GetRandomPasswordCommandInput, GetRandomPasswordCommandOutput>(
    (input) => ({ RandomPassword: draw(input) }),
  ),
};
