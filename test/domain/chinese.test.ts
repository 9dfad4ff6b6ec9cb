/** What Chinese people write is understood, without blanks between the words: answers, greetings, commands, values, and what is repeated. */
import { describe, expect, test } from "vitest";
import { parseCommands } from "../../src/domain/command.ts";
import {
  parseDurationMinutes,
  parsePriority,
  parseWaitValue,
  parseWhen,
} from "../../src/domain/command-values.ts";
import { readAnswer } from "../../src/domain/confirm.ts";
import { greetingName } from "../../src/domain/greeting.ts";
import { detectLanguage } from "../../src/domain/language.ts";
import { isClosing, isGreeting, isValediction, withoutGreeting } from "../../src/domain/phrases.ts";
import { restate } from "../../src/domain/restate.ts";

const resolved = { hasAttachments: false, status: "resolved", names: ["Anna Holm", "王小明"] } as const;
const closed = { ...resolved, status: "closed" } as const;

describe("an answer to a solution", () => {
  test.each([
    "可以了",
    "可以了，谢谢！",
    "可以用了，谢谢！",
    "好了，谢谢",
    "已经好了。非常感谢！",
    "问题已经解决，谢谢您的帮助",
    "问题解决了，感谢支持！",
    "现在可以正常使用了，非常感谢",
    "打印机可以用了",
    "已恢复正常",
    "一切正常，谢谢",
    "没问题了",
    "没有问题，请关闭工单",
    "您好，已经可以登录了，谢谢！",
    "谢谢王小明",
    "王小明老师您好，可以了，谢谢",
    "谢谢",
    "多谢多谢",
    "好的，谢谢",
    "OK，谢谢",
    "OK了 谢谢",
    "太好了！辛苦了",
    "嗯嗯，好了",
    "速度很快，谢谢👍",
    "收到，谢谢",
    "是的，可以了",
    "可以关闭工单了",
    "谢谢，祝工作顺利！",
  ])("confirms: %j", (text) => {
    expect(readAnswer(text, resolved)).toMatchObject({ kind: "confirms" });
  });

  test.each([
    "不行",
    "还不行：",
    "还是不行",
    "没有解决",
    "谢谢，但是还是不行",
    "不能用",
    "可以了吗",
    "可以了吗？",
    "解决不了",
    "有时可以",
    "好像可以了",
    "暂时可以了",
    "基本好了",
    "太慢了",
    "又有问题了，谢谢",
    "又坏了",
    "请处理，谢谢",
    "帮忙处理，谢谢",
    "请帮忙，谢谢",
    "我试试，谢谢",
    "好的，我明天试一下",
    "不好用",
    "不正常",
    "打印机，谢谢",
    "不谢",
    "非常不满意",
    "谢谢，另外鼠标也坏了",
    "麻烦重新打开",
    "好不好",
    "怎么关闭",
    "收到",
    "您好",
    "王老师好",
    "大家好",
    "已解决，但速度慢",
    "可以打印，扫描不行",
    "",
  ])("is trouble: %j", (text) => {
    expect(readAnswer(text, resolved)).toMatchObject({ kind: "trouble" });
  });

  test.each([
    ["谢谢，但是没试", "negation: 没"],
    ["还是坏的", "negation: 坏"],
    ["好像可以了", "contrast: 好像"],
    ["怎么关闭", "question: 怎么关闭"],
    ["谢谢，下午来", "other_words: 下午来"],
    ["您好", "neither_yes_nor_thanks"],
  ])("says why: %s", (text, reason) => {
    expect(readAnswer(text, resolved).reason).toBe(reason);
  });

  test.each([
    ["5分", 5],
    ["评分：4", 4],
    ["给5分，谢谢", 5],
    ["４分", 4],
  ])("rates: %j", (text, rating) => {
    expect(readAnswer(text, closed)).toMatchObject({ kind: "rates", rating });
  });

  test("twelve words are about twenty-four characters", () => {
    expect(readAnswer("谢谢".repeat(12), resolved).kind).toBe("confirms");
    expect(readAnswer("谢谢".repeat(13), resolved).reason).toBe("too_long");
  });

  test("no wording makes it slow", () => {
    const started = performance.now();
    for (const unit of ["好", "好了", "好的", "真的", "谢谢", "嗯", "可以了", "了", "您的帮助", "ok好"]) {
      for (const times of [4, 8, 11, 22]) readAnswer(`${unit.repeat(times)}x`, resolved);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test.each([
  "您好，",
  "你好！",
  "大家好：",
  "尊敬的服务台：",
  "王老师您好：",
  "服务台，您好：",
  "IT服务台，您好！",
  "各位同事好",
  "下午好，",
])("greets: %s", (line) => {
  expect(isGreeting(line)).toBe(true);
});

test.each([
  ["你好打印机坏了", "打印机坏了"],
  ["您好，我的电脑打不开", "我的电脑打不开"],
  ["你好像没有收到我的邮件", "你好像没有收到我的邮件"],
])("of %s the greeting goes", (line, rest) => {
  expect(withoutGreeting(line)).toBe(rest);
  expect(isGreeting(line)).toBe(false);
});

test.each(["祝好！", "此致", "敬礼！", "祝工作顺利！", "顺颂商祺"])("takes leave: %s", (line) => {
  expect(isValediction(line)).toBe(true);
});

test.each(["谢谢！", "非常感谢您的帮助。", "多谢", "辛苦了！"])("thanks and says no more: %s", (line) => {
  expect(isClosing(line)).toBe(true);
});

test.each([
  ["王小明", "zh", "王小明"],
  ["王 小明", "zh", "王小明"],
  ["王, 小明", "zh", "王小明"],
  ["王小明 (Wang Xiaoming)", "zh", "王小明"],
  ["王小明 Wang Xiaoming", "zh", "王小明"],
  ["Wang Xiaoming", "zh", "Wang Xiaoming"],
  ["Wang, Xiaoming", "zh", "Xiaoming"],
  ["WANG XIAOMING", "zh", "Wang Xiaoming"],
  ["Anna Holm", "zh", "Anna Holm"],
  ["财务部", "zh", "财务部"],
  ["wxm2019", "zh", null],
  ["evil.example", "zh", null],
  // An English mail to them, too, calls nobody by the family name alone.
  ["王 小明", "en", "王小明"],
  ["王小明 Xiaoming Wang", "en", "Xiaoming"],
])("%s is greeted in %s as %s", (name, language, expected) => {
  expect(greetingName(name, "x1@customer.example", language)).toBe(expected);
});

test.each([
  [
    "您好，\n\n我是财务部的王小明。二楼的打印机从今天早上开始不能用了。\n\n谢谢！",
    "二楼的打印机从今天早上开始不能用了。",
  ],
  [
    "您好！二楼的打印机从今天早上开始不能用了，请帮忙处理。谢谢！\n王小明",
    "二楼的打印机从今天早上开始不能用了，请帮忙处理。",
  ],
  ["打印机坏了", "打印机坏了"],
  ["请问如何申请共享文件夹的访问权限？", "请问如何申请共享文件夹的访问权限？"],
  ["电话13812345678，打印机坏了", null],
  ["我的密码是abc123，登录不了", null],
  ["密码：abc12345 登录不了系统", null],
  ["我的密码过期了，登录不了系统", "我的密码过期了，登录不了系统"],
  ["请打开evil.example看看打印机的问题", null],
])("of %j it repeats %j", (text, expected) => {
  expect(restate(text)).toBe(expected);
});

test("a long sentence is cut at a clause, and lines go on without a blank", () => {
  const clause = "二楼的打印机从今天早上开始就一直不能用了，";
  expect(restate(`${clause.repeat(6)}请处理。`)).toBe(`${clause.repeat(2).slice(0, -1)}…`);
  expect(restate("我们办公室的打印机从今天早上开始就一直\n不能用了。")).toBe(
    "我们办公室的打印机从今天早上开始就一直不能用了。",
  );
});

test("commands, with and without a blank before the value", () => {
  const parsed = parseCommands("#接单\n#优先级2\n＃分配anna\n#状态：处理中\n#等待 用户 到 周五\n\n请稍候。");
  expect(parsed.faults).toEqual([]);
  expect(parsed.commands.map(({ verb, value }) => [verb, value])).toEqual([
    ["take", null],
    ["priority", "2"],
    ["assign", "anna"],
    ["status", "处理中"],
    ["wait", "用户 到 周五"],
  ]);
  // Another word that only begins like a command.
  expect(parseCommands("#解决方案如下").faults).toMatchObject([{ reason: "unknown_verb" }]);
});

test("the words of its values", () => {
  expect(parseWaitValue("供应商 到 周五")).toEqual({ for: "vendor", until: "周五" });
  expect(parseWaitValue("用户到周五下午2点")).toEqual({ for: "user", until: "周五下午2点" });
  expect(parseDurationMinutes("1小时30分钟")).toBe(90);
  expect(parsePriority("紧急")).toBe("critical");
  const now = new Date("2026-11-22T10:00:00Z");
  const when = (value: string) => parseWhen(value, now, "Asia/Shanghai")?.toISOString();
  expect(when("周五下午2点")).toBe("2026-11-27T06:00:00.000Z");
  expect(when("星期一上午9点半")).toBe("2026-11-23T01:30:00.000Z");
  expect(when("明天")).toBe("2026-11-23T01:00:00.000Z");
  expect(when("明天下午3点前")).toBe("2026-11-23T07:00:00.000Z");
  expect(when("12月24日")).toBe("2026-12-24T01:00:00.000Z");
  expect(when("2026年12月1日 14:00")).toBe("2026-12-01T06:00:00.000Z");
  expect(when("3天")).toBe("2026-11-25T01:00:00.000Z");
  expect(when("2小时后")).toBe("2026-11-22T12:00:00.000Z");
  expect(when("2周后")).toBe("2026-12-06T01:00:00.000Z");
});

test.each(["打印机今天早上开始不能用了。", "请重置我的密码", "登录不了系统", "谢谢，问题解决了"])(
  "knows the language: %s",
  (text) => {
    expect(detectLanguage(text, ["en", "da", "nl", "es", "zh"])).toBe("zh");
  },
);
