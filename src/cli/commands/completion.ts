import type { Command } from "commander";
import { usage } from "../run-command.ts";
import type { World } from "../world.ts";

/** Shells that a completion script can be printed for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

interface Words {
  readonly commands: readonly {
    readonly name: string;
    readonly flags: readonly string[];
    readonly subcommands: readonly string[];
  }[];
}

interface Wanted {
  readonly shell: string;
  /** As a JSON document with the script in it. */
  readonly json: boolean;
}

/** `completion SHELL`: prints the script; what it completes is read from the command tree itself. */
export function completion(world: World, program: Command, { shell, json }: Wanted): number {
  const words = wordsOf(program);
  const scripts: Readonly<Record<(typeof SHELLS)[number], () => string>> = {
    bash: () => bash(words),
    zsh: () => `#compdef flashsale-setup\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`,
    fish: () => fish(words),
    powershell: () => powershell(words),
  };
  const script = Object.entries(scripts).find(([name]) => name === shell)?.[1];
  if (script === undefined) throw usage("UnknownShell", `completion ${shell}: one of ${SHELLS.join(", ")}.`);
  const text = json ? JSON.stringify({ schema: 1, shell, script: script() }, undefined, 2) : script();
  world.terminal.stdout.write(`${text}\n`);
  return 0;
}

function wordsOf(program: Command): Words {
  const flagsOf = (command: Command): string[] => command.options.flatMap(({ long }) => (long ? [long] : []));
  const global = flagsOf(program);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    flags: [...new Set([...flagsOf(command), ...global, "--help"])],
    subcommands: command.commands.map((sub) => sub.name()),
  }));
  return { commands };
}

function bash({ commands }: Words): string {
  const cases = commands.map(
    ({ name, flags, subcommands }) => `    ${name}) words="${[...subcommands, ...flags].join(" ")}" ;;`,
  );
  return [
    "_flashsale_setup() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash expands it, not this program.
    '  local current="${COMP_WORDS[COMP_CWORD]}" words',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash expands it, not this program.
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${commands.map(({ name }) => name).join(" ")}" ;;`,
    "  esac",
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map(({ name }) => name).join(" ")}"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -F _flashsale_setup flashsale-setup",
  ].join("\n");
}

function fish({ commands }: Words): string {
  const names = commands.map(({ name }) => name).join(" ");
  const first = `complete -c flashsale-setup -n "not __fish_seen_subcommand_from ${names}" -f -a "${names}"`;
  const rest = commands.flatMap(({ name, flags, subcommands }) => [
    ...(subcommands.length > 0
      ? [
          `complete -c flashsale-setup -n "__fish_seen_subcommand_from ${name}" -f -a "${subcommands.join(" ")}"`,
        ]
      : []),
    ...flags.map(
      (flag) => `complete -c flashsale-setup -n "__fish_seen_subcommand_from ${name}" -l ${flag.slice(2)}`,
    ),
  ]);
  return [first, ...rest].join("\n");
}

function powershell({ commands }: Words): string {
  const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(", ");
  const table = commands.map(
    ({ name, flags, subcommands }) => `    '${name}' = @(${quoted([...subcommands, ...flags])})`,
  );
  return [
    "Register-ArgumentCompleter -Native -CommandName flashsale-setup -ScriptBlock {",
    "  param($wordToComplete, $commandAst, $cursorPosition)",
    "  $words = @{",
    ...table,
    "  }",
    "  $typed = $commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() }",
    "  $command = $typed | Where-Object { $words.ContainsKey($_) } | Select-Object -First 1",
    "  $candidates = if ($command) { $words[$command] } else { $words.Keys }",
    '  $candidates | Where-Object { $_ -like "$wordToComplete*" } | Sort-Object |',
    "    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }",
    "}",
  ].join("\n");
}
