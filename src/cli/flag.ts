import { Option } from "commander";
import { UsageError } from "../errors.ts";
import { kindOf, type ValueKind } from "./value-kind.ts";

interface FlagTraits {
  /** What its value may be. @default what the word in its brackets stands for */
  readonly kind?: ValueKind;
  /** Whether it may be given several times, each time for one more. @default false */
  readonly isRepeatable?: boolean;
}

/** What says a value: a flag of the command line, or a variable of the environment. */
interface Teller {
  readonly name: string;
  /** What stands between it and the value. */
  readonly sign: " " | "=";
  /** The code of a refusal. */
  readonly code: string;
}

/** A flag that reads and judges its value when it is parsed: before anything is opened or called. */
export class Flag extends Option {
  /** Absent where it takes no value. */
  readonly kind: ValueKind | undefined;
  readonly isRepeatable: boolean;

  constructor(flags: string, help: string, { kind, isRepeatable = false }: FlagTraits = {}) {
    super(flags, help);
    this.kind = kind ?? kindOf(flags);
    this.isRepeatable = isRepeatable;
    if (this.kind === undefined) return;
    if (this.kind.choices !== undefined) this.argChoices = [...this.kind.choices];
    this.argParser((text: string, before: unknown) => {
      const code = this.kind?.code ?? "FlagWrong";
      const value = this.read(text, { name: this.long ?? "", sign: " ", code });
      return this.isRepeatable ? [...((before as unknown[] | undefined) ?? []), value] : value;
    });
  }

  /**
   * What a text stands for.
   * @throws UsageError that says where it was told and what is allowed there.
   */
  read(text: string, { name, sign, code }: Teller): unknown {
    const value = this.kind?.read(text);
    if (value !== undefined) return value;
    const refusal = this.kind?.refusal?.(name, text);
    if (refusal !== undefined) throw refusal;
    const detail = `${name}${sign}${text}: ${this.kind?.tell(text) ?? "it takes no value."}`;
    throw new UsageError({ code, summary: "The command line is wrong", detail });
  }
}

/** The environment variable that says the same as a flag: `--apply-at` is `FLASHSALE_APPLY_AT`. */
export const variableOf = ({ long }: Option): string =>
  `FLASHSALE_${(long ?? "").slice(2).replaceAll("-", "_").toUpperCase()}`;
