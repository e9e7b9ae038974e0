/** Notes the routes of what programs do, in a checkout: see main.ts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beginRoute, endRoute, type Visit } from "./notes.ts";

const [checkout = "", output = ""] = process.argv.slice(2);
// The ways to these are the same in every checkout.
const { managedSession } = await import(join(checkout, "tests/swap/managed_session.ts"));
const { parseStages, selectStages } = await import(join(checkout, "src/stages/select.ts"));
const { describeError, formatReport } = await import(join(checkout, "src/forth/report.ts"));

const routes: { name: string; visits: Visit[] }[] = [];
const { session, run } = managedSession(selectStages(parseStages("auto")));

function note(name: string, action: () => void): void {
  beginRoute();
  try {
    action();
  } finally {
    routes.push({ name, visits: endRoute() });
  }
}

run(": f ( n -- n ) 0 swap 0 do i + loop ; : g ( n -- n ) 0 swap 0 do i xor loop ;");
note("the first hot word, and its plugins", () => run("100 f drop"));
note("a hot word", () => run("100 g drop"));
note("a word that has code", () => run("100 g drop"));

run(": t ( -- ) -9 throw ; : u ( -- ) t ; : v ( -- ) ['] u catch drop ; v");
note("a THROW that is caught", () => run("v"));
try {
  run("u");
} catch {
  session.reset();
}
note("a THROW that is not, and its report", () => {
  const plain = (text: string) => text;
  try {
    run("u");
  } catch (error) {
    formatReport(describeError(session, error), { error: plain, dim: plain, strong: plain });
  }
});
session.close();
writeFileSync(output, JSON.stringify(routes));
