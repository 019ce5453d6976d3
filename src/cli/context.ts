import { randomUUID } from "node:crypto";
import { access } from "node:fs/promises";
import type { Plugin } from "../aws/plugin.ts";
import { type CallName, createReadOnlyGuard } from "../aws/read-only-guard.ts";
import { SettingsError, type StateError, UsageError } from "../errors.ts";
import type { Settings } from "../sections/index.ts";
import type { Edit } from "../settings/commented.ts";
import { readEdited, readSettings } from "../settings/file.ts";
import { defaultSettings } from "../settings/schema.ts";
import { type HeldLock, lockState } from "../state/lock.ts";
import { backupOf, StateStore } from "../state/store.ts";
import type { AccountHeader } from "../ui/plan-context.ts";
import { type OpenedAccount, openAccount } from "./account.ts";
import type { Desk } from "./desk.ts";
import { demandWay } from "./endpoint.ts";
import type { Globals } from "./globals.ts";
import { pathsOf, placesOf, SANDBOX_FOLDER } from "./paths.ts";
import { traceTo } from "./trace-file.ts";
import { lockStaleSeconds } from "./variables.ts";

export type { Desk } from "./desk.ts";

/** Settings and where they came from. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** The file that was read; absent where the defaults are used. */
  readonly file?: string;
  lineOf(key: string): number | undefined;
}

/** What a command about a stack works with. */
export interface Context extends Desk, OpenedAccount {
  readonly settings: Settings;
  readonly settingsFile: string;
  /** False where the defaults are used. */
  readonly hasFile: boolean;
  readonly lineOf: (key: string) => number | undefined;
  readonly account: AccountHeader;
  readonly stateFile: string;
  readonly store: StateStore;
  /** Saves, unlocks; may be called twice. */
  close(): Promise<void>;
}

/**
 * The settings of a run: those of the file that `--config` names; without it the default file's, in the sandbox its own edited
 * copy before that, or the defaults.
 * @throws SettingsError when there is no such file.
 */
export async function loadSettings(
  desk: Desk,
  { orDefaults = false }: Pick<Access, "orDefaults"> = {},
): Promise<LoadedSettings> {
  const paths = pathsOf(desk);
  const { globals, output } = desk;
  const edited = globals.sandbox && !globals.configGiven && (await exists(paths.sandboxSettings));
  const file = edited ? paths.sandboxSettings : paths.config;
  if (edited) output.tell(`Using the sandbox's own settings, ${SANDBOX_FOLDER}/sandbox.yaml.`);
  const read = await readSettings(file);
  if (read !== undefined) return read;
  if ((!globals.sandbox && !orDefaults) || globals.configGiven) throw noSettings(globals);
  if (globals.sandbox)
    output.tell("No settings file: the sandbox uses the defaults, which are the guide's values.");
  const settings = defaultSettings();
  return { settings: { ...settings, region: globals.region ?? settings.region }, lineOf: () => undefined };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function noSettings({ config, sandbox }: Globals): SettingsError {
  return new SettingsError({
    code: "SettingsMissing",
    summary: "There is no settings file",
    detail: `${config} does not exist. It says what to build and in which account; init writes it.`,
    fix: ["flashsale-setup init", ...(sandbox ? [] : ["flashsale-setup up --sandbox"])],
  });
}

/** What a command may do with what it opens. */
export interface Access {
  readonly writes: boolean;
  /** Settings that the command's flags replace; the file stays as it is. */
  readonly edits?: readonly Edit[];
  /** What a command that leaves the state alone may call besides what only reads. @default nothing */
  readonly allow?: readonly CallName[];
  /** Go on with the guide's values where no file says anything. @default false, but for the sandbox */
  readonly orDefaults?: boolean;
  /** Further middleware for every client of a real account. @default none */
  readonly plugins?: readonly Plugin[];
}

/** The settings with some values replaced; a value that cannot be is the command line's fault, not the file's. */
async function editLoaded(loaded: LoadedSettings, edits: readonly Edit[]): Promise<LoadedSettings> {
  if (edits.length === 0) return loaded;
  try {
    return await readEdited(loaded.file, edits);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const { detail = error.summary } = error;
    throw new UsageError({ code: "SettingRefused", summary: "The settings cannot be changed so", detail });
  }
}

/** Opens settings, account and state for one command; a writing one locks the state first. */
export async function openContext(desk: Desk, access: Access): Promise<Context> {
  const loaded = await editLoaded(await loadSettings(desk, access), access.edits ?? []);
  await demandWay(desk, access.writes || (access.allow ?? []).length > 0);
  const paths = await placesOf(desk);
  const region = regionOf(desk, loaded);
  const { settings } = loaded;
  const opened = await openAccount(
    {
      ...desk,
      region,
      sandboxFile: paths.sandboxFile,
      guard: access.writes ? undefined : createReadOnlyGuard(access.allow),
      plugins: access.plugins ?? [],
      trace: await traceTo(desk),
      mfaCodeProvider: (serial) =>
        desk.prompts.input({ message: `Code of the MFA device ${serial}`, flag: "a profile without MFA" }),
      tell: (notice) => desk.output.tell(notice),
    },
    (account) => checkAccount(desk, loaded, account),
  );
  desk.advisor.settle({ region, profile: opened.header.profile });
  for (const notice of opened.notices) desk.output.tell(notice);
  const identity = { stack: settings.name, accountId: opened.aws.account, region };
  const { store, lock } = await openState(desk, { file: paths.state, identity, writes: access.writes });
  await tellMissing(desk, store, paths.state);
  return {
    ...desk,
    ...opened,
    settings: { ...settings, region },
    settingsFile: loaded.file ?? paths.config,
    hasFile: loaded.file !== undefined,
    lineOf: loaded.lineOf,
    account: { ...opened.header, stack: settings.name },
    // As it was named: what is told and advised is about the path that the user knows.
    stateFile: pathsOf(desk).state,
    store,
    close: closer(store, lock),
  };
}

/** A state that was named, or of which only the backup is there, is missed; else it is a first run. */
async function tellMissing({ globals, output }: Desk, store: StateStore, file: string): Promise<void> {
  if (!store.isNew) return;
  const hasBackup = await exists(backupOf(file));
  if (globals.state === undefined && !hasBackup) return;
  const backup = hasBackup ? ` Its backup is ${backupOf(file)}.` : "";
  output.tell(`There is no state file at ${file}.${backup}`);
}

interface StatePlace {
  readonly file: string;
  readonly identity: { stack: string; accountId: string; region: string };
  readonly writes: boolean;
}

async function openState(
  desk: Desk,
  place: StatePlace,
): Promise<{ store: StateStore; lock: HeldLock | undefined }> {
  const { file, identity, writes } = place;
  const stop = (error: StateError): void => desk.stop(error);
  const lock = writes ? await takeLock(desk, file, (error) => store?.lose(error)) : undefined;
  let store: StateStore | undefined;
  try {
    store = await StateStore.open({
      file,
      identity,
      newLineage: randomUUID,
      readOnly: !writes,
      ...(lock === undefined ? {} : { lockLoss: () => lock.loss() }),
      onLost: stop,
    });
  } catch (error) {
    await lock?.release();
    throw error;
  }
  const opened = store;
  desk.world.onExit(closer(opened, lock));
  return { store: opened, lock };
}

function takeLock(desk: Desk, file: string, onLost: (error: StateError) => void): Promise<HeldLock> {
  const { world, output, advisor } = desk;
  const staleSeconds = lockStaleSeconds(world.env);
  return lockState({
    file,
    command: advisor.again(),
    onLost,
    notice: (text) => output.tell(text),
    signal: desk.signal,
    ...(staleSeconds === undefined ? {} : { staleSeconds }),
  });
}

function closer(store: StateStore, lock: HeldLock | undefined): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= (async () => {
      // A write that failed was told to whoever asked for it.
      await store.flushed().catch(() => undefined);
      await lock?.release();
    })();
    return closed;
  };
}

/**
 * The region of a run: that of the settings, unless only the command line names one.
 * @throws SettingsError when both do, and differ.
 */
export function regionOf(desk: Desk, loaded: LoadedSettings): string {
  const { globals, world, output } = desk;
  const { region } = loaded.settings;
  const isWritten = loaded.lineOf("region") !== undefined;
  if (globals.region !== undefined && globals.region !== region) {
    if (!isWritten) return globals.region;
    const detail = `--region ${globals.region} contradicts region: ${region} in ${loaded.file}. A stack lives in one region; nothing was called.`;
    throw new SettingsError({
      code: "RegionContradicts",
      summary: "The region contradicts the settings",
      detail,
    });
  }
  const variable = world.env.AWS_REGION;
  if (!globals.sandbox && variable !== undefined && variable !== region) {
    output.tell(`AWS_REGION is ${variable}; the settings say ${region}, and the settings win.`);
  }
  return region;
}

function checkAccount(desk: Desk, loaded: LoadedSettings, account: string): void {
  const wanted = loaded.settings.account;
  if (desk.globals.sandbox || wanted === undefined || wanted === account) return;
  const place = `${loaded.file}:${loaded.lineOf("account") ?? 1}`;
  throw new SettingsError({
    code: "AccountContradicts",
    summary: "These are credentials of another account",
    detail: `${place}: account is ${wanted}, but the credentials are of ${account}. Nothing else was called.`,
    fix: ["aws sts get-caller-identity --profile NAME"],
  });
}
