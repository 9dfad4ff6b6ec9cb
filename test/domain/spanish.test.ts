/** What Spanish people write is understood: answers, greetings, values of commands, quotes, and the sentence that is repeated. */
import { describe, expect, test } from "vitest";
import {
  parseDurationMinutes,
  parsePriority,
  parseWaitValue,
  parseWhen,
} from "../../src/domain/command-values.ts";
import { readAnswer } from "../../src/domain/confirm.ts";
import { greetingName } from "../../src/domain/greeting.ts";
import { detectLanguage } from "../../src/domain/language.ts";
import { dayAndTime } from "../../src/domain/localised.ts";
import { isClosing, isGreeting, isValediction } from "../../src/domain/phrases.ts";
import { restate } from "../../src/domain/restate.ts";

const resolved = { hasAttachments: false, status: "resolved", names: ["Anna Holm"] } as const;
const closed = { ...resolved, status: "closed" } as const;

describe("an answer to a solution", () => {
  test.each([
    "Sí",
    "Si",
    "SÍ!!",
    "Sí, funciona. ¡Gracias!",
    "Ya funciona, muchas gracias",
    "¡Funciona perfectamente!",
    "Ahora va bien, gracias",
    "Todo funciona de nuevo, mil gracias",
    "Muchas gracias por su ayuda",
    "Gracias por la rapidez",
    "Muchísimas gracias Anna",
    "Hola Anna:\n\nYa puedo entrar, gracias.\n\nUn saludo",
    "Está resuelto, gracias",
    "Se ha solucionado el problema",
    "Solucionado",
    "Todo en orden",
    "Pueden cerrar el caso",
    "Podéis cerrar la incidencia, gracias por todo",
    "El caso se puede cerrar",
    "Perfecto, gracias!",
    "Vale, gracias",
    "Confirmo que funciona",
    "Sin problemas, gracias",
    "Genial, que tengáis un buen día",
    "Le agradezco mucho",
    "Ya me funciona 👍",
  ])("confirms: %j", (text) => {
    expect(readAnswer(text, resolved)).toMatchObject({ kind: "confirms" });
  });

  test.each([
    "No",
    "No, todavía no funciona: ",
    "No funciona",
    "Sigue sin funcionar",
    "Gracias, pero sigue igual",
    "Sí, pero muy lento",
    "Funciona a veces",
    "El problema no está resuelto",
    "¿Funciona ya?",
    "Gracias de antemano",
    "Todavía no lo he probado, gracias",
    "Casi",
    "Funciona, solo falla el escáner",
    "Me gustaría saber cuándo",
    "No puedo entrar",
    "Ya no funciona",
    "Ya no va",
    "Gracias, lo pruebo mañana",
    "Otra vez",
    "Ha vuelto el problema",
    "Bueno",
    "Por favor, reabran el caso",
  ])("is trouble: %j", (text) => {
    expect(readAnswer(text, resolved)).toMatchObject({ kind: "trouble" });
  });

  test("says why in the codes that every language has", () => {
    expect(readAnswer("Ya no funciona", resolved).reason).toBe("negation: no");
    expect(readAnswer("Gracias, pero …", resolved).reason).toBe("contrast: pero");
    expect(readAnswer("Gracias, cuándo vienen", resolved).reason).toBe("question: cuando vienen");
  });

  test.each([
    ["Nota: 4", 4],
    ["4 de 5", 4],
    ["5 estrellas", 5],
    ["5, muchas gracias", 5],
  ])("rates: %j", (text, rating) => {
    expect(readAnswer(text, closed)).toMatchObject({ kind: "rates", rating });
  });
});

test.each([
  "Hola:",
  "Buenos días,",
  "Buenas tardes:",
  "Buenas,",
  "Estimado señor:",
  "Estimados compañeros,",
  "Muy señores míos:",
  "A quien corresponda:",
])("greets: %s", (line) => {
  expect(isGreeting(line)).toBe(true);
});

test.each([
  "Un saludo,",
  "Saludos cordiales",
  "Reciba un cordial saludo,",
  "Atentamente,",
  "Un abrazo",
  "Saludos, María",
])("takes leave: %s", (line) => {
  expect(isValediction(line)).toBe(true);
});

test.each(["Muchas gracias", "Gracias de antemano.", "Mil gracias por su ayuda"])(
  "thanks and says no more: %s",
  (line) => {
    expect(isClosing(line)).toBe(true);
  },
);

test.each([
  ["María José García López", "mjgarcia@cliente.example", "María"],
  ["García López, María", "mgl@cliente.example", "María"],
  ["Sra. Carmen Ruiz", "cruiz@cliente.example", "Carmen"],
  ["D. Ruiz", "info@cliente.example", null],
  ["ÍÑIGO GÓMEZ", "ig@cliente.example", "Íñigo"],
  ["Departamento de Compras", "compras@cliente.example", "Departamento de Compras"],
  ["Secretaría", "sec@cliente.example", "Secretaría"],
])("%s <%s> is greeted as %s", (name, address, expected) => {
  expect(greetingName(name, address, "es")).toBe(expected);
});

test.each([
  [
    "Buenos días:\n\nMe llamo María. La impresora de la segunda planta no imprime desde ayer.\n\nUn saludo,\nMaría",
    "La impresora de la segunda planta no imprime desde ayer.",
  ],
  [
    "Hola, espero que estén bien. Necesito acceso a la carpeta de Compras.\nMuchas gracias",
    "Necesito acceso a la carpeta de Compras.",
  ],
  [
    "Buenas tardes: ¿podrían instalarme Acrobat en el portátil?",
    "¿podrían instalarme Acrobat en el portátil?",
  ],
  ["Mi contraseña es Secreta123 y no puedo entrar", null],
  ["Mi contraseña ha caducado y no puedo entrar", "Mi contraseña ha caducado y no puedo entrar"],
])("of %j it repeats %j", (text, expected) => {
  expect(restate(text)).toBe(expected);
});

test("the words of its values", () => {
  expect(parseWaitValue("proveedor hasta viernes")).toEqual({ for: "vendor", until: "viernes" });
  expect(parseWaitValue("al solicitante")).toEqual({ for: "user", until: null });
  expect(parseDurationMinutes("1 hora y 30 minutos")).toBe(90);
  expect(parsePriority("Crítica")).toBe("critical");
  const now = new Date("2026-11-22T10:00:00Z");
  const when = (value: string) => parseWhen(value, now, "Europe/Madrid")?.toISOString();
  expect(when("viernes a las 14:00")).toBe("2026-11-27T13:00:00.000Z");
  expect(when("el próximo lunes a las 9")).toBe("2026-11-23T08:00:00.000Z");
  expect(when("mañana")).toBe("2026-11-23T08:00:00.000Z");
  expect(when("miércoles")).toBe("2026-11-25T08:00:00.000Z");
  expect(when("dentro de 2 semanas")).toBe("2026-12-06T08:00:00.000Z");
  expect(when("3 días")).toBe("2026-11-25T08:00:00.000Z");
  expect(when("en 2 horas")).toBe("2026-11-22T12:00:00.000Z");
});

test("one o'clock stands in the singular", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const moment = (at: string) => dayAndTime(new Date(at), now, { language: "es", timeZone: "Europe/Madrid" });
  expect(moment("2026-11-24T13:00:00Z")).toBe("martes 24 de noviembre a las 14:00");
  expect(moment("2026-11-24T00:30:00Z")).toBe("martes 24 de noviembre a la 01:30");
  expect(moment("2027-01-04T15:00:00Z")).toBe("lunes 4 de enero de 2027 a las 16:00");
});

test.each([
  "La impresora no funciona.",
  "¿Podrían restablecer mi contraseña?",
  "No puedo iniciar sesión en el portátil.",
  "Sigue sin funcionar, gracias",
])("knows the language: %s", (text) => {
  expect(detectLanguage(text, ["en", "da", "nl", "es", "zh"])).toBe("es");
});
