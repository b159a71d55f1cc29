// Measures pages with Lighthouse in one browser, each as a first visit on a phone: a line in, a
// JSON string with an address; a line out, an object with what came of it. Ends with its input.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse, { defaultConfig } from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync",
  "--disable-background-networking", "--disable-component-update", "--no-first-run",
];
const REQUESTS = "network-requests";
const SHIFTS = "layout-shifts";
// Advice that weighs nothing in a score takes a second of each visit.
const ADVICE = CATEGORIES.flatMap((id) => defaultConfig.categories[id].auditRefs)
  .filter(({ id, weight }) => weight === 0 && ![REQUESTS, SHIFTS].includes(id))
  .map(({ id }) => id);

// The audits that take something from a category's score, with what they show.
function failed(lhr, category) {
  return category.auditRefs
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => lhr.audits[id])
    .filter((audit) => audit.errorMessage || (audit.score !== null && audit.score < 1))
    .map(({ id, displayValue, errorMessage, explanation, details }) => {
      const place = details?.items?.[0]?.node?.selector;
      return [id, [displayValue, errorMessage, explanation, place].filter(Boolean).join("; ")];
    });
}

// What came over the network: not a `data:` address, nor a picture the page already holds.
function travelled({ url, transferSize }) {
  return /^https?:/.test(url) && transferSize > 0;
}

function result(lhr) {
  const value = (id) => lhr.audits[id].numericValue;
  const files = lhr.audits[REQUESTS].details.items.filter(travelled);
  return {
    scores: CATEGORIES.map((id) => Math.round(lhr.categories[id].score * 100)),
    failed: CATEGORIES.map((id) => failed(lhr, lhr.categories[id])),
    first_paint: value("first-contentful-paint") / 1000,
    largest_paint: value("largest-contentful-paint") / 1000,
    blocked: value("total-blocking-time"),
    shift: value("cumulative-layout-shift"),
    moved: (lhr.audits[SHIFTS].details?.items ?? []).map(({ node }) => node?.selector ?? "?"),
    files: files.map(({ url, transferSize }) => [url, transferSize]),
  };
}

async function measured(url, port) {
  try {
    const { lhr } = await lighthouse(url, {
      port,
      logLevel: "silent",
      output: [],
      onlyCategories: CATEGORIES,
      skipAudits: ADVICE,
      disableFullPageScreenshot: true,
    });
    return lhr.runtimeError ? { error: lhr.runtimeError.message } : result(lhr);
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

const chrome = await launch({
  chromePath: process.env.CHROME_PATH,
  chromeFlags: FLAGS,
  handleSIGINT: false,
});
process.once("exit", () => chrome.kill());
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await measured(JSON.parse(line), chrome.port)));
}
process.exit(0);
