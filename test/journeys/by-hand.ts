import { join } from "node:path";
import type { Aws } from "../../src/aws/env.ts";
import { resourceTypes } from "../../src/resources/index.ts";
import { MAX_SPEED } from "../../src/sandbox/clock.ts";
import { createSandbox } from "../../src/sandbox/index.ts";
import { toAws, watchOf } from "../conformance/ground.ts";
import type { Practice } from "./program.ts";

interface Remembered {
  readonly type: string;
  readonly id: string;
  readonly needs: readonly string[];
}

/** Somebody with a console of their own, who knows nothing of the program's state. */
class Person {
  readonly #aws: Aws;
  readonly #resources: Readonly<Record<string, Remembered>>;
  readonly #deleted = new Set<string>();

  constructor(practice: Practice) {
    const file = join(practice.folder, ".flashsale", "sandbox.json");
    this.#aws = toAws(createSandbox({ file, region: "us-east-1", speed: MAX_SPEED }));
    this.#resources = practice.state().resources as Record<string, Remembered>;
  }

  /** Deletes a resource; where AWS refuses that, what needs it goes first. Answers the addresses of all that went. */
  async delete(address: string): Promise<readonly string[]> {
    const resource = this.#resources[address];
    const type = resourceTypes.get(resource?.type ?? "");
    if (resource === undefined || type === undefined) throw new Error(`Nothing stands at ${address}.`);
    const context = { ...watchOf(this.#aws), force: true };
    const attempt = async (): Promise<void> => {
      await type.delete(this.#aws, resource.id, context);
      await type.gone(this.#aws, resource.id, context);
    };
    try {
      await attempt();
    } catch {
      for (const other of this.#needing(address)) if (!this.#deleted.has(other)) await this.delete(other);
      await attempt();
    }
    this.#deleted.add(address);
    return [...this.#deleted];
  }

  /** All that cannot be without a resource, the last first. */
  #needing(address: string): readonly string[] {
    const direct = Object.entries(this.#resources).filter(([, { needs }]) => needs.includes(address));
    const all = direct.flatMap(([other]) => [...this.#needing(other), other]);
    return [...new Set(all)];
  }
}

/** Deletes a resource of a stack as somebody would by hand, and what AWS demands to be deleted before. */
export const deleteByHand = (practice: Practice, address: string): Promise<readonly string[]> =>
  new Person(practice).delete(address);
