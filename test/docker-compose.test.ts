import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadEnvironment } from "../src/config.ts";

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  ports?: string[];
  profiles?: string[];
  depends_on?: Record<string, { condition: string }>;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

const text = readFileSync("docker-compose.yml", "utf8");
const compose = parse(text) as Compose;
const services = Object.entries(compose.services);
const dockerfile = readFileSync("Dockerfile", "utf8");

describe("docker-compose.yml", () => {
  it("has Postgres, a Redis that forgets no job, the desk, and a mail server in the test profile only", () => {
    expect(Object.keys(compose.services).sort()).toEqual(["desk", "mail", "postgres", "redis"]);
    expect(compose.services.redis?.command?.join(" ")).toContain("--maxmemory-policy noeviction");
    expect(compose.services.redis?.command?.join(" ")).toContain("--appendonly yes");
    expect(compose.services.desk?.command).toEqual(["start"]);
    expect(services.filter(([, service]) => service.profiles).map(([name]) => name)).toEqual(["mail"]);
  });

  it.each(services)("%s has a pinned image and a health check", (_name, service) => {
    expect(service.image).toMatch(/^[\w./-]+:\d+\.\d+(\.\d+)?[\w.-]*$/);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it("starts the desk only when its database and queue are healthy", () => {
    expect(compose.services.desk?.depends_on).toEqual({
      postgres: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
    });
  });

  it("keeps data in declared named volumes", () => {
    const used = services
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(":")[0]);
    const named = used.filter((name) => !name?.startsWith("."));
    expect(named.sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(named).toHaveLength(2);
  });

  it("holds no secret: each is a file outside the repository, declared and used", () => {
    const used = new Set(services.flatMap(([, service]) => service.secrets ?? []));
    expect([...used].sort()).toEqual(Object.keys(compose.secrets).sort());
    const ignored = readFileSync(".gitignore", "utf8").split("\n");
    expect(ignored).toContain("/secrets/");
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    for (const [, service] of services) {
      for (const [name, value] of Object.entries(service.environment ?? {})) {
        if (/PASS|SECRET|TOKEN/.test(name)) expect(name).toMatch(/_FILE$/);
        expect(value).not.toMatch(/:\/\/[^/]*:[^/]*@/);
      }
    }
  });

  it("opens ports to this machine only", () => {
    for (const port of services.flatMap(([, service]) => service.ports ?? [])) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it("sets only variables that the desk reads", () => {
    const { environment = {} } = compose.services.desk ?? {};
    const names = Object.keys(environment).filter((name) => name.startsWith("DESKPOST_"));
    const unread = loadEnvironment(Object.fromEntries(names.map((name) => [name, ""]))).unread(["helpdesk"]);
    expect(unread).toEqual([]);
  });
});

describe("Dockerfile", () => {
  it("builds in one stage and runs in another, as a user without rights, with SIGTERM reaching the desk", () => {
    expect(dockerfile.match(/^FROM node:20-slim/gm)).toHaveLength(2);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node", "\/app\/dist\/main.js"\]$/m);
  });

  it("copies only what the build context holds", () => {
    const allowed: string[] = readFileSync(".dockerignore", "utf8").match(/(?<=^!).*/gm) ?? [];
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((line) =>
      (line[1] ?? "").split(" "),
    );
    expect(copied.filter((name) => !allowed.includes(name))).toEqual([]);
    expect(copied.length).toBeGreaterThan(5);
  });
});
