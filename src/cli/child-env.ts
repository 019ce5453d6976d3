import type { World } from "./world.ts";

type Environment = World["env"];

/** What any program needs to find its files, speak a language and get through a proxy. Names are compared in upper case. */
const EVERYBODY =
  /^(PATH|PATHEXT|HOME|USER|USERNAME|LOGNAME|SHELL|TERM|TZ|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_\w+|XDG_\w+|NO_COLOR|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?|HOMEDRIVE|HOMEPATH)$/;

const JAVA = /^(JAVA_HOME|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS)$/;
const SSH = /^SSH_(AUTH_SOCK|AGENT_PID|ASKPASS)$/;

/** What each program needs besides: its own settings, never those of AWS. */
const OWN: Readonly<Record<string, readonly RegExp[]>> = {
  docker: [/^(DOCKER|BUILDKIT|BUILDX)_\w+$/, SSH],
  git: [/^GIT_\w+$/, SSH, /^(DISPLAY|WAYLAND_DISPLAY)$/],
  java: [JAVA],
  mvn: [JAVA, /^(MAVEN|MVN|M2)_\w+$/],
};

const AWS = [/^AWS_\w+$/];

const pick = (env: Environment, allowed: readonly RegExp[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && allowed.some((pattern) => pattern.test(name.toUpperCase()))
        ? [[name, value]]
        : [],
    ),
  );

/**
 * The environment that a program is started with. Nothing else of ours reaches it: build tools run what others wrote, and have no
 * business with the account's keys.
 */
export const childEnv = (program: string, env: Environment): Record<string, string> =>
  pick(env, [EVERYBODY, ...(OWN[program] ?? [])]);

/** The same with the variables of AWS, for a program that calls AWS itself. */
export const awsChildEnv = (env: Environment): Record<string, string> => pick(env, [EVERYBODY, ...AWS]);
