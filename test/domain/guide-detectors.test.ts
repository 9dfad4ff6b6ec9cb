/** What a mail tells by itself, so that a guide need not ask it; and what only looks like it. */
import { describe, expect, test } from "vitest";
import type { Detector } from "../../src/domain/desk-guides.ts";
import { detect, mention } from "../../src/domain/guide-detectors.ts";

const words = (detector: Detector, text: string) => detect(detector, text, [])?.words ?? null;

describe.each<[Detector, string[], string[]]>([
  [
    "room",
    [
      "It is in room 4.12, please hurry",
      "Printeren i lokale 12 virker ikke",
      "I sit in office B204",
      "the one on the 2nd floor",
      "den på 2. sal",
      "in the basement",
      "de printer op kamer 3.14",
      "op de tweede verdieping",
      "en la sala 12",
      "la impresora de la planta 3",
      "302会议室的打印机",
      "在5楼",
    ],
    [
      "Office 365 does not open",
      "I have no room for it",
      "in my office",
      "the floor is wet",
      "ikke i rum tid",
      "restroom 5",
    ],
  ],
  [
    "host",
    [
      "My computer LT-4711 is slow",
      "PC0231 does not start",
      "prn-hq-02 is out of paper",
      "ping 10.0.4.17",
      "open \\\\fileserver\\common",
      "Computer name: MARIE",
      "计算机名：ABC",
    ],
    [
      "The wi-fi is slow",
      "I use Windows 11",
      "covid-19 is over",
      "KB5034441 fails",
      "e-mail does not work",
      "at 10:30",
      "my printer",
    ],
  ],
  [
    "userName",
    [
      "user name: sofber",
      "my username is sofber",
      "brugernavn: sofber",
      "CORP\\sofber cannot sign in",
      "usuario: sofber",
      "用户名：sofber",
    ],
    ["my username does not work", "the user name is not accepted", "login is locked", "I cannot log in"],
  ],
  [
    "time",
    [
      "since this morning",
      "it began yesterday",
      "at 10:30 it stopped",
      "kl. 9",
      "on 2026-11-23",
      "on Monday",
      "for two days now",
      "siden i går",
      "i mandags",
      "sinds gisteren",
      "desde el lunes",
      "hace 2 horas",
      "今天早上开始",
    ],
    ["it does not work", "version 13.2", "please help soon", "den er langsom"],
  ],
  [
    "errorText",
    [
      'it says "Paper jam in tray 2"',
      "error 13.2",
      "fejl 0x80070005",
      "Error: cannot find the server",
      "错误代码 404",
      "der står »Papirstop i bakke 2«",
      "fout: geen verbinding",
    ],
    [
      "it shows an error",
      "there's something wrong",
      "den viser en fejl",
      "I don't know what it's about, can't say",
    ],
  ],
])("%s", (detector, told, untold) => {
  test.each(told)("is told by: %s", (text) => expect(words(detector, text)).not.toBeNull());
  test.each(untold)("is not told by: %s", (text) => expect(words(detector, text)).toBeNull());
});

test("what was found comes with its line", () => {
  const text = "Hi,\nthe printer in room 4.12 is jammed.\nSofie";
  expect(detect("room", text, [])).toEqual({
    words: "room 4.12",
    line: "the printer in room 4.12 is jammed.",
  });
});

test("a picture is one that was attached, or pasted large enough to be no logo", () => {
  const file = (contentType: string, inline: boolean, size: number) =>
    detect("picture", "", [{ contentType, inline, size, name: "shot.png" }]);
  expect(file("image/png", false, 900)).toMatchObject({ words: "shot.png" });
  expect(file("image/png", true, 60_000)).not.toBeNull();
  expect(file("image/png", true, 3_000)).toBeNull();
  expect(file("application/pdf", false, 60_000)).toBeNull();
});

test("a word of the guide's own counts whole, in any capitals, and as it is written", () => {
  expect(mention(["toner"], "No TONER left")?.words).toBe("TONER");
  expect(mention(["toner"], "a tonerless printer")).toBeNull();
  expect(mention(["tray 2 (left)"], "tray  2 (left) is empty")).not.toBeNull();
  expect(mention(["墨粉"], "没有墨粉了")).not.toBeNull();
  expect(mention([], "anything")).toBeNull();
});

test("no text takes long", () => {
  const hostile = [
    "room ".repeat(200_000),
    "a-".repeat(400_000),
    '"'.repeat(500_000),
    "1.".repeat(400_000),
    "error ".repeat(100_000),
    "\\\\".repeat(300_000),
  ];
  for (const text of hostile) {
    for (const detector of ["room", "host", "userName", "time", "errorText"] as const) {
      const start = performance.now();
      detect(detector, text, []);
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  }
});
