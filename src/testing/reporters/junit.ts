/** JUnit's XML, in the form that Jenkins and GitLab read: a suite for each file, a case for each named test. */
import { detailLines, placeText, plainPaint } from "../../words/test_failure.ts";
import type { Reporter, ReporterHost } from "../reporter.ts";
import type { FileResult } from "../results.ts";
import { casesOf, type TestCase } from "../test_cases.ts";

/**
 * @param namesFiles whether each case names its file, as GitLab shows it. The schema that Jenkins holds reports to has
 * that attribute at suites alone (xunit plugin, junit-10.xsd).
 */
export function junitReporter({ write }: Pick<ReporterHost, "write">, namesFiles: boolean): Reporter {
  return {
    finished: ({ results, milliseconds }) => {
      const suites = results
        .filter(({ status }) => status !== "deselected")
        .map((result) => suite(result, namesFiles));
      const cases = results.flatMap(casesOf);
      const { skipped: _, ...sums } = counts(cases);
      const attributes = { name: "fastforth test", ...sums, time: seconds(milliseconds) };
      write(`<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, suites)}\n`);
    },
  };
}

function counts(cases: readonly TestCase[]): Record<"tests" | "failures" | "errors" | "skipped", string> {
  const isError = ({ failures }: TestCase) => failures.some(({ kind }) => errorKinds.has(kind));
  const failed = cases.filter(({ status }) => status === "failed");
  const errors = failed.filter(isError).length;
  return {
    tests: String(cases.length),
    failures: String(failed.length - errors),
    errors: String(errors),
    skipped: String(cases.filter(({ status }) => status === "skipped" || status === "todo").length),
  };
}

/** Not a wrong answer, but no answer. */
const errorKinds: ReadonlySet<string> = new Set(["error", "timeout", "crash", "exit", "unclosed"]);

const stream = (name: string, text: string): string[] =>
  text === "" ? [] : [element(name, {}, [escapeText(text)])];

function suite(result: FileResult, namesFiles: boolean): string {
  const cases = casesOf(result);
  const attributes = {
    name: result.path,
    file: result.path,
    ...counts(cases),
    time: seconds(result.milliseconds),
  };
  return element("testsuite", attributes, [
    ...cases.map((test) => testCase(result, test, namesFiles)),
    ...stream("system-out", result.output),
    ...stream("system-err", result.errors),
  ]);
}

function testCase(
  { path }: FileResult,
  { name, status, milliseconds, reason, failures, output = "", errors = "" }: TestCase,
  namesFiles: boolean,
): string {
  const classname = path.replace(/\.[^./]*$/, "").replaceAll("/", ".");
  const attributes = {
    name,
    classname,
    ...(namesFiles ? { file: path } : {}),
    time: seconds(milliseconds),
  };
  if (status === "skipped" || status === "todo")
    return element("testcase", attributes, [
      element("skipped", { message: `${status}: ${reason ?? ""}` }, []),
    ]);
  const counted = failures.filter(({ todo }) => todo === undefined);
  const streams = [...stream("system-out", output), ...stream("system-err", errors)];
  if (status !== "failed" || counted.length === 0) return element("testcase", attributes, streams);
  // The schemas allow one failure or error a case: its text has them all.
  const isError = counted.some(({ kind }) => errorKinds.has(kind));
  const text = counted.map((failure) =>
    [`${placeText(failure.place)}: ${failure.message}`, ...detailLines(failure, plainPaint)].join("\n"),
  );
  const { message = "", kind = "" } = counted[0] ?? {};
  const more = counted.length > 1 ? ` (and ${counted.length - 1} more)` : "";
  return element("testcase", attributes, [
    element(isError ? "error" : "failure", { message: message + more, type: kind }, [
      escapeText(text.join("\n\n")),
    ]),
    ...streams,
  ]);
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly string[],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const start = `<${name}${written.join("")}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join("")}</${name}>`;
}

/** XML 1.0 allows few control characters, whatever they are written as (2.2 Characters). */
const allowed = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML does not allow
  Bun.stripANSI(text).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]/gu, "\ufffd");

const escapeText = (text: string): string =>
  allowed(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");

/** A line end in an attribute would become a space (3.3.3 Attribute-Value Normalization). */
const escapeAttribute = (text: string): string =>
  escapeText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
