/** What the doctor says of DNS, which the desk needs only where it checks DKIM signatures itself. */
import { expect, test } from "vitest";
import { lookAtDns } from "../../src/cli/doctor/dns.ts";
import { aDesk } from "../support/facts.ts";

const checking = aDesk();
const desk = {
  ...checking,
  mailboxes: checking.mailboxes.map((one) => ({ ...one, authentication: { dkim: true as const } })),
};
const failing = (code: string) => async () => {
  throw Object.assign(new Error(code), { code });
};

test.each(["ENODATA", "ENOTFOUND"])("a name server that answers with %s has answered", async (code) => {
  expect(await lookAtDns(desk, failing(code))).toMatchObject([{ check: "DNS", state: "ok" }]);
});

test("a record is an answer, too", async () => {
  const asked: string[] = [];
  const lookUp = async (name: string) => {
    asked.push(name);
    return [["v=spf1"]];
  };
  expect(await lookAtDns(desk, lookUp)).toMatchObject([{ state: "ok" }]);
  expect(asked).toEqual(["desk.example"]);
});

test.each(["ETIMEOUT", "ECONNREFUSED", "ESERVFAIL"])("silence is a fault: %s", async (code) => {
  const [finding] = await lookAtDns(desk, failing(code));
  expect(finding).toMatchObject({ state: "fault", code: "dns_silent" });
  expect(finding?.found).toContain("helpdesk");
  expect(finding?.hint).toContain("rfc8601");
});

test("nobody is asked where a mail host vouches", async () => {
  expect(await lookAtDns(checking, failing("ETIMEOUT"))).toEqual([]);
});
