/** The columns that a directory file may have, by the headings that people give them; case, blanks and marks do not count. */

/** What the directory says of somebody beside their addresses: fields of PersonFact. */
export const DIRECTORY_FIELDS = [
  "name",
  "phone",
  "office",
  "userName",
  "department",
  "organisation",
  "personId",
  "language",
  "calendar",
] as const;
export type DirectoryField = (typeof DIRECTORY_FIELDS)[number];
export type DirectoryColumn = DirectoryField | "address" | "aliases";

/** Headings as exports have them, in the languages that the desk writes. */
const HEADINGS: Record<DirectoryColumn, readonly string[]> = {
  address: [
    ...[
      "address",
      "mail",
      "email",
      "e-mail",
      "mail address",
      "e-mail address",
      "main address",
      "primary mail",
    ],
    ...["mailadresse", "e-mailadresse", "e-mailadres", "mailadres", "correo", "correo electrónico"],
    ...["邮箱", "电子邮件", "电子邮箱", "邮件地址"],
  ],
  aliases: [
    ...["aliases", "alias", "other addresses", "proxy addresses", "andre adresser", "aliasser"],
    ...["aliassen", "andere adressen", "otras direcciones", "otros correos", "别名", "其他邮箱"],
  ],
  name: [
    ...["name", "full name", "display name", "navn", "fulde navn", "naam", "volledige naam", "nombre"],
    ...["nombre completo", "姓名", "名字"],
  ],
  phone: [
    ...["phone", "telephone", "tel", "phone number", "mobile", "telefon", "telefonnummer", "mobil"],
    ...["telefoon", "telefoonnummer", "teléfono", "móvil", "电话", "电话号码", "手机"],
  ],
  office: [
    ...["office", "room", "location", "kontor", "lokale", "rum", "kantoor", "kamer", "oficina", "despacho"],
    ...["办公室", "房间", "地点"],
  ],
  userName: [
    ...["user name", "user", "login", "account", "user id", "sam account name", "brugernavn", "bruger"],
    ...["gebruikersnaam", "gebruiker", "nombre de usuario", "usuario", "用户名", "账号"],
  ],
  department: [
    ...["department", "dept", "unit", "afdeling", "institut", "departamento", "área", "部门", "院系"],
  ],
  organisation: [
    ...["organisation", "organization", "company", "faculty", "virksomhed", "firma", "fakultet"],
    ...["organisatie", "bedrijf", "organización", "empresa", "单位", "公司", "组织", "机构"],
  ],
  personId: [
    ...["person id", "id", "staff id", "student id", "employee id", "employee number", "personnel number"],
    ...["staff or student id", "medarbejdernummer", "studienummer", "personeelsnummer", "studentnummer"],
    ...["número de empleado", "número de estudiante", "工号", "学号", "编号"],
  ],
  language: ["language", "lang", "preferred language", "sprog", "taal", "idioma", "lengua", "语言"],
  calendar: ["calendar", "kalender", "calendario", "日历"],
};

/** What stands above the columns in our own words, for messages. */
export const COLUMN_TITLES = Object.keys(HEADINGS) as DirectoryColumn[];

const BY_HEADING = new Map(
  COLUMN_TITLES.flatMap((column) =>
    [column, ...HEADINGS[column]].map((heading): [string, DirectoryColumn] => [plain(heading), column]),
  ),
);

/** Null for a heading that means nothing to the desk. */
export function columnOf(heading: string): DirectoryColumn | null {
  return BY_HEADING.get(plain(heading)) ?? null;
}

function plain(heading: string): string {
  return heading
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
