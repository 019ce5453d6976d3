import { describe, expect, it } from "vitest";
import { INPUT, Machine, textOf } from "./machine.ts";

const SECRET = "Hunter2-of-the-database";

const ANSWERING = `case "$*" in *get-secret-value*) echo '${SECRET}' ;; *get-login-password*) echo 'a-login' ;; esac`;

/** A machine that has booted. */
function booted(played: Readonly<Record<string, string>> = {}): Machine {
  const machine = new Machine({ aws: ANSWERING, docker: "cat >/dev/null", ...played });
  expect(machine.run(textOf())).toMatchObject({ status: 0 });
  return machine;
}

describe("the boot of an instance", () => {
  it("installs Docker and starts the application under systemd, then the tools for diagnosis", () => {
    expect(booted().commands()).toEqual([
      "dnf install --assumeyes docker",
      "systemctl enable --now docker",
      "systemctl daemon-reload",
      "systemctl enable --now flashsale-app",
      "dnf install --assumeyes openssl postgresql15",
      "dnf install --assumeyes valkey",
    ]);
  });

  it("tries again while the network is not there yet", () => {
    const machine = booted({ dnf: '[[ "$(count dnf)" -gt 2 ]]' });
    const commands = machine.commands();
    expect(commands.filter((command) => command === "dnf install --assumeyes docker")).toHaveLength(3);
    expect(commands).toContain("systemctl enable --now flashsale-app");
  });

  it("ends in failure where Docker cannot be had", () => {
    const machine = new Machine({ dnf: "exit 1" });
    expect(machine.run(textOf()).status).toBe(1);
    expect(machine.commands().filter((command) => command.startsWith("systemctl"))).toEqual([]);
  });

  it("goes on without the tools for diagnosis", () => {
    const machine = booted({ dnf: '[[ "$*" == *docker ]]' });
    expect(machine.commands().at(-1)).toBe("dnf install --assumeyes redis6");
  });

  it("writes nothing secret to the disk", () => {
    const machine = booted();
    expect(machine.read("etc/flashsale-app/environment")).toBe(
      "AWS_REGION=us-east-1\nDB_HOST=db.example.com\nDB_PORT=5432\n",
    );
    expect(machine.read("etc/flashsale-app/secrets")).toBe(
      `DB_PASSWORD=${String(INPUT.secrets.DB_PASSWORD)}\n`,
    );
  });

  it("has the application started again whenever it ends, with memory of its own", () => {
    const unit = booted().read("etc/systemd/system/flashsale-app.service");
    for (const line of [
      "Restart=always",
      "StartLimitIntervalSec=0",
      "RuntimeDirectory=flashsale-app",
      "RuntimeDirectoryMode=0700",
    ])
      expect(unit.split("\n")).toContain(line);
  });
});

describe("the start of the application", () => {
  it("runs the image with its variables and its log", () => {
    const machine = booted();
    expect(machine.start()).toMatchObject({ status: 0 });
    const image = String(INPUT.image);
    expect(machine.commands().filter((command) => command.startsWith("docker"))).toEqual([
      `docker login --username AWS --password-stdin ${image.split("/")[0] ?? ""}`,
      `docker pull --quiet ${image}`,
      "docker rm --force flashsale-app",
      `docker run --rm --name flashsale-app --publish 8080:8080 --env-file /run/flashsale-app/environment --log-driver awslogs --log-opt awslogs-region=us-east-1 --log-opt awslogs-group=/flashsale/app --log-opt awslogs-stream=i-0123456789abcdef0 --log-opt mode=non-blocking ${image}`,
    ]);
  });

  it("tells the application its secrets in a file for root only, and nobody else", () => {
    const machine = booted();
    const { said } = machine.start();
    expect(machine.read("run/flashsale-app/environment")).toBe(
      `AWS_REGION=us-east-1\nDB_HOST=db.example.com\nDB_PORT=5432\nDB_PASSWORD=${SECRET}\n`,
    );
    expect(machine.mode("run/flashsale-app/environment")).toBe("600");
    expect(said).not.toContain(SECRET);
    expect(machine.commands().join("\n")).not.toMatch(/Hunter2|a-login/);
  });

  it("writes the file anew each time", () => {
    const machine = booted();
    machine.start();
    machine.start();
    expect(machine.read("run/flashsale-app/environment").match(/DB_PASSWORD/g)).toHaveLength(1);
  });

  it("waits for an image that is not there yet, and says so once", () => {
    const machine = booted({ docker: 'cat >/dev/null; [[ "$1" != pull || "$(count pulls)" -gt 3 ]]' });
    const { status, said } = machine.start();
    expect(status).toBe(0);
    expect(said.match(/waiting for/g)).toHaveLength(1);
    const commands = machine.commands();
    expect(commands.filter((command) => command === "sleep 15")).toHaveLength(2);
    expect(commands.filter((command) => command.startsWith("docker run"))).toHaveLength(1);
  });

  it("logs in again at each attempt, as a login ends after twelve hours", () => {
    const machine = booted({ docker: 'cat >/dev/null; [[ "$1" != login || "$(count logins)" -gt 1 ]]' });
    expect(machine.start().status).toBe(0);
    expect(machine.commands().filter((command) => command.startsWith("docker login"))).toHaveLength(2);
    expect(machine.commands().filter((command) => command.startsWith("docker pull"))).toHaveLength(1);
  });

  it("does not run the application without a secret that it needs", () => {
    const failing = `case "$*" in *get-secret-value*) echo AccessDenied >&2; exit 254 ;; *) echo a-login ;; esac`;
    const machine = booted({ aws: failing });
    const { status, said } = machine.start();
    expect(status).not.toBe(0);
    expect(said).toContain("AccessDenied");
    expect(machine.commands().filter((command) => command.startsWith("docker run"))).toEqual([]);
  });

  it("does without the container of before, whether or not there is one", () => {
    const machine = booted({ docker: 'cat >/dev/null; [[ "$1" != rm ]]' });
    expect(machine.start().status).toBe(0);
  });
});
