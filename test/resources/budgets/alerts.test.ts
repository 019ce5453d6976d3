import {
  CreateNotificationCommand,
  CreateSubscriberCommand,
  DeleteNotificationCommand,
  DeleteSubscriberCommand,
} from "@aws-sdk/client-budgets";
import { describe, expect, it } from "vitest";
import { inputsOf, refusal } from "../rds/mocked-aws.ts";
import { at, changing, forecastAt, mailTo, ON_BUDGET, standing, TOPIC, updateTo } from "./mocked-aws.ts";

const numbered = (word: string, count = 10): string[] =>
  Array.from({ length: count }, (_, index) => `${word}-${index}`);

const alertsAt = (threshold: string, names: readonly string[]): string[] =>
  names.map((name) => `${threshold} ${name}@example.com`);

interface Sent {
  readonly Notification: { readonly Threshold?: number };
  readonly Subscriber: { readonly Address: string };
}

describe("an update of alerts", () => {
  it("makes a notification for each new threshold, with all whom it tells", async () => {
    const mocked = standing([[at(80), [mailTo("ann")]]]);
    await updateTo(mocked, {
      alerts: [
        "actual 80% ann@example.com",
        "forecast 100% ann@example.com",
        "forecast 100% bob@example.com",
      ],
    });
    expect(changing(mocked.safe)).toEqual(["CreateNotification"]);
    expect(inputsOf(mocked.safe, "CreateNotification")).toEqual([
      { ...ON_BUDGET, Notification: forecastAt(100), Subscribers: [mailTo("ann"), mailTo("bob")] },
    ]);
  });

  it("ends what is not wanted before it makes what is: a budget holds few notifications", async () => {
    const mocked = standing([10, 20, 30, 40, 50].map((percent) => [at(percent), [mailTo("ann")]]));
    const others = [20, 30, 40, 50, 60].flatMap((percent) => alertsAt(`actual ${percent}%`, ["ann"]));
    await updateTo(mocked, { alerts: others });
    expect(changing(mocked.safe)).toEqual(["DeleteNotification", "CreateNotification"]);
    expect(inputsOf(mocked.safe, "DeleteNotification")).toEqual([{ ...ON_BUDGET, Notification: at(10) }]);
  });

  it("brings new addresses before old ones go: a notification goes with its last", async () => {
    const mocked = standing([[at(80), [mailTo("ann"), mailTo("bob")]]]);
    await updateTo(mocked, { alerts: alertsAt("actual 80%", ["bob", "cid"]) });
    expect(changing(mocked.safe)).toEqual(["CreateSubscriber", "DeleteSubscriber"]);
    const on = { ...ON_BUDGET, Notification: at(80) };
    expect(inputsOf(mocked.safe, "CreateSubscriber")).toEqual([{ ...on, Subscriber: mailTo("cid") }]);
    expect(inputsOf(mocked.safe, "DeleteSubscriber")).toEqual([{ ...on, Subscriber: mailTo("ann") }]);
  });

  it("makes room where a notification tells ten, and never leaves it without anybody", async () => {
    const [old, wanted] = [numbered("old"), numbered("new")];
    const mocked = standing([[at(80), old.map(mailTo)]]);
    await updateTo(mocked, { alerts: alertsAt("actual 80%", wanted) });
    const told = [old.length];
    for (const operation of changing(mocked.safe))
      told.push((told.at(-1) ?? 0) + (operation === "CreateSubscriber" ? 1 : -1));
    expect([Math.min(...told), Math.max(...told)]).toEqual([9, 10]);
    const addresses = (operation: string) =>
      (inputsOf(mocked.safe, operation) as Sent[]).map(({ Subscriber }) => Subscriber.Address);
    expect(addresses("CreateSubscriber")).toEqual(wanted.map((name) => `${name}@example.com`));
    expect(addresses("DeleteSubscriber")).toEqual(old.map((name) => `${name}@example.com`));
  });

  it("lets AWS refuse an eleventh address", async () => {
    const names = numbered("ann", 11);
    const mocked = standing([[at(80), names.slice(0, 10).map(mailTo)]]);
    mocked.safe.on(CreateSubscriberCommand).rejects(refusal("CreationLimitExceededException"));
    await expect(updateTo(mocked, { alerts: alertsAt("actual 80%", names) })).rejects.toMatchObject({
      name: "CreationLimitExceededException",
    });
    expect(changing(mocked.safe)).toEqual(["CreateSubscriber"]);
  });

  it("ends all where none are wanted", async () => {
    const mocked = standing([
      [at(80), [mailTo("ann")]],
      [forecastAt(100), [mailTo("ann")]],
    ]);
    await updateTo(mocked, { alerts: [] });
    expect(changing(mocked.safe)).toEqual(["DeleteNotification", "DeleteNotification"]);
  });

  it("leaves topics alone, and notifications that no alert of ours can be", async () => {
    const mocked = standing([
      [at(70), [TOPIC]],
      [at(75), [mailTo("stranger"), TOPIC]],
      [at(80), [mailTo("ann"), TOPIC]],
      [at(4000, { ThresholdType: "ABSOLUTE_VALUE" }), [mailTo("ann")]],
    ]);
    await updateTo(mocked, { alerts: alertsAt("actual 80%", ["ann"]) });
    expect(changing(mocked.safe)).toEqual(["DeleteSubscriber"]);
    expect(inputsOf(mocked.safe, "DeleteSubscriber")).toEqual([
      { ...ON_BUDGET, Notification: at(75), Subscriber: mailTo("stranger") },
    ]);
  });

  it("changes nothing where an interrupted one had ended already", async () => {
    const mocked = standing([[at(80), [mailTo("bob")]]]);
    await updateTo(mocked, { alerts: alertsAt("actual 80%", ["bob"]) });
    expect(changing(mocked.safe)).toEqual([]);
  });
});

describe("an update of alerts that came to be meanwhile", () => {
  it("passes over what is not there any more", async () => {
    const mocked = standing([
      [at(70), [mailTo("ann")]],
      [at(80), [mailTo("ann"), mailTo("bob")]],
    ]);
    mocked.safe.on(DeleteNotificationCommand).rejects(refusal("NotFoundException"));
    mocked.safe.on(DeleteSubscriberCommand).rejects(refusal("NotFoundException"));
    await updateTo(mocked, { alerts: alertsAt("actual 80%", ["bob"]) });
    expect(changing(mocked.safe)).toEqual(["DeleteNotification", "DeleteSubscriber"]);
  });

  it("passes over a subscriber that is there already", async () => {
    const mocked = standing([[at(80), [mailTo("ann")]]]);
    mocked.safe.on(CreateSubscriberCommand).rejects(refusal("DuplicateRecordException"));
    await updateTo(mocked, { alerts: alertsAt("actual 80%", ["bob"]) });
    expect(changing(mocked.safe)).toEqual(["CreateSubscriber", "DeleteSubscriber"]);
  });

  it("brings its addresses to a notification that is there already", async () => {
    const mocked = standing();
    mocked.safe.on(CreateNotificationCommand).rejects(refusal("DuplicateRecordException"));
    mocked.safe.on(CreateSubscriberCommand).rejectsOnce(refusal("DuplicateRecordException")).resolves({});
    await updateTo(mocked, { alerts: alertsAt("actual 80%", ["ann", "bob"]) });
    const on = { ...ON_BUDGET, Notification: at(80) };
    expect(inputsOf(mocked.safe, "CreateSubscriber")).toEqual([
      { ...on, Subscriber: mailTo("ann") },
      { ...on, Subscriber: mailTo("bob") },
    ]);
  });

  it.each([
    [CreateNotificationCommand, "actual 90% ann@example.com"],
    [CreateSubscriberCommand, "actual 80% bob@example.com"],
  ] as const)("fails where the budget is gone, at %o", async (command, alert) => {
    const mocked = standing([[at(80), [mailTo("ann")]]]);
    mocked.safe.on(command as typeof CreateSubscriberCommand).rejects(refusal("NotFoundException"));
    const update = updateTo(mocked, { alerts: ["actual 80% ann@example.com", alert] });
    await expect(update).rejects.toMatchObject({ name: "NotFoundException" });
  });
});
