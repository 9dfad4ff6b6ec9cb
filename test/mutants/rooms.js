/** The rooms that guard, with the tests that must notice when one of their guards is taken out. */

/** @type {Record<string, { mutate: string[], tests: string[] }>} */
export const ROOMS = {
  address: { mutate: ["address"], tests: ["address"] },
  authentication: {
    mutate: ["authentication", "authentication-results", "received"],
    tests: ["authentication"],
  },
  proof: {
    mutate: ["proof", "audience", "outside"],
    tests: ["proof", "audience", "forward", "leaks"],
  },
  thread: {
    mutate: ["thread", "evidence"],
    tests: ["thread", "evidence", "bounce-address"],
  },
  command: { mutate: ["command"], tests: ["command", "command-edges"] },
  screen: {
    mutate: ["screen", "screen-seen", "failure-words", "spam"],
    tests: ["screen", "screen-reasons", "failure-words", "spam"],
  },
  quote: {
    mutate: [
      "quote",
      "quote-debris",
      "quote-forward",
      "quote-library",
      "quote-marks",
      "quote-words",
      "attribution",
      "clear-signed",
      "header-block",
      "signature",
      "signature-marks",
    ],
    tests: [
      "quote",
      "quote-debris",
      "quote-edges",
      "quote-forward",
      "quote-html",
      "quote-library",
      "quote-languages",
      "quote-marks",
      "attribution",
      "clear-signed",
      "header-block",
      "signature",
      "signature-marks",
    ],
  },
};
